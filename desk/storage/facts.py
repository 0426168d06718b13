"""What one local day holds, counted: the countable facts from which every longer report is put together.

Days are counted and nothing longer, since weeks do not make months; durations and waits are kept whole and sorted,
since medians do not add up. Annulled cases are never counted. Each function takes the first and last day (ordinals)
and gives the facts of those days that have any, by day; they read the covering indexes alone, but for feedback.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from desk.rules.calendar import working_days_after
from desk.rules.kinds.feedback import ANSWER_WORKING_DAYS, CONFIRM_WORKING_DAYS, FeedbackType
from desk.rules.report import Basis, Level
from desk.storage.database import Row, Transaction

WHOLE = ""
"""The name under which the facts of the whole desk stand."""


class Key(NamedTuple):
    """Key figures of the whole desk, small enough that a trend reads many; days' keys add up (:func:`added`).

    Attributes:
        within: Answered calls that waited at most so long as the service level says.
        abandoned: Calls; ``short`` those too short to be offered, ``long`` those longer than the service level's wait.
        in_time, late: E-mails answered by their deadline, and after it.
        confirmed, confirmed_late: Feedback that is not anonymous; ``replied`` likewise.
        unanswered: The deadlines (epoch seconds) of e-mails without answer.
        unconfirmed, unreplied: Of the feedback still to be confirmed or answered: by which day (ordinal), how many.
    """

    registered: int = 0
    closed: int = 0
    solved: int = 0
    failure: int = 0
    classified: int = 0
    in_time: int = 0
    late: int = 0
    answered: int = 0
    within: int = 0
    abandoned: int = 0
    short: int = 0
    long: int = 0
    complaint: int = 0
    praise: int = 0
    suggestion: int = 0
    confirmed: int = 0
    confirmed_late: int = 0
    replied: int = 0
    replied_late: int = 0
    unanswered: Sequence[int] = ()
    unconfirmed: Sequence[tuple[int, int]] = ()
    unreplied: Sequence[tuple[int, int]] = ()


_COUNTS = Key._fields.index("unanswered")


def added(keys: Sequence[Key]) -> Key:
    """Several days' key figures as one."""
    if len(keys) < 2:
        return keys[0] if keys else Key()
    columns = list(zip(*keys, strict=True))
    total: list[Any] = [sum(each) for each in columns[:_COUNTS]]
    total += [list(chain.from_iterable(each)) for each in columns[_COUNTS:]]
    return Key(*total)


class CaseFacts(NamedTuple):
    """The cases received, of the whole desk or of one group or agent. ``durations`` are seconds, sorted."""

    registered: int
    closed: int
    solved: int
    failure: int
    classified: int
    channels: Mapping[str, int]
    kinds: Mapping[str, int]
    topics: Mapping[str, int]
    departments: Mapping[str, int]
    causes: Mapping[str, int]
    durations: Sequence[int]


class CallFacts(NamedTuple):
    """Waits in seconds, sorted, of the calls answered and of those abandoned."""

    answered: Sequence[int] = ()
    gave_up: Sequence[int] = ()


# ------------------------------------------------------------------ key figures

# Each names its index: left to itself SQLite may find feedback by its kind, and read three years of it for a week.
_KEY_CASES = """
SELECT day, count(*), count(closed_at), count(CASE WHEN outcome = 'solved_first' THEN closed_at END),
  count(CASE WHEN demand = 'failure' THEN 1 END), count(demand),
  count(CASE WHEN channel = 'email' AND first_answered_at <= answer_by THEN 1 END),
  count(CASE WHEN channel = 'email' AND first_answered_at > answer_by THEN 1 END),
  group_concat(CASE WHEN channel = 'email' AND first_answered_at IS NULL THEN answer_by END)
FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ? GROUP BY day
"""
_KEY_CALLS = """
SELECT day, count(CASE WHEN outcome = 'answered'
  THEN 1 END), count(CASE WHEN outcome = 'answered' AND wait_s <= ?4 THEN 1 END),
  count(CASE WHEN outcome = 'abandoned' THEN 1 END), count(CASE WHEN outcome = 'abandoned' AND wait_s < ?3 THEN 1 END),
  count(CASE WHEN outcome = 'abandoned' AND wait_s > ?4 THEN 1 END)
FROM calls WHERE day BETWEEN ?1 AND ?2 GROUP BY day
"""
_KEY_CALL_FIELDS = ("answered", "within", "abandoned", "short", "long")
_FEEDBACK = """
SELECT day, details ->> 'type', anonymous, details ->> 'confirmed_on', details ->> 'answered_on'
FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND kind = 'feedback' ORDER BY day
"""


