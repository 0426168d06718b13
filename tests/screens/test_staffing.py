"""The week's grid: typed by keyboard, copied, warned of, and what each role sees of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.calendar import Week
from desk.rules.staffing import Absence, DayStaff
from desk.screens.dialogs import Tell
from desk.screens.staffing import StaffingScreen
from desk.screens.staffing_absence import AbsenceDialog
from desk.screens.staffing_grid import StaffingGrid
from desk.services import staffing
from desk.services.seat import Seat
from desk.storage import staffing as kept

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
WEEK = Week(2026, 47)
THURSDAY = date(2026, 11, 19)
FIRST = "Reception"


async def opened(app: DeskApp, pilot: Pilot[Any], settled: Settled) -> StaffingScreen:
    """The grid, by the keys that lead there; the cursor is at the reception's today, a Thursday."""
    await settled(pilot)
    await pilot.press("r")
    await settled(pilot)
    await pilot.press("s")
    await settled(pilot)
    assert isinstance(app.screen, StaffingScreen)
    return app.screen


def written(seat: Seat) -> list[DayStaff]:
    """Everything that is written."""
    with seat.database.read() as tx:
        return kept.days(tx, 0, 999_999)


def on_top(app: DeskApp) -> object:
    """The screen on top."""
    return app.screen


def words(text: str) -> str:
    """What stands on the screen, wherever its lines end."""
    return " ".join(text.split())


def told(app: DeskApp) -> str:
    """What toasts say."""
    return "\n".join(each.message for each in app._notifications)


def staff(day: date = THURSDAY, planned: int = 3, group: str = FIRST, **more: Any) -> DayStaff:
    return DayStaff(group, day, planned, **more)


# ------------------------------------------------------------------ typing


