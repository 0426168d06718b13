"""A paper: what a report says, put into words and arranged, before it is printed as text or as PDF.

Everything in it is ready to be read: translated, numbers written as the language writes them. What a chart draws is
given as numbers, and in words for whoever does not see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

STEPS = 4
"""Steps of the scale of fulfilment."""


@dataclass(frozen=True)
class Sign:
    """A place on the four-step scale: a sign of four boxes, and always the word. ``step`` 0 is no data."""

    step: int
    word: str


Cell = str | Sign


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand to the right. ``share`` is its part of the room, 0 what it needs."""

    head: str
    number: bool = False
    share: float = 0


@dataclass(frozen=True)
class Words:
    """Paragraphs, parted by empty lines. ``quiet`` is what one may pass over: notes, how something was counted."""

    text: str
    quiet: bool = False
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class Notice:
    """What the reader must not miss: something is lacking, or is other than it was."""

    title: str
    lines: tuple[str, ...] = ()
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True)
class Table:
    """A table under its title. The first column names the row."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Line:
    """A figure over time as a line, with its goal as another.

    Attributes:
        alt: The chart in words.
        values: One for each of ``labels``; ``None`` is no data, and the line is broken there.
        low: Where the axis begins; ``ticks`` are its marks with their words.
    """

    title: str
    alt: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    said: tuple[str, ...]
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    goal: float | None = None
    goal_word: str = ""
    kind: Literal["line"] = "line"


@dataclass(frozen=True)
class Bars:
    """Two counts a place, the second a part of the first: offered and answered."""

    title: str
    alt: str
    labels: tuple[str, ...]
    whole: tuple[float, ...]
    part: tuple[float, ...]
    names: tuple[str, str]
    ticks: tuple[tuple[float, str], ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True)
class Stacks:
    """Rows of bars lying down, each of parts that are named once; ``said`` stands at the bar's end."""

    title: str
    alt: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[tuple[float, ...], ...]
    said: tuple[str, ...]
    kind: Literal["stacks"] = "stacks"


@dataclass(frozen=True)
class HeatCell:
    """``shade`` from 0 to 1, ``None`` where there is nothing; ``word`` large and ``small`` below it."""

    word: str
    small: str = ""
    shade: float | None = None


@dataclass(frozen=True)
class Heat:
    """Hours against weekdays."""

    title: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    legend: str
    kind: Literal["heat"] = "heat"


@dataclass(frozen=True)
class Tile:
    """One figure to be seen at once."""

    label: str
    value: str
    note: str = ""
    sign: Sign | None = None


Block = Words | Notice | Table | Line | Bars | Stacks | Heat


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """The whole paper.

    Attributes:
        title: What it is; ``span`` what it is about; ``days`` from when to when.
        facts: Label and value, for the first page: who made it, when, which issue.
        recipients: To whom it goes, a line each; ``None`` where it goes to nobody in particular.
        made_at: Epoch seconds: when what it says was counted. The same paper is the same file.
        sheet: A list to take along: without a first page of its own, in larger letters.
    """

    language: str
    municipality: str
    title: str
    span: str
    days: str
    made_at: int
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    tiles: tuple[Tile, ...] = ()
    recipients: tuple[str, ...] | None = ()
    sections: tuple[Section, ...] = field(default=())
    sheet: bool = False
