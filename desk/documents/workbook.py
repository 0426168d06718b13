"""A workbook: what an Excel file holds, before it is one. Values are real: numbers, shares of 1, days, or text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Form = Literal["text", "count", "rate", "decimal", "points", "day"]
"""How a column's values are shown: ``rate`` as per cent, ``points`` with their sign, ``decimal`` with one decimal."""


@dataclass(frozen=True)
class Formed:
    """A number with a form of its own, where a column holds both counts and shares."""

    value: float | None
    form: Form


Value = str | int | float | date | Formed | None


@dataclass(frozen=True)
class Column:
    """A column under its head. ``widest`` limits its width in characters; longer text is folded."""

    head: str
    form: Form = "text"
    widest: int = 60


@dataclass(frozen=True)
class Series:
    """One column of numbers as a chart draws it."""

    column: int
    line: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart of a sheet's own columns, drawn by Excel.

    Attributes:
        alt: The chart in words, for a screen reader.
        categories: The column whose values stand along the axis.
        lowest: Where the axis of values begins.
        rows: How many rows it draws; all of them where it is not said.
    """

    kind: Literal["line", "column", "bar", "stacked"]
    title: str
    alt: str
    series: tuple[Series, ...]
    categories: int = 0
    axis: str = ""
    form: Form = "count"
    lowest: float | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, a table with its heads, and charts beside it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """The whole file. ``made_at`` is its time of creation: the same workbook is the same file."""

    title: str
    subject: str
    author: str
    made_at: datetime
    sheets: tuple[Sheet, ...] = field(default=())
