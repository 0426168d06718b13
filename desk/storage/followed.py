"""Up to where deviations have been looked for: the spans that have figures, and what those figures rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from desk.rules.calendar import Week
from desk.rules.spans import Span
from desk.storage.database import Transaction

_WEEKS = """
SELECT day - (day + 6) % 7 AS monday FROM dirty_days
UNION SELECT day - (day + 6) % 7 FROM survey_answers
"""
_SURVEYS = """
SELECT answer_group, agent, total(attitude), count(attitude), total(knowledge), count(knowledge)
FROM survey_answers WHERE day BETWEEN ? AND ? GROUP BY 1, 2
"""


def weeks_with_data(tx: Transaction, before: Week, most: int, since: Week | None = None) -> list[Week]:
    """The weeks before ``before`` that have cases, calls or answers: the latest ``most``, or all from ``since``."""
    end = before.monday.toordinal()
    begin = since.monday.toordinal() if since else 0
    known = {
        row[0] for row in tx.run(f"SELECT monday FROM ({_WEEKS}) weeks WHERE monday BETWEEN ? AND ?", (begin, end - 1))
    }
    for (code,) in tx.run("SELECT DISTINCT week FROM typed_calls"):
        monday = Week.parse(code).monday.toordinal()
        if begin <= monday < end:
            known.add(monday)
    latest = sorted(known, reverse=True)
    return [Week.of(date.fromordinal(each)) for each in (latest if since else latest[:most])]


def stamps(tx: Transaction) -> dict[str, str]:
    """By span's code, the stamp at which deviations were last looked for."""
    return dict(tx.all("SELECT span, stamp FROM followed_spans"))


def put_stamp(tx: Transaction, span: str, stamp: str, at: int) -> None:
    """Remember that deviations were looked for in a span as it is at this stamp."""
    tx.run(
        "INSERT INTO followed_spans (span, stamp, at) VALUES (?, ?, ?)"
        " ON CONFLICT (span) DO UPDATE SET stamp = excluded.stamp, at = excluded.at",
        (span, stamp, at),
    )


def stamp(tx: Transaction, span: Span, besides: Iterable[object]) -> str:
    """What a span's figures rest on, in one word: it is another when any of them may be.

    Args:
        besides: What counts that is not in the days: goals, limits, and the day where the figures depend on the clock.
    """
    days = (span.first.toordinal(), span.last.toordinal())
    changed = tx.one("SELECT total(stamp), count(*) FROM dirty_days WHERE day BETWEEN ? AND ?", days)
    weeks = (Week.of(span.first).code, Week.of(span.last).code)
    typed = tx.all(
        "SELECT week, answer_group, offered, answered FROM typed_calls WHERE week BETWEEN ? AND ? ORDER BY 1, 2", weeks
    )
    surveys = tx.all(_SURVEYS, days)
    told = repr((changed, typed, surveys, tuple(besides)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def mark(tx: Transaction, besides: Iterable[object]) -> str:
    """The same of the whole desk, cheaply: while it is the same, no span's stamp is another.

    Whatever a person changes leaves an entry in the trail, but for calls and typed weeks; so its last entry counts too.
    """
    told = (
        tx.one("SELECT total(stamp), count(*) FROM dirty_days"),
        tx.one("SELECT count(*), total(offered), total(answered), max(typed_at) FROM typed_calls"),
        tx.one("SELECT count(*), max(id) FROM survey_answers"),
        tx.value("SELECT max(id) FROM events"),
        tuple(besides),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
