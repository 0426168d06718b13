"""One service measurement: its table, changed cell by cell, its analysis and actions, and whether it is handled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents.measurements import about_lines, lacks_data, legend, state
from desk.rules.measurements import NOTE, TEXT_LENGTH, Cell, Measurement, Result, Text
from desk.rules.rights import Right
from desk.screens import going
from desk.screens.dialogs import Confirm
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.satisfaction_fields import only
from desk.screens.text_drafts import KeptText, TextDraft
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.result_table import ResultTable
from desk.services import measurements, people
from desk.services.seat import Seat
from desk.words import N_, _

NOT_HERE = ("measurements.open", "measurements.add")
WRITING = tuple(
    f"measurements.{name}" for name in ("better", "same", "worse", "no_data", "analysis", "actions", "handle", "change")
)
HINTS = {
    Text.ANALYSIS: N_("What do the results say, and why are they so? What can be said of the desk alone?"),
    Text.ACTIONS: N_("What is done because of them, by whom and until when?"),
}


def read(seat: Seat, number: int) -> tuple[Measurement, Mapping[str, str]]:
    """A measurement, and names by login. Runs in a reading thread."""
    return measurements.one(seat, number), {each.login: each.name for each in people.everybody(seat)}


class MeasurementScreen(Place[None]):
    """The table above; below it what is written, and what is missing before it counts as handled.

    Args:
        number: The measurement's.
        go_on: What to open at once, where it was left half typed: a text, or ``about``.
    """

    AUTO_FOCUS = "ResultTable"
    CSS_PATH = "measurements.tcss"
    BINDINGS = [
        *keys.bindings(*(each.id for each in keys.actions_in("measurements") if each.id not in NOT_HERE)),
        Binding("pagedown", "scroll_texts(1)", show=False),
        Binding("pageup", "scroll_texts(-1)", show=False),
    ]

    def __init__(self, number: int, go_on: str | None = None) -> None:
        super().__init__()
        self._number = number
        self._names: Mapping[str, str] = {}
        self._go_on = go_on
        self._made: Measurement | None = None

    def compose(self) -> ComposeResult:
        """Title, when and of what it was made, the table, the texts, keys."""
        yield TitleBar(_("Service measurement"), id="title")
        yield Static("", id="about", markup=False)
        yield ResultTable(ascii_only=self.app.has_class("-ascii"), id="table")
        with VerticalScroll(id="texts", can_focus=False):
            yield Static("", id="written", markup=False)
        chosen = only(self.program.keys_chosen, (*NOT_HERE, *self.hidden()))
        yield KeyLine("measurements", chosen, id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self._ask()

    @property
    def _may_write(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.FOLLOW_UP)

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        return () if self._may_write else WRITING

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask(self) -> None:
        number = self._number
        self.ask("one", lambda seat: read(seat, number), self._show_read, self._cannot)

    def _show_read(self, found: tuple[Measurement, Mapping[str, str]]) -> None:
        made, self._names = found
        self._show(made)

    def _show(self, made: Measurement) -> None:
        self._made = made
        self.query_one(TitleBar).show(made.name, state(made, self.program.zone, self._names))
        signs = legend() if not self.app.has_class("-ascii") else [f"{each.letter} {each.label}" for each in Result]
        note = [f"{NOTE} {Result.NO_DATA.label}"] if lacks_data(made) else []
        about = [" ".join(about_lines(made)[:2]), *about_lines(made)[2:], "   ".join([*signs, *note])]
        self.query_one("#about", Static).update("\n".join(about))
        self.query_one(ResultTable).show(made)
        self.query_one("#written", Static).update(Content("\n").join(_texts(made)))
        what, self._go_on = self._go_on, None
        if what in list(Text):
            self.action_write(what)
        elif what is not None:
            self.action_change()

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    # ------------------------------------------------------------------ keys

    def action_set_result(self, result: str) -> None:
        """What the comparison under the cursor came to; the cursor goes on to the next one."""
        made = self._made
        if made is None or not self._may_write:
            return
        cell = self.query_one(ResultTable).cell
        if made.handled and made.result(*cell) is not Result(result):
            title = _("Change a measurement that is handled?")
            text = _("Its analysis is of the results as they were: it has to be handled again.")
            self.app.push_screen(Confirm(title, text), lambda yes: self._set(cell, result) if yes else None)
        else:
            self._set(cell, result)

    def _set(self, cell: Cell, result: str) -> None:
        number, now = self._number, self.program.now()
        self.query_one(ResultTable).go_on()
        self.program.tell(lambda seat: measurements.set_result(seat, number, *cell, Result(result), now), self._changed)

    def _changed(self, made: Measurement) -> None:
        if self.is_attached:
            self._show(made)

    def action_write(self, which: str) -> None:
        """Write the analysis or the actions on a screen of their own."""
        made = self._made
        if made is None or not self._may_write:
            return
        text = Text(which)
        title = f"{made.name} · {text.label}"
        kept = KeptText(self.program, "measurements", f"{self._number}.{text}", title)
        number, before, now = self._number, made.text(text), self.program.now

        def save(seat: Any, written: str) -> Measurement:
            return measurements.write(seat, number, text, written, now(), began_from=before)

        screen = TextScreen(title, _(HINTS[text]), before, kept, save, max_length=TEXT_LENGTH)
        self.app.push_screen(screen, lambda _text: self._ask())

    def action_handle(self) -> None:
        """Say that it is handled."""
        if self._made is not None and self._may_write:
            number, now = self._number, self.program.now()
            self.program.tell(lambda seat: measurements.handle(seat, number, now), self._handled)

    def _handled(self, made: Measurement) -> None:
        self.app.notify(_("{name} is handled.", name=made.name))
        self._changed(made)

    def action_change(self) -> None:
        """Change its name, day and scope."""
        from desk.screens.measurement_about import AboutForm

        if self._made is not None and self._may_write:
            self.app.push_screen(AboutForm(self.program, self._made), lambda _made: self._ask())

    def action_scroll_texts(self, by: int) -> None:
        """Where the texts are longer than there is room for."""
        texts = self.query_one("#texts")
        texts.scroll_relative(y=by * max(1, texts.size.height - 1), animate=False)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _texts(made: Measurement) -> list[Content]:
    lines: list[Content] = []
    for each in Text:
        text = made.text(each)
        lines.append(Content.styled(each.label, "bold"))
        lines.append(Content(text) if text else Content.styled("! " + _("Not written yet."), "$error"))
        lines.append(Content(""))
    return lines


def resumed(app: App[Any], left: TextDraft) -> None:
    """Open the measurement that a text or a form belongs to, and that; a new one from the list."""
    number, _dot, what = left.place.partition(".")
    if not what:
        going.go(app, left.screen)
        app.call_later(lambda: app.screen.run_action("add"))
        return
    app.push_screen(MeasurementScreen(int(number), what))
