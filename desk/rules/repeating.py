"""A booking that comes back: the fields that say how, shared by the kinds that may, and the times they give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import Annotated, Protocol

from pydantic import AfterValidator, Field

from desk.rules.bookings import Repeats, Wanted, is_rule, occurrences, rule_of, said
from desk.rules.cases import Line, Optional
from desk.rules.refusals import Problem, Refused, refuse, wrong
from desk.words import N_


def _days_of(value: str | None) -> str | None:
    """The days as they are kept: ISO dates in order, with commas between them."""
    if value is None:
        return None
    try:
        found = {date.fromisoformat(each) for each in value.replace(",", " ").replace(";", " ").split()}
    except ValueError:
        raise wrong("days_left_out_invalid") from None
    return ", ".join(each.isoformat() for each in sorted(found)) or None


def _rule(value: str | None) -> str | None:
    """The rule as it is kept: in capitals, without ``RRULE:``."""
    if value is None:
        return None
    rule = "".join(value.upper().split()).removeprefix("RRULE:")
    if not is_rule(rule):
        raise wrong("repeats_invalid")
    return rule


How = Annotated[Repeats | None, Optional]
Rule = Annotated[Annotated[Line, Field(max_length=200)] | None, AfterValidator(_rule), Optional]
DaysLeftOut = Annotated[Annotated[Line, Field(max_length=1000)] | None, AfterValidator(_days_of), Optional]


REPEATS = Field(None, title=N_("Comes back"), description=N_("How often; empty for once."))
REPEATS_UNTIL = Field(None, title=N_("Comes back until"), description=N_("The last day on which it begins."))
RULE = Field(
    None,
    title=N_("Rule"),
    description=N_("An rrule, where it comes back by a rule."),
    examples=["FREQ=WEEKLY;BYDAY=TU,TH"],
)
DAYS_LEFT_OUT = Field(
    None, title=N_("Days left out"), description=N_("With commas between them."), examples=["2026-10-27, 2026-12-22"]
)


class ComesBack(Protocol):
    """Details with the fields above."""

    @property
    def repeats(self) -> Repeats | None: ...
    @property
    def repeats_until(self) -> date | None: ...
    @property
    def rule(self) -> str | None: ...
    @property
    def days_left_out(self) -> str | None: ...


def left_out(details: ComesBack) -> tuple[date, ...]:
    """The local days on which it does not come."""
    return tuple(date.fromisoformat(each) for each in (details.days_left_out or "").split(", ") if each)


def times_of(
    details: ComesBack, begins: datetime, ends: datetime, zone: tzinfo
) -> tuple[tuple[datetime, datetime], ...]:
    """Each time that it begins and ends. Refused as :func:`desk.rules.bookings.occurrences`."""
    if details.repeats is None:
        return ((begins, ends),)
    rule = rule_of(details.repeats, begins, zone) or details.rule
    return occurrences(begins, ends, zone, rule, details.repeats_until, left_out(details))


def each_time(wanted: Wanted, details: ComesBack, zone: tzinfo) -> Iterator[Wanted]:
    """What is wanted, each time that it comes back."""
    for begins, ends in times_of(details, wanted.begins, wanted.ends, zone):
        yield Wanted(wanted.sort, wanted.name, begins, ends)


def check_repeating(details: ComesBack, begins: datetime | None, ends: datetime | None, zone: tzinfo) -> None:
    """Refuse what gives no times, or no end of them."""
    if details.repeats is None and (details.repeats_until or details.days_left_out):
        refuse("repeats_missing", "details.repeats")
    if details.repeats is Repeats.BY_RULE and not details.rule:
        refuse("rule_missing", "details.rule")
    if details.rule and details.repeats is not Repeats.BY_RULE:
        refuse("rule_unasked", "details.rule")
    if begins and ends:
        times_of(details, begins, ends, zone)


def check_times(
    names: tuple[str, str, str], what: str | None, begins: datetime | None, ends: datetime | None, at: tzinfo
) -> None:
    """Refuse a booking of which a part is missing, or that ends before it begins.

    Args:
        names: The fields of what is booked, from when and until when.
    """
    fields = tuple(f"details.{name}" for name in names)
    if not (what or begins or ends):
        return
    codes = ("booked_without_what", "booked_without_begin", "booked_without_end")
    values = (what, begins, ends)
    missing = [Problem(code, field) for code, field, value in zip(codes, fields, values, strict=True) if not value]
    if missing:
        raise Refused(*missing)
    if begins and ends and ends <= begins:
        refuse("ends_before_begins", fields[2], first=said(begins, at))
