"""The people of the desk as an administrator sees them: with their keys and PIN, and when they were last at work."""

from __future__ import annotations

from dataclasses import dataclass

from desk.rules.rights import Person, Role
from desk.rules.text import in_swedish_order
from desk.storage.database import Transaction

_MEMBERS = """
    SELECT a.login, a.name, a.role, a.answer_group, a.active,
        (SELECT count(*) FROM agent_keys k WHERE k.login = a.login AND k.withdrawn_at IS NULL),
        EXISTS (SELECT 1 FROM pins p WHERE p.login = a.login),
        (SELECT max(s.seen_at) FROM sessions s WHERE s.agent = a.login)
    FROM agents a WHERE a.may_log_in = 1"""


@dataclass(frozen=True)
class Member:
    """Somebody who may log in, or may again. ``seen_at``: epoch seconds of a session that has not said goodbye."""

    person: Person
    keys: int
    has_pin: bool
    seen_at: int | None


def members(tx: Transaction) -> list[Member]:
    """Everybody who has a login, those at rest last; not those whose names came with telephone figures."""
    found = [
        Member(Person(login, name, Role(role), group, True, bool(active)), keys, bool(pin), seen)
        for login, name, role, group, active, keys, pin, seen in tx.all(_MEMBERS)
    ]
    return sorted(
        found, key=lambda each: (not each.person.active, in_swedish_order(each.person.name), each.person.login)
    )


def last_entries(tx: Transaction, newest: int) -> tuple[dict[str, int], bool]:
    """When each person (a login) last left one of the ``newest`` entries of the trail, in epoch seconds.

    Returns:
        The instants, and whether these were all the entries that there are.
    """
    first = int(tx.value("SELECT coalesce(max(id), 0) FROM events")) - newest
    return dict(tx.all('SELECT "by", max(at) FROM events WHERE id > ? GROUP BY "by"', (first,))), first <= 0
