"""Failure demand against an independent count of the same cases, over every span, and what becomes of a cause."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from desk.rules.demand import AT_ONCE, FEWEST_TIMED, DemandReport
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.spans import parse_span
from desk.services import board, cases, demand, reports
from desk.services.demand import Sort
from desk.services.seat import Seat

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
SPANS = ("2026-W47", "2026-W44", "2026-11", "2026-10", "2026-T3", "2026-T2", "2026-H2", "2026", "2026-11-ytd")
Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def many(seat: Seat) -> list[dict[str, Any]]:
    """Six hundred cases of three months, some annulled, some unclassified; as they were meant."""
    rng = random.Random(11)
    topics = ["school_meals", "library_hours", "building_permit_question", None]
    topics = [each for each in topics if each is None or each in seat.topics]
    made = []
    for _each in range(600):
        received = NOW - timedelta(minutes=rng.randrange(90 * 24 * 60))
        cause = rng.choice([None, "chasing", "no_reply", "info_missing", "repeated", "new_request", "personal_contact"])
        value = {
            "kind": "enquiry", "received_at": received, "topic": rng.choice(topics), "cause": cause,
            "department": rng.choice(["Miljö", "Extern", None]),
        }  # fmt: skip
        given = {name: each for name, each in value.items() if each is not None}
        if cause is not None:
            given["demand"] = "value" if cause in ("new_request", "personal_contact") else "failure"
        outcome = rng.choice(["solved_first", "solved_later", "transferred", "forwarded", None])
        took = timedelta(seconds=rng.choice([0, 30, 60, 200, 4000, 90_000]))
        reference = cases.register(seat, given, received + timedelta(seconds=1)).reference
        closed = min(received + took, NOW)
        if outcome is not None:
            from desk.rules.cases import Outcome

            cases.close(seat, reference, Outcome(outcome), closed)
        if rng.random() < 0.05:
            cases.annul(seat, reference, "Dubblett", NOW)
            continue
        made.append({**given, "reference": reference, "outcome": outcome, "closed": closed})
    return made


def rows(seat: Seat) -> list[tuple[Any, ...]]:
    """Every case that counts, read without the index and the SQL of the report."""
    with seat.database.read() as tx:
        return tx.all(
            "SELECT day, coalesce(topic, ''), coalesce(department, ''), demand, coalesce(cause, ''), outcome,"
            " received_at, closed_at FROM cases NOT INDEXED WHERE annulled_at IS NULL"
        )


def local_days(seat: Seat, at: int) -> date:
    return datetime.fromtimestamp(at, seat.settings.zone).date()


@pytest.mark.parametrize("department", [None, "Miljö"])
@pytest.mark.usefixtures("many")
def test_every_span_equals_an_independent_count(department: str | None, seat: Seat) -> None:
    every = rows(seat)
    assert len(every) > 500
    for code in SPANS:
        span = parse_span(code)
        some = [
            row for row in every
            if span.first.toordinal() <= row[0] <= span.last.toordinal() and department in (None, row[2])
        ]  # fmt: skip
        _compare(demand.report(seat, span, department, NOW), some, seat)


def _compare(found: DemandReport, some: list[tuple[Any, ...]], seat: Seat) -> None:
    failure = [row for row in some if row[3] == "failure"]
    assert found.registered == len(some)
    assert found.failure == len(failure)
    assert found.value == sum(row[3] == "value" for row in some)
    assert found.unclassified == sum(row[3] is None for row in some)
    assert {each.cause: each.n for each in found.causes} == Counter(row[4] for row in failure)
    for places, at in ((found.departments, 2), (found.topics, 1)):
        assert {(place.name, cause): n for place in places for cause, n in place.causes.items()} == Counter(
            (row[at], row[4]) for row in failure
        )
        for place in places:
            there = [row for row in some if row[at] == place.name]
            assert (place.registered, place.classified) == (len(there), sum(row[3] is not None for row in there))
    assert [(each.cause, each.topic, each.department, each.n) for each in found.costly] == [
        key for key, _cost in _costliest(failure, seat)
    ]
    for each, (_key, cost) in zip(found.costly, _costliest(failure, seat), strict=True):
        assert (each.seconds or 0) == pytest.approx(cost)


def _costliest(failure: list[tuple[Any, ...]], seat: Seat) -> list[tuple[tuple[Any, ...], float]]:
    """The estimate said once more, from scratch."""

    def timed(row: tuple[Any, ...]) -> bool:
        at_once = row[5] in set(map(str, AT_ONCE)) and row[7] is not None and row[7] > row[6]
        return at_once and local_days(seat, row[7]) == date.fromordinal(row[0])

    def middle(some: list[tuple[Any, ...]]) -> float:
        return float(median([row[7] - row[6] for row in some]))

    every = [row for row in failure if timed(row)]
    ranked = []
    for key, n in Counter((row[4], row[1], row[2]) for row in failure).items():
        own = [row for row in every if (row[4], row[1], row[2]) == key]
        topic = [row for row in every if row[1] == key[1]]
        taken = own if len(own) >= FEWEST_TIMED else topic if len(topic) >= FEWEST_TIMED else every
        cost = n * middle(taken) if taken else 0
        ranked.append(((*key, n), cost))
    ranked.sort(key=lambda each: (-each[1], -each[0][3], each[0][:3]))
    return ranked[:10]


@pytest.mark.usefixtures("many")
def test_the_trend_is_the_earlier_spans_counted_by_themselves(seat: Seat) -> None:
    span = parse_span("2026-11")
    trend = demand.report(seat, span, now=NOW).trend
    assert [point.span for point in trend] == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    for point in trend:
        alone = demand.report(seat, parse_span(point.span), now=NOW, with_trend=False)
        assert (point.registered, point.classified, point.failure) == (alone.registered, alone.classified,
                                                                       alone.failure)  # fmt: skip
        assert dict(point.causes) == {each.cause: each.n for each in alone.causes}
    assert demand.trend(seat, span, now=NOW) == trend


@pytest.mark.parametrize("department", [None, "Miljö"])
@pytest.mark.usefixtures("many")
def test_it_is_the_same_from_cached_days(department: str | None, seat: Seat) -> None:
    for code in SPANS:
        span = parse_span(code)
        counted = demand.report(seat, span, department, NOW)
        for _again in range(2):
            fresh = reports.Fresh()
            assert demand.report(seat, span, department, NOW, fresh=fresh) == counted
            assert reports.store_cache(seat, fresh)
    fresh = reports.Fresh()
    demand.report(seat, parse_span("2026"), department, NOW, fresh=fresh)
    assert not fresh
    given = {"kind": "enquiry", "department": "Miljö", "demand": "failure", "cause": "chasing"}
    cases.register(seat, given, NOW)
    demand.report(seat, parse_span("2026"), department, NOW, fresh=fresh)
    assert fresh  # the day is counted anew, and its month
    assert demand.report(seat, parse_span("2026"), department, NOW, fresh=fresh) == demand.report(
        seat, parse_span("2026"), department, NOW
    )


def test_nothing_yet(seat: Seat, refusal: Refusal) -> None:
    found = demand.report(seat, now=NOW)
    assert (found.span, found.registered, found.share) == ("2026-W46", 0, None)
    assert refusal(lambda: demand.report(seat, parse_span("2027"), now=NOW)).code == "span_not_begun"
    assert refusal(lambda: demand.report(seat, None, "Måleri", NOW)).code == "department_unknown"


def test_who_closes_after_midnight_is_not_finished_at_once(seat: Seat) -> None:
    late = datetime(2026, 11, 18, 22, 59, tzinfo=UTC)  # 23.59 in Sweden
    given = {"kind": "enquiry", "demand": "failure", "cause": "chasing", "received_at": late}
    reference = cases.register(seat, given, late).reference
    from desk.rules.cases import Outcome

    cases.close(seat, reference, Outcome.SOLVED_FIRST, late + timedelta(minutes=2))
    (costly,) = demand.report(seat, parse_span("2026-W47"), now=NOW).costly
    assert costly.seconds is None


# ------------------------------------------------------------------ a cause becomes an improvement


def test_a_cause_becomes_an_improvement(seat_of: Callable[[str], Seat], refusal: Refusal) -> None:
    bo = seat_of("bo")
    of = Sort("chasing", "school_meals", "Barn & utbildning", 12, "2026-T3")
    card = demand.improve(bo, of, NOW)
    assert (card.department, card.topic, card.cause) == ("Barn & utbildning", "school_meals", "chasing")
    assert card.proposal == "Fewer contacts about School meals – menu: chasing a decision"
    assert card.background == "12 contacts in 2026-T3 were failure demand for this cause."
    problem = refusal(lambda: demand.improve(bo, of, NOW))
    assert (problem.code, problem.values) == ("improvement_there", {"number": card.id})
    whole = demand.improve(bo, Sort("no_reply", "", "", 1, "2026-W47"), NOW)
    assert whole.proposal == "Fewer contacts about the whole desk: no reply"
    assert len(board.board(bo, NOW).cards) == 2


def test_an_auditor_sees_it_and_proposes_nothing(seat_of: Callable[[str], Seat]) -> None:
    rut = seat_of("rut")
    assert demand.report(rut, now=NOW).registered == 0
    with pytest.raises(NotAllowed):
        demand.improve(rut, Sort("no_reply", "", "", 1, "2026-W47"), NOW)


def test_a_department_at_rest_is_still_in_the_figures(seat: Seat) -> None:
    given = {"kind": "enquiry", "department": "Extern", "demand": "failure", "cause": "chasing"}
    cases.register(seat, given, NOW)
    with seat.database.write() as tx:
        tx.run("UPDATE departments SET active = 0 WHERE name = 'Extern'")
    found = demand.report(seat, parse_span("2026-W47"), "extern", NOW)
    assert (found.department, found.failure) == ("Extern", 1)
    seat.forget()
    assert demand.improve(seat, Sort("chasing", "", "Extern", 1, "2026-W47"), NOW).department is None
