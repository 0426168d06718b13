"""One deviation: its cause, what is done about it, by whom and by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from textual.app import App

from desk.documents.deviations import whole
from desk.documents.goals import place_in_words
from desk.rules.deviations import CauseCode, FollowedDeviation
from desk.rules.fields import Field
from desk.rules.goals import figure
from desk.rules.targets import difference_in_words, in_words
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Place, Program, Trouble
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice
from desk.services import deviations, people
from desk.services.deviations import LONGEST, Writing
from desk.services.seat import Seat
from desk.words import N_, _


class DeviationForm(FollowForm[FollowedDeviation]):
    """The form of one deviation.

    Args:
        of: The deviation as it was seen.
        name: The agent's own name, where it is an individual's.
    """

    def __init__(self, program: Program, of: FollowedDeviation, name: str | None = None) -> None:
        title = title_of(of, name)
        super().__init__(title, _("It is open until it has a cause and an action."), kept_for(program, of, title))
        self._of = of

    def fields(self) -> list[Field]:
        """Cause, action, who and when."""
        return [
            Field("cause_code", "choice", N_("Cause"), choices=tuple(CauseCode)),
            Field("cause", "text", N_("In words"), max_length=LONGEST["cause"]),
            Field("action", "long_text", N_("Action"), max_length=LONGEST["action"]),
            Field("responsible", "text", N_("Responsible"), max_length=LONGEST["responsible"]),
            Field("due", "date", N_("Due")),
        ]

    def widgets(self) -> dict[str, Any]:
        """The causes as a list: there are many."""
        return {"cause_code": Choice(tuple(CauseCode), in_row=False)}

    def begins_with(self) -> dict[str, Any]:
        """What has been written."""
        of = self._of
        return {
            "cause_code": of.cause_code and str(of.cause_code),
            "cause": of.cause or "",
            "action": of.action or "",
            "responsible": of.responsible or "",
            "due": of.due.isoformat() if of.due else "",
        }

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], FollowedDeviation]:
        """Write what differs, unless somebody else has written meanwhile."""
        code, due = values["cause_code"], values["due"]
        writing = Writing(
            cause_code=CauseCode(str(code)) if code and "cause_code" in changed else None,
            cause=_text(values, changed, "cause"),
            action=_text(values, changed, "action"),
            responsible=_text(values, changed, "responsible"),
            due=date.fromisoformat(str(due)) if due and "due" in changed else None,
            no_due="due" in changed and not due,
        )
        of, now = self._of, self.program.now()
        return lambda seat: deviations.explain(seat, of.id, writing, now, seen=of)

    def answered_otherwise(self, trouble: Trouble) -> bool:
        """What somebody else wrote meanwhile is shown; what was typed stays, and may be saved over it."""
        if not trouble.has("deviation_changed"):
            return False
        number = self._of.id
        self.ask("again", lambda seat: deviations.get(seat, number), partial(self._take, trouble))
        return True

    def _take(self, trouble: Trouble, now: FollowedDeviation) -> None:
        self._of = now
        self.form.show_problems(trouble.problems)
        self.say_hint("\n".join(whole(now, {}, self.program.today())[5:]))

    def said(self, done: FollowedDeviation) -> str:
        """What was saved, and whether something is missing still."""
        if not done.open:
            return _("Saved.")
        missing = _("action missing") if done.cause_in_words else _("cause missing")
        return _("Saved; still open: {missing}.", missing=missing)


def _text(values: Answers, changed: frozenset[str], name: str) -> str | None:
    return str(values[name] or "") if name in changed else None


def title_of(of: FollowedDeviation, name: str | None = None) -> str:
    """What fell short, where, and by how much, in one line."""
    reads = figure(of.figure)
    place = place_in_words(of.level, of.name, name)
    off = difference_in_words(reads, of.actual - of.goal)
    short = f"{in_words(reads, of.actual)} / {in_words(reads, of.goal)} ({off})"
    return f"{reads.label} · {place} · {of.span} · {short}"


def kept_for(program: Program, of: FollowedDeviation, title: str) -> KeptForm:
    """What keeps the form of a deviation while it is typed."""
    return KeptForm(program, "deviations", str(of.id), title)


def resumed(app: App[Any], draft: TextDraft) -> None:
    """Open the deviations, and the one that a draft was left of. Called where drafts are offered."""
    from desk.screens.deviations import DeviationsScreen

    app.push_screen(DeviationsScreen(number=int(draft.place)))


def read_one(seat: Seat, number: int) -> tuple[FollowedDeviation, Mapping[str, str]]:
    """A deviation, and names by login. Runs in a reading thread."""
    return deviations.get(seat, number), {each.login: each.name for each in people.everybody(seat)}


def open_form(place: Place[Any], of: FollowedDeviation, names: Mapping[str, str]) -> None:
    """Put the form of a deviation above a screen."""
    place.app.push_screen(DeviationForm(place.program, of, names.get(of.name or "")))
