"""What is hidden until somebody opens it: personal numbers always, a protected identity altogether."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from desk.rules.cases import Case
from desk.rules.handing_over import Handover
from desk.rules.kinds import kinds
from desk.rules.people import mask_personal_number
from desk.rules.registers import Holding
from desk.storage.trail import Event

_STAYS = ("summary", "note")
"""Free text is shown: without it nobody could handle the case. The form reminds of what not to write."""


def masked(case: Case) -> Case:
    """The case as it is shown before anything is opened."""
    if case.protected:
        own = kinds()[case.kind].personal
        details = {name: value for name, value in case.details.items() if name not in own}
        return replace(case, name=None, phone=None, email=None, personal_number=None, details=details)
    return replace(case, personal_number=_masked(case.personal_number))


def masked_event(event: Event, *, protected: bool) -> Event:
    """An entry of the trail as it is shown before anything is opened."""
    changes: dict[str, tuple[Any, Any]] = {}
    for name, (before, after) in event.changes.items():
        if protected and name in event.personal and name not in _STAYS:
            changes[name] = (None, None)
        elif name == "citizen.personal_number":
            changes[name] = (_masked(before), _masked(after))
        else:
            changes[name] = (before, after)
    return replace(event, changes=changes)


def masked_handovers(handed: Iterable[Handover], *, protected: bool) -> tuple[Handover, ...]:
    """What departments answered about a protected identity is not shown before it is opened."""
    return tuple(replace(each, answer=None) if protected else each for each in handed)


def hides(case: Case, events: Iterable[Event]) -> tuple[str, ...]:
    """What opening a case and its trail shows that was masked, as the access log names it."""
    number = case.personal_number or any("citizen.personal_number" in event.changes for event in events)
    return (
        *(("protected_identity",) if case.protected else ()),
        *(("citizen.personal_number",) if number else ()),
    )


HIDDEN_NUMBER = "\N{BULLET}" * 4
"""What stands for the number of a permit or card of a protected identity."""


def hidden_in(holding: Holding) -> list[str]:
    """What opening a permit or card shows that was masked, as the access log names it."""
    return [
        *(["protected_identity"] if holding.protected else []),
        *(["citizen.personal_number"] if holding.person else []),
    ]


def masked_holding(holding: Holding) -> Holding:
    """A permit or card as it is shown before anything is opened."""
    if holding.protected:
        return holding._replace(number=HIDDEN_NUMBER, name=None, person=None, phone=None, school=None)
    return holding._replace(person=_masked(holding.person))


def _masked(number: str | None) -> str | None:
    return mask_personal_number(number) or None
