"""The desk: its list follows colleagues, its cursor stays on its case, its keys do what they say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mishaps import only_read
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from desk.app import DeskApp
from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed, Problem
from desk.screens.cannot_open import CannotOpen
from desk.screens.case import CaseScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import AskLine
from desk.screens.drafts import DraftsDialog
from desk.screens.place import Last
from desk.screens.register import RegisterScreen
from desk.screens.widgets.case_table import ROWS, CaseTable
from desk.screens.widgets.frame import TitleBar
from desk.services import cases, drafts, lists, people, reading, sessions
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.storage.drafts import Draft
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.lists import Which

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    """Whether a screen of this kind is the one shown."""
    return isinstance(pilot.app.screen, kind)


def open_case(seat: Seat, now: datetime, **values: Any) -> str:
    """Register an open case, an hour ago."""
    given = {"kind": "enquiry", "channel": "phone", "summary": "Fråga", **values}
    return cases.register(seat, given, now - timedelta(hours=1)).reference


def program(pilot: Pilot[Any]) -> DeskApp:
    """The program."""
    assert isinstance(pilot.app, DeskApp)
    return pilot.app


def table(app: App[Any]) -> CaseTable:
    """The list."""
    return app.screen.query_one(CaseTable)


def references(app: App[Any]) -> list[str]:
    """What the list shows."""
    return [line.reference for line in table(app).lines]


def toasts(app: App[Any]) -> str:
    """Everything said in toasts."""
    return "\n".join(each.message for each in app._notifications)


async def until(pilot: Pilot[Any], there: Callable[[], bool], seconds: float) -> None:
    """Wait until something is there, which no key brings about."""
    began = time.monotonic()
    while not there():
        assert time.monotonic() - began < seconds, "not there in time"
        await pilot.pause(0.02)


# ------------------------------------------------------------------ what is shown


async def test_it_shows_person_week_and_open_cases(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    open_case(seat, now, citizen={"name": "Karin Ström"}, summary="Förnyelse")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = text_of(pilot)
    assert "Östra Göinge customer service · Anna Lind" in shown
    assert "Thu 19 Nov · w.47 · 10:42" in shown
    assert "26-000001" in shown
    assert "Karin Ström" in shown
    assert "calls 1" in shown


async def test_an_overdue_case_has_a_sign_and_is_counted(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    received = now - timedelta(days=3)
    open_case(seat, now, received_at=received, due=now - timedelta(days=1))
    open_case(seat, now, due=now + timedelta(hours=5))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = text_of(pilot)
    assert "! yesterday" in shown
    assert "today 15:42" in shown
    assert "2 · ! 1 overdue" in shown


async def test_the_people_are_said_in_words(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    open_case(seat, now, citizen={"anonymous": True})
    open_case(seat, now, citizen={"name": "Hemlig Person", "protected": True})
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = text_of(pilot)
    assert "Anonymous" in shown
    assert "Protected" in shown
    assert "Hemlig" not in shown


async def test_markup_in_a_case_is_text(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    open_case(seat, now, citizen={"name": "[bold]A[/]"}, summary="AA[/]BB [@click=app.quit]x")
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        assert "[bold]A[/]" in text_of(pilot)
        assert "AA[/]BB [@click" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "AA[/]BB [@click=app.quit]x" in text_of(pilot)


def test_a_wider_terminal_shows_more_columns_never_wider_ones_alone() -> None:
    small, large = CaseTable.columns_at(77), CaseTable.columns_at(137)
    assert [each.name for each in small] == ["reference", "due", "kind", "who", "what", "step"]
    assert {each.name for each in large} - {each.name for each in small} == {"agent", "group", "received"}
    for width in range(77, 220):
        assert sum(each.width + 1 for each in CaseTable.columns_at(width)) <= width


@pytest.mark.parametrize(("keys", "scope"), [([], "mine"), (["right"], "group"), (["right", "right"], "all")])
async def test_scopes(
    desk_app: MakeApp,
    seat: Seat,
    seat_of: Callable[[str], Seat],
    now: datetime,
    settled: Settle,
    keys: list[str],
    scope: str,
) -> None:
    mine = open_case(seat, now, group="Reception")
    group = open_case(seat_of("bo"), now, group="Reception")
    other = open_case(seat_of("bo"), now, group="Omsorg")
    wanted = {"mine": {mine}, "group": {mine, group}, "all": {mine, group, other}}[scope]
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        assert set(references(pilot.app)) == wanted


async def test_an_auditor_is_told_why_there_is_no_list(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settle, text_of: Read
) -> None:
    async with desk_app(seat_of("rut")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Rut Alm (Auditor) may not do this" in text_of(pilot)


# ------------------------------------------------------------------ colleagues


async def test_a_colleagues_case_is_there_by_itself(
    desk_app: MakeApp, database_file: Path, now: datetime, settled: Settle
) -> None:
    elsewhere = people.sit_down(Database(database_file), Settings(), "bo")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("right", "right")
        await settled(pilot)
        reference = open_case(elsewhere, now)
        await until(pilot, lambda: reference in references(pilot.app), 20)
    elsewhere.database.close()


async def test_a_change_before_the_first_look_is_not_missed(
    desk_app: MakeApp, seat: Seat, database_file: Path, now: datetime
) -> None:
    elsewhere = people.sit_down(Database(database_file), Settings(), "anna")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: program(pilot).seated and bool(pilot.app.screen.query(CaseTable)), 20)
        reference = open_case(elsewhere, now)
        await until(pilot, lambda: reference in references(pilot.app), 20)
    elsewhere.database.close()


async def test_the_cursor_stays_on_its_case(
    desk_app: MakeApp, seat: Seat, database_file: Path, now: datetime, settled: Settle
) -> None:
    for day in range(1, 61):
        open_case(seat, now, due=now + timedelta(days=day))
    elsewhere = people.sit_down(Database(database_file), Settings(), "anna")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*["down"] * 25)
        here = table(pilot.app).current
        assert here is not None
        on_screen = table(pilot.app).cursor_row - table(pilot.app).scroll_y
        first = open_case(elsewhere, now, due=now + timedelta(hours=1))
        await until(pilot, lambda: first in references(pilot.app), 20)
        await settled(pilot)
        assert table(pilot.app).current == here
        assert table(pilot.app).cursor_row == 26
        assert table(pilot.app).cursor_row - table(pilot.app).scroll_y == on_screen
        cases.close(elsewhere, here.reference, Outcome.SOLVED_LATER, now)
        await until(pilot, lambda: here.reference not in references(pilot.app), 20)
        assert table(pilot.app).cursor_row == 26
    elsewhere.database.close()


async def test_a_heartbeat_counts_but_reloads_no_list(
    desk_app: MakeApp,
    database_file: Path,
    now: datetime,
    settled: Settle,
    text_of: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from desk.screens import case_lines

    asked: list[int] = []
    real = case_lines.window

    def counted(*given: Any) -> case_lines.Window:
        asked.append(1)
        return real(*given)

    monkeypatch.setattr(case_lines, "window", counted)
    elsewhere = people.sit_down(Database(database_file), Settings(), "bo")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = len(asked)
        sessions.beat(elsewhere, "another", now)
        await until(pilot, lambda: "● 1 other" in text_of(pilot), 20)
        draft = Draft("d", "bo", None, "visit", {"summary": "x"}, now, "another")
        drafts.save(elsewhere, draft)
        await pilot.pause(1.5)
        assert len(asked) == before
        sessions.leave(elsewhere, "another")
        await until(pilot, lambda: "● 1 other" not in text_of(pilot), 20)
    elsewhere.database.close()
    assert sessions.alive(elsewhere, now) == set(), "it said goodbye"


async def test_one_does_not_count_oneself(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    sessions.beat(seat, "my other terminal", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert program(pilot).others == 0


# ------------------------------------------------------------------ a long list


async def test_a_thousand_open_cases_are_walked_to_the_end_and_back(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    many = [{"kind": "enquiry", "due": now + timedelta(minutes=number)} for number in range(1000)]
    made = [each.reference for each in cases.register_all(seat, many, now)]
    seen: set[str] = set()
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _page in range(200):
            assert len(references(pilot.app)) <= ROWS
            seen.update(references(pilot.app))
            if made[-1] in seen:
                break
            await pilot.press("pagedown")
            await settled(pilot)
        assert seen == set(made)
        await pilot.press("end")
        await settled(pilot)
        line = table(pilot.app).current
        assert line is not None
        assert line.reference == made[-1]
        for _page in range(200):
            if references(pilot.app)[0] == made[0]:
                break
            await pilot.press("pageup")
            await settled(pilot)
        assert references(pilot.app)[0] == made[0]
        assert pilot.app.screen.query_one(CaseTable).current in table(pilot.app).lines


async def test_home_is_the_very_first(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    many = [{"kind": "enquiry", "due": now + timedelta(minutes=number)} for number in range(250)]
    made = [each.reference for each in cases.register_all(seat, many, now)]
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _page in range(12):
            await pilot.press("pagedown")
            await settled(pilot)
        assert references(pilot.app)[0] != made[0]
        await pilot.press("home")
        await settled(pilot)
        line = table(pilot.app).current
        assert line is not None
        assert line.reference == made[0]


# ------------------------------------------------------------------ again, and annul


def newest(seat: Seat) -> reading.Opened:
    """The case registered last."""
    return reading.open_case(seat, lists.page(seat, Which(), 1).rows[0].reference)


async def test_the_same_again_repeats_topic_channel_and_outcome_never_the_person(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    topic = next(iter(each for each in seat.topics.values() if each.kind == "enquiry"))
    first = open_case(
        seat,
        now,
        kind=None,
        channel="visit",
        topic=topic.code,
        outcome="solved_first",
        citizen={"name": "Karin Ström"},
        note="n",
    )
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("full_stop")
        await settled(pilot)
        said = toasts(pilot.app)
    case = newest(seat).case
    assert case.reference != first
    assert (case.topic, case.channel, case.outcome) == (topic.code, "visit", "solved_first")
    assert case.name is None
    assert case.summary == case.note == ""
    assert case.reference in said


async def test_again_prefers_what_was_registered_here(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    open_case(seat, now, channel="phone")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        program(pilot).last = Last("26-000009", "email", None, "withdrawn", "enquiry")
        await pilot.press("full_stop", "full_stop")
        await settled(pilot)
    rows = lists.page(seat, Which(), 9).rows
    assert [row.channel for row in rows] == ["email", "email", "phone"]


async def test_again_with_nothing_before_says_so(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("full_stop")
        await settled(pilot)
        assert "no contact to repeat" in toasts(pilot.app)
    assert not lists.page(seat, Which(), 9).rows


async def test_annul_the_last_asks_why(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    open_case(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("full_stop")
        await settled(pilot)
        await pilot.press("ctrl+z")
        assert on(pilot, AskLine)
        await pilot.press("enter")
        assert on(pilot, AskLine), "a reason is required"
        await pilot.press(*"Fel", "enter")
        await settled(pilot)
        assert on(pilot, DeskScreen)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert "Nothing has been registered here" in toasts(pilot.app)
    case = newest(seat).case
    assert case.annulled_why == "Fel"


async def test_esc_annuls_nothing(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    open_case(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("full_stop")
        await settled(pilot)
        await pilot.press("ctrl+z", "x", "escape")
        await settled(pilot)
    assert newest(seat).case.annulled_at is None


async def test_enter_opens_the_case_under_the_cursor(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    open_case(seat, now, due=now + timedelta(days=1))
    second = open_case(seat, now, due=now + timedelta(days=2))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert on(pilot, CaseScreen)
        assert pilot.app.screen.query_one(TitleBar).words.startswith(second)
        await pilot.press("escape")
        assert on(pilot, DeskScreen)


# ------------------------------------------------------------------ drafts


async def test_a_form_left_a_moment_ago_is_gone_on_with(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert "No form has been left." in [each.message for each in pilot.app._notifications]
        await pilot.press("2", *"library", "enter", *"Karin", "escape", "d")
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        assert "Library opening hours · Karin" in text_of(pilot), "the topic by its name, not its code"
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, RegisterScreen)
        assert "Karin" in text_of(pilot)


def left(key: str, now: datetime, **fields: Any) -> Draft:
    """A draft of Anna's."""
    return Draft(key, "anna", None, "phone", {"citizen.name": "Karin Ström", **fields}, now, "gone")


