"""Short questions over a screen: a line, a choice by letter, yes or no. Esc is always *no answer*."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from desk.rules.refusals import Problem
from desk.screens.widgets.answer import Remark
from desk.screens.widgets.choice import Option, letters_for
from desk.screens.widgets.date_input import DateInput
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.note_area import NoteArea
from desk.words import _

if TYPE_CHECKING:
    from desk.services.drafts import Draft

__all__ = ["AskDay", "AskLine", "AskNote", "Choose", "Confirm", "Dialog", "Option", "Tell"]

Result = TypeVar("Result")

KEEP_SECONDS = 0.8
"""Seconds between looks at whether something was typed: at most one second of it may be lost with the machine."""


class Dialog(ModalScreen[Result]):
    """A box in the middle: a title, something to answer, a word about the keys, and what was wrong.

    Args:
        title: What is asked.
        text: Said below the title, where it is not empty.
    """

    CSS_PATH: ClassVar[str | list[str | PurePath]] = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="question")
            if self._text:
                yield Static(Content(self._text), id="text")
            yield from self.body()
            yield Static("", id="wrong", markup=False)
            yield Static(Content(self.how()), id="how")

    def body(self) -> ComposeResult:
        """What is answered."""
        yield from ()

    def how(self) -> str:
        """The keys, in one line."""
        return _("↵ OK   Esc Cancel")

    def say_wrong(self, problem: Problem) -> None:
        """Say what is wrong with the answer; the dialog stays."""
        self.query_one("#wrong", Static).update(Content(f"{problem.reason} {problem.right}".strip()))

    def on_remark(self, event: Remark) -> None:
        """Say what happened in the field."""
        event.stop()
        self.query_one("#wrong", Static).update(Content(event.text))

    def action_leave(self) -> None:
        """No answer."""
        self.dismiss(None)


class Tell(Dialog[None]):
    """Says something that is too long for a toast."""

    BINDINGS = [Binding("enter,space", "leave", show=False)]

    def how(self) -> str:
        """The keys, in one line."""
        return _("Esc Back")


class AskLine(Dialog[str | None]):
    """Asks for one line; the answer is trimmed.

    Args:
        value: What stands there to begin with.
        required: An empty line is no answer.
        max_length: Characters at most.
    """

    AUTO_FOCUS = "#line"
    BINDINGS = [Binding("enter", "ok", show=False)]

    def __init__(
        self, title: str, text: str = "", *, value: str = "", required: bool = True, max_length: int = 120
    ) -> None:
        super().__init__(title, text)
        self._value = value
        self._required = required
        self._max_length = max_length

    def body(self) -> ComposeResult:
        """The line."""
        yield LineInput(self._value, max_length=self._max_length, id="line")

    def action_ok(self) -> None:
        """Answer with the line."""
        line = self.query_one(LineInput).value.strip()
        if self._required and not line:
            self.say_wrong(Problem("required"))
        else:
            self.dismiss(line)


class AskDay(Dialog[date | None]):
    """Asks for a day, written as people write days.

    Args:
        today: The local day.
    """

    AUTO_FOCUS = "#line"
    BINDINGS = [Binding("enter", "ok", show=False)]

    def __init__(self, title: str, text: str = "", *, today: date, value: str = "") -> None:
        super().__init__(title, text)
        self._today = today
        self._value = value

    def body(self) -> ComposeResult:
        """The day."""
        yield DateInput(self._value, today=self._today, id="line")

    def action_ok(self) -> None:
        """Answer with the day."""
        field = self.query_one(DateInput)
        answer = field.answer
        if wrong := field.complaint():
            self.say_wrong(wrong)
        elif isinstance(answer, str):
            self.dismiss(date.fromisoformat(answer))
        else:
            self.say_wrong(Problem("required"))


class AskNote(Dialog[str | None]):
    """Asks for a text of many lines; Ctrl+S saves it. Esc loses nothing: what was typed is handed to ``keep``.

    Args:
        value: What stands there to begin with.
        keep: Called with the text as it stands, at most a second after it was typed.
        draft: Makes the draft of it, for when the line is lost.
        max_length: Characters at most.
    """

    AUTO_FOCUS = "#line"
    BINDINGS = [Binding("ctrl+s", "ok", show=False)]

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        value: str = "",
        keep: Callable[[str], object] | None = None,
        draft: Callable[[str], Draft | None] | None = None,
        max_length: int = 0,
    ) -> None:
        super().__init__(title, text)
        self._value = value
        self._keep = keep
        self._draft = draft
        self._max_length = max_length

    def body(self) -> ComposeResult:
        """The text."""
        yield NoteArea(self._value, max_length=self._max_length, id="line")

    def on_mount(self) -> None:
        """Look every second whether something was typed."""
        if self._keep is not None:
            self.set_interval(KEEP_SECONDS, self._keep_text)

    def _keep_text(self) -> None:
        if self._keep is not None:
            self._keep(self.query_one(NoteArea).text)

    def draft(self) -> Draft | None:
        """What is half typed, as a draft."""
        return self._draft(self.query_one(NoteArea).text) if self._draft is not None else None

    def how(self) -> str:
        """Enter begins a new line here."""
        return _("^S Save   Esc Cancel")

    def action_ok(self) -> None:
        """Answer with the text."""
        area = self.query_one(NoteArea)
        if wrong := area.complaint():
            self.say_wrong(wrong)
        elif area.text.strip():
            self.dismiss(area.text.strip())
        else:
            self.say_wrong(Problem("required"))

    def action_leave(self) -> None:
        """No answer; the text is kept."""
        self._keep_text()
        self.dismiss(None)


class Choose(Dialog[str | None]):
    """Asks for one of a few; each answers to its underlined letter, arrows and Enter do as well.

    Args:
        options: Codes with their words.
        preselected: The code that the mark stands at to begin with.
    """

    AUTO_FOCUS = "Options"

    def __init__(
        self, title: str, options: Sequence[Option], *, text: str = "", preselected: str | None = None
    ) -> None:
        super().__init__(title, text)
        self._options = tuple(options)
        self._preselected = preselected

    def body(self) -> ComposeResult:
        """The options."""
        yield Options(self._options, self._preselected)

    def on_options_chosen(self, event: Options.Chosen) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.code)


class Confirm(Dialog[bool]):
    """Asks yes or no; ``y`` and ``j`` are yes everywhere."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("y,j,enter", "yes", show=False),
        Binding("n", "leave", show=False),
    ]

    def how(self) -> str:
        """The keys."""
        return _("↵ Yes   Esc No")

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """No."""
        self.dismiss(False)


