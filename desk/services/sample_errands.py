"""What made-up errands stand on: what can be booked, who answers for what, whose routines are whose, what was asked.

What people do one by one is done here by the services that they would use, as in :mod:`desk.services.sample_follow_up`.
What is there already is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from desk.rules.bookings import Resource
from desk.rules.cases import Status
from desk.rules.events import Happening
from desk.rules.sample.shelf import RESOURCES
from desk.services import division, handovers, routines
from desk.services.kept import differences
from desk.services.sample_follow_up import Frame
from desk.services.seat import Seat
from desk.storage import bookings, lists, trail
from desk.storage.database import Transaction
from desk.storage.lists import Viewer, Which

ANSWERED_FOR = (
    ("bus_card_lost", "bus_card_new", "bus_card_not_working", "school_transport_delay"),
    ("parking_permit_new", "parking_permit_renewal", "parking_permit_lost"),
    ("pool_vehicle", "pool_equipment", "facility_booking"),
    ("civil_wedding", "land_use_permit"),
)
"""Topics that somebody answers for, together; one after the other of the colleagues."""
_ABOUT = ("sort", "type", "name", "note")
_ASKED_ABOUT, _REVIEWED = 5, 8
_HANDED_OVER = 200


def add_resources(tx: Transaction, seat: Seat, at: int) -> None:
    """Add what can be booked, where nothing can yet."""
    if bookings.every(tx):
        return
    for sort, type_, name, note in RESOURCES:
        made = Resource(0, sort, name, type_, note)
        number = bookings.add(tx, made)
        changes = differences(None, made, _ABOUT)
        trail.add(tx, None, at, seat.who.login, Happening.ADDED, changes, subject=f"resource:{number}")


def fill(seat: Seat, frame: Frame) -> None:
    """Say who answers for what and who owns which routine, and ask about some of what was handed over."""
    _division(seat, frame)
    _routines(seat, frame)
    _handovers(seat, frame)


def _division(seat: Seat, frame: Frame) -> None:
    if division.division(seat).topics:
        return
    begun = frame.ago(30)
    for place, topics in enumerate(ANSWERED_FOR):
        known = [each for each in topics if each in seat.topics]
        if known:
            division.set_topics(seat, known, _people(frame.logins, place), begun)
    others = [each for each in frame.logins if each != seat.who.login]
    if others:
        first = frame.day(seat, 4)
        division.away(seat, others[-1], first, first + timedelta(days=4), frame.ago(2))


def _people(logins: Sequence[str], place: int) -> list[str]:
    """Who answers, and who covers."""
    return list(dict.fromkeys((logins[place % len(logins)], logins[(place + 1) % len(logins)])))


def _routines(seat: Seat, frame: Frame) -> None:
    """Those of the topics that somebody answers for are theirs; some were looked through."""
    owners = {topic: _people(frame.logins, place)[0] for place, some in enumerate(ANSWERED_FOR) for topic in some}
    own = [each for each in routines.routines(seat) if each.topic in owners and not each.owner]
    for each in own:
        routines.change(seat, each.id, {"owner": owners[each.topic or ""]}, frame.ago(28))
    for each in own[:_REVIEWED]:
        routines.review(seat, each.id, frame.ago(20))


def _handovers(seat: Seat, frame: Frame) -> None:
    """Some of what lies with departments is asked about on a day."""
    now = datetime.fromtimestamp(frame.end, UTC)
    viewer = Viewer(seat.who.login, all_confidential=True)
    with seat.database.read() as tx:
        rows = lists.page(tx, Which(open=True), viewer, _HANDED_OVER, None)
    away = [each.reference for each in rows if each.status == Status.HANDED_OVER][:_ASKED_ABOUT]
    for place, reference in enumerate(away):
        handovers.ask_again(seat, reference, frame.day(seat, 2 + 2 * place), now)
