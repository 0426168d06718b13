"""The weekly follow-up: figures against goals, levels, weeks, the plot, and files."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.figures import Calls, Grade
from desk.rules.report import DayCalls, GoalRow, WeekReport
from desk.screens.reports import ReportsScreen
from desk.screens.reports_page import Room, page
from desk.screens.widgets.calls_plot import Bar, calls_plot
from desk.screens.widgets.line_input import LineInput
from desk.services import calls, cases
from desk.services.seat import Seat
from desk.terminal.look import Look

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]


@pytest.fixture
def two_weeks(seat: Seat, seat_of: Callable[[str], Seat], now: datetime) -> None:
    """Cases of this week and the last, Anna's and Bo's."""
    for number in range(12):
        values: dict[str, Any] = {"topic": "school_meals", "channel": "phone", "outcome": "solved_first"}
        if number % 3 == 0:
            values |= {"demand": "failure" if number % 2 else "value"}
        who = seat if number % 2 else seat_of("bo")
        cases.register(who, values, now - timedelta(days=number))


@pytest.fixture
def called(seat: Seat, tmp_path: Path) -> None:
    """Calls of week 46, a few more each day, every sixth given up."""
    monday = int(datetime(2026, 11, 9, 8, 0, tzinfo=UTC).timestamp())
    lines = []
    for number in range(60):
        at = monday + (number % 5) * 86400 + number * 60
        ends = f"{at + 90}|c{number}|Reception|SIP/1|COMPLETECALLER|5|60|1"
        answered = [f"{at + 20}|c{number}|Reception|SIP/1|CONNECT|{10 + number % 30}|c{number}.1|3", ends]
        given_up = [f"{at + 40}|c{number}|Reception|NONE|ABANDON|1|1|40"]
        lines += [f"{at}|c{number}|Reception|NONE|ENTERQUEUE||{number}|1", *(answered if number % 6 else given_up)]
    file = tmp_path / "queue_log"
    file.write_text("\n".join(sorted(lines)) + "\n", "utf-8")
    calls.bring_in(seat, file)


async def opened(app: DeskApp, pilot: Pilot[Any], settled: Settled) -> ReportsScreen:
    """The follow-up, counted."""
    await settled(pilot)
    await pilot.press("r")
    await settled(pilot)
    assert isinstance(app.screen, ReportsScreen)
    return app.screen


def said(app: DeskApp) -> str:
    """What toasts say."""
    return "\n".join(each.message for each in app._notifications)


async def test_it_begins_with_the_last_whole_week(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        assert screen.span.code == "2026-W46"
        assert "Week 46 2026" in text_of(pilot)


async def test_no_data_is_a_dash_and_never_nought_per_cent(
    desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        row = next(line for line in text_of(pilot).split("\n") if "Answer rate" in line)
        assert "95%" in row
        assert "–" in row
        assert "0.0%" not in text_of(pilot)
        assert "No calls have been brought in" in text_of(pilot)


async def test_weeks_go_back_and_forth_up_to_this_one(desk_app: MakeApp, settled: Settled) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("left", "left")
        assert screen.span.code == "2026-W44"
        await pilot.press("right", "right", "right", "right", "right")
        await settled(pilot)
        assert screen.span.code == "2026-W47"


@pytest.mark.parametrize(
    ("typed", "span"),
    [("12", "2026-W12"), ("2025-W52", "2025-W52"), ("2026-t2", "2026-T2"), ("2026-08", "2026-08"), ("2025", "2025")],
)
async def test_a_span_by_its_name(typed: str, span: str, desk_app: MakeApp, settled: Settled) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("v", *typed, "enter")
        await settled(pilot)
        assert screen.span.code == span


async def test_longer_spans_around_where_one_is_and_back(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        seen = []
        for _each in range(5):
            await pilot.press("l")
            await settled(pilot)
            seen.append(screen.span.code)
        assert seen == ["2026-11", "2026-T3", "2026-H2", "2026", "2026-W46"]
        await pilot.press("l", "l")
        await settled(pilot)
        assert "Tertial 3 2026" in text_of(pilot)
        assert "6 tertials" in text_of(pilot)
        await pilot.press("left", "left")
        await settled(pilot)
        assert screen.span.code == "2026-T1"
        await pilot.press("right", "right", "right")
        await settled(pilot)
        assert screen.span.code == "2026-T3"


async def test_from_the_beginning_of_the_year_and_alone(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("v", *"2026-08", "enter", "c")
        await settled(pilot)
        assert screen.span.code == "2026-08-ytd"
        assert "January–August 2026" in text_of(pilot)
        await pilot.press("left")
        await settled(pilot)
        assert "January–July 2026" in text_of(pilot)
        await pilot.press("c")
        await settled(pilot)
        assert screen.span.code == "2026-07"


async def test_the_cursor_begins_where_something_falls_short(
    called: None, desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        assert screen._shown is not None
        rows = screen._shown.page.rows
        assert screen._at is not None
        assert rows[screen._at].figure == "answer_rate"
        assert "✗" in next(line for line in text_of(pilot).split("\n") if "Answer rate" in line)
        await pilot.press("down", "down")
        assert rows[screen._at].figure == rows[2].figure
        await pilot.press("up", "up", "up")
        assert screen._at == 0


async def test_a_week_that_is_none_is_told(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("v", *"54", "enter")
        await settled(pilot)
        assert screen.span.code == "2026-W46"
        assert "no such week" in said(app)


async def test_the_levels_show_groups_and_people(
    two_weeks: None, desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("tab")
        await settled(pilot)
        assert "Samhällsbyggnad" in text_of(pilot)
        assert "[Groups]" in text_of(pilot)
        await pilot.press("tab")
        await settled(pilot)
        assert "Anna Lind" in text_of(pilot)
        assert "Bo Ek" in text_of(pilot)
        await pilot.press("shift+tab", "shift+tab")
        await settled(pilot)
        assert "[Whole]" in text_of(pilot)


async def test_an_agent_sees_nobody_elses_figures(
    two_weeks: None, desk_app: MakeApp, settled: Settled, seat_of: Callable[[str], Seat], text_of: TextOf
) -> None:
    app = desk_app(seat_of("bo"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("tab", "tab")
        await settled(pilot)
        assert "Bo Ek" in text_of(pilot)
        assert "Anna Lind" not in text_of(pilot)


async def test_a_new_case_is_counted_while_one_looks(
    desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("right")
        await settled(pilot)
        assert "registered 0" in text_of(pilot)
        app.tell(lambda at: cases.register(at, {"topic": "school_meals"}, now))
        await settled(pilot)
        assert "registered 1" in text_of(pilot)


# ------------------------------------------------------------------ files


async def test_the_week_is_written_to_a_file(
    two_weeks: None,
    desk_app: MakeApp,
    settled: Settled,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_CLIENT", raising=False)
    app = desk_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("x")
        await settled(pilot)
        assert app.screen.query_one(LineInput).value == str(tmp_path / "desk-2026-W46.txt")
        await pilot.press("ctrl+u", *"~/v46.json", "enter")
        await settled(pilot)
        file = tmp_path / "v46.json"
        assert json.loads(file.read_text("utf-8"))["span"] == "2026-W46"
        assert file.stat().st_mode & 0o777 == 0o600
        await pilot.press("x", "ctrl+u", *"~/v46.json", "enter")
        await settled(pilot)
        assert "already there" in said(app)
        assert app.screen.query_one(LineInput).value == "~/v46.json"


async def test_over_ssh_no_file_is_written(
    desk_app: MakeApp, settled: Settled, monkeypatch: pytest.MonkeyPatch, text_of: TextOf
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("x")
        await settled(pilot)
        assert app.screen is screen
        assert "Over SSH" in said(app)


# ------------------------------------------------------------------ plot and page

MONDAY = date(2026, 11, 16)


def bars(*each: tuple[int, int]) -> tuple[Bar, ...]:
    """Bars of days, offered and answered."""
    return tuple(Bar(f"Mon {16 + place}", *calls) for place, calls in enumerate(each))


def plot(some: tuple[Bar, ...], goal: float | None, width: int, height: int) -> tuple[str, ...]:
    """The plot of a week."""
    return calls_plot(some, goal, width, height, "Calls a day")


def days(*each_day: tuple[int, int]) -> tuple[DayCalls, ...]:
    """A week's calls, offered and answered."""
    return tuple(DayCalls(MONDAY + timedelta(days=place), *each) for place, each in enumerate(each_day))


