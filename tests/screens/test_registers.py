"""The registers of permits and cards on the screen: views, looking up, going on from a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.rules.registers import Sort, View
from desk.screens.case import CaseScreen
from desk.screens.dialogs import Confirm
from desk.screens.holding import HistoryTable, HoldingScreen
from desk.screens.register import RegisterScreen
from desk.screens.registers import RegistersScreen
from desk.screens.widgets.frame import TitleBar
from desk.screens.widgets.hanging import Hanging
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.list_table import ListTable
from desk.services import access, cases, registers
from desk.services.seat import Seat
from desk.storage import brought_in
from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
TextOf = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
KARIN, OSKAR = "189001189811", "189001189829"
PERMIT_WAY = ("investigation", "decided", "to_collect", "handed_out")


def bring(seat: Seat, now: datetime, *rows: BroughtPermit | BroughtCard) -> None:
    bringing = Bringing(int(now.timestamp()), date(2026, 11, 19), 730)
    with seat.database.write() as tx:
        for row in rows:
            if isinstance(row, BroughtPermit):
                brought_in.add_permit(tx, row, bringing)
            else:
                brought_in.add_card(tx, row, bringing)


@pytest.fixture
def rows(seat: Seat, now: datetime) -> None:
    """Two permits and two cards without a case, and a permit with one."""
    bring(
        seat,
        now,
        BroughtPermit("P1", date(2026, 12, 24), date(2022, 1, 1), KARIN, "Karin Ström", "+46701740605"),
        BroughtPermit("P2", date(2028, 1, 1), name="Nils Ek", blocked_on=date(2026, 3, 1)),
        BroughtCard("7001", "Oskar Berg", "Göingeskolan"),
        BroughtCard("7002", "Elin Ås", "Norra", protected=True),
    )
    own = {
        "application": "new", "resident": True, "lasting": True, "decision": "granted", "serial_number": "P3",
        "valid_from": "2026-11-19", "valid_to": "2029-11-18",
    }  # fmt: skip
    values = {"kind": "parking_permit", "citizen": {"personal_number": OSKAR, "name": "Oskar Lind"}, "details": own}
    reference = cases.register(seat, values, now).reference
    for step in PERMIT_WAY:
        cases.step(seat, reference, step, now)


async def press(pilot: Pilot[Any], settled: Settle, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)


async def opened(pilot: Pilot[Any], settled: Settle) -> RegistersScreen:
    await settled(pilot)
    await press(pilot, settled, "g")
    screen = pilot.app.screen
    assert isinstance(screen, RegistersScreen)
    return screen


def shown(pilot: Pilot[Any]) -> list[str]:
    tables = [each for each in pilot.app.screen.query(ListTable) if each.display]
    assert len(tables) == 1
    return [line.reference for line in tables[0].lines]


def said(pilot: Pilot[Any]) -> str:
    return " ".join(each.message for each in pilot.app._notifications)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_views_of_both_registers(
    size: tuple[int, int], desk_app: MakeApp, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await opened(pilot, settled)
        text = text_of(pilot)
        assert "! 1 expires and nobody renews it · 2" in text
        for words in ("[Parking permits]", "[Valid]", "Karin Ström", "! 35 days left", "2029-11-18", "26-000001"):
            assert words in text
        assert ("070-174 06 05" in text) is (size[0] == 140)
        found = [shown(pilot)]
        for _view in range(4):
            await press(pilot, settled, "right")
            found.append(shown(pilot))
        assert found == [["P1", "P3"], ["P1"], ["P2"], [], ["P3", "P2", "P1"]]
        await press(pilot, settled, "tab")
        assert shown(pilot) == ["••••", "7001"]
        assert "[All]" in text_of(pilot)
        assert "Protected identity" in text_of(pilot)
        assert "Elin" not in text_of(pilot)
        await press(pilot, settled, "right", "tab")
        assert shown(pilot) == ["P1", "P3"]


@pytest.mark.usefixtures("rows")
async def test_a_view_that_the_other_register_has_not_is_left(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        await press(pilot, settled, "right", "tab")
        assert (screen._sort, screen._view) == (Sort.CARD, View.ACTIVE)
        await press(pilot, settled, "right")
        assert screen._view is View.TEMPORARY
        assert shown(pilot) == []


@pytest.mark.usefixtures("rows")
async def test_looking_up_and_back(desk_app: MakeApp, settled: Settle, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        await press(pilot, settled, "slash", *"lind")
        assert shown(pilot) == ["P3"]
        await press(pilot, settled, "down")
        assert isinstance(screen.focused, ListTable)
        await press(pilot, settled, "escape")
        assert shown(pilot) == ["P1", "P3"]
        await press(pilot, settled, "tab", *"7001")
        assert screen.query_one("#line", LineInput).value == "7001"
        assert shown(pilot) == ["7001"]
        await press(pilot, settled, *"9")
        assert shown(pilot) == []
        assert "Nothing found." in text_of(pilot)
        await press(pilot, settled, "escape", "escape")
        assert pilot.app.screen is not screen


@pytest.mark.usefixtures("rows")
async def test_enter_opens_the_case_or_what_was_brought_in(desk_app: MakeApp, settled: Settle, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter")
        assert isinstance(pilot.app.screen, HoldingScreen)
        for words in ("P1", "Karin Ström", "18900118-••••", "070-174 06 05", "2026-12-24", "brought in"):
            assert words in text_of(pilot)
        await press(pilot, settled, "escape", "down", "enter")
        assert "Next step" in text_of(pilot)
        await press(pilot, settled, "escape", "h")
        assert isinstance(pilot.app.screen, HoldingScreen)
        assert "P3" in pilot.app.screen.query_one(TitleBar).words


@pytest.mark.usefixtures("rows")
async def test_opening_the_person_is_logged(
    desk_app: MakeApp, settled: Settle, text_of: TextOf, seat_of: SeatOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter")
        assert access.page(seat_of("rut")).rows == ()
        await press(pilot, settled, "v")
        assert "18900118-9811" in text_of(pilot)
        assert [each.subject for each in access.page(seat_of("rut")).rows] == ["permit:1"]
        await press(pilot, settled, "v")
        assert "Nothing is hidden here." in said(pilot)


@pytest.mark.usefixtures("rows")
async def test_a_protected_one_asks_why_of_those_who_may(
    desk_app: MakeApp, settled: Settle, text_of: TextOf, seat_of: SeatOf
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "tab", "down", "enter", "v")
        assert "Only a lead or an administrator may open it." in said(pilot)
        assert "Elin" not in text_of(pilot)
    async with desk_app(seat_of("lisa")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "tab", "down", "enter", "v", *"Fragat", "enter")
        assert "Elin Ås" in text_of(pilot)
    assert access.page(seat_of("rut")).rows[0].why == "Fragat"


@pytest.mark.usefixtures("rows")
async def test_a_renewal_in_six_keys(desk_app: MakeApp, settled: Settle, seat: Seat, text_of: TextOf) -> None:
    """From the desk: the register, the permit that expires, what about it, and save."""
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "n")
        assert "Renewal" in text_of(pilot)
        await press(pilot, settled, "enter")
        form = pilot.app.screen
        assert isinstance(form, RegisterScreen)
        assert "Karin Ström" in text_of(pilot)
        assert form.form.answer("citizen.personal_number") == "18900118-9811"
        await press(pilot, settled, "ctrl+s")
        assert isinstance(pilot.app.screen, RegistersScreen)
        (row,) = registers.page(seat, Sort.PERMIT, View.EXPIRING, now=pilot.app.now()).rows
        assert row.renewal == "26-000002"
        assert registers.lapsing(seat, pilot.app.now()) == 0
        assert "expires and nobody" not in text_of(pilot)


@pytest.mark.usefixtures("rows")
async def test_keys_that_come_before_the_answer_wait_for_it(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        screen = pilot.app.screen
        screen.action_other()
        screen.action_new()  # the list that is there is still the permits'
        assert pilot.app.screen is screen
        await settled(pilot)
        await press(pilot, settled, "enter")
        form = pilot.app.screen
        assert isinstance(form, RegisterScreen)
        assert form.form.answer("details.pupil") == "Oskar Berg"


@pytest.mark.usefixtures("rows")
async def test_a_lost_card_from_its_row(desk_app: MakeApp, settled: Settle, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "tab", "n", "enter")
        form = pilot.app.screen
        assert isinstance(form, RegisterScreen)
        assert form.form.answer("details.pupil") == "Oskar Berg"
        await press(pilot, settled, "ctrl+s", "escape", "escape")
        cases.step(seat, "26-000002", "blocked", pilot.app.now())
        assert registers.by_number(seat, Sort.CARD, "7001").blocked


@pytest.mark.usefixtures("rows")
async def test_a_form_that_was_begun_and_left_leaves_nothing(desk_app: MakeApp, settled: Settle, seat: Seat) -> None:
    from desk.services import drafts

    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        await press(pilot, settled, "n", "enter", "escape")
        assert pilot.app.screen is screen
        assert not drafts.mine(seat)


@pytest.mark.usefixtures("rows")
async def test_what_has_run_out_begins_with_a_new_application(
    desk_app: MakeApp, settled: Settle, seat: Seat, now: datetime
) -> None:
    bring(seat, now, BroughtPermit("P0", date(2026, 1, 1), name="Bo Ek"))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "slash", *"p0")
        await press(pilot, settled, "down", "n")
        form = pilot.app.screen
        assert isinstance(form, RegisterScreen)
        assert form.form.answer("details.application") == "new"


@pytest.mark.usefixtures("rows")
async def test_blocking(desk_app: MakeApp, settled: Settle, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "b")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, settled, "n")
        assert shown(pilot) == ["P1", "P3"]
        await press(pilot, settled, "b", "y")
        assert shown(pilot) == ["P3"]
        await press(pilot, settled, "b")
        assert "It is blocked in its case. Enter opens 26-000001." in said(pilot)
        await press(pilot, settled, "right", "right", "b")
        assert "It is not in use." in said(pilot)


@pytest.mark.usefixtures("rows")
async def test_the_history_opens_what_it_names(
    desk_app: MakeApp, settled: Settle, seat: Seat, now: datetime, text_of: TextOf
) -> None:
    values = {"kind": "parking_permit", "citizen": {"personal_number": KARIN}, "details": {"application": "renewal"}}
    reference = cases.register(seat, values, now).reference
    bring(seat, now, BroughtPermit("P0", date(2026, 1, 1), person=KARIN, name="Karin Ström"))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter")
        first = pilot.app.screen
        lines = first.query_one(HistoryTable).lines
        assert [line.cells["what"] for line in lines] == ["Permit to 2026-01-01", "Case of 2026-11-19"]
        await press(pilot, settled, "enter")
        assert "P0" in pilot.app.screen.query_one(TitleBar).words
        await press(pilot, settled, "escape", "down", "enter")
        assert isinstance(pilot.app.screen, CaseScreen)
        assert reference in text_of(pilot)


async def test_a_long_list_is_read_on(desk_app: MakeApp, settled: Settle, seat: Seat, now: datetime) -> None:
    bring(seat, now, *(BroughtCard(f"{n:04d}", f"Elev {n}") for n in range(230)))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "tab")
        seen = set(shown(pilot))
        for _turn in range(4):
            await press(pilot, settled, "end")
            seen |= set(shown(pilot))
        assert len(seen) == 230
        await press(pilot, settled, "home")
        assert shown(pilot)[0] == "0000"
        assert "230" in pilot.app.screen.query_one(TitleBar).render().plain


@pytest.mark.usefixtures("rows")
async def test_what_a_colleague_does_is_followed(desk_app: MakeApp, settled: Settle, seat: Seat, now: datetime) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        registers.block(seat, Sort.PERMIT, 1, now)
        screen.reread()
        await settled(pilot)
        assert shown(pilot) == ["P3"]


@pytest.mark.usefixtures("rows")
async def test_the_desk_says_how_many_expire(desk_app: MakeApp, settled: Settle, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "1 permit expires" in text_of(pilot)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("typed", ["P1", "karin", "0701740605", "18900118-9811"])
async def test_search_finds_what_was_brought_in(
    typed: str, desk_app: MakeApp, settled: Settle, text_of: TextOf
) -> None:
    """What has a case is found as the case; what has none, as what it is."""
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, settled, "slash", *typed)
        assert text_of(pilot).count("brought in") == 1
        await press(pilot, settled, "enter")
        assert isinstance(pilot.app.screen, HoldingScreen)
        assert "P1" in pilot.app.screen.query_one(TitleBar).words
        await press(pilot, settled, "escape", "escape", "slash", *"lind", "enter")
        assert "Next step" in text_of(pilot)


async def test_who_may_not_look_anything_up_is_told_and_sent_back(
    desk_app: MakeApp, settled: Settle, seat_of: SeatOf
) -> None:
    async with desk_app(seat_of("rut")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        desk = pilot.app.screen
        await press(pilot, settled, "g")
        assert pilot.app.screen is desk
        assert "may not do this" in said(pilot)


async def test_an_empty_register_says_so_and_every_key_does_nothing(
    desk_app: MakeApp, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        assert "There is none." in text_of(pilot)
        await press(pilot, settled, "n", "h", "b", "enter", "down", "end", "home")
        assert pilot.app.screen is screen
        assert not pilot.app._notifications


async def test_appeals_and_temporary_cards_open_their_cases(
    desk_app: MakeApp, settled: Settle, seat: Seat, now: datetime, text_of: TextOf
) -> None:
    own = {"application": "new", "decision": "refused", "decided_on": "2026-11-10", "served_on": "2026-11-12"}
    citizen = {"personal_number": KARIN, "name": "Karin Ström"}
    reference = cases.register(seat, {"kind": "parking_permit", "citizen": citizen, "details": own}, now).reference
    for step in ("investigation", "decided", "refused"):
        cases.step(seat, reference, step, now)
    details = {"reason": "lost", "pupil": "Oskar Berg", "temporary_until": "2026-11-24"}
    cases.register(seat, {"kind": "bus_card", "details": details}, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "left", "left")
        assert "2026-12-03" in text_of(pilot)  # three weeks after 12 November
        await press(pilot, settled, "n", "b", "h")  # nothing of a case that is no permit yet
        await press(pilot, settled, "enter")
        assert reference in text_of(pilot)
        facts = pilot.app.screen.query_one("#facts", Hanging).rows
        assert [row.text for row in facts if row.name == "Last day to appeal"] == ["2026-12-03"]
        await press(pilot, settled, "escape", "tab", "right")
        assert "2026-11-24" in text_of(pilot)
        assert "Oskar Berg" in text_of(pilot)
        await press(pilot, settled, "enter")
        assert "26-000002" in text_of(pilot)