async def test_drafts_are_offered_and_can_be_thrown_away(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    drafts.save(seat, left("one", now, **{"citizen.personal_number": "189001189811"}))
    drafts.save(seat, left("two", now - timedelta(hours=1), summary="Nummer två"))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        shown = text_of(pilot)
        assert "2 drafts were left" in shown
        assert "Karin Ström" in shown
        assert "189001189811" not in shown
        await pilot.press("x")
        await settled(pilot)
        assert "Nummer två" in text_of(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, DeskScreen)
    assert [each.key for each in drafts.mine(seat)] == ["two"]


async def test_a_draft_is_gone_on_with(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    drafts.save(seat, left("one", now))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert type(pilot.app.screen).__name__ == "RegisterScreen"
        assert any(field.value == "Karin Ström" for field in pilot.app.screen.query(Input))


async def test_a_draft_being_typed_elsewhere_is_left_alone(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    sessions.beat(seat, "gone", now)
    drafts.save(seat, left("one", now))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert on(pilot, DeskScreen)


# ------------------------------------------------------------------ when the database is in trouble


async def test_a_locked_database_is_told_and_the_program_goes_on(
    desk_app: MakeApp, database_file: Path, now: datetime, settled: Settle
) -> None:
    seat = people.sit_down(Database(database_file, busy_seconds=0.1), Settings(), "anna")
    open_case(seat, now)
    blocker = Database(database_file)
    async with desk_app(seat).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        with blocker.write():
            await pilot.press("full_stop")
            await settled(pilot)
        assert "busy with another program" in toasts(pilot.app)
        await pilot.press("full_stop")
        await settled(pilot)
        assert len(references(pilot.app)) == 2
    blocker.close()
    seat.database.close()


async def test_a_database_that_may_not_be_written_can_still_be_read(
    desk_app: MakeApp, seat: Seat, database_file: Path, now: datetime, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(seat, now)
    read_only = people.sit_down(Database(only_read(database_file, monkeypatch)), Settings(), "anna")
    async with desk_app(read_only).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("full_stop")
        await settled(pilot)
        assert "may not be written" in toasts(pilot.app)
        assert len(references(pilot.app)) == 1
        assert len([1 for each in pilot.app._notifications if "may not be written" in each.message]) == 2, (
            "once for the heartbeat, once for the key"
        )
    read_only.database.close()


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (DatabaseUnusable(Fault.MISSING, "/x/desk.db"), "no database at /x/desk.db", 3),
        (NotAllowed(Problem("login_unknown", None, {"login": "eva"})), "Nobody with the login eva", 2),
    ],
)
async def test_without_a_seat_it_says_why_and_ends_with_a_code(
    desk_app: MakeApp, settled: Settle, text_of: Read, error: Exception, words: str, code: int
) -> None:
    def fail() -> Seat:
        raise error

    app = DeskApp(fail)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert on(pilot, CannotOpen)
        assert words in text_of(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_value == code


async def test_a_slip_of_the_program_is_not_swallowed(seat: Seat, settled: Settle, tmp_path: Path) -> None:
    app = DeskApp(lambda: seat, log_folder=tmp_path)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.ask(app, "x", lambda _seat: 1 / 0, lambda _answer: None)
            await asyncio.sleep(0.2)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run()
    assert list(tmp_path.glob("crash-*.log"))


# ------------------------------------------------------------------ the clock, the palette, the footer


async def test_the_clock_and_the_deadlines_follow_the_minute(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    open_case(seat, now, due=now + timedelta(minutes=1))
    clock = [now]
    async with desk_app(now=lambda: clock[0]).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "today 10:43" in text_of(pilot)
        clock[0] = now + timedelta(minutes=2)
        await until(pilot, lambda: "10:44" in text_of(pilot), 20)
        await until(pilot, lambda: "! today 10:43" in text_of(pilot), 20)


async def test_the_palette_changes_the_theme(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"contrast", "enter")
        await settled(pilot)
        await until(pilot, lambda: pilot.app.theme in ("desk-contrast", "desk-mono"), 20)


async def test_the_palette_offers_what_the_keys_do(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        offered = {each.title for each in program(pilot).commands(pilot.app.screen)}
    assert {"Visit", "Search", "Follow-up", "Same again", "Annul last", "Help", "Quit", "Theme: dark"} <= offered


async def test_a_click_in_the_footer_does_what_the_key_does(desk_app: MakeApp, settled: Settle) -> None:
    from desk.screens.help import HelpScreen

    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        line = pilot.app.screen.query_one("#keys")
        text = str(line.render())
        await pilot.click("#keys", offset=(1 + text.index("?"), 1))
        await settled(pilot)
        assert on(pilot, HelpScreen)


async def test_keys_of_ones_own_are_shown_and_work(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app(keymap={"desk.visit": "f5"}).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "F5 Visit" in text_of(pilot)
        await pilot.press("f5")
        await settled(pilot)
        assert type(pilot.app.screen).__name__ == "RegisterScreen"
