"""A desk with full registers and a booked pool against an empty one: what one does there all day takes as long.

Full is 500 people's permits, 2 000 bus cards, and 60 items of the pool with 10 000 bookings over two years. Empty is
what a page shows and no more: the same items, this week's bookings, one permit and one card.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figures import Figure, median_ms, turns
from seats import new_desk, seat_at

if TYPE_CHECKING:
    from desk.rules.sample.story import Story
    from desk.services.seat import Seat

PERMITS, CARDS, ITEMS, BOOKINGS = 500, 2_000, 60, 10_000
ROUNDS = 150
WEEKS = 104
HOUR = 3600
KARIN = "189001189811"


def run() -> list[Figure]:
    """Measure registrations, lists and look-ups at both desks, turn by turn."""
    with tempfile.TemporaryDirectory() as folder:
        full, empty = (_desk(Path(folder) / f"{name}.db", full=name == "full") for name in ("full", "empty"))
        found = []
        for work, of in _works().items():
            ours, limit = of(full), of(empty)
            for _warm in range(10):
                ours()
                limit()
            mine, theirs = turns(ours, limit, ROUNDS)
            detail = f"{median_ms(mine):.2f} ms against {median_ms(theirs):.2f} ms"
            found.append(Figure(f"{work}, full registers", median_ms(mine) / median_ms(theirs), 1.2, detail))
        for seat in (full, empty):
            seat.database.close()
    return found


def _works() -> dict[str, Callable[[Seat], Callable[[], object]]]:
    from desk.rules.bookings import ResourceSort
    from desk.rules.calendar import Week
    from desk.rules.registers import Sort, View
    from desk.services import bookings, lists, registers
    from desk.storage.lists import Which

    week = Week.of(datetime.now(UTC).date())
    return {
        "registering a call": lambda seat: _registering(seat, _call),
        "registering a lost bus card": lambda seat: _registering(seat, _card),
        "registering a renewed permit": lambda seat: _registering(seat, _permit),
        "booking an item of the pool": lambda seat: _registering(seat, _loan),
        "the desk's list": lambda seat: lambda: lists.page(seat, Which(open=True), 50),
        "looking up a serial number": lambda seat: lambda: registers.by_number(seat, Sort.PERMIT, "P000001"),
        "looking up a person": lambda seat: lambda: registers.find(seat, Sort.PERMIT, KARIN, 50),
        "looking up a card by telephone": lambda seat: lambda: registers.find(seat, Sort.CARD, "070-174 06 99", 50),
        "permits that expire": lambda seat: lambda: registers.page(seat, Sort.PERMIT, View.EXPIRING, 50),
        "the pool's week": lambda seat: lambda: bookings.calendar(seat, ResourceSort.POOL, week.first, week.last),
    }


# ------------------------------------------------------------------ what is registered


def _registering(seat: Seat, made: Callable[[int], dict[str, Any]]) -> Callable[[], object]:
    from desk.services import cases

    count = itertools.count(1)
    return lambda: cases.register(seat, made(next(count)))


def _call(turn: int) -> dict[str, Any]:
    citizen = {"name": "Karin Ström", "phone": f"070-174 06 {5 + turn % 90:02d}"}
    return {"kind": "enquiry", "channel": "phone", "summary": "Bussen kom inte", "citizen": citizen,
            "outcome": "solved_first"}  # fmt: skip


def _card(turn: int) -> dict[str, Any]:
    own = {"reason": "lost", "pupil": f"Oskar Berg {turn}", "school": "Björkskolan", "card_number": f"N{turn}"}
    return {"kind": "bus_card", "channel": "visit", "details": own}


def _permit(turn: int) -> dict[str, Any]:
    from desk.rules.sample.people import personal_number

    own = {"application": "new", "resident": True, "lasting": True, "serial_number": f"N{turn}"}
    citizen = {"name": "Elin Ek", "personal_number": personal_number(20_000 + turn)}
    return {"kind": "parking_permit", "channel": "visit", "citizen": citizen, "details": own}


def _loan(turn: int) -> dict[str, Any]:
    begins = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=800 + turn // 20)
    own = {"item": f"Bil {turn % 20 + 1}", "borrower": "Maria Holm", "out": begins.isoformat(),
           "due_back": (begins + timedelta(hours=4)).isoformat()}  # fmt: skip
    return {"kind": "pool_loan", "channel": "visit", "details": own}


# ------------------------------------------------------------------ the two desks


def _desk(path: Path, *, full: bool) -> Seat:
    from desk.rules.bookings import Resource, ResourceSort
    from desk.services import cases
    from desk.storage import bookings
    from desk.storage.sample import Writer

    new_desk(path)
    seat = seat_at(path)
    chance = random.Random(3)
    with seat.database.write() as tx:
        for number in range(1, ITEMS + 1):
            bookings.add(tx, Resource(0, ResourceSort.POOL, f"Bil {number}", "Bil"))
        writer = Writer(tx, seat.settings.zone, chance.randbytes)
        writer.write(list(_loans(seat, full=full)))
        writer.finish()
        _bring_in(tx, full=full)
    for turn in range(60):
        cases.register(seat, {**_call(turn), "outcome": None})
    return seat


def _loans(seat: Seat, *, full: bool) -> Iterator[Story]:
    """The weeks' loans, as many every week; of the empty desk this week's alone."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday())
    many = BOOKINGS // WEEKS
    for week in range(-WEEKS // 2, WEEKS // 2) if full else (0,):
        for number in range(many):
            day = monday + timedelta(days=7 * week + number * 5 // many)
            yield _loan_of(seat, day, number % ITEMS, datetime.now(UTC))


def _loan_of(seat: Seat, day: date, item: int, now: datetime) -> Story:
    from desk.rules.sample.story import Story, Taken, utc

    name = f"Bil {item + 1}"
    begins = int(datetime.combine(day, time(8), seat.settings.zone).timestamp())
    ends = begins + 8 * HOUR
    asked = min(begins - 48 * HOUR, int(now.timestamp()) - HOUR)
    who = seat.who.login
    story = Story(
        "pool_loan", "visit", "pool_vehicle", "Bil", None, "Reception", who, who, asked, asked, day.toordinal()
    )
    story.day = datetime.fromtimestamp(asked, seat.settings.zone).date().toordinal()
    story.details = {"item": name, "borrower": "Maria Holm", "out": utc(begins), "due_back": utc(ends)}
    story.step, story.due = "booked", ends
    taken = Taken("pool", name, begins, ends)
    story.taken.append(taken)
    story.register()
    if ends < now.timestamp() - 9 * HOUR:
        taken.lent_at, taken.returned_at = begins, ends
        story.take_step(begins, who, "lent", answers=True)
        story.take_step(ends, who, "returned", due=None, returned=utc(ends))
        story.close(ends, who, "solved_later")
    return story


def _bring_in(tx: Any, *, full: bool) -> None:
    """Permits and cards as another register has them; the first of each is looked up at both desks."""
    from desk.rules.sample.people import personal_number
    from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit, add_card, add_permit

    today = datetime.now(UTC).date()
    bringing = Bringing(int(datetime.now(UTC).timestamp()), today, 730)
    for number in range(1, PERMITS + 1 if full else 2):
        person = KARIN if number == 1 else personal_number(number)
        last = today + timedelta(days=20 if number == 1 else 60 + number * 2)
        phone = f"+4670174{605 + number % 90:04d}"
        add_permit(tx, BroughtPermit(f"P{number:06d}", last, None, person, f"Karin Ström {number}", phone), bringing)
    for number in range(1, CARDS + 1 if full else 2):
        phone = "+46701740699" if number == 1 else f"+4670174{605 + number % 90:04d}"
        add_card(tx, BroughtCard(f"K{number:06d}", f"Oskar Berg {number}", "Björkskolan", phone=phone), bringing)
