"""Departments, answer groups, topics and people as they are remembered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Person, Role
from desk.rules.text import in_swedish_order
from desk.rules.topics import Topic
from desk.storage import remembered, routines
from desk.storage.database import ConstraintBroken, Database, Sort, Transaction
from desk.storage.routines import Written

ORGANISED = "organised"
"""What the database remembers of how often the organisation was changed: sessions that are open read it anew."""
FORMER_GROUPS, FORMER_DEPARTMENTS = "former_groups", "former_departments"
"""What answer groups and departments were called before, in lower case, and what they are called now."""


@dataclass(frozen=True)
class Organisation:
    """What the municipality has set up, active entries only, in their order.

    Attributes:
        routines: The routine of each topic that has one, by its code; ``kind_routines`` of each kind.
        answered: The topics that somebody answers for.
        former_departments: What departments are called now, by what they were called before, in lower case.
        retention: The days by kind for which personal data are kept, where it was decided here.
    """

    departments: tuple[str, ...]
    groups: tuple[str, ...]
    topics: dict[str, Topic]
    routines: dict[str, Written] = field(default_factory=dict)
    kind_routines: dict[str, Written] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    former_departments: Mapping[str, str] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)

    def routine(self, topic: str | None, kind: str | None) -> Written | None:
        """How an errand is handled: the topic's routine, else the kind's."""
        return self.routines.get(topic or "") or self.kind_routines.get(kind or "")


def read(tx: Transaction) -> Organisation:
    """Read departments, groups and topics, with their routines and which of them somebody answers for."""
    of_topics: dict[str, Written] = {}
    of_kinds: dict[str, Written] = {}
    for each in routines.in_use(tx):
        if each.topic is not None:
            of_topics.setdefault(each.topic, each)
        elif each.kind is not None:
            of_kinds.setdefault(each.kind, each)
    topics = tx.all(
        "SELECT code, name, name_en, kind, department, answer_group, working_days,"
        " solvable FROM topics WHERE active = 1"
    )
    return Organisation(
        departments=_names(tx, "departments"),
        groups=groups(tx),
        topics={
            code: Topic(
                code, name, name_en, kind, department, group, days, bool(solvable),
                of_topics[code].text if code in of_topics else "",
            )
            for code, name, name_en, kind, department, group, days, solvable in topics
        },
        routines=of_topics,
        kind_routines=of_kinds,
        answered=frozenset(row[0] for row in tx.all("SELECT DISTINCT topic FROM responsibilities")),
        former_departments=former(tx, FORMER_DEPARTMENTS),
        retention=dict(tx.all("SELECT kind, days FROM retention_periods")),
    )  # fmt: skip


def touched(tx: Transaction) -> None:
    """Say that the organisation is another: every session that is open reads it anew (:mod:`desk.watch`)."""
    remembered.put(tx, ORGANISED, str(int(remembered.get(tx, ORGANISED) or 0) + 1))


@contextmanager
def writing(database: Database) -> Iterator[Transaction]:
    """A writing transaction that names departments, groups or topics as this session knows them.

    Raises:
        Refused: ``names_changed``: somebody has renamed or removed one of them since.
    """
    with named(), database.write() as tx:
        yield tx


@contextmanager
def named() -> Iterator[None]:
    """For a registration that names them and is a transaction of its own. Raises as :func:`writing`."""
    try:
        yield
    except ConstraintBroken as broken:
        if broken.sort is Sort.LINK:
            raise Refused(Problem("names_changed")) from broken
        raise


def former(tx: Transaction, which: str) -> dict[str, str]:
    """What groups or departments are called now, by what they were called before, in lower case.

    Args:
        which: :data:`FORMER_GROUPS` or :data:`FORMER_DEPARTMENTS`.
    """
    known: dict[str, str] = json.loads(remembered.get(tx, which) or "{}")
    return known


def groups(tx: Transaction) -> tuple[str, ...]:
    """The answer groups in use, in their order; also of a database that an earlier Desk made."""
    return _names(tx, "answer_groups")


def _names(tx: Transaction, table: str) -> tuple[str, ...]:
    rows = tx.all(f"SELECT position, name FROM {table} WHERE active = 1")
    return tuple(name for _place, name in sorted(rows, key=lambda row: (row[0], in_swedish_order(row[1]))))


def topic_names(tx: Transaction) -> dict[str, tuple[str, str]]:
    """What every topic is called in Swedish and English, those at rest too."""
    return {code: (name, name_en) for code, name, name_en in tx.all("SELECT code, name, name_en FROM topics")}


def every_department(tx: Transaction) -> list[str]:
    """Every department, those at rest last: what came in for them is still in their figures."""
    rows = tx.all("SELECT active, position, name FROM departments")
    rows.sort(key=lambda row: (not row[0], row[1], in_swedish_order(row[2])))
    return [name for _active, _place, name in rows]


def usage(tx: Transaction, since_day: int) -> dict[str, int]:
    """How often each topic was used since a local day, for the order of proposals."""
    sql = (
        "SELECT topic, count(*) FROM cases WHERE day >= ? AND annulled_at IS NULL AND topic IS NOT NULL GROUP BY topic"
    )
    return dict(tx.all(sql, (since_day,)))


def add_departments(tx: Transaction, names: Iterable[str]) -> None:
    """Add departments after those that are there; known ones are left as they are."""
    tx.run_many(
        "INSERT INTO departments (name, position, active) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
        [(name, place) for place, name in enumerate(names)],
    )


def add_groups(tx: Transaction, names: Iterable[str]) -> None:
    """Add answer groups; known ones are left as they are."""
    first = int(tx.value("SELECT coalesce(max(position) + 1, 0) FROM answer_groups"))
    tx.run_many(
        "INSERT INTO answer_groups (name, position, active) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
        [(name, first + place) for place, name in enumerate(names)],
    )


def add_topics(tx: Transaction, topics: Iterable[Topic], at: int) -> None:
    """Add topics, each with its routine as one that nobody has reviewed; known ones are left as they are.

    Args:
        at: When, in epoch seconds.
    """
    for each in topics:
        row = (each.code, each.name, each.name_en, each.kind, each.department, each.group, each.working_days)
        added = tx.run(
            "INSERT INTO topics (code, name, name_en, kind, department, answer_group, working_days, solvable, active)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
            (*row, each.solvable),
        )
        if added.rowcount == 1 and each.routine:
            made = tx.insert(
                "INSERT INTO routines (title, topic, owner, active) VALUES (?, ?, '', 1)", (each.name, each.code)
            )
            tx.run(
                "INSERT INTO routine_versions (routine_id, number, text, at) VALUES (?, 1, ?, ?)",
                (made, each.routine, at),
            )


# ------------------------------------------------------------------ people

_PERSON = "SELECT login, name, role, answer_group, may_log_in, active FROM agents"


def _person(row: tuple[str, str, str, str | None, int, int]) -> Person:
    return Person(row[0], row[1], Role(row[2]), row[3], bool(row[4]), bool(row[5]))


def person(tx: Transaction, login: str) -> Person | None:
    """The person with this login, or ``None``."""
    row = tx.one(f"{_PERSON} WHERE login = ?", (login,))
    return _person(row) if row else None


def people(tx: Transaction) -> list[Person]:
    """Everybody, by name."""
    found = [_person(row) for row in tx.all(_PERSON)]
    return sorted(found, key=lambda each: (in_swedish_order(each.name), each.login))


def put_person(tx: Transaction, who: Person, at: int) -> None:
    """Add a person, or make one of a name that came with imported calls."""
    tx.run(
        "INSERT INTO agents (login, name, role, answer_group, may_log_in, active, added_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role,"
        " answer_group = excluded.answer_group, may_log_in = excluded.may_log_in, active = excluded.active",
        (who.login, who.name, str(who.role), who.group, who.may_log_in, who.active, at),
    )


def open_cases_of(tx: Transaction, login: str) -> int:
    """How many open cases are a person's."""
    sql = "SELECT count(*) FROM cases WHERE agent = ? AND closed_at IS NULL AND annulled_at IS NULL"
    return int(tx.value(sql, (login,)))
