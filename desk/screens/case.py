"""One case: what is known of it at the left, what happened to it at the right, and the keys that move it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from textual.app import ComposeResult, SystemCommand
from textual.containers import Horizontal, VerticalScroll

from desk import keys
from desk.rules.cases import NOTE_LENGTH, Outcome, Status
from desk.rules.rights import Right
from desk.screens.case_view import CaseView, load, reveal
from desk.screens.correct import CorrectScreen, correctable
from desk.screens.dialogs import AskDay, AskLine, AskNote, Choose, Confirm, Option
from desk.screens.place import Place, Trouble, trouble_of
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.hanging import Hanging, Row
from desk.screens.wording import problem_in_words, step_in_words
from desk.services import cases
from desk.services.cases import Moved
from desk.services.seat import Seat
from desk.words import N_, _

WAITING = (
    (Status.ONGOING, N_("Set ongoing")),
    (Status.WAITING_CITIZEN, N_("Wait for the citizen")),
    (Status.WAITING_INTERNAL, N_("Wait internally")),
)


class CaseScreen(Place[None]):
    """Opens a case by its reference. Every change says which version the person has seen."""

    AUTO_FOCUS = "#timeline-pane"
    CSS_PATH = "case.tcss"
    BINDINGS = keys.bindings("case")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference
        self.view: CaseView | None = None
        self._version = 0

    def compose(self) -> ComposeResult:
        """Facts, timeline, and where there is room the topic's routine."""
        yield TitleBar(self.reference, id="title")
        with Horizontal(id="case"):
            with VerticalScroll(id="facts-pane", classes="pane"):
                yield Hanging(id="facts")
            with VerticalScroll(id="timeline-pane", classes="pane"):
                yield Hanging(id="timeline")
            with VerticalScroll(id="routine-pane", classes="pane"):
                yield Hanging(id="routine")
        yield KeyLine("case", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Ask for the case."""
        self._load()

    # ------------------------------------------------------------------ what is shown

    def _load(self) -> None:
        reference, now = self.reference, self.program.now()
        self.ask("case", lambda seat: load(seat, reference, now), self._show, self._not_there)

    def _show(self, view: CaseView) -> None:
        """Show the case; one that was opened stays open until it changes."""
        before = self.view
        if before is not None and before.revealed and not view.revealed and before.case.version == view.case.version:
            return
        self.view = view
        self._version = max(self._version, view.case.version)
        self.query_one(TitleBar).show(view.title, view.case.status.label)
        self.query_one("#facts", Hanging).show(view.facts)
        self.query_one("#timeline", Hanging).show(view.timeline)
        routine = [Row(_("Routine"), name_style="bold"), Row("", view.routine, 0)] if view.routine else []
        self.query_one("#routine", Hanging).show(routine)
        self.query_one("#routine-pane").set_class(bool(routine), "-there")

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self.view is None:
            self.dismiss(None)

    def on_cases_changed(self) -> None:
        """Perhaps this one."""
        self._load()

    # ------------------------------------------------------------------ changes

    def _move(self, change: Callable[[Seat, int], Moved], said: str) -> None:
        """Change the case as it was seen; ``said`` is the toast when it is done."""
        if self.view is None:
            return

        def move(seat: Seat) -> Moved:
            # In the writing thread, one after another: a key typed ahead builds on the change before it.
            moved = change(seat, self._version)
            self._version = moved.case.version
            return moved

        self.program.tell(move, partial(self._moved, said), self._refused)

    def _moved(self, said: str, moved: Moved) -> None:
        self.app.notify(f"{self.reference}: {said}")
        if moved.proposed is not None and self.is_current and moved.case.is_open:
            self._ask_outcome(moved.proposed, _("That was the last step. Close the case?"))

    def _refused(self, trouble: Trouble) -> None:
        view = self.view
        problems = tuple(problem_in_words(each, view.case.kind) for each in trouble.problems) if view else ()
        if problems:
            trouble = trouble_of(problems)
        if view is not None and self.is_current and any(correctable(each.field) for each in problems):
            self.app.push_screen(CorrectScreen(view.case, problems))  # where the missing answer is given
            return
        self.program.say_trouble(trouble)
        if trouble.has("case_changed") and self.is_attached:
            self._load()

    def action_step(self) -> None:
        """Take the next step; where several may follow, ask which."""
        if self.view is None:
            return
        steps, kind = self.view.steps, self.view.case.kind
        if not steps:
            self.app.notify(_("No step follows."), severity="warning")
        elif len(steps) == 1:
            self._take_step(steps[0])
        else:
            options = [Option(each, step_in_words(kind, each)) for each in steps]
            self.app.push_screen(Choose(_("Which step?"), options), self._take_step)

    def _take_step(self, step: str | None) -> None:
        if step is None or self.view is None:
            return
        now, word = self.program.now(), step_in_words(self.view.case.kind, step)
        self._move(lambda seat, version: cases.step(seat, self.reference, step, now, version), word)

    def action_note(self) -> None:
        """Write a note; one that is left unsaved stands there the next time."""
        kept = self.program.kept_notes
        self.app.push_screen(
            AskNote(
                _("Note"),
                _("Nothing about health, debts or a child's needs."),
                value=kept.get(self.reference, ""),
                keep=partial(kept.__setitem__, self.reference),
                max_length=NOTE_LENGTH,
            ),
            self._write_note,
        )

    def _write_note(self, text: str | None) -> None:
        if text is None:
            return
        now = self.program.now()
        self.program.kept_notes[self.reference] = text  # until it is in the database

        def write(seat: Seat) -> Moved:
            moved = cases.note(seat, self.reference, text, now)
            if moved.case.version == self._version + 1:
                self._version += 1
            return moved

        self.program.tell(write, self._noted, self._refused)

    def _noted(self, moved: Moved) -> None:
        self.program.kept_notes.pop(self.reference, None)
        self._moved(_("note added"), moved)

    def action_outcome(self) -> None:
        """Close the case with an outcome; reopen it where it is closed."""
        if self.view is None:
            return
        if self.view.case.status is Status.CLOSED:
            question = Confirm(_("Reopen {reference}?", reference=self.reference), _("It is closed."))
            self.app.push_screen(question, self._reopen)
        else:
            self._ask_outcome(self.view.proposed)

    def _ask_outcome(self, proposed: Outcome, text: str = "") -> None:
        options = [Option(each.value, each.label) for each in Outcome]
        question = Choose(_("How was it closed?"), options, text=text, preselected=proposed.value)
        self.app.push_screen(question, self._close)

    def _close(self, outcome: str | None) -> None:
        if outcome is not None:
            chosen, now = Outcome(outcome), self.program.now()
            self._move(lambda seat, version: cases.close(seat, self.reference, chosen, now, version), chosen.label)

    def _reopen(self, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self._move(lambda seat, version: cases.reopen(seat, self.reference, now, version), _("reopened"))

    def action_take_over(self) -> None:
        """Make the case one's own."""
        now = self.program.now()
        self._move(lambda seat, version: cases.take_over(seat, self.reference, now, version), _("yours now"))

    def action_forward(self) -> None:
        """Hand it to somebody else's work."""
        already = self.view.case.passed_on_to if self.view else None
        question = AskLine(_("To whom?"), _("A department or a person."), value=already or "")
        self.app.push_screen(question, self._forward)

    def _forward(self, to: str | None) -> None:
        if to is not None:
            now = self.program.now()
            said = _("handed to {name}", name=to)
            self._move(lambda seat, version: cases.forward(seat, self.reference, to, now, version), said)

    def action_park(self) -> None:
        """Park it until a day."""
        question = AskDay(
            _("Park until which day?"), _("Such as 3 dec, +14 or 2026-12-03."), today=self.program.today()
        )
        self.app.push_screen(question, self._park)

    def _park(self, until: date | None) -> None:
        if until is not None:
            now = self.program.now()
            said = _("parked until {day}", day=until)
            self._move(lambda seat, version: cases.park(seat, self.reference, until, now, version), said)

    def action_annul(self) -> None:
        """Annul it; the reason is asked for."""
        title = _("Annul {reference}. Why?", reference=self.reference)
        text = _("The case keeps its reference and leaves every figure.")
        self.app.push_screen(AskLine(title, text), self._annul)

    def _annul(self, why: str | None) -> None:
        if why is not None:
            now = self.program.now()
            self._move(lambda seat, version: cases.annul(seat, self.reference, why, now, version), _("annulled"))

    def _set_status(self, status: Status) -> None:
        now = self.program.now()
        self._move(lambda seat, version: cases.set_status(seat, self.reference, status, now, version), status.label)

    def action_correct(self) -> None:
        """Correct what was registered."""
        if self.view is None:
            return
        self.app.push_screen(CorrectScreen(self.view.case))

    # ------------------------------------------------------------------ the person

    def action_reveal(self) -> None:
        """Show what is masked; that it was shown is logged, for a protected identity with the reason."""
        view = self.view
        if view is None:
            return
        if not view.hidden:
            self.app.notify(_("Nothing is hidden here."))
        elif not view.case.protected:
            self._reveal("")
        elif self.program.seat.who.may(Right.OPEN_PROTECTED):
            question = AskLine(
                _("Protected identity. Why is it opened?"), _("The reason is written into the access log.")
            )
            self.app.push_screen(question, self._reveal)
        else:
            self.app.notify(
                _("The identity is protected. Only a lead or an administrator may open it."), severity="warning"
            )

    def _reveal(self, why: str | None) -> None:
        if why is None:
            return
        reference, now = self.reference, self.program.now()
        self.program.tell_quietly(lambda seat: reveal(seat, reference, why, now), self._refused, self._revealed)

    def _revealed(self, view: CaseView) -> None:
        if self.is_attached:
            self._show(view)

    # ------------------------------------------------------------------ elsewhere

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    def own_commands(self) -> Iterable[SystemCommand]:
        """Statuses, and what a closed case allows."""
        if self.view is None:
            return
        case = self.view.case
        if case.status is Status.CLOSED:
            yield SystemCommand(_("Reopen"), _("Open the case again."), partial(self._reopen, True))
            return
        for status, title in WAITING:
            if status is not case.status:
                yield SystemCommand(_(title), _("The case's status."), partial(self._set_status, status))
