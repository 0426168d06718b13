"""Permits and cards as JSON, keyed by codes, as CSV, and as lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from desk.documents.access import changed, when
from desk.documents.case_text import step_word
from desk.documents.cells import columns
from desk.documents.cells import csv_text as csv_of
from desk.rules.events import happening
from desk.rules.people import show_phone
from desk.rules.registers import Holding, Running, Sort, State, View
from desk.services.registers import About
from desk.storage.lists import Listed
from desk.words import _, n_

KEYS = {Sort.PERMIT: "permits", Sort.CARD: "cards"}
_NUMBER = {Sort.PERMIT: "serial_number", Sort.CARD: "card_number"}
_DAYS = {
    View.APPEALS: ("decided_on", "served_on", "last_day_to_appeal", "appealed_on"),
    View.TEMPORARY: ("temporary_until",),
}


# ------------------------------------------------------------------ JSON and CSV


def document(each: Holding, today: date) -> dict[str, Any]:
    """One permit or card, as masked as it was read."""
    permit = each.sort is Sort.PERMIT
    values: dict[str, Any] = {
        "id": each.id,
        _NUMBER[each.sort]: each.number,
        "state": str(each.state(today)),
        "name": each.name,
        "personal_number": each.person,
        "phone": each.phone,
    }
    if permit:
        values |= {"valid_from": _iso(each.valid_from), "valid_to": _iso(each.valid_to)}
    else:
        values |= {"school": each.school}
    values |= {
        "active_from": _iso(each.active_from),
        "active_until": _iso(each.ended_on),
        "blocked": each.blocked,
        "protected": each.protected,
        "brought_in": each.brought_in,
        "reference": each.reference,
    }
    return {**values, "renewal": each.renewal} if permit else values


def about_document(about: About, today: date, zone: tzinfo) -> dict[str, Any]:
    """One with its history: others of the same person or number, cases, and what was done to one without a case."""
    return {
        **document(about.holding, today),
        "same": [document(each, today) for each in about.same],
        "cases": [_case(each) for each in about.cases],
        "events": [
            {
                "at": each.at.astimezone(zone).isoformat(),
                "by": each.by,
                "what": each.what,
                "changes": {name: list(change) for name, change in each.changes.items()},
            }
            for each in about.entries
        ],
    }


def _case(each: Listed) -> dict[str, Any]:
    return {"reference": each.reference, "step": each.step, "received_at": each.received_at.isoformat()}


def running_document(each: Running, view: View) -> dict[str, Any]:
    """A case of which a day runs."""
    return {
        "reference": each.reference,
        "name": each.name,
        "protected": each.protected,
        "step": each.step,
        **dict(zip(_DAYS[view], (_iso(day) for day in _days(each, view)), strict=True)),
    }


def _days(each: Running, view: View) -> tuple[date | None, ...]:
    if view is View.APPEALS:
        return (each.decided_on, each.served_on, each.day, each.appealed_on)
    return (each.day,)


def csv_text(rows: Sequence[Mapping[str, Any]], header: Sequence[str]) -> str:
    """Documents as CSV."""
    return csv_of(header, [["" if row[name] is None else row[name] for name in header] for row in rows])


def header(sort: Sort) -> tuple[str, ...]:
    """The columns of a register's CSV."""
    nobody = Holding(sort, 0, None, None, "", None, None, None, None, None, None, None, None, False, False)
    return tuple(document(nobody, date.min))


def running_header(view: View) -> tuple[str, ...]:
    """The columns of the CSV of days that run."""
    return ("reference", "name", "protected", "step", *_DAYS[view])


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# ------------------------------------------------------------------ to read


def who(each: Holding | Running) -> str:
    """The holder's name, or that there is none to show; a protected one has a name only where it was opened."""
    return each.name or (_("Protected identity") if each.protected else "–")


