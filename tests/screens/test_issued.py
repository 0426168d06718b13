"""Issuing on the screen: the analysis that is never lost, recipients, preview, issue, compare, export."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.period import ReportSort, span_for
from desk.screens.dialogs import Confirm
from desk.screens.issued import IssuedScreen, IssuedTable
from desk.screens.issued_paper import PaperScreen
from desk.screens.recipients import RecipientsScreen
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.list_table import ListTable
from desk.screens.widgets.note_area import NoteArea
from desk.screens.widgets.page_lines import PageLines
from desk.services import cases, drafts, issuing, report_texts
from desk.services.seat import Seat
from desk.terminal.look import Look

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
TERTIAL = span_for(ReportSort.TERTIAL, "2026-T2")
SUMMER = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def summer(seat: Seat, now: datetime) -> None:
    """Some cases of the last whole tertial."""
    for number in range(5):
        values = {"topic": "school_meals", "channel": "phone", "outcome": "solved_first"}
        cases.register(seat, values, SUMMER + timedelta(days=number))


async def opened(app: DeskApp, pilot: Pilot[Any], settled: Settled) -> IssuedScreen:
    """The screen, from the follow-up."""
    await settled(pilot)
    for key in ("r", "u"):
        await pilot.press(key)
        await settled(pilot)
    assert isinstance(app.screen, IssuedScreen)
    return app.screen


async def typed(pilot: Pilot[Any], settled: Settled, *keys: str) -> None:
    """Press keys one by one, each when all before is done."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def said(app: DeskApp) -> str:
    """What toasts say."""
    return "\n".join(each.message for each in app._notifications)


