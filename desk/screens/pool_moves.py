"""What one does about a booking in the grid: book, lend, take back, cancel, put out of service, open its case.

Whoever sees what is booked handles cases, and may do all of it; the services ask again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from textual import on

from desk.rules.bookings import Reservation, ResourceSort, Taken, shown_who
from desk.rules.cases import Outcome
from desk.screens.dialogs import AskLine, Choose, Confirm, Option
from desk.screens.place import Place, Trouble
from desk.screens.pool_booking import form_of, proposed
from desk.screens.pool_grid import Cell, PoolGrid
from desk.screens.pool_out import ask_in_or_out
from desk.screens.pool_page import Asked, Page, View
from desk.screens.pool_words import reservation_in_short
from desk.services import bookings, cases, corrections
from desk.services.changing import Moved
from desk.services.seat import Seat
from desk.words import _, day

DAMAGE_LENGTH, NAME_LENGTH = 500, 120
ONE_DAY, EVERY_DAY = "one", "every"


class PoolMoves(Place[None]):
    """The changes of the screen of what can be booked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Asked()
        self.page: Page | None = None
        self._waiting: list[Callable[[], object]] = []

    # ------------------------------------------------------------------ what is meant

    @property
    def _cells(self) -> tuple[Cell, ...]:
        return self.query_one(PoolGrid).chosen

    def shown(self, otherwise: Callable[[], object]) -> Page | None:
        """What is shown, where that is what is wanted; a key typed ahead of what it is meant for waits for it."""
        if self.page is not None and self.page.asked == self.asked:
            return self.page
        self._waiting.append(otherwise)
        return None

    def do_what_waits(self) -> None:
        """Do what was typed ahead: what it is meant for is shown now."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each()

    def forget_what_waits(self) -> None:
        """What was typed ahead is for something that will not be shown."""
        self._waiting.clear()

    def _one(self, states: Collection[Taken], nothing: str, then: Callable[[Reservation], object]) -> None:
        """Do it with the booking under the cursor that is taken so; ask which, where there are several."""
        if self.page is None:
            return
        page, now = self.page, self.page.calendar.now
        every = {each.id: each for cell in self._cells for each in cell.taken}
        found = [each for each in every.values() if each.state(now) in states]
        if not found:
            self.app.notify(nothing, severity="warning")
        elif len(found) == 1:
            then(found[0])
        else:
            options = [Option(str(each.id), reservation_in_short(each, page.calendar)) for each in found]
            self.app.push_screen(Choose(_("Which booking?"), options), partial(self._chosen, every, then))

    def _chosen(self, every: dict[int, Reservation], then: Callable[[Reservation], object], number: str | None) -> None:
        if number is not None:
            then(every[int(number)])

    # ------------------------------------------------------------------ booking

    @on(PoolGrid.Chosen)
    def action_open(self) -> None:
        """Open the case that has the cell, or book it where nobody has."""
        if self.shown(self.action_open) is None:
            return
        if any(cell.taken for cell in self._cells):
            self._one(tuple(Taken), "", lambda each: self._open(each.reference))
        else:
            self.action_book()

    def _open(self, reference: str) -> None:
        from desk.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(reference))

    def action_book(self) -> None:
        """Open the form of a booking, filled in with the thing and the time."""
        page, cells = self.shown(self.action_book), self._cells
        if page is None or not cells:
            return
        whole_days = page.asked.view is View.WEEK
        now, topics = self.program.now(), self.program.seat.topics.values()
        begins, ends = proposed(page.asked.sort, cells, whole_days, now, page.calendar.zone)
        self.app.push_screen(form_of(cells[0].resource, begins, ends, topics, now))

    # ------------------------------------------------------------------ lending

    def action_lend(self) -> None:
        """Hand out what is booked under the cursor."""
        if self._lends(self.action_lend):
            nothing = _("Nothing is booked here that could be lent.")
            self._one((Taken.BOOKED, Taken.REQUESTED), nothing, self._lend)

    def _lends(self, otherwise: Callable[[], object]) -> bool:
        """Whether anything is lent here at all."""
        page = self.shown(otherwise)
        if page is None:
            return False
        if page.asked.sort is not ResourceSort.POOL:
            self.app.notify(_("Only what is in the pool is lent."), severity="warning")
            return False
        return True

    def _lend(self, each: Reservation, to: str | None = None) -> None:
        now, said = self.program.now(), _("{reference}: lent.", reference=each.reference)

        def lend(seat: Seat) -> Moved:
            if to:
                corrections.correct(seat, each.reference, {"details.borrower": to}, now)
            return bookings.lend(seat, each.reference, now)

        self.program.tell(lend, partial(self._done, said), partial(self._not_lent, each))

    def _not_lent(self, each: Reservation, trouble: Trouble) -> None:
        """Who borrows is asked where nobody has said it yet."""
        if not trouble.has("borrower_missing") or self.app.screen is not self:
            self.program.say_trouble(trouble)
            return
        ask = AskLine(_("Who borrows it?"), each.reference, max_length=NAME_LENGTH)
        self.app.push_screen(ask, lambda name: None if name is None else self._lend(each, name))

    def action_give_back(self) -> None:
        """Take back what is lent under the cursor; whether it was damaged is asked."""
        if self._lends(self.action_give_back):
            self._one((Taken.LENT, Taken.OVERDUE), _("Nothing here is lent."), self._ask_damage)

    def _ask_damage(self, each: Reservation, value: str = "") -> None:
        title = _("Taken back from {who}. Is it damaged?", who=shown_who(each) or each.reference)
        text = _("↵ where it is whole; else a word about the damage. Nothing about a person.")
        ask = AskLine(title, text, value=value, required=False, max_length=DAMAGE_LENGTH)
        self.app.push_screen(ask, partial(self._give_back, each))

    def _give_back(self, each: Reservation, damage: str | None) -> None:
        if damage is not None:
            now, said = self.program.now(), _("{reference}: taken back.", reference=each.reference)
            self._tell(lambda seat: bookings.give_back(seat, each.reference, damage or None, now), said)

    def _tell(self, change: Callable[[Seat], Moved], said: str) -> None:
        self.program.tell(change, partial(self._done, said), self.program.say_trouble)

    def _done(self, said: str, moved: Moved) -> None:
        self.app.notify(said)
        if moved.proposed is not None and self.app.screen is self and moved.case.is_open:
            options = [Option(each.value, each.label) for each in Outcome]
            text = _("That was the last step. Close the case?")
            question = Choose(_("How was it closed?"), options, text=text, preselected=moved.proposed.value)
            self.app.push_screen(question, partial(self._close, moved))

    def _close(self, moved: Moved, outcome: str | None) -> None:
        if outcome is not None:
            now, reference, version = self.program.now(), moved.case.reference, moved.case.version
            said = f"{reference}: {Outcome(outcome).label}"
            self._tell(lambda seat: cases.close(seat, reference, Outcome(outcome), now, version), said)

    # ------------------------------------------------------------------ cancelling

    def action_cancel(self) -> None:
        """Cancel the booking under the cursor; of one that comes back, this day or all that is left."""
        if self.shown(self.action_cancel) is not None:
            nothing = _("Nothing is booked here that could be cancelled.")
            self._one((Taken.BOOKED, Taken.REQUESTED), nothing, self._sure)

    def _sure(self, each: Reservation) -> None:
        if self.page is None:
            return
        name, zone = shown_who(each) or each.reference, self.page.calendar.zone
        on = day(each.begins.astimezone(zone).date())
        if each.repeats:
            options = [
                Option(ONE_DAY, _("Only {day}", day=on)),
                Option(EVERY_DAY, _("Every time that is left")),
            ]
            title = _("Cancel the booking of {who}?", who=name)
            self.app.push_screen(Choose(title, options), partial(self._cancel_some, each))
        else:
            title = _("Cancel the booking of {who}, {day}?", who=name, day=on)
            text = _("{reference} stays, and what it had is free again.", reference=each.reference)
            self.app.push_screen(Confirm(title, text), partial(self._cancel_one, each))

    def _cancel_one(self, each: Reservation, yes: bool | None) -> None:
        if yes:
            self._cancel_some(each, EVERY_DAY)

    def _cancel_some(self, each: Reservation, what: str | None) -> None:
        if what is None:
            return
        now, said = self.program.now(), _("{reference}: cancelled.", reference=each.reference)
        if what == ONE_DAY:
            zone = self.program.zone
            on = each.begins.astimezone(zone).date()
            self._tell(lambda seat: bookings.skip(seat, each.reference, on, now), said)
        else:
            self._tell(lambda seat: bookings.cancel(seat, each.reference, now, each.version), said)

    # ------------------------------------------------------------------ out of service

    def action_out(self) -> None:
        """Put what is under the cursor out of service from that day, or into service again."""
        if self.shown(self.action_out) is not None and (cells := self._cells):
            ask_in_or_out(self, cells[0].resource, cells[0].begins.astimezone(self.program.zone).date())
