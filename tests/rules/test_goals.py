"""Goals, deviations, and the report's shape as scripts rely on it."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from desk.rules import figures, goals
from desk.rules.goals import Explanation, Goal, GoalSpan
from desk.rules.refusals import Refused
from desk.rules.report import DayCalls, GoalRow, Level, Part, TrendPoint, WeekReport, Whole
from desk.rules.spans import parse_span

PROMISED = """
{"span": "1999-W05", "from": "1999-02-01", "to": "1999-02-07", "level": "all",
 "calls": {"offered": 0, "answered": 0, "abandoned": 0, "answer_rate": null, "service_level": null,
           "wait_median_s": null, "source": null, "wait_p90_s": null, "abandon_rate": null},
 "cases": {"registered": 0, "closed": 0, "open": 0, "overdue": 0, "by_channel": {}, "by_kind": {},
           "by_topic": {}, "by_department": {}},
 "first_contact": {"solved": 0, "closed": 0, "rate": null},
 "handling": {"median_s": null, "p90_s": null},
 "email": {"received": 0, "in_time": 0, "rate": null},
 "failure_demand": {"failure": 0, "classified": 0, "share": null, "causes": {}},
 "attitude": {"mean": null, "index": null, "n": 0}, "knowledge": {"mean": null, "index": null, "n": 0},
 "feedback": {"complaint": 0, "praise": 0, "suggestion": 0, "confirmed_in_time": null,
              "answered_in_time": null},
 "goals": [{"figure": "answer_rate", "goal": 0.95, "actual": null, "deviation": null, "met": null}],
 "deviations": [], "groups": [], "agents": [], "trend": [], "points": []}
