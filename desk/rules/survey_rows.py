"""The rows of a file of survey answers, read as a mapping says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from desk.rules.calls import KEY_LENGTH, Ignored, LineRefused, cleaned, quoted
from desk.rules.csv_rows import Rows, places_of
from desk.rules.refusals import Problem, Refused
from desk.rules.survey_mapping import SurveyMapping
from desk.rules.surveys import HIGHEST, LOWEST, Answer

_EXAMPLE = datetime(2026, 11, 19, 17, 42, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """What a file may name: groups by their names, logins by login and name, each in lower case; and the day today."""

    groups: Mapping[str, str]
    agents: Mapping[str, str]
    today: date


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer, and the line that it stands on."""

    line: int
    answer: Answer


Read = ReadAnswer | Ignored | LineRefused


def read_answers(lines: Iterable[str], mapping: SurveyMapping, known: Known) -> Iterator[Read]:
    """Read a CSV file: the first line names the columns, every other row comes to one value.

    A row without a grade is ignored. Empty lines are passed over.

    Raises:
        Refused: ``mapping_invalid`` where the file lacks columns that the mapping names; ``call_file_empty``.
    """
    rows = Rows(lines, mapping.file.delimiter)
    header = rows.header()
    reader = _RowReader(mapping, known, header, places_of(header, mapping.columns))
    for number, row in rows:
        if isinstance(row, Problem):
            yield LineRefused(number, row)
            continue
        try:
            answer = reader.answer(row)
        except Refused as refused:
            yield LineRefused(number, refused.problems[0])
            continue
        yield Ignored(number) if answer is None else ReadAnswer(number, answer)


@dataclass(slots=True)
class _RowReader:
    mapping: SurveyMapping
    known: Known
    header: list[str]
    places: Mapping[str, int]
    equal: Counter[str] = field(default_factory=Counter)
    """How many rows of the file have said the same so far."""

    def answer(self, row: list[str]) -> Answer | None:
        """The answer in ``row``; ``None`` where neither question was answered. Raises Refused."""
        while len(row) > len(self.header) and not row[-1]:
            row.pop()
        if len(row) != len(self.header):
            raise Refused(Problem("call_columns", None, {"count": len(row), "expected": len(self.header)}))
        columns = self.mapping.columns
        attitude, knowledge = self._grade(row, columns.attitude), self._grade(row, columns.knowledge)
        if attitude is None and knowledge is None:
            return None
        day = self._day(row)
        group = self._named(row, columns.group, self.mapping.groups, self.known.groups, "survey_group")
        agent = self._named(row, columns.agent, self.mapping.agents, self.known.agents, "survey_agent")
        return Answer(day, attitude, knowledge, group, agent, self._key(row))

    def _cell(self, row: list[str], column: str | None) -> str:
        return "" if column is None else row[self.places[column]]

    def _grade(self, row: list[str], column: str | None) -> int | None:
        text = self._cell(row, column)
        try:
            return self.mapping.grade(text)
        except (ValueError, OverflowError) as error:
            values = {"value": quoted(text), "lowest": LOWEST, "highest": HIGHEST}
            raise Refused(Problem("survey_grade", column, values)) from error

    def _day(self, row: list[str]) -> date:
        column, form = self.mapping.columns.day, self.mapping.formats.day
        text = self._cell(row, column)
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  a day, not an instant
        except ValueError as error:
            values = {"value": quoted(text), "format": form, "example": _EXAMPLE.strftime(form)}
            raise Refused(Problem("survey_day", column, values)) from error
        if found > self.known.today:
            raise Refused(Problem("survey_future", column, {"day": found.isoformat()}))
        return found

    def _named(
        self, row: list[str], column: str | None, others: Mapping[str, str], known: Mapping[str, str], code: str
    ) -> str | None:
        text = self._cell(row, column)
        name = others.get(text, text)
        if not name:
            return None
        found = known.get(name.casefold())
        if found is None:
            raise Refused(Problem(code, column, {"value": quoted(name)}))
        return found

    def _key(self, row: list[str]) -> str:
        """The answer's own id; where the file has none, what the row says, and how many rows before said the same."""
        columns = self.mapping.columns.id
        if columns:
            parts = [self._cell(row, column) for column in columns]
            if not any(parts):
                raise Refused(Problem("required", columns[0]))
            joined = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
            return cleaned(f"csv|{joined}", columns[0], KEY_LENGTH)
        said = sorted(f"{name}\0{cell}" for name, cell in zip(self.header, row, strict=True) if cell)
        digest = hashlib.sha256("\0\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()
        self.equal[digest] += 1
        return f"row|{digest}|{self.equal[digest]}"
