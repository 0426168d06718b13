"""Kinds of one's own on the screen: registered like any, read, written, withdrawn; what is wrong said at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.cases import Outcome
from desk.rules.own_kinds import read_kind
from desk.screens.case import CaseScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import Tell
from desk.screens.kind import KindScreen
from desk.screens.kind_text import KindText
from desk.screens.kinds import KindsScreen, KindTable
from desk.screens.register import RegisterScreen
from desk.screens.widgets.note_area import NoteArea
from desk.services import cases, drafts, lists, own_kinds, reading
from desk.services.seat import Seat
from desk.storage.lists import Which

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
SIZES = [(80, 24), (140, 40)]


@pytest.fixture
def own(seat: Seat, key_loan: str) -> str:
    """The example of the documents, brought in."""
    own_kinds.bring(seat, "key_loan", key_loan, now=NOW)
    return key_loan


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def words(pilot: Pilot[Any], read: Read) -> str:
    return " ".join(read(pilot).split())


async def open_kinds(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.press("a", "k")
    await settled(pilot)
    assert on(pilot, KindsScreen)


async def open_own(pilot: Pilot[Any], settled: Settle) -> None:
    """The example's, which stands last."""
    await open_kinds(pilot, settled)
    table = pilot.app.screen.query_one(KindTable)
    table.move_cursor(row=table.row_count - 1)
    await pilot.press("enter")
    await settled(pilot)
    assert on(pilot, KindScreen)


def told(pilot: Pilot[Any]) -> str:
    """What toasts say."""
    return " ".join(each.message for each in pilot.app._notifications)


def text_area(pilot: Pilot[Any]) -> NoteArea:
    return pilot.app.screen.query_one(NoteArea)


# ------------------------------------------------------------------ a case of it


@pytest.mark.usefixtures("own")
async def test_it_is_registered_from_the_desk_in_few_keys(
    desk_app: MakeApp, settled: Settle, seat: Seat, text_of: Read
) -> None:
    """Besides its values: the digit, the kind by its first letters, fields passed over, and saving."""
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        keys = ["7", "k", "e", "enter"]  # Key loan
        await pilot.press(*keys)
        await settled(pilot)
        assert "Sports hall" in text_of(pilot)
        moves = ["tab"] * 4
        await pilot.press(*moves, *"A12", "enter", "s", "ctrl+s")
        await settled(pilot)
        keys += [*moves, "enter", "s", "ctrl+s"]
        assert on(pilot, DeskScreen), text_of(pilot)
    assert len(keys) <= 14
    (row,) = lists.page(seat, Which(kind="key_loan")).rows
    case = reading.open_case(seat, row.reference).case
    assert (case.channel, case.department, case.step) == ("visit", "Samhällsbyggnad", "ordered")
    assert case.details == {"key_number": "A12", "premises": "hall", "keys": 1}


@pytest.mark.usefixtures("own")
async def test_what_is_missing_is_said_at_its_field(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press("7", "k", "e", "enter", "ctrl+s")
        await settled(pilot)
        assert on(pilot, RegisterScreen)
        said = text_of(pilot)
        assert said.count("! A value is missing. Fill it in.") == 2
        assert "Keys to premises." in said
        assert "Due within 10 working" in said


async def test_a_case_shows_what_an_earlier_wording_asked(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, own: str
) -> None:
    values = {"kind": "key_loan", "details": {"key_number": "A 12", "premises": "hall"}, "outcome": "solved_first"}
    reference = cases.register(seat, values, NOW).reference
    own_kinds.bring(seat, "key_loan", 'sv = "Lån"\nen = "Loan"\n', now=NOW)
    own_kinds.withdraw(seat, "key_loan", NOW)
    cases.reopen(seat, reference, NOW)
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, CaseScreen)
        said = words(pilot, text_of)
        assert "Premises Sports hall" in said
        assert "Key A 12" in said
        assert "Step Ordered" in said
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)