"""


def empty_week() -> WeekReport:
    return WeekReport(span="1999-W05", first=date(1999, 2, 1), last=date(1999, 2, 7))


def whole(offered: int, answered: int) -> Whole:
    return Whole(calls=figures.calls(typed_offered=offered, typed_answered=answered))


def part(name: str, offered: int, answered: int) -> Part:
    return Part(name=name, calls=figures.calls(typed_offered=offered, typed_answered=answered))


def test_an_empty_week_has_the_promised_shape() -> None:
    report = WeekReport(
        span="1999-W05",
        first=date(1999, 2, 1),
        last=date(1999, 2, 7),
        goals=goals.rows([Goal("answer_rate", 0.95)], empty_week()),
        days=(DayCalls(date(1999, 2, 1)),),
    )
    assert json.dumps(report.to_json()) == json.dumps(json.loads(PROMISED))


def test_parts_deviations_and_trend_as_json() -> None:
    group = part("Växel", 10, 9)
    late = goals.find_deviations(
        goals.DEFAULT_GOALS,
        whole(100, 96),
        groups=[group],
        explained={("answer_rate", Level.GROUP, "Växel"): Explanation("Sjukdom", None, "Anna", date(1999, 3, 1))},
    )
    report = WeekReport(
        span="1999-W05",
        first=date(1999, 2, 1),
        last=date(1999, 2, 7),
        level=Level.GROUP,
        calls=figures.calls([1, 2], [3]),
        groups=(group,),
        deviations=late,
        trend=(TrendPoint("1999-W04", {"answer_rate": 0.75}),),
    )
    document = json.loads(json.dumps(report.to_json()))
    assert document["level"] == "group"
    assert document["calls"]["source"] == "imported"
    assert list(document["groups"][0]) == [
        "name", "calls", "cases", "first_contact", "handling", "failure_demand", "attitude", "knowledge",
    ]  # fmt: skip
    assert document["deviations"] == [
        {
            "figure": "answer_rate",
            "level": "group",
            "name": "Växel",
            "cause": "Sjukdom",
            "action": None,
            "responsible": "Anna",
            "due": "1999-03-01",
            "cause_code": None,
            "open": True,
        }
    ]
    assert document["trend"][0]["span"] == "1999-W04"
    assert document["trend"][0]["answer_rate"] == 0.75


@pytest.mark.parametrize(("answered", "deviation", "met"), [(94, -0.01, False), (95, 0, True), (96, 0.01, True)])
def test_a_goal_reached_exactly_is_met(answered: int, deviation: float, met: bool) -> None:
    row = goals.row(Goal("answer_rate", 0.95), whole(100, answered))
    assert row == GoalRow("answer_rate", 0.95, answered / 100, deviation, met)


def test_no_data_is_neither_met_nor_a_deviation() -> None:
    assert goals.row(Goal("attitude", 4.3), empty_week()) == GoalRow("attitude", 4.3)
    assert goals.find_deviations(goals.DEFAULT_GOALS, empty_week(), [Part(name="Växel")]) == ()


def test_failure_demand_is_better_the_less_it_is() -> None:
    goal = Goal("failure_demand", 0.2)
    assert goals.row(goal, Whole(failure_demand=figures.failure_demand(1, 9))).met is True
    assert goals.row(goal, Whole(failure_demand=figures.failure_demand(3, 7))).met is False


def test_deviations_stand_at_the_level_where_they_arose() -> None:
    found = goals.find_deviations(
        [Goal("answer_rate", 0.95), Goal("answer_rate", 0.9, Level.AGENT)],
        whole(100, 94),
        groups=[part("Växel", 10, 10), part("Reception", 10, 5)],
        agents=[part("anna", 2, 1)],
    )
    assert [(each.level, each.name) for each in found] == [
        (Level.ALL, None),
        (Level.GROUP, "Reception"),
        (Level.AGENT, "anna"),
    ]
    assert all(each.open for each in found)


@pytest.mark.parametrize(
    ("cause", "action", "is_open"),
    [
        (None, None, True),
        ("Sjukdom", None, True),
        (None, "Vikarie", True),
        ("", "Vikarie", True),
        ("Sjukdom", "Vikarie", False),
    ],
)
def test_a_deviation_is_open_until_cause_and_action(cause: str | None, action: str | None, is_open: bool) -> None:
    (found,) = goals.find_deviations(
        [Goal("answer_rate", 0.95)],
        whole(10, 1),
        explained={("answer_rate", Level.ALL, None): Explanation(cause, action)},
    )
    assert found.open is is_open


def test_the_goals_to_start_from_are_the_stated_ones() -> None:
    assert {each.figure: each.target for each in goals.DEFAULT_GOALS} == {
        "answer_rate": 0.95,
        "email": 0.95,
        "attitude": 4.3,
        "knowledge": 4.0,
        "feedback_confirmed": 0.95,
        "feedback_answered": 0.95,
    }
    assert all(each.is_default for each in goals.DEFAULT_GOALS)


def test_every_figure_can_be_read_from_a_report() -> None:
    report = Whole(
        calls=figures.calls([1, 99], [99]),
        first_contact=figures.first_contact(1, 4),
        email=figures.email(5, 1),
        attitude=figures.grade(40, 10),
        knowledge=figures.grade(30, 10),
        failure_demand=figures.failure_demand(1, 2),
        feedback=figures.feedback({}, confirmed=(1, 8), answered=(1, 16)),
    )
    assert {each.code: each.actual(report) for each in goals.FIGURES} == {
        "answer_rate": 2 / 3,
        "service_level": 1 / 3,
        "first_contact": 0.25,
        "email": 0.2,
        "attitude": 4,
        "knowledge": 3,
        "failure_demand": 1 / 3,
        "feedback_confirmed": 0.125,
        "feedback_answered": 0.0625,
    }
    assert all(each.label for each in goals.FIGURES)


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        goals.figure("wrong")
    assert caught.value.problems[0].code == "figure_unknown"
    assert "answer_rate" in str(caught.value)


# ------------------------------------------------------------------ which goal holds

DAY = date(2026, 11, 22)


def decided(target: float, level: Level = Level.ALL, name: str = "", **more: Any) -> Goal:
    given = {"decided_by": "KS", "valid_from": date(2026, 1, 1), "id": 1, **more}
    return Goal("answer_rate", target, level, name, **given)


def target_at(
    known: Sequence[Goal], level: Level, name: str | None = None, figure: str = "answer_rate"
) -> float | None:
    found = goals.goal_for(known, figure, level, name)
    return None if found is None else found.target


def test_a_named_goal_beats_the_levels_which_beats_the_wholes() -> None:
    known = (decided(0.95), decided(0.9, Level.GROUP), decided(0.8, Level.GROUP, "Växel"))
    for order in (known, known[::-1]):
        assert target_at(order, Level.ALL) == 0.95
        assert target_at(order, Level.GROUP, "Reception") == 0.9
        assert target_at(order, Level.GROUP, "Växel") == 0.8
    assert target_at(known[:1], Level.GROUP, "Växel") == 0.95
    assert target_at(known[2:], Level.GROUP, "Reception") is None


def test_an_individual_inherits_attitude_and_knowledge_alone() -> None:
    assert target_at([decided(0.95), decided(0.9, Level.GROUP)], Level.AGENT, "bo") is None
    assert target_at([decided(0.95), decided(0.7, Level.AGENT)], Level.AGENT, "bo") == 0.7
    assert target_at([decided(0.7, Level.AGENT), decided(0.6, Level.AGENT, "bo")], Level.AGENT, "bo") == 0.6
    assert target_at(goals.DEFAULT_GOALS, Level.AGENT, "bo", "attitude") == 4.3
    assert target_at(goals.DEFAULT_GOALS, Level.AGENT, "bo", "knowledge") == 4.0


def test_a_level_that_a_figure_is_not_counted_at_has_no_goal() -> None:
    assert [each.figure for each in goals.goals_at(goals.DEFAULT_GOALS, Level.GROUP, "Växel")] == [
        "answer_rate", "attitude", "knowledge",
    ]  # fmt: skip
    assert [each.figure for each in goals.goals_at(goals.DEFAULT_GOALS, Level.AGENT, "bo")] == ["attitude", "knowledge"]
    assert len(goals.goals_at(goals.DEFAULT_GOALS, Level.ALL)) == len(goals.DEFAULT_GOALS)


@pytest.mark.parametrize(
    ("begins", "ends", "day", "target"),
    [
        (date(2026, 11, 23), None, DAY, 0.95),
        (DAY, None, DAY, 0.9),
        (date(2026, 1, 1), DAY, DAY, 0.9),
        (date(2026, 1, 1), date(2026, 11, 21), DAY, None),
        (date(2026, 11, 22), date(2026, 11, 21), DAY, 0.95),
    ],
    ids=["not yet", "first day", "last day", "ended", "withdrawn"],
)
def test_a_default_stands_until_the_first_decided_goal_begins(
    begins: date, ends: date | None, day: date, target: float | None
) -> None:
    held = goals.with_defaults([decided(0.9, valid_from=begins, valid_to=ends)], day)
    assert target_at(held, Level.ALL) == target
    assert target_at(held, Level.ALL, figure="email") == 0.95


def test_a_groups_goal_leaves_the_default_of_the_whole() -> None:
    held = goals.with_defaults([decided(0.9, Level.GROUP, "Växel")], DAY)
    assert target_at(held, Level.ALL) == 0.95
    assert [each.is_default for each in held if each.figure == "answer_rate"] == [True, False]


@pytest.mark.parametrize(
    ("mine", "other", "overlap"),
    [
        ((date(2026, 1, 1), None), (date(2026, 6, 1), None), True),
        ((date(2026, 1, 1), date(2026, 6, 1)), (date(2026, 6, 1), None), True),
        ((date(2026, 1, 1), date(2026, 5, 31)), (date(2026, 6, 1), None), False),
        ((date(2026, 7, 1), None), (date(2026, 1, 1), date(2026, 6, 30)), False),
        ((date(2026, 1, 1), None), (date(2026, 6, 1), date(2026, 5, 31)), False),
    ],
)
def test_goals_overlap_where_a_day_has_both(
    mine: tuple[date, date | None], other: tuple[date, date | None], overlap: bool
) -> None:
    first = decided(0.9, valid_from=mine[0], valid_to=mine[1])
    second = decided(0.8, valid_from=other[0], valid_to=other[1])
    assert first.overlaps(second) is overlap
    assert second.overlaps(first) is overlap
    assert not first.overlaps(dataclasses.replace(second, level=Level.GROUP))
    assert not first.overlaps(dataclasses.replace(second, figure="email"))


# ------------------------------------------------------------------ over which spans

EVERY_SPAN = ("2026-W47", "2026-11", "2026-T3", "2026-H2", "2026", "2026-08-ytd", "2026-W47-ytd")


@pytest.mark.parametrize(
    ("sort", "spans"),
    [
        (GoalSpan.WEEK, ["2026-W47", "2026-T3"]),
        (GoalSpan.MONTH, ["2026-11", "2026-T3"]),
        (GoalSpan.TERTIAL, ["2026-T3"]),
        (GoalSpan.YEAR, ["2026"]),
    ],
)
def test_a_goal_is_followed_over_its_own_span_and_each_tertial(sort: GoalSpan, spans: list[str]) -> None:
    goal = decided(0.9, span=sort)
    assert [code for code in EVERY_SPAN if goals.followed_over(goal, parse_span(code))] == spans


def test_a_goal_followed_over_another_span_is_no_reason_to_fall_back_on_the_wholes() -> None:
    known = [decided(0.95), decided(0.5, Level.GROUP, "Växel", span=GoalSpan.YEAR)]
    found = goals.find_deviations(known, whole(10, 10), groups=[part("Växel", 10, 6)], span=parse_span("2026-W47"))
    assert found == ()
    found = goals.find_deviations(known, whole(10, 10), groups=[part("Växel", 10, 4)], span=parse_span("2026"))
    assert [(each.level, each.name) for each in found] == [(Level.GROUP, "Växel")]
