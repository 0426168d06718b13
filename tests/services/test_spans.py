"""The follow-up of longer spans: what belongs to them, their trends and points, goals, grades and rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.cases import Outcome
from desk.rules.figures import Source
from desk.rules.goals import FIGURES, Goal, GoalSpan
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.report import Level, Part, WeekReport
from desk.rules.rights import Role
from desk.rules.spans import SpanSort, parse_span
from desk.services import cases, reports
from desk.services.seat import Seat
from desk.storage import goals as kept_goals

PutCalls = Callable[..., None]
NOVEMBER = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
AFTERWARDS = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def report(seat: Seat, code: str, now: datetime = AFTERWARDS, **options: Any) -> WeekReport:
    """The report of a span."""
    return reports.span(seat, parse_span(code), now=now, **options)


def register(seat: Seat, at: datetime, **values: Any) -> str:
    """Register a case that came in, and was registered, ``at`` an instant."""
    return cases.register(seat, {"kind": "enquiry", "channel": "phone", **values}, at).reference


def part(parts: tuple[Part, ...], name: str) -> Part:
    """The part with this name."""
    return next(each for each in parts if each.name == name)


# ------------------------------------------------------------------ what belongs to a span


@pytest.mark.parametrize(
    "code", ["2026-11", "2026-T3", "2026-H2", "2026", "2026-11-ytd", "2026-T3-ytd", "2026-W47-ytd"]
)
def test_a_case_stands_in_every_span_that_holds_its_day(seat: Seat, code: str) -> None:
    reference = register(seat, NOVEMBER, topic="library_hours", kind=None)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOVEMBER + timedelta(hours=1))
    found = report(seat, code)
    assert (found.span, found.cases.registered, found.handling.median_s) == (code, 1, 3600)
    assert part(found.groups, "Reception").cases.registered == 1
    assert part(found.agents, "anna").handling.p90_s == 3600
    assert found.cumulative == code.endswith("-ytd")
    assert report(seat, parse_span(code).previous.code).cases.registered == 0 or found.cumulative


def test_a_year_ends_at_midnight_in_sweden(seat: Seat) -> None:
    for at in (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)):
        register(seat, at)
    assert [report(seat, code).cases.registered for code in ("2026", "2026-12", "2027", "2027-01")] == [1, 1, 1, 1]
    assert [report(seat, code).cases.open for code in ("2026", "2027")] == [1, 2]


def test_a_span_that_is_on_counts_until_now(seat: Seat) -> None:
    register(seat, NOVEMBER, due="2026-11-18T16:00:00+00:00")
    before, after = NOVEMBER + timedelta(days=1), NOVEMBER + timedelta(days=3)
    assert [report(seat, "2026", at).cases.overdue for at in (before, after)] == [0, 1]
    assert [each.label for each in report(seat, "2026-11", before).points] == [f"2026-W{n}" for n in range(44, 48)]
    assert report(seat, "2026", before).points[-1].label == "2026-11"


@pytest.mark.parametrize(
    ("code", "latest"),
    [("2026-12", "2026-11"), ("2027-T1", "2026-T3"), ("2027", "2026"), ("2027-01-ytd", "2026-11-ytd")],
)
def test_a_span_to_come_is_refused(
    seat: Seat, refusal: Callable[[Callable[[], object]], Problem], code: str, latest: str
) -> None:
    problem = refusal(lambda: report(seat, code, NOVEMBER))
    assert problem.code == "report_in_future"
    assert str(problem.values["last"]) == latest
    assert refusal(lambda: report(seat, "2026-W48", NOVEMBER)).code == "week_in_future"


def test_the_last_whole_span_is_asked_for(seat: Seat) -> None:
    assert reports.last_whole(seat, SpanSort.TERTIAL, NOVEMBER).code == "2026-T2"
    assert reports.last_whole(seat, SpanSort.MONTH, NOVEMBER, cumulative=True).code == "2026-10-ytd"


# ------------------------------------------------------------------ trends and points


@pytest.mark.parametrize(
    ("code", "first", "many"),
    [
        ("2026-W47", "2026-W34", 13), ("2026-11", "2025-11", 12), ("2026-T3", "2024-T3", 6), ("2026-H2", "2024-H2", 4),
        ("2026", "2021", 5), ("2026-08-ytd", "2021-08-ytd", 5),
    ],
)  # fmt: skip
def test_a_trend_is_of_the_same_sort(seat: Seat, put_calls: PutCalls, code: str, first: str, many: int) -> None:
    last_year = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
    put_calls(seat, *[("Växel", None, at, "answered", 1) for at in (last_year, NOVEMBER)])
    found = report(seat, code)
    assert (found.trend[0].span, len(found.trend)) == (first, many)
    for each in found.trend:
        assert set(each.figures) == {figure.code for figure in FIGURES}
        span = parse_span(each.span)
        assert each.figures["answer_rate"] == (1 if span.first <= last_year.date() <= span.last else None)


def test_points_add_up_to_the_span(seat: Seat, put_calls: PutCalls) -> None:
    days = [datetime(2026, 9, 1, 9, 0, tzinfo=UTC) + timedelta(days=n) for n in range(0, 120, 3)]
    put_calls(seat, *[("Växel", None, at, ("answered", "abandoned")[at.day % 2], 5) for at in days])
    for at in days[:9]:
        register(seat, at)
    for code, many in (("2026-T3", 18), ("2026-H2", 6), ("2026", 12), ("2026-10", 5)):
        found = report(seat, code)
        assert len(found.points) == many
        assert found.days == ()
        assert sum(each.offered for each in found.points) == found.calls.offered > 0
        assert sum(each.answered for each in found.points) == found.calls.answered
        assert sum(each.registered for each in found.points) == found.cases.registered
    first, *_, last = report(seat, "2026-10").to_json()["points"]
    assert first == {
        "span": "2026-W40", "from": "2026-10-01", "to": "2026-10-04", "offered": 2, "answered": 1, "registered": 0,
    }  # fmt: skip
    assert (last["span"], last["from"], last["to"]) == ("2026-W44", "2026-10-26", "2026-10-31")
    assert report(seat, "2026-W40").points == ()


# ------------------------------------------------------------------ calls typed by hand


def test_a_typed_week_belongs_to_the_span_that_holds_its_thursday(
    seat: Seat, put_calls: PutCalls, put_typed: PutCalls
) -> None:
    """Week 40 of 2026 is 28 September to 4 October; its Thursday is the 1st of October."""
    sunday, thursday = datetime(2026, 9, 27, 9, 0, tzinfo=UTC), datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    in_september = datetime(2026, 9, 29, 9, 0, tzinfo=UTC)
    put_calls(seat, *[("Växel", "bo", at, "answered", wait) for at, wait in
                      ((sunday, 10), (in_september, 20), (thursday, 30))])  # fmt: skip
    put_calls(seat, ("Reception", "anna", in_september, "answered", 40))
    put_typed(seat, "Växel", Week(2026, 40), 100, 90)
    september, october, half = (report(seat, code) for code in ("2026-09", "2026-10", "2026-H2"))
    assert (september.calls.offered, september.calls.source, september.calls.wait_median_s) == (2, "imported", 25)
    assert (october.calls.offered, october.calls.answered, october.calls.source) == (100, 90, "typed")
    assert (half.calls.offered, half.calls.source) == (102, "typed")
    assert (september.typed_weeks, october.typed_weeks) == (1, 1)
    switchboard = part(half.groups, "Växel").calls
    assert (switchboard.offered, switchboard.source, switchboard.wait_median_s) == (101, Source.TYPED, 10)
    assert part(half.groups, "Reception").calls.offered == 1
    assert part(half.agents, "bo").calls.answered == 3, "whose call it was is known of the exchange's alone"
    assert [each.offered for each in half.points][2:4] == [2, 100]
    assert report(seat, "2026-11").trend[-1].figures["answer_rate"] == 0.9
    weeks = {each.label: each.offered for each in september.points}
    assert (weeks["2026-W39"], weeks["2026-W40"]) == (1, 1)


def test_a_typed_week_at_the_years_end_is_in_one_year(seat: Seat, put_typed: PutCalls) -> None:
    """Week 53 of 2026 is 28 December to 3 January; its Thursday is New Year's Eve."""
    put_typed(seat, "Växel", Week(2026, 53), 10, 9)
    put_typed(seat, "Växel", Week(2026, 1), 7, 7)
    offered = {code: report(seat, code).calls.offered for code in ("2025", "2026", "2027", "2026-01", "2026-12")}
    assert offered == {"2025": 0, "2026": 17, "2027": 0, "2026-01": 7, "2026-12": 10}


