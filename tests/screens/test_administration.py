"""Administration on the screen: the menu by letters, and topics, departments, groups and retention, list and form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.rules.cases import Outcome
from desk.screens.administration import AdministrationScreen, DoorTable
from desk.screens.departments import DepartmentForm, DepartmentsScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import Confirm, Tell
from desk.screens.drafts import DraftsDialog
from desk.screens.groups import GroupsScreen
from desk.screens.retention import PeriodForm, RetentionScreen
from desk.screens.topics import TopicForm, TopicsScreen
from desk.screens.widgets.form import Form
from desk.screens.widgets.whole_list import WholeList
from desk.services import cases, drafts, organising, retention_periods
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]


def on(pilot: Pilot[Any]) -> object:
    return pilot.app.screen


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


def names(pilot: Pilot[Any]) -> list[str]:
    return [line.reference for line in pilot.app.screen.query_one(WholeList).lines]


async def press(pilot: Pilot[Any], settled: Settle, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def at_work(pilot: Pilot[Any], settled: Settle, *keys: str) -> None:
    await settled(pilot)
    await press(pilot, settled, *keys)


# ------------------------------------------------------------------ the menu


@pytest.mark.parametrize(
    ("login", "letters"),
    [("anna", "ptdgmbrwkisn"), ("lisa", "mbrwn"), ("bo", "mbrwn"), ("rut", "mnl")],
)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_everybody_sees_what_they_may(
    login: str,
    letters: str,
    size: tuple[int, int],
    desk_app: MakeApp,
    seat_of: Callable[[str], Seat],
    settled: Settle,
    text_of: Read,
) -> None:
    async with desk_app(seat_of(login)).run_test(size=size) as pilot:
        await at_work(pilot, settled, "a")
        table = pilot.app.screen.query_one(DoorTable)
        assert "".join(line.cells["letter"] for line in table.lines) == letters
        assert "Goals" in text_of(pilot)
        await press(pilot, settled, "t")
        assert isinstance(on(pilot), TopicsScreen if "t" in letters else AdministrationScreen)


async def test_the_arrows_go_there_as_well_and_back_again(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "down", "down", "enter")
        assert isinstance(on(pilot), DepartmentsScreen)
        await press(pilot, settled, "escape", "escape")
        assert isinstance(on(pilot), DeskScreen)


# ------------------------------------------------------------------ departments, groups


async def test_a_department_is_added_changed_moved_rested_and_removed(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "d", "n", *"Ny", "tab", *"ny@example.se", "ctrl+s")
        assert isinstance(on(pilot), DepartmentsScreen)
        assert names(pilot)[-1] == "Ny"
        assert "ny@example.se" in text_of(pilot)
        await press(pilot, settled, "end", "minus", "minus")
        assert names(pilot)[-3:] == ["Ny", "Kommunala bolag", "Extern"]
        line = pilot.app.screen.query_one(WholeList).current
        assert line is not None
        assert line.reference == "Ny"
        await press(pilot, settled, "plus", "enter", "ctrl+u", *"Nyare", "ctrl+s")
        assert names(pilot)[-2] == "Nyare"
        await press(pilot, settled, "r", "y")
        assert names(pilot)[-1] == "Nyare"
        assert "1 rests" in text_of(pilot)
        await press(pilot, settled, "end", "r")
        assert "rests" not in text_of(pilot)
        await press(pilot, settled, "d", "y")
        assert "Nyare" not in names(pilot)


async def test_what_is_used_is_refused_in_words(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "d", "r")
        assert isinstance(on(pilot), Confirm)
        await press(pilot, settled, "y")
        assert "Topics in use lead there" in toasts(pilot)
        await press(pilot, settled, "d", "y")
        assert "cannot be removed" in toasts(pilot)


async def test_a_name_that_is_taken_is_told_at_its_field(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "g", "n", *"växel", "ctrl+s")
        assert "There is one of that name already: Växel." in text_of(pilot)


async def test_a_group_gets_another_name_and_number(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "g", "down", "enter", "ctrl+u", *"Telefon", "tab", "ctrl+u", "4", "ctrl+s")
        assert isinstance(on(pilot), GroupsScreen)
        assert names(pilot)[1] == "Telefon"
        assert organising.groups(seat)[1].least_staff == 4
        assert seat.organisation.groups[1] == "Telefon"


async def test_a_form_that_was_left_is_offered_again_also_under_a_new_name(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, now: datetime
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "d", "enter", "tab", *"kl@example.se", "escape")
        assert len(drafts.mine(seat)) == 1
    organising.change_department(seat, "Kommunledning", {"name": "Ledning"}, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled)
        assert isinstance(on(pilot), DraftsDialog)
        await press(pilot, settled, "enter")
        form = on(pilot)
        assert isinstance(form, DepartmentForm)
        assert form.query_one(Form).values() == {"name": "Ledning", "email": "kl@example.se"}
        await press(pilot, settled, "ctrl+s")
        assert organising.departments(seat)[0].email == "kl@example.se"
        assert drafts.mine(seat) == []


# ------------------------------------------------------------------ topics


async def test_a_topic_is_added_and_changed(desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "t", "n", *"Älgjakt")
        await press(pilot, settled, "tab", "tab", "tab", *"mil", "ctrl+s")
        assert isinstance(on(pilot), TopicsScreen)
        made = seat.topics["algjakt"]
        assert (made.department, made.kind, made.solvable) == ("Miljö", "enquiry", True)
        place = [each.key for each in organising.topics(seat)].index("algjakt")
        await press(pilot, settled, *["down"] * place, "enter")
        assert isinstance(on(pilot), TopicForm)
        assert "Its code, algjakt" in text_of(pilot)
        await press(pilot, settled, "ctrl+u", *"Jakt", "ctrl+s")
        assert seat.topics["algjakt"].name == "Jakt"


# ------------------------------------------------------------------ retention


async def test_retention_is_decided_and_withdrawn(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "s", "enter")
        assert isinstance(on(pilot), PeriodForm)
        await press(pilot, settled, "ctrl+u", *"60", "tab", *"KS 2026/1", "ctrl+s")
        assert isinstance(on(pilot), RetentionScreen)
        assert "KS 2026/1 (2026-11-19)" in text_of(pilot)
        assert retention_periods.every(seat)[0].days == 60
        await press(pilot, settled, "r", "y")
        assert retention_periods.every(seat)[0].days == 90
        await press(pilot, settled, "r")
        assert "Nothing was decided here" in toasts(pilot)


async def test_what_would_go_is_shown_before_anything_goes(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, now: datetime
) -> None:
    early = now - timedelta(days=200)
    reference = cases.register(seat, {"kind": "enquiry", "channel": "visit", "summary": "Hej"}, early).reference
    cases.close(seat, reference, Outcome.SOLVED_FIRST, early)

    def there() -> bool:
        with seat.database.read() as tx:
            return bool(tx.value("SELECT count(*) FROM cases WHERE disposed_at IS NULL"))

    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_work(pilot, settled, "a", "s", "t")
        assert isinstance(on(pilot), Tell)
        assert "Enquiry: 1" in text_of(pilot)
        await press(pilot, settled, "escape", "d", *"KS 2026/2", "enter")
        assert isinstance(on(pilot), Confirm)
        assert "Dispose of this, for good, by KS 2026/2?" in text_of(pilot)
        await press(pilot, settled, "escape")
        assert there()
        await press(pilot, settled, "d", *"KS 2026/2", "enter", "y")
        assert not there()
        assert "Disposed of" in text_of(pilot)
