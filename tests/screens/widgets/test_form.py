"""The form: fields from a model, values out, problems in."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.widget import Widget

from desk.rules.cases import Cause, Channel, Citizen, Demand, causes_of
from desk.rules.fields import Field, fields_of
from desk.rules.refusals import Problem
from desk.screens.widgets.answer import FieldWidget
from desk.screens.widgets.field_widgets import widget_for
from desk.screens.widgets.form import Form
from desk.screens.widgets.form_row import FormRow
from desk.screens.widgets.line_input import LineInput

Try = Any
TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("Europe/Stockholm")

FIELDS = (
    Field("citizen.name", "text", "Name", max_length=40),
    Field("summary", "text", "What"),
    Field("demand", "choice", "Demand", choices=tuple(Demand)),
    Field("cause", "choice", "Cause", choices=tuple(Cause)),
    Field("channel", "choice", "Channel", choices=tuple(Channel), default=Channel.PHONE),
    Field("until", "date", "Until"),
    Field("anonymous", "yes_no", "Anonymous", default=False),
    Field("note", "long_text", "Note"),
)


def a_form(**options: Any) -> Form:
    """A form of one field of each sort."""
    return Form(FIELDS, today=TODAY, zone=ZONE, **options)


def row(form: Form, name: str) -> FormRow:
    """The row of a field."""
    return form._rows[name]


def focused(form: Form) -> str | None:
    """The field one is in."""
    return form._focused()


@pytest.mark.parametrize("kind", ["text", "long_text", "choice", "yes_no", "date", "instant", "number", "group"])
def test_every_type_has_a_widget_that_answers(kind: Any) -> None:
    widget = widget_for(Field("x", kind, "X", choices=tuple(Demand)), today=TODAY, zone=ZONE)
    assert isinstance(widget, Widget)
    assert isinstance(widget, FieldWidget)


def test_a_model_becomes_a_form() -> None:
    assert "phone" in Form(fields_of(Citizen), today=TODAY).values()


async def test_an_empty_form(bench: Try) -> None:
    form = a_form()
    async with bench(form):
        assert form.values() == {
            "citizen.name": "", "summary": "", "demand": None, "cause": None, "channel": "phone",
            "until": None, "anonymous": False, "note": "",
        }  # fmt: skip
        assert form.filled() == {"channel": "phone"}
        assert not form.changed


async def test_values_as_a_model_takes_them(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.focus_field("citizen.name")
        await on.press("A", "tab", "B", "enter", "f", "tab", "c", "h", "tab", "v", "tab", "1", "9", "slash", "1", "1")
        await on.press("tab", "space", "tab", "N", "enter", "M")
        assert form.values() == {
            "citizen.name": "A", "summary": "B", "demand": "failure", "cause": "chasing", "channel": "visit",
            "until": "2026-11-19", "anonymous": True, "note": "N\nM",
        }  # fmt: skip
        assert form.changed


async def test_fill_says_nothing_and_changing_says_which(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.fill({"summary": "Hej", "demand": Demand.VALUE, "note": "x", "until": "2026-11-19", "unknown": 1})
        await on.pilot.pause()
        assert on.heard(Form.Changed) == []
        assert form.values()["demand"] == "value"
        assert not form.changed
        form.focus_field("summary")
        await on.press("!")
        assert [each.name for each in on.heard(Form.Changed)] == ["summary"]


async def test_tab_and_enter_go_round(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.focus_field("citizen.name")
        visited = []
        for key in ("tab", "enter", "tab", "enter", "tab", "enter", "tab", "tab", "shift+tab"):
            await on.press(key)
            visited.append(focused(form))
        names = [field.name for field in FIELDS]
        assert visited == [*names[1:], names[0], names[-1]]


async def test_a_hidden_field_is_passed_over_and_has_no_answer(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.fill({"summary": "Hej"})
        form.show_field("summary", False)
        form.focus_field("citizen.name")
        await on.press("tab")
        assert focused(form) == "demand"
        assert form.values()["summary"] is None


async def test_answers_can_be_read_while_the_form_closes(bench: Try) -> None:
    form = a_form()
    async with bench(form):
        form.fill({"summary": "Half typed", "until": "2026-12-01"})
        form.show_field("note", False)
        before = form.values()
        await form.remove()
        assert not form.display
        assert form.values() == before
        assert (before["summary"], before["channel"], before["note"]) == ("Half typed", "phone", None)


async def test_problems_stand_at_their_fields(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.show_problems(
            [Problem("invalid_date", "until"), Problem("required", "summary"), Problem("case_changed", "version")]
        )
        await on.pilot.pause()
        assert focused(form) == "summary"
        assert row(form, "summary").wrong
        assert row(form, "summary").words == "A value is missing. Fill it in."
        assert row(form, "until").wrong
        assert "Somebody else changed" in str(form._problems.render())
        assert form._problems.display
        await on.press("x")
        assert not row(form, "summary").wrong
        assert row(form, "until").wrong
        form.clear_problems()
        assert not row(form, "until").wrong
        assert not form._problems.display


async def test_saving_takes_what_is_half_typed(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.focus_field("cause")
        await on.press("c", "h", "ctrl+s")
        assert len(on.heard(Form.Submitted)) == 1
        assert form.values()["cause"] == "chasing"


async def test_what_cannot_be_read_is_not_saved(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.focus_field("until")
        await on.press("x", "ctrl+s")
        assert on.heard(Form.Submitted) == []
        assert row(form, "until").wrong
        assert [each.field for each in form.complaints()] == ["until"]


async def test_leaving_a_field_that_cannot_be_read_says_so(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.focus_field("until")
        await on.press("x", "tab")
        assert focused(form) == "anonymous"
        assert "2026-11-19" in row(form, "until").words


async def test_a_paste_that_was_cut_is_said_at_the_field(bench: Try) -> None:
    form = a_form()
    async with bench(form) as on:
        form.focus_field("citizen.name")
        await on.paste("x" * 60)
        assert "cut" in row(form, "citizen.name").words
        assert not row(form, "citizen.name").wrong


async def test_other_options_and_another_widget(bench: Try) -> None:
    own = LineInput("mine")
    form = a_form(widgets={"summary": own})
    async with bench(form) as on:
        assert form.widget("summary") is own
        assert form.values()["summary"] == "mine"
        form.set_options("cause", causes_of(Demand.VALUE))
        form.focus_field("cause")
        await on.press("n")
        assert form.values()["cause"] == "new_request"


async def test_clear(bench: Try) -> None:
    form = a_form()
    async with bench(form):
        form.fill({"summary": "Hej", "channel": "visit", "anonymous": True})
        form.show_problems([Problem("required", "note")])
        form.clear()
        assert form.filled() == {"channel": "phone"}
        assert not form.changed
        assert not row(form, "note").wrong


async def test_a_long_form_scrolls_to_the_field_and_its_problem(bench: Try) -> None:
    fields = [Field(f"f{n}", "text", f"F{n}") for n in range(40)]
    form = Form(fields, today=TODAY)
    async with bench(form) as on:
        form.show_problems([Problem("required", "f35")])
        await on.pilot.pause(0.2)
        lines = "\n".join(
            "".join(segment.text for segment in strip) for strip in on.pilot.app.screen._compositor.render_strips()
        )
        assert "F35" in lines


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="when"):
        widget_for(Field("when", "instant", "When"), today=TODAY)
