"""Goals: set, corrected, ended, withdrawn; who may; what the trail keeps. And the activities that reach them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desk.rules.goals import Goal, GoalSpan
from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.rules.report import Level
from desk.services import activities, goals
from desk.services.seat import Seat

SeatOf = Callable[[str], Seat]
Refusal = Callable[[Callable[[], object]], Problem]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)


def goal(target: float = 0.9, level: Level = Level.ALL, name: str = "", **more: Any) -> Goal:
    given = {"decided_by": "Kommunstyrelsen", "decided_on": date(2026, 1, 12), "valid_from": date(2026, 2, 1), **more}
    return Goal(given.pop("figure", "answer_rate"), target, level, name, **given)


def set_goal(seat: Seat, *args: Any, replace_earlier: bool = False, **more: Any) -> Goal:
    return goals.set_goal(seat, goal(*args, **more), replace_earlier=replace_earlier, now=NOW)


def trail_of(seat: Seat, subject: str) -> list[tuple[str, str, dict[str, Any]]]:
    with seat.database.read() as tx:
        rows = tx.all('SELECT what, "by", changes FROM events WHERE subject = ? ORDER BY id', (subject,))
    return [(what, by, json.loads(changes)) for what, by, changes in rows]


# ------------------------------------------------------------------ setting


def test_a_goal_is_set_and_holds_from_its_first_day(seat: Seat) -> None:
    made = set_goal(seat, note="  KS 2026/12 ")
    assert made.id == 1
    assert made.note == "KS 2026/12"
    assert goals.get(seat, 1) == made
    assert made in goals.holding(seat, date(2026, 2, 1))
    assert made not in goals.holding(seat, date(2026, 1, 31))
    assert [each.is_default for each in goals.holding(seat, date(2026, 1, 31)) if each.figure == "answer_rate"] == [
        True
    ]
    assert goals.decided(seat) == (made,)


def test_the_trail_says_everything_of_a_new_goal(seat: Seat) -> None:
    set_goal(seat)
    assert trail_of(seat, "goal:1") == [
        (
            "added",
            "anna",
            {
                "figure": [None, "answer_rate"],
                "target": [None, 0.9],
                "level": [None, "all"],
                "span": [None, "week"],
                "decided_by": [None, "Kommunstyrelsen"],
                "decided_on": [None, "2026-01-12"],
                "valid_from": [None, "2026-02-01"],
            },
        )
    ]


def test_without_days_it_was_decided_and_holds_today(seat: Seat) -> None:
    made = set_goal(seat, valid_from=None, decided_on=None)
    assert (made.valid_from, made.decided_on) == (TODAY, TODAY)
    ahead = set_goal(seat, figure="email", valid_from=date(2027, 1, 1), decided_on=None)
    assert ahead.decided_on == TODAY
    back = set_goal(seat, figure="attitude", target=4.5, valid_from=date(2026, 1, 1), decided_on=None)
    assert back.decided_on == date(2026, 1, 1)


def test_names_are_written_as_they_are_known(seat: Seat) -> None:
    assert set_goal(seat, 0.9, Level.GROUP, "växel").name == "Växel"
    assert set_goal(seat, 0.9, Level.AGENT, "bo").name == "bo"


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"figure": "wrong"}, "figure_unknown", "figure"),
        ({"target": 1.2}, "goal_target_rate", "target"),
        ({"figure": "attitude", "target": 5.1}, "goal_target_grade", "target"),
        ({"figure": "email", "level": Level.GROUP}, "goal_level_figure", "level"),
        ({"name": "Växel"}, "goal_level_name", "name"),
        ({"level": Level.GROUP, "name": "Köket"}, "group_unknown", "name"),
        ({"level": Level.AGENT, "name": "eva"}, "agent_unknown", "name"),
        ({"decided_by": "  "}, "required", "decided_by"),
        ({"decided_by": "x" * 101}, "too_long", "decided_by"),
        ({"note": "x" * 1001}, "too_long", "note"),
        ({"decided_by": "a\u202eb"}, "text_control", "decided_by"),
        ({"decided_on": date(2026, 11, 20)}, "goal_decided_later", "decided_on"),
        ({"valid_to": date(2026, 1, 31)}, "goal_days", "valid_to"),
    ],
)
def test_what_cannot_be_is_refused(more: dict[str, Any], code: str, field: str, seat: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: set_goal(seat, **more))
    assert (problem.code, problem.field) == (code, field)
    assert goals.decided(seat) == ()


def test_two_for_the_same_days_are_refused_naming_the_other(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat, valid_to=date(2026, 12, 31))
    problem = refusal(lambda: set_goal(seat, 0.8, valid_from=date(2026, 12, 31)))
    assert problem.code == "goal_overlaps"
    assert problem.values["number"] == 1
    assert "2026-02-01–2026-12-31" in problem.reason
    assert len(goals.decided(seat)) == 1
    set_goal(seat, 0.8, valid_from=date(2027, 1, 1))
    set_goal(seat, 0.8, Level.GROUP)
    set_goal(seat, 0.8, Level.GROUP, "Växel")
    set_goal(seat, 0.8, figure="email")


def test_a_new_goal_may_end_the_one_before(seat: Seat) -> None:
    first = set_goal(seat)
    set_goal(seat, 0.92, valid_from=date(2026, 11, 1), replace_earlier=True)
    ended = goals.get(seat, first.id or 0)
    assert ended.valid_to == date(2026, 10, 31)
    assert trail_of(seat, "goal:1")[1:] == [("ended", "anna", {"valid_to": [None, "2026-10-31"]})]
    assert [each.target for each in goals.holding(seat, TODAY) if each.figure == "answer_rate"] == [0.92]
    assert [each.target for each in goals.holding(seat, date(2026, 10, 31)) if each.figure == "answer_rate"] == [0.9]


def test_a_goal_that_begins_no_earlier_does_not_give_way(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat)
    problem = refusal(lambda: set_goal(seat, 0.8, valid_from=date(2026, 2, 1), replace_earlier=True))
    assert problem.code == "goal_replaces_later"
    assert goals.get(seat, 1).valid_to is None


# ------------------------------------------------------------------ correcting and ending


def test_a_correction_keeps_both(seat: Seat) -> None:
    made = set_goal(seat)
    changed = goals.change(seat, replace(made, target=0.93, note="Protokollet sade 93", span=GoalSpan.MONTH), NOW)
    assert goals.get(seat, 1) == changed
    assert trail_of(seat, "goal:1")[1] == (
        "changed",
        "anna",
        {"note": ["", "Protokollet sade 93"], "span": ["week", "month"], "target": [0.9, 0.93]},
    )


def test_a_correction_that_corrects_nothing_overlaps_or_is_of_none_is_refused(seat: Seat, refusal: Refusal) -> None:
    made = set_goal(seat, valid_to=date(2026, 6, 30))
    later = set_goal(seat, 0.8, valid_from=date(2026, 7, 1))
    assert refusal(lambda: goals.change(seat, made, NOW)).code == "nothing_changed"
    moved = replace(later, valid_from=date(2026, 6, 30))
    assert refusal(lambda: goals.change(seat, moved, NOW)).code == "goal_overlaps"
    with pytest.raises(NotFound):
        goals.change(seat, replace(made, id=9), NOW)


def test_ending(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat)
    assert refusal(lambda: goals.end(seat, 1, date(2026, 1, 31), NOW)).code == "goal_days"
    assert goals.end(seat, 1, date(2026, 12, 31), NOW).valid_to == date(2026, 12, 31)
    assert goals.end(seat, 1, None, NOW).valid_to == TODAY
    later = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    problem = refusal(lambda: goals.end(seat, 1, None, later))
    assert problem.code == "goal_ended"
    assert [what for what, _, _ in trail_of(seat, "goal:1")] == ["added", "ended", "ended"]
    held = [each for each in goals.holding(seat, date(2026, 11, 20)) if each.figure == "answer_rate"]
    assert held == []


def test_an_end_put_off_may_not_reach_into_the_next(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat, valid_to=date(2026, 12, 31))
    set_goal(seat, 0.8, valid_from=date(2027, 1, 1))
    assert refusal(lambda: goals.end(seat, 1, date(2027, 1, 1), NOW)).code == "goal_overlaps"


def test_withdrawing_makes_as_if_it_had_never_been(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat)
    assert goals.withdraw(seat, 1, NOW).withdrawn
    assert [each.is_default for each in goals.holding(seat, TODAY) if each.figure == "answer_rate"] == [True]
    assert refusal(lambda: goals.withdraw(seat, 1, NOW)).code == "goal_withdrawn"
    assert len(trail_of(seat, "goal:1")) == 2
    set_goal(seat, 0.8)


# ------------------------------------------------------------------ rights


@pytest.mark.parametrize("login", ["bo", "rut"])
def test_only_who_keeps_the_follow_up_may(login: str, seat: Seat, seat_of: SeatOf) -> None:
    made = set_goal(seat)
    theirs = seat_of(login)
    activities.add(seat, 1, "Öva", now=NOW)
    calls: tuple[Callable[[], object], ...] = (
        lambda: set_goal(theirs, figure="email"),
        lambda: goals.change(theirs, made, NOW),
        lambda: goals.end(theirs, 1, now=NOW),
        lambda: goals.withdraw(theirs, 1, NOW),
        lambda: activities.add(theirs, 1, "Öva", now=NOW),
        lambda: activities.change(theirs, 1, what="Öva mer", now=NOW),
        lambda: activities.done(theirs, 1, now=NOW),
        lambda: activities.drop(theirs, 1, now=NOW),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert goals.decided(theirs) == (made,)
    assert len(activities.of_goal(theirs, 1)) == 1
    set_goal(seat_of("lisa"), figure="email")


def test_a_lead_of_yesterday_may_not(seat: Seat, seat_of: SeatOf) -> None:
    lisa = seat_of("lisa")
    with seat.database.write() as tx:
        tx.run("UPDATE agents SET role = 'agent' WHERE login = 'lisa'")
    with pytest.raises(NotAllowed):
        set_goal(lisa)


def test_a_goal_that_names_an_individual_is_theirs_and_the_leads(seat: Seat, seat_of: SeatOf) -> None:
    made = set_goal(seat, 0.8, Level.AGENT, "bo")
    activities.add(seat, 1, "Medlyssning", now=NOW)
    everybodys = set_goal(seat, 0.8, Level.AGENT)
    for login in ("bo", "lisa", "rut"):
        assert made in goals.decided(seat_of(login))
        assert len(activities.every(seat_of(login))) == 1
    with seat.database.write() as tx:
        tx.run("UPDATE agents SET role = 'agent' WHERE login = 'lisa'")
    other = seat_of("lisa")
    assert goals.decided(other) == (everybodys,)
    assert made not in goals.holding(other, TODAY)
    assert activities.every(other) == ()
    with pytest.raises(NotFound):
        goals.get(other, 1)
    with pytest.raises(NotFound):
        activities.of_goal(other, 1)


# ------------------------------------------------------------------ activities


def test_an_activity_from_plan_to_result(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat)
    made = activities.add(seat, 1, "Timanställda måndagar", "Lisa", date(2026, 12, 1), NOW)
    assert activities.of_goal(seat, 1) == (made,)
    changed = activities.change(seat, 1, responsible="Bo", due=date(2026, 12, 8), now=NOW)
    assert (changed.what, changed.responsible, changed.due) == ("Timanställda måndagar", "Bo", date(2026, 12, 8))
    assert activities.change(seat, 1, no_due=True, now=NOW).due is None
    ended = activities.done(seat, 1, date(2026, 11, 18), "Färre samtal tappas", NOW)
    assert ended.ended_on == date(2026, 11, 18)
    assert refusal(lambda: activities.change(seat, 1, what="x", now=NOW)).code == "activity_over"
    assert refusal(lambda: activities.drop(seat, 1, now=NOW)).code == "activity_over"
    assert [what for what, _, _ in trail_of(seat, "activity:1")] == ["added", "changed", "changed", "ended"]
    assert trail_of(seat, "activity:1")[0][2] == {
        "due": [None, "2026-12-01"],
        "goal": [None, 1],
        "responsible": [None, "Lisa"],
        "what": [None, "Timanställda måndagar"],
    }


def test_those_under_way_come_first_by_when_they_are_due(seat: Seat) -> None:
    set_goal(seat)
    for what, due in (("sent", date(2027, 1, 1)), ("aldrig", None), ("snart", date(2026, 12, 1)), ("klar", None)):
        activities.add(seat, 1, what, due=due, now=NOW)
    activities.drop(seat, 4, result="Behövs inte", now=NOW)
    assert [each.what for each in activities.every(seat)] == ["snart", "sent", "aldrig", "klar"]
    assert [each.overdue(date(2026, 12, 2)) for each in activities.every(seat)] == [True, False, False, False]


def test_what_cannot_be_is_refused_of_an_activity(seat: Seat, refusal: Refusal) -> None:
    set_goal(seat)
    assert refusal(lambda: activities.add(seat, 1, "  ", now=NOW)).code == "required"
    assert refusal(lambda: activities.add(seat, 1, "x" * 301, now=NOW)).code == "too_long"
    activities.add(seat, 1, "Öva", now=NOW)
    assert refusal(lambda: activities.done(seat, 1, date(2026, 11, 20), now=NOW)).code == "activity_done_later"
    assert refusal(lambda: activities.change(seat, 1, what="Öva", now=NOW)).code == "nothing_changed"
    with pytest.raises(NotFound):
        activities.add(seat, 9, "Öva", now=NOW)
    with pytest.raises(NotFound):
        activities.done(seat, 9, now=NOW)