async def test_it_begins_with_the_last_whole_tertial(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        text = text_of(pilot)
        for told in ("Tertial report · Tertial 2 2026", "Analysis: not written.", "Goes to nobody yet.", "Not issued."):
            assert told in text


async def test_arrows_go_from_span_to_span_and_not_into_the_future(
    desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await typed(pilot, settled, "right")
        assert screen.wanted.span.code == "2026-T3"
        assert "the span is not over" in text_of(pilot)
        await typed(pilot, settled, "right", "left", "left")
        assert screen.wanted.span.code == "2026-T1"


async def test_another_report_and_department_are_chosen(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await typed(pilot, settled, "v", "down", "down", "enter")
        assert (str(screen.wanted.sort), screen.wanted.span.code) == ("interim", "2026-08-ytd")
        await typed(pilot, settled, "d", "down", "enter")
        assert screen.wanted.department == "Kommunledning"
        assert "Kommunledning" in text_of(pilot)
        await typed(pilot, settled, "left")
        assert (screen.wanted.span.code, screen.wanted.department) == ("2025-08-ytd", "Kommunledning")


async def test_an_analysis_is_written(desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "w")
        assert isinstance(app.screen, TextScreen)
        await pilot.press(*"Lugnt", "enter", *"Ja", "ctrl+s")
        await settled(pilot)
        found = report_texts.analysis(seat, ReportSort.TERTIAL, TERTIAL)
        assert found is not None
        assert found.text == "Lugnt\nJa"
        assert "Analysis: 8 characters, Anna Lind" in text_of(pilot)
        assert drafts.mine(seat) == []


async def test_nothing_that_was_typed_is_lost_on_escape(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "w")
        await pilot.press(*"Halvt", "escape")
        await settled(pilot)
        assert report_texts.analysis(seat, ReportSort.TERTIAL, TERTIAL) is None
        await typed(pilot, settled, "w")
        assert app.screen.query_one(NoteArea).text == "Halvt"
    again = desk_app()
    async with again.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, settled, "enter")  # drafts are offered at the start
        assert isinstance(again.screen, TextScreen)
        assert again.screen.query_one(NoteArea).text == "Halvt"
        await pilot.press(*"!", "ctrl+s")
        await settled(pilot)
        found = report_texts.analysis(seat, ReportSort.TERTIAL, TERTIAL)
        assert found is not None
        assert found.text == "Halvt!"


async def test_what_somebody_else_wrote_meanwhile_is_not_written_over(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "w")
        await pilot.press(*"Mitt")
        report_texts.write_analysis(seat, ReportSort.TERTIAL, TERTIAL, "Lisas")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, TextScreen)
        assert "Somebody else has written the text" in text_of(pilot)
        assert app.screen.query_one(NoteArea).text == "Mitt"
        found = report_texts.analysis(seat, ReportSort.TERTIAL, TERTIAL)
        assert found is not None
        assert found.text == "Lisas"


async def test_the_report_is_read_before_it_is_issued(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, summer: None, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "p")
        assert isinstance(app.screen, PaperScreen)
        assert "Draft: not issued" in text_of(pilot)
        await typed(pilot, settled, "end")
        assert "Who decided the goals" in text_of(pilot)
        await typed(pilot, settled, "escape")
        assert issuing.everyone(seat) == ()


async def test_a_console_of_letters_gets_letters(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, summer: None
) -> None:
    app = desk_app(look=Look("desk-dark", True, "16"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        app.add_class("-ascii")
        await typed(pilot, settled, "p")
        assert isinstance(app.screen, PaperScreen)
        text = app.screen.query_one(PageLines).text
        assert "Draft: not issued" in text
        assert not any(sign in text for sign in "■□↗→↘•–")


async def test_it_is_issued_when_one_is_sure(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, summer: None, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "i")
        assert isinstance(app.screen, Confirm)
        for told in ("Issue Tertial report", "No analysis has been written.", "No recipients are named."):
            assert told in text_of(pilot)
        await typed(pilot, settled, "n")
        assert issuing.everyone(seat) == ()
        await typed(pilot, settled, "i", "y")
        assert [each.number for each in issuing.everyone(seat)] == [1]
        assert "Issued: Tertial report · Tertial 2 2026, no. 1." in said(app)
        assert "Issued last as no. 1" in text_of(pilot)
        await typed(pilot, settled, "enter")
        assert "Edition: no. 1, issued 19 November 2026 by Anna Lind" in text_of(pilot)


async def test_what_changed_since_is_seen_and_counted(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, summer: None, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "i", "y", "c")
        assert "Nothing has changed." in text_of(pilot)
        await typed(pilot, settled, "escape")
        cases.register(seat, {"kind": "enquiry", "channel": "phone", "received_at": SUMMER}, datetime.now(UTC))
        await typed(pilot, settled, "c")
        assert "Registered cases" in text_of(pilot)
        await typed(pilot, settled, "escape", "i", "y")
        assert "changes since the issue before" in said(app)
        current = app.screen.query_one(IssuedTable).current
        assert current is not None
        assert current.id == 2, "the cursor is on what was issued, not on the edition before"


async def test_recipients_are_added_and_taken_away(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "m")
        assert isinstance(app.screen, RecipientsScreen)
        assert "No recipients are named." in text_of(pilot)
        await pilot.press("n", *"Karin", "enter")
        await settled(pilot)
        await pilot.press(*"chef", "enter")
        await settled(pilot)
        (karin,) = report_texts.recipients(seat, ReportSort.TERTIAL)
        assert (karin.name, karin.title) == ("Karin", "chef")
        assert "Karin" in text_of(pilot)
        await typed(pilot, settled, "escape")
        assert "Goes to 1 recipient." in text_of(pilot)
        await typed(pilot, settled, "m", "r", "y")
        assert report_texts.recipients(seat, ReportSort.TERTIAL) == ()


async def test_an_agent_and_an_auditor_read_and_write_nothing(
    desk_app: MakeApp, settled: Settled, seat: Seat, seat_of: Callable[[str], Seat]
) -> None:
    issuing.issue(seat, ReportSort.TERTIAL, TERTIAL)
    for login in ("bo", "rut"):
        app = desk_app(seat_of(login))
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(app, pilot, settled)
            await typed(pilot, settled, "w", "i")
            assert "by a lead or an administrator" in said(app)
            await typed(pilot, settled, "enter")
            assert isinstance(app.screen, PaperScreen)
    assert len(issuing.everyone(seat)) == 1


async def test_an_issued_report_is_written_to_a_file(
    desk_app: MakeApp, settled: Settled, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    issuing.issue(seat, ReportSort.TERTIAL, TERTIAL, in_language="sv")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "x")
        app.screen.query_one(LineInput).value = str(tmp_path / "t2.pdf")
        await typed(pilot, settled, "enter")
        assert "Written to" in said(app)
        assert "Tertialrapport" in PdfReader(tmp_path / "t2.pdf").pages[0].extract_text()
        await typed(pilot, settled, "enter", "x")
        app.screen.query_one(LineInput).value = str(tmp_path / "t2.pdf")
        await typed(pilot, settled, "enter")
        assert "There is a file" in said(app) or "already" in said(app)


async def test_over_ssh_no_file_is_written(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "x")
    issuing.issue(seat, ReportSort.TERTIAL, TERTIAL)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await typed(pilot, settled, "x")
        assert isinstance(app.screen, IssuedScreen)
        assert "desk report issued show 1 --to FILE" in said(app)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_hundred_issues_are_a_list(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    for _number in range(12):
        issuing.issue(seat, ReportSort.TERTIAL, TERTIAL)
    app = desk_app()
    async with app.run_test(size=size) as pilot:
        await opened(app, pilot, settled)
        assert app.screen.query_one(ListTable).row_count == 12
        await typed(pilot, settled, "end", "enter")
        assert "Edition: no. 1," in text_of(pilot)
