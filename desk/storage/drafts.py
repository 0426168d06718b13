"""Half-filled forms. Each is saved as it was typed, and goes when its registration is committed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.storage.database import Transaction


@dataclass(frozen=True)
class Draft:
    """A form being filled in. ``fields`` are the values as typed, by dotted name; ``key`` the registration's."""

    key: str
    agent: str
    kind: str | None
    channel: str | None
    fields: Mapping[str, Any]
    saved_at: datetime
    session: str | None = None

    def __repr__(self) -> str:
        return f"Draft({self.key})"


def save(tx: Transaction, draft: Draft) -> None:
    """Write a draft, over an earlier state of itself; not one that is registered already, nor over somebody else's.

    Anything that was typed can be saved, also what could not be registered (half a surrogate pair, NUL).
    """
    tx.run(
        "INSERT INTO drafts (key, agent, session, kind, channel, fields, saved_at)"
        " SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM cases WHERE key = ?)"
        " ON CONFLICT (key) DO UPDATE SET session = excluded.session, kind = excluded.kind,"
        " channel = excluded.channel, fields = excluded.fields, saved_at = excluded.saved_at"
        " WHERE drafts.agent = excluded.agent",
        (
            draft.key,
            draft.agent,
            draft.session,
            draft.kind,
            draft.channel,
            json.dumps(dict(draft.fields)),
            int(draft.saved_at.timestamp()),
            draft.key,
        ),
    )


def remove(tx: Transaction, key: str, agent: str | None = None) -> None:
    """Take a draft away; with ``agent`` only where it is that person's."""
    tx.run("DELETE FROM drafts WHERE key = ? AND (CAST(? AS TEXT) IS NULL OR agent = ?)", (key, agent, agent))


def of_agent(tx: Transaction, login: str) -> list[Draft]:
    """A person's drafts, the latest first."""
    rows = tx.all(
        "SELECT key, agent, kind, channel, fields, saved_at, session FROM drafts WHERE agent = ?"
        " ORDER BY saved_at DESC, key",
        (login,),
    )
    return [
        Draft(key, agent, kind, channel, json.loads(fields), datetime.fromtimestamp(saved, UTC), session)
        for key, agent, kind, channel, fields, saved, session in rows
    ]
