"""Service measurements: the list of them, with what is not handled yet."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents.measurements import counted, short_state
from desk.rules.measurements import Measurement, Result
from desk.rules.rights import Right
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.satisfaction_fields import only
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.services import measurements
from desk.words import N_, _, n_

OWN = ("measurements.open", "measurements.add", "measurements.export_list", "measurements.back")


class MeasurementsTable(ListTable):
    """Measurements, the latest first; how many comparisons came out better, the same, worse, and without data."""

    COLUMNS = (
        Column("made", N_("Made"), 10),
        Column("reference", N_("Name"), 25),
        Column("better", "↗", 3),
        Column("same", "→", 3),
        Column("worse", "↘", 3),
        Column("no_data", ".", 3),
        Column("state", N_("State"), 17),
        Column("by", N_("By"), 20, 120),
    )
    GROWING = ("reference", "state")
    MOST = {"reference": 60, "state": 40}
    LATE = "state"


class MeasurementsScreen(Place[None]):
    """The list. Enter opens one of them; ``n`` adds one."""

    AUTO_FOCUS = "MeasurementsTable"
    CSS_PATH = "measurements.tcss"
    BINDINGS = keys.bindings(*OWN)

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Measurement, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, how many are not handled, the list, keys."""
        yield TitleBar(_("Service measurements"), id="title")
        yield Static("", id="about", markup=False)
        yield MeasurementsTable()
        without = [each.id for each in keys.actions_in("measurements") if each.id not in OWN]
        hidden = self.hidden()
        yield KeyLine("measurements", only(self.program.keys_chosen, (*without, *hidden)), id="keys")

    def on_mount(self) -> None:
        """Ask which there are."""
        self._ask()

    @property
    def _may_write(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.FOLLOW_UP)

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every measurement, a row for each comparison."""
        return "measurements", {}

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        return () if self._may_write else ("measurements.add",)

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask(self) -> None:
        self.ask("list", measurements.every, self._show, self._cannot)

    def _show(self, found: tuple[Measurement, ...]) -> None:
        self._found = found
        self.query_one(MeasurementsTable).show([_line(each) for each in found[:ROWS]])
        left = sum(not each.handled for each in found)
        about = n_("{n} is not handled", "{n} are not handled", left) if left else _("Everything is handled.")
        self.query_one("#about", Static).update(about if found else _("There is no service measurement yet."))

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open_one(self) -> None:
        """Open the measurement under the cursor."""
        line = self.query_one(MeasurementsTable).current
        if line is not None:
            self._open(line.id)

    def _open(self, number: int) -> None:
        from desk.screens.measurement import MeasurementScreen

        self.app.push_screen(MeasurementScreen(number), lambda _none: self._ask())

    def action_add(self) -> None:
        """Add a measurement, and open it."""
        from desk.screens.measurement_about import AboutForm

        if self._may_write:
            self.app.push_screen(AboutForm(self.program, None), self._added)

    def _added(self, made: Measurement | None) -> None:
        if made is not None and made.id is not None:
            self._open(made.id)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _line(made: Measurement) -> Line:
    counts = counted(made)
    cells = {
        "made": made.made_on.isoformat(),
        **{str(each): str(counts[each]) for each in Result},
        "state": ("" if made.handled else "! ") + short_state(made),
        "by": made.made_by,
    }
    return Line(made.id or 0, made.name, cells, late=not made.handled)
