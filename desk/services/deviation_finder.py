"""Deviations are found by Desk itself: when a span has ended, and when figures of one that has come late.

Every closed span is computed at all levels and held against the goals that held on its last day. Nobody is asked for a
right, because it is nobody's doing: whoever's session it runs in gets to know how many spans were looked at, and the
trail says nothing of it. What people write about deviations is in the trail.

Readers compute; what came of it is written in one short transaction a span, and only if nothing has changed meanwhile.
Of two that find the same at once, one row comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.rules.calendar import Week, local_day
from desk.rules.deviations import Coaching, FollowedDeviation, proposes_coaching
from desk.rules.goals import Goal, figure, followed_over, short_of, with_defaults
from desk.rules.refusals import Refused
from desk.rules.report import Level, WeekReport
from desk.rules.rights import Role
from desk.rules.spans import Span, month, parse_span, tertial, week_span, year
from desk.services import reports
from desk.services.seat import Seat, moment_of
from desk.storage import deviations, followed, goals, remembered
from desk.storage.database import Transaction
from desk.storage.faults import DatabaseUnusable

__all__ = ["FIRST_WEEKS", "Found", "find", "find_late", "find_quietly"]

FIRST_WEEKS = 53
"""Weeks with figures that are looked at, back from the last whole one; earlier ones where they are asked for."""
LATE_DAYS = 31
"""Days for which a closed span is looked at anew each day: e-mail and feedback of its last days fall due by then."""
_MARK = "deviations_looked_for"


@dataclass(frozen=True)
class Found:
    """What looking came to. Numbers of deviations count individuals' too: they are for who keeps the follow-up.

    Attributes:
        looked: Spans that were computed.
        more: There are spans left to look at.
    """

    looked: int = 0
    new: int = 0
    changed: int = 0
    met: int = 0
    more: bool = False

    def __add__(self, other: Found) -> Found:
        return Found(
            self.looked + other.looked,
            self.new + other.new,
            self.changed + other.changed,
            self.met + other.met,
            other.more,
        )


def find_quietly(seat: Seat, now: datetime | None = None) -> Found:
    """As :func:`find`; where the database cannot be used just now, it is left for the next time."""
    try:
        return find(seat, now)
    except DatabaseUnusable:
        return Found(more=True)


def find_late(seat: Seat, days: Iterable[date], now: datetime | None = None) -> None:
    """Look at once where figures of these days came in, if any of them lies in a week or a month that has closed."""
    today = local_day(moment_of(now), seat.settings.zone)
    if any(Week.of(day) < Week.of(today) or _month_of(day) < _month_of(today) for day in days):
        find_quietly(seat, now)


def find(seat: Seat, now: datetime | None = None, since: Week | None = None, most: int | None = None) -> Found:
    """Look for deviations in every closed span whose figures may have changed since it was last looked at.

    Nothing is looked for by whoever may only read, by their login at a server: somebody else's session does it.

    Args:
        since: Look at all weeks from this one on, instead of the latest :data:`FIRST_WEEKS`.
        most: Spans to look at, at most; the answer says whether there are more.
    """
    if not seat.database.may_write():
        return Found()
    look = _Look(seat, moment_of(now), since)
    with seat.database.read() as tx:
        mark = look.mark(tx)
        if since is None and remembered.get(tx, _MARK) == mark:
            return Found()
        due = look.due(tx, most)
    done = Found()
    for span in due[:most]:
        done += look.at(span)
    done = replace(done, more=len(due) > done.looked)
    if not done.more:
        look.finish(mark)
    return done


class _Look:
    """One look, at one moment."""

    def __init__(self, seat: Seat, now: datetime, since: Week | None) -> None:
        self._seat = replace(seat, who=replace(seat.who, role=Role.ADMIN))
        """Desk's own: it computes individuals' figures too, and hands none of them back."""
        self._now = now
        self._since = since
        self._today = local_day(now, seat.settings.zone)

    # ------------------------------------------------------------------ which spans

    def due(self, tx: Transaction, most: int | None) -> list[Span]:
        """Closed spans whose stamp is another than when they were last looked at, the latest first.

        One more than ``most`` at most, which tells that there are more.
        """
        known = followed.stamps(tx)
        decided = goals.decided(tx)
        found = []
        for span in self._candidates(tx, known, decided):
            holding = with_defaults(decided, span.last)
            if known.get(span.code) != self._stamp(tx, span, holding):
                found.append(span)
                if most is not None and len(found) > most:
                    break
        return found

    def _candidates(self, tx: Transaction, known: Iterable[str], decided: Sequence[Goal]) -> list[Span]:
        this_week = Week.of(self._today)
        weeks = followed.weeks_with_data(tx, this_week, FIRST_WEEKS, self._since)
        spans = {span.code: span for week in weeks for span in _spans_of(week)}
        spans.update((code, span) for code in known if (span := _readable(code)) is not None)
        closed = (each for each in spans.values() if each.last < self._today)
        wanted = (
            each
            for each in closed
            if each.code in known or any(followed_over(goal, each) for goal in with_defaults(decided, each.last))
        )
        return sorted(wanted, key=lambda each: (each.last, each.first), reverse=True)

    def _stamp(self, tx: Transaction, span: Span, holding: Sequence[Goal]) -> str:
        settings = self._seat.settings
        limits = (settings.short_wait_s, settings.answer_wait_s, settings.email_working_days)
        told = [(g.figure, str(g.level), g.name, g.target) for g in holding if followed_over(g, span)]
        others = [(g.figure, str(g.level), g.name) for g in holding]
        late = self._today if self._today - span.last <= timedelta(days=LATE_DAYS) else None
        return followed.stamp(tx, span, (limits, told, others, late))

    def mark(self, tx: Transaction) -> str:
        """The whole desk's stamp: while it is the same there is nothing to look at."""
        settings = self._seat.settings
        limits = (settings.short_wait_s, settings.answer_wait_s, settings.email_working_days)
        return followed.mark(tx, (limits, self._today))

    def finish(self, mark: str) -> None:
        """Remember that everything was looked at, if it was as it is."""
        with self._seat.database.write() as tx:
            if self.mark(tx) == mark:
                remembered.put(tx, _MARK, mark)

    # ------------------------------------------------------------------ one span

    def at(self, span: Span) -> Found:
        """Compute a span, and write what falls short; nothing where it changed meanwhile, and it is left for later."""
        fresh = reports.Fresh()
        with self._seat.database.read() as tx:
            holding = goals.valid(tx, span.first, span.last)
            before = self._stamp(tx, span, holding)
        report = reports.span(self._seat, span, now=self._now, fresh=fresh)
        short = tuple(self._short(span, holding, report))
        with self._seat.database.write() as tx:
            if self._stamp(tx, span, goals.valid(tx, span.first, span.last)) != before:
                return Found(looked=1)
            found = _write(tx, span, short, report, int(self._now.timestamp()))
            followed.put_stamp(tx, span.code, before, int(self._now.timestamp()))
        reports.store_cache(self._seat, fresh)
        return found

    def _short(self, span: Span, holding: Sequence[Goal], report: WeekReport) -> Iterator[FollowedDeviation]:
        for level, name, row in short_of(holding, report, report.groups, report.agents, span):
            coaching = Coaching.PROPOSED if proposes_coaching(row.figure, level) else None
            actual = row.goal if row.actual is None else row.actual
            yield FollowedDeviation(
                0, span.code, span.first, span.last, row.figure, level, name, row.goal, actual, self._now,
                coaching=coaching,
            )  # fmt: skip


