"""What falls due by a day, read from the tables of the follow-up; the annual wheel has its own (``wheel.py``).

Each question is one statement over little: what is open of few, or by an index. The desk asks at every refresh.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desk.rules.due import ANALYSIS_DAYS, EXPLAIN_DAYS, OPEN_DEVIATION_DAYS, DueSort
from desk.rules.references import reference
from desk.rules.routines import REVIEW_DAYS
from desk.storage.database import Transaction
from desk.storage.follow_up_sql import OPEN_DEVIATION


class Row(NamedTuple):
    """Something that falls due; ``of`` is the login of the individual whose deviation or goal it is, if it is one's."""

    sort: DueSort
    id: int
    what: str
    who: str | None
    day: date
    department: str | None = None
    many: int = 1
    of: str | None = None
    case: str | None = None


_DUE = """
SELECT 'activity', a.id, a.what, a.responsible, a.due, NULL,
  CASE WHEN g.level = 'agent' AND g.name <> '' THEN g.name END
FROM activities a JOIN goals g ON g.id = a.goal_id
WHERE a.done_on IS NULL AND a.dropped_on IS NULL AND a.due <= :last
UNION ALL
SELECT 'action', id, coalesce(action, span), responsible, due, NULL,
  CASE WHEN level = 'agent' THEN name END FROM deviations
WHERE due IS NOT NULL AND done_on IS NULL AND met_at IS NULL AND due <= :last
UNION ALL
SELECT 'improvement', id, proposal, responsible, due, department, NULL FROM improvements
WHERE ended_on IS NULL AND status IN ('proposed', 'decided', 'under_way') AND due <= :last
UNION ALL
SELECT 'decision', d.id, d.what, d.by_whom, d.due, dialogues.department, NULL
FROM dialogue_decisions d JOIN dialogues ON dialogues.id = d.dialogue_id
WHERE d.done_on IS NULL AND d.dropped_on IS NULL AND d.improvement_id IS NULL AND d.due <= :last
UNION ALL
SELECT 'document', d.id, d.title, NULL, v.review_on, NULL, NULL
FROM steering_documents d JOIN steering_versions v ON v.document_id = d.id
WHERE d.active = 1 AND v.review_on <= :last AND v.version = (
  SELECT max(version) FROM steering_versions WHERE document_id = d.id AND decided_on IS NOT NULL)
UNION ALL
SELECT 'measurement', id, name, NULL, made_on + :analysis, NULL, NULL FROM measurements
WHERE handled_at IS NULL AND made_on + :analysis <= :last
UNION ALL
SELECT 'routine', id, title, owner, reviewed_on + :review, NULL, NULL FROM routines
WHERE active = 1 AND reviewed_on + :review <= :last
  AND (topic IS NULL OR topic IN (SELECT code FROM topics WHERE active = 1))
"""
_NEVER_REVIEWED = """
SELECT CASE WHEN r.owner = '' THEN 0 ELSE r.id END, min(r.title), min(r.owner), min(v.at / 86400), count(*)
FROM routines r JOIN routine_versions v ON v.routine_id = r.id AND v.number = 1
WHERE r.active = 1 AND r.reviewed_on IS NULL AND v.at < :made
AND (r.topic IS NULL OR r.topic IN (SELECT code FROM topics WHERE active = 1))
GROUP BY CASE WHEN r.owner = '' THEN 0 ELSE r.id END
"""
_EPOCH = date(1970, 1, 1).toordinal()
_OPEN = f"""
SELECT span, last, count(*) FROM deviations INDEXED BY deviations_open
WHERE {OPEN_DEVIATION} AND last BETWEEN :first AND :last - :explain AND (:individuals = 1 OR level <> 'agent')
GROUP BY last, span
"""


_HANDED_OVER = """
SELECT h.id, c.year, c.number, coalesce(h.department, h."to"), c.agent, h.follow_up, h.department
FROM handovers h INDEXED BY handovers_follow_up JOIN cases c ON c.id = h.case_id
WHERE h.answered_on IS NULL AND h.follow_up <= :last AND c.closed_at IS NULL AND c.annulled_at IS NULL
"""


def due_by(tx: Transaction, last: date, today: date, *, individuals: bool) -> list[Row]:
    """What is not done and falls due by ``last``.

    Args:
        individuals: Whether open deviations of individuals are counted with the others.
    """
    values = {"last": last.toordinal(), "analysis": ANALYSIS_DAYS, "review": REVIEW_DAYS}
    found = [
        Row(DueSort(sort), number, what, who or None, date.fromordinal(day), department, 1, of)
        for sort, number, what, who, day, department, of in tx.run(_DUE, values)
    ]
    values = {
        "first": today.toordinal() - OPEN_DEVIATION_DAYS,
        "last": last.toordinal(),
        "explain": EXPLAIN_DAYS,
        "individuals": individuals,
    }
    found += [
        Row(DueSort.DEVIATION, 0, span, None, date.fromordinal(ended + EXPLAIN_DAYS), None, many)
        for span, ended, many in tx.run(_OPEN, values)
    ]
    return found + _never_reviewed(tx, last) + _handed_over(tx, last)


def _handed_over(tx: Transaction, last: date) -> list[Row]:
    """The cases that wait for an answer from outside the desk, and are to be asked about."""
    found = []
    for number, year, place, to, who, day, department in tx.run(_HANDED_OVER, {"last": last.toordinal()}):
        case, on = reference(year, place), date.fromordinal(day)
        found.append(Row(DueSort.HANDOVER, number, f"{case} · {to}", who, on, department, case=case))
    return found


def _never_reviewed(tx: Transaction, last: date) -> list[Row]:
    """The routines that nobody has looked through a year after they were made: one by one where somebody owns them,
    else together, so that those which Desk comes with are one line.
    """
    before = (last.toordinal() - REVIEW_DAYS - _EPOCH + 1) * 86_400
    return [
        Row(DueSort.ROUTINE, number, title if number else "", owner or None,
            date.fromordinal(day + _EPOCH + REVIEW_DAYS), None, many)
        for number, title, owner, day, many in tx.run(_NEVER_REVIEWED, {"made": before})
    ]  # fmt: skip
