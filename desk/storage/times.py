"""Instants and days as the database keeps them: whole seconds since 1970 in UTC, and ordinals of local days."""

from __future__ import annotations

from datetime import UTC, date, datetime


def epoch(instant: datetime | None) -> int | None:
    """An aware instant as whole seconds since 1970."""
    return None if instant is None else int(instant.timestamp())


def instant(seconds: int | None) -> datetime | None:
    """Whole seconds since 1970 as an aware instant in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def ordinal(day: date | None) -> int | None:
    """A local day as its ordinal."""
    return None if day is None else day.toordinal()


def local_day(number: int | None) -> date | None:
    """An ordinal as a local day."""
    return None if number is None else date.fromordinal(number)
