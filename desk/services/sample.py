"""Filling an empty database with made-up data, to try Desk on, to show it, and to measure it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from desk.rules.calendar import local_day
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.rules.sample.calls import calls_of
from desk.rules.sample.lives import Author, World
from desk.rules.sample.people import colleagues
from desk.rules.sample.plan import Day, end_of, plan
from desk.services.sample_errands import add_resources
from desk.services.sample_errands import fill as errands
from desk.services.sample_follow_up import Frame, write_rows
from desk.services.sample_follow_up import fill as follow_up
from desk.services.seat import Seat, now_utc
from desk.storage import bookings, organisation
from desk.storage.database import Transaction
from desk.storage.sample import Writer, is_empty

CASES, SEED = 5000, 1
SMALL_DESK, FEW, MANY = 20_000, 3, 30
"""Up to so many cases a year a desk has three people; above, thirty."""
FEW_SPANS = 8
"""In how many closed spans of a large desk deviations are looked for here; Desk itself looks in the others later."""
CHUNK = 4000
EARLIEST = 1971
"""What came in before has no reference that anybody could ask for; registering refuses it too."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Filled:
    """What was made."""

    cases: int
    calls: int
    first: date
    last: date


def fill(
    seat: Seat,
    cases: int = CASES,
    seed: int = SEED,
    first: date | None = None,
    last: date | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Filled:
    """Fill an empty database with ``cases`` made-up cases, and the calls and answers that go with them: all or nothing.

    Then come who answers for what (:mod:`desk.services.sample_errands`) and a made-up follow-up
    (:mod:`desk.services.sample_follow_up`).

    The same arguments make the same data (within the hour, where ``last`` is today). Nothing is made for a time to
    come. The person who sits here is among those who handle the cases.

    Args:
        first: The first local day; a year before the last where none is named.
        last: The last local day; today where none is named.
        progress: Is told how many of how many cases have been made.

    Raises:
        Refused: ``database_not_empty``, ``span_invalid``, ``span_in_future``, ``year_out_of_range``,
            ``number_too_small``.
    """
    seat.demand(Right.MANAGE)
    if cases < 1:
        refuse("number_too_small", "cases", ge=1)
    moment = now or now_utc()
    days = _days(seat, cases, first, last, moment)
    rng = Random(f"desk {seed}")  # noqa: S311  made-up data, not a secret
    per_year = cases * 365 / len(days)
    people = colleagues(FEW - 1 if per_year <= SMALL_DESK else MANY - 1, seat.organisation.groups)
    logins = (seat.who.login, *(each.login for each in people if each.login != seat.who.login))
    with seat.database.write() as tx:
        if not is_empty(tx):
            refuse("database_not_empty", None)
        known = {each.login for each in organisation.people(tx)}
        for each in people:
            if each.login not in known:
                organisation.put_person(tx, each, days[0].opens)
        add_resources(tx, seat, days[0].opens)
        end = end_of(days[-1].day, moment, seat.settings.zone)
        calls = _write(tx, seat, days, end, logins, rng, progress)
        frame = Frame(days, end, logins, Random(f"desk follow-up {seed}"))  # noqa: S311
        write_rows(tx, seat, frame, small=per_year <= SMALL_DESK)
    seat.forget()
    errands(seat, frame)
    follow_up(seat, frame, None if per_year <= SMALL_DESK else FEW_SPANS)
    return Filled(cases, calls, days[0].day, days[-1].day)


def _days(seat: Seat, cases: int, first: date | None, last: date | None, now: datetime) -> tuple[Day, ...]:
    today = local_day(now, seat.settings.zone)
    last = last or today
    first = first or last - timedelta(days=365)
    if last < first:
        refuse("span_invalid", "to")
    if first.year < EARLIEST:
        refuse("year_out_of_range", "from", first=EARLIEST, last=today.year)
    days = plan(first, last, cases, now, seat.settings.zone)
    if sum(day.cases for day in days) != cases:
        refuse("span_in_future", "from")
    return days


def _write(
    tx: Transaction,
    seat: Seat,
    days: tuple[Day, ...],
    end: int,
    logins: tuple[str, ...],
    rng: Random,
    progress: Progress | None,
) -> int:
    settings, topics = seat.settings, tuple(seat.topics.values())
    resources = tuple((each.sort, each.type, each.name) for each in bookings.every(tx, rested=False))
    world = World(topics, logins, settings.zone, settings.deadline_hour, settings.email_working_days, resources)
    author = Author(world, days, end, Random(rng.random()))  # noqa: S311
    cases = sum(day.cases for day in days)
    writer = Writer(tx, settings.zone, rng.randbytes, many=cases > SMALL_DESK)
    chunk = []
    done = 0
    for of_day in author.stories():
        chunk += of_day
        if len(chunk) >= CHUNK:
            writer.write(chunk)
            done += len(chunk)
            chunk.clear()
            if progress:
                progress(done, cases)
    writer.write(chunk)
    calls = 0
    for some in calls_of(days, seat.organisation.groups, logins, rng):
        writer.write_calls(some)
        calls += len(some)
    writer.finish()
    if progress:
        progress(cases, cases)
    return calls
