"""What every field widget has in common: an answer, and the messages that say it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, runtime_checkable

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from desk.rules.refusals import Problem

Answer = str | bool | None
"""``None`` is a choice, day or number not made; an empty text is ``""``."""


@runtime_checkable
class FieldWidget(Protocol):
    """A widget that one field of a form is answered in."""

    @property
    def answer(self) -> Answer:
        """What is answered now, as a model takes it."""
        ...

    def show_answer(self, value: object) -> None:
        """Show ``value``, without a message."""
        ...

    def commit(self) -> None:
        """Take what is half typed. Called before one moves on, and before saving."""
        ...

    def complaint(self) -> Problem | None:
        """What cannot be read as an answer, if so."""
        ...


class Answered(Message):
    """A person has changed an answer."""

    def __init__(self, control: Widget, answer: Answer) -> None:
        super().__init__()
        self._control = control
        self.answer = answer

    @property
    def control(self) -> Widget:
        """The field widget."""
        return self._control


class Remark(Message):
    """Something happened in a field that the person should know: a paste was cut, say."""

    def __init__(self, control: Widget, text: str) -> None:
        super().__init__()
        self._control = control
        self.text = text

    @property
    def control(self) -> Widget:
        """The field widget."""
        return self._control


def without_keys(bindings: Iterable[BindingType], *unwanted: str) -> list[BindingType]:
    """Textual's bindings of a widget without some keys: those that terminals take, and Enter."""
    kept: list[BindingType] = []
    for each in bindings:
        if isinstance(each, Binding):
            keys = [key for key in each.key.split(",") if key.strip() not in unwanted]
            if keys:
                kept.append(replace(each, key=",".join(keys)))
    return kept