async def test_a_week_is_typed_number_by_number(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    """Enter goes to the next day, and at the end of a row to the next group's first."""
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("home", "3", "enter", "4", "enter", "1", "2", "enter", "enter", "2", "enter", "5", "right")
        await settled(pilot)
        week = WEEK.days
        assert written(seat) == [
            staff(week[0], 3),
            staff(week[0], 5, "Växel"),
            staff(week[1], 4),
            staff(week[2], 12),
            staff(week[4], 2),
        ]


async def test_what_is_typed_last_is_written_when_one_leaves(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("4")
        assert written(seat) == []
        screen.action_back()
        await settled(pilot)
        assert written(seat) == [staff(planned=4)]
        assert on_top(app) is not screen


async def test_escape_takes_back_a_number_that_is_half_typed(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("4", "escape", "1", "7", "backspace", "right")
        await settled(pilot)
        assert on_top(app) is screen
        assert written(seat) == [staff(planned=1)]


async def test_layers_are_planned_present_and_hourly(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        assert "[Planned]" in text_of(pilot)
        await pilot.press("4", "tab", "3", "tab", "1", "tab")
        await settled(pilot)
        assert "[Planned]" in text_of(pilot)
        assert written(seat) == [staff(planned=4, present=3, hourly=1)]
        assert "3/4+1 ≈" in text_of(pilot)
        assert "covered by hourly staff" in words(text_of(pilot))


async def test_space_says_that_all_came_who_were_expected(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    staffing.put(seat, staff(planned=4, hourly=1, absent={Absence.HOLIDAY: 2}), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("space")
        await settled(pilot)
        assert written(seat) == [staff(planned=4, present=3, hourly=1, absent={Absence.HOLIDAY: 2})]
        await pilot.press("5", "space", "left")
        await settled(pilot)
        assert written(seat) == [staff(planned=5, present=4, hourly=1, absent={Absence.HOLIDAY: 2})]


async def test_what_is_refused_is_told_and_taken_back(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    staffing.put(seat, staff(absent={Absence.HOLIDAY: 2}), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("1", "right")
        await settled(pilot)
        assert "More are away than were planned" in told(app)
        assert "(1)/3 ✗" in text_of(pilot)
        assert written(seat) == [staff(absent={Absence.HOLIDAY: 2})]


async def test_two_write_the_same_day_and_neither_is_lost(
    desk_app: MakeApp, settled: Settled, seat: Seat, seat_of: SeatOf
) -> None:
    staffing.put(seat, staff(), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        staffing.change(seat_of("lisa"), FIRST, THURSDAY, {"present": 2}, now=NOW)
        await pilot.press("4", "right")
        await settled(pilot)
        assert written(seat) == [staff(planned=4, present=2)]


async def test_an_answer_from_before_a_number_was_typed_is_not_shown_over_it(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        before = screen._groups
        await pilot.press("5", "right")
        screen._writing += 1
        screen._show(screen.week, before)
        await pilot.pause()
        assert "5 ✓" in text_of(pilot)
        screen._writing -= 1
        await settled(pilot)
        assert written(seat) == [staff(planned=5)]


# ------------------------------------------------------------------ copying, absence, least, taking away


async def test_last_weeks_plan_is_copied_with_one_key(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    for day in WEEK.previous.days[:5]:
        staffing.put(seat, staff(day, 4, present=2), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("c")
        await settled(pilot)
        assert "5 days are planned as last week" in told(app)
        assert [each for each in written(seat) if each.day in WEEK.days] == [staff(day, 4) for day in WEEK.days[:5]]
        assert text_of(pilot).count("4 ✓") == 5
        await pilot.press("full_stop", "full_stop", "c")
        await settled(pilot)
        assert "Nothing is planned in week 2026-W48" in told(app)


async def test_absence_is_written_by_reason_and_names_nobody(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("4", "a", "1", "down", "down", "2", "backspace", "1")
        assert isinstance(on_top(app), AbsenceDialog)
        assert "nobody is named" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert written(seat) == [staff(planned=4, absent={Absence.SICK_SHORT: 1, Absence.CHILD_CARE: 1})]
        assert "away 2 (short sick leave 1, care of a sick child 1), short of staff" in words(text_of(pilot))
        assert f"✗ {FIRST}, Thu 19 Nov: 2 in place, 3 needed. 2 away." in text_of(pilot)


async def test_the_least_is_set_and_a_day_taken_away(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    staffing.put(seat, staff(planned=2), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        assert "2 ✗" in text_of(pilot)
        await pilot.press("m", "ctrl+u", "2", "enter")
        await settled(pilot)
        assert "2 ✓" in text_of(pilot)
        assert "least 2" in text_of(pilot)
        await pilot.press("x", "y")
        await settled(pilot)
        assert written(seat) == []


# ------------------------------------------------------------------ weeks and what is shown


async def test_weeks_go_back_and_forth_and_by_number(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat
) -> None:
    staffing.put(seat, staff(date(2026, 11, 28), 1), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        assert "Sat" not in text_of(pilot)
        await pilot.press("full_stop")
        await settled(pilot)
        assert "week 48" in text_of(pilot)
        assert "Sat 28" in text_of(pilot)
        await pilot.press("comma", "comma")
        await settled(pilot)
        assert screen.week == Week(2026, 46)
        await pilot.press("v", *"3", "enter", "w")
        await settled(pilot)
        assert screen.week == Week(2026, 3)
        assert "Sat" in text_of(pilot)


async def test_the_answer_rate_stands_below_the_day(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat
) -> None:
    nine = int(datetime(2026, 11, 19, 8, tzinfo=UTC).timestamp())
    with seat.database.write() as tx:
        tx.run_many(
            "INSERT INTO calls (key, answer_group, agent, at, day, outcome, wait_s) VALUES (?, ?, NULL, ?, ?, ?, 5)",
            [(str(n), FIRST, nine, THURSDAY.toordinal(), "answered" if n else "abandoned") for n in range(4)],
        )
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        text = text_of(pilot)
        assert "75%" in text
        assert "75.0%" in text
        assert "answer rate 75.0%" in text


@pytest.mark.parametrize("login", ["bo", "rut"])
async def test_who_does_not_keep_the_follow_up_sees_numbers_and_changes_nothing(
    login: str, desk_app: MakeApp, settled: Settled, seat: Seat, seat_of: SeatOf, text_of: TextOf
) -> None:
    staffing.put(seat, staff(planned=4, absent={Absence.SICK_LONG: 1}), NOW)
    app = desk_app(seat_of(login))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("7", "right", "left")
        await settled(pilot)
        assert "away 1, enough" in text_of(pilot)
        assert "sick" not in text_of(pilot)
        assert "Copy last week" not in text_of(pilot)
        assert written(seat) == [staff(planned=4, absent={Absence.SICK_LONG: 1})]


async def test_the_whole_desks_absence_is_told_of_month_and_year(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    for number in range(5):
        day = WEEK.days[number]
        staffing.put(seat, staff(day, 6, absent={Absence.HOLIDAY: 1}), NOW)
    staffing.put(seat, staff(date(2026, 2, 2), 6, absent={Absence.SICK_SHORT: 1}), NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("o")
        await settled(pilot)
        assert isinstance(on_top(app), Tell)
        text = text_of(pilot)
        assert "November 2026" in text
        assert "Holiday: 5" in text
        assert "Reasons not told" in text


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_no_line_of_the_grid_is_wider_than_it(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    for number in range(7):
        staffing.put(seat, staff(WEEK.days[number], 14, present=10, hourly=2, absent={Absence.HOLIDAY: 3}), NOW)
    app = desk_app()
    async with app.run_test(size=size) as pilot:
        await opened(app, pilot, settled)
        grid = app.screen.query_one(StaffingGrid)
        lines = grid.render()
        assert isinstance(lines, Content)
        assert max(line.cell_length for line in lines.split("\n")) <= grid.content_size.width
        assert "✓" in lines.plain


async def test_more_groups_than_rows_follow_the_cursor(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    with seat.database.write() as tx:
        tx.run_many(
            "INSERT INTO answer_groups (name, position, active) VALUES (?, ?, 1)",
            [(f"Grupp {n:02}", 100 + n) for n in range(20)],
        )
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        grid = app.screen.query_one(StaffingGrid)
        assert "Grupp 19" not in str(grid.render())
        await pilot.press(*["down"] * 30)
        assert "Grupp 19" in str(grid.render())
        await pilot.press("9", "up")
        await settled(pilot)
        assert written(seat) == [staff(planned=9, group="Grupp 19")]
