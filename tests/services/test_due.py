"""What falls due: from everywhere, to those it concerns, late or ahead."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.due import DueSort
from desk.services import dialogues, due, improvements, steering, wheel
from desk.services.seat import Seat
from desk.storage.database import Database

SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
SUNDAY = date(2026, 11, 15)


def told(seat: Seat, now: datetime = NOW) -> list[tuple[str, str, str, bool]]:
    """Sort, what, day, whether late."""
    return [(str(each.sort), each.what, f"{each.day:%m-%d}", each.late) for each in due.due(seat, now)]


@pytest.fixture
def everything(seat: Seat, database: Database) -> None:
    """One thing of each sort; and of each, one that is not due: done, dropped, later, resting."""
    wheel.add(seat, {"title": "Möte", "rule": "20 November", "starts": date(2026, 1, 1), "responsible": "bo"}, NOW)
    wheel.add(seat, {"title": "Senare", "rule": "20 December", "responsible": "bo"}, NOW)
    held = dialogues.add(seat, {"department": "Miljö"}, NOW)
    for what, day in (("Skylt", date(2026, 11, 10)), ("Sen skylt", date(2026, 12, 1))):
        dialogues.decide(seat, held.id, {"what": what, "by_whom": "bo", "due": day}, NOW)
    gone = dialogues.decide(seat, held.id, {"what": "Gjord", "due": date(2026, 11, 10)}, NOW)
    dialogues.done(seat, gone.id, now=NOW)
    board = dialogues.decide(seat, held.id, {"what": "Formulär", "by_whom": "bo", "due": date(2026, 11, 25)}, NOW)
    dialogues.to_improvement(seat, board.id, NOW)
    improvements.propose(seat, {"proposal": "Utan dag"}, NOW)
    for title, review in (("Uppdrag", date(2026, 11, 30)), ("Mål", date(2026, 12, 1))):
        made = steering.add(seat, "mission", title, "Text", NOW)
        steering.decide(seat, made.id, "Nämnden", TODAY, review, NOW)
    steering.add(seat, "plan", "Bara utkast", "Text", NOW)
    with database.write() as tx:
        goal = "INSERT INTO goals VALUES (1, 'answer_rate', 'all', '', 0.95, 'week', 'KS', 1, 1, NULL, '')"
        tx.run(goal)
        for number, what, day, done_on, dropped_on in (
            (1, "Schema", date(2026, 11, 1), None, None),
            (2, "Klar", date(2026, 11, 1), date(2026, 11, 2), None),
            (3, "Släppt", date(2026, 11, 1), None, date(2026, 11, 2)),
            (4, "Nästa år", date(2027, 1, 1), None, None),
        ):
            ends = [each.toordinal() if each else None for each in (done_on, dropped_on)]
            values = (number, 1, what, "lisa", day.toordinal(), *ends)
            tx.run("INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, '')", values)
        for number, made_on, handled in ((1, date(2026, 10, 25), None), (2, date(2026, 10, 1), 1), (3, TODAY, None)):
            values = (number, f"Mätning {number}", made_on.toordinal(), handled)
            tx.run(
                "INSERT INTO measurements (id, name, made_on, made_by, scope, analysis, actions, handled_at)"
                " VALUES (?, ?, ?, '', '', '', '', ?)",
                values,
            )


def deviation(database: Database, number: int, last: date = SUNDAY, **values: object) -> None:
    """A deviation of the week that ended on ``last``."""
    row = {
        "id": number, "span": f"{last.isocalendar().year}-W{last.isocalendar().week:02d}",
        "first": last.toordinal() - 6, "last": last.toordinal(), "figure": f"f{number}", "level": "all", "name": "",
        "goal": 0.95, "actual": 0.9, "found_at": 0, **values,
    }  # fmt: skip
    names = ", ".join(row)
    with database.write() as tx:
        tx.run(f"INSERT INTO deviations ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def test_everything_that_falls_due_this_month(seat: Seat, everything: None) -> None:
    assert told(seat) == [
        ("activity", "Schema", "11-01", True),
        ("decision", "Skylt", "11-10", True),
        ("wheel", "Möte", "11-20", False),
        ("measurement", "Mätning 1", "11-24", False),
        ("improvement", "Formulär", "11-25", False),
        ("document", "Uppdrag", "11-30", False),
    ]
    screens = {str(each.sort): each.screen for each in due.due(seat, NOW)}
    assert screens == {
        "activity": "goals", "decision": "dialogues", "wheel": "calendar", "measurement": "measurements",
        "improvement": "board", "document": "documents",
    }  # fmt: skip
    assert due.due_count(seat, NOW) == due.Count(ahead=4, late=2)


def test_others_see_what_they_are_responsible_for_by_login_or_name(
    seat: Seat, seat_of: SeatOf, everything: None, database: Database
) -> None:
    assert [what for _sort, what, _day, _late in told(seat_of("bo"))] == ["Skylt", "Möte", "Formulär"]
    assert told(seat_of("rut")) == []
    with database.write() as tx:
        tx.run("UPDATE activities SET responsible = 'BO EK' WHERE id = 1")
    assert "Schema" in [what for _sort, what, _day, _late in told(seat_of("bo"))]
    assert due.due_count(seat_of("bo"), NOW) == due.Count(2, 2)
    assert due.due_count(seat_of("rut"), NOW) == due.Count(0, 0)
    assert {each.name for each in due.due(seat_of("bo"), NOW)} == {"Bo Ek", "BO EK"}


def test_next_month_what_was_ahead_is_late(seat: Seat, everything: None) -> None:
    later = {what: late for _sort, what, _day, late in told(seat, datetime(2026, 12, 2, 9, tzinfo=UTC))}
    assert {what for what, late in later.items() if not late} == {"Senare", "Mätning 3"}
    assert {"Möte", "Uppdrag", "Sen skylt", "Mål"} <= set(later)


# ------------------------------------------------------------------ deviations


def test_open_deviations_go_together_by_span(seat: Seat, database: Database) -> None:
    deviation(database, 1)
    deviation(database, 2, level="group", name="Växel")
    deviation(database, 3, cause_code="leave")
    deviation(database, 4, cause="Sjuka", action="Vikarie")
    deviation(database, 5, met_at=1)
    deviation(database, 6, date(2026, 11, 8))
    found = [(each.what, each.many, f"{each.day:%m-%d}", each.late) for each in due.due(seat, NOW)]
    assert found == [("2026-W45", 1, "11-15", True), ("2026-W46", 3, "11-22", False)]
    assert {each.sort for each in due.due(seat, NOW)} == {DueSort.DEVIATION}


def test_an_action_on_a_deviation_is_due_on_its_day(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    explained: dict[str, Any] = {"cause": "Sjuka", "action": "Ring in vikarie", "responsible": "bo"}
    deviation(database, 1, **explained, due=date(2026, 11, 10).toordinal())
    deviation(database, 2, **explained, due=date(2026, 11, 10).toordinal(), done_on=1)
    deviation(database, 3, **explained, due=date(2026, 12, 10).toordinal())
    assert told(seat) == told(seat_of("bo")) == [("action", "Ring in vikarie", "11-10", True)]


def test_an_individuals_deviation_is_for_those_who_may_see_it(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    with database.write() as tx:
        tx.run("INSERT INTO agents VALUES ('eva', 'Eva', 'agent', NULL, 1, 1, 0)")
    explained: dict[str, Any] = {"cause": "x", "action": "Coachning", "due": date(2026, 11, 10).toordinal()}
    deviation(database, 1, level="agent", name="bo", responsible="bo", **explained)
    deviation(database, 2, level="agent", name="bo", responsible="eva", **explained)
    deviation(database, 3, level="agent", name="bo")
    assert [each.id for each in due.due(seat_of("lisa"), NOW)] == [1, 2, 0]
    assert [each.id for each in due.due(seat_of("bo"), NOW)] == [1]
    assert due.due(seat_of("eva"), NOW) == ()
    assert "Coachning" not in str(due.due(seat_of("rut"), NOW)), "an auditor counts, and reads nothing of why"


def test_what_is_done_for_a_goal_that_names_somebody_is_theirs(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    with database.write() as tx:
        tx.run("INSERT INTO agents VALUES ('eva', 'Eva', 'agent', NULL, 1, 1, 0)")
        for number, name in ((1, "bo"), (2, "")):
            values = (number, name)
            tx.run("INSERT INTO goals VALUES (?, 'attitude', 'agent', ?, 4.5, 'week', 'KS', 1, 1, NULL, '')", values)
        for number, goal, responsible in ((7, 1, "bo"), (8, 2, "eva"), (9, 1, "eva")):
            tx.run(
                "INSERT INTO activities (id, goal_id, what, responsible, due, result) VALUES (?, ?, 'x', ?, ?, '')",
                (number, goal, responsible, date(2026, 11, 20).toordinal()),
            )
    for login, seen in (("lisa", [7, 8, 9]), ("bo", [7]), ("eva", [8])):
        assert [each.id for each in due.due(seat_of(login), NOW)] == seen


# ------------------------------------------------------------------ the wheel


def test_of_a_recurring_date_only_the_latest_missed_day_is_late(seat: Seat) -> None:
    made = wheel.add(seat, {"title": "Möte", "rule": "every Monday", "starts": date(2026, 1, 1)}, NOW)
    days = [(day, late) for _sort, _what, day, late in told(seat)]
    assert days == [("11-16", True), ("11-23", False), ("11-30", False)]
    wheel.done(seat, made.id, date(2026, 11, 16), now=NOW)
    assert [late for _sort, _what, _day, late in told(seat)] == [False, False]
    wheel.undo(seat, made.id, date(2026, 11, 16), NOW)
    wheel.done(seat, made.id, date(2026, 11, 23), now=NOW)
    assert [day for _sort, _what, day, _late in told(seat)] == ["11-30"]


def test_what_rests_is_not_due(seat: Seat) -> None:
    made = wheel.add(seat, {"title": "Möte", "rule": "every Monday", "starts": date(2026, 1, 1)}, NOW)
    wheel.rest(seat, made.id, NOW)
    assert told(seat) == []


def test_a_month_has_every_day_of_the_wheel_done_or_not(seat: Seat, seat_of: SeatOf, everything: None) -> None:
    made = wheel.add(seat, {"title": "Vecka", "rule": "every Monday", "starts": date(2026, 1, 1)}, NOW)
    wheel.done(seat, made.id, date(2026, 11, 9), now=NOW)

    def month(of: Seat, day: date) -> list[tuple[str, str, bool, bool]]:
        return [(each.what, f"{each.day:%m-%d}", each.done, each.late) for each in due.month(of, day, NOW)]

    november = month(seat, TODAY)
    assert [each for each in november if each[0] == "Vecka"] == [
        ("Vecka", "11-02", False, True), ("Vecka", "11-09", True, False), ("Vecka", "11-16", False, True),
        ("Vecka", "11-23", False, False), ("Vecka", "11-30", False, False),
    ]  # fmt: skip
    assert ("Skylt", "11-10", False, True) in november
    assert ("Mål", "12-01", False, False) in month(seat, date(2026, 12, 24))
    assert {what for what, *_rest in month(seat, date(2026, 10, 1))} == {"Vecka"}
    assert {what for what, *_rest in month(seat_of("rut"), TODAY)} == {"Vecka", "Möte"}


def test_the_month_that_is_now_keeps_what_is_late_from_before(seat: Seat) -> None:
    wheel.add(seat, {"title": "Rapport", "rule": "15 September", "starts": date(2026, 1, 1)}, NOW)
    assert [f"{each.day:%m-%d}" for each in due.month(seat, TODAY, NOW)] == ["09-15"]
    assert due.month(seat, date(2026, 10, 1), NOW) == ()


# ------------------------------------------------------------------ how quick


def test_the_count_is_quick_beside_years_of_open_deviations(seat: Seat, database: Database) -> None:
    """Three years in which nobody wrote a cause, for ten groups; and the whole starter wheel."""
    wheel.start(seat, NOW - timedelta(days=500))
    rows = []
    for week in range(160):
        last = date(2026, 11, 15).toordinal() - 7 * week
        for place in range(100):
            rows.append((f"{week}", last - 6, last, f"f{place % 9}", "group", f"g{place}"))
    with database.write() as tx:
        tx.run_many(
            "INSERT INTO deviations (span, first, last, figure, level, name, goal, actual, found_at)"
            " VALUES (?, ?, ?, ?, ?, ?, 1, 0, 0)",
            rows,
        )
    due.due_count(seat, NOW)
    took = []
    for _turn in range(20):
        began = time.perf_counter()
        due.due_count(seat, NOW)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.02, sorted(took)
