"""The week's grid: groups against days, where numbers are typed as in a sheet of paper."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from desk.documents.staffing import in_cell, shown_days
from desk.rules.staffing import Cover, StaffedDay, StaffedGroup
from desk.screens.widgets.frame import fit
from desk.words import N_, _, percent
from desk.words import day as day_in_words

LAYERS: dict[str, str] = {"planned": N_("Planned"), "present": N_("Present"), "hourly": N_("Hourly staff")}
"""What is typed, by the field that it goes to."""
WEEK, WIDEST = 7, 16
NARROW, WIDE = 14, 22
ROWS = 2
"""Lines a group has: its numbers, and below them the day's answer rate."""
DIGITS = 3
_STYLES = {Cover.SHORT: "bold $error", Cover.COVERED: "$warning", Cover.ENOUGH: "$success"}


class StaffingGrid(Widget, can_focus=True):
    """The cells of a week. A digit begins a number; the arrows, Enter or another layer end it."""

    COMPONENT_CLASSES = {"grid--cursor"}

    class Typed(Message):
        """A number was typed: how many, into which layer, of whose day."""

        def __init__(self, group: StaffedGroup, day: StaffedDay, layer: str, many: int) -> None:
            super().__init__()
            self.group = group
            self.day = day
            self.layer = layer
            self.many = many

    class Moved(Message):
        """The cursor is somewhere else."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._groups: tuple[StaffedGroup, ...] = ()
        self._row = 0
        self._column = 0
        self._top = 0
        self._pending = ""
        self.into = "planned"
        self.may_write = False
        self.weekend = False

    # ------------------------------------------------------------------ what is shown

    def show(self, groups: Sequence[StaffedGroup]) -> None:
        """Show a week; the cursor stays where it is."""
        self._groups = tuple(groups)
        self._row = min(self._row, max(0, len(self._groups) - 1))
        self._column = min(self._column, max(0, len(self._places) - 1))
        self.refresh()
        self.post_message(self.Moved())

    @property
    def _places(self) -> tuple[int, ...]:
        return tuple(range(7)) if self.weekend else shown_days(self._groups)

    @property
    def current(self) -> tuple[StaffedGroup, StaffedDay] | None:
        """The group and the day under the cursor."""
        if not self._groups:
            return None
        group = self._groups[self._row]
        return group, group.days[self._places[self._column]]

    def go_to(self, weekday: int) -> None:
        """Put the cursor on a day (0 is Monday), or the last before it that is shown."""
        self._column = max([0, *(column for column, place in enumerate(self._places) if place <= weekday)])

    def set_weekend(self, shown: bool) -> None:
        """Show Saturday and Sunday, or only where something is written of them."""
        self.weekend = shown
        self._column = min(self._column, max(0, len(self._places) - 1))
        self.refresh()

    def render(self) -> Content:
        """The head, and as many groups as there is room for, the cursor's among them."""
        if not self._groups:
            return Content(_("Counting …"))
        room = max(1, (self.content_size.height - 1) // ROWS)
        self._top = min(max(self._top, self._row - room + 1), self._row)
        width = self._width
        lines = [self._head(width)]
        for place in range(self._top, min(len(self._groups), self._top + room)):
            lines += self._group(place, width)
        return Content("\n").join(lines)

    @property
    def _label(self) -> int:
        """Cells for a group's name."""
        return WIDE if self.content_size.width >= WIDE + WEEK + WIDEST * len(self._places) else NARROW

    @property
    def _width(self) -> int:
        """Cells for a day."""
        return max(6, min(WIDEST, (self.content_size.width - self._label - WEEK) // len(self._places)))

    def _head(self, width: int) -> Content:
        days = (self._groups[0].days[place].day for place in self._places)
        heads = [fit(day_in_words(day) if width > 10 else f"{day_in_words(day)[:3]} {day.day}", width) for day in days]
        return Content(" " * self._label + "".join(heads) + fit(_("Week"), WEEK)).stylize("dim")

    def _group(self, place: int, width: int) -> tuple[Content, Content]:
        group = self._groups[place]
        cells = [self._cell(place, column, group.days[day], width) for column, day in enumerate(self._places)]
        rates = "".join(fit(percent(group.days[day].calls.answer_rate, 0), width) for day in self._places)
        week = percent(group.calls.answer_rate)
        numbers = Content("").join([Content(fit(group.group, self._label - 1) + " "), *cells])
        least = fit(" " + _("least {n}", n=group.least), self._label)
        return numbers, Content(least + rates + fit(week, WEEK)).stylize("dim")

    def _cell(self, row: int, column: int, day: StaffedDay, width: int) -> Content:
        here = (row, column) == (self._row, self._column)
        if here and self._pending:
            text = Content(self._pending + "▏")
        else:
            text = Content.styled(in_cell(day, width - 1), _STYLES.get(day.cover, "dim"))
        text = text + Content(" " * (width - 1 - text.cell_length))
        if here and self.has_focus:
            text = Content(text.plain).stylize(self.get_visual_style("grid--cursor"))
        return text + Content(" ")

    # ------------------------------------------------------------------ typing and moving

    def on_key(self, event: events.Key) -> None:
        """Digits into the cell; arrows and Enter go on."""
        moves = {"left": (0, -1), "right": (0, 1), "enter": (0, 1), "up": (-1, 0), "down": (1, 0)}
        if event.key in moves:
            self.end_number()
            self._move(*moves[event.key], wrap=event.key == "enter")
        elif event.key in ("home", "end"):
            self.end_number()
            self._column = 0 if event.key == "home" else len(self._places) - 1
        elif self.may_write and self._groups and event.character and event.character in "0123456789":
            self._pending = (self._pending + event.character)[-DIGITS:]
        elif self._pending and event.key == "backspace":
            self._pending = self._pending[:-1]
        elif self._pending and event.key == "escape":
            self._pending = ""
        else:
            return
        event.stop()
        event.prevent_default()
        self._moved()

    def _move(self, down: int, right: int, *, wrap: bool) -> None:
        last = len(self._places) - 1
        if wrap and self._column == last:
            self._column = 0
            down = 1
            right = 0
        self._row = max(0, min(len(self._groups) - 1, self._row + down))
        self._column = max(0, min(last, self._column + right))

    def _moved(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    def take_number(self) -> Typed | None:
        """What was typed, which is a number now; ``None`` where nothing was."""
        pending, self._pending = self._pending, ""
        at = self.current
        return self.Typed(*at, self.into, int(pending)) if pending and at is not None else None

    def end_number(self) -> None:
        """Tell the screen of what was typed."""
        if (typed := self.take_number()) is not None:
            self.post_message(typed)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where one clicks."""
        offset = event.get_content_offset(self)
        if offset is None or not self._groups:
            return
        self.end_number()
        row, column = self._top + (offset.y - 1) // ROWS, (offset.x - self._label) // self._width
        if offset.y >= 1 and row < len(self._groups) and 0 <= column < len(self._places):
            self._row, self._column = row, column
            self._moved()

    def on_blur(self) -> None:
        """A dialog opens above: what was typed is a number."""
        self.end_number()
        self.refresh()


def layers(chosen: str) -> Content:
    """The layers in a row, the one that is typed into in brackets."""
    parts = [
        Content.styled(f"[{_(word)}]", "bold") if name == chosen else Content.styled(_(word), "not bold")
        for name, word in LAYERS.items()
    ]
    return Content("  ").join(parts)