def state_words(each: Holding, today: date) -> str:
    """How it stands with it, with the day since when or until when."""
    state = each.state(today)
    if state is State.WAITING or (state is State.ACTIVE and each.valid_to is None):
        return state.label
    if state in (State.BLOCKED, State.ENDED):
        return f"{state.label} {_iso(each.ended_on) or ''}".strip()
    if state is State.EXPIRED:
        return f"{state.label} {_iso(each.valid_to)}"
    if state is State.EXPIRING and each.valid_to is not None:
        left = (each.valid_to - today).days
        return n_("{n} day left", "{n} days left", left)
    return state.label


def where(each: Holding) -> str:
    """The case that it is in, or that it was brought in."""
    return each.reference or _("brought in")


def lines(rows: Iterable[Holding], sort: Sort, today: date, width: int | None = None) -> list[str]:
    """A register to read."""
    table = [_row(each, today) for each in rows]
    if not table:
        return [_("There is none.")]
    last = _("Valid to") if sort is Sort.PERMIT else _("School")
    head = (_("Number"), _("Holder"), _("Personal number"), _("Telephone"), last, _("State"), _("Case"))
    return columns(head, table, 1, width)


def _row(each: Holding, today: date) -> tuple[str, ...]:
    last = _iso(each.valid_to) if each.sort is Sort.PERMIT else each.school
    phone = show_phone(each.phone)
    return (each.number, who(each), each.person or "", phone, last or "", state_words(each, today), where(each))


def running_lines(rows: Iterable[Running], view: View, today: date, width: int | None = None) -> list[str]:
    """Days that run, to read."""
    found = list(rows)
    if not found:
        return [_("There is none.")]
    if view is View.TEMPORARY:
        table = [(each.reference, who(each), day_words(each, today)) for each in found]
        return columns((_("Case"), _("Holder"), _("Temporary until")), table, 1, width)
    head = (_("Case"), _("Holder"), _("Decided on"), _("Served on"), _("Last day"), _("Appealed on"))
    return columns(head, [appeal_row(each, today) for each in found], 1, width)


def appeal_row(each: Running, today: date) -> tuple[str, ...]:
    """One decision that may be appealed."""
    days = (_iso(each.decided_on), _iso(each.served_on), day_words(each, today), _iso(each.appealed_on))
    return (each.reference, who(each), *(day or "–" for day in days))


def day_words(each: Running, today: date) -> str:
    """The last day; marked where it has passed, and where no time runs yet, why."""
    if each.day is None:
        return _("not served yet")
    return f"! {_iso(each.day)}" if each.late(today) and each.appealed_on is None else _iso(each.day) or ""


def about_lines(about: About, today: date, zone: tzinfo) -> Iterator[str]:
    """One with its history, to read."""
    each = about.holding
    for name, value in facts(each, today):
        yield f"{name}: {value}"
    if about.same:
        yield ""
        yield _("Others of the same person or number")
        yield from lines(about.same, each.sort, today)
    if about.cases:
        yield ""
        yield _("Cases")
        for case in about.cases:
            yield "  ".join((case.reference, case.received_at.astimezone(zone).date().isoformat(), step_of(case)))
    if about.entries:
        yield ""
        yield _("What was done")
        for entry in about.entries:
            yield "  ".join((when(entry.at, zone), entry.by, happening(entry.what), changed(entry)))


def step_of(case: Listed) -> str:
    """A case's step in words."""
    return step_word(case.kind, case.step) if case.step else ""


def facts(each: Holding, today: date) -> list[tuple[str, str]]:
    """What is known of one, each with its word; what is not known is left out."""
    permit = each.sort is Sort.PERMIT
    found = [
        (_("Serial number") if permit else _("Card number"), each.number),
        (_("State"), state_words(each, today)),
        (_("Holder"), who(each)),
        (_("Personal number"), each.person),
        (_("Telephone"), show_phone(each.phone)),
        (_("School"), each.school),
        (_("Valid from"), _iso(each.valid_from)),
        (_("Valid to"), _iso(each.valid_to)),
        (_("Handed out"), _iso(each.active_from)),
        (_("Case"), where(each)),
        (_("Open case"), each.renewal),
    ]
    return [(name, value) for name, value in found if value]
