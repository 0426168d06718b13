"""What is kept of people's PINs. The PIN itself never comes here."""

from __future__ import annotations

from desk.storage.database import Transaction


def of(tx: Transaction, login: str) -> str | None:
    """What is kept of a person's PIN; ``None`` where none was chosen."""
    kept = tx.value("SELECT hash FROM pins WHERE login = ?", (login,))
    return None if kept is None else str(kept)


def put(tx: Transaction, login: str, kept: str, at: int) -> None:
    """Keep another one, chosen at ``at`` (epoch seconds)."""
    tx.run(
        "INSERT INTO pins (login, hash, set_at) VALUES (?, ?, ?)"
        " ON CONFLICT (login) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
        (login, kept, at),
    )


def remove(tx: Transaction, login: str) -> None:
    """Keep none any more."""
    tx.run("DELETE FROM pins WHERE login = ?", (login,))
