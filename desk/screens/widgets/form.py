"""A form from any model: one row for each field, its label, and its problem in words where it stands.

The form knows fields and answers, and nothing of cases. Values go out as a model takes them; messages go up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from desk import keys
from desk.rules.fields import Field
from desk.rules.labels import Code
from desk.rules.refusals import Problem
from desk.screens.widgets.answer import Answer, Answered, FieldWidget, Remark
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.field_widgets import widget_for
from desk.screens.widgets.form_row import FormRow


class Form(Vertical, can_focus=False):
    """Fields below each other; Tab and Enter go on, Shift+Tab back, Ctrl+S saves.

    Args:
        fields: In the order in which they are asked.
        today: The local day that days without a year are seen from.
        zone: The zone in which moments are written; needed where a field is one.
        widgets: By field name, a widget to use in place of the usual one.
        label_width: Cells for the labels.
    """

    BINDINGS = keys.bindings("form.next", "form.previous", "form.save")

    DEFAULT_CSS = """
    Form { height: 1fr; overflow-y: auto; overflow-x: hidden; scrollbar-size-vertical: 1; }
    Form > #form-problems { display: none; height: auto; color: $text-error; }
    Form > #form-problems.-shown { display: block; }
    """

    class Changed(Message):
        """A person has changed an answer."""

        def __init__(self, form: Form, name: str) -> None:
            super().__init__()
            self.form = form
            self.name = name

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    class Submitted(Message):
        """The form is to be saved; every answer can be read."""

        def __init__(self, form: Form) -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        today: date,
        zone: tzinfo | None = None,
        widgets: Mapping[str, Widget] | None = None,
        label_width: int = 14,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._fields = {field.name: field for field in fields}
        self._rows: dict[str, FormRow] = {}
        for field in fields:
            widget = (widgets or {}).get(field.name) or widget_for(field, today=today, zone=zone)
            self._rows[field.name] = FormRow(field.name, field.label, widget, label_width=label_width)
        self._problems = Static(id="form-problems", markup=False)
        self._filled = self.values()

    def compose(self) -> ComposeResult:
        """What belongs to no field on top, then the fields."""
        yield self._problems
        yield from self._rows.values()

    # ------------------------------------------------------------------ answers

    def values(self) -> dict[str, Answer]:
        """Every field's answer. Empty text is ``""``; what is not chosen, and a field not shown, is ``None``."""
        return {name: self._field(name).answer if row.asked else None for name, row in self._rows.items()}

    def filled(self) -> dict[str, str | bool]:
        """Only what has been answered: what a model needs in order to apply its own defaults to the rest."""
        return {name: value for name, value in self.values().items() if value not in (None, "", False)}

    @property
    def changed(self) -> bool:
        """Some answer differs from what the form was filled with."""
        return self.values() != self._filled

    def fill(self, values: Mapping[str, object]) -> None:
        """Show answers, without messages. Names that are no field here are left out."""
        for name, value in values.items():
            if name in self._rows:
                self._field(name).show_answer(value)
                self._rows[name].hush()
        self._filled = self.values()

    def clear(self) -> None:
        """Back to how an empty form begins."""
        self.clear_problems()
        self.fill({name: field.default for name, field in self._fields.items()})

    # ------------------------------------------------------------------ problems

    def complaints(self) -> tuple[Problem, ...]:
        """What cannot be read as an answer, each with its field."""
        return tuple(
            replace(problem, field=name)
            for name, row in self._rows.items()
            if row.asked and (problem := self._field(name).complaint())
        )

    def show_problems(self, problems: Iterable[Problem], *, focus: bool = True) -> None:
        """Show each problem at its field, and those of no field here on top; go to the first."""
        self.clear_problems()
        at_fields = []
        others = []
        for problem in problems:
            row = self._rows.get(problem.field or "")
            if row is None or not row.asked:
                others.append(f"! {problem.reason} {problem.right}".strip())
            elif not row.wrong:
                row.say(f"{problem.reason} {problem.right}".strip(), wrong=True)
                at_fields.append(row.field_name)
        self._problems.update(Content("\n".join(others)))
        self._problems.set_class(bool(others), "-shown")
        if focus and at_fields:
            self.focus_field(next(name for name in self._rows if name in at_fields))

    def clear_problems(self) -> None:
        """Take every problem and remark away."""
        for row in self._rows.values():
            row.hush()
        self._problems.set_class(False, "-shown")

    def remark(self, name: str, text: str) -> None:
        """Say something at a field that is not wrong."""
        self._rows[name].say(text, wrong=False)

    # ------------------------------------------------------------------ fields

    def widget(self, name: str) -> Widget:
        """The widget of a field. Raises KeyError where there is no such field."""
        return self._rows[name].field

    def focus_field(self, name: str) -> None:
        """Go to a field, at once."""
        row = self._rows[name]
        target = row.field if row.field.focusable else next((w for w in row.field.query("*") if w.focusable), None)
        if target is not None:
            # Textual's own would bring the field to the middle, slowly, also where it is in sight already.
            self.screen.set_focus(target, scroll_visible=False)
            self.call_after_refresh(row.scroll_visible, animate=False)

    def show_field(self, name: str, visible: bool) -> None:
        """Show or hide a field; one that is hidden has no answer."""
        self._rows[name].asked = visible

    def set_options(self, name: str, options: Sequence[Code | Option]) -> None:
        """Give a choice other options."""
        widget = self._rows[name].field
        if isinstance(widget, Choice):
            widget.set_options(options)

    # ------------------------------------------------------------------ keys

    def action_next_field(self) -> None:
        """Take what is half typed, and go to the next field; after the last, to the first."""
        self._go(1)

    def action_previous_field(self) -> None:
        """Take what is half typed, and go to the field before."""
        self._go(-1)

    def action_save(self) -> None:
        """Ask to be saved, unless an answer cannot be read: then show which."""
        if (name := self._focused()) is not None:
            self._field(name).commit()
        if problems := self.complaints():
            self.show_problems(problems)
        else:
            self.post_message(self.Submitted(self))

    def _go(self, by: int) -> None:
        shown = [name for name, row in self._rows.items() if row.asked and not row.field.disabled]
        now = self._focused()
        if now is not None:
            self._leave(now)
        if shown:
            place = shown.index(now) + by if now in shown else 0
            self.focus_field(shown[place % len(shown)])

    def _leave(self, name: str) -> None:
        field = self._field(name)
        field.commit()
        row = self._rows[name]
        if problem := field.complaint():
            row.say(f"{problem.reason} {problem.right}".strip(), wrong=True)

    def _focused(self) -> str | None:
        node = self.screen.focused
        while node is not None and node is not self:
            if isinstance(node, FormRow):
                return node.field_name
            node = node.parent if isinstance(node.parent, Widget) else None
        return None

    def _field(self, name: str) -> FieldWidget:
        field = self._rows[name].field
        if not isinstance(field, FieldWidget):
            raise TypeError(type(field).__name__)
        return field

    def on_answered(self, event: Answered) -> None:
        """Forget the problem of a field that was changed, and say which it was."""
        event.stop()
        if (row := self._row_of(event.control)) is not None:
            row.hush()
            self.post_message(self.Changed(self, row.field_name))

    def on_remark(self, event: Remark) -> None:
        """Show what happened in a field, at the field."""
        event.stop()
        if (row := self._row_of(event.control)) is not None:
            row.say(event.text, wrong=False)
            self.call_after_refresh(row.scroll_visible, animate=False)

    def _row_of(self, widget: Widget) -> FormRow | None:
        return next((node for node in widget.ancestors_with_self if isinstance(node, FormRow)), None)
