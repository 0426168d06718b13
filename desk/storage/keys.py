"""The public keys with which people log in over SSH. One that was withdrawn stays, and says when and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.rules.ssh_keys import PublicKey
from desk.storage.database import Row, Transaction
from desk.storage.times import instant

_COLUMNS = "fingerprint, login, type, key, comment, added_at, added_by, withdrawn_at, withdrawn_by"


@dataclass(frozen=True)
class Key:
    """A person's key. Instants are in UTC; ``added_by`` and ``withdrawn_by`` are logins."""

    fingerprint: str
    login: str
    type: str
    key: str
    comment: str
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


def find(tx: Transaction, fingerprint: str) -> Key | None:
    """The key with this fingerprint, withdrawn or not."""
    row = tx.one(f"SELECT {_COLUMNS} FROM agent_keys WHERE fingerprint = ?", (fingerprint,))
    return _key(row) if row else None


def of(tx: Transaction, login: str) -> list[Key]:
    """A person's keys, those in use first, then the newest."""
    sql = (
        f"SELECT {_COLUMNS} FROM agent_keys WHERE login = ?"
        " ORDER BY withdrawn_at IS NOT NULL, added_at DESC, fingerprint"
    )
    return [_key(row) for row in tx.all(sql, (login,))]


def put(tx: Transaction, login: str, key: PublicKey, by: str, at: int) -> None:
    """Give a person a key at ``at`` (epoch seconds); one that was withdrawn, from whomever, is in use again."""
    tx.run(
        "INSERT INTO agent_keys (fingerprint, login, type, key, comment, added_at, added_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (fingerprint) DO UPDATE SET login = excluded.login, comment = excluded.comment,"
        " added_at = excluded.added_at, added_by = excluded.added_by, withdrawn_at = NULL, withdrawn_by = NULL",
        (key.fingerprint, login, key.type, key.key, key.comment, at, by),
    )


def withdraw(tx: Transaction, fingerprint: str, by: str, at: int) -> None:
    """Take a key out of use at ``at`` (epoch seconds)."""
    sql = "UPDATE agent_keys SET withdrawn_at = ?, withdrawn_by = ? WHERE fingerprint = ?"
    tx.run(sql, (at, by, fingerprint))


def _key(row: Row) -> Key:
    fingerprint, login, kind, key, comment, added_at, added_by, withdrawn_at, withdrawn_by = row
    added = instant(added_at)
    if added is None:
        raise ValueError("a key without a time")
    return Key(fingerprint, login, kind, key, comment, added, added_by, instant(withdrawn_at), withdrawn_by)