# ------------------------------------------------------------------ goals and grades


def answer(seat: Seat, day: date, group: str | None, agent: str | None, attitude: int | None, many: int = 1) -> None:
    """Survey answers as they are kept."""
    with seat.database.write() as tx:
        tx.run_many(
            "INSERT INTO survey_answers (day, answer_group, agent, attitude, knowledge, entered_at, entered_by)"
            " VALUES (?, ?, ?, ?, ?, 0, 'anna')",
            [(day.toordinal(), group, agent, attitude, 5)] * many,
        )


def test_grades_stand_at_every_level_and_an_individuals_from_five_on(seat: Seat) -> None:
    answer(seat, date(2026, 11, 17), "Växel", "anna", 4, many=4)
    answer(seat, date(2026, 11, 17), "Växel", "bo", 5, many=5)
    answer(seat, date(2026, 11, 17), None, None, None)
    for code in ("2026-W47", "2026-11", "2026-T3", "2026", "2026-11-ytd"):
        found = report(seat, code)
        assert (found.attitude.n, found.knowledge.n, found.attitude.mean) == (9, 10, 41 / 9)
        assert part(found.groups, "Växel").attitude.mean == 41 / 9
        assert (part(found.agents, "anna").attitude.mean, part(found.agents, "anna").attitude.n) == (None, 4)
        assert part(found.agents, "bo").attitude.mean == 5
    assert report(seat, "2026-12").trend[-1].figures["attitude"] == 41 / 9
    assert report(seat, "2026-W48").trend[-1].figures["knowledge"] == 5


