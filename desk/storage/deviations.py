"""Deviations as they are kept: what fell short where and when, and what was written about it."""

from __future__ import annotations

from collections.abc import Collection

from desk.rules.goals import Explanation, Place
from desk.rules.report import Level
from desk.storage.database import Transaction
from desk.storage.times import local_day


def explained(tx: Transaction, span: str, people: Collection[str] | None = ()) -> dict[Place, Explanation]:
    """What was written about a span's deviations, by figure, level and name (``None`` for the whole).

    Args:
        span: The span's code.
        people: The logins whose own deviations are wanted besides the whole's and the groups'; ``None`` is
            everybody's, for whoever keeps the follow-up.
    """
    rows = tx.all(
        "SELECT figure, level, name, cause, action, responsible, due, cause_code, done_on FROM deviations"
        " WHERE span = ?",
        (span,),
    )
    return {
        (figure, Level(level), name or None): Explanation(
            cause, action, responsible, local_day(due), code, local_day(done)
        )
        for figure, level, name, cause, action, responsible, due, code, done in rows
        if level != Level.AGENT or people is None or name in people
    }
