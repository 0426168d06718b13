"""The deviations on screen: found by themselves, explained, done, coached, put on the board, counted by cause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk import following
from desk.app import DeskApp
from desk.rules.calendar import Week
from desk.rules.deviations import CauseCode, Coaching, FollowedDeviation
from desk.rules.report import Level
from desk.screens.deviation_form import DeviationForm
from desk.screens.deviations import DeviationsScreen, DeviationsTable
from desk.screens.dialogs import AskDay, Choose, Confirm, Tell
from desk.screens.drafts import DraftsDialog
from desk.screens.widgets.form import Form
from desk.services import deviations, drafts
from desk.services.deviations import Writing
from desk.services.seat import Seat
from desk.storage import deviations as kept
from desk.terminal.look import Look

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)


def put(seat: Seat, level: Level, name: str | None, figure: str = "answer_rate", week: int = 46, **more: Any) -> None:
    first = Week(2026, week).first
    goal, actual, coaching = (0.95, 0.9, None) if figure == "answer_rate" else (4.3, 4.0, None)
    if level is Level.AGENT:
        coaching = Coaching.PROPOSED
    made = FollowedDeviation(
        0, f"2026-W{week}", first, Week(2026, week).last, figure, level, name, goal, actual, MONDAY, coaching=coaching
    )  # fmt: skip
    with seat.database.write() as tx:
        kept.put_found(tx, made, int(MONDAY.timestamp()))


@pytest.fixture
def found(seat: Seat) -> Seat:
    """The whole's, a group's and Bo's."""
    put(seat, Level.ALL, None)
    put(seat, Level.GROUP, "Växel")
    put(seat, Level.AGENT, "bo", "attitude")
    return seat


def on(pilot: Pilot[Any], screen: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, screen)


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(str(each.message) for each in pilot.app._notifications)


def cells(pilot: Pilot[Any]) -> list[tuple[str, str]]:
    table = pilot.app.screen.query_one(DeviationsTable)
    return [(each.cells["place"], each.cells["state"]) for each in table.lines]


