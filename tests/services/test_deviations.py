"""Deviations: who sees which, saying why and what is done, coaching, the board, and causes over time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desk.rules.deviations import CauseCode, Coaching, FollowedDeviation
from desk.rules.goals import Explanation
from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.rules.report import Level
from desk.services import deviations
from desk.services.deviations import Which, Writing
from desk.services.seat import Seat
from desk.storage import deviations as kept

SeatOf = Callable[[str], Seat]
Refusal = Callable[[Callable[[], object]], Problem]
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
WHOLE, GROUP, BO, ANNA = 1, 2, 3, 4
"""Numbers of what ``found`` puts there."""


def found(number: int, level: Level, name: str | None, figure: str = "answer_rate", **more: Any) -> FollowedDeviation:
    made = FollowedDeviation(number, "2026-W47", FIRST, LAST, figure, level, name, 0.95, 0.9, NOW)
    return replace(made, **more)


@pytest.fixture(autouse=True)
def four(seat: Seat) -> None:
    """One of the whole, one of a group, one each of two individuals."""
    individual: dict[str, Any] = {"figure": "attitude", "goal": 4.3, "actual": 4.0, "coaching": Coaching.PROPOSED}
    put(
        seat,
        found(WHOLE, Level.ALL, None),
        found(GROUP, Level.GROUP, "Växel"),
        found(BO, Level.AGENT, "bo", **individual),
        found(ANNA, Level.AGENT, "anna", **individual),
    )


def put(seat: Seat, *each: FollowedDeviation) -> None:
    with seat.database.write() as tx:
        for one in each:
            kept.put_found(tx, one, int(one.found_at.timestamp()))


def numbers(seat: Seat, **which: Any) -> list[int]:
    return [each.id for each in deviations.listed(seat, Which(**which)).rows]


def trail_of(seat: Seat, number: int) -> list[tuple[str, str, dict[str, Any]]]:
    with seat.database.read() as tx:
        rows = tx.all('SELECT what, "by", changes FROM events WHERE subject = ? ORDER BY id', (f"deviation:{number}",))
    return [(what, by, json.loads(changes)) for what, by, changes in rows]


EXPLAINED = Writing(CauseCode.SICK_LEAVE, "Två borta i influensa", "Timanställda v. 48", "Lisa", date(2026, 12, 1))


# ------------------------------------------------------------------ who sees which


@pytest.mark.parametrize(
    ("login", "seen"),
    [("anna", [1, 2, 4, 3]), ("lisa", [1, 2, 4, 3]), ("rut", [1, 2, 4, 3]), ("bo", [1, 2, 3])],
)
def test_an_individuals_is_theirs_and_the_leads(login: str, seen: list[int], seat_of: SeatOf) -> None:
    assert numbers(seat_of(login)) == seen
    assert deviations.listed(seat_of(login), Which()).total == len(seen)
    assert deviations.listed(seat_of(login), Which()).open == len(seen)


def test_a_colleagues_cannot_be_opened(seat_of: SeatOf) -> None:
    bo = seat_of("bo")
    assert deviations.get(bo, BO).name == "bo"
    for number in (ANNA, 99):
        with pytest.raises(NotFound) as caught:
            deviations.get(bo, number)
        assert caught.value.problems[0].code == "deviation_unknown"


def test_an_auditor_sees_an_individuals_figures_and_nothing_of_why(seat: Seat, seat_of: SeatOf) -> None:
    deviations.explain(seat, BO, EXPLAINED, NOW)
    deviations.coach(seat, BO, Coaching.PLANNED, NOW)
    deviations.explain(seat, GROUP, EXPLAINED, NOW)
    auditor = seat_of("rut")
    rows = {each.id: each for each in deviations.listed(auditor, Which()).rows}
    assert rows[BO] == deviations.get(auditor, BO) == found(
        BO, Level.AGENT, "bo", "attitude", goal=4.3, actual=4.0, hidden=True
    )  # fmt: skip
    assert not rows[BO].open
    assert rows[GROUP].cause == "Två borta i influensa"
    assert deviations.get(seat_of("bo"), BO).coaching is Coaching.PLANNED
    assert deviations.get(seat_of("bo"), BO).action == "Timanställda v. 48"


def test_narrowing(seat: Seat) -> None:
    deviations.explain(seat, WHOLE, EXPLAINED, NOW)
    put(seat, found(5, Level.ALL, None, span="2026-W40", first=date(2026, 9, 28), last=date(2026, 10, 4)))
    assert numbers(seat) == [2, 4, 3, 5, 1]
    assert numbers(seat, open=True) == [2, 4, 3, 5]
    assert numbers(seat, level=Level.ALL) == [5, 1]
    assert numbers(seat, span="2026-W40") == [5]
    assert numbers(seat, figure="attitude") == [4, 3]
    assert numbers(seat, first=date(2026, 10, 5)) == [2, 4, 3, 1]
    assert numbers(seat, last=date(2026, 10, 4)) == [5]
    page = deviations.listed(seat, Which(), limit=2, offset=1)
    assert ([each.id for each in page.rows], page.total, page.open) == ([4, 3], 5, 4)
    assert page.names["bo"] == "Bo Ek"


# ------------------------------------------------------------------ cause and action


def test_cause_and_action_close_it(seat: Seat) -> None:
    half = deviations.explain(seat, GROUP, Writing(CauseCode.SICK_LEAVE), NOW)
    assert half.open
    whole = deviations.explain(seat, GROUP, replace(EXPLAINED, cause_code=None), NOW)
    assert not whole.open
    assert whole == deviations.get(seat, GROUP)
    assert (whole.cause_code, whole.responsible, whole.due) == (CauseCode.SICK_LEAVE, "Lisa", date(2026, 12, 1))
    assert trail_of(seat, GROUP) == [
        ("changed", "anna", {"cause_code": [None, "sick_leave"]}),
        (
            "changed",
            "anna",
            {
                "cause": [None, "Två borta i influensa"],
                "action": [None, "Timanställda v. 48"],
                "responsible": [None, "Lisa"],
                "due": [None, "2026-12-01"],
            },
        ),
    ]


def test_of_an_individual_the_trail_says_only_what_was_written(seat: Seat) -> None:
    deviations.explain(seat, BO, EXPLAINED, NOW)
    deviations.coach(seat, BO, Coaching.PLANNED, NOW)
    assert trail_of(seat, BO) == [
        ("changed", "anna", {"written": [None, ["cause_code", "cause", "action", "responsible", "due"]]}),
        ("changed", "anna", {"written": [None, ["coaching"]]}),
    ]
    with seat.database.read() as tx:
        everything = str(tx.all("SELECT changes, subject FROM events"))
    assert "influensa" not in everything
    assert "Timanställda" not in everything
    assert "sick_leave" not in everything


def test_what_was_written_is_taken_away_again(seat: Seat) -> None:
    deviations.explain(seat, GROUP, EXPLAINED, NOW)
    less = deviations.explain(seat, GROUP, Writing(action="", no_due=True), NOW)
    assert (less.action, less.due, less.open) == (None, None, True)
    assert trail_of(seat, GROUP)[1][2] == {"action": ["Timanställda v. 48", None], "due": ["2026-12-01", None]}


@pytest.mark.parametrize(
    ("writing", "code", "field"),
    [
        (Writing(CauseCode.OTHER, action="x"), "cause_other_text", "cause"),
        (Writing(cause="x" * 501), "too_long", "cause"),
        (Writing(action="x" * 1001), "too_long", "action"),
        (Writing(responsible="a\u202eb"), "text_control", "responsible"),
        (Writing(), "nothing_changed", None),
    ],
)
def test_what_cannot_be_written(writing: Writing, code: str, field: str | None, seat: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: deviations.explain(seat, GROUP, writing, NOW))
    assert (problem.code, problem.field) == (code, field)
    assert trail_of(seat, GROUP) == []


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    seen = deviations.get(seat, GROUP)
    deviations.explain(seat_of("lisa"), GROUP, Writing(cause="Snöstorm"), NOW)
    problem = refusal(lambda: deviations.explain(seat, GROUP, EXPLAINED, NOW, seen=seen))
    assert problem.code == "deviation_changed"
    deviations.explain(seat, GROUP, EXPLAINED, NOW, seen=deviations.get(seat, GROUP))


def test_another_figure_is_not_somebody_elses_writing(seat: Seat) -> None:
    seen = deviations.get(seat, GROUP)
    put(seat, replace(seen, actual=0.8))
    assert deviations.explain(seat, GROUP, EXPLAINED, NOW, seen=seen).actual == 0.8


def test_done(seat: Seat, refusal: Refusal) -> None:
    assert refusal(lambda: deviations.done(seat, GROUP, now=NOW)).code == "deviation_not_explained"
    deviations.explain(seat, GROUP, EXPLAINED, NOW)
    assert refusal(lambda: deviations.done(seat, GROUP, date(2026, 11, 24), NOW)).code == "activity_done_later"
    assert deviations.done(seat, GROUP, date(2026, 11, 20), NOW).done_on == date(2026, 11, 20)
    assert refusal(lambda: deviations.done(seat, GROUP, None, NOW)).code == "nothing_changed"
    assert deviations.done(seat, GROUP, TODAY, NOW).done_on == TODAY


@pytest.mark.parametrize("login", ["bo", "rut"])
def test_only_who_keeps_the_follow_up_writes(login: str, seat: Seat, seat_of: SeatOf) -> None:
    theirs = seat_of(login)
    calls: tuple[Callable[[], object], ...] = (
        lambda: deviations.explain(theirs, GROUP, EXPLAINED, NOW),
        lambda: deviations.explain(theirs, BO, EXPLAINED, NOW),
        lambda: deviations.done(theirs, GROUP, now=NOW),
        lambda: deviations.coach(theirs, BO, Coaching.DECLINED, NOW),
        lambda: deviations.put_on_board(theirs, GROUP, NOW),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert deviations.explain(seat_of("lisa"), GROUP, EXPLAINED, NOW).explained


def test_a_lead_of_yesterday_does_not(seat: Seat, seat_of: SeatOf) -> None:
    lisa = seat_of("lisa")
    with seat.database.write() as tx:
        tx.run("UPDATE agents SET role = 'agent' WHERE login = 'lisa'")
    with pytest.raises(NotAllowed):
        deviations.explain(lisa, GROUP, EXPLAINED, NOW)


# ------------------------------------------------------------------ coaching and the board


def test_coaching_from_proposal_to_done(seat: Seat, refusal: Refusal) -> None:
    assert deviations.coach(seat, BO, Coaching.PLANNED, NOW).coaching is Coaching.PLANNED
    assert refusal(lambda: deviations.coach(seat, BO, Coaching.PROPOSED, NOW)).code == "coaching_step"
    assert deviations.coach(seat, BO, Coaching.DONE, NOW).coaching is Coaching.DONE
    assert refusal(lambda: deviations.coach(seat, GROUP, Coaching.PLANNED, NOW)).code == "deviation_not_individual"


def test_found_again_coaching_stays_where_it_is(seat: Seat) -> None:
    deviations.coach(seat, BO, Coaching.PLANNED, NOW)
    put(seat, found(BO, Level.AGENT, "bo", "attitude", goal=4.3, actual=3.9, coaching=Coaching.PROPOSED))
    again = deviations.get(seat, BO)
    assert (again.actual, again.coaching) == (3.9, Coaching.PLANNED)


def test_a_deviation_goes_on_the_board_once(seat: Seat, refusal: Refusal) -> None:
    deviations.explain(seat, GROUP, EXPLAINED, NOW)
    made = deviations.put_on_board(seat, GROUP, NOW)
    assert made.proposal == "Timanställda v. 48"
    assert "Två borta i influensa" in made.background
    assert deviations.get(seat, GROUP).improvement_id == made.id
    assert trail_of(seat, GROUP)[-1] == ("changed", "anna", {"improvement": [None, made.id]})
    assert refusal(lambda: deviations.put_on_board(seat, GROUP, NOW)).code == "deviation_on_board"
    unexplained = deviations.put_on_board(seat, WHOLE, NOW)
    assert unexplained.proposal.startswith("Answer rate 2026-W47")


def test_an_individuals_does_not(seat: Seat, refusal: Refusal) -> None:
    assert refusal(lambda: deviations.put_on_board(seat, BO, NOW)).code == "deviation_of_individual"
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM improvements") == 0


# ------------------------------------------------------------------ causes, and what reports are told


def test_causes_are_counted_by_code_and_month_without_individuals(seat: Seat, seat_of: SeatOf) -> None:
    put(
        seat,
        found(5, Level.ALL, None, span="2026-W40", first=date(2026, 9, 28), last=date(2026, 10, 4)),
        found(6, Level.GROUP, "Reception"),
        found(7, Level.GROUP, "Skola & skjuts"),
    )
    for number, code in ((1, CauseCode.SEASON), (2, CauseCode.LOAD), (3, CauseCode.SICK_LEAVE), (5, CauseCode.LOAD)):
        deviations.explain(seat, number, Writing(code), NOW)
    with seat.database.write() as tx:
        kept.put_met(tx, 7, 0.97, 0)
    counted = deviations.causes(seat_of("bo"), date(2026, 1, 1), date(2026, 12, 31))
    assert list(counted.by_code.items()) == [(CauseCode.LOAD, 2), (CauseCode.SEASON, 1)]
    assert counted.months == {
        "2026-10": {CauseCode.LOAD: 1},
        "2026-11": {CauseCode.SEASON: 1, CauseCode.LOAD: 1},
    }
    assert (counted.unexplained, counted.total) == (1, 3)
    assert deviations.causes(seat, date(2026, 10, 5), date(2026, 10, 31)).total == 0


def test_what_reports_are_told_names_no_individual_unless_asked(seat: Seat) -> None:
    for number in (WHOLE, GROUP, BO, ANNA):
        deviations.explain(seat, number, EXPLAINED, NOW)
    said = Explanation(
        "Två borta i influensa", "Timanställda v. 48", "Lisa", date(2026, 12, 1), CauseCode.SICK_LEAVE, None
    )
    with seat.database.read() as tx:
        of_whole, of_group = ("answer_rate", Level.ALL, None), ("answer_rate", Level.GROUP, "Växel")
        of_bo, of_anna = ("attitude", Level.AGENT, "bo"), ("attitude", Level.AGENT, "anna")
        assert kept.explained(tx, "2026-W47") == {of_whole: said, of_group: said}
        assert set(kept.explained(tx, "2026-W47", ("bo",))) == {of_whole, of_group, of_bo}
        assert set(kept.explained(tx, "2026-W47", None)) == {of_whole, of_group, of_bo, of_anna}
        assert kept.explained(tx, "2026-W46", None) == {}
        assert [each.id for each in kept.within(tx, FIRST, LAST)] == [WHOLE, GROUP]
        assert kept.within(tx, FIRST, date(2026, 11, 21)) == ()
