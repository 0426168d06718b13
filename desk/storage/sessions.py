"""Who is at the desk right now, and at which case; how far cases and calls have come: told by cheap questions."""

from __future__ import annotations

from dataclasses import dataclass

from desk.storage import remembered
from desk.storage.database import Transaction
from desk.storage.organisation import ORGANISED

RESTORED = "restored"
"""What the database remembers of the last time that a backup was restored: the numbers of then may come again."""
FORGOTTEN_AFTER = 86_400
"""Seconds after which a session that never said goodbye is taken away."""


@dataclass(frozen=True)
class At:
    """A session that has a case open."""

    session: str
    login: str
    name: str


@dataclass(frozen=True)
class Mark:
    """Numbers that move when cases change or calls come in, and never otherwise: not for a draft, not for a heartbeat.

    A call that was there and has ended since moves none of them; the figures are asked for every minute anyhow.
    """

    cases: tuple[int, str]
    calls: tuple[int, int, str]
    organised: str = ""
    """Moves when topics, departments, groups or periods of retention are others."""

    @property
    def restored(self) -> str:
        """Moves when a backup is restored."""
        return self.cases[1]


def beat(tx: Transaction, session: str, login: str, at: int, case_id: int | None) -> None:
    """Write that a session is alive at ``at`` (epoch seconds), with the case it has open; forget those long gone."""
    tx.run(
        "INSERT INTO sessions (id, agent, started_at, seen_at, case_id) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, case_id = excluded.case_id",
        (session, login, at, at, case_id),
    )
    tx.run("DELETE FROM sessions WHERE seen_at < ?", (at - FORGOTTEN_AFTER,))


def leave(tx: Transaction, session: str) -> None:
    """Take a session away."""
    tx.run("DELETE FROM sessions WHERE id = ?", (session,))


def leave_all(tx: Transaction) -> None:
    """Take every session away."""
    tx.run("DELETE FROM sessions")


def others(tx: Transaction, login: str, since: int) -> int:
    """How many other people have been seen since an instant (epoch seconds)."""
    return int(tx.value("SELECT count(DISTINCT agent) FROM sessions WHERE agent <> ? AND seen_at >= ?", (login, since)))


def alive(tx: Transaction, since: int) -> set[str]:
    """The sessions seen since an instant (epoch seconds)."""
    return {row[0] for row in tx.all("SELECT id FROM sessions WHERE seen_at >= ?", (since,))}


def open_case(tx: Transaction, session: str, case_id: int | None) -> None:
    """Write which case a session has open; nothing for one that has said goodbye. No part of the trail."""
    tx.run("UPDATE sessions SET case_id = ? WHERE id = ?", (case_id, session))


def others_at(tx: Transaction, case_id: int, session: str, since: int) -> list[At]:
    """The other sessions that have a case open and were seen since an instant (epoch seconds), first come first."""
    rows = tx.all(
        "SELECT s.id, s.agent, a.name FROM sessions s JOIN agents a ON a.login = s.agent"
        " WHERE s.case_id = ? AND s.id <> ? AND s.seen_at >= ? ORDER BY s.started_at, s.id",
        (case_id, session, since),
    )
    return [At(*row) for row in rows]


def case_of(tx: Transaction, session: str) -> int | None:
    """The id of the case that a session has open, if any."""
    number: int | None = tx.value("SELECT case_id FROM sessions WHERE id = ?", (session,))
    return number


def mark(tx: Transaction) -> Mark:
    """How far cases and calls have come. Every change of a case adds to the trail."""
    cases = tx.value("SELECT coalesce(max(id), 0) FROM events")
    calls = tx.value("SELECT coalesce(max(id), 0) FROM calls")
    typed = tx.value("SELECT coalesce(max(typed_at), 0) FROM typed_calls")
    restored = remembered.get(tx, RESTORED) or ""
    organised = remembered.get(tx, ORGANISED) or ""
    return Mark((int(cases), restored), (int(calls), int(typed), restored), organised)
