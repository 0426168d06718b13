"""How a week is counted: the whole desk, its answer groups, its agents, and the weeks before.

Everything is put together from cached weeks and days (:mod:`desk.storage.week_cache`, :mod:`desk.storage.day_cache`);
what had to be counted is left in ``fresh`` for a writer to store.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.rules import figures
from desk.rules.calendar import Week
from desk.rules.goals import trend_point
from desk.rules.report import Basis, DayCalls, Level, Part, TrendPoint, Whole
from desk.storage import day_cache, week_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.facts import WHOLE, Key, added
from desk.storage.standings import Stock, stock_at_end, stock_now
from desk.storage.week_cache import CallSums, WeekFacts


@dataclass(frozen=True)
class Moment:
    """When the question is asked: ``now`` in epoch seconds, and the local day that it falls on."""

    now: int
    today: date


@dataclass(frozen=True)
class Asked:
    """A week to be counted. ``end`` is the first instant after it, in epoch seconds."""

    week: Week
    end: int
    at: Moment
    basis: Basis

    @property
    def monday(self) -> int:
        """The Monday, as an ordinal."""
        return self.week.monday.toordinal()


Typed = Mapping[str, tuple[int, int]]
"""A week's (offered, answered), typed by hand, by answer group."""
Keys = Mapping[int, Key]
"""Key figures by Monday, or by day (ordinals); what has none may be missing."""


def keys(tx: Transaction, first: Week, last: Week, basis: Basis, fresh: Fresh) -> Keys:
    """The key figures of the weeks from ``first`` to ``last``, by Monday, for the functions below."""
    return week_cache.keys(tx, first.monday.toordinal(), last.monday.toordinal(), basis.t_answer_s, fresh)


# ------------------------------------------------------------------ the whole


def whole(tx: Transaction, asked: Asked, keys: Keys, fresh: Fresh) -> Whole:
    """The figures of the whole desk."""
    facts = week_cache.facts(tx, asked.monday, Level.ALL, asked.basis.t_answer_s, fresh).get(WHOLE, WeekFacts())
    typed = typed_calls(tx, asked.week, asked.week).get(asked.week.code)
    calls = _calls_with_typed(tx, asked, typed, fresh) if typed else _calls(facts.calls, asked.basis)
    part = _part("", facts, calls, _stock(tx, asked, Level.ALL, fresh).get(WHOLE, Stock()))
    key = keys.get(asked.monday, Key())
    return Whole(
        calls=part.calls,
        cases=part.cases,
        first_contact=part.first_contact,
        handling=part.handling,
        failure_demand=part.failure_demand,
        email=_email(key, asked.at),
        feedback=_feedback(key, asked.at),
    )


def _calls_with_typed(tx: Transaction, asked: Asked, typed: Typed, fresh: Fresh) -> figures.Calls:
    sums = week_cache.calls_but(tx, asked.monday, typed, asked.basis.t_answer_s, fresh)
    return _calls(sums, asked.basis, *typed.values())


def days(tx: Transaction, asked: Asked, fresh: Fresh) -> tuple[DayCalls, ...]:
    """Offered and answered calls of each day, as the exchange counted them."""
    keys = day_cache.keys(tx, asked.monday, asked.monday + 6, asked.basis.t_answer_s, fresh)
    return tuple(_day_calls(day, keys, asked.basis) for day in asked.week.days)


def _day_calls(day: date, keys: Keys, basis: Basis) -> DayCalls:
    key = keys.get(day.toordinal(), Key())
    return DayCalls(day, figures.offered(key.answered, key.gave_up, basis.t_short_s), key.answered)


# ------------------------------------------------------------------ parts


def parts(tx: Transaction, asked: Asked, level: Level, fresh: Fresh) -> dict[str, Part]:
    """The figures of each group, or of each agent by login, that has any."""
    found = week_cache.facts(tx, asked.monday, level, asked.basis.t_answer_s, fresh)
    typed: Typed = {}
    if level is Level.GROUP:
        typed = typed_calls(tx, asked.week, asked.week).get(asked.week.code, {})
    stock = _stock(tx, asked, level, fresh)
    made = {}
    for name in sorted({*found, *typed, *stock}):
        facts = found.get(name, WeekFacts())
        calls = _calls(CallSums(), asked.basis, typed[name]) if name in typed else _calls(facts.calls, asked.basis)
        made[name] = _part(name, facts, calls, stock.get(name, Stock()))
    return made


def _part(name: str, facts: WeekFacts, calls: figures.Calls, stock: Stock) -> Part:
    cases = facts.cases
    return Part(
        name=name,
        calls=calls,
        cases=figures.CaseFigures(
            registered=cases.registered,
            closed=cases.closed,
            open=stock.open,
            overdue=stock.overdue,
            by_channel=cases.channels,
            by_kind=cases.kinds,
            by_topic=cases.topics,
            by_department=cases.departments,
        ),
        first_contact=figures.first_contact(cases.solved, cases.closed),
        handling=figures.Handling(cases.median_s, cases.p90_s),
        failure_demand=figures.failure_demand(cases.failure, cases.classified - cases.failure, cases.causes),
    )


