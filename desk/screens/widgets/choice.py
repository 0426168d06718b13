"""A choice in one row: ``( ) new  (•) failure``, answered by one underlined letter.

Up to four options stand in the row, each with a letter of its own; where they would not fit, closer together:
``○new ●failure``. More than that show the chosen one, and a list below while one types or presses Down; what is
typed narrows by the beginnings of words, or by any part of them where none begins so: *sjuk* finds
*korttidssjukfrånvaro*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset, Size
from textual.widget import Widget

from desk.rules.labels import Code
from desk.rules.refusals import Problem
from desk.rules.text import folded
from desk.screens.widgets.answer import Answer, Answered
from desk.screens.widgets.row_list import RowList
from desk.words import _

IN_A_ROW = 4
"""Options that stand in the row itself."""


class _Marks(NamedTuple):
    """How options stand in a row: what is before one that is not chosen, and one that is, and the gap between."""

    empty: str
    full: str
    gap: int


ROOMY, CLOSE = _Marks("( ) ", "(•) ", 2), _Marks("○", "●", 1)


class Option(NamedTuple):
    """An option that is no code of the domain: a department, a group, a person."""

    code: str
    label: str


class Choice(Widget, can_focus=True):
    """One of several options.

    Letters choose, Left and Right step, Space steps or opens the list, Backspace takes the answer back where
    there need be none. Tab and Enter are left to the form.

    Args:
        options: Codes of the domain, or :class:`Option`.
        value: The code chosen to begin with.
        optional: Whether nothing may be chosen.
        in_row: Whether few options stand in the row; names of people are better off in the list.
    """

    DEFAULT_CSS = """
    Choice {
        height: auto;
        background: transparent;
        color: $foreground;
        &:focus { background: $panel; }
        & > RowList { offset-y: 1; }
        &:ansi:focus { text-style: bold; }
    }
    """

    shows_cursor = True

    def __init__(
        self,
        options: Sequence[Code | Option],
        *,
        value: str | None = None,
        optional: bool = True,
        in_row: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.optional = optional
        self._in_row = in_row
        self._options: tuple[Option, ...] = ()
        self._letters: tuple[int | None, ...] = ()
        self._value: str | None = None
        self._typed = ""
        self._matching: list[int] = []
        self._moved = False
        self._list = RowList()
        self._set(options)
        self.show_answer(value)

    def compose(self) -> ComposeResult:
        """The list, closed."""
        yield self._list

    # ------------------------------------------------------------------ as a field

    @property
    def answer(self) -> Answer:
        """The chosen code."""
        return self._value

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be chosen."""
        return self._options

    def show_answer(self, value: object) -> None:
        """Show the option with this code; none where there is no such option."""
        code = None if value is None else str(value)
        self._value = code if any(each.code == code for each in self._options) else None
        self._forget()
        self.refresh()

    def set_options(self, options: Sequence[Code | Option]) -> None:
        """Offer other options; an answer that is not among them goes."""
        self._set(options)
        self.show_answer(self._value)
        self.refresh(layout=True)

    def commit(self) -> None:
        """Take the marked row where something was typed or moved, and close the list."""
        marked = self._list.marked
        if marked is not None and (self._typed or self._moved):
            self._choose(self._matching[marked])
        self._forget()

    def complaint(self) -> Problem | None:
        """A choice is always readable."""
        return None

    # ------------------------------------------------------------------ drawing

    @property
    def in_a_row(self) -> bool:
        """All options stand in the row; each answers to its letter."""
        return self._in_row and len(self._options) <= IN_A_ROW

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row, or as many as the options take."""
        del container, viewport
        return len(self._wrapped(width)) if self.in_a_row and width else 1

    def render(self) -> Content:
        """The options, or the chosen one and how to change it."""
        if self.in_a_row:
            gap = " " * self._marks(self.size.width).gap
            return Content("\n").join(Content(gap).join(row) for row in self._wrapped(self.size.width))
        label = self._label() or "–"
        how = "  " + _("type or ↓") if self.has_focus else ""
        typed = f"  {self._typed}…" if self._typed and not self._value else ""
        return Content(f"{label}{typed} ▾{how}")

    def _marks(self, width: int) -> _Marks:
        """The roomy marks where everything fits beside each other, else the close ones."""
        room = sum(cell_len(each.label) + len(ROOMY.empty) + ROOMY.gap for each in self._options) - ROOMY.gap
        return ROOMY if room <= width else CLOSE

    def _wrapped(self, width: int) -> list[list[Content]]:
        rows: list[list[Content]] = [[]]
        used = 0
        marks = self._marks(width)
        for place in range(len(self._options)):
            item = self._item(place, marks)
            if rows[-1] and used + item.cell_length > width:
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += item.cell_length + marks.gap
        return rows

    def _item(self, place: int, marks: _Marks) -> Content:
        option, letter = self._options[place], self._letters[place]
        chosen, start = option.code == self._value, len(marks.empty)
        text = Content((marks.full if chosen else marks.empty) + option.label)
        if chosen:
            text = text.stylize("bold", start)
        return text if letter is None else text.stylize("underline", start + letter, start + letter + 1)

    def _label(self) -> str:
        return next((each.label for each in self._options if each.code == self._value), "")

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs: at the chosen option, or the first."""
        at, place = Offset(0, 0), 0
        marks = self._marks(self.size.width)
        for y, row in enumerate(self._wrapped(self.size.width) if self.in_a_row else ()):
            x = len(marks.empty) // 3  # on the mark itself
            for item in row:
                if place == (self._place() or 0):
                    at = Offset(x, y)
                x += item.cell_length + marks.gap
                place += 1
        return self.content_region.offset + at

    def on_blur(self) -> None:
        """Take what was typed, unless it is only the window that lost the focus."""
        if self.app.app_focus:
            self.commit()

    # ------------------------------------------------------------------ keys

    def on_key(self, event: events.Key) -> None:
        """Answer; everything that is not for a choice goes on to the form."""
        handlers = {
            "left": lambda: self._step(-1),
            "right": lambda: self._step(1),
            "down": lambda: self._down(1),
            "up": lambda: self._down(-1),
            "space": self._space,
            "backspace": self._back,
            "delete": self._clear,
            "escape": self._close,
        }
        if handler := handlers.get(event.key):
            handled = handler()
        elif event.is_printable and event.character != "?":
            handled = self._letter(event.character or "")
        else:
            return
        if handled:
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked, or open the list."""
        if not self.in_a_row:
            self._down(0)
            return
        rows = self._wrapped(self.size.width)
        place = sum(map(len, rows[: event.y]))
        x = 0
        for item in rows[event.y] if 0 <= event.y < len(rows) else ():
            if x <= event.x < x + item.cell_length:
                self._choose(place)
            x += item.cell_length + self._marks(self.size.width).gap
            place += 1

    def on_row_list_picked(self, event: RowList.Picked) -> None:
        """Choose the row that was clicked."""
        event.stop()
        self._choose(self._matching[event.row])
        self._forget()

    def _letter(self, letter: str) -> bool:
        if self.in_a_row:
            place = self._by_letter(letter)
            if place is None:
                self.app.bell()
            else:
                self._choose(place)
        else:
            self._narrow(self._typed + letter)
        return True

    def _space(self) -> bool:
        if self.in_a_row:
            self._step(1)
        elif self._typed:
            self._narrow(self._typed + " ")
        else:
            self._down(0)
        return True

    def _step(self, by: int) -> bool:
        self._forget()
        places: list[int | None] = [*([None] if self.optional else []), *range(len(self._options))]
        if places:
            now = places.index(self._place()) if self._place() in places else -1
            self._choose(places[(now + by) % len(places)])
        return True

    def _down(self, by: int) -> bool:
        if self.in_a_row:
            return False
        if self._list.is_open:
            self._list.move(by)
        else:
            self._matching = list(range(len(self._options)))
            self._list.open([each.label for each in self._options], self._place() or 0)
        self._moved = self._moved or by != 0
        return True

    def _back(self) -> bool:
        if self._typed:
            self._narrow(self._typed[:-1])
            return True
        return self._clear()

    def _clear(self) -> bool:
        self._forget()
        if self.optional:
            self._choose(None)
        return True

    def _close(self) -> bool:
        was_open = self._list.is_open
        self._forget()
        return was_open

    def _narrow(self, typed: str) -> None:
        """Show what ``typed`` may begin; a letter that fits nothing is not taken."""
        start = folded(typed)
        matching = [place for place, each in enumerate(self._options) if begins(typed, each.label)]
        matching = matching or [place for place, each in enumerate(self._options) if start in folded(each.label)]
        matching.sort(key=lambda place: not folded(self._options[place].label).startswith(start))
        if not matching:
            self.app.bell()
            return
        self._typed, self._matching = typed, matching
        if not typed:
            self._forget()
            return
        self._list.open([self._options[place].label for place in matching])
        self.refresh()

    def _choose(self, place: int | None) -> None:
        code = None if place is None else self._options[place].code
        if code != self._value:
            self._value = code
            self.refresh()
            self.post_message(Answered(self, self.answer))

    def _place(self) -> int | None:
        return next((place for place, each in enumerate(self._options) if each.code == self._value), None)

    def _by_letter(self, letter: str) -> int | None:
        for place, at in enumerate(self._letters):
            if at is not None and folded(self._options[place].label[at]) == folded(letter):
                exact = [
                    other
                    for other, there in enumerate(self._letters)
                    if there is not None and self._options[other].label[there].casefold() == letter.casefold()
                ]
                return exact[0] if exact else place
        return None

    def _forget(self) -> None:
        self._typed = ""
        self._moved = False
        self._matching = []
        self._list.close()
        self.refresh()

    def _set(self, options: Iterable[Code | Option]) -> None:
        self._options = tuple(each if isinstance(each, Option) else Option(str(each), each.label) for each in options)
        self._letters = letters_for([each.label for each in self._options])


def begins(typed: str, label: str) -> bool:
    """Whether ``typed`` begins the label or one of its words; ``o`` also finds ``ö``."""
    return not typed or f" {folded(typed)}" in f" {folded(label)}"


def letters_for(labels: Sequence[str]) -> tuple[int | None, ...]:
    """For each label, the place of the letter that it answers to: initials first, unique among all.

    A label whose letters are all taken has ``None``, and is reached by stepping.
    """
    taken: set[str] = set()
    places: list[int | None] = []
    for label in labels:
        initials = [i for i, sign in enumerate(label) if sign.isalnum() and (i == 0 or not label[i - 1].isalnum())]
        others = [i for i, sign in enumerate(label) if sign.isalnum()]
        place = next((i for i in (*initials, *others) if label[i].casefold() not in taken), None)
        places.append(place)
        if place is not None:
            taken.add(label[place].casefold())
    return tuple(places)
