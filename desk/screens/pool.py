"""The pool, rooms and officiants against the days of a week or the hours of a day: who has what, and what is free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.rules.bookings import ResourceSort
from desk.rules.rights import Right
from desk.screens.dialogs import AskDay, AskLine
from desk.screens.going import go
from desk.screens.place import CasesChanged, MinutePassed, SeatTaken, Trouble
from desk.screens.pool_grid import PoolGrid
from desk.screens.pool_moves import PoolMoves
from desk.screens.pool_page import Asked, Page, View, read
from desk.screens.pool_words import about, detail, legend, tabs, title
from desk.screens.widgets.frame import KeyLine, Line, TitleBar
from desk.words import _

MORNING = 8
"""The hour at which a day of hours begins to be looked at."""
FIRST_DAY, LAST_DAY = date(2000, 1, 3), date(2999, 12, 1)
WORDS_LENGTH = 60


class PoolScreen(PoolMoves):
    """The grid. It follows what colleagues do; the cursor stays on its thing."""

    AUTO_FOCUS = "#grid"
    CSS_PATH = "pool.tcss"
    BINDINGS = keys.bindings("pool")

    def compose(self) -> ComposeResult:
        """Title with the tabs, what the signs mean, the grid, what the cell says, keys."""
        yield TitleBar(id="title")
        yield Line(id="about")
        yield PoolGrid(id="grid")
        yield Static("", id="detail", markup=False)
        yield KeyLine("pool", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Begin with this week, at today."""
        self.asked = Asked(day=self.program.today())
        self._look()

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """What is booked in the days that are shown."""
        days = self.asked.days
        return "bookings", {"sort": str(self.asked.sort), "from": days[0].isoformat(), "to": days[-1].isoformat()}

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def _look_again(self) -> None:
        self._look()

    # ------------------------------------------------------------------ what is shown

    def _look(self) -> None:
        asked, now = self.asked, self.program.now()
        self.ask("page", lambda seat: read(seat, asked, now), self._show, self._not_there)

    def _show(self, page: Page) -> None:
        """Show what was read, unless something else is wanted by now."""
        if page.asked != self.asked:
            return
        before, self.page = self.page, page
        grid = self.query_one(PoolGrid)
        grid.show(page.heads, page.rows, self._nothing(page))
        if before is None or before.asked.view is not page.asked.view:
            self._go_to_day()
        self.query_one(TitleBar).show(title(page), tabs(page.asked.sort))
        self.query_one("#about", Line).show(Content.styled(legend(page.asked.sort), "dim"), about(page))
        self._show_cell()
        self.do_what_waits()

    def _go_to_day(self) -> None:
        """Put the cursor on the day that is wanted; among hours, where the day begins."""
        view, weekday, grid = self.asked.view, self.asked.day.weekday(), self.query_one(PoolGrid)
        if view is View.WEEK:
            grid.go_to(column=weekday)
        elif view is View.ONE:
            grid.go_to(row=weekday, column=MORNING, first=MORNING - 1)
        else:
            grid.go_to(column=MORNING, first=MORNING - 1)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.forget_what_waits()
        if self.page is None:
            self.dismiss(None)

    def _nothing(self, page: Page) -> str:
        if page.asked.words and page.every:
            return _("Nothing here is called “{words}”. {key} asks for something else.",
                     words=page.asked.words, key=self._key("pool.find"))  # fmt: skip
        if self.program.seat.who.may(Right.ORGANISE):
            return _("There is nothing to book here yet. {key} adds it.", key=self._key("pool.resources"))
        return _("There is nothing to book here yet. An administrator adds it.")

    def _key(self, name: str) -> str:
        return keys.key_of(keys.action(name), self.program.keys_chosen)

    @on(PoolGrid.Moved)
    def _show_cell(self) -> None:
        if self.page is None:
            return
        free = _("Free: {key} books it.", key=self._key("pool.open"))
        static = self.query_one("#detail", Static)
        words = detail(self.page, self.query_one(PoolGrid).chosen, free)
        if static.content != words:
            static.update(words)

    # ------------------------------------------------------------------ where one is

    def _want(self, asked: Asked) -> None:
        if not FIRST_DAY <= asked.day <= LAST_DAY:
            self.app.bell()
            return
        self.asked = asked
        self._look()

    def action_shift(self, by: int) -> None:
        """The week before or after; among the hours of a day, the day."""
        days = 1 if self.asked.view is View.DAY else 7
        self._want(replace(self._day_under_cursor(), day=self.asked.day + timedelta(days * by)))

    def _day_under_cursor(self) -> Asked:
        """What is wanted, on the day that the cursor is on."""
        cell = self.query_one(PoolGrid).current
        if cell is None:
            return self.asked
        return replace(self.asked, day=cell.begins.astimezone(self.program.zone).date())

    @on(PoolGrid.Beyond)
    def _beyond(self, event: PoolGrid.Beyond) -> None:
        """Past the edge of a week comes the next; past the edge of a day, the next day."""
        if self.asked.view is not View.ONE:
            self.action_shift(event.by)
            self.query_one(PoolGrid).go_to(column=0 if event.by > 0 else -1)

    def action_today(self) -> None:
        """Back to today."""
        self._to(self.program.today())

    def _to(self, day: date | None) -> None:
        if day is not None:
            self._want(replace(self.asked, day=day))
            self._go_to_day()

    def action_pick_day(self) -> None:
        """Go to a day."""
        text = _("Such as 3 dec, +14 or 2026-12-03.")
        self.app.push_screen(AskDay(_("Which day?"), text, today=self.program.today()), self._to)

    def action_sort(self, by: int) -> None:
        """The pool, the facilities, or the officiants."""
        sorts = list(ResourceSort)
        sort = sorts[(sorts.index(self.asked.sort) + by) % len(sorts)]
        view = View.WEEK if self.asked.view is View.ONE else self.asked.view
        self._want(replace(self.asked, sort=sort, view=view, words=""))
        self.query_one(PoolGrid).go_to(row=0)

    def action_view(self, by: int) -> None:
        """The week, the hours of the day under the cursor, or the week's hours of what is under it."""
        views = list(View)
        view = views[(views.index(self.asked.view) + by) % len(views)]
        cell = self.query_one(PoolGrid).current
        resource = None if cell is None else cell.resource.id
        if view is View.ONE and resource is None:
            view = View.WEEK
        self._want(replace(self._day_under_cursor(), view=view, resource=resource))

    def action_find(self) -> None:
        """Narrow to what has some words in its name or type."""
        text = _("Words of its name or type; nothing shows everything.")
        ask = AskLine(_("Find what?"), text, value=self.asked.words, required=False, max_length=WORDS_LENGTH)
        self.app.push_screen(ask, self._find)

    def _find(self, words: str | None) -> None:
        if words is not None:
            view = View.WEEK if self.asked.view is View.ONE else self.asked.view
            self._want(replace(self.asked, words=words, view=view))
            self.query_one(PoolGrid).go_to(row=0)

    def action_late(self) -> None:
        """Go to today, and the next loan that should have been returned; it is on the desk's list as well."""
        view = View.WEEK if self.asked.view is View.ONE else self.asked.view
        self._want(replace(self.asked, day=self.program.today(), view=view))
        self._go_to_day()
        self._go_to_late()

    def _go_to_late(self) -> None:
        if (page := self.shown(self._go_to_late)) is None:
            return
        now, grid = page.calendar.now, self.query_one(PoolGrid)
        late = [place for place, row in enumerate(page.found) if any(each.overdue(now) for each in row.reservations)]
        if late:
            here = grid.place[0]
            grid.go_to(row=next((place for place in late if place > here), late[0]))
        else:
            self.app.notify(_("Nothing is overdue."))

    # ------------------------------------------------------------------ elsewhere

    def action_resources(self) -> None:
        """See what can be booked, and change it."""
        go(self.app, "resources")

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
