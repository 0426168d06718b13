"""Issuing reports: each is kept as it was issued, for good, and a later one says what has changed since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desk.rules import issuing
from desk.rules.comparing import Change, changes
from desk.rules.events import Happening
from desk.rules.period import PeriodReport, ReportSort, span_for
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.spans import Span
from desk.services import board, periods
from desk.services.deviation_finder import find_quietly
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of
from desk.storage import issued, trail
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.issued import Issued
from desk.words import LANGUAGES, language

__all__ = ["Comparison", "Issued", "Kept", "compare", "everyone", "issue", "kept", "latest"]


@dataclass(frozen=True)
class Kept:
    """An issued report: its line in the list, and all that it held. ``by`` is the issuer's name."""

    line: Issued
    report: PeriodReport


@dataclass(frozen=True)
class Comparison:
    """What differs between an issued report and a later one, or the figures now (``after`` is ``None``)."""

    before: Issued
    after: Issued | None
    changes: tuple[Change, ...]


def issue(
    seat: Seat,
    sort: ReportSort,
    span: Span,
    department: str = "",
    now: datetime | None = None,
    *,
    in_language: str | None = None,
    fresh: Fresh | None = None,
) -> Kept:
    """Issue the report of a span as its figures and texts are now.

    Args:
        department: The one it is for; empty for the whole desk.
        in_language: ``sv`` or ``en``, the language it is printed in; the one spoken now where none is said.
        fresh: As for :func:`desk.services.periods.gather`.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: as :func:`desk.services.periods.gather`.
    """
    seat.demand(Right.FOLLOW_UP)
    said = in_language if in_language in LANGUAGES else language()
    moment = moment_of(now)
    find_quietly(seat, moment)  # what fell short meanwhile is told of as well
    gathered = periods.gather(seat, sort, span, department, moment, fresh=fresh)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        last = issued.latest(tx, str(sort), span.code, gathered.department)
        before = None if last is None else _read(tx, last)
        report = issuing.issued(gathered, before, seat.who.name, moment)
        line = Issued(0, str(sort), span.code, gathered.department, _number(report), said, moment, seat.who.login)
        return Kept(_keep(tx, seat, line, issuing.kept(report)), report)


def _number(report: PeriodReport) -> int:
    return 1 if report.issue is None else report.issue.number


def _keep(tx: Transaction, seat: Seat, line: Issued, document: str) -> Issued:
    at, digest = int(line.at.timestamp()), issuing.digest(document)
    kept_as = replace(line, id=issued.add(tx, line, at, document, digest))
    changes = {
        "report": (None, f"{line.sort} {line.span}"),
        "department": (None, line.department or None),
        "number": (None, line.number),
        "digest": (None, digest.hex()),
    }
    told = {name: change for name, change in changes.items() if change[1] is not None}
    trail.add(tx, None, at, seat.who.login, Happening.ISSUED, told, subject=f"report:{kept_as.id}")
    return kept_as


# ------------------------------------------------------------------ what was issued


def everyone(
    seat: Seat, sort: ReportSort | None = None, span: str | None = None, department: str | None = None
) -> tuple[Issued, ...]:
    """Issued reports, the latest first; of one sort, span or department where they are named."""
    seat.demand(Right.SEE_FIGURES)
    code = None if span is None else span_for(sort, span).code if sort is not None else span
    with seat.database.read() as tx:
        named = board.department_named(tx, department) if department else department
        return issued.issued(tx, None if sort is None else str(sort), code, named)


def kept(seat: Seat, number: int) -> Kept:
    """An issued report as it was kept.

    Raises:
        NotFound: there is none of this number.
        Refused: ``issued_damaged``: it is not what was kept.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        line = _known(tx, number)
        return Kept(line, _read(tx, line))


def latest(seat: Seat, sort: ReportSort, span: Span, department: str = "") -> Issued | None:
    """The last issue of a report; ``None`` where it was never issued."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return issued.latest(tx, str(sort), span.code, department)


def compare(
    seat: Seat,
    number: int,
    other: int | None = None,
    now: datetime | None = None,
    *,
    fresh: Fresh | None = None,
) -> Comparison:
    """What differs between an issued report and another issue of it, or the figures now.

    Raises:
        NotFound: there is none of this number.
        Refused: ``issued_other_report``: the other is of another sort, span or department.
    """
    before = kept(seat, number)
    if other is not None:
        after = kept(seat, other)
        if _report_of(after.line) != _report_of(before.line):
            refuse(
                "issued_other_report", "other", number=number, report=" ".join(filter(None, _report_of(before.line)))
            )
        return Comparison(before.line, after.line, changes(before.report, after.report))
    line = before.line
    sort = ReportSort(line.sort)
    figures = periods.gather(seat, sort, span_for(sort, line.span), line.department, now, fresh=fresh)
    return Comparison(line, None, changes(before.report, figures))


def _report_of(line: Issued) -> tuple[str, str, str]:
    return line.sort, line.span, line.department


def _known(tx: Transaction, number: int) -> Issued:
    found = issued.one(tx, number)
    if found is None:
        raise NotFound(Problem("issued_unknown", "number", {"number": number}))
    return found


def _read(tx: Transaction, line: Issued) -> PeriodReport:
    document, digest = issued.document(tx, line.id)
    if issuing.digest(document) != digest:
        refuse("issued_damaged", "number", number=line.id)
    return issuing.read(document)
