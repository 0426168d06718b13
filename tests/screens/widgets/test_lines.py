"""Lines, notes, days, moments and numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.screens.widgets.answer import Answer, FieldWidget
from desk.screens.widgets.date_input import DateInput
from desk.screens.widgets.instant_input import InstantInput
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.note_area import NoteArea
from desk.screens.widgets.number_input import NumberInput

Try = Any


def said(widget: FieldWidget) -> Answer:
    """The answer now; a call, because it changes between two looks."""
    return widget.answer


TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("Europe/Stockholm")


async def test_typing_is_announced_and_showing_is_not(bench: Try) -> None:
    line = LineInput()
    async with bench(line) as on:
        line.show_answer("Bo")
        await on.write("x")
        assert line.answer == "Box"
        assert on.answers == ["Box"]


async def test_a_line_has_no_timer_that_blinks(bench: Try) -> None:
    line = LineInput()
    async with bench(line):
        assert not line.cursor_blink
        assert line._blink_timer is None or not line._blink_timer._active.is_set()


async def test_a_long_text_is_read_from_its_beginning_while_nobody_types(bench: Try) -> None:
    line = LineInput()
    line.styles.width = 10
    async with bench(line) as on:
        await on.write("Bibliotekets tider")
        assert line.scroll_offset.x > 0, "the cursor is in sight"
        on.pilot.app.set_focus(None)
        await on.pilot.pause()
        assert line.scroll_offset.x == 0
        line.focus()
        await on.pilot.pause()
        assert line.scroll_offset.x > 0, "back to where the cursor is"
        on.pilot.app.set_focus(None)
        await on.pilot.pause()
        line.show_answer("Parkeringstillstånd")
        await on.pilot.pause()
        assert line.scroll_offset.x == 0


async def test_undo_takes_words_back(bench: Try) -> None:
    line = LineInput()
    async with bench(line) as on:
        await on.write("anna berg")
        await on.press("ctrl+z")
        assert line.value.strip() == "anna"
        await on.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert line.value == ""


async def test_focus_does_not_select_what_is_there(bench: Try) -> None:
    line = LineInput("Anna")
    async with bench(line) as on:
        await on.write("x")
        assert line.value == "Annax"


@pytest.mark.parametrize(
    ("pasted", "value", "remark"),
    [
        ("Anna", "Anna", ""),
        ("Anna\n", "Anna", ""),
        ("Anna\r\nBerg\n\nBo", "Anna Berg Bo", "3 lines were joined into one."),
        ("x" * 25, "x" * 20, "The paste was cut: it did not fit."),
        ("a\x1b[31mb\x07\u202e", "a[31mb\N{REPLACEMENT CHARACTER}", ""),
        ("[bold]x[/]", "[bold]x[/]", ""),
        ("\n\n", "", ""),
    ],
)
async def test_pastes_into_a_line(bench: Try, pasted: str, value: str, remark: str) -> None:
    line = LineInput(max_length=20)
    async with bench(line) as on:
        await on.paste(pasted)
        assert line.value == value
        assert " ".join(on.remarks) == remark


async def test_a_paste_replaces_the_selection(bench: Try) -> None:
    line = LineInput("Anna", max_length=5)
    async with bench(line) as on:
        line.select_all()
        await on.paste("Bosse")
        assert line.value == "Bosse"
        assert on.remarks == []


async def test_a_full_line_says_so(bench: Try) -> None:
    line = LineInput(max_length=2)
    async with bench(line) as on:
        await on.write("abc")
        assert line.value == "ab"
        assert on.remarks == ["At most 2 characters."]


async def test_a_note_keeps_its_lines(bench: Try) -> None:
    note = NoteArea(max_length=30)
    async with bench(note) as on:
        await on.write("ab")
        await on.press("enter")
        await on.paste("cd\r\nef\x1b\u200b")
        assert note.answer == "ab\ncd\nef"
        assert on.answers[-1] == "ab\ncd\nef"
        await on.paste("x" * 40)
        assert len(note.text) == 30
        assert on.remarks == ["The paste was cut: it did not fit."]
        await on.paste("y")
        assert len(on.remarks) == 2


async def test_a_note_too_long_complains_and_keeps_it(bench: Try) -> None:
    note = NoteArea(max_length=3)
    async with bench(note) as on:
        await on.write("abcd")
        problem = note.complaint()
        assert note.answer == "abcd"
        assert problem is not None
        assert problem.code == "too_long"


async def test_a_note_shown_is_not_announced(bench: Try) -> None:
    note = NoteArea()
    async with bench(note) as on:
        note.show_answer("Hej")
        await on.pilot.pause()
        assert on.answers == []
        await on.write("!")
        assert on.answers == ["Hej!"]


async def test_a_day_is_understood_and_shown(bench: Try) -> None:
    day = DateInput(today=TODAY)
    async with bench(day) as on:
        await on.write("+10")
        assert said(day) == "2026-12-01"
        day.commit()
        assert day.value == "2026-12-01"
        assert day.complaint() is None


async def test_no_day_stays_as_it_was_typed(bench: Try) -> None:
    day = DateInput(today=TODAY)
    async with bench(day) as on:
        assert said(day) is None
        await on.write("19/13")
        day.commit()
        problem = day.complaint()
        assert (day.value, said(day)) == ("19/13", "19/13")
        assert problem is not None
        assert problem.code == "invalid_date"


async def test_a_moment_goes_out_with_its_offset(bench: Try) -> None:
    moment = InstantInput(today=TODAY, zone=ZONE)
    async with bench(moment) as on:
        await on.write("10:42")
        assert moment.answer == "2026-11-21T10:42+01:00"
        moment.commit()
        assert moment.value == "2026-11-21 10:42"
        moment.show_answer(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
        assert moment.value == "2026-07-01 10:00"
        moment.show_answer("2026-07-01T08:00+00:00")
        assert moment.answer == "2026-07-01T10:00+02:00"
        moment.show_answer("25:00")
        problem = moment.complaint()
        assert problem is not None
        assert problem.code == "invalid_time"


@pytest.mark.parametrize(
    ("typed", "answer", "wrong"),
    [("100", "100", False), ("1 000 kr", "1000", False), ("", None, False), ("1x", "1x", True)],
)
async def test_numbers(bench: Try, typed: str, answer: str | None, wrong: bool) -> None:
    number = NumberInput()
    async with bench(number) as on:
        await on.write(typed)
        assert number.answer == answer
        assert (number.complaint() is not None) is wrong
