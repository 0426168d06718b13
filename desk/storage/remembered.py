"""The few things that the database remembers about itself."""

from __future__ import annotations

from desk.storage.database import Transaction

_ACTS = "may_act_for_others"


def get(tx: Transaction, name: str) -> str | None:
    """A remembered value, or ``None``."""
    value = tx.value("SELECT value FROM settings WHERE name = ?", (name,))
    return None if value is None else str(value)


def put(tx: Transaction, name: str, value: str) -> None:
    """Remember a value, over an earlier one."""
    tx.run(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def may_act_for_others(tx: Transaction) -> frozenset[str]:
    """The operating system's logins that may use ``--as``: who made the database, and a service account."""
    return frozenset((get(tx, _ACTS) or "").split())


def let_act_for_others(tx: Transaction, login: str) -> None:
    """Let an operating system's login use ``--as``."""
    put(tx, _ACTS, " ".join(sorted({*may_act_for_others(tx), login})))
