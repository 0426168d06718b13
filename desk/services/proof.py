"""The proof that two databases say the same: every report of both, as one digest each."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desk.rules.calendar import Week
from desk.rules.period import sort_of
from desk.rules.spans import Span, SpanSort, span_of
from desk.services import dialogue_report, periods, reports
from desk.services.seat import Seat
from desk.storage import restore
from desk.storage.database import Database

Progress = Callable[[int, int], None]
Figures = dict[str, str]
"""What a report is of, such as ``2026-W47``, and a digest of everything that it says."""


@dataclass(frozen=True)
class Proof:
    """Reports as one who may see everything would have them now.

    Attributes:
        store: Whether what had to be counted is kept, in the database itself.
    """

    seat: Seat
    now: datetime
    store: bool = False

    def of_weeks(self, database: Database, progress: Progress) -> Figures:
        """Every week's report."""
        at = dataclasses.replace(self, seat=dataclasses.replace(self.seat, database=database))
        return at._all(at._spans((SpanSort.WEEK,)), progress, at._week)

    def of_everything(self, database: Database, progress: Progress) -> Figures:
        """Every report of every span, the departments' own of each month too."""
        at = dataclasses.replace(self, seat=dataclasses.replace(self.seat, database=database))
        return at._all(at._spans(tuple(SpanSort)), progress, at._whole)

    def _all(
        self, spans: list[Span], progress: Progress, report: Callable[[Span, reports.Fresh], list[Any]]
    ) -> Figures:
        found: Figures = {}
        for done, span in enumerate(spans):
            progress(done, len(spans))
            fresh = reports.Fresh()
            said = [dataclasses.asdict(each) for each in report(span, fresh)]
            found[span.code] = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
            if self.store:
                reports.store_cache(self.seat, fresh)
        return found

    def _week(self, span: Span, fresh: reports.Fresh) -> list[Any]:
        return [reports.span(self.seat, span, now=self.now, fresh=fresh)]

    def _whole(self, span: Span, fresh: reports.Fresh) -> list[Any]:
        found: list[Any] = self._week(span, fresh)
        found.append(periods.gather(self.seat, sort_of(span), span, "", self.now, fresh=fresh))
        if span.sort is SpanSort.MONTH:
            departments = self.seat.organisation.departments
            found += [
                dialogue_report.report(self.seat, each, span, self.now, fresh=fresh) for each in sorted(departments)
            ]
        return found

    def _spans(self, sorts: tuple[SpanSort, ...]) -> list[Span]:
        """Every span of these sorts with anything to count, but for those to come."""
        with self.seat.database.read() as tx:
            counted = [date.fromordinal(day) for day in restore.days(tx)]
            counted += [Week.parse(week).first for week in restore.typed_weeks(tx)]
        if not counted:
            return []
        today = self.now.astimezone(self.seat.settings.zone).date()
        found = []
        for sort in sorts:
            span = span_of(sort, min(counted))
            while span.first <= min(max(counted), today):
                found.append(span)
                span = span.next
        return found
