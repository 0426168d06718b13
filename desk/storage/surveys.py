"""Survey answers: grades 1–5 of attitude and knowledge, as they were typed or brought in; and their sums."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desk.rules.report import Level
from desk.rules.surveys import GRADES, Answer, Counts
from desk.storage.database import Row, Transaction
from desk.storage.facts import WHOLE
from desk.storage.times import instant

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


def weekly(tx: Transaction, first: int, last: int, level: Level) -> dict[str, dict[int, Grades]]:
    """What the whole desk, each group or each agent was answered, by name and by the week's Monday (ordinals)."""
    name = _NAME[level]
    sql = (
        f"SELECT {name}, day - (day + 6) % 7, {_SUMS} FROM survey_answers"
        f" WHERE day BETWEEN ? AND ? AND {name} IS NOT NULL GROUP BY 1, 2"
    )
    found: dict[str, dict[int, Grades]] = {}
    for each, monday, *sums in tx.run(sql, (first, last)):
        found.setdefault(each, {})[monday] = _grades(*sums)
    return found


_COUNTS = ", ".join(
    f"count(CASE WHEN {name} = {each} THEN 1 END)" for name in ("attitude", "knowledge") for each in GRADES
)


def counts(tx: Transaction, first: int, last: int, level: Level) -> dict[str, Counts]:
    """How many gave each grade on the days (ordinals), by name as for :func:`grades`."""
    name = _NAME[level]
    sql = f"SELECT {name}, {_COUNTS} FROM survey_answers WHERE day BETWEEN ? AND ? AND {name} IS NOT NULL GROUP BY 1"
    return {each: Counts(tuple(many[:5]), tuple(many[5:])) for each, *many in tx.run(sql, (first, last))}


def _grades(attitude: float, attitudes: int, knowledge: float, knowledges: int) -> Grades:
    return int(attitude), attitudes, int(knowledge), knowledges


# ------------------------------------------------------------------ answers, one by one


@dataclass(frozen=True)
class Kept:
    """An answer as it is remembered, who entered it, and when."""

    id: int
    answer: Answer
    entered_at: datetime | None
    entered_by: str


_INSERT = (
    "INSERT INTO survey_answers (key, day, answer_group, agent, attitude, knowledge, entered_at, entered_by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_SELECT = (
    "SELECT id, key, day, answer_group, agent, attitude, knowledge, entered_at, entered_by FROM survey_answers"
    " WHERE coalesce(attitude, knowledge) IS NOT NULL"
)
"""Those that were not taken out again."""


def known_keys(tx: Transaction, keys: Collection[str]) -> set[str]:
    """Those of the keys under which an answer is remembered."""
    sql = "SELECT key FROM survey_answers WHERE key IN (SELECT value FROM json_each(?))"
    return {row[0] for row in tx.run(sql, (json.dumps(list(keys)),))}


def put_all(tx: Transaction, answers: Iterable[Answer], at: int, by: str) -> None:
    """Remember answers whose keys are new; group and agent must be known."""
    tx.run_many(_INSERT, [_row(each, at, by) for each in answers])


def put(tx: Transaction, answer: Answer, at: int, by: str) -> int:
    """Remember one answer; its id."""
    return tx.insert(_INSERT, _row(answer, at, by))


def change(tx: Transaction, number: int, answer: Answer) -> None:
    """Remember other values of an answer; its key stays."""
    tx.run(
        "UPDATE survey_answers SET day = ?, answer_group = ?, agent = ?, attitude = ?, knowledge = ? WHERE id = ?",
        (answer.day.toordinal(), answer.group, answer.agent, answer.attitude, answer.knowledge, number),
    )


def remove(tx: Transaction, number: int) -> None:
    """Forget an answer. Of one that came with a file the key alone stays, lest the same file bring it in again."""
    tx.run("DELETE FROM survey_answers WHERE id = ? AND key IS NULL", (number,))
    tx.run(
        "UPDATE survey_answers SET answer_group = NULL, agent = NULL, attitude = NULL, knowledge = NULL WHERE id = ?",
        (number,),
    )


def one(tx: Transaction, number: int) -> Kept | None:
    """The answer with this id."""
    row = tx.one(f"{_SELECT} AND id = ?", (number,))
    return None if row is None else _kept(row)


def latest(tx: Transaction, limit: int, before: int | None = None) -> list[Kept]:
    """The answers entered last, the newest first; those before the id ``before`` where one is given."""
    sql = f"{_SELECT} AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?"
    return [_kept(row) for row in tx.all(sql, (before, before, limit))]


def _row(answer: Answer, at: int, by: str) -> Row:
    day = answer.day.toordinal()
    return (answer.key, day, answer.group, answer.agent, answer.attitude, answer.knowledge, at, by)


def _kept(row: Row) -> Kept:
    number, key, day, group, agent, attitude, knowledge, at, by = row
    answer = Answer(date.fromordinal(day), attitude, knowledge, group, agent, key)
    return Kept(number, answer, instant(at), by)
