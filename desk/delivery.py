"""What every program of Desk has in common: its clock and zone, and the way of an answer back from a thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.message_pump import MessagePump

from desk.screens.place import Failed, trouble_in
from desk.threads import Answer

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

T = TypeVar("T")


def now_utc() -> datetime:
    """The instant now, in UTC: the clock, where no other is handed in."""
    return datetime.now(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name; Stockholm's where there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Europe/Stockholm")


def deliver(app: App[Any], asker: MessagePump, then: Callable[[T], object], failed: Failed, answer: Answer[T]) -> None:
    """Bring an answer from a thread into its asker's own task; an error that is no answer ends the program, told."""
    if answer.error is None:
        asker.call_later(then, answer.value)
    elif (trouble := trouble_in(answer.error)) is None:
        app.call_later(_raise, answer.error)
    else:
        asker.call_later(failed, trouble)


def nothing(_any: object) -> None:
    """There is nobody left to tell."""


def _raise(error: Exception) -> None:
    raise error
