"""Letting a visitor in, and taking in post: a few fields each, already filled in where they can be."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from textual.app import App
from textual.widget import Widget
from textual.widgets import Input

from desk.rules.case_fields import case_fields
from desk.rules.fields import Field
from desk.rules.house import POST, VISITOR, Present
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Place
from desk.screens.register_fields import registration_of
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.instant_input import InstantInput
from desk.screens.widgets.line_input import LineInput
from desk.services import house
from desk.services.cases import Registered
from desk.services.seat import Seat
from desk.words import N_, _

ASKED = {
    VISITOR: (
        "citizen.name", "details.host", "details.badge", "summary", "details.arrived", "citizen.protected",
    ),
    POST: ("details.recipient", "details.sender", "summary"),
}  # fmt: skip
"""What is asked, of all that a case of the kind may hold; the rest is filled in on the case."""
TITLES = {VISITOR: N_("A visitor comes in"), POST: N_("Post for somebody")}
TOGETHER = timedelta(minutes=15)
"""Visitors who come within this time of each other are often a party, and have one host."""


class HouseForm(FollowForm[Registered]):
    """One of the two forms.

    Args:
        code: The kind of case.
        host: Proposed as the visitor's host.
    """

    LABEL_WIDTH = 16

    def __init__(self, place: Place[Any], code: str, host: str = "") -> None:
        hint = {
            VISITOR: _("In the house until “out”. Nothing about health, debts or a child's needs."),
            POST: _("It waits until it is handed over."),
        }[code]
        super().__init__(_(TITLES[code]), hint, KeptForm(place.program, "house", code, _(TITLES[code])))
        self._code, self._host = code, host
        self._began = place.program.now()
        self._key = uuid.uuid4().hex

    def fields(self) -> list[Field]:
        """Some of the fields that every such case has; an example in one would look like an answer."""
        known = case_fields(self._code)
        return [replace(known[name], example="") for name in ASKED[self._code]]

    def widgets(self) -> dict[str, Widget]:
        """What stands there to begin with is replaced by typing."""
        today, zone = self.program.today(), self.program.zone
        longest = case_fields(VISITOR)["details.host"].max_length or 0
        host = LineInput(max_length=longest)
        made: dict[str, Input] = {"details.host": host, "details.arrived": InstantInput(today=today, zone=zone)}
        asked = {name: widget for name, widget in made.items() if name in ASKED[self._code]}
        for widget in asked.values():
            widget.select_on_focus = True
        return dict(asked)

    def begins_with(self) -> dict[str, Any]:
        """They come now, and perhaps to the same host as whoever came just before."""
        if self._code == POST:
            return {}
        return {"details.arrived": self._began.isoformat(timespec="minutes"), "details.host": self._host}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Registered]:
        """Register the case. The time is asked of the clock where nobody wrote another."""
        given = {name: value for name, value in values.items() if name != "details.arrived" or name in changed}
        case = registration_of(given, self._key, self._code)
        now, began = self.program.now(), self._began
        add = house.let_in if self._code == VISITOR else house.receive
        return lambda seat: add(seat, case, now, began)

    def said(self, done: Registered) -> str:
        """Its reference."""
        if self._code == VISITOR:
            return _("{reference}: in the house.", reference=done.reference)
        return _("{reference}: waits.", reference=done.reference)


def host_of_party(visitors: tuple[Present, ...], now: datetime) -> str:
    """The host of whoever came last, where that was just now; else nothing."""
    last = max(visitors, key=lambda each: each.arrived, default=None)
    return last.host if last is not None and now - last.arrived <= TOGETHER else ""


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a form that was left half typed."""
    from desk.screens.house import HouseScreen

    screen = HouseScreen()
    app.push_screen(screen)
    if of.place in ASKED:
        app.push_screen(HouseForm(screen, of.place))
