"""The rows of a telephone system's CSV, read as a mapping says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from desk.rules.call_mapping import CallMapping
from desk.rules.calls import (
    KEY_LENGTH,
    Call,
    CallNames,
    CallOutcome,
    Ignored,
    LineRefused,
    cleaned,
    quoted,
    seconds,
)
from desk.rules.csv_rows import Rows, places_of
from desk.rules.refusals import Problem, Refused

_EXAMPLE = datetime(1999, 2, 1, 17, 42, 5, tzinfo=UTC)


def read_calls(lines: Iterable[str], mapping: CallMapping) -> Iterator[Call | Ignored | LineRefused]:
    """Read a CSV file line by line: the first line names the columns, every other row comes to one value.

    Empty lines are passed over. A row that breaks over lines is numbered by its first.

    Raises:
        Refused: ``mapping_invalid`` where the file lacks columns that the mapping names; ``call_file_empty``.
    """
    rows = Rows(lines, mapping.file.delimiter)
    header = rows.header()
    reader = _RowReader(mapping, places_of(header, mapping.columns), len(header))
    for number, row in rows:
        if isinstance(row, Problem):
            yield LineRefused(number, row)
            continue
        try:
            yield reader.call(row) or Ignored(number)
        except Refused as refused:
            yield LineRefused(number, refused.problems[0])


@dataclass(slots=True)
class _RowReader:
    mapping: CallMapping
    places: Mapping[str, int]
    width: int
    names: CallNames = field(init=False)
    codes: Mapping[str, CallOutcome | None] = field(init=False)
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.names = self.mapping.names
        self.codes = self.mapping.outcomes.codes
        self.zone = ZoneInfo(self.mapping.file.timezone)

    def call(self, row: list[str]) -> Call | None:
        """The call in ``row``, or ``None`` where it is none. Raises Refused."""
        while len(row) > self.width and not row[-1]:
            row.pop()
        if len(row) != self.width:
            raise Refused(Problem("call_columns", None, {"count": len(row), "expected": self.width}))
        columns = self.mapping.columns
        outcome = self._outcome(row)
        if outcome is None:
            return None
        answered = outcome is CallOutcome.ANSWERED
        return Call(
            key=self._key(row),
            group=self.names.group(self._cell(row, columns.group), columns.group),
            agent=self.names.agent(self._cell(row, columns.agent), columns.agent or ""),
            at=self._at(row),
            outcome=outcome,
            wait_s=seconds(self._cell(row, columns.wait_s), columns.wait_s),
            talk_s=self._talk(row) if answered else None,
        )

    def _cell(self, row: list[str], column: str | None) -> str:
        return "" if column is None else row[self.places[column]]

    def _outcome(self, row: list[str]) -> CallOutcome | None:
        column = self.mapping.columns.outcome
        code = self._cell(row, column)
        if code not in self.codes:
            values = {"value": quoted(code), "allowed": tuple(self.codes)}
            raise Refused(Problem("call_outcome", column, values))
        return self.codes[code]

    def _talk(self, row: list[str]) -> int | None:
        column = self.mapping.columns.talk_s
        text = self._cell(row, column)
        return seconds(text, column or "") if text else None

    def _key(self, row: list[str]) -> str:
        columns = self.mapping.columns.id
        parts = [self._cell(row, column) for column in columns]
        if not any(parts):
            raise Refused(Problem("required", columns[0]))
        joined = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
        return cleaned(f"csv|{joined}", columns[0], KEY_LENGTH)

    def _at(self, row: list[str]) -> int:
        columns, formats = self.mapping.columns, self.mapping.formats
        if columns.at is not None:
            moment = _parsed(self._cell(row, columns.at), formats.at, columns.at)
        else:
            day = _parsed(self._cell(row, columns.date), formats.date, columns.date or "")
            time = _parsed(self._cell(row, columns.time), formats.time, columns.time or "", dated=False)
            moment = datetime.combine(day.date(), time.timetz())
        if moment.tzinfo is None:
            # In the hour that comes twice in autumn the first is meant; what spring leaps over is an hour on.
            moment = moment.replace(tzinfo=self.zone, fold=0)
        return int(moment.timestamp())


def _parsed(text: str, form: str, column: str, *, dated: bool = True) -> datetime:
    """Read a date, a time or both; a date from 1970 on, since calls are counted in seconds from there."""
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007  the zone is the mapping's
        if dated and not date(1970, 1, 2) <= moment.date() <= date(9999, 12, 30):
            raise ValueError(moment.year)
    except ValueError as error:
        values = {"value": quoted(text), "format": form, "example": _EXAMPLE.strftime(form)}
        raise Refused(Problem("call_time", column, values)) from error
    return moment
