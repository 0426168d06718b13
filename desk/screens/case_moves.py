"""What one can do with a case: each change asks what it needs, is made as the case was seen, and is told when done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from desk.rules.cases import NOTE_LENGTH, Outcome, Status
from desk.screens.case_drafts import Kept, about, typed_in
from desk.screens.case_view import CaseView
from desk.screens.conflict import Clash, Decision
from desk.screens.correct import CorrectScreen, correctable
from desk.screens.dialogs import AskDay, AskLine, AskNote, Choose, Confirm, Option
from desk.screens.place import Trouble, trouble_of
from desk.screens.shared import Question, Seen, SharedPlace
from desk.screens.wording import problem_in_words, step_in_words
from desk.services import cases, holds
from desk.services.changing import Moved
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.words import _


@dataclass(frozen=True)
class Move:
    """One change of the case.

    Attributes:
        change: Makes it, on a version of the case.
        said: The toast when it is done.
        seen: What the person had seen when they began.
        wanted: What it is, in words.
        edit: Asks once more, with what was typed; ``None`` where nothing was.
    """

    change: Callable[[Seat, int], Moved]
    said: str
    seen: Seen
    wanted: str
    edit: Callable[[], object] | None = None


class CaseMoves(SharedPlace[None]):
    """The changes of a case screen.

    Args:
        reference: The case's.
        left: A note or a correction of it that was left, to go on with.
    """

    def __init__(self, reference: str, left: Draft | None = None) -> None:
        super().__init__()
        self._left = left
        self.reference = reference
        self.view: CaseView | None = None
        self.seen = Seen(0)
        self._waiting: list[Move] = []
        self._kept_note: Kept | None = None

    def load(self) -> None:
        """Ask for the case again. The screen does it."""
        raise NotImplementedError

    # ------------------------------------------------------------------ one change

    def _move(self, move: Move) -> None:
        if self.view is not None:
            change = partial(move.seen.make, move.change)
            self.program.tell(change, partial(self._moved, move.said), partial(self._not_moved, move))

    def _moved(self, said: str, moved: Moved) -> None:
        self.app.notify(f"{self.reference}: {said}")
        if moved.proposed is not None and self.app.screen is self and moved.case.is_open:
            self._ask_outcome(moved.proposed, _("That was the last step. Close the case?"))

    def _not_moved(self, move: Move, trouble: Trouble) -> None:
        """Refused; where somebody else was first, ask. One question at a time: the others are tried again after it."""
        if not trouble.has("case_changed"):
            self._refused(trouble, move)
        elif self.asking:
            self._waiting.append(move)
        else:
            self.ask_what_to_do(
                Question(
                    self.reference,
                    move.seen,
                    lambda _words: (move.wanted,),
                    _("Do it anyway"),
                    move.edit is not None,
                    partial(self._decided_move, move),
                    self._refused,
                )
            )

    def _decided_move(self, move: Move, choice: Decision, clash: Clash) -> None:
        if self.seen.version < clash.case.version:
            self.seen = Seen(clash.case.version)
        self.load()
        if choice is Decision.MINE:
            move.seen.version = clash.case.version
            self._move(move)
        elif choice is Decision.TEXT and move.edit is not None:
            move.edit()
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            self._move(each)

    def _refused(self, trouble: Trouble, move: Move | None = None) -> None:
        """Say why, or ask for what is missing; once that is answered, what one wanted is done."""
        view = self.view
        problems = tuple(problem_in_words(each, view.case.kind) for each in trouble.problems) if view else ()
        if problems:
            trouble = trouble_of(problems)
        if view is not None and self.app.screen is self and any(correctable(each.field) for each in problems):
            self.app.push_screen(CorrectScreen(view.case, problems, seen=self.seen), partial(self._made_good, move))
            return
        self.program.say_trouble(trouble)

    def _made_good(self, move: Move | None, version: int | None) -> None:
        """What was missing is there, as of this version: do what was refused."""
        if version is None:
            return
        self.seen = Seen(max(version, self.seen.version))
        if move is not None:
            self._move(replace(move, seen=self.seen))

    # ------------------------------------------------------------------ steps and statuses

    def action_step(self) -> None:
        """Take the next step; where several may follow, ask which."""
        if self.view is None:
            return
        steps, kind = self.view.steps, self.view.case.kind
        if not steps:
            self.app.notify(_("No step follows."), severity="warning")
        elif len(steps) == 1:
            self._take_step(self.seen, steps[0])
        else:
            options = [Option(each, step_in_words(kind, each)) for each in steps]
            self.app.push_screen(Choose(_("Which step?"), options), partial(self._take_step, self.seen))

    def _take_step(self, seen: Seen, step: str | None) -> None:
        if step is None or self.view is None:
            return
        now, word = self.program.now(), step_in_words(self.view.case.kind, step)

        def take(seat: Seat, version: int) -> Moved:
            return cases.step(seat, self.reference, step, now, version)

        self._move(Move(take, word, seen, f"{_('Step')}: {word}"))

    def set_status(self, status: Status) -> None:
        """Set a status that needs nothing else."""
        now = self.program.now()

        def move(seat: Seat, version: int) -> Moved:
            return cases.set_status(seat, self.reference, status, now, version)

        self._move(Move(move, status.label, self.seen, f"{_('Status')}: {status.label}"))

    def action_take_over(self) -> None:
        """Make the case one's own."""
        now = self.program.now()

        def take(seat: Seat, version: int) -> Moved:
            return cases.take_over(seat, self.reference, now, version)

        self._move(Move(take, _("yours now"), self.seen, _("Take over")))

    # ------------------------------------------------------------------ closing, opening again, annulling

    def action_outcome(self) -> None:
        """Close the case with an outcome; reopen it where it is closed."""
        if self.view is None:
            return
        if self.view.case.status is Status.CLOSED:
            question = Confirm(_("Reopen {reference}?", reference=self.reference), _("It is closed."))
            self.app.push_screen(question, partial(self._reopen, self.seen))
        else:
            self._ask_outcome(self.view.proposed)

    def _ask_outcome(self, proposed: Outcome, text: str = "") -> None:
        options = [Option(each.value, each.label) for each in Outcome]
        question = Choose(_("How was it closed?"), options, text=text, preselected=proposed.value)
        self.app.push_screen(question, partial(self._close, self.seen))

    def _close(self, seen: Seen, outcome: str | None) -> None:
        if outcome is None:
            return
        chosen, now = Outcome(outcome), self.program.now()

        def close(seat: Seat, version: int) -> Moved:
            return cases.close(seat, self.reference, chosen, now, version)

        self._move(Move(close, chosen.label, seen, f"{_('Outcome')}: {chosen.label}"))

    def reopen(self) -> None:
        """Open a closed case again."""
        self._reopen(self.seen, True)

    def _reopen(self, seen: Seen, yes: bool | None) -> None:
        if not yes:
            return
        now = self.program.now()

        def open_again(seat: Seat, version: int) -> Moved:
            return cases.reopen(seat, self.reference, now, version)

        self._move(Move(open_again, _("reopened"), seen, _("Reopen")))

    def action_annul(self) -> None:
        """Annul it; the reason is asked for."""
        self._ask_why()

    def _ask_why(self, value: str = "") -> None:
        title = _("Annul {reference}. Why?", reference=self.reference)
        text = _("The case keeps its reference and leaves every figure.")
        self.app.push_screen(AskLine(title, text, value=value), partial(self._annul, self.seen))

    def _annul(self, seen: Seen, why: str | None) -> None:
        if why is None:
            return
        now = self.program.now()

        def annul(seat: Seat, version: int) -> Moved:
            return cases.annul(seat, self.reference, why, now, version)

        self._move(Move(annul, _("annulled"), seen, f"{_('Annul')}: {why}", partial(self._ask_why, why)))

    # ------------------------------------------------------------------ disposal

    def hold(self, value: str = "") -> None:
        """Keep its personal data from disposal; the reason is asked for."""
        title = _("Hold {reference} back from disposal. Why?", reference=self.reference)
        text = _("Its personal data stay until the hold is released.")
        self.app.push_screen(AskLine(title, text, value=value), partial(self._hold, self.seen))

    def _hold(self, seen: Seen, why: str | None) -> None:
        if why is None:
            return
        now = self.program.now()

        def keep(seat: Seat, version: int) -> Moved:
            return holds.hold(seat, self.reference, why, now, version)

        self._move(Move(keep, _("held"), seen, f"{_('Hold')}: {why}", partial(self.hold, why)))

    def release(self) -> None:
        """Let it go when its day comes."""
        now = self.program.now()

        def let_go(seat: Seat, version: int) -> Moved:
            return holds.release(seat, self.reference, now, version)

        self._move(Move(let_go, _("released"), self.seen, _("Release the hold")))

    # ------------------------------------------------------------------ until when

    def action_park(self) -> None:
        """Park it until a day."""
        self._ask_until()

    def _ask_until(self, value: str = "") -> None:
        text = _("Such as 3 dec, +14 or 2026-12-03.")
        question = AskDay(_("Park until which day?"), text, today=self.program.today(), value=value)
        self.app.push_screen(question, partial(self._park, self.seen))

    def _park(self, seen: Seen, until: date | None) -> None:
        if until is None:
            return
        now, said = self.program.now(), _("parked until {day}", day=until)

        def park(seat: Seat, version: int) -> Moved:
            return cases.park(seat, self.reference, until, now, version)

        wanted = f"{_('Parked until')}: {until}"
        self._move(Move(park, said, seen, wanted, partial(self._ask_until, until.isoformat())))

    # ------------------------------------------------------------------ notes and corrections

    def action_note(self) -> None:
        """Write a note; one that is left unsaved stands there the next time."""
        kept = self.program.kept_notes
        self.app.push_screen(
            AskNote(
                _("Note"),
                _("Nothing about health, debts or a child's needs."),
                value=kept.get(self.reference, ""),
                keep=self._keep_note,
                draft=lambda text: self._note.draft({"note": text}),
                max_length=NOTE_LENGTH,
            ),
            self._write_note,
        )

    @property
    def _note(self) -> Kept:
        if self._kept_note is None:
            self._kept_note = Kept(self.program, "note", self.reference)
        return self._kept_note

    def _keep_note(self, text: str) -> None:
        self.program.kept_notes[self.reference] = text
        self._note.typed({"note": text})

    def _write_note(self, text: str | None) -> None:
        """Add a note below those that are there, whatever others have done meanwhile."""
        if text is None:
            return
        now, seen, draft = self.program.now(), self.seen, self._note.key
        self._kept_note = None
        self.program.kept_notes[self.reference] = text  # until it is in the database

        def write(seat: Seat) -> Moved:
            moved = cases.note(seat, self.reference, text, now, draft=draft)
            if moved.case.version == seen.version + 1:
                seen.version += 1
            return moved

        self.program.tell(write, self._noted, self._refused)

    def _noted(self, moved: Moved) -> None:
        self.program.kept_notes.pop(self.reference, None)
        self._moved(_("note added"), moved)

    def action_correct(self) -> None:
        """Correct what was registered."""
        if self.view is not None:
            self.app.push_screen(CorrectScreen(self.view.case, seen=self.seen))

    def go_on_with(self, draft: Draft) -> None:
        """Go on with a note or a correction that was left."""
        left = about(draft)
        if left is None or self.view is None:
            return
        if left.what == "note":
            self.program.kept_notes[self.reference] = str(typed_in(draft).get("note") or "")
            self.action_note()
        else:
            self.app.push_screen(CorrectScreen(self.view.case, seen=self.seen, answers=typed_in(draft)))