def test_the_plot_has_its_words_bars_and_goal_within_its_room() -> None:
    lines = plot(bars((54, 50), (60, 30), (0, 0)), 0.95, 78, 9)
    assert len(lines) == 9
    assert all(len(line) <= 78 for line in lines)
    assert "░ offered" in lines[0]
    assert "goal 95%" in lines[0]
    drawn = "\n".join(lines[1:])
    assert "─" * 5 in drawn
    assert "░" in drawn
    assert "█" in drawn
    assert "Mon 16" in lines[-1]
    assert "\x1b" not in drawn


def test_a_fall_is_seen_as_one() -> None:
    """Half the calls answered is half the height."""
    lines = plot(bars((60, 30), (60, 60)), None, 78, 22)
    first_day, second_day = (sum("█" in line[half] for line in lines[1:]) for half in (slice(0, 40), slice(40, 78)))
    assert first_day == pytest.approx(second_day / 2, abs=1)


@pytest.mark.parametrize(("calls", "height"), [(((0, 0),), 9), (((5, 5),), 3)])
def test_nothing_is_drawn_of_nothing_or_without_room(calls: tuple[tuple[int, int], ...], height: int) -> None:
    assert plot(bars(*calls), 0.95, 78, height) == ()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_fits_its_room(language: str) -> None:
    from desk import words

    report = WeekReport(span="2026-W47", first=MONDAY, last=MONDAY + timedelta(days=6), days=days((54, 50)))
    words.use(language)
    try:
        lines = page(report, Room(78, 22)).content().plain.split("\n")
    finally:
        words.use("en")
    assert len(lines) <= 22
    assert all(len(line) <= 78 for line in lines)


