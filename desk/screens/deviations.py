"""Deviations: what falls short of its goal, open ones first; and the causes counted over time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents.deviations import state_in_words, whole
from desk.documents.goals import place_in_words
from desk.rules.deviations import Coaching, FollowedDeviation, next_coaching
from desk.rules.goals import figure
from desk.rules.improvements import Improvement
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.rules.spans import parse_span
from desk.rules.targets import in_words
from desk.screens.causes_page import YEAR, page
from desk.screens.deviation_form import open_form, read_one, title_of
from desk.screens.dialogs import AskDay, Choose, Confirm, Option, Tell
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.services import deviations
from desk.services.deviations import Page, Which
from desk.services.seat import Seat
from desk.words import N_, _, n_

LEVELS: tuple[tuple[Level | None, str], ...] = (
    (None, N_("Every level")), (Level.ALL, N_("Whole")), (Level.GROUP, N_("Groups")), (Level.AGENT, N_("Individuals")),
)  # fmt: skip
SPAN, OPEN, EVERY, CAUSES = "span", N_("Open"), N_("All"), N_("Causes")
VIEWS = (SPAN, OPEN, EVERY, CAUSES)
"""The first one only where a span was asked for."""
WRITING = ("deviations.explain", "deviations.done", "deviations.board", "deviations.coach")
"""What only those who keep the follow-up may."""


class DeviationsTable(ListTable):
    """One row a deviation: where and by how much; its cause where there is room."""

    COLUMNS = (
        Column("reference", N_("Span"), 8),
        Column("figure", N_("Figure"), 18),
        Column("place", N_("For"), 17),
        Column("goal", N_("Goal"), 6),
        Column("actual", N_("Actual"), 6),
        Column("state", N_("State"), 16),
        Column("cause", N_("Cause"), 16, 104),
        Column("due", N_("Due"), 10, 120),
    )
    GROWING = ("figure", "place", "state", "cause")
    MOST = {"figure": 26, "place": 24, "state": 20, "cause": 60}
    LATE = "state"


@dataclass(frozen=True)
class Read:
    """A page of deviations, as rows."""

    page: Page
    lines: tuple[Line, ...]


def read(seat: Seat, which: Which, offset: int, today: date) -> Read:
    """A page from ``offset`` on. Runs in a reading thread."""
    found = deviations.listed(seat, which, ROWS, offset)
    return Read(found, tuple(_line(each, found.names, today) for each in found.rows))


def _line(of: FollowedDeviation, names: Mapping[str, str], today: date) -> Line:
    reads = figure(of.figure)
    late = of.open or of.overdue(today)
    cells = {
        "figure": reads.label,
        "place": place_in_words(of.level, of.name, names.get(of.name or "")),
        "goal": in_words(reads, of.goal),
        "actual": in_words(reads, of.actual),
        "state": ("! " if late else "") + _state(of, today),
        "cause": of.cause_in_words or "–",
        "due": of.due.isoformat() if of.due else "",
    }
    return Line(of.id, of.span, cells, late=late)


def _state(of: FollowedDeviation, today: date) -> str:
    """The state; coaching that waits for somebody stands before a cause that was written."""
    if of.met_at is None and of.coaching in (Coaching.PROPOSED, Coaching.PLANNED) and not of.open:
        return of.coaching.label
    return state_in_words(of, today)


class DeviationsScreen(Place[None]):
    """A list of deviations, or the causes of a year.

    Args:
        span: Begin with all those of one span and of what ended within it, by its code.
        number: One to open at once.
    """

    AUTO_FOCUS = "#deviations"
    CSS_PATH = "deviations.tcss"
    BINDINGS = keys.bindings("deviations")

    def __init__(self, span: str | None = None, number: int | None = None) -> None:
        super().__init__()
        self._span = span
        self._number = number
        self._view = SPAN if span else OPEN
        self._level = 0
        self._offset = 0
        self._read: Read | None = None

    def compose(self) -> ComposeResult:
        """Title, which view, the list or the causes, keys."""
        yield TitleBar(_("Deviations"), id="title")
        yield Static("", id="which", markup=False)
        yield Static("", id="none", markup=False)
        yield DeviationsTable(id="deviations")
        with VerticalScroll(id="body", can_focus=False):
            yield Static("", id="causes", markup=False)
        yield KeyLine("deviations", self._offered_keys(), id="keys")

    def _offered_keys(self) -> Mapping[str, str]:
        return {**self.program.keys_chosen, **dict.fromkeys(self.hidden(), "")}

    def on_mount(self) -> None:
        """Ask for the list; open the one that was asked for."""
        self._ask(to_top=True)
        if self._number is not None:
            number = self._number
            self.ask("one", lambda seat: read_one(seat, number), lambda found: open_form(self, *found))

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The open ones, or all."""
        return "deviations", {"state": "open" if self._view == OPEN else "all"}

    def hidden(self) -> Collection[str]:
        """What the role may not do."""
        return () if self._may_write else WRITING

    @property
    def _may_write(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.FOLLOW_UP)

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask_again(self) -> None:
        self._ask()

    def on_screen_resume(self) -> None:
        """Something may have been written in a form above."""
        super().on_screen_resume()
        self._ask()

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more of the causes."""
        if self._view == CAUSES:
            self._ask()

    def _ask(self, *, to_top: bool = False) -> None:
        today = self.program.today()
        if self._view == CAUSES:
            width, plain = self.size.width - 3, self.app.has_class("-ascii")
            self.ask("causes", lambda seat: _causes(seat, today, width, plain), self._show_causes, self._refused)
            return
        level = LEVELS[self._level][0]
        which = self._of_span if self._view == SPAN else Which(open=self._view == OPEN)
        which = replace(which, level=level)
        offset = self._offset
        self.ask(
            "list",
            lambda seat: read(seat, which, offset, today),
            lambda found: self._show(found, to_top=to_top),
            self._refused,
        )

    @property
    def _of_span(self) -> Which:
        """Those of every span that ended in the one asked for: of a tertial its weeks' too."""
        span = parse_span(self._span or "")
        return Which(first=span.first, last=span.last)

    def _show(self, found: Read, *, to_top: bool) -> None:
        self._read = found
        self.query_one(DeviationsTable).show(found.lines, to_top=to_top)
        self._show_which(n_("{n} open", "{n} open", found.page.open))
        empty = self.query_one("#none", Static)
        empty.update(_("Every deviation has a cause and an action.") if self._view == OPEN and not self._read.page.total
                     else _("No figure falls short of its goal."))  # fmt: skip
        empty.display = not found.lines
        self._show_part()

    def _show_causes(self, words: Content) -> None:
        self.query_one("#causes", Static).update(words)
        self._show_which("")
        self.query_one("#none").display = False
        self._show_part()

    def _show_part(self) -> None:
        causes = self._view == CAUSES
        table = self.query_one(DeviationsTable)
        table.display = not causes
        self.query_one("#body").display = causes
        if not causes and self.focused is None:
            table.focus()

    def _show_which(self, right: str) -> None:
        names = {each: self._span or "" if each == SPAN else _(each) for each in self._views}
        views = "  ".join(f"[{name}]" if each == self._view else name for each, name in names.items())
        levels = "  ".join(
            f"[{_(word)}]" if place == self._level else _(word) for place, (_level, word) in enumerate(LEVELS)
        )
        self.query_one("#which", Static).update(views if self._view == CAUSES else f"{views}   ·   {levels}")
        self.query_one(TitleBar).show(_("Deviations"), right)

    def _refused(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._read is None:
            self.dismiss(None)

    @on(ListTable.NearEnd)
    def _read_on(self, event: ListTable.NearEnd) -> None:
        """The next half of a table, or the one before."""
        if self._read is None:
            return
        total, half = self._read.page.total, ROWS // 2
        if event.ahead and self._offset + ROWS < total:
            self._offset += half
        elif not event.ahead and self._offset > 0:
            self._offset = max(0, self._offset - half)
        else:
            return
        self._read = None
        self._ask()

    @on(ListTable.Home)
    def _read_first(self) -> None:
        if self._offset:
            self._offset = 0
            self._ask(to_top=True)

    # ------------------------------------------------------------------ the one under the cursor

    @property
    def _current(self) -> FollowedDeviation | None:
        line = self.query_one(DeviationsTable).current
        if line is None or self._read is None or self._view == CAUSES:
            return None
        return next((each for each in self._read.page.rows if each.id == line.id), None)

    @property
    def _names(self) -> Mapping[str, str]:
        return self._read.page.names if self._read is not None else {}

    @on(ListTable.Opened)
    def action_open_one(self) -> None:
        """Write its cause and action; who may not, reads them."""
        if (of := self._current) is None:
            return
        if self._may_write:
            open_form(self, of, self._names)
        else:
            lines: Sequence[str] = whole(of, self._names, self.program.today())
            self.app.push_screen(Tell(figure(of.figure).label, "\n".join(lines)))

    def action_done(self) -> None:
        """Ask on which day its action was done."""
        if (of := self._current) is None or not self._may_write:
            return
        today = self.program.today()
        dialog = AskDay(_("On which day was it done?"), of.action or "", today=today, value=today.isoformat())
        self.app.push_screen(dialog, partial(self._done, of))

    def _done(self, of: FollowedDeviation, day: date | None) -> None:
        if day is not None:
            now = self.program.now()
            self.program.tell(lambda seat: deviations.done(seat, of.id, day, now), self._written)

    def action_put_on_board(self) -> None:
        """Put it on the improvement board, after a question."""
        if (of := self._current) is None or not self._may_write:
            return
        title = _("Put it on the improvement board?")
        self.app.push_screen(Confirm(title, of.action or title_of(of)), partial(self._put_on_board, of))

    def _put_on_board(self, of: FollowedDeviation, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: deviations.put_on_board(seat, of.id, now), self._on_board)

    def _on_board(self, made: Improvement) -> None:
        self.app.notify(_("Improvement {number} is on the board.", number=made.id))
        self._ask()

    def action_coach(self) -> None:
        """Ask how far its coaching has come."""
        if (of := self._current) is None or not self._may_write:
            return
        following = next_coaching(of.coaching) if of.coaching else ()
        if not following:
            said = of.coaching.label if of.coaching else _("Coaching is for an individual's attitude or knowledge.")
            self.app.notify(said)
            return
        options = [Option(str(each), each.label) for each in following]
        dialog = Choose(title_of(of, self._names.get(of.name or "")), options)
        self.app.push_screen(dialog, partial(self._coach, of))

    def _coach(self, of: FollowedDeviation, step: str | None) -> None:
        if step is not None:
            now = self.program.now()
            self.program.tell(lambda seat: deviations.coach(seat, of.id, Coaching(step), now), self._written)

    def _written(self, _of: FollowedDeviation) -> None:
        self._ask()

    # ------------------------------------------------------------------ views

    def action_view(self, by: int) -> None:
        """Those of the span that was asked for, open ones, all, or causes."""
        views = self._views
        self._view = views[(views.index(self._view) + by) % len(views)]
        self._begin_again()

    @property
    def _views(self) -> tuple[str, ...]:
        return VIEWS if self._span else VIEWS[1:]

    def action_level(self, by: int) -> None:
        """Another level."""
        self._level = (self._level + by) % len(LEVELS)
        self._begin_again()

    def _begin_again(self) -> None:
        self._offset = 0
        self._read = None if self._view != CAUSES else self._read
        self._ask(to_top=True)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _causes(seat: Seat, today: date, width: int, plain: bool) -> Content:
    """The causes of the last twelve months. Runs in a reading thread."""
    first = date(today.year - (today.month < YEAR), today.month % YEAR + 1, 1)
    return page(deviations.causes(seat, first, today), first, width, plain=plain)
