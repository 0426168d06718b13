"""How few keys each kind's ordinary case takes, from the desk and back.

Counted is every key but the text of a value: the way to the form, letters that find a topic, a choice's letter, a box's
space, Tab, and the key that saves. ``screens.md`` has 6 for a visit, 1 for the same again, 10 for a call and 12 for a
lost bus card; 14 hold for every other kind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.bookings import ResourceSort
from desk.rules.kinds import built_in
from desk.screens.desk import DeskScreen
from desk.services import house, lists, reading, resources
from desk.services.seat import Seat
from desk.storage.lists import Which

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
MOST = 14
TAB, SAVE, SPACE, BACK = "tab", "ctrl+s", "space", "escape"
SKIP = (TAB, TAB, TAB)
"""From the topic past name and telephone to what it is about."""


class Value(str):
    """Text that is typed into a field: not counted."""


class Way(NamedTuple):
    """The keys from the desk and back, at most how many, and what is registered by them."""

    keys: tuple[str, ...]
    registered: dict[str, Any]
    most: int = MOST


WAYS: dict[str, Way] = {
    "enquiry": Way(("1", *"lib", SAVE), {"topic": "library_hours", "outcome": "solved_first"}, 6),
    "bus_card": Way(
        ("4", "l", TAB, Value("Eva Berg"), TAB, Value("0701740605"), TAB, TAB, "l", TAB, Value("Oskar Berg"), TAB,
         Value("Centralskolan"), TAB, Value("7B"), SAVE),
        {"topic": "bus_card_lost", "reason": "lost", "pupil": "Oskar Berg", "grade": "7B"},
        12,
    ),
    "parking_permit": Way(
        ("5", "a", TAB, Value("Karin Ek"), *SKIP, "n", TAB, "d", TAB, SPACE, TAB, SPACE, SAVE),
        {"topic": "parking_permit_new", "application": "new", "capacity": "driver",
         "documents": {"photo": True, "signature": True, "certificate": False, "police_report": False}},
    ),
    "feedback": Way(
        ("6", *"st", TAB, Value("Karin Ek"), TAB, Value("0701740605"), TAB, Value("Mörkt vid skolan"), TAB, "c", TAB,
         SPACE, SAVE),
        {"topic": "feedback_streets", "type": "complaint", "reply_wanted": True},
    ),
    "fault": Way(
        ("2", *"hol", *SKIP, Value("Djupt hål"), TAB, Value("Storgatan 4"), SAVE),
        {"topic": "road_damage", "place": "Storgatan 4"},
    ),
    "pool_loan": Way(
        ("1", *"bik", TAB, Value("Maria Holm"), *SKIP, Value("Elcykel 1"), TAB, TAB, TAB, Value("16.00"), SAVE),
        {"topic": "pool_vehicle", "item": "Elcykel 1", "due_back": "2026-11-19T15:00:00Z"},
    ),
    "wedding": Way(
        ("7", "w", TAB, *SKIP, TAB, Value("Karin Ek"), TAB, Value("Erik Lund"), TAB, Value("5 dec 14.00"), TAB, TAB,
         Value("Vigselrummet"), TAB, TAB, Value("Anders Nyberg"), SAVE),
        {"topic": "civil_wedding", "partner_one": "Karin Ek", "partner_two": "Erik Lund",
         "begins": "2026-12-05T13:00:00Z",
         "place": "Vigselrummet", "officiant": "Anders Nyberg"},
    ),
    "land_use": Way(
        ("3", *"lan", *SKIP, TAB, Value("Broby IF"), TAB, Value("Stortorget"), TAB, Value("1 dec"), TAB,
         Value("2 dec"), TAB, Value("A123.456/2026"), SAVE),
        {"topic": "land_use_permit", "applicant": "Broby IF", "begins_on": "2026-12-01", "ends_on": "2026-12-02",
         "police_reference": "A123.456/2026"},
    ),
    "debt_advice": Way(
        ("2", *"deb", TAB, Value("Karin Ek"), TAB, Value("0701740605"), TAB, TAB, Value("Rådgivningen"), TAB,
         Value("24 nov"), SAVE),
        {"topic": "debt_advice_referral", "referred_to": "Rådgivningen", "booked_on": "2026-11-24"},
    ),
    "booking": Way(
        ("1", *"fac", *SKIP, TAB, Value("Sporthallen"), TAB, Value("24 nov 17.00"), TAB, Value("24 nov 19.00"), TAB,
         Value("Broby IF"), SAVE),
        {"topic": "facility_booking", "facility": "Sporthallen", "association": "Broby IF",
         "ends": "2026-11-24T18:00:00Z"},
    ),
    "telephony": Way(
        ("7", "t", TAB, "f", *SKIP, TAB, "f", TAB, Value("Maria Holm"), TAB, Value("S-4711"), SAVE),
        {"topic": "telephony_fault", "channel": "internal", "request": "fault", "employee": "Maria Holm",
         "supplier_reference": "S-4711"},
    ),
    "post": Way(
        ("v", "m", Value("Maria Holm"), TAB, Value("Bokförlaget"), SAVE, BACK),
        {"topic": "post_for_somebody", "channel": "letter", "recipient": "Maria Holm", "sender": "Bokförlaget"},
    ),
    "visitor": Way(
        ("v", "n", Value("Lisa Ek"), TAB, Value("Maria Holm"), TAB, Value("12"), SAVE, BACK),
        {"topic": "visitor_in_the_house", "host": "Maria Holm", "badge": "12"},
    ),
}  # fmt: skip


@pytest.fixture
def resourced(seat: Seat) -> Seat:
    """A desk with something to book of each sort."""
    for sort, name in (
        (ResourceSort.POOL, "Elcykel 1"),
        (ResourceSort.FACILITY, "Vigselrummet"),
        (ResourceSort.FACILITY, "Sporthallen"),
        (ResourceSort.OFFICIANT, "Anders Nyberg"),
    ):
        resources.add_resource(seat, sort, name)
    return seat


async def go(pilot: Pilot[Any], keys: tuple[str, ...], settled: Settled) -> int:
    """Press them all; how many counted."""
    for each in keys:
        if isinstance(each, Value):
            await pilot.press(*("space" if letter == " " else letter for letter in each))
        else:
            await pilot.press(each)
            if each in (SAVE, "v", "m", "n"):
                await settled(pilot)
    await settled(pilot)
    return sum(not isinstance(each, Value) for each in keys)


def test_every_kind_is_counted() -> None:
    assert set(WAYS) == set(built_in())


@pytest.mark.parametrize("code", list(WAYS))
async def test_an_ordinary_case_takes_few_keys(code: str, desk_app: MakeApp, settled: Settled, resourced: Seat) -> None:
    way = WAYS[code]
    async with desk_app(resourced).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        counted = await go(pilot, way.keys, settled)
        assert isinstance(pilot.app.screen, DeskScreen)
    assert counted <= way.most
    (row,) = lists.page(resourced, Which()).rows
    case = reading.open_case(resourced, row.reference).case
    said = {"topic": case.topic, "channel": case.channel, "outcome": case.outcome, **case.details}
    assert case.kind == code
    assert {name: said.get(name) for name in way.registered} == way.registered


async def test_the_same_again_takes_one_key_and_repeats_nobody(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await go(pilot, ("1", *"lib", TAB, Value("Karin"), SAVE), settled)
        assert await go(pilot, ("full_stop",), settled) == 1
    second, first = (reading.open_case(seat, row.reference).case for row in lists.page(seat, Which()).rows)
    assert (second.topic, second.channel, second.outcome) == (first.topic, first.channel, first.outcome)
    assert (first.name, second.name) == ("Karin", None)


async def test_a_call_with_name_and_number_takes_ten_keys_at_most(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    keys = ("2", *"menu", TAB, Value("Karin"), TAB, Value("0701740605"), SAVE)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert await go(pilot, keys, settled) <= 10
    (row,) = lists.page(seat, Which()).rows
    case = reading.open_case(seat, row.reference).case
    assert (case.topic, case.name, case.phone) == ("school_meals", "Karin", "+46701740605")


@pytest.mark.parametrize(("code", "other"), [("visitor", ()), ("post", (TAB,))])
async def test_one_key_out_and_one_key_handed_over(
    code: str, other: tuple[str, ...], desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime
) -> None:
    """In the house, where one stands among them: ``o``."""
    enter = house.let_in if code == "visitor" else house.receive
    enter(seat, {"details": {"host": "Maria"} if code == "visitor" else {"recipient": "Maria"}}, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await go(pilot, ("v", *other), settled)
        assert await go(pilot, ("o",), settled) == 1
    found = house.who_is_here(seat)
    assert (found.visitors, found.post) == ((), ())
