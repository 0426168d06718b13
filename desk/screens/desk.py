"""The desk: today's figures, the digits that register, and the open cases. Shown before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.screens.desk_drafts import DraftsOffered
from desk.screens.first import digits, title
from desk.screens.place import Last, OthersChanged, Trouble
from desk.screens.widgets.frame import KeyLine, Line, TitleBar
from desk.words import N_, _, clock, n_

if TYPE_CHECKING:
    from desk.screens.case_lines import Window
    from desk.screens.desk_line import Counted, TodayLine
    from desk.screens.widgets.case_table import CaseTable
    from desk.storage.lists import Which

Scope = Literal["mine", "group", "all"]
SCOPES: dict[Scope, str] = {"mine": N_("Mine"), "group": N_("Group"), "all": N_("All")}
EMPTY: dict[Scope, str] = {
    "mine": N_("You have no open cases. → shows the group's."),
    "group": N_("The group has no open cases. → shows all."),
    "all": N_("There are no open cases."),
}
MOST = 1000
"""Open cases are counted no further than this."""


class DeskScreen(DraftsOffered):
    """The first screen, and the one that is always there."""

    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("desk")
    CSS_PATH = "desk.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.scope: Scope = "mine"
        self._starts: list[str | None] = [None]
        self._window: Window | None = None
        self._listed = False

    def compose(self) -> ComposeResult:
        """The frame alone: the list comes when the database is there."""
        program = self.program
        yield TitleBar(self._place(), id="title")
        yield Line(id="today")
        yield Line(digits(program.keys_chosen), id="digits")
        yield Line(id="due")
        yield Line(id="heading")
        with Vertical(id="list"):
            yield Static(_("Opening …"), id="empty", markup=False)
        yield KeyLine("desk", program.keys_chosen, id="keys")

    # ------------------------------------------------------------------ what happens without a key

    async def on_seat_taken(self) -> None:
        """There is a seat: put up the list and ask for everything."""
        from desk.screens.widgets.case_table import CaseTable

        await self.query_one("#list").mount(table := CaseTable(id="cases"))
        if self.app.screen is self:
            table.focus()
        self.set_class(True, "-seated")
        if self.program.seat.who.group is None and self.scope == "group":
            self.scope = "mine"
        self._ask_window(to_top=True)

    def _list_is_there(self) -> None:
        """The list, or why there is none, has been shown first; everything else comes after it."""
        if self._listed:
            return
        self._listed = True
        self._show_title()
        self._ask_count()
        self._ask_today()
        self._asks_for_pin()
        self.look_for_drafts()

    def on_cases_changed(self) -> None:
        """Ask again; the cursor stays on its case."""
        if self.program.seated:
            self._reload()
            self._ask_today()

    def on_figures_changed(self) -> None:
        """Telephone figures came in."""
        if self.program.seated:
            self._ask_today()

    def on_minute_passed(self) -> None:
        """The clock; and a deadline may have passed."""
        self._show_title()
        self.on_cases_changed()
        if self.more_drafts:  # somebody else's terminal may have been lost meanwhile
            self.look_for_drafts()

    def on_others_changed(self, event: OthersChanged) -> None:
        """Show who else is at work, by number."""
        words = n_("● {n} other", "● {n} others", event.others) if event.others else ""
        self.query_one(KeyLine).show_right(words)

    def on_screen_resume(self) -> None:
        """Back from another screen."""
        if self._asks_for_pin():
            return
        if self.drafts:
            self.offer_left()

    def _asks_for_pin(self) -> bool:
        """Ask somebody who has no PIN for one, once, and not while they are elsewhere."""
        lock = self.program.lock
        if not (lock.wants_pin and self._listed and self.app.screen is self):
            return False
        lock.choose_pin()
        return True

    # ------------------------------------------------------------------ the list

    def _which(self) -> Which:
        from desk.storage.lists import Which

        who = self.program.seat.who
        return Which(
            open=True,
            agent=who.login if self.scope == "mine" else None,
            group=who.group if self.scope == "group" else None,
        )

    def _reload(self, *, to_top: bool = False) -> None:
        self._ask_window(to_top=to_top)
        self._ask_count()

    def _ask_window(self, *, to_top: bool = False) -> None:
        from desk.screens.case_lines import window

        which, after, now = self._which(), self._starts[-1], self.program.now()
        show = partial(self._show_window, to_top=to_top)
        self.ask("list", lambda seat: window(seat, which, after, now), show, self._no_list)

    def _show_window(self, found: Window, *, to_top: bool) -> None:
        if not found.lines and len(self._starts) > 1:
            self._starts.pop()
            self._ask_window()
            return
        self._window = found
        empty = self.query_one("#empty", Static)
        empty.display = not found.lines
        if not found.lines:
            empty.update(_(EMPTY[self.scope]))
        self._table.show_header = bool(found.lines)
        self._table.show(found.lines, to_top=to_top)
        self.call_after_refresh(self._list_is_there)

    def _no_list(self, trouble: Trouble) -> None:
        empty = self.query_one("#empty", Static)
        if self._window is None:
            empty.update(Content(trouble.words))
            self._list_is_there()
        if not trouble.problems and not trouble.away:  # which stands below for as long as it lasts
            self.program.say_trouble(trouble)

    def on_list_table_near_end(self, event: CaseTable.NearEnd) -> None:
        """Read on, or back, by one page: half the table stays."""
        if self._window is None:
            return
        if event.ahead and self._window.end is not None:
            self._starts.append(self._window.middle)
        elif not event.ahead and len(self._starts) > 1:
            self._starts.pop()
        else:
            return
        self._window = None
        self._ask_window()

    def on_list_table_home(self) -> None:
        """The very first case."""
        if len(self._starts) > 1:
            self._starts = [None]
            self._ask_window(to_top=True)

    async def on_list_table_opened(self) -> None:
        """A click opened it."""
        await self.run_action("open_case")

    def _ask_count(self) -> None:
        from desk.screens.desk_line import count

        which, now = self._which(), self.program.now()
        self.ask("count", lambda seat: count(seat, which, MOST, now), self._show_count, _told_by_the_list)

    def _show_count(self, counted: Counted) -> None:
        words = Content(_("Open cases") + "  ") + Content.styled(_number(counted.open), "bold")
        if counted.late:
            words += Content(" · ") + Content.styled(_late(counted.late), "bold $error")
        if counted.inside:
            words += Content(" · " + n_("{n} in the house", "{n} in the house", counted.inside))
        self.query_one("#heading", Line).show(words, self._scopes())

    def _scopes(self) -> Content:
        return Content("  ").join(
            Content.styled(f"[{_(title)}]", "bold") if scope == self.scope else Content(_(title))
            for scope, title in SCOPES.items()
            if scope != "group" or self.program.seat.who.group
        )

    @property
    def _table(self) -> CaseTable:
        from desk.screens.widgets.case_table import CaseTable

        return self.query_one(CaseTable)

    # ------------------------------------------------------------------ the rows above

    def _place(self) -> str:
        place = title(self.program.municipality)
        return f"{place} · {self.program.seat.who.name}" if self.program.seated else place

    def _show_title(self) -> None:
        from desk.words import day

        program = self.program
        here = program.now().astimezone(program.zone)
        week = _("w.{week}", week=here.isocalendar().week)
        self.query_one(TitleBar).show(self._place(), f"{day(here.date())} · {week} · {clock(here)}")

    def _ask_today(self) -> None:
        from desk.screens.desk_line import today_line

        now = self.program.now()
        self.ask("today", lambda seat: today_line(seat, now), self._show_today, _told_by_the_list)

    def _show_today(self, line: TodayLine) -> None:
        self.query_one("#today", Line).show(line.contacts, line.rate)
        self.set_class(bool(line.due or line.covers), "-due")
        cover, calendar = self._key("desk.cover"), keys.action("desk.calendar")
        covers = [Content.assemble(cover, f" {line.covers}")] if line.covers else []
        due = Content(" · ").join([*covers, *([line.due] if line.due else [])])
        self.query_one("#due", Line).show(due, Content.assemble(self._key(calendar.id), f" {_(calendar.label)}"))

    def _key(self, name: str) -> tuple[str, str]:
        return keys.key_of(keys.action(name), self.program.keys_chosen), "bold"

    # ------------------------------------------------------------------ keys

    def action_register(self, what: str) -> None:
        """Open the form."""
        from desk.screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen.opened(what, self.program.now()))

    def action_search(self) -> None:
        """Search."""
        from desk.screens.search import SearchScreen

        self.app.push_screen(SearchScreen())

    def action_reports(self) -> None:
        """The follow-up."""
        from desk.screens.reports import ReportsScreen

        self.app.push_screen(ReportsScreen())

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The open cases that are shown: mine, the group's or all."""
        return "cases", {"scope": self.scope}

    def action_admin(self) -> None:
        """The administration."""
        self.action_go("administration")

    def action_open_case(self) -> None:
        """Open the case under the cursor."""
        if not self.program.seated or (line := self._table.current) is None:
            return
        from desk.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(line.reference))

    def action_go(self, name: str) -> None:
        """Go to a screen of the follow-up."""
        if self.program.seated:
            from desk.screens.going import go

            go(self.app, name)

    def action_scope(self, by: int) -> None:
        """Show more people's cases, or fewer."""
        if not self.program.seated:
            return
        scopes = [each for each in SCOPES if each != "group" or self.program.seat.who.group]
        place = scopes.index(self.scope) + by
        if by > 0:
            place %= len(scopes)
        if not 0 <= place < len(scopes):
            return
        self.scope = scopes[place]
        self._starts = [None]
        self._reload(to_top=True)

    def action_again(self) -> None:
        """Register the same again: topic, channel and outcome, never the person."""
        if not self.program.seated:
            return
        from desk.screens.desk_again import register_again

        program, now = self.program, self.program.now()
        # What to repeat is looked up in the writing thread, after everything that was saved before this key.
        program.tell(lambda seat: register_again(seat, program, now), self._said_again)

    def _said_again(self, last: Last) -> None:
        self.app.notify(_("{reference} registered, the same again.", reference=last.reference))

    def action_annul_last(self) -> None:
        """Annul the case registered last, when the reason has been given."""
        from desk.screens.dialogs import AskLine

        last = self.program.last
        if last is None:
            self.app.notify(_("Nothing has been registered here that could be annulled."), severity="warning")
            return
        title = _("Annul {reference}. Why?", reference=last.reference)
        text = _("The case keeps its reference and leaves every figure.")
        self.app.push_screen(AskLine(title, text), partial(self._annul, last))

    def _annul(self, last: Last, why: str | None) -> None:
        if why is None:
            return
        from desk.services import cases

        now = self.program.now()
        self.program.tell(lambda seat: cases.annul(seat, last.reference, why, now), partial(self._annulled, last))

    def _annulled(self, last: Last, _moved: object) -> None:
        if self.program.last == last:
            self.program.last = None
        self.app.notify(_("{reference} annulled.", reference=last.reference))


def _late(count: int) -> str:
    if count >= MOST:
        return "! " + _("{n} overdue", n=_number(count))
    return n_("! {n} overdue", "! {n} overdue", count)


def _number(total: int) -> str:
    from desk.words import number

    return f"{number(MOST)}+" if total >= MOST else number(total)


def _told_by_the_list(_trouble: Trouble) -> None:
    """The list asks at the same moment, and says it."""
