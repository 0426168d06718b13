"""One permit or card: what is known of it, and the history of its holder and its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents.access import changed, when
from desk.documents.registers import facts, state_words, step_of, where
from desk.rules.calendar import local_day
from desk.rules.events import happening
from desk.rules.people import show_personal_number
from desk.rules.registers import Holding, Sort
from desk.screens.holding_moves import HoldingMoves
from desk.screens.place import CasesChanged, SeatTaken, Trouble
from desk.screens.registers import WRITING
from desk.screens.satisfaction_fields import only
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.hanging import Hanging, Row
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import registers
from desk.services.registers import About
from desk.services.seat import Seat
from desk.words import N_, _

NOT_HERE = (
    "registers.history", "registers.other", "registers.other_back", "registers.next_view", "registers.previous_view",
    "registers.look_up",
)  # fmt: skip
INDENT = 16


class HistoryTable(WholeList):
    """Others of the same person or number, cases, and what was done; the latest first within each."""

    COLUMNS = (
        Column("what", N_("What"), 22),
        Column("reference", N_("Number"), 12),
        Column("state", N_("State"), 26),
        Column("by", N_("Case"), 11),
    )
    GROWING = ("state", "what")
    MOST = {"state": 60, "what": 40}


@dataclass(frozen=True, repr=False)
class Shown:
    """A permit or card with its history, the history as rows, and what each row opens."""

    about: About
    lines: tuple[Line, ...]
    opens: tuple[Holding | str | None, ...]


def read(seat: Seat, sort: Sort, number: int, now: datetime) -> Shown:
    """Ask for it. Runs in a reading thread."""
    about = registers.about(seat, sort, number)
    zone = seat.settings.zone
    today = local_day(now, zone)
    rows: list[tuple[str, str, str, str, Holding | str | None]] = []
    for each in about.same:
        until = each.valid_to.isoformat() if each.valid_to else each.name or ""
        what = _("Permit to {day}", day=until) if sort is Sort.PERMIT else _("Card of {name}", name=until or "–")
        rows.append((what, each.number, state_words(each, today), where(each), each))
    for case in about.cases:
        day = case.received_at.astimezone(zone).date().isoformat()
        rows.append((_("Case of {day}", day=day), "", step_of(case), case.reference, case.reference))
    for entry in reversed(about.entries):
        rows.append((when(entry.at, zone), "", f"{happening(entry.what)} {changed(entry)}", entry.by, None))
    lines = tuple(
        Line(place, printed, {"what": what, "state": state, "by": by})
        for place, (what, printed, state, by, _opens) in enumerate(rows)
    )
    return Shown(about, lines, tuple(row[-1] for row in rows))


class HoldingScreen(HoldingMoves):
    """The facts above, the history below; Enter opens what is under the cursor.

    Args:
        holding: The one, masked, as a list knows it; it is read anew.
    """

    AUTO_FOCUS = "HistoryTable"
    CSS_PATH = "registers.tcss"
    BINDINGS = keys.bindings(*(each.id for each in keys.actions_in("registers") if each.id not in NOT_HERE))

    def __init__(self, holding: Holding) -> None:
        super().__init__()
        self._holding = holding
        self._shown: Shown | None = None
        self._revealed: Holding | None = None

    def compose(self) -> ComposeResult:
        """Title, facts, history, keys."""
        yield TitleBar("", id="title")
        yield Hanging(id="facts")
        yield Static(_("History"), id="heading", markup=False)
        yield HistoryTable(id="history")
        yield KeyLine("registers", only(self.program.keys_chosen, (*NOT_HERE, *self.hidden())), id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self.reread()

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        return () if self._may_handle else WRITING

    @on(SeatTaken)
    @on(CasesChanged)
    def reread(self) -> None:
        """Ask again; what was opened is masked again where something changed."""
        sort, number, now = self._holding.sort, self._holding.id, self.program.now()
        self.ask("one", lambda seat: read(seat, sort, number, now), self._show, self._cannot)

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        if self._holding != shown.about.holding:
            self._holding, self._revealed = shown.about.holding, None
        today = self.program.today()
        holding = self._revealed or shown.about.holding
        self.query_one(TitleBar).show(f"{holding.sort.label} · {holding.number}", state_words(holding, today))
        if holding.person:
            holding = holding._replace(person=show_personal_number(holding.person))
        self.query_one("#facts", Hanging).show([Row(name, value, INDENT) for name, value in facts(holding, today)])
        words = _("History") if shown.lines else _("There is no other permit, card or case of the same person.")
        self.query_one("#heading", Static).update(words)
        table = self.query_one(HistoryTable)
        table.show_header = bool(shown.lines)
        table.show_all(shown.lines)

    @property
    def holding(self) -> Holding:
        """The one that is shown, masked."""
        return self._holding

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Open the permit, card or case of the row."""
        line, shown = self.query_one(HistoryTable).current, self._shown
        opens = shown.opens[line.id] if line is not None and shown is not None else None
        if isinstance(opens, Holding) and opens.reference is None:
            self.app.push_screen(HoldingScreen(opens))
            return
        reference = opens.reference if isinstance(opens, Holding) else opens
        if reference is not None:
            from desk.screens.case import CaseScreen

            self.app.push_screen(CaseScreen(reference))

    def action_reveal(self) -> None:
        """Show what is masked; that it was shown is logged, for a protected identity with the reason."""
        holding = self.holding
        if self._revealed is not None or not (holding.person or holding.protected):
            self.app.notify(_("Nothing is hidden here."))
        else:
            self.ask_why(holding, self._reveal)

    def _reveal(self, why: str) -> None:
        sort, number, now = self._holding.sort, self._holding.id, self.program.now()
        self.program.tell_quietly(
            lambda seat: registers.reveal(seat, sort, number, why, now), self._refused, self._show_revealed
        )

    def _show_revealed(self, holding: Holding) -> None:
        self._revealed = holding
        if self.is_attached and self._shown is not None:
            self._show(self._shown)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
