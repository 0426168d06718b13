"""What is said about a service measurement: its name, day and scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from desk.rules.fields import Field
from desk.rules.labels import Code
from desk.rules.measurements import NAME_LENGTH, SCOPE_LENGTH, Measurement
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Program
from desk.screens.text_drafts import KeptForm
from desk.services import measurements
from desk.services.seat import Seat
from desk.words import N_, _

NEW, ABOUT = "new", "about"
"""Under which places a form that is half filled in is kept: ``new``, or ``3.about``."""


class Forwarded(Code):
    """Whether what was passed on was measured too."""

    YES = "yes", N_("yes")
    NO = "no", N_("no")
    UNKNOWN = "unknown", N_("unknown")


_SAID = {Forwarded.YES: True, Forwarded.NO: False, Forwarded.UNKNOWN: None}


class AboutForm(FollowForm[Measurement]):
    """The form. Answers with the measurement as it is saved.

    Args:
        made: Which to change; ``None`` adds one.
    """

    LABEL_WIDTH = 20

    def __init__(self, program: Program, made: Measurement | None) -> None:
        title = _("New service measurement") if made is None else made.name
        place = NEW if made is None else f"{made.id}.{ABOUT}"
        hint = _("Where calls and mail that were passed on were measured too, the results are not the desk's alone.")
        super().__init__(title, hint, KeptForm(program, "measurements", place, title))
        self._made = made

    def fields(self) -> list[Field]:
        """What it is called, when and by whom it was made, and of what."""
        return [
            Field("name", "text", N_("Name"), max_length=NAME_LENGTH, required=True),
            Field("made_on", "date", N_("Made"), required=True),
            Field("made_by", "text", N_("Made by"), max_length=NAME_LENGTH),
            Field("forwarded", "choice", N_("Forwarded too"), choices=tuple(Forwarded), default=Forwarded.UNKNOWN),
            Field("scope", "long_text", N_("Scope"), max_length=SCOPE_LENGTH),
        ]

    def begins_with(self) -> dict[str, Any]:
        """The measurement as it is."""
        made = self._made
        if made is None:
            return {}
        forwarded = next(code for code, value in _SAID.items() if value is made.forwarded)
        return {
            "name": made.name, "made_on": made.made_on.isoformat(), "made_by": made.made_by,
            "forwarded": str(forwarded), "scope": made.scope,
        }  # fmt: skip

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Measurement]:
        """Add it, or send what differs."""
        made, now, given = self._made, self.program.now(), _given(values)
        if made is None or made.id is None:
            return lambda seat: measurements.add(seat, given, now)
        number, differing = made.id, {name: value for name, value in given.items() if name in changed}
        return lambda seat: measurements.change(seat, number, differing, now)

    def said(self, done: Measurement) -> str:
        """That it is saved."""
        return _("{what}: saved.", what=done.name)


def _given(values: Answers) -> dict[str, Any]:
    """The answers as the service takes them."""
    given: dict[str, Any] = {name: str(values[name] or "") for name in ("name", "made_by", "scope")}
    given["forwarded"] = _SAID[Forwarded(str(values["forwarded"]))]
    if values["made_on"]:
        given["made_on"] = date.fromisoformat(str(values["made_on"]))
    return given
