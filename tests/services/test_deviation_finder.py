"""Deviations are found by themselves: at each level, over each span, late, once, and only where there are figures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.deviations import CauseCode, Coaching, FollowedDeviation
from desk.rules.goals import Goal, GoalSpan
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.services import calls, cases, deviations, goals, reports, surveys
from desk.services.deviation_finder import FIRST_WEEKS, Found, find, find_quietly
from desk.services.deviations import Which, Writing
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import trail
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

SeatOf = Callable[[str], Seat]
Put = Callable[..., None]
W46, W47 = Week(2026, 46), Week(2026, 47)
IN_W47 = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Of week 48."""


def rows(seat: Seat, **which: Any) -> tuple[FollowedDeviation, ...]:
    return deviations.listed(seat, Which(**which), limit=-1).rows


def brief(seat: Seat, **which: Any) -> list[tuple[str, str, str, str | None]]:
    return [(each.span, each.figure, str(each.level), each.name) for each in rows(seat, **which)]


def put_answers(seat: Seat, *answers: tuple[str | None, str | None, int, int], day: date = date(2026, 11, 18)) -> None:
    with seat.database.write() as tx:
        tx.run_many(
            "INSERT INTO survey_answers (day, answer_group, agent, attitude, knowledge, entered_at, entered_by)"
            " VALUES (?, ?, ?, ?, ?, 0, 'anna')",
            [(day.toordinal(), *each) for each in answers],
        )


def set_goal(seat: Seat, figure: str, target: float, level: Level = Level.ALL, name: str = "", **more: Any) -> Goal:
    given = {"decided_by": "KS", "valid_from": date(2026, 1, 1), **more}
    return goals.set_goal(seat, Goal(figure, target, level, name, **given), now=MONDAY)


# ------------------------------------------------------------------ what is found


def test_a_week_that_has_closed_below_its_goal(seat: Seat, put_typed: Put) -> None:
    put_typed(seat, "Växel", W47, 100, 90)
    put_typed(seat, "Reception", W47, 100, 99)
    assert find(seat, MONDAY) == Found(looked=1, new=2)
    assert brief(seat) == [
        ("2026-W47", "answer_rate", "all", None),
        ("2026-W47", "answer_rate", "group", "Växel"),
    ]
    whole, group = rows(seat)
    assert (whole.goal, whole.actual, whole.found_at, whole.open) == (0.95, 0.945, MONDAY, True)
    assert (group.goal, group.actual) == (0.95, 0.9)
    assert (group.first, group.last) == (date(2026, 11, 16), date(2026, 11, 22))