async def go(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.app.push_screen(DeviationsScreen())
    await settled(pilot)
    assert on(pilot, DeviationsScreen)


# ------------------------------------------------------------------ found by themselves


async def test_a_week_is_looked_at_a_moment_after_the_start_and_when_a_day_begins(
    desk_app: MakeApp, seat: Seat, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AFTER_START", 0.01)
    monkeypatch.setattr(following, "PAUSE", 0.01)
    monkeypatch.setattr(following, "AT_ONCE", 1)
    with seat.database.write() as tx:
        for week in ("2026-W44", "2026-W45", "2026-W46", "2026-W47"):
            tx.run("INSERT INTO typed_calls VALUES ('Växel', ?, 100, 90, 0, 'anna')", (week,))
    clock = [datetime(2026, 11, 22, 9, 0, tzinfo=UTC)]
    async with desk_app(now=lambda: clock[0]).run_test() as pilot:
        for _each in range(8):
            await settled(pilot)
            await pilot.pause(0.02)
        assert {each.span for each in deviations.listed(seat, deviations.Which()).rows} == {
            "2026-W44", "2026-W45", "2026-W46",
        }  # fmt: skip
        clock[0] = datetime(2026, 11, 22, 23, 1, tzinfo=UTC)
        app = pilot.app
        assert isinstance(app, DeskApp)
        app._watch._tick()
        for _each in range(4):
            await settled(pilot)
            await pilot.pause(0.02)
        assert "2026-W47" in {each.span for each in deviations.listed(seat, deviations.Which()).rows}


# ------------------------------------------------------------------ explaining


async def test_a_deviation_is_explained(desk_app: MakeApp, found: Seat, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        assert cells(pilot)[0] == ("The whole desk", "! cause missing")
        await pilot.press("down", "enter")
        await settled(pilot)
        assert on(pilot, DeviationForm)
        assert "Answer rate · Växel · 2026-W46 · 90% / 95% (−5.0)" in text_of(pilot)
        await pilot.press(*"sea", "tab", *"Snow", "tab", *"More people", "tab", *"Lisa", "tab", *"1/12", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DeviationsScreen)
        assert [place for place, _state in cells(pilot)] == ["The whole desk", "Bo Ek"]
    written = deviations.get(found, 2)
    assert (written.cause_code, written.cause, written.action) == (CauseCode.SEASON, "Snow", "More people")
    assert (written.responsible, written.due) == ("Lisa", date(2026, 12, 1))
    assert drafts.mine(found) == []


async def test_half_of_it_stays_open_and_says_what_is_missing(desk_app: MakeApp, found: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go(pilot, settled)
        await pilot.press("c", *"sea", "ctrl+s")
        await settled(pilot)
        assert "still open: action missing" in toasts(pilot)
        assert cells(pilot)[0] == ("The whole desk", "! action missing")


async def test_what_is_wrong_stands_at_its_field(
    desk_app: MakeApp, found: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("enter", *"other", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DeviationForm)
        assert "Another cause has to be said in words." in text_of(pilot)


async def test_what_is_typed_is_kept_and_gone_on_with(
    desk_app: MakeApp, found: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("enter", "tab", *"Snow", "escape")
        await settled(pilot)
        assert on(pilot, DeviationsScreen)
        assert len(drafts.mine(found)) == 1
        await pilot.press("enter")
        await settled(pilot)
        assert "This was left half typed" in text_of(pilot)
        assert pilot.app.screen.query_one(Form).values()["cause"] == "Snow"
        await pilot.press("escape", "escape", "d")
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        assert "Answer rate" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DeviationForm)
        await pilot.press("tab", "end", *"storm", "ctrl+s")
        await settled(pilot)
    assert deviations.get(found, 1).cause == "Snowstorm"
    assert drafts.mine(found) == []


async def test_a_lost_line_keeps_what_is_typed(desk_app: MakeApp, found: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go(pilot, settled)
        await pilot.press("enter", "tab", *"Sno")
        app = pilot.app
        assert isinstance(app, DeskApp)
        (draft,) = app.half_typed()
        assert draft.fields["_answer.cause"] == "Sno"


async def test_what_a_colleague_wrote_meanwhile_is_shown_and_saved_over_only_knowingly(
    desk_app: MakeApp, found: Seat, seat_of: SeatOf, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("enter", "tab", *"Snow")
        deviations.explain(seat_of("lisa"), 1, Writing(cause="Influensa"), now)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, DeviationForm)
        assert "Somebody else has written" in text_of(pilot)
        assert "Influensa" in text_of(pilot)
        assert deviations.get(found, 1).cause == "Influensa"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, DeviationsScreen)
    assert deviations.get(found, 1).cause == "Snow"


# ------------------------------------------------------------------ done, coached, on the board


async def test_its_action_is_done(desk_app: MakeApp, found: Seat, now: datetime, settled: Settle) -> None:
    deviations.explain(found, 1, Writing(CauseCode.LOAD, action="x"), now)
    async with desk_app().run_test() as pilot:
        await go(pilot, settled)
        await pilot.press("d")
        await settled(pilot)
        assert "lacks a cause or an action" not in toasts(pilot)
        assert on(pilot, AskDay)
        await pilot.press("escape", "right", "end", "d")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert cells(pilot)[-1] == ("The whole desk", "done")
    assert deviations.get(found, 1).done_on == date(2026, 11, 19)


async def test_coaching_takes_its_steps(desk_app: MakeApp, found: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go(pilot, settled)
        await pilot.press("o")
        assert "individual's attitude or knowledge" in toasts(pilot)
        await pilot.press("end", "o")
        await settled(pilot)
        assert on(pilot, Choose)
        await pilot.press("enter")
        await settled(pilot)
    assert deviations.get(found, 3).coaching is Coaching.PLANNED


async def test_it_goes_on_the_board(desk_app: MakeApp, found: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go(pilot, settled)
        await pilot.press("b")
        await settled(pilot)
        assert on(pilot, Confirm)
        await pilot.press("n", "b", "y")
        await settled(pilot)
        assert "Improvement 1 is on the board" in toasts(pilot)
        await pilot.press("b", "y")
        await settled(pilot)
        assert "on the board already" in toasts(pilot)
    assert deviations.get(found, 1).improvement_id == 1


# ------------------------------------------------------------------ views and rights


async def test_the_follow_up_leads_to_the_deviations_of_its_week(
    desk_app: MakeApp, found: Seat, settled: Settle, text_of: Read
) -> None:
    put(found, Level.ALL, None, week=40)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert on(pilot, DeviationsScreen)
        assert {each.reference for each in pilot.app.screen.query_one(DeviationsTable).lines} == {"2026-W46"}


async def test_a_longer_span_shows_its_weeks_too(desk_app: MakeApp, found: Seat, settled: Settle) -> None:
    put(found, Level.ALL, None, week=30)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(DeviationsScreen("2026-H2"))
        await settled(pilot)
        lines = pilot.app.screen.query_one(DeviationsTable).lines
        assert [each.reference for each in lines] == ["2026-W46"] * 3 + ["2026-W30"]


async def test_views_and_levels(desk_app: MakeApp, found: Seat, now: datetime, settled: Settle, text_of: Read) -> None:
    deviations.explain(found, 1, Writing(CauseCode.SEASON, action="x"), now)
    put(found, Level.ALL, None, week=40)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(DeviationsScreen("2026-W40"))
        await settled(pilot)
        assert "[2026-W40]" in text_of(pilot)
        assert [each.reference for each in pilot.app.screen.query_one(DeviationsTable).lines] == ["2026-W40"]
        await pilot.press("right")
        await settled(pilot)
        assert [place for place, _state in cells(pilot)] == ["Växel", "Bo Ek", "The whole desk"]
        await pilot.press("right")
        await settled(pilot)
        assert len(cells(pilot)) == 4
        await pilot.press("tab", "tab")
        await settled(pilot)
        assert "[Groups]" in text_of(pilot)
        assert cells(pilot) == [("Växel", "! cause missing")]
        await pilot.press("shift+tab", "right")
        await settled(pilot)
        assert "[Causes]" in text_of(pilot)
        assert "Season" in text_of(pilot)
        assert "2 deviations lack a cause." in text_of(pilot)
        await pilot.press("left", "left", "escape")
        await settled(pilot)
        assert not on(pilot, DeviationsScreen)


async def test_an_agent_reads_the_desks_and_their_own_and_writes_nothing(
    desk_app: MakeApp, found: Seat, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    put(found, Level.AGENT, "anna", "attitude")
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        assert [place for place, _state in cells(pilot)] == ["The whole desk", "Växel", "Bo Ek"]
        for key in ("d", "b", "o"):
            await pilot.press("end", key)
            await settled(pilot)
            assert on(pilot, DeviationsScreen)
        assert "To the board" not in text_of(pilot)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert "Coaching" not in {each.title for each in app.commands(app.screen)}
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, Tell)
        assert "Coaching proposed" in text_of(pilot)


async def test_an_auditor_reads_no_coaching(
    desk_app: MakeApp, found: Seat, seat_of: SeatOf, now: datetime, settled: Settle, text_of: Read
) -> None:
    deviations.explain(found, 3, Writing(cause="Secret", action="Talk"), now)
    async with desk_app(seat_of("rut")).run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("right")
        await settled(pilot)
        await pilot.press("end", "enter")
        await settled(pilot)
        assert "Bo Ek" in text_of(pilot)
        assert "Secret" not in text_of(pilot)
        assert "Coaching" not in text_of(pilot)


async def test_nothing_to_show(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        assert "Every deviation has a cause and an action." in text_of(pilot)
        await pilot.press("enter", "d", "b", "o", "up", "right")
        await settled(pilot)
        assert "No figure falls short of its goal." in text_of(pilot)
        await pilot.press("right")
        await settled(pilot)
        assert "No figure falls short of its goal." in text_of(pilot)


async def test_more_than_a_table_holds(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    for week in range(1, 46):
        for name in ("Växel", "Reception", "Omsorg"):
            put(seat, Level.GROUP, name, week=week)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        table = pilot.app.screen.query_one(DeviationsTable)
        seen: set[int] = set()
        for _each in range(20):
            seen |= {line.id for line in table.lines}
            await pilot.press("pagedown")
            await settled(pilot)
        assert len(seen) == 135
        await pilot.press("home")
        await settled(pilot)
        await pilot.press("home")
        await settled(pilot)
        assert table.lines[0].reference == "2026-W45"


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.parametrize("look", ["desk-dark", "desk-mono"])
async def test_it_fits(
    size: tuple[int, int], look: str, desk_app: MakeApp, found: Seat, settled: Settle, text_of: Read
) -> None:
    plain = look == "desk-mono"
    app = desk_app(look=Look(look, plain, "none" if plain else "true"))
    async with app.run_test(size=size) as pilot:
        await go(pilot, settled)
        for wanted in ("Span", "Figure", "For", "Goal", "Actual", "State", "Explain", "Back"):
            assert wanted in text_of(pilot)
        assert ("Due" in text_of(pilot)) == (size[0] > 100)
        await pilot.press("left")
        await settled(pilot)
        assert "Causes" in text_of(pilot)
