"""How a span is counted: the whole desk, its answer groups, its agents, and the spans before.

Everything is put together from cached weeks, months and days (:mod:`desk.storage.week_cache`,
:mod:`desk.storage.month_cache`, :mod:`desk.storage.day_cache`); what had to be counted is left in ``fresh`` for a
writer to store.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.rules import figures
from desk.rules.report import Basis, DayCalls, Level, Part, SpanPoint, TrendPoint, Whole
from desk.rules.spans import Span, SpanSort, pieces
from desk.storage import day_cache, month_cache, surveys, week_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import CALLS, CASES, Fresh, by_name
from desk.storage.facts import WHOLE, CallFacts, Key, added
from desk.storage.standings import Stock, stock_at_end, stock_now
from desk.storage.sums import CaseSums, Sums, sum_calls, sum_cases
from desk.storage.surveys import Grades
from desk.storage.typed_calls import Typed, typed


@dataclass(frozen=True)
class Moment:
    """When the question is asked: ``now`` in epoch seconds, and the local day that it falls on."""

    now: int
    today: date


@dataclass(frozen=True)
class Asked:
    """A span to be counted.

    Attributes:
        end: The first instant after it, in epoch seconds.
        follow_up: Whether the database has goals and survey answers: a backup of an earlier Desk has not.
    """

    span: Span
    end: int
    at: Moment
    basis: Basis
    follow_up: bool = True

    @property
    def first(self) -> int:
        """The first day, as an ordinal."""
        return self.span.first.toordinal()

    @property
    def last(self) -> int:
        """The last day, as an ordinal."""
        return self.span.last.toordinal()

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day."""
        return self.first, self.last


def has_follow_up(tx: Transaction) -> bool:
    """Whether the database has the tables of goals, deviations and survey answers."""
    return tx.schema() >= FOLLOW_UP_SINCE


FOLLOW_UP_SINCE = 3
"""The schema that brought them."""
NOBODY: Grades = (0, 0, 0, 0)
Keys = Mapping[int, Key]
"""Key figures by the first day (ordinal) of a day, week or month; what has none may be missing."""


@dataclass(frozen=True)
class Gathered:
    """What is small enough to be read at once for a span and for those before it, its trend.

    Attributes:
        keys: Of every week, or of every whole month and day besides.
        grades: The whole desk's survey answers by a span's first day; spans without any may be missing.
        by_hand: Calls typed for any of them.
    """

    keys: Keys
    grades: Mapping[int, Grades]
    by_hand: Typed

    def key(self, first: int, last: int) -> Key:
        """The key figures of a stretch of days."""
        return added([key for day, key in self.keys.items() if first <= day <= last])

    def calls(self, key: Key, first: int, last: int, basis: Basis) -> figures.Calls:
        """A stretch's calls, typed ones included, but for their wait."""
        return _calls_with(key, self.by_hand.within(first, last), first, last, basis)


def gather(tx: Transaction, asked: Asked, before: Sequence[Span], fresh: Fresh) -> Gathered:
    """Read it; ``before`` are earlier spans of the same sort, oldest first."""
    spans = (*before, asked.span)
    stretches = [(each.first.toordinal(), each.last.toordinal()) for each in spans]
    begin, end = stretches[0][0], stretches[-1][1]
    grades: Mapping[int, Grades] = {}
    if asked.span.is_week:
        keys: Keys = week_cache.keys(tx, begin, asked.first, asked.basis, fresh)
        if asked.follow_up:
            grades = surveys.grades_by_week(tx, begin, end)
    else:
        keys = month_cache.keys(tx, stretches, asked.basis, fresh)
        if asked.follow_up:
            grades = {each[0]: surveys.grades(tx, *each).get(WHOLE, NOBODY) for each in stretches}
    return Gathered(keys, grades, typed(tx, stretches, asked.basis, fresh))


# ------------------------------------------------------------------ the whole


