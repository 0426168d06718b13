"""What an exported list is: its code, its columns, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from desk.rules.calendar import Week, local_day
from desk.rules.refusals import Problem, Refused, refuse
from desk.rules.written import read_day
from desk.services.seat import Seat


@dataclass(frozen=True)
class Asked:
    """Which rows are asked for: by whom, what narrows the list, and when."""

    seat: Seat
    only: Mapping[str, str]
    now: datetime

    @property
    def zone(self) -> tzinfo:
        """The municipality's own."""
        return self.seat.settings.zone

    @property
    def today(self) -> date:
        """The local day."""
        return local_day(self.now, self.zone)

    def day(self, name: str, otherwise: date) -> date:
        """The day that narrows the list. Raises Refused (``invalid_date``)."""
        if name not in self.only:
            return otherwise
        try:
            return read_day(self.only[name], self.today)
        except Refused:
            raise Refused(Problem("invalid_date", name)) from None

    @property
    def week(self) -> Week:
        """The week that narrows the list; this one where none does. Raises Refused."""
        return Week.parse(self.only["week"]) if "week" in self.only else Week.of(self.today)

    @property
    def year(self) -> int:
        """The year that narrows the list; this one where none does. Raises Refused."""
        text = self.only.get("year", str(self.today.year))
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            refuse("invalid_number", "year")
        return int(text)


@dataclass(frozen=True)
class Export:
    """A list that can be exported.

    Attributes:
        what: Its code.
        title: Untranslated.
        columns: The codes of its columns.
        rows: Makes its rows as JSON values, masked as a list shows them. Whoever may not see them is refused there.
        only: What narrows it, each with the values that it takes; ``None`` takes any.
    """

    what: str
    title: str
    columns: tuple[str, ...]
    rows: Callable[[Asked], Iterable[Mapping[str, Any]]]
    only: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
