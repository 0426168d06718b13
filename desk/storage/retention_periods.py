"""For how long a kind's personal data are kept, where the municipality has decided it here."""

from __future__ import annotations

from datetime import date

from desk.rules.retention import Decided
from desk.storage.database import Transaction
from desk.storage.times import local_day


def decided(tx: Transaction) -> dict[str, Decided]:
    """What was decided, by the kind's code."""
    rows = tx.all("SELECT kind, days, decision, decided_on FROM retention_periods ORDER BY kind")
    return {kind: Decided(days, decision, local_day(on) or date.min) for kind, days, decision, on in rows}


def put(tx: Transaction, kind: str, of: Decided) -> None:
    """Write a decision over an earlier one."""
    tx.run(
        "INSERT INTO retention_periods (kind, days, decision, decided_on) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind) DO UPDATE SET days = excluded.days, decision = excluded.decision,"
        " decided_on = excluded.decided_on",
        (kind, of.days, of.decision, of.decided_on.toordinal()),
    )


def remove(tx: Transaction, kind: str) -> None:
    """Take a decision away."""
    tx.run("DELETE FROM retention_periods WHERE kind = ?", (kind,))