def decide(seat: Seat, **values: Any) -> None:
    """A goal that was decided for 2026."""
    goal = Goal(decided_by="Nämnden", decided_on=date(2026, 1, 1), valid_from=date(2026, 1, 1), **values)
    with seat.database.write() as tx:
        kept_goals.add(tx, goal)


def test_the_goals_are_those_that_hold_in_the_span(seat: Seat, put_calls: PutCalls) -> None:
    put_calls(seat, *[("Växel", None, NOVEMBER, outcome, 1) for outcome in ("answered", "answered", "abandoned")])
    decide(seat, figure="answer_rate", target=0.6, span=GoalSpan.MONTH)
    decide(seat, figure="answer_rate", target=0.9, span=GoalSpan.MONTH, level=Level.GROUP, name="Växel")
    found = report(seat, "2026-11")
    assert next(each for each in found.goals if each.figure == "answer_rate").met is True
    assert [(each.figure, each.level, each.name) for each in found.deviations] == [("answer_rate", "group", "Växel")]
    assert next(each for each in report(seat, "2025-11").goals if each.figure == "answer_rate").goal == 0.95


def explain(seat: Seat, level: Level, name: str) -> None:
    """What somebody wrote about a deviation in week 47."""
    with seat.database.write() as tx:
        tx.run(
            "INSERT INTO deviations (span, first, last, figure, level, name, goal, actual, found_at, cause_code,"
            " action, responsible, due)"
            " VALUES ('2026-W47', 739936, 739942, 'attitude', ?, ?, 4.3, 3, 0, 'load', 'Samtal', 'Eva', 739999)",
            (str(level), name),
        )


def test_what_was_written_about_a_deviation_stands_in_the_report(
    seat: Seat, seat_of: Callable[[str], Seat], put_calls: PutCalls
) -> None:
    answer(seat, date(2026, 11, 17), "Växel", "bo", 3, many=5)
    for level, name in ((Level.ALL, ""), (Level.GROUP, "Växel"), (Level.AGENT, "bo")):
        explain(seat, level, name)
    written = {(each.level, each.name): each for each in report(seat, "2026-W47").deviations}
    assert [each.open for each in written.values()] == [False] * 3
    whole = written[Level.ALL, None]
    assert (whole.cause_code, whole.action, whole.responsible, whole.due) == (
        "load",
        "Samtal",
        "Eva",
        date(2027, 1, 18),
    )
    for login, sees in (("bo", True), ("lisa", True), ("rut", False)):
        own = [each for each in report(seat_of(login), "2026-W47").deviations if each.level is Level.AGENT]
        assert [(each.name, each.action is not None) for each in own] == [("bo", sees)]


# ------------------------------------------------------------------ rights


def test_an_agent_sees_among_the_agents_her_own_figures_alone(
    seat: Seat, seat_of: Callable[[str], Seat], person: Callable[..., Any]
) -> None:
    for login in ("anna", "bo"):
        register(seat_of(login), NOVEMBER)
    assert [each.name for each in report(seat, "2026").agents] == ["anna", "bo"]
    assert [each.name for each in report(seat_of("bo"), "2026").agents] == ["bo"]
    nobody = Seat(seat.database, seat.settings, person("eva", Role.AGENT))
    assert [(each.name, each.cases.registered) for each in report(nobody, "2026").agents] == [("eva", 0)]


def test_parts_are_counted_only_where_asked_for(seat: Seat) -> None:
    register(seat, NOVEMBER)
    found = report(seat, "2026", parts=())
    assert (found.groups, found.agents, found.cases.registered) == ((), (), 1)


def test_nobody_sees_figures_without_the_right(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.rules.rights.Person.may", lambda *_: False)
    with pytest.raises(NotAllowed):
        report(seat, "2026")


# ------------------------------------------------------------------ cached months


def test_a_month_that_changed_is_put_together_from_its_days(seat: Seat) -> None:
    for at in (NOVEMBER, NOVEMBER - timedelta(days=60)):
        register(seat, at)
    first = reports.Fresh()
    report(seat, "2026", fresh=first)
    reports.store_cache(seat, first)
    register(seat, NOVEMBER)
    again = reports.Fresh()
    assert report(seat, "2026", fresh=again).cases.registered == 3
    days = {each.first for each in again.facts if each.first == each.last}
    assert days == {NOVEMBER.date().toordinal()}, "of all days only the one that changed is counted again"
    assert {each.first for each in again.facts if each.last > each.first} == {date(2026, 11, 1).toordinal()}