def whole(tx: Transaction, asked: Asked, known: Gathered, fresh: Fresh) -> Whole:
    """The figures of the whole desk."""
    by_hand = known.by_hand.within(*asked.days)
    sums = _sums(tx, asked, Level.ALL, by_hand, fresh).get(WHOLE, Sums())
    calls = _calls(sums.calls, by_hand.numbers(*asked.days).values())
    stock = _stock(tx, asked, Level.ALL, fresh).get(WHOLE, Stock())
    part = _part("", sums, calls, stock, known.grades.get(asked.first, NOBODY))
    key = known.key(*asked.days)
    return Whole(
        calls=part.calls,
        cases=part.cases,
        first_contact=part.first_contact,
        handling=part.handling,
        failure_demand=part.failure_demand,
        attitude=part.attitude,
        knowledge=part.knowledge,
        email=_email(key, asked.at),
        feedback=_feedback(key, asked.at),
    )


def _sums(tx: Transaction, asked: Asked, level: Level, by_hand: Typed, fresh: Fresh) -> dict[str, Sums]:
    """What every name has, without the imported calls that typed ones stand instead of."""
    if asked.span.is_week:
        found = week_cache.sums(tx, asked.first, level, asked.basis, fresh)
        cases = {name: each.cases for name, each in found.items()}
        if level is Level.AGENT or not by_hand.left_out:
            return found
    else:
        of_cases = by_name(month_cache.facts(tx, CASES, *asked.days, level, fresh))
        cases = {name: sum_cases(some) for name, some in of_cases.items()}
    of_calls = by_name(month_cache.facts(tx, CALLS, *asked.days, level, fresh))
    calls = {name: sum_calls(some, asked.basis, _without(by_hand, level, name)) for name, some in of_calls.items()}
    names = (*cases, *(name for name in calls if name not in cases))
    return {name: Sums(cases.get(name, CaseSums()), calls.get(name, figures.CallCounts())) for name in names}


def _without(by_hand: Typed, level: Level, name: str) -> Sequence[CallFacts]:
    if level is Level.AGENT:
        return ()
    return by_hand.without(name if level is Level.GROUP else None)


# ------------------------------------------------------------------ for the plot


def days(tx: Transaction, asked: Asked, fresh: Fresh) -> tuple[DayCalls, ...]:
    """Offered and answered calls of each day, as the exchange counted them."""
    keys = day_cache.keys(tx, *asked.days, asked.basis, fresh)
    return tuple(_day_calls(day, keys) for day in asked.span.days)


def _day_calls(day: date, keys: Keys) -> DayCalls:
    key = keys.get(day.toordinal(), Key())
    return DayCalls(day, key.answered + key.abandoned - key.short, key.answered)


def points(tx: Transaction, asked: Asked, known: Gathered, fresh: Fresh) -> tuple[SpanPoint, ...]:
    """The weeks or months of a longer span, those to come left out."""
    sort, spans = pieces(asked.span)
    if sort is SpanSort.WEEK:
        known = dataclasses.replace(known, keys=day_cache.keys(tx, *asked.days, asked.basis, fresh))
    return tuple(_point(each, known, asked.basis) for each in spans if each.first <= asked.at.today)


def _point(of: Span, known: Gathered, basis: Basis) -> SpanPoint:
    days = of.first.toordinal(), of.last.toordinal()
    key = known.key(*days)
    calls = known.calls(key, *days, basis)
    return SpanPoint(of.code, of.first, of.last, calls.offered, calls.answered, key.registered)


# ------------------------------------------------------------------ parts


def parts(tx: Transaction, asked: Asked, level: Level, known: Gathered, fresh: Fresh) -> dict[str, Part]:
    """The figures of each group, or of each agent by login, that has any."""
    by_hand = known.by_hand.within(*asked.days)
    found = _sums(tx, asked, level, by_hand, fresh)
    numbers = by_hand.numbers(*asked.days) if level is Level.GROUP else {}
    stock = _stock(tx, asked, level, fresh)
    grades = surveys.grades(tx, *asked.days, level) if asked.follow_up else {}
    made = {}
    for name in sorted({*found, *numbers, *stock, *grades}):
        sums = found.get(name, Sums())
        calls = _calls(sums.calls, [numbers[name]] if name in numbers else ())
        answers = grades.get(name, NOBODY)
        made[name] = _part(name, sums, calls, stock.get(name, Stock()), answers, individual=level is Level.AGENT)
    return made


