"""Telephone figures of any span from imported calls, by hour and weekday, and how many people a goal needs."""

from __future__ import annotations

from datetime import datetime

from desk.rules.call_hours import TelephoneReport
from desk.rules.erlang import Need
from desk.rules.report import Level
from desk.rules.spans import Span
from desk.services.seat import Seat
from desk.storage.day_cache import Fresh


def telephone(
    seat: Seat,
    span: Span,
    level: Level = Level.ALL,
    name: str = "",
    now: datetime | None = None,
    *,
    fresh: Fresh | None = None,
) -> TelephoneReport:
    """The whole desk's telephone figures over a span, or those of a group or an agent (by login)."""
    raise NotImplementedError


def need(
    seat: Seat,
    calls: float,
    talk_s: float,
    *,
    within_s: int | None = None,
    level: float | None = None,
    after_s: int | None = None,
    shrinkage: float | None = None,
) -> Need:
    """How many people an aim needs at ``calls`` an hour; what is left out is as the municipality has set it."""
    raise NotImplementedError
