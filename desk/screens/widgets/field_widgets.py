"""Which widget a field is answered in."""

from __future__ import annotations

from datetime import date, tzinfo

from textual.widget import Widget

from desk.rules.fields import Field
from desk.screens.widgets.choice import Choice
from desk.screens.widgets.date_input import DateInput
from desk.screens.widgets.instant_input import InstantInput
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.note_area import NoteArea
from desk.screens.widgets.number_input import NumberInput
from desk.screens.widgets.tick import Tick


def widget_for(field: Field, *, today: date, zone: tzinfo | None = None) -> Widget:
    """The usual widget for ``field``, showing its default.

    Raises:
        ValueError: the field is a moment, and no ``zone`` says where.
    """
    match field.type:
        case "choice":
            value = None if field.default is None else str(field.default)
            return Choice(field.choices, value=value, optional=field.default is None)
        case "yes_no":
            said = field.default if isinstance(field.default, bool) else None
            return Tick(said, optional=said is None)
        case "date":
            return DateInput(_text(field), today=today, placeholder=field.example)
        case "instant":
            if zone is None:
                raise ValueError(field.name)
            return InstantInput(_text(field), today=today, zone=zone, placeholder=field.example)
        case "number":
            return NumberInput(_text(field), placeholder=field.example, max_length=12)
        case "long_text":
            return NoteArea(_text(field), max_length=field.max_length or 0)
        case _:
            return LineInput(_text(field), placeholder=field.example, max_length=field.max_length or 0)


def _text(field: Field) -> str:
    return "" if field.default is None else str(field.default)
