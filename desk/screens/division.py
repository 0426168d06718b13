"""The division of work: who answers for a topic and who covers, who is away, and taking over what they have left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.rules.division import Away
from desk.rules.rights import Right
from desk.screens.dialogs import Choose, Confirm, Option
from desk.screens.division_page import AwayTable, LeftTable, Shown, TopicTable, about, read
from desk.screens.place import CasesChanged, MinutePassed, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import covering, division, people
from desk.services.covering import Left, Taken
from desk.services.seat import Seat
from desk.words import N_, _, n_

VIEWS = {"topics": N_("Who answers"), "away": N_("Away"), "left": N_("Left to cover")}


class DivisionScreen(Place[None]):
    """Three lists. It begins with what is left, where there is something for the person to cover.

    Args:
        view: Which list to begin with.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "division.tcss"
    BINDINGS = keys.bindings("division")

    def __init__(self, view: str | None = None) -> None:
        super().__init__()
        self._view = view
        self.shown: Shown | None = None

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Who is away, or else who answers for what."""
        return "away" if self.view == "away" else "division", {}

    def compose(self) -> ComposeResult:
        """Title, what it says, the lists, keys."""
        yield TitleBar(_("Division of work"), id="title")
        yield Static("", id="about", markup=False)
        yield TopicTable(id="topics")
        yield AwayTable(id="away")
        yield LeftTable(id="left")
        yield KeyLine("division", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self.reread()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def reread(self) -> None:
        """Ask what there is now."""
        now = self.program.now()
        self.ask("division", lambda seat: read(seat, now), self._show, self._not_there)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self.shown is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> str:
        """The list that is shown."""
        return self._view or "topics"

    @property
    def _who(self) -> str:
        return self.program.seat.who.login

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        if self._view is None:
            self._view = "left" if any(each.cover == self._who for each in shown.left) else "topics"
        self.query_one(TopicTable).show_all(shown.topic_lines)
        self.query_one(AwayTable).show_all(shown.away_lines)
        self.query_one(LeftTable).show_all(shown.left_lines)
        views = Content("  ").join(
            Content.styled(f"[{_(title)}]", "bold") if name == self.view else Content(_(title))
            for name, title in VIEWS.items()
        )
        self.query_one(TitleBar).show(_("Division of work"), views)
        self.query_one("#about", Static).update(about(shown, self.view, self._who))
        for table in self.query(WholeList):
            table.display = table.id == self.view
            table.show_header = bool(table.lines)
        self._table.focus()

    @property
    def _table(self) -> WholeList:
        return self.query_one(f"#{self.view}", WholeList)

    def action_view(self, by: int) -> None:
        """Another of the lists."""
        names = list(VIEWS)
        self._view = names[(names.index(self.view) + by) % len(names)]
        if self.shown is not None:
            self._show(self.shown)

    def hidden(self) -> Collection[str]:
        """What would be refused."""
        return () if self.program.seated and self.program.seat.who.may(Right.ROUTINES) else ("division.give",)

    # ------------------------------------------------------------------ who answers

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Say who answers for the topic; see what is left; of somebody away, say that they are back."""
        line = self._table.current
        if line is None or self.shown is None:
            return
        if self.view == "topics":
            if self._may_divide():
                from desk.screens.division_forms import open_division

                open_division(self, self.shown, self.shown.topics[line.id])
        elif self.view == "left":
            self._see(self.shown.left[line.id])
        else:
            self.action_back_at_work()

    def _see(self, each: Left) -> None:
        from desk.screens.search import SearchScreen

        topic = f" topic:{each.topic}" if each.topic else ""
        self.app.push_screen(SearchScreen(f"agent:{each.login}{topic} status:open"))

    def _may_divide(self) -> bool:
        if self.program.seat.who.may(Right.ROUTINES):
            return True
        self.app.notify(_("The division of work is kept by a lead or an administrator."), severity="warning")
        return False

    # ------------------------------------------------------------------ away

    def action_away(self) -> None:
        """Say that somebody is away."""
        from desk.screens.division_forms import open_away

        open_away(self)

    def action_back_at_work(self) -> None:
        """Say that somebody is back: who is under the cursor, else oneself."""
        if self.shown is None:
            return
        line = self._table.current if self.view == "away" else None
        each = self.shown.away[line.id] if line is not None else self._own_away()
        if each is None:
            self.app.notify(_("You are not away."))
            return
        name = self.shown.division.names.get(each.login, each.login)
        title = _("{name} is at work again?", name=name)
        text = _("New cases are {name}'s again from now on.", name=name)
        self.app.push_screen(Confirm(title, text), partial(self._back, each))

    def _own_away(self) -> Away | None:
        away = self.shown.away if self.shown is not None else ()
        return next((each for each in away if each.login == self._who), None)

    def _back(self, each: Away, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: division.back(seat, each.login, each.id, now), self._said_back)

    def _said_back(self, each: Away) -> None:
        names = self.shown.division.names if self.shown is not None else {}
        self.app.notify(_("{name} is back.", name=names.get(each.login, each.login)))
        self._reread_if_here()

    def _reread_if_here(self) -> None:
        if self.is_attached:
            self.reread()

    # ------------------------------------------------------------------ what is left

    @property
    def _left(self) -> Left | None:
        line = self._table.current if self.view == "left" else None
        if line is None or self.shown is None:
            self.app.notify(_("Stand on what somebody has left: → goes there."))
            return None
        return self.shown.left[line.id]

    def action_take(self) -> None:
        """Take over the row's cases."""
        if (each := self._left) is not None:
            self._ask_to_take(each, (each,))

    def action_take_all(self) -> None:
        """Take over all that one covers for the person; where one covers nothing of theirs, all there is."""
        if (each := self._left) is not None and self.shown is not None:
            theirs = tuple(other for other in self.shown.left if other.login == each.login)
            self._ask_to_take(each, tuple(other for other in theirs if other.cover == self._who) or theirs)

    def _ask_to_take(self, each: Left, rows: tuple[Left, ...]) -> None:
        many = sum(row.many for row in rows)
        title = n_("Take over {n} case of {name}'s?", "Take over {n} cases of {name}'s?", many, name=each.name)
        text = _("Each becomes yours, and its history says so.")
        self.app.push_screen(Confirm(title, text), partial(self._take, each.login, rows, None))

    def action_give(self) -> None:
        """Hand the row's cases to somebody else."""
        if (each := self._left) is not None and self._may_divide():
            self.ask("people", people_at_work, partial(self._ask_to_whom, each), self.program.say_trouble)

    def _ask_to_whom(self, each: Left, able: tuple[Option, ...]) -> None:
        title = n_("Hand {n} case of {name}'s to whom?", "Hand {n} cases of {name}'s to whom?", each.many,
                   name=each.name)  # fmt: skip
        options = [option for option in able if option.code != each.login]
        self.app.push_screen(Choose(title, options), partial(self._give, each))

    def _give(self, each: Left, to: str | None) -> None:
        if to is not None:
            self._take(each.login, (each,), to, True)

    def _take(self, login: str, rows: tuple[Left, ...], to: str | None, yes: bool | None) -> None:
        if yes:
            now, topics = self.program.now(), {row.topic for row in rows}
            self.program.tell(lambda seat: covering.take_over(seat, login, topics, to, now), self._taken)

    def _taken(self, done: Taken) -> None:
        names = self.shown.division.names if self.shown is not None else {}
        name = names.get(done.to, done.to)
        said = n_("{n} case taken over: {name}'s now.", "{n} cases taken over: {name}'s now.", done.many, name=name)
        self.app.notify(said)
        self._reread_if_here()

    # ------------------------------------------------------------------ leaving

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def people_at_work(seat: Seat) -> tuple[Option, ...]:
    """Everybody at this desk who handles cases, by name. Runs in a reading thread."""
    able = (each for each in people.everybody(seat) if each.active and each.may_log_in and each.may(Right.HANDLE))
    return tuple(Option(each.login, each.name) for each in able)