def _write(tx: Transaction, span: Span, short: Sequence[FollowedDeviation], report: WeekReport, at: int) -> Found:
    before = {(each.figure, each.level, each.name): each for each in deviations.of_span(tx, span.code)}
    new = changed = met = 0
    for each in short:
        known = before.pop((each.figure, each.level, each.name), None)
        if known is None:
            new += 1
        elif known.met_at is None and (known.goal, known.actual) == (each.goal, each.actual):
            continue
        else:
            changed += 1
        deviations.put_found(tx, each, at)
    for left in before.values():
        if left.met_at is None:
            met += 1
            deviations.put_met(tx, left.id, _actual(left, report), at)
    return Found(1, new, changed, met)


def _actual(of: FollowedDeviation, report: WeekReport) -> float | None:
    """The figure as it is now, where the deviation is of."""
    if of.level is Level.ALL:
        return figure(of.figure).actual(report)
    parts = report.groups if of.level is Level.GROUP else report.agents
    part = next((each for each in parts if each.name == of.name), None)
    return None if part is None else figure(of.figure).actual(part)


def _spans_of(week: Week) -> Iterator[Span]:
    """The week, and the month, tertial and year of its first and last day."""
    yield week_span(week)
    for day in {_month_of(week.first), _month_of(week.last)}:
        yield month(day.year, day.month)
        yield tertial(day.year, (day.month + 3) // 4)
        yield year(day.year)


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _readable(code: str) -> Span | None:
    try:
        return parse_span(code)
    except Refused:
        return None
