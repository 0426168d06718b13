"""An issued report as it is kept: one JSON text, its digest, and the way back to the same value."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from desk.rules.comparing import changes
from desk.rules.period import Issue, PeriodReport

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def issued(report: PeriodReport, before: PeriodReport | None, by: str, at: datetime) -> PeriodReport:
    """The report as it is issued: numbered after the one before of the same sort, span and department.

    What changed since that one is stated in it. No individual is in it.
    """
    number = 1 if before is None or before.issue is None else before.issue.number + 1
    issue = Issue(
        number=number,
        at=at,
        by=by,
        before=None if before is None or before.issue is None else before.issue.number,
        before_at=None if before is None or before.issue is None else before.issue.at,
        changes=() if before is None else changes(before, report),
    )
    return replace(report, issue=issue)


@cache
def _adapter() -> TypeAdapter[PeriodReport]:
    from pydantic import TypeAdapter

    return TypeAdapter(PeriodReport)


def kept(report: PeriodReport) -> str:
    """The report as the JSON that is kept."""
    return _adapter().dump_json(report).decode()


def read(document: str) -> PeriodReport:
    """The report that was kept. What a later Desk has added to reports is empty in it."""
    return _adapter().validate_json(document)


def digest(document: str) -> bytes:
    """What proves that a kept report is as it was issued: SHA-256 of its JSON."""
    return hashlib.sha256(document.encode()).digest()
