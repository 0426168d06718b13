"""The rows of a CSV file of staffing: its first line names the columns, by their codes or by their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from desk.rules.calls import LineRefused, quoted
from desk.rules.csv_rows import Rows
from desk.rules.refusals import Problem, Refused
from desk.rules.staffing import MOST_PEOPLE, Absence, DayStaff, changed
from desk.words import N_, everywhere

COLUMNS: Mapping[str, str] = {
    "day": N_("Day"),
    "group": N_("Answer group"),
    "planned": N_("Planned"),
    "present": N_("Present"),
    "hourly": N_("Hourly staff"),
    **{str(reason): reason.message for reason in Absence},
}
"""The columns that a file may have, by code, with their words."""
PASSED_OVER = frozenset({"away", "least", "cover", "offered", "answered", "answer_rate"})
"""Columns that `desk staffing list --output csv` writes besides, so that its file can be brought in."""
REQUIRED = ("day", "group", "planned")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class StaffingRow:
    """One row: a group's day. What stands in a column that the file has not is left as it was."""

    line: int
    group: str
    day: date
    numbers: Mapping[str, int | None]

    def over(self, before: DayStaff) -> DayStaff:
        """The day as the row makes it of what was written before."""
        reasons = {reason: self.numbers[reason] or 0 for reason in Absence if reason in self.numbers}
        return changed(before, self.numbers, reasons)


def read_staffing(lines: Iterable[str]) -> Iterator[StaffingRow | LineRefused]:
    """Read a CSV file, separated by commas, semicolons or tabs; each row comes to one value. Empty lines are none.

    Raises:
        Refused: the first line lacks a column, names one that is not known, or one twice; ``call_file_empty``.
    """
    rest = iter(lines)
    first = next(rest, "")
    rows = Rows(chain([first], rest), max(_DELIMITERS, key=first.count))
    codes = _codes(rows.header())
    for number, row in rows:
        try:
            yield LineRefused(number, row) if isinstance(row, Problem) else _read(number, row, codes)
        except Refused as refused:
            yield LineRefused(number, refused.problems[0])


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Every name of a column, in lower case, with its code."""
    return {name.casefold(): code for code, word in COLUMNS.items() for name in (code, word, *everywhere(word))}


def _codes(header: list[str]) -> list[str]:
    while header and not header[-1]:
        header.pop()
    problems = []
    codes = [_names().get(name.casefold(), name if name in PASSED_OVER else "") for name in header]
    for name, code in zip(header, codes, strict=True):
        if not code:
            values = {"column": quoted(name), "allowed": tuple(COLUMNS)}
            problems.append(Problem("staffing_column_unknown", None, values))
        elif codes.count(code) > 1:
            problems.append(Problem("staffing_column_twice", None, {"column": quoted(name)}))
    problems += [Problem("staffing_column", None, {"column": name}) for name in REQUIRED if name not in codes]
    if problems:
        raise Refused(*problems)
    return codes


def _read(number: int, row: list[str], codes: list[str]) -> StaffingRow:
    while len(row) > len(codes) and not row[-1]:
        row.pop()
    if len(row) != len(codes):
        raise Refused(Problem("call_columns", None, {"count": len(row), "expected": len(codes)}))
    cells = {code: cell for code, cell in zip(codes, row, strict=True) if code not in PASSED_OVER}
    day, group = _day(cells.pop("day")), cells.pop("group")
    if not group:
        raise Refused(Problem("required", "group"))
    return StaffingRow(number, group, day, {name: _number(text, name) for name, text in cells.items()})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Problem("invalid_date", "day")) from None


def _number(text: str, name: str) -> int | None:
    """A number of people. An empty cell is nobody; of those present, that nobody knows yet."""
    if not text:
        if name == "planned":
            raise Refused(Problem("required", name))
        return None if name == "present" else 0
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Refused(Problem("invalid_number", name))
    if int(text) > MOST_PEOPLE:
        raise Refused(Problem("number_too_large", name, {"le": MOST_PEOPLE}))
    return int(text)
