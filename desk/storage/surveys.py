"""Survey answers: grades 1–5 of attitude and knowledge, as they were typed or brought in; and their sums."""

from __future__ import annotations

from desk.rules.report import Level
from desk.storage.database import Transaction
from desk.storage.facts import WHOLE

Grades = tuple[int, int, int, int]
"""Sum of the attitudes and how many, sum of the knowledges and how many."""

_SUMS = "total(attitude), count(attitude), total(knowledge), count(knowledge)"
_NAME = {Level.ALL: f"'{WHOLE}'", Level.GROUP: "answer_group", Level.AGENT: "agent"}


def grades(tx: Transaction, first: int, last: int, level: Level = Level.ALL) -> dict[str, Grades]:
    """What was answered on the days (ordinals) from ``first`` to ``last``: the whole desk's under its name
    (:data:`desk.storage.facts.WHOLE`), or each group's or agent's that has any. One covering index is read."""
    name = _NAME[level]
    sql = f"SELECT {name}, {_SUMS} FROM survey_answers WHERE day BETWEEN ? AND ? AND {name} IS NOT NULL GROUP BY 1"
    return {each: _grades(*sums) for each, *sums in tx.run(sql, (first, last))}


def grades_by_week(tx: Transaction, first: int, last: int) -> dict[int, Grades]:
    """What the whole desk was answered, by the week's Monday (ordinals); weeks without answers are missing."""
    sql = f"SELECT day - (day + 6) % 7, {_SUMS} FROM survey_answers WHERE day BETWEEN ? AND ? GROUP BY 1"
    return {monday: _grades(*sums) for monday, *sums in tx.run(sql, (first, last))}


def _grades(attitude: float, attitudes: int, knowledge: float, knowledges: int) -> Grades:
    return int(attitude), attitudes, int(knowledge), knowledges
