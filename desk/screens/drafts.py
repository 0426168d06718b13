"""What was left half typed is offered again: go on with it, throw it away, or leave it for later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from desk.rules.cases import Channel
from desk.rules.topics import Topic
from desk.screens.case_drafts import about
from desk.screens.dialogs import Dialog
from desk.screens.place import Program
from desk.screens.text_drafts import about as text_about
from desk.screens.wording import kind_in_words, moment_in_words
from desk.services.drafts import Draft
from desk.words import N_, _, n_

SHOWN = ("topic", "citizen.name", "summary")
"""What tells one draft from another; numbers and notes stay where they are."""

_LEFT = {"note": N_("Note"), "correction": N_("Correction"), "answer": N_("Answer"), "reply": N_("Reply")}
BEGINNING = 200
"""How much of a half-typed text is shown."""


class DraftsDialog(Dialog[Draft | None]):
    """Shows one draft at a time. Answers with the one to go on with, or with none.

    Args:
        drafts: The latest first.
    """

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter,c,f", "go_on", show=False),
        Binding("x", "throw_away", show=False),
        Binding("down,n", "other(1)", show=False),
        Binding("up", "other(-1)", show=False),
    ]

    def __init__(self, drafts: Sequence[Draft], zone: tzinfo, now: datetime) -> None:
        super().__init__(n_("A draft was left", "{n} drafts were left", len(drafts)))
        self._drafts = list(drafts)
        self._zone = zone
        self._now = now
        self._place = 0

    def body(self) -> ComposeResult:
        """The draft."""
        yield Static(self._words(), id="text")

    def how(self) -> str:
        """One key each."""
        return _("↵ Continue   x Throw away   ↓ Next   Esc Later")

    def action_go_on(self) -> None:
        """Go on with the one shown."""
        self.dismiss(self._drafts[self._place])

    def action_throw_away(self) -> None:
        """Throw the one shown away; it is gone for good."""
        from desk.services import drafts

        key = self._drafts.pop(self._place).key
        program: Program = self.app  # type: ignore[assignment]
        program.tell_quietly(lambda seat: drafts.throw_away(seat, key), program.say_trouble)
        if not self._drafts:
            self.dismiss(None)
        else:
            self.action_other(0)

    def action_other(self, by: int) -> None:
        """Show another."""
        self._place = (self._place + by) % len(self._drafts)
        self.query_one("#text", Static).update(self._words())

    def _words(self) -> Content:
        draft = self._drafts[self._place]
        what = [Channel(draft.channel).label] if draft.channel in tuple(Channel) else []
        what += [kind_in_words(draft.kind)] if draft.kind else []
        left = about(draft)
        if left is not None:
            what = [_(_LEFT[left.what]), left.reference]
        text = text_about(draft)
        if text is not None:
            what = [text.title]
        head = f"{self._place + 1}. {' · '.join(what)} · {moment_in_words(draft.saved_at, self._now, self._zone)}"
        shown = SHOWN if not draft.fields.get("citizen.protected") else ("topic",)
        program: Program = self.app  # type: ignore[assignment]
        topics = program.seat.topics
        typed = [_said(name, str(draft.fields[name]), topics) for name in shown if draft.fields.get(name)]
        typed += [text.text.strip()[:BEGINNING]] if text is not None else []
        return Content(f"{head}\n{' · '.join(typed)}")


def _said(name: str, typed: str, topics: Mapping[str, Topic]) -> str:
    """What was typed; a topic that was taken by its name."""
    return topics[typed].label if name == "topic" and typed in topics else typed
