"""Correcting what was registered. Nothing is silently changed: the trail shows the value before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.rules.calendar import local_day
from desk.rules.cases import Case, Input, Instant, Outcome, Registration, Status
from desk.rules.kinds import Details
from desk.rules.refusals import NotAllowed, Problem, refuse
from desk.rules.rights import Right
from desk.rules.topics import Topic
from desk.services.changing import Moved, change
from desk.services.people import known_login
from desk.services.registration import (
    answer_by_of,
    circumstances,
    department_of,
    details_corrected,
    find_topic,
    group_of,
    validated,
)
from desk.services.seat import Seat, moment_of
from desk.storage.database import Transaction

CORRECTABLE = (
    "channel", "topic", "summary", "note", "citizen.name", "citizen.phone", "citizen.email",
    "citizen.personal_number", "citizen.anonymous", "citizen.protected", "received_at", "first_answered_at",
    "department", "group", "agent", "confidential", "demand", "cause", "outcome", "passed_on_to", "due", "details.…",
)  # fmt: skip


def correct(
    seat: Seat,
    text: str,
    values: Mapping[str, Any],
    now: datetime | None = None,
    version: int | None = None,
    draft: str | None = None,
) -> Moved:
    """Correct fields of a case, open or closed.

    Args:
        values: New values by dotted name, as in a registration (``citizen.phone``, ``details.fee``), and
            ``first_answered_at``. An empty text or ``None`` takes a value away.
        draft: The key of the draft that it was typed as; it goes with the correction.
    """
    moment = moment_of(now)
    _check_names(values)

    def apply(tx: Transaction, case: Case, _details: Details) -> tuple[Case, Details]:
        given = registration_of(case)
        for name, value in values.items():
            if name != "first_answered_at":
                _put(given, name, value)
        return _corrected(tx, seat, case, given, values, moment)

    return change(seat, text, "corrected", apply, moment, version, closed_too=True, draft=draft)


def registration_of(case: Case) -> dict[str, Any]:
    """A remembered case as the registration that would make it."""
    return {
        "kind": case.kind,
        "channel": case.channel,
        "topic": case.topic,
        "summary": case.summary,
        "note": case.note,
        "citizen": {
            "name": case.name,
            "phone": case.phone,
            "email": case.email,
            "personal_number": case.personal_number,
            "anonymous": case.anonymous,
            "protected": case.protected,
        },
        "received_at": case.received_at,
        "department": case.department,
        "group": case.group,
        "agent": case.agent,
        "confidential": case.confidential,
        "demand": case.demand,
        "cause": case.cause,
        "outcome": case.outcome,
        "passed_on_to": case.passed_on_to,
        "due": case.due,
        "details": dict(case.details),
    }


def _check_names(values: Mapping[str, Any]) -> None:
    if not values:
        refuse("nothing_changed")
    for name in values:
        if name not in CORRECTABLE and not name.startswith("details."):
            refuse("not_correctable", name, allowed=CORRECTABLE)


def _put(given: dict[str, Any], name: str, value: Any) -> None:
    *path, last = name.split(".")
    for part in path:
        inner = dict(given.get(part) or {})
        given[part] = inner
        given = inner
    if value in (None, "") and last not in ("summary", "note"):
        given[last] = None
    else:
        given[last] = "" if value is None else value


def _corrected(
    tx: Transaction, seat: Seat, case: Case, given: dict[str, Any], values: Mapping[str, Any], now: datetime
) -> tuple[Case, Details]:
    new = validated(Registration, given)
    received = _received(case, new, now)
    at = circumstances(seat, new, received, now)
    details = details_corrected(case, new.details, at)
    if case.step is not None and any(name.startswith(("details.", "citizen.")) for name in values):
        details.check_step(case.step, at)
    if case.protected and not new.citizen.protected and not seat.who.may(Right.OPEN_PROTECTED):
        raise NotAllowed(Problem("protected_not_allowed", "citizen.protected"))
    if new.due is not None and new.due < received:
        refuse("due_before_received", "due")
    changed = replace(
        case,
        channel=new.channel,
        summary=new.summary,
        note=new.note,
        name=new.citizen.name,
        phone=new.citizen.phone,
        email=new.citizen.email,
        personal_number=new.citizen.personal_number,
        anonymous=new.citizen.anonymous,
        protected=new.citizen.protected,
        confidential=new.confidential,
        demand=new.demand,
        cause=new.cause,
        outcome=_outcome(case, new.outcome),
        passed_on_to=new.passed_on_to,
        received_at=received,
        first_answered_at=_answered(case, values, received, now),
        due=new.due,
        day=local_day(received, seat.settings.zone),
        answer_by=answer_by_of(seat, new.channel, received),
    )
    return _placed(tx, seat, changed, new, values), details


def _received(case: Case, new: Registration, now: datetime) -> datetime:
    if new.received_at is None or new.received_at > now:
        refuse("received_in_future", "received_at")
    if case.closed_at is not None and new.received_at > case.closed_at:
        refuse("received_after_closed", "received_at")
    return new.received_at


def _placed(tx: Transaction, seat: Seat, case: Case, new: Registration, values: Mapping[str, Any]) -> Case:
    """Where the case belongs: only what was named is looked up, so that a name no longer in use stays where it is."""
    if "topic" in values:
        topic = find_topic(seat, new.topic)
        if topic is not None and topic.kind != case.kind:
            refuse("topic_of_other_kind", "topic", kind=topic.kind)
        case = _follow(seat, replace(case, topic=topic.code if topic else None), case.topic, topic)
    if "department" in values:
        case = replace(case, department=department_of(seat, new, None))
    if "group" in values:
        case = replace(case, group=group_of(seat, new, None) if new.group else None)
    if "agent" in values:
        case = replace(case, agent=known_login(tx, new.agent) if new.agent else None)
    return case


def _follow(seat: Seat, case: Case, before: str | None, topic: Topic | None) -> Case:
    """Department and group follow a corrected topic where the earlier topic had decided them."""
    old = seat.topics.get(before) if before else None
    department = old.department if old else None
    group = old.group if old else None
    if topic is not None and case.department == department:
        case = replace(case, department=topic.department)
    if topic is not None and topic.group and case.group in (group, None):
        case = replace(case, group=topic.group)
    return case


def _outcome(case: Case, outcome: Outcome | None) -> Outcome | None:
    if case.status is Status.CLOSED and outcome is None:
        refuse("outcome_missing", "outcome", allowed=tuple(str(each) for each in Outcome))
    if case.status is not Status.CLOSED and outcome is not None:
        refuse("case_not_closed_outcome", "outcome")
    return outcome


def _answered(case: Case, values: Mapping[str, Any], received: datetime, now: datetime) -> datetime | None:
    answered = case.first_answered_at
    if "first_answered_at" in values:
        answered = validated(_Answered, {"first_answered_at": values["first_answered_at"]}).first_answered_at
    if answered is not None and not received <= answered <= now:
        refuse("answered_before_received", "first_answered_at")
    return answered


class _Answered(Input):
    """The one field that is corrected and not registered."""

    first_answered_at: Instant = None
