"""Search: one line, and below it what it finds while one types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from desk import keys
from desk.rules.searching import SHORTEST
from desk.screens.place import CasesChanged, Place, SeatTaken
from desk.screens.search_lines import FIRST_HELD, FoundWindow, find
from desk.screens.widgets.answer import Answered
from desk.screens.widgets.case_table import CaseTable
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.line_input import LineInput
from desk.words import _, n_

LONGEST = 200


class SearchScreen(Place[None]):
    """A line and a list. Enter opens the first case found, or the one that Down has gone to.

    Routines that hold the words stand above the cases; Up goes to them.

    Args:
        line: What stands in the line to begin with.
    """

    AUTO_FOCUS = "#line"
    CSS_PATH = "search.tcss"
    BINDINGS = [*keys.bindings("search"), Binding("down", "to_list", show=False)]

    def __init__(self, line: str = "") -> None:
        super().__init__()
        self._began = line
        self._asked = ""
        self._window: FoundWindow | None = None
        self._starts: list[str | None] = [None]
        self._open_when_found = False
        self._goes_to: int | None = None

    def compose(self) -> ComposeResult:
        """Title, the line, what narrows, the list, keys."""
        yield TitleBar(_("Search"), id="title")
        yield LineInput(
            self._began, placeholder=_("Reference, name, telephone, card or words"), max_length=LONGEST, id="line"
        )
        yield Static(_("Narrow with kind: status: channel: topic: agent: from: to:"), id="narrow", markup=False)
        yield Static(_("Nothing found."), id="none", markup=False)
        yield CaseTable(id="found")
        yield KeyLine("search", self.program.keys_chosen, id="keys")

    def exporting(self) -> tuple[str, Mapping[str, str]] | None:
        """What the line finds."""
        return ("cases", {"words": self._asked}) if len(self._asked) >= SHORTEST else None

    # ------------------------------------------------------------------ asking

    def on_mount(self) -> None:
        """Ask at once, where something stands in the line."""
        if self._began:
            self._ask(to_top=True)

    @on(Answered)
    def _typed(self, event: Answered) -> None:
        """Ask at each key; an answer to what stood there before is never shown."""
        event.stop()
        self._open_when_found = False
        if self._line.value.strip() != self._asked:
            self._starts = [None]
            self._ask(to_top=True)

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask_again(self) -> None:
        """Something has changed: the cursor stays on its case."""
        self._ask()

    def _ask(self, *, to_top: bool = False) -> None:
        text = self._asked = self._line.value.strip()
        if len(text) < SHORTEST:
            self.ask("found", lambda _seat: FoundWindow("", ()), partial(self._show, to_top=True))
            return
        after, now = self._starts[-1], self.program.now()
        self.ask("found", lambda seat: find(seat, text, after, now), partial(self._show, to_top=to_top))

    def _show(self, found: FoundWindow, *, to_top: bool) -> None:
        if not found.lines and len(self._starts) > 1:
            self._starts.pop()
            self._ask()
            return
        self._window = found
        self._table.show(found.lines, to_top=to_top)
        self._goes_to = found.first_case if to_top and found.first_case > 0 else None
        if self._goes_to is not None:
            self.call_after_refresh(self._go_to_case)
        self.query_one("#none").display = bool(found.text) and not found.lines
        self.query_one(TitleBar).show(_("Search"), self._how_many(found))
        if self._open_when_found:
            self.action_open_case()

    def _go_to_case(self) -> None:
        """Below the routines, on the first case; the table can only do it when it has painted them."""
        if self._goes_to is not None:
            self._table.move_cursor(row=self._goes_to)
            self._goes_to = None

    def _how_many(self, found: FoundWindow) -> str:
        cases = sum(1 for each in found.lines if each.reference)
        if not cases:
            return ""
        more = found.end is not None or len(self._starts) > 1
        return _("{n} and more", n=cases) if more else n_("{n} case", "{n} cases", cases)

    @on(CaseTable.NearEnd)
    def _read_on(self, event: CaseTable.NearEnd) -> None:
        """Read on, or back, by one page: half the table stays."""
        if self._window is None or not self._table.has_focus:
            return
        if event.ahead and self._window.end is not None:
            self._starts.append(self._window.middle)
        elif not event.ahead and len(self._starts) > 1:
            self._starts.pop()
        else:
            return
        self._window = None
        self._ask()

    @on(CaseTable.Home)
    def _read_first(self) -> None:
        """The newest of all."""
        if len(self._starts) > 1:
            self._starts = [None]
            self._ask(to_top=True)

    # ------------------------------------------------------------------ keys

    def action_open_case(self) -> None:
        """Open the case under the cursor; where the answer is still on its way, when it is there."""
        if self._window is None or self._window.text != self._line.value.strip():
            self._open_when_found = len(self._line.value.strip()) >= SHORTEST
            return
        self._open_when_found = False
        line = self._table.current if self._goes_to is None else self._window.lines[self._goes_to]
        if line is not None and line.id <= FIRST_HELD:
            from desk.screens.holding import HoldingScreen

            self.app.push_screen(HoldingScreen(self._window.held[FIRST_HELD - line.id]))
        elif line is not None and line.id < 0:
            from desk.screens.routine import RoutineScreen

            self.app.push_screen(RoutineScreen(-line.id))
        elif line is not None and line.reference:
            from desk.screens.case import CaseScreen

            self.app.push_screen(CaseScreen(line.reference))

    @on(CaseTable.Opened)
    def _clicked(self) -> None:
        self.action_open_case()

    def action_to_list(self) -> None:
        """Go into the list."""
        if self._table.lines:
            self._table.focus()

    def action_back(self) -> None:
        """From the list to the line, from the line to where one came from."""
        if self._table.has_focus:
            self._line.focus()
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """What is typed in the list goes on in the line."""
        if not self._table.has_focus:
            return
        if event.is_printable and event.character:
            event.stop()
            self.set_focus(self._line)
            self._line.insert_text_at_cursor(event.character)

    @property
    def _line(self) -> LineInput:
        return self.query_one("#line", LineInput)

    @property
    def _table(self) -> CaseTable:
        return self.query_one(CaseTable)
