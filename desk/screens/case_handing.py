"""Handing a case over: to whom and until when, what they answered, and the letters to them and to the citizen."""

from __future__ import annotations

from functools import partial

from desk import keys
from desk.rules.handing_over import ANSWER_LENGTH
from desk.screens.case_drafts import Kept, about, typed_in
from desk.screens.case_moves import CaseMoves, Move
from desk.screens.dialogs import AskNote
from desk.screens.handing_over import AskToWhom, HandTo
from desk.screens.shared import Seen
from desk.services import cases, handovers
from desk.services.changing import Moved
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.words import _


class CaseHanding(CaseMoves):
    """The part of a case screen that reaches beyond the desk."""

    _kept_answer: Kept | None = None

    # ------------------------------------------------------------------ to whom

    def action_forward(self) -> None:
        """Hand it to somebody else's work."""
        handed = self.view.handovers[-1] if self.view is not None and self.view.handovers else None
        day = handed.follow_up.isoformat() if handed is not None and handed.follow_up is not None else ""
        self._ask_to_whom((self.view.case.passed_on_to if self.view else None) or "", day)

    def _ask_to_whom(self, value: str, day: str) -> None:
        names = self.program.seat.organisation.departments
        today = self.program.today()
        ahead = day if day > today.isoformat() else ""
        self.app.push_screen(AskToWhom(names, today, value, ahead), partial(self._forward, self.seen))

    def _forward(self, seen: Seen, answer: HandTo | None) -> None:
        if answer is None:
            return
        now, to, day = self.program.now(), answer.to, answer.follow_up

        def forward(seat: Seat, version: int) -> Moved:
            return cases.forward(seat, self.reference, to, now, version, day)

        key = keys.key_of(keys.action("case.letter"), self.program.keys_chosen)
        said = _("handed to {name}", name=to) + " · " + _("{key} writes the letter", key=key)
        again = partial(self._ask_to_whom, to, day.isoformat() if day else "")
        self._move(Move(forward, said, seen, f"{_('Passed on to')}: {to}", again))

    # ------------------------------------------------------------------ what they answered

    def action_answer(self) -> None:
        """Note what was answered; one that is left unsaved stands there the next time."""
        if self.view is None:
            return
        if not self.view.waits:
            self.app.notify(_("The case waits for nobody outside the desk."), severity="warning")
            return
        self.app.push_screen(
            AskNote(
                _("What did they answer?"),
                _("Nothing about health, debts or a child's needs."),
                value=self.program.kept_notes.get(self._answer_key, ""),
                keep=self._keep_answer,
                draft=lambda text: self._answer_draft.draft({"answer": text}),
                max_length=ANSWER_LENGTH,
            ),
            self._write_answer,
        )

    @property
    def _answer_key(self) -> str:
        return f"answer:{self.reference}"

    @property
    def _answer_draft(self) -> Kept:
        if self._kept_answer is None:
            self._kept_answer = Kept(self.program, "answer", self.reference)
        return self._kept_answer

    def _keep_answer(self, text: str) -> None:
        self.program.kept_notes[self._answer_key] = text
        self._answer_draft.typed({"answer": text})

    def _write_answer(self, text: str | None) -> None:
        """Note it, whatever others have done meanwhile."""
        if text is None:
            return
        now, seen, draft = self.program.now(), self.seen, self._answer_draft.key
        self._kept_answer = None
        self.program.kept_notes[self._answer_key] = text  # until it is in the database

        def write(seat: Seat) -> Moved:
            moved = handovers.answer(seat, self.reference, text, now=now, draft=draft)
            if moved.case.version == seen.version + 1:
                seen.version += 1
            return moved

        self.program.tell(write, self._answer_noted, self._refused)

    def _answer_noted(self, moved: Moved) -> None:
        self.program.kept_notes.pop(self._answer_key, None)
        self._moved(_("answer noted"), moved)

    # ------------------------------------------------------------------ letters

    def action_letter(self) -> None:
        """Write to those whom it was handed over to, or reply to the citizen."""
        if self.view is None:
            return
        from desk.screens.letters import LetterScreen

        self.app.push_screen(LetterScreen(self.view.case, to_citizen=not self.view.waits), lambda _none: self.load())

    def go_on_with(self, draft: Draft) -> None:
        """Go on with what was left: an answer, a reply, or what every case has."""
        left = about(draft)
        if left is None or self.view is None or left.what not in ("answer", "reply"):
            super().go_on_with(draft)
        elif left.what == "answer":
            self.program.kept_notes[self._answer_key] = str(typed_in(draft).get("answer") or "")
            self.action_answer()
        else:
            from desk.screens.letters import LetterScreen

            self.app.push_screen(LetterScreen(self.view.case, to_citizen=True), lambda _none: self.load())