def test_a_week_that_is_on_is_not_looked_at(seat: Seat, put_typed: Put) -> None:
    put_typed(seat, "Växel", W47, 100, 90)
    assert find(seat, datetime(2026, 11, 22, 22, 59, tzinfo=UTC)) == Found()
    assert brief(seat) == []
    find(seat, datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    assert len(brief(seat)) == 2


def test_a_week_without_figures_has_no_deviation(seat: Seat) -> None:
    assert find(seat, MONDAY) == Found()
    cases.register(seat, {"kind": "enquiry"}, IN_W47)
    assert find(seat, MONDAY).new == 0
    assert brief(seat) == []


def test_the_goal_reached_exactly_is_no_deviation(seat: Seat, put_typed: Put) -> None:
    put_typed(seat, "Växel", W47, 100, 95)
    assert find(seat, MONDAY).new == 0


def test_all_three_levels_with_coaching_for_the_individual(seat: Seat) -> None:
    put_answers(seat, *(("Växel", "bo", 4, 5),) * 5, *(("Reception", "lisa", 5, 2),) * 4)
    find(seat, MONDAY)
    assert brief(seat) == [
        ("2026-W47", "knowledge", "all", None),
        ("2026-W47", "knowledge", "group", "Reception"),
        ("2026-W47", "attitude", "group", "Växel"),
        ("2026-W47", "attitude", "agent", "bo"),
    ]
    (of_bo,) = rows(seat, level=Level.AGENT)
    assert of_bo.coaching is Coaching.PROPOSED
    assert all(each.coaching is None for each in rows(seat) if each.level is not Level.AGENT)


@pytest.mark.parametrize(("answers", "found"), [(4, 0), (5, 1)])
def test_under_five_answers_an_individual_has_no_deviation(answers: int, found: int, seat: Seat) -> None:
    put_answers(seat, *((None, "bo", 2, 5),) * answers)
    find(seat, MONDAY)
    assert len(rows(seat, level=Level.AGENT)) == found


def test_an_individuals_answer_rate_is_followed_only_with_a_goal_for_individuals(seat: Seat, put_calls: Put) -> None:
    def call(outcome: str) -> tuple[Any, ...]:
        return ("Växel", "bo", IN_W47, outcome, 20)

    put_calls(seat, call("answered"), call("abandoned"))
    find(seat, MONDAY)
    assert len(rows(seat)) == 2
    assert rows(seat, level=Level.AGENT) == ()
    set_goal(seat, "answer_rate", 0.6, Level.AGENT)
    assert find(seat, MONDAY).new == 1
    (of_bo,) = rows(seat, level=Level.AGENT)
    assert (of_bo.name, of_bo.goal, of_bo.actual, of_bo.coaching) == ("bo", 0.6, 0.5, None)


def test_a_groups_own_goal_is_the_one_that_counts(seat: Seat, put_typed: Put) -> None:
    set_goal(seat, "answer_rate", 0.85, Level.GROUP, "Växel")
    put_typed(seat, "Växel", W47, 100, 90)
    find(seat, MONDAY)
    assert brief(seat) == [("2026-W47", "answer_rate", "all", None)]


def test_less_is_better_where_it_is(seat: Seat) -> None:
    set_goal(seat, "failure_demand", 0.2)
    cases.register(seat, {"kind": "enquiry", "demand": "failure", "cause": "chasing"}, IN_W47)
    find(seat, MONDAY)
    assert [each[1] for each in brief(seat, level=Level.ALL)] == ["failure_demand"]


# ------------------------------------------------------------------ over which spans


def test_month_tertial_and_year_when_they_have_ended(seat: Seat, put_calls: Put) -> None:
    set_goal(seat, "answer_rate", 0.95, span=GoalSpan.MONTH)
    set_goal(seat, "service_level", 0.95, span=GoalSpan.YEAR)
    put_calls(seat, *(("Växel", None, IN_W47, outcome, 90) for outcome in ("answered", "abandoned")))

    def spans(now: datetime) -> set[tuple[str, str]]:
        find(seat, now)
        return {(each.span, each.figure) for each in rows(seat)}

    assert spans(MONDAY) == set()
    assert spans(datetime(2026, 12, 1, 7, tzinfo=UTC)) == {("2026-11", "answer_rate")}
    assert spans(datetime(2027, 1, 1, 7, tzinfo=UTC)) == {
        ("2026-11", "answer_rate"),
        ("2026-T3", "answer_rate"),
        ("2026", "service_level"),
    }


def test_feedback_is_followed_over_the_tertial_by_default(seat: Seat) -> None:
    cases.register(seat, {"kind": "feedback", "details": {"type": "complaint", "reply_wanted": True}}, IN_W47)
    find(seat, datetime(2027, 1, 4, 7, tzinfo=UTC))
    assert {(each[0], each[1]) for each in brief(seat)} == {
        ("2026-T3", "feedback_confirmed"),
        ("2026-T3", "feedback_answered"),
    }


def test_the_first_time_goes_back_a_year_of_weeks(seat: Seat, put_typed: Put) -> None:
    for back in range(FIRST_WEEKS + 3):
        put_typed(seat, "Växel", W47.shifted(-back), 100, 50)
    find(seat, MONDAY)
    weeks = {each.span for each in rows(seat) if "W" in each.span}
    assert len(weeks) == FIRST_WEEKS
    assert min(weeks) == str(W47.shifted(1 - FIRST_WEEKS))
    find(seat, MONDAY, since=W47.shifted(-60))
    assert len({each.span for each in rows(seat) if "W" in each.span}) == FIRST_WEEKS + 3


def test_a_little_at_a_time(seat: Seat, put_typed: Put) -> None:
    for week in (W46, W47):
        put_typed(seat, "Växel", week, 100, 50)
    first = find(seat, MONDAY, most=1)
    assert (first.looked, first.more) == (1, True)
    assert {each.span for each in rows(seat)} == {"2026-W47"}
    second = find(seat, MONDAY, most=1)
    assert (second.looked, second.more) == (1, False)
    assert find(seat, MONDAY, most=1) == Found()


# ------------------------------------------------------------------ late, again, after all


def test_nothing_is_looked_at_twice_until_something_changes(
    seat: Seat, put_typed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_typed(seat, "Växel", W47, 100, 90)
    find(seat, MONDAY)
    assert find(seat, MONDAY) == Found()
    put_typed(seat, "Reception", W46, 100, 90)
    assert find(seat, MONDAY) == Found(looked=1, new=2)
    cases.register(seat, {"kind": "enquiry"}, IN_W47)
    assert find(seat, MONDAY) == Found(looked=1)


def test_a_figure_that_comes_late_changes_what_was_found(seat: Seat, put_typed: Put, now: datetime) -> None:
    put_typed(seat, "Växel", W47, 100, 90)
    find(seat, MONDAY)
    number = rows(seat, level=Level.GROUP)[0].id
    deviations.explain(seat, number, Writing(CauseCode.SICK_LEAVE, action="Vikarier"), MONDAY)
    calls.set_week(seat, "Växel", W47, 100, 92, now=MONDAY)
    later = MONDAY + timedelta(days=1)
    find(seat, later)
    group = deviations.get(seat, number)
    assert (group.actual, group.found_at, group.met_at) == (0.92, MONDAY, None)
    assert (group.cause_code, group.action) == (CauseCode.SICK_LEAVE, "Vikarier")


def test_what_was_met_after_all_is_no_longer_open_and_keeps_what_was_written(seat: Seat) -> None:
    calls.set_week(seat, "Växel", W47, 100, 90, now=MONDAY)
    number = rows(seat, level=Level.GROUP)[0].id
    deviations.explain(seat, number, Writing(CauseCode.LOAD), MONDAY)
    later = MONDAY + timedelta(days=1)
    calls.set_week(seat, "Växel", W47, 100, 96, now=later)
    met = deviations.get(seat, number)
    assert (met.met_at, met.actual, met.open, met.cause_code) == (later, 0.96, False, CauseCode.LOAD)
    calls.set_week(seat, "Växel", W47, 100, 91, now=later)
    again = deviations.get(seat, number)
    assert (again.met_at, again.actual, again.open) == (None, 0.91, True)


def test_a_goal_set_afterwards_and_one_withdrawn_are_followed_too(seat: Seat, put_typed: Put) -> None:
    put_typed(seat, "Växel", W47, 100, 96)
    find(seat, MONDAY)
    assert brief(seat) == []
    made = set_goal(seat, "answer_rate", 0.98)
    find(seat, MONDAY)
    assert [each.goal for each in rows(seat)] == [0.98, 0.98]
    goals.withdraw(seat, made.id or 0, MONDAY)
    find(seat, MONDAY)
    assert {each.met_at for each in rows(seat)} == {MONDAY}
    assert rows(seat, met_too=False) == ()


def test_mail_that_falls_due_after_the_week_has_closed(seat: Seat) -> None:
    friday = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    cases.register(seat, {"kind": "enquiry", "channel": "email"}, friday)
    assert find(seat, MONDAY).new == 0
    assert find(seat, MONDAY + timedelta(hours=10)) == Found()
    assert find(seat, MONDAY + timedelta(days=1)).new == 1
    assert brief(seat) == [("2026-W47", "email", "all", None)]


def test_another_limit_in_the_settings_is_another_figure(seat: Seat, database: Database, put_calls: Put) -> None:
    put_calls(seat, *(("Växel", None, IN_W47, outcome, 3) for outcome in ("answered", "abandoned")))
    find(seat, MONDAY)
    assert len(rows(seat, met_too=False)) == 2
    find(Seat(database, Settings(short_wait_s=10), seat.who), MONDAY)
    assert rows(seat, met_too=False) == ()


# ------------------------------------------------------------------ by itself, for everybody, at once


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
def test_any_session_finds_and_none_sees_more_by_it(login: str, seat: Seat, seat_of: SeatOf, put_typed: Put) -> None:
    theirs = seat_of(login)
    put_answers(seat, *(("Växel", "anna", 2, 5),) * 5)
    with seat.database.read() as tx:
        before = trail.head(tx)
    assert find(theirs, MONDAY).new == 3
    assert theirs.who == seat_of(login).who
    assert len(rows(seat, level=Level.AGENT)) == 1
    assert len(rows(theirs, level=Level.AGENT)) == theirs.who.may(Right.SEE_INDIVIDUALS)
    with seat.database.read() as tx:
        assert trail.head(tx) == before, "nobody did it: the trail has nothing to tell"


def test_two_at_once_find_one(seat: Seat, seat_of: SeatOf, put_typed: Put) -> None:
    for back in range(6):
        put_typed(seat, "Växel", W47.shifted(-back), 100, 50)
    seats = [seat_of(login) for login in ("anna", "bo", "lisa", "rut")]
    start = threading.Barrier(len(seats))

    def look(at: Seat) -> None:
        start.wait()
        find(at, MONDAY)

    threads = [threading.Thread(target=look, args=(each,)) for each in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(seat)) == 12
    assert len(set(brief(seat))) == 12
    assert find(seat, MONDAY) == Found()


def test_what_changes_while_it_is_counted_is_left_for_the_next_look(
    seat: Seat, put_typed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_typed(seat, "Växel", W47, 100, 90)
    counted = reports.span

    def meanwhile(*args: Any, **options: Any) -> Any:
        report = counted(*args, **options)
        put_typed(seat, "Reception", W47, 100, 100)
        return report

    monkeypatch.setattr(reports, "span", meanwhile)
    assert find(seat, MONDAY) == Found(looked=1)
    assert brief(seat) == []
    monkeypatch.undo()
    assert find(seat, MONDAY).new == 1
    assert brief(seat) == [("2026-W47", "answer_rate", "group", "Växel")]


def test_bringing_calls_in_finds(seat: Seat, tmp_path: Path) -> None:
    calls.set_week(seat, "Växel", W46, 100, 90, now=MONDAY)
    assert len(brief(seat)) == 2
    queue_log = tmp_path / "queue_log"
    at = int(IN_W47.timestamp())
    queue_log.write_text(
        f"{at}|1.1|Växel|NONE|ENTERQUEUE||0701740605|1\n{at + 90}|1.1|Växel|NONE|ABANDON|1|1|90\n", "utf-8"
    )
    calls.bring_in(seat, queue_log, now=MONDAY, dry_run=True)
    assert len(brief(seat)) == 2
    assert calls.bring_in(seat, queue_log, now=MONDAY).calls == 1
    assert len(brief(seat)) == 4


def test_survey_answers_of_a_week_that_has_closed_find(seat: Seat) -> None:
    for _each in range(5):
        added = surveys.add(
            seat, attitude=2, knowledge=5, group="Växel", agent="bo", day=date(2026, 11, 18), now=MONDAY
        )
    assert [each[2:] for each in brief(seat)] == [("all", None), ("group", "Växel"), ("agent", "bo")]
    surveys.remove(seat, added.ids[0], MONDAY)
    assert [each[2:] for each in brief(seat, met_too=False)] == [("all", None), ("group", "Växel")]
    surveys.add(seat, attitude=1, day=date(2026, 11, 23), now=MONDAY)
    assert len(brief(seat)) == 3


def test_a_database_that_is_busy_is_left_for_the_next_time(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.services import deviation_finder

    def busy(*_args: object, **_options: object) -> Found:
        raise DatabaseUnusable(Fault.LOCKED, "desk.db")

    monkeypatch.setattr(deviation_finder, "find", busy)
    assert find_quietly(seat, MONDAY) == Found(more=True)