@pytest.mark.usefixtures("own")
async def test_a_withdrawn_kind_is_not_offered(desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("7", *"key loan")
        await settled(pilot)
        assert "Key loan" in text_of(pilot)
    own_kinds.withdraw(seat, "key_loan", NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("7", *"key loan")
        await settled(pilot)
        assert "Key loan" not in text_of(pilot)


# ------------------------------------------------------------------ reading


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
async def test_every_kind_is_listed_and_read(
    desk_app: MakeApp, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await open_kinds(pilot, settled)
        said = words(pilot, text_of)
        assert "1 kind of one's own." in said
        assert "Key loan own – 10 working days" in said
        assert "Feedback built in – 10 working days" in said
        await pilot.press("enter", "t")
        await settled(pilot)
        assert "Desk came with it." in text_of(pilot)
        await pilot.press("escape")
        await open_own_from_list(pilot, settled)
        said = words(pilot, text_of)
        assert "Wording 1, brought in 2026-11-19 10:42 by Anna Lind" in said
        assert "key_number Key text required · found by search" in said
        await pilot.press("t")
        await settled(pilot)
        assert 'sv = "Nyckellån"' in text_of(pilot)


async def open_own_from_list(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    table = pilot.app.screen.query_one(KindTable)
    table.move_cursor(row=table.row_count - 1)
    await pilot.press("enter")
    await settled(pilot)


async def test_earlier_wordings_and_what_differs(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, own: str
) -> None:
    own_kinds.bring(seat, "key_loan", own.replace("working_days = 10", "working_days = 3"), now=NOW)
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await open_own(pilot, settled)
        assert "Deadline 3 working days" in words(pilot, text_of)
        await pilot.press("left")
        await settled(pilot)
        assert "Wording 1" in text_of(pilot)
        assert "Deadline 10 working days" in words(pilot, text_of)
        await pilot.press("right", "d")
        await settled(pilot)
        said = words(pilot, text_of)
        assert "What differs from wording 1:" in said
        assert "- working_days = 10" in said
        assert "+ working_days = 3" in said


# ------------------------------------------------------------------ writing


async def test_a_kind_is_written_and_at_once_in_use(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_kinds(pilot, settled)
        await pilot.press("n", *"spare_key", "enter")
        await settled(pilot)
        assert on(pilot, KindText)
        text_area(pilot).show_answer(text_area(pilot).text + "# ours\n")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, KindsScreen), text_of(pilot)
        assert "Key loan" in text_of(pilot)
    text = own_kinds.history(seat, "spare_key")[0].wording.text
    assert text.endswith("# ours\n")
    assert drafts.mine(seat) == []
    assert cases.register(seat, {"kind": "spare_key", "details": {"key_number": "1"}}, NOW).reference


async def test_what_is_wrong_is_said_with_its_line_and_the_cursor_goes_there(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, own: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_own(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        text_area(pilot).show_answer(own.replace('type = "text"', 'type = "txt"'))
        await pilot.press("ctrl+s")
        await settled(pilot)
        line = own.splitlines().index('type = "text"') + 1
        assert f"! Line {line}: fields.key_number.type: That is not one of the choices." in words(pilot, text_of)
        assert text_area(pilot).cursor_location == (line - 1, 0)
        await pilot.press("escape")
        await settled(pilot)
        assert "Kept as a draft." in told(pilot)
    assert len(own_kinds.history(seat, "key_loan")) == 1
    (draft,) = drafts.mine(seat)
    assert "txt" in str(draft.fields["text"])


async def test_a_text_left_half_typed_is_gone_on_with(desk_app: MakeApp, settled: Settle, seat: Seat, own: str) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_own(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        text_area(pilot).show_answer(own + "# half\n")
        await pilot.press("escape")
        await settled(pilot)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, KindText)
        assert text_area(pilot).text == own + "# half\n"
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert own_kinds.history(seat, "key_loan")[0].wording.text == own + "# half\n"


async def test_a_colleague_who_was_first_is_told_of(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, own: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_own(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        own_kinds.bring(seat, "key_loan", own + "# theirs\n", now=NOW)
        text_area(pilot).show_answer(own + "# mine\n")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "Anna Lind has changed the kind while you wrote." in words(pilot, text_of)
        assert text_area(pilot).text == own + "# mine\n"
    assert own_kinds.history(seat, "key_loan")[0].wording.text == own + "# theirs\n"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("code", "said"),
    [("Spare key", "Small letters a–z"), ("key_loan", "a kind with that code already"), ("fault", "with that code")],
)
async def test_a_code_is_one_and_is_not_taken(
    desk_app: MakeApp, settled: Settle, text_of: Read, code: str, said: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_kinds(pilot, settled)
        await pilot.press("n", *("space" if each == " " else each for each in code), "enter")
        await settled(pilot)
        assert not on(pilot, KindText)
        assert said in told(pilot)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_one_begins_from_is_a_kind(language: str) -> None:
    from desk.rules.own_kind_template import template
    from desk.words import speaking

    with speaking(language):
        found = read_kind("spare_key", template())
    assert (found.kind.main_steps, len(found.kind.fields)) == (("lent", "returned"), 1)


# ------------------------------------------------------------------ withdrawn; files; who may


async def test_it_is_withdrawn_and_taken_into_use(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, own: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_own(pilot, settled)
        await pilot.press("w")
        await settled(pilot)
        assert "Withdraw “Key loan”?" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "own, withdrawn" in text_of(pilot)
        assert not own_kinds.history(seat, "key_loan")[0].wording.active
        await pilot.press("w")
        await settled(pilot)
        assert own_kinds.history(seat, "key_loan")[0].wording.active


async def test_a_wrong_file_is_told_in_a_toast_and_in_the_list(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, tmp_path: Path, key_loan: str
) -> None:
    (tmp_path / "key_loan.toml").write_text(key_loan + "what is this\n", "utf-8")
    seat.kinds_folder = tmp_path
    seat.wrong_kinds = own_kinds.bring_in_files(seat, tmp_path, NOW)
    line = key_loan.count("\n") + 1
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        assert f"key_loan.toml: Line {line}:" in told(pilot)
        await open_kinds(pilot, settled)
        assert "key_loan.toml ! 1 problem" in words(pilot, text_of)
        pilot.app.screen.query_one(KindTable).move_cursor(row=0)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, Tell)
        await pilot.press("escape")
        (tmp_path / "key_loan.toml").write_text(key_loan, "utf-8")
        await pilot.press("f")
        await settled(pilot)
        assert "What the files say is in use." in told(pilot)
        assert "1 kind of one's own." in words(pilot, text_of)
    assert seat.wrong_kinds == ()


@pytest.mark.usefixtures("own")
async def test_who_may_not_change_them_is_told_and_reads_them(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat_of: SeatOf, seat: Seat
) -> None:
    async with desk_app(seat_of("lisa")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.push_screen(KindsScreen())
        for key in ("n", "f"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, KindsScreen)
        await open_own_from_list(pilot, settled)
        for key in ("e", "w"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, KindScreen)
        assert told(pilot).count("Kinds are kept by an administrator.") == 4
    assert own_kinds.history(seat, "key_loan")[0].wording.active


async def test_a_kind_brought_in_by_a_colleague_is_offered_without_a_key(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat, key_loan: str
) -> None:
    """The program looks up by itself; here it is made to, as it does when the database has changed."""
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        own_kinds.bring(seat, "key_loan", key_loan, now=NOW)
        seat.renew()
        await pilot.press("7", *"key loan")
        await settled(pilot)
        assert "Key loan" in text_of(pilot)


@pytest.mark.usefixtures("own")
async def test_a_form_left_half_typed_says_that_its_kind_was_withdrawn_meanwhile(
    desk_app: MakeApp, settled: Settle, text_of: Read, seat: Seat
) -> None:
    async with desk_app().run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press("7", "k", "e", "enter", *["tab"] * 4, *"A12", "enter", "s", "escape")
        await settled(pilot)
    own_kinds.withdraw(seat, "key_loan", NOW)
    async with desk_app().run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "A12" in text_of(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, RegisterScreen)
        assert "! Key loan is withdrawn and takes" in words(pilot, text_of)
    assert not lists.page(seat, Which(kind="key_loan")).rows