def _stock(tx: Transaction, asked: Asked, level: Level, fresh: Fresh) -> dict[str, Stock]:
    if asked.end > asked.at.now:
        return stock_now(tx, level, asked.at.now)
    return stock_at_end(tx, level, asked.monday + 6, asked.end, fresh)


# ------------------------------------------------------------------ trend


def trend(
    tx: Transaction, weeks: Sequence[Week], keys: Keys, at: Moment, basis: Basis, fresh: Fresh
) -> tuple[TrendPoint, ...]:
    """The figures that can have a goal, of each of ``weeks``, which follow upon each other."""
    first = weeks[0].monday.toordinal()
    typed = typed_calls(tx, weeks[0], weeks[-1])
    points = []
    for number, week in enumerate(weeks):
        point = _of_key(keys.get(first + 7 * number, Key()), at, basis)
        if week.code in typed:
            asked = Asked(week, 0, at, basis)
            point = dataclasses.replace(point, calls=_calls_with_typed(tx, asked, typed[week.code], fresh))
        points.append(trend_point(week.code, point))
    return tuple(points)


def latest_calls(tx: Transaction, asked: Asked, many: int, fresh: Fresh) -> tuple[tuple[DayCalls, ...], figures.Calls]:
    """The calls of ``many`` days until today, at most seven; and those of the week that is on, but for their wait."""
    today = asked.at.today
    last_days = [today - timedelta(days=back) for back in range(many - 1, -1, -1)]
    first = min(asked.monday, last_days[0].toordinal())
    keys = day_cache.keys(tx, first, asked.monday + 6, asked.basis.t_answer_s, fresh)
    if typed := typed_calls(tx, asked.week, asked.week).get(asked.week.code):
        of_week = _calls_with_typed(tx, asked, typed, fresh)
    else:
        of_week = _calls_of_key(added([key for day, key in keys.items() if day >= asked.monday]), asked.basis)
    return tuple(_day_calls(day, keys, asked.basis) for day in last_days), of_week


def channels_of_day(tx: Transaction, day: int) -> dict[str, int]:
    """How many cases a day has, by channel."""
    return dict(tx.all("SELECT channel, count(*) FROM cases WHERE annulled_at IS NULL AND day = ? GROUP BY 1", (day,)))


def _of_key(key: Key, at: Moment, basis: Basis) -> Whole:
    return Whole(
        calls=_calls_of_key(key, basis),
        first_contact=figures.first_contact(key.solved, key.closed),
        email=_email(key, at),
        failure_demand=figures.failure_demand(key.failure, key.classified - key.failure),
        feedback=_feedback(key, at),
    )


# ------------------------------------------------------------------ one figure at a time


def _email(key: Key, at: Moment) -> figures.Email:
    due = key.in_time + key.late + sum([deadline < at.now for deadline in key.unanswered])
    return figures.email(due, key.in_time)


def _feedback(key: Key, at: Moment) -> figures.Feedback:
    today = at.today.toordinal()
    confirmed = key.confirmed + key.confirmed_late + sum([many for by, many in key.unconfirmed if by < today])
    replied = key.replied + key.replied_late + sum([many for by, many in key.unreplied if by < today])
    types = {"complaint": key.complaint, "praise": key.praise, "suggestion": key.suggestion}
    return figures.feedback(types, confirmed=(key.confirmed, confirmed), answered=(key.replied, replied))


def _calls_of_key(key: Key, basis: Basis) -> figures.Calls:
    return _calls(CallSums(key.answered, key.within, None, key.gave_up), basis)


def _calls(sums: CallSums, basis: Basis, *typed: tuple[int, int]) -> figures.Calls:
    found = figures.calls_counted(
        *sums,
        typed_offered=sum([offered for offered, _ in typed]),
        typed_answered=sum([answered for _, answered in typed]),
        t_short=basis.t_short_s,
        t_answer=basis.t_answer_s,
    )
    return dataclasses.replace(found, source=figures.Source.TYPED) if typed else found


def typed_calls(tx: Transaction, first: Week, last: Week) -> dict[str, dict[str, tuple[int, int]]]:
    """What was typed by hand for the weeks from ``first`` to ``last``: by week's code, then by group."""
    sql = "SELECT week, answer_group, offered, answered FROM typed_calls WHERE week BETWEEN ? AND ?"
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for week, group, offered, answered in tx.run(sql, (first.code, last.code)):
        found.setdefault(week, {})[group] = (offered, answered)
    return found
