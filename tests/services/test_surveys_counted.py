"""Satisfaction held against a plain count in Python, over random answers, at every level and sort of span."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from statistics import fmean

import pytest

from desk.rules.calendar import Week
from desk.rules.report import Level
from desk.rules.spans import parse_span
from desk.rules.surveys import Answer
from desk.services import reports, surveys
from desk.services.seat import Seat
from desk.storage import surveys as stored
from desk.storage.database import Database

SPANS = ("2026-W46", "2026-W01", "2026-11", "2026-T3", "2026-H1", "2026", "2026-08-ytd", "2025-12", "2024")
PLACE: dict[Level, Callable[[Answer], str | None]] = {
    Level.ALL: lambda _answer: "",
    Level.GROUP: lambda each: each.group,
    Level.AGENT: lambda each: each.agent,
}


@pytest.fixture
def answers(database: Database) -> list[Answer]:
    rng = Random(46)
    last = date(2026, 11, 19)

    def grade() -> int | None:
        return rng.choice((None, 1, 2, 3, 4, 4, 5, 5, 5))

    made: list[Answer] = []
    while len(made) < 700:
        given = Answer(
            last - timedelta(days=rng.randrange(420)), grade(), grade(),
            rng.choice((None, "Reception", "Växel", "Omsorg")), rng.choice((None, "bo", "lisa", "rut")),
        )  # fmt: skip
        if given.attitude is not None or given.knowledge is not None:
            made.append(given)
    with database.write() as tx:
        stored.put_all(tx, made, 0, "anna")
    return made


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("code", SPANS)
def test_means_numbers_and_counts(code: str, level: Level, seat: Seat, answers: list[Answer], now: datetime) -> None:
    span = parse_span(code)
    report = surveys.report(seat, span, level, now)
    inside = [each for each in answers if span.first <= each.day <= span.last]
    for part in report.parts:
        mine = [each for each in inside if PLACE[level](each) == part.name]
        for question in ("attitude", "knowledge"):
            grades = [grade for each in mine if (grade := getattr(each, question)) is not None]
            found = part.of(question)
            assert found.n == len(grades)
            if not grades or (level is Level.AGENT and len(grades) < 5):
                assert found.mean is None
                assert found.index is None
                continue
            assert found.mean == pytest.approx(fmean(grades))
            assert found.index == pytest.approx((fmean(grades) - 1) * 25)
            assert found.counts == tuple(grades.count(each) for each in range(1, 6))
    named = {part.name for part in report.parts}
    assert {PLACE[level](each) for each in inside} - {None} <= named


def test_the_weeks_of_the_trend(seat: Seat, answers: list[Answer], now: datetime) -> None:
    (part,) = surveys.report(seat, parse_span("2026-W46"), Level.ALL, now).parts
    assert len(part.trend) == 13
    for week in part.trend:
        days = Week.parse(week.span)
        grades = [each.attitude for each in answers if days.first <= each.day <= days.last and each.attitude]
        assert (week.attitude.n, week.attitude.mean) == (len(grades), pytest.approx(fmean(grades)) if grades else None)


@pytest.mark.parametrize("code", SPANS)
@pytest.mark.usefixtures("answers")
def test_every_report_says_the_same(code: str, seat: Seat, now: datetime) -> None:
    """The follow-up and this screen never tell two numbers of one thing."""
    span = parse_span(code)
    whole = reports.span(seat, span, now=now)
    (part,) = surveys.report(seat, span, Level.ALL, now).parts
    assert (whole.attitude.mean, whole.attitude.n) == (part.attitude.mean, part.attitude.n)
    assert (whole.knowledge.index, whole.knowledge.n) == (part.knowledge.index, part.knowledge.n)
    for level, parts in ((Level.GROUP, whole.groups), (Level.AGENT, whole.agents)):
        mine = {each.name: each.attitude for each in surveys.report(seat, span, level, now).parts}
        for each in parts:
            if each.name in mine:
                assert (each.attitude.mean, each.attitude.n) == (mine[each.name].mean, mine[each.name].n)