def key_figures(tx: Transaction, first: int, last: int, basis: Basis) -> dict[int, Key]:
    """The key figures of every day from ``first`` to ``last`` that has any."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for day, registered, closed, solved, failure, classified, in_time, late, open_until in tx.run(
        _KEY_CASES, (first, last)
    ):
        found[day] |= {
            "registered": registered, "closed": closed, "solved": solved, "failure": failure,
            "classified": classified, "in_time": in_time, "late": late, "unanswered": _numbers(open_until),
        }  # fmt: skip
    for day, *counts in tx.run(_KEY_CALLS, (first, last, basis.t_short_s, basis.t_answer_s)):
        found[day] |= dict(zip(_KEY_CALL_FIELDS, counts, strict=True))
    for day, rows in groupby(tx.run(_FEEDBACK, (first, last)), itemgetter(0)):
        found[day] |= _feedback(day, rows)
    return {day: Key(**values) for day, values in found.items()}


def _numbers(text: str | None) -> list[int]:
    return [int(each) for each in text.split(",")] if text else []


def _feedback(day: int, rows: Iterable[Row]) -> dict[str, Any]:
    confirm_by = working_days_after(date.fromordinal(day), CONFIRM_WORKING_DAYS)
    reply_by = working_days_after(date.fromordinal(day), ANSWER_WORKING_DAYS)
    counted: Counter[str] = Counter()
    for _, sort, anonymous, confirmed_on, answered_on in rows:
        if sort in _SORTS:
            counted[sort] += 1
        if not anonymous:
            counted[_in_time("confirmed", confirmed_on, confirm_by)] += 1
            counted[_in_time("replied", answered_on, reply_by)] += 1
    undone = {
        f"un{name}": [(by.toordinal(), many)] if (many := counted.pop(f"un{name}", 0)) else []
        for name, by in (("confirmed", confirm_by), ("replied", reply_by))
    }
    return {**counted, **undone}


_SORTS = frozenset(str(sort) for sort in FeedbackType)


def _in_time(done: str, on: str | None, by: date) -> str:
    if on is None:
        return f"un{done}"
    return done if on <= by.isoformat() else f"{done}_late"


# ------------------------------------------------------------------ cases

_CASES = """
SELECT day, answer_group, agent, channel, kind, topic, department,
  CASE WHEN closed_at IS NULL THEN NULL ELSE outcome END, demand,
  CASE WHEN demand = 'failure' THEN cause END, max(closed_at - received_at, 0)
FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ? ORDER BY day
"""
_NAME_AT = {Level.GROUP: 1, Level.AGENT: 2}


def case_facts(tx: Transaction, first: int, last: int, level: Level) -> Iterator[tuple[int, dict[str, CaseFacts]]]:
    """For each day that has cases, the facts by name."""
    for day, rows in groupby(tx.all(_CASES, (first, last)), itemgetter(0)):
        yield day, {name: _case_facts(some) for name, some in _by_name(list(rows), level)}


def _by_name(rows: list[Row], level: Level) -> Iterable[tuple[str, list[Row]]]:
    if level is Level.ALL:
        return ((WHOLE, rows),)
    at = _NAME_AT[level]
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[at] is not None:
            parts[row[at]].append(row)
    return parts.items()


def _case_facts(rows: list[Row]) -> CaseFacts:
    _, _, _, channels, kinds, topics, departments, outcomes, demands, causes, durations = zip(*rows, strict=True)
    took = sorted([each for each in durations if each is not None])
    demand = Counter(demands)
    return CaseFacts(
        registered=len(rows),
        closed=len(took),
        solved=outcomes.count("solved_first"),
        failure=demand["failure"],
        classified=len(rows) - demand[None],
        channels=_count(channels),
        kinds=_count(kinds),
        topics=_count(topics),
        departments=_count(departments),
        causes=_count(causes),
        durations=took,
    )


def _count(values: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(values)
    del counted[None]
    return counted  # type: ignore[return-value]


# ------------------------------------------------------------------ calls

_CALLS = {
    Level.ALL: "SELECT day, '', outcome, wait_s FROM calls WHERE day BETWEEN ? AND ? ORDER BY day",
    Level.GROUP: "SELECT day, answer_group, outcome, wait_s FROM calls WHERE day BETWEEN ? AND ? ORDER BY day",
    Level.AGENT: "SELECT day, agent, outcome, wait_s FROM calls WHERE day BETWEEN ? AND ? AND agent IS NOT NULL"
    " ORDER BY day",
}


def call_facts(tx: Transaction, first: int, last: int, level: Level) -> Iterator[tuple[int, dict[str, CallFacts]]]:
    """For each day that has calls, the waits by name."""
    for day, rows in groupby(tx.all(_CALLS[level], (first, last)), itemgetter(0)):
        waits: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for _, name, outcome, wait in rows:
            if outcome == "answered":
                waits[name][0].append(wait)
            elif outcome == "abandoned":
                waits[name][1].append(wait)
        yield day, {name: CallFacts(sorted(answered), sorted(gave_up)) for name, (answered, gave_up) in waits.items()}


# ------------------------------------------------------------------ as the cache keeps them


def to_text(facts: Any) -> str:
    """Facts without long rows of numbers: compact JSON, a named tuple as a list."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def to_bytes(facts: Any) -> bytes:
    """The same as the cache of days keeps it, where packed numbers lie too."""
    return to_text(facts).encode()
