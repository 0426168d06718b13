"""The improvement board on the screen: columns, moves, what is asked for, colleagues, and the weekly walk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.improvements import BoardStatus, Improvement
from desk.screens.board import BoardScreen
from desk.screens.dialogs import AskDay, AskLine, AskNote, Choose
from desk.screens.improvement import CardScreen
from desk.screens.improvement_form import ImprovementForm
from desk.screens.walk import WalkScreen
from desk.screens.widgets.form import Form
from desk.services import board, improvements
from desk.services.seat import Seat
from desk.terminal.look import Look

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
DECISION = {"responsible": "bo", "due": date(2026, 11, 10)}


@pytest.fixture
def cards(seat: Seat, now: datetime) -> list[Improvement]:
    """One proposed, one decided and overdue, one under way."""
    made = [
        improvements.propose(seat, {"proposal": words, "department": "Miljö"}, now - timedelta(days=9))
        for words in ("Skylt vid dörren", "Mall för svar", "Karta på nätet")
    ]
    for card in made[1:]:
        improvements.move(seat, card.id, BoardStatus.DECIDED, DECISION, now=now - timedelta(days=9))
    improvements.move(seat, made[2].id, BoardStatus.UNDER_WAY, now=now - timedelta(days=9))
    return made


def card(seat: Seat, number: int) -> Improvement:
    return board.card(seat, number).improvement


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


async def opened(pilot: Pilot[Any], settled: Settled) -> None:
    await settled(pilot)
    await pilot.press("t")
    await settled(pilot)
    assert on(pilot, BoardScreen)


@pytest.mark.usefixtures("cards")
async def test_one_column_at_a_time_where_it_is_narrow(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        shown = text_of(pilot)
        assert "[Proposed 1]  Decided 1  Under way 1  Done 0  Not done 0" in shown
        assert "▸   1  Skylt vid dörren" in shown
        assert "Mall för svar" not in shown
        assert "! 2 overdue" in shown
        await pilot.press("right")
        await settled(pilot)
        shown = text_of(pilot)
    assert "Proposed 1  [Decided 1]" in shown
    assert "Mall för svar" in shown
    assert "Bo Ek" in shown
    assert "! Tue 10 Nov" in shown


@pytest.mark.usefixtures("cards")
async def test_side_by_side_where_there_is_room(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, settled)
        lines = text_of(pilot).splitlines()
    heads = next(line for line in lines if "Not done 0" in line)
    assert [word for word in ("Proposed 1", "Decided 1", "Under way 1", "Done 0", "Not done 0") if word in heads] != []
    row = next(line for line in lines if "Skylt vid dörren" in line)
    assert "Mall för svar" in row
    assert "Karta på nätet" in row


async def test_an_empty_board_says_so(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        assert "No card stands here." in text_of(pilot)
        await pilot.press("greater_than_sign", "enter", "s", "d", "a", "c", "down", "space")
        await pilot.press("w")
        await settled(pilot)
        assert on(pilot, BoardScreen)
        assert "nothing to walk by" in toasts(pilot)


async def test_deciding_asks_for_what_it_needs(
    desk_app: MakeApp, settled: Settled, seat: Seat, cards: list[Improvement]
) -> None:
    async with desk_app().run_test() as pilot:
        await opened(pilot, settled)
        await pilot.press("greater_than_sign")
        assert on(pilot, AskLine)
        await pilot.press(*"lisa", "enter")
        await pilot.pause()
        assert on(pilot, AskDay)
        await pilot.press(*"+10", "enter")
        await settled(pilot)
        moved = card(seat, cards[0].id)
        assert (moved.status, moved.responsible, moved.due) == (BoardStatus.DECIDED, "lisa", date(2026, 11, 29))
        # the cursor has followed the card: the next key moves it on
        await pilot.press("greater_than_sign")
        await settled(pilot)
        assert card(seat, cards[0].id).status is BoardStatus.UNDER_WAY
        await pilot.press("less_than_sign")
        await settled(pilot)
        assert card(seat, cards[0].id).status is BoardStatus.DECIDED


async def test_done_asks_for_its_result_and_not_done_for_a_reason(
    desk_app: MakeApp, settled: Settled, seat: Seat, cards: list[Improvement]
) -> None:
    async with desk_app().run_test() as pilot:
        await opened(pilot, settled)
        await pilot.press("right", "right", "greater_than_sign")
        assert on(pilot, AskNote)
        await pilot.press(*"Ute", "ctrl+s")
        await settled(pilot)
        assert (card(seat, 3).status, card(seat, 3).result) == (BoardStatus.DONE, "Ute")
        await pilot.press("left", "left", "left", "s")
        assert on(pilot, Choose)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert on(pilot, AskNote)
        await pilot.press("escape")
        await settled(pilot)
        assert card(seat, cards[0].id).status is BoardStatus.PROPOSED


async def test_an_agent_is_told_who_may(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settled, seat: Seat, cards: list[Improvement]
) -> None:
    async with desk_app(seat_of("bo")).run_test() as pilot:
        await opened(pilot, settled)
        await pilot.press("right", "greater_than_sign")
        await settled(pilot)
        assert "for those who keep the follow-up" in toasts(pilot)
        assert card(seat, cards[1].id).status is BoardStatus.DECIDED
        await pilot.press("s")
        await pilot.press("down", "enter")  # done: Bo is responsible
        await pilot.pause()
        await pilot.press(*"Klar", "ctrl+s")
        await settled(pilot)
    assert card(seat, cards[1].id).status is BoardStatus.DONE


async def test_what_a_colleague_does_is_seen_without_a_key_and_the_cursor_follows(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settled, text_of: TextOf, now: datetime,
    cards: list[Improvement],
) -> None:  # fmt: skip
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        improvements.move(seat_of("lisa"), cards[0].id, BoardStatus.DECIDED, DECISION, now=now)
        for _turn in range(60):
            await asyncio.sleep(0.05)
            if "[Decided 2]" in text_of(pilot):
                break
        shown = text_of(pilot)
    assert "Proposed 0  [Decided 2]" in shown
    assert next(line for line in shown.splitlines() if "▸" in line).split()[1] == str(cards[0].id)


async def test_of_two_who_move_a_card_the_later_is_told(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settled, unaware: Callable[[Pilot[Any]], None],
    now: datetime, seat: Seat, cards: list[Improvement],
) -> None:  # fmt: skip
    async with desk_app().run_test() as pilot:
        await opened(pilot, settled)
        unaware(pilot)
        await pilot.press("right")
        improvements.move(seat_of("lisa"), cards[1].id, BoardStatus.NOT_DONE, {"result": "Nej"}, now=now)
        await pilot.press("greater_than_sign")
        await settled(pilot)
        assert "Lisa Lund changed the improvement meanwhile; it stands under: Not done." in toasts(pilot)
        assert pilot.app.screen.card.status is BoardStatus.NOT_DONE  # type: ignore[attr-defined]
    assert card(seat, cards[1].id).status is BoardStatus.NOT_DONE


# ------------------------------------------------------------------ proposing and opening


async def test_a_proposal_takes_its_words_and_a_save(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], seat: Seat, settled: Settled
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        form = pilot.app.screen.query_one(Form)
        assert set(form.values()) == {"proposal", "background", "department", "topic", "cause"}
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, ImprovementForm)  # nothing was written
        await pilot.press(*"Skylt", "ctrl+s")
        await settled(pilot)
        assert on(pilot, BoardScreen)
        assert "Improvement 1 is on the board." in toasts(pilot)
    assert (card(seat, 1).proposal, card(seat, 1).proposed_by) == ("Skylt", "bo")


async def test_a_card_shows_its_history_and_is_changed_in_a_form(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, cards: list[Improvement]
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await pilot.press("right", "enter")
        await settled(pilot)
        assert on(pilot, CardScreen)
        shown = text_of(pilot)
        assert "! 2026-11-10, overdue" in shown
        assert "Anna Lind: Column: Proposed → Decided" in shown
        await pilot.press("c")
        await settled(pilot)
        await pilot.press(*" om busskort", "ctrl+s")
        await settled(pilot)
        assert on(pilot, CardScreen)
        await pilot.press("a", *"Beställd", "enter")
        await settled(pilot)
        assert "Note: Beställd" in text_of(pilot)
        await pilot.press("d", *["backspace"] * 10, *"2026-12-24", "enter")
        await settled(pilot)
    changed = card(seat, cards[1].id)
    assert (changed.proposal, changed.due) == ("Mall för svar om busskort", date(2026, 12, 24))


# ------------------------------------------------------------------ the walk


@pytest.mark.usefixtures("cards")
async def test_the_weekly_walk_goes_card_by_card_and_ends_with_what_it_changed(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime
) -> None:
    improvements.walk_by(seat, 1, now - timedelta(days=1))  # seen this week: comes last
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await pilot.press("w")
        await settled(pilot)
        assert on(pilot, WalkScreen)
        assert "Weekly walk · 1 of 3" in text_of(pilot)
        assert "Mall för svar" in text_of(pilot)
        await pilot.press("greater_than_sign")
        await settled(pilot)
        await pilot.press("space")
        await settled(pilot)
        assert "Weekly walk · 2 of 3" in text_of(pilot)
        await pilot.press("backspace")
        await settled(pilot)
        assert "Mall för svar" in text_of(pilot)
        await pilot.press("space", "space")
        await settled(pilot)
        assert "Weekly walk · 3 of 3" in text_of(pilot)
        await pilot.press("space")
        await settled(pilot)
        shown = text_of(pilot)
        assert "1 card was changed" in shown
        assert "2  Mall för svar" in shown
        assert "Column: Decided → Under way" in shown
        assert "2 cards were left as they were" in shown
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, BoardScreen)
    assert {card(seat, number).walked_on for number in (1, 2, 3)} == {date(2026, 11, 19)}


@pytest.mark.usefixtures("cards")
async def test_a_walk_that_is_broken_off_says_what_it_changed_so_far(
    desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await pilot.press("w")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "0 cards were changed" in text_of(pilot)


@pytest.mark.usefixtures("cards")
async def test_on_a_console_without_lines_it_is_still_a_board(
    desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    async with desk_app(look=Look("desk-mono", True, "none")).run_test(size=(140, 40)) as pilot:
        await opened(pilot, settled)
        shown = text_of(pilot)
    assert "─" not in "\n".join(shown.splitlines()[1:-1])
    assert "Skylt vid dörren" in shown


@pytest.mark.usefixtures("cards")
@pytest.mark.parametrize(
    ("login", "offered", "not_offered"),
    [("lisa", ("n New", "w Weekly walk", "d Date"), ()), ("bo", ("n New",), ("w Weekly walk", "d Date")),
     ("rut", ("↵ Open",), ("n New", "w Weekly walk", "> Onward"))],
)  # fmt: skip
async def test_only_what_one_may_is_offered(
    login: str, offered: tuple[str, ...], not_offered: tuple[str, ...], desk_app: MakeApp, settled: Settled,
    text_of: TextOf, seat_of: Callable[[str], Seat],
) -> None:  # fmt: skip
    async with desk_app(seat_of(login)).run_test(size=(140, 40)) as pilot:
        await opened(pilot, settled)
        footer = text_of(pilot).splitlines()[-1]
        assert [each for each in offered if each not in footer] == []
        assert [each for each in not_offered if each in footer] == []
        await pilot.press("w")
        await settled(pilot)
        assert on(pilot, WalkScreen) is (login == "lisa")
