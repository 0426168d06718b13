"""Handing out a public record: one case, with what may not be disclosed masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk.rules.cases import Case
from desk.rules.disclosure import Hidden, Masker, maskable
from desk.rules.kinds import kinds
from desk.rules.refusals import NotAllowed, Problem, refuse
from desk.rules.rights import Right
from desk.services.changing import get
from desk.services.reading import Opened
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import trail
from desk.storage.trail import Event

_PERSON = ("citizen.name", "citizen.phone", "citizen.email")
_FREE = ("summary", "note", "passed_on_to", "hold", "annulled_why")
_NAMED = ("department", "group", "agent")


@dataclass(frozen=True)
class Disclosed:
    """A case as it may be handed out, its trail as well, and what sorts of things were masked in it."""

    opened: Opened
    hidden: tuple[Hidden, ...]


def disclose(seat: Seat, text: str, words: Sequence[str] = (), now: datetime | None = None) -> Disclosed:
    """Mask a case for whoever has asked for it; that it is handed out is written into the access log first.

    Args:
        words: What else is to be masked, wherever it stands, in any case of letters.

    Raises:
        Refused: a word to mask is too short, or stands nowhere (a slip there would hand out what was meant to be kept).
        NotAllowed: the case is confidential, or the identity protected, and the person may not open such.
    """
    seat.demand(Right.DISCLOSE)
    moment = moment_of(now)
    chosen = tuple(clean(each, "--mask") for each in words)
    if not all(maskable(each) for each in chosen):
        refuse("mask_too_short", "--mask")
    with seat.database.write() as tx:
        case = get(tx, seat, text)
        if case.protected and not seat.who.may(Right.OPEN_PROTECTED):
            raise NotAllowed(Problem("protected_not_allowed", "reference"))
        events = [each for each in trail.of_case(tx, case.id) if each.what != "disclosed"]
        masker = Masker(
            protected=case.protected,
            confidential=case.confidential,
            names=tuple(_names(case, events)) if case.protected else (),
            chosen=chosen,
        )
        opened = Opened(_case(case, masker), tuple(_event(each, masker) for each in events))
        if missed := masker.missed():
            refuse("mask_not_found", "--mask", places=missed)
        hidden = tuple(each for each in Hidden if each in masker.found)
        masked = (("masked", [str(each) for each in hidden]), ("words", list(chosen)))
        said = {name: (None, value) for name, value in masked if value}
        trail.add(tx, case.id, int(moment.timestamp()), seat.who.login, "disclosed", said, ("words",))
    return Disclosed(opened, hidden)


def _names(case: Case, events: Sequence[Event]) -> Iterator[str]:
    """What a protected person is called, or was before a correction; the names of pupil and place too."""
    own = tuple(f"details.{name}" for name in kinds()[case.kind].personal)
    yield from (each for each in (case.name, case.phone, case.email, case.personal_number) if each)
    yield from (value for name in own if isinstance(value := case.details.get(name.removeprefix("details.")), str))
    for event in events:
        for name, change in event.changes.items():
            if name in (*_PERSON, *own):
                yield from (each for each in change if isinstance(each, str))


def _case(case: Case, masker: Masker) -> Case:
    own = kinds()[case.kind].personal
    return replace(
        case,
        summary=masker.text(case.summary),
        note=masker.text(case.note),
        name=masker.person(case.name),
        phone=masker.person(case.phone),
        email=masker.person(case.email),
        personal_number=masker.number(case.personal_number),
        passed_on_to=_or_none(case.passed_on_to, masker),
        hold=_or_none(case.hold, masker),
        annulled_why=_or_none(case.annulled_why, masker),
        department=_word(case.department, masker),
        group=_word(case.group, masker),
        agent=_word(case.agent, masker),
        details={name: masker.value(value, personal=name in own) for name, value in case.details.items()},
    )


def _or_none(text: str | None, masker: Masker) -> str | None:
    return None if text is None else masker.text(text)


def _word(text: str | None, masker: Masker) -> str | None:
    return None if text is None else masker.words(text)


def _event(event: Event, masker: Masker) -> Event:
    changes: Mapping[str, tuple[Any, Any]] = {
        name: (_value(name, before, event, masker), _value(name, after, event, masker))
        for name, (before, after) in event.changes.items()
    }
    return replace(event, by=masker.words(event.by), changes=changes)


def _value(name: str, value: Any, event: Event, masker: Masker) -> Any:
    if value is None or value == "":
        return value
    if name == "citizen.personal_number":
        return masker.number(str(value))
    if name in _PERSON:
        return masker.person(str(value))
    if name in _FREE:
        return masker.text(str(value))
    if name in _NAMED:
        return masker.words(str(value))
    return masker.value(value, personal=True) if name in event.personal else value
