"""Who is at the desk right now, and how far cases and calls have come, told by one cheap question."""

from __future__ import annotations

from dataclasses import dataclass

from desk.storage.database import Transaction

FORGOTTEN_AFTER = 86_400
"""Seconds after which a session that never said goodbye is taken away."""


@dataclass(frozen=True)
class Mark:
    """Numbers that move when cases change or calls come in, and never otherwise: not for a draft, not for a heartbeat.

    A call that was there and has ended since moves none of them; the figures are asked for every minute anyhow.
    """

    cases: int
    calls: tuple[int, int]


def beat(tx: Transaction, session: str, login: str, at: int) -> None:
    """Write that a session is alive at ``at`` (epoch seconds), and forget those long gone."""
    tx.run(
        "INSERT INTO sessions (id, agent, started_at, seen_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
        (session, login, at, at),
    )
    tx.run("DELETE FROM sessions WHERE seen_at < ?", (at - FORGOTTEN_AFTER,))


def leave(tx: Transaction, session: str) -> None:
    """Take a session away."""
    tx.run("DELETE FROM sessions WHERE id = ?", (session,))


def others(tx: Transaction, login: str, since: int) -> int:
    """How many other people have been seen since an instant (epoch seconds)."""
    return int(tx.value("SELECT count(DISTINCT agent) FROM sessions WHERE agent <> ? AND seen_at >= ?", (login, since)))


def alive(tx: Transaction, since: int) -> set[str]:
    """The sessions seen since an instant (epoch seconds)."""
    return {row[0] for row in tx.all("SELECT id FROM sessions WHERE seen_at >= ?", (since,))}


def mark(tx: Transaction) -> Mark:
    """How far cases and calls have come. Every change of a case adds to the trail."""
    cases = tx.value("SELECT coalesce(max(id), 0) FROM events")
    calls = tx.value("SELECT coalesce(max(id), 0) FROM calls")
    typed = tx.value("SELECT coalesce(max(typed_at), 0) FROM typed_calls")
    return Mark(int(cases), (int(calls), int(typed)))
