"""Feedback counted from the cases, from what disposal leaves of them; and the texts that were written about it."""

from __future__ import annotations

from datetime import date

from desk.rules.feedback_report import View
from desk.storage.database import Transaction

# Named, as in :mod:`desk.storage.facts`. An action that was disposed of is an empty text, so it counts as written.
_VIEWS = (
    "SELECT day, coalesce(department, ''), details ->> 'type', channel, coalesce(topic, ''),"
    " CASE WHEN closed_at IS NULL THEN NULL"
    " ELSE outcome END, anonymous, details ->> 'confirmed_on', details ->> 'answered_on',"
    " details ->> 'action' IS NOT NULL FROM cases INDEXED BY cases_facts"
    " WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND kind = 'feedback'"
)
_OF = " AND coalesce(department, '') = ?"
SORT = "feedback"
"""The sort of report that the texts belong to."""


def views(tx: Transaction, first: int, last: int, department: str | None = None) -> list[View]:
    """The feedback that came in between two days (ordinals); of one department where it is named."""
    of = ("", ()) if department is None else (_OF, (department,))
    return [
        View(
            date.fromordinal(day),
            name,
            kind,
            channel,
            topic,
            outcome,
            bool(anonymous),
            None if confirmed is None else date.fromisoformat(confirmed),
            None if answered is None else date.fromisoformat(answered),
            bool(acted),
        )
        for day, name, kind, channel, topic, outcome, anonymous, confirmed, answered, acted in tx.run(
            _VIEWS + of[0], (first, last, *of[1])
        )
    ]


def texts(tx: Transaction, span: str) -> dict[str, tuple[str, int]]:
    """What has been written about a span: by department a text and its version; of the whole under no name."""
    sql = "SELECT department, text, version FROM report_texts WHERE sort = ? AND span = ?"
    return {department: (text, version) for department, text, version in tx.all(sql, (SORT, span))}