def test_figures_without_data_make_room_for_the_plot() -> None:
    calls = Calls(offered=54, answered=50, answer_rate=50 / 54)
    report = WeekReport(
        span="2026-W47", first=MONDAY, last=MONDAY + timedelta(days=6), days=days((54, 50)), calls=calls
    )
    assert "Attitude" in page(report, Room(138, 38)).content().plain
    small = page(report, Room(78, 22)).content().plain
    assert "Attitude" not in small
    assert "Answer rate" in small
    drawn = small.split("Calls a day")[1].split("\n")
    assert len(drawn) > 7


@pytest.mark.parametrize(
    ("actual", "said", "off"), [(4.27, "4.27", "−0.03"), (4.296, "4.296", "−0.004"), (4.1, "4.1", "−0.2")]
)
def test_a_figure_just_short_of_its_goal_is_told_from_it(actual: float, said: str, off: str) -> None:
    report = WeekReport(
        span="2026-W47",
        first=MONDAY,
        last=MONDAY + timedelta(days=6),
        attitude=Grade(actual, 80.0, 15),
        goals=(GoalRow("attitude", 4.3, actual, actual - 4.3, met=False),),
    )
    row = next(line for line in page(report, Room(78, 22)).content().plain.split("\n") if "Attitude" in line)
    assert f" {said} " in row
    assert f" {off} " in row


def test_where_lines_cannot_be_drawn_bars_are_letters() -> None:
    report = WeekReport(span="2026-W47", first=MONDAY, last=MONDAY + timedelta(days=6))
    table = page(report, Room(78, 10, ascii=True)).content().plain
    assert not set(table) & set("▁▂▃▄▅▆▇█")
    assert " " * 13 in table


# ------------------------------------------------------------------ how it looks


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["small", "large"])
@pytest.mark.parametrize("level", [0, 1])
def test_the_follow_up_as_it_looks(
    level: int,
    size: tuple[int, int],
    two_weeks: None,
    called: None,
    desk_app: MakeApp,
    settled: Settled,
    snap_compare: Any,
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("r", *["tab"] * level)
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)


def test_the_follow_up_without_colour(
    two_weeks: None, called: None, desk_app: MakeApp, settled: Settled, snap_compare: Any
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("r")
        await settled(pilot)

    look = Look("desk-mono", True, "none")
    assert snap_compare(desk_app(look=look), terminal_size=(80, 24), run_before=before)