def _part(
    name: str, sums: Sums, calls: figures.Calls, stock: Stock, grades: Grades, *, individual: bool = False
) -> Part:
    cases = sums.cases
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
        attitude=figures.grade(grades[0], grades[1], individual=individual),
        knowledge=figures.grade(grades[2], grades[3], individual=individual),
    )


def _stock(tx: Transaction, asked: Asked, level: Level, fresh: Fresh) -> dict[str, Stock]:
    if asked.end > asked.at.now:
        return stock_now(tx, level, asked.at.now)
    return stock_at_end(tx, level, asked.last, asked.end, fresh)


# ------------------------------------------------------------------ trend


def trend(spans: Sequence[Span], known: Gathered, asked: Asked) -> tuple[TrendPoint, ...]:
    """The figures that can have a goal, of each of ``spans``, for which ``known`` was gathered."""
    points = []
    for span in spans:
        first, last = span.first.toordinal(), span.last.toordinal()
        key = known.keys.get(first, Key()) if asked.span.is_week else known.key(first, last)
        calls = known.calls(key, first, last, asked.basis)
        points.append(TrendPoint(span.code, _figures(key, calls, known.grades.get(first, NOBODY), asked.at)))
    return tuple(points)


def _figures(key: Key, calls: figures.Calls, grades: Grades, at: Moment) -> dict[str, float | None]:
    """What each of :data:`desk.rules.goals.FIGURES` is, by its code. Made without the values of a whole report between:
    a week has thirteen of these, and is to be there within a millisecond."""
    feedback = _feedback(key, at)
    return {
        "answer_rate": calls.answer_rate,
        "service_level": calls.service_level,
        "first_contact": figures.rate(key.solved, key.closed),
        "email": _email(key, at).rate,
        "attitude": figures.rate(*grades[:2]),
        "knowledge": figures.rate(*grades[2:]),
        "failure_demand": figures.rate(key.failure, key.classified),
        "feedback_confirmed": feedback.confirmed_in_time,
        "feedback_answered": feedback.answered_in_time,
    }


# ------------------------------------------------------------------ today


def latest_calls(tx: Transaction, asked: Asked, many: int, fresh: Fresh) -> tuple[tuple[DayCalls, ...], figures.Calls]:
    """The calls of ``many`` days until today, at most seven; and those of the week that is on, but for their wait."""
    today = asked.at.today
    last_days = [today - timedelta(days=back) for back in range(many - 1, -1, -1)]
    first = min(asked.first, last_days[0].toordinal())
    keys = day_cache.keys(tx, first, asked.last, asked.basis, fresh)
    key = added([key for day, key in keys.items() if day >= asked.first])
    of_week = _calls_with(key, typed(tx, [asked.days], asked.basis, fresh), *asked.days, asked.basis)
    return tuple(_day_calls(day, keys) for day in last_days), of_week


def channels_of_day(tx: Transaction, day: int) -> dict[str, int]:
    """How many cases a day has, by channel."""
    return dict(tx.all("SELECT channel, count(*) FROM cases WHERE annulled_at IS NULL AND day = ? GROUP BY 1", (day,)))


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


def _calls_of(key: Key) -> figures.CallCounts:
    return figures.CallCounts(key.answered, key.within, key.abandoned, key.short, key.long)


def _calls_with(key: Key, by_hand: Typed, first: int, last: int, basis: Basis) -> figures.Calls:
    """A stretch's calls, typed ones included, but for their wait."""
    counts = _calls_of(key)
    if not by_hand:
        return _calls(counts)
    out = [each.calls[:5] for each in by_hand.left_out_before]
    if by_hand.left_out:
        out.append(sum_calls(by_hand.without(), basis)[:5])
    left = figures.CallCounts(*[every - sum(less) for every, *less in zip(counts[:5], *out, strict=True)])
    return _calls(left, by_hand.numbers(first, last).values())


def _calls(counts: figures.CallCounts, by_hand: Iterable[tuple[int, int]] = ()) -> figures.Calls:
    numbers = list(by_hand)
    found = figures.calls_counted(
        counts,
        typed_offered=sum([offered for offered, _ in numbers]),
        typed_answered=sum([answered for _, answered in numbers]),
    )
    return dataclasses.replace(found, source=figures.Source.TYPED) if numbers else found
