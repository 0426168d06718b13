"""How each sort of rows that is brought in becomes what Desk keeps."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from desk.rules.bringing_in import Brought, CardRow, PermitRow, Row, Verdict
from desk.rules.calendar import local_day
from desk.rules.kinds import kinds
from desk.rules.retention import days_of
from desk.services.bringing_in_lists import Resources, Topics
from desk.services.seat import Seat
from desk.storage import brought_in
from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit
from desk.storage.database import Transaction

if TYPE_CHECKING:
    from desk.services.bringing_in import Way


def way_of(tx: Transaction, seat: Seat, what: Brought, moment: datetime) -> Way:
    """How rows of a sort are written, with what they are held against read once."""
    if what is Brought.POOL:
        return Resources(tx, seat, moment)
    if what is Brought.TOPICS:
        return Topics(tx, seat, moment)
    return Permits(seat, moment) if what is Brought.PERMITS else Cards(seat, moment)


class _Register:
    """Permits and cards: rows without a case (:mod:`desk.storage.brought_in`)."""

    kind: str

    def __init__(self, seat: Seat, moment: datetime) -> None:
        self._today = local_day(moment, seat.settings.zone)
        days = days_of(kinds()[self.kind], seat.settings.retention)
        self._bringing = Bringing(int(moment.timestamp()), self._today, days)

    def known_by(self, row: Row) -> Row:
        """A number is printed on it."""
        return row

    def done(self, tx: Transaction) -> None:
        """Nothing more."""
        del tx

    def _blocked_on(self, row: PermitRow | CardRow) -> date | None:
        return row.blocked_on or (self._today if row.blocked else None)


class Permits(_Register):
    """Parking permits."""

    kind = "parking_permit"
    subject = "permit"

    def put(self, tx: Transaction, row: Row) -> Verdict:
        """Write one."""
        if not isinstance(row, PermitRow):
            raise TypeError(row)
        permit = BroughtPermit(
            row.serial_number, row.valid_to, row.valid_from, row.person, row.name, row.phone, self._blocked_on(row),
            row.protected,
        )  # fmt: skip
        return Verdict(brought_in.add_permit(tx, permit, self._bringing))


class Cards(_Register):
    """Bus cards."""

    kind = "bus_card"
    subject = "card"

    def put(self, tx: Transaction, row: Row) -> Verdict:
        """Write one."""
        if not isinstance(row, CardRow):
            raise TypeError(row)
        card = BroughtCard(
            row.card_number, row.name, row.school, row.person, row.phone, row.handed_out, self._blocked_on(row),
            row.protected,
        )  # fmt: skip
        return Verdict(brought_in.add_card(tx, card, self._bringing))
