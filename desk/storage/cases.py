"""Cases as rows: written whole, changed column by column, read one at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from desk.rules.cases import Case, Cause, Channel, Demand, Outcome, Status
from desk.rules.kinds import is_known
from desk.rules.references import parse_reference, reference
from desk.storage import own_kinds
from desk.storage.database import Row, Transaction
from desk.storage.times import epoch, instant, local_day, ordinal

COLUMNS = (
    "year", "number", "key", "kind", "channel", "status", "step", "topic", "summary", "note", "name", "phone",
    "email", "personal_number", "anonymous", "protected", "department", "answer_group", "agent", "passed_on_to",
    "demand", "cause", "outcome", "confidential", "received_at", "registered_at", "first_answered_at", "closed_at",
    "due", "due_key", "answer_by", "day", "parked_until", "retention_date", "hold", "annulled_at", "annulled_by",
    "annulled_why", "details", "details_version", "version", "salt", "disposed_at",
)  # fmt: skip
"""The columns of ``cases`` in the order in which :func:`row_of` writes them; ``id`` is given by the database."""

DETAILS_VERSION = 1
NO_DUE = 1 << 53
"""``due_key`` of a case without deadline: after every other."""

INSERT = f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_SELECT = f"SELECT id, {', '.join(COLUMNS)} FROM cases"


def take_number(tx: Transaction, year: int) -> int:
    """Take the next reference number of a local year; given back if the transaction is rolled back."""
    sql = (
        "INSERT INTO reference_counters (year, last) VALUES (?, 1)"
        " ON CONFLICT (year) DO UPDATE SET last = reference_counters.last + 1 RETURNING last"
    )
    return int(tx.value(sql, (year,)))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_details = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def row_of(case: Case, key: str | None) -> Row:
    """The case as the values of :data:`COLUMNS`."""
    year, number = parse_reference(case.reference)
    due = epoch(case.due)
    return (
        year, number, key, case.kind, case.channel, case.status, case.step, case.topic, case.summary, case.note,
        case.name, case.phone, case.email, case.personal_number, case.anonymous, case.protected, case.department,
        case.group, case.agent, case.passed_on_to, case.demand, case.cause, case.outcome, case.confidential,
        epoch(case.received_at), epoch(case.registered_at), epoch(case.first_answered_at), epoch(case.closed_at),
        due, NO_DUE if due is None else due, epoch(case.answer_by), case.day.toordinal(),
        ordinal(case.parked_until), ordinal(case.retention_date), case.hold, epoch(case.annulled_at),
        case.annulled_by, case.annulled_why, _encode_details(case.details),
        DETAILS_VERSION, case.version, case.salt, epoch(case.disposed_at),
    )  # fmt: skip


NOT_IN_STATE = frozenset(
    {"key", "topic", "department", "answer_group", "agent", "due_key", "retention_date", "version", "salt"}
)
"""What a digest of the row leaves out: what is renamed with the organisation, follows from the rest, or is counted."""

_IN_STATE = tuple(place for place, name in enumerate(COLUMNS) if name not in NOT_IN_STATE)
_SALT = COLUMNS.index("salt")


def state_of(row: Row) -> bytes:
    """The salted digest of a row of :data:`COLUMNS`, which the trail keeps: it shows a row changed behind its back."""
    return hashlib.sha256(row[_SALT] + state_said(row).encode("utf-8", "surrogatepass")).digest()


def state_said(row: Row) -> str:
    """What the digest of a row is made of, after its salt: JSON that begins with the year and the number."""
    values = [row[place] for place in _IN_STATE]
    return _encode([int(each) if isinstance(each, bool) else each for each in values])


def insert(tx: Transaction, case: Case, key: str | None) -> tuple[int, bytes]:
    """Write a new case and return its id, and the digest of its row."""
    row = row_of(case, key)
    return tx.insert(INSERT, row), state_of(row)


def update(tx: Transaction, before: Case, after: Case) -> bytes | None:
    """Write what differs and count the version up.

    Returns:
        The digest of the row as it is now; ``None`` where somebody else changed the case meanwhile.
    """
    old, new = row_of(before, None), row_of(after, None)
    changed = [
        (column, now) for column, was, now in zip(COLUMNS, old, new, strict=True) if was != now and column != "version"
    ]
    sets = ", ".join(f"{column} = ?" for column, _ in changed)
    sql = f"UPDATE cases SET {sets}{', ' if sets else ''}version = version + 1 WHERE id = ? AND version = ?"
    done = tx.run(sql, (*(value for _, value in changed), before.id, before.version)).rowcount == 1
    return state_of(new) if done else None


def changed_unseen(tx: Transaction) -> Iterator[str]:
    """References of the cases whose row is not as the newest digest in their trail says.

    What came from an earlier Desk has no digest until it is changed for the first time.
    """
    state = "SELECT e.state FROM events e WHERE e.case_id = cases.id AND e.state IS NOT NULL ORDER BY e.id DESC LIMIT 1"
    for *row, said in tx.each(f"SELECT {', '.join(COLUMNS)}, ({state}) FROM cases"):
        if said is not None and said != _state_or_none(row):
            yield reference(row[0], row[1])


def _state_or_none(row: Sequence[Any]) -> bytes | None:
    try:
        return state_of(tuple(row))
    except TypeError:
        return None


def by_reference(tx: Transaction, text: str) -> Case | None:
    """The case with a reference as a person writes it, or ``None``. Refused where it is not a reference at all."""
    row = tx.one(f"{_SELECT} WHERE year = ? AND number = ?", parse_reference(text))
    return _known(tx, case_of(row)) if row else None


def by_id(tx: Transaction, number: int) -> Case | None:
    """The case with this id, or ``None``."""
    row = tx.one(f"{_SELECT} WHERE id = ?", (number,))
    return _known(tx, case_of(row)) if row else None


def _known(tx: Transaction, case: Case) -> Case:
    """The case; of a kind that was brought in since this process looked, the kind is looked up first."""
    if not is_known(case.kind):
        own_kinds.take_up(tx)
    return case


def add_closed_period(tx: Transaction, case: Case, reopened_at: int) -> None:
    """Remember how long a case stood closed before it was reopened."""
    tx.run(
        "INSERT INTO closed_periods (case_id, closed_at, reopened_at) VALUES (?, ?, ?)",
        (case.id, epoch(case.closed_at), reopened_at),
    )


def case_of(row: Row) -> Case:
    """A row of :data:`COLUMNS`, its id before it, as a case."""
    value: dict[str, Any] = dict(zip(("id", *COLUMNS), row, strict=True))
    for name in _UNSHOWN:
        del value[name]
    value |= {name: instant(value[name]) for name in _INSTANTS}
    value |= {name: bool(value[name]) for name in _FLAGS}
    value |= {name: local_day(value[name]) for name in _DAYS}
    value |= {name: code(value[name]) for name, code in _CODES if value[name] is not None}
    number = reference(value.pop("year"), value.pop("number"))
    return Case(reference=number, group=value.pop("answer_group"), details=json.loads(value.pop("details")), **value)


_UNSHOWN = ("key", "due_key", "details_version")
_INSTANTS = (
    "received_at",
    "registered_at",
    "first_answered_at",
    "closed_at",
    "due",
    "annulled_at",
    "answer_by",
    "disposed_at",
)
_FLAGS = ("anonymous", "protected", "confidential")
_DAYS = ("day", "parked_until", "retention_date")
_CODES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("channel", Channel), ("status", Status), ("demand", Demand), ("cause", Cause), ("outcome", Outcome),
)  # fmt: skip
