"""Visitors in the house and post that waits: the open cases of two kinds at their first step, by index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.rules.references import reference
from desk.storage.database import Transaction
from desk.storage.lists import VISIBLE, Viewer

_HERE = "FROM cases c WHERE c.kind = ? AND c.closed_at IS NULL AND c.annulled_at IS NULL AND c.step = ?"


@dataclass(frozen=True)
class Here:
    """An open case at its first step, as far as a list shows it: of a protected identity no text at all."""

    id: int
    reference: str
    name: str | None
    anonymous: bool
    protected: bool
    summary: str
    received_at: datetime
    details: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Here({self.reference})"


def here(tx: Transaction, kind: str, step: str, viewer: Viewer) -> Iterator[Here]:
    """The cases of a kind that stand at a step, as far as the viewer may see them."""
    sql = (
        "SELECT c.id, c.year, c.number, CASE WHEN c.protected = 1 THEN NULL ELSE c.name END, c.anonymous, c.protected,"
        f" CASE WHEN c.protected = 1 THEN '' ELSE c.summary END, c.received_at,"
        f" CASE WHEN c.protected = 1 THEN '{{}}' ELSE c.details END {_HERE} AND {VISIBLE}"
    )
    for row in tx.all(sql, (kind, step, viewer.all_confidential, viewer.login)):
        number, year, count, name, anonymous, protected, summary, received, details = row
        received_at = datetime.fromtimestamp(received, UTC)
        yield Here(
            number, reference(year, count), name, bool(anonymous), bool(protected), summary, received_at,
            json.loads(details),
        )  # fmt: skip


def how_many(tx: Transaction, kind: str, step: str) -> int:
    """How many cases of a kind stand at a step, whoever may see them."""
    return int(tx.value(f"SELECT count(*) {_HERE}", (kind, step)))