class Options(Widget, can_focus=True):
    """Options below each other, one of them marked."""

    COMPONENT_CLASSES = {"options--marked"}

    class Chosen(Message):
        """One was chosen."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, options: Sequence[Option], marked: str | None = None) -> None:
        super().__init__()
        self._options = tuple(options)
        self._letters = letters_for([each.label for each in self._options])
        codes = [each.code for each in self._options]
        self._marked = codes.index(marked) if marked in codes else 0

    def render(self) -> Content:
        """The mark is a sign as well as a colour."""
        style = self.get_visual_style("options--marked")
        lines = []
        for place, option in enumerate(self._options):
            marked = place == self._marked
            letter = self._letters[place]
            line = Content(("▸ " if marked else "  ") + option.label)
            if letter is not None:
                line = line.stylize("underline", 2 + letter, 3 + letter)
            line = line.pad_right(max(0, self.content_size.width - line.cell_length))
            lines.append(line.stylize(style) if marked else line)
        return Content("\n").join(lines)

    def on_key(self, event: events.Key) -> None:
        """Choose by letter, or move the mark."""
        if event.key in ("up", "down"):
            self._marked = (self._marked + (1 if event.key == "down" else -1)) % len(self._options)
            self.refresh()
        elif event.key == "enter":
            self._choose(self._marked)
        elif event.is_printable and (place := self._by_letter(event.character or "")) is not None:
            self._choose(place)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        if 0 <= event.y < len(self._options):
            self._choose(event.y)

    def _by_letter(self, letter: str) -> int | None:
        for place, at in enumerate(self._letters):
            if at is not None and self._options[place].label[at].casefold() == letter.casefold():
                return place
        return None

    def _choose(self, place: int) -> None:
        self.post_message(self.Chosen(self._options[place].code))
