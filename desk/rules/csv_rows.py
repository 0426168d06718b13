"""The rows of a CSV file whose first line names its columns, and where a mapping's columns stand in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping

from desk.rules.calls import quoted
from desk.rules.mapping import mapping_problem
from desk.rules.refusals import Problem, Refused


class Rows:
    """Rows with the number of the line where each begins; one whose quotes go wrong is a problem instead."""

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        self._rows = csv.reader(lines, delimiter=delimiter, strict=True)

    def __iter__(self) -> Iterator[tuple[int, list[str] | Problem]]:
        while True:
            number = self._rows.line_num + 1
            try:
                row = next(self._rows)
            except StopIteration:
                return
            except csv.Error:
                yield number, Problem("call_quotes")
                continue
            if any(cell.strip() for cell in row):
                yield number, [cell.strip() for cell in row]

    def header(self) -> list[str]:
        """The names of the columns. Raises Refused: ``call_file_empty``."""
        for _number, row in self:
            if isinstance(row, Problem):
                raise Refused(row)
            row[0] = row[0].lstrip("\ufeff").strip()
            return row
        raise Refused(Problem("call_file_empty"))


def places_of(header: list[str], columns: Iterable[tuple[str, object]]) -> Mapping[str, int]:
    """Where each column stands in the file. Raises Refused naming every one that is not there, or twice.

    Args:
        columns: Keys of the mapping's ``[columns]``, each with the name or names of columns that it gives.
    """
    problems = []
    for key, value in columns:
        for name in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            found = header.count(name)
            code = "mapping_column_missing" if not found else "mapping_column_twice" if found > 1 else None
            if code:
                allowed = tuple(quoted(each) for each in header)
                problems.append(mapping_problem(f"columns.{key}", code, value=quoted(name), allowed=allowed))
    if problems:
        raise Refused(*problems)
    return {name: place for place, name in enumerate(header)}
