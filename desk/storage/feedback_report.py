"""Feedback counted from the cases, from what disposal leaves of them; and the texts that are written about it."""

from __future__ import annotations

from datetime import date

from desk.rules.feedback_report import View
from desk.storage.database import Transaction

# Named, as in :mod:`desk.storage.facts`. An action that was disposed of is an empty text, so it counts as written.
_VIEWS = (
    "SELECT day, coalesce(department, ''), details ->> 'type', channel, coalesce(topic, ''),"
    " iif(closed_at IS NULL, NULL, outcome), anonymous, details ->> 'confirmed_on', details ->> 'answered_on',"
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


def put_text(tx: Transaction, span: str, department: str, text: str, version: int, at: int, by: str) -> bool:
    """Write a text over ``version`` (0 where there is none); ``False`` where another has been written meanwhile."""
    if version == 0:
        sql = (
            "INSERT INTO report_texts (sort, span, department, text, version, written_at, written_by)"
            " VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING"
        )
        return tx.run(sql, (SORT, span, department, text, at, by)).rowcount == 1
    sql = (
        "UPDATE report_texts SET text = ?, version = version + 1, written_at = ?, written_by = ?"
        " WHERE sort = ? AND span = ? AND department = ? AND version = ?"
    )
    return tx.run(sql, (text, at, by, SORT, span, department, version)).rowcount == 1
