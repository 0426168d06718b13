"""A list that leaves the house as a file: CSV for programs, keyed by codes, or an Excel workbook in words for people.

The rows are those that JSON has. One shared way for every list there is (:mod:`desk.documents.exports`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from desk.documents.cells import csv_text
from desk.documents.listing_words import head, said
from desk.documents.workbook import Column, Form, Sheet, Value, Workbook
from desk.words import _, n_

Row = Mapping[str, Any]
"""JSON values by code; a list within is shown with commas between, an object within is left out."""
FORMATS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Listing:
    """A list as it stood at ``at``.

    Attributes:
        what: Its code; files are named after it.
        names: What codes of the municipality's own are called, by column: topics.
        title: In the language spoken now.
        columns: The codes of its columns, in order; there are these also where it has no rows.
    """

    what: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    at: datetime
    by: str
    municipality: str
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Rows as CSV with the codes of their columns first; what a spreadsheet would run is guarded."""
    return csv_text(columns, ([_joined(row.get(name)) for name in columns] for row in rows))


def _joined(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Every column that a row has, in the order in which they come; objects within have none."""
    found: dict[str, None] = {}
    for row in rows:
        for name, value in row.items():
            if not (isinstance(value, Mapping) or _holds_objects(value)):
                found.setdefault(name)
    return tuple(found)


def _holds_objects(value: object) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value)


# ------------------------------------------------------------------ Excel


def workbook(of: Listing) -> Workbook:
    """The list as a workbook: heads and codes in words, days and numbers as such."""
    values = [tuple(_value(of, name, row) for name in of.columns) for row in of.rows]
    columns = tuple(Column(head(name), _form([row[place] for row in values])) for place, name in enumerate(of.columns))
    many = n_("{n} row", "{n} rows", len(values))
    note = " · ".join([of.municipality, f"{of.at:%Y-%m-%d %H:%M}", many])
    sheet = Sheet(of.title, of.title, columns, tuple(values), note)
    return Workbook(of.title, note, of.by, of.at, (sheet,))


def xlsx(of: Listing) -> bytes:
    """The list as an Excel file. Raises Refused where the library that writes it is not installed."""
    from desk.documents.xlsx import xlsx_bytes

    return xlsx_bytes(workbook(of))


def _value(of: Listing, name: str, row: Row) -> Value:
    value = _joined(row.get(name))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return of.names.get(name, {}).get(value) or said(of.what, name, row) or _moment(value)
    return value if value is None or isinstance(value, int | float) else str(value)


def _moment(text: str) -> str | date:
    """A day as a day, an instant as one reads it; anything else as it is."""
    if len(text) < 10 or text[4:5] != "-" or not text[:4].isdigit():
        return text
    try:
        return date.fromisoformat(text) if len(text) == 10 else f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def _form(values: Sequence[Value]) -> Form:
    there = [each for each in values if each is not None]
    if there and all(isinstance(each, date) for each in there):
        return "day"
    if there and all(isinstance(each, int | float) for each in there):
        return "count" if all(isinstance(each, int) for each in there) else "decimal"
    return "text"
