"""Cases as text for a person: one with its trail, and a list as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from desk.documents.cases import local_value
from desk.documents.cells import columns
from desk.rules.case_fields import case_fields, instant_in
from desk.rules.cases import Case, Channel, Status
from desk.rules.disclosure import Hidden
from desk.rules.events import field_word, happening
from desk.rules.kinds import kinds
from desk.rules.people import show_personal_number, show_phone
from desk.rules.topics import Topic
from desk.storage.lists import Listed
from desk.words import _

if TYPE_CHECKING:
    from desk.services.reading import Opened

_SHOWN: Mapping[str, Callable[[str | None], str]] = {
    "citizen.phone": show_phone,
    "citizen.personal_number": show_personal_number,
}


def case_lines(opened: Opened, topics: Mapping[str, Topic], zone: tzinfo, now: datetime) -> Iterator[str]:
    """One case, a line a field that has a value, then its note and its trail."""
    case = opened.case
    head = f"{case.reference}  {kind_word(case.kind)}  {case.status.label}"
    yield head + (f"  ({_('overdue')})" if case.overdue(now) else "")
    facts = [(name, value) for name, value in _facts(case, topics, zone) if value]
    widest = max((len(name) for name, _value in facts), default=0)
    for name, value in facts:
        yield f"  {name:<{widest}}  {value}"
    if case.note:
        yield ""
        yield from (f"  {line}" for line in case.note.split("\n"))
    yield ""
    for event in opened.events:
        yield f"{minute(event.at, zone)}  {event.by}  {happening(event.what)}"
        for name, (before, after) in event.changes.items():
            said = _("removed") if name in event.gone else _change(name, before, after, case.kind, zone)
            yield f"    {field_word(name, case.kind)}: {said}"


def _facts(case: Case, topics: Mapping[str, Topic], zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield _("Step"), step_word(case.kind, case.step)
    yield _("Topic"), topic_word(case.topic, topics)
    yield _("What"), case.summary
    yield from _citizen(case)
    yield _("Channel"), case.channel.label
    yield _("Department"), case.department or ""
    yield _("Answer group"), case.group or ""
    yield _("Agent"), case.agent or ""
    yield _("Passed on to"), case.passed_on_to or ""
    yield _("Demand"), ", ".join(each.label for each in (case.demand, case.cause) if each)
    yield _("Outcome"), case.outcome.label if case.outcome else ""
    yield _("Confidential"), _("yes") if case.confidential else ""
    for name, at in (
        (_("Received"), case.received_at),
        (_("First answered"), case.first_answered_at),
        (_("Closed"), case.closed_at),
        (_("Due"), case.due),
    ):
        yield name, minute(at, zone) if at else ""
    yield _("Parked until"), case.parked_until.isoformat() if case.parked_until else ""
    yield _("Hold"), case.hold or ""
    if case.annulled_at is not None:
        why = f": {case.annulled_why}" if case.annulled_why else ""
        yield _("Annulled"), f"{minute(case.annulled_at, zone)} {case.annulled_by}{why}"
    if case.disposed_at is not None:
        yield _("Disposed of"), minute(case.disposed_at, zone)
    yield from _details(case.kind, case.details, zone)


def _citizen(case: Case) -> Iterator[tuple[str, str]]:
    if case.protected:
        yield _("Citizen"), _("Protected identity")
    if case.anonymous:
        yield _("Citizen"), _("Anonymous")
    yield _("Name"), case.name or ""
    yield _("Telephone"), show_phone(case.phone)
    yield _("E-mail address"), case.email or ""
    yield _("Personal number"), show_personal_number(case.personal_number)


def _details(kind: str, details: Mapping[str, Any], zone: tzinfo) -> Iterator[tuple[str, str]]:
    for name, value in details.items():
        if isinstance(value, Mapping):
            for inner, each in value.items():
                yield field_word(f"details.{name}.{inner}", kind), value_word(f"details.{name}.{inner}", each, kind)
        else:
            said = value_word(f"details.{name}", local_value(f"details.{name}", value, zone, kind), kind)
            yield field_word(f"details.{name}", kind), said


def _change(name: str, before: Any, after: Any, kind: str, zone: tzinfo) -> str:
    old, new = (value_word(name, local_value(name, each, zone, kind), kind) for each in (before, after))
    return f"{old or '–'} → {new or '–'}"


def value_word(name: str, value: Any, kind: str) -> str:
    """A stored value in words: the label of a code, yes or no, a time to the minute."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "status":
        return Status(value).label
    if name == "step":
        return step_word(kind, value)
    if name == "masked":
        return ", ".join(Hidden(each).label for each in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if (at := instant_in(name, value, kind)) is not None:
        return f"{at:%Y-%m-%d %H:%M}"
    if name in _SHOWN:
        return _SHOWN[name](value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {value_word('', each, kind)}" for key, each in value.items())
    field = case_fields(kind).get(name)
    codes = {str(each): each.label for each in field.choices} if field else {}
    return codes.get(str(value), str(value))


# ------------------------------------------------------------------ lists


def page_lines(
    rows: Sequence[Listed],
    topics: Mapping[str, Topic],
    zone: tzinfo,
    now: datetime,
    width: int | None = None,
) -> list[str]:
    """A list as a table; what the case is about is cut to the width of a terminal."""
    if not rows:
        return [_("No cases.")]
    header = (_("Number"), _("Received"), _("Channel"), _("Kind"), _("Who"), _("What"), _("Status"), _("Due"))
    return columns(header, [_row(row, topics, zone, now) for row in rows], give=5, width=width)


def _row(row: Listed, topics: Mapping[str, Topic], zone: tzinfo, now: datetime) -> tuple[str, ...]:
    who = row.citizen or ""
    if row.protected:
        who = _("Protected identity")
    elif row.anonymous:
        who = _("Anonymous")
    status = _("Annulled") if row.annulled else Status(row.status).label
    due = minute(row.due, zone) if row.due and not row.closed else ""
    return (
        row.reference,
        minute(row.received_at, zone),
        Channel(row.channel).label,
        kind_word(row.kind),
        who,
        row.summary or topic_word(row.topic, topics),
        step_word(row.kind, row.step) if row.step and not row.closed and not row.annulled else status,
        f"! {due}" if row.overdue(now) else due,
    )


# ------------------------------------------------------------------ words


def minute(at: datetime, zone: tzinfo) -> str:
    """An instant to the minute, in local time."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def kind_word(code: str) -> str:
    """The word for a kind of case."""
    found = kinds().get(code)
    return _(found.label) if found else code


def step_word(kind: str, step: str | None) -> str:
    """The word for a step of a kind."""
    if step is None:
        return ""
    found = kinds().get(kind)
    try:
        return found.steps(step).label if found and found.steps else step
    except ValueError:
        return step


def topic_word(code: str | None, topics: Mapping[str, Topic]) -> str:
    """The topic's name."""
    if code is None:
        return ""
    return topics[code].label if code in topics else code
