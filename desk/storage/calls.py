"""Calls from the telephone exchange, and weeks typed by hand. Triggers see to it that figures follow."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, tzinfo

from desk.rules.calendar import Week
from desk.rules.calls import OFFERED, Call, CallOutcome
from desk.rules.rights import Person, Role
from desk.storage import organisation
from desk.storage.database import Transaction

_OFFERED = ", ".join(f"'{outcome}'" for outcome in sorted(OFFERED))


def held(tx: Transaction, prefix: str) -> list[Call]:
    """The calls whose key begins with ``prefix``, which ends in ``|``. Their agents are logins."""
    rows = tx.all(
        "SELECT key, answer_group, agent, at, outcome, wait_s, talk_s FROM calls WHERE key >= ? AND key < ?",
        (prefix, prefix[:-1] + chr(ord("|") + 1)),
    )
    return [Call(key, group, who, at, CallOutcome(end), wait, talk) for key, group, who, at, end, wait, talk in rows]


def known_keys(tx: Transaction, keys: Collection[str]) -> set[str]:
    """Those of the keys under which a call is remembered."""
    sql = "SELECT key FROM calls WHERE key IN (SELECT value FROM json_each(?))"
    return {row[0] for row in tx.run(sql, (json.dumps(list(keys)),))}


def put(tx: Transaction, calls: Iterable[Call], zone: tzinfo) -> None:
    """Remember calls under their keys, or what has become of them since; group and agent must be known.

    An entry's group and time never change.
    """
    tx.run_many(
        "INSERT INTO calls (key, answer_group, agent, at, day, outcome, wait_s, talk_s)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET agent = excluded.agent,"
        " outcome = excluded.outcome, wait_s = excluded.wait_s, talk_s = excluded.talk_s",
        [
            (
                call.key,
                call.group,
                call.agent,
                call.at,
                _day(call.at, zone),
                str(call.outcome),
                call.wait_s,
                call.talk_s,
            )
            for call in calls
        ],
    )


def _day(at: int, zone: tzinfo) -> int:
    return datetime.fromtimestamp(at, zone).toordinal()


# ------------------------------------------------------------------ groups and agents that a file names


def groups_by_name(tx: Transaction) -> dict[str, str]:
    """Every answer group's name, resting ones included, by its name in lower case, and by those it had before."""
    names = {row[0].casefold(): row[0] for row in tx.all("SELECT name FROM answer_groups")}
    former = {
        old: new for old, new in organisation.former(tx, organisation.FORMER_GROUPS).items() if new.casefold() in names
    }
    return former | names


def agents_by_name(tx: Transaction) -> dict[str, str]:
    """Everybody's login, by login and by name in lower case; a name that two share is nobody's."""
    people = tx.all("SELECT login, name FROM agents")
    names: dict[str, set[str]] = {}
    for login, name in people:
        names.setdefault(name.casefold(), set()).add(login)
    by_name = {name: min(logins) for name, logins in names.items() if len(logins) == 1}
    return by_name | {login.casefold(): login for login, _ in people}


def add_agent(tx: Transaction, name: str, at: int) -> None:
    """Make an agent who came only with a file, and cannot log in. The login is the name as the file has it."""
    organisation.put_person(tx, Person(name, name, Role.AGENT, may_log_in=False), at)


# ------------------------------------------------------------------ by hand


def offered_in(tx: Transaction, group: str, week: Week) -> bool:
    """Whether calls offered to the group in that week have been imported."""
    sql = f"SELECT 1 FROM calls WHERE day BETWEEN ? AND ? AND answer_group = ? AND outcome IN ({_OFFERED}) LIMIT 1"
    return tx.one(sql, (week.first.toordinal(), week.last.toordinal(), group)) is not None


def type_week(tx: Transaction, group: str, week: Week, offered: int, answered: int, by: str, at: int) -> None:
    """Remember a week's numbers for a group, instead of any typed before."""
    tx.run(
        "INSERT INTO typed_calls (answer_group, week, offered, answered, typed_at, typed_by) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (answer_group, week) DO UPDATE SET offered = excluded.offered, answered = excluded.answered,"
        " typed_at = excluded.typed_at, typed_by = excluded.typed_by",
        (group, week.code, offered, answered, at, by),
    )


def typed_among(tx: Transaction, weeks: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    """Which of the groups' weeks (codes by group) were typed by hand, as (group, week)."""
    every = tx.all("SELECT answer_group, week FROM typed_calls ORDER BY week, answer_group")
    return [(group, week) for group, week in every if week in weeks.get(group, ())]
