"""What a case has booked, kept in line with the case: taken with it, moved with it, given up and lent with it.

Run inside the transaction that writes the case, so that a booking that is refused writes nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import NoReturn

from desk.rules.bookings import Resource, ResourceSort, Wanted, said
from desk.rules.cases import Case, Outcome, Status
from desk.rules.fields import fields_of
from desk.rules.kinds import Details, details_of
from desk.rules.kinds.pool_loan import PoolLoan
from desk.rules.kinds.pool_loan import Step as LoanStep
from desk.rules.refusals import refuse
from desk.services.seat import Seat
from desk.storage import bookings
from desk.storage.bookings import Held
from desk.storage.database import Transaction

NEAREST = 5
"""How many names a refusal gives."""


# ------------------------------------------------------------------ before the case is written


def settle(
    tx: Transaction, seat: Seat, before: Case | None, case: Case, details: Details, now: datetime
) -> tuple[Case, Details]:
    """Return the case and its details as they are written: names as the register has them, a loan's own deadline.

    Raises:
        Refused: ``resource_unknown`` for a name that the register does not have.
    """
    details = _with_known_names(tx, before, details)
    if isinstance(details, PoolLoan) and before is not None and before.step != case.step:
        return _settle_step(tx, seat, case, details, now)
    if before is not None and details.due_by() != _before(before).due_by() and case.due == before.due:
        case = replace(case, due=details.due_by())
    return case, details


@cache
def among(kind: type[Details]) -> Mapping[str, ResourceSort]:
    """The fields of a kind that name something to book, and of which sort."""
    return {each.name: ResourceSort(each.among) for each in fields_of(kind) if each.among}


def _with_known_names(tx: Transaction, before: Case | None, details: Details) -> Details:
    names: dict[str, str] = {}
    for field, sort in among(type(details)).items():
        name = getattr(details, field)
        if name is None or (before is not None and before.details.get(field) == name):
            continue
        known = bookings.named(tx, sort, name)
        if known is None:
            _unknown(tx, sort, name, field)
        names[field] = known.name
    return details.model_copy(update=names) if names else details


def _unknown(tx: Transaction, sort: ResourceSort, name: str, field: str) -> NoReturn:
    import difflib

    every = [each.name for each in bookings.every(tx, sort, rested=False)]
    if not every:
        refuse("resource_none", f"details.{field}")
    lower = {each.casefold(): each for each in every}
    near = [lower[each] for each in difflib.get_close_matches(name.casefold(), lower, n=NEAREST, cutoff=0.3)]
    refuse("resource_unknown", f"details.{field}", name=name, allowed=near or every[:NEAREST])


def _settle_step(tx: Transaction, seat: Seat, case: Case, details: PoolLoan, now: datetime) -> tuple[Case, Details]:
    """Lending begins at the latest now; the deadline is the end of what is lent, and after it of what comes next."""
    held = bookings.of_case(tx, case.id)
    if case.step == LoanStep.LENT:
        lent = _to_lend(seat, held, now)
        if details.repeats is None and details.out and details.out > now:
            details = details.model_copy(update={"out": now})
        return replace(case, due=lent.ends), details
    if case.step == LoanStep.RETURNED:
        ahead = next((each for each in held if each.lent_at is None and each.ends > now), None)
        return replace(case, due=ahead.ends if ahead else None), details
    return case, details


def _to_lend(seat: Seat, held: Iterable[Held], now: datetime) -> Held:
    """The reservation that is handed out: the first that is not over."""
    waiting = [each for each in held if each.lent_at is None]
    found = next((each for each in waiting if each.ends > now), None)
    if found is None and waiting:
        refuse("loan_time_over", "details.due_back", ends=said(waiting[-1].ends, seat.settings.zone))
    if found is None:
        refuse("nothing_booked", "details.item")
    return found


# ------------------------------------------------------------------ after it was written


def keep(tx: Transaction, seat: Seat, before: Case | None, case: Case, details: Details, now: datetime) -> None:
    """Bring what is reserved in line with a case that was just written.

    Raises:
        Refused: ``resource_taken`` (by which case, until when), ``resource_out``, ``resource_rested``,
            ``resource_still_out``, naming what is free instead; nothing of the case is written then.
    """
    held = bookings.of_case(tx, case.id) if before is not None else []
    if not is_alive(case, details):
        bookings.give_up(tx, [each.id for each in held if each.returned_at is None], now)
        return
    zone = seat.settings.zone
    was = () if before is None or not is_alive(before, _before(before)) else _before(before).wanted(zone)
    wanted = details.wanted(zone)
    if wanted != was:
        wanted = _as_named_now(wanted, held, before, case, details)
        _Keeping(tx, seat, case, details, now).bring_in_line(wanted, held, again=before is not None)
    if isinstance(details, PoolLoan) and before is not None and before.step != case.step:
        _hand_over(tx, seat, case, details, now)


def _as_named_now(
    wanted: tuple[Wanted, ...], held: list[Held], before: Case | None, case: Case, details: Details
) -> tuple[Wanted, ...]:
    """What is wanted, where the case has it already by the name that the thing has got meanwhile."""
    names: dict[ResourceSort, str] = {}
    for field, sort in among(type(details)).items():
        now = {each.name for each in held if each.sort is sort}
        if before is not None and before.details.get(field) == case.details.get(field) and len(now) == 1:
            names[sort] = now.pop()
    return tuple(replace(each, name=names.get(each.sort, each.name)) for each in wanted)


def is_alive(case: Case, details: Details) -> bool:
    """Whether a case still takes what it wants: neither annulled, cancelled nor withdrawn."""
    withdrawn = case.status is Status.CLOSED and case.outcome is Outcome.WITHDRAWN
    return case.annulled_at is None and case.step not in details.gives_up_at and not withdrawn


def _before(case: Case) -> Details:
    return details_of(case.kind, dict(case.details))


def _hand_over(tx: Transaction, seat: Seat, case: Case, details: PoolLoan, now: datetime) -> None:
    held = bookings.of_case(tx, case.id)
    if case.step == LoanStep.LENT:
        lent = _to_lend(seat, held, now)
        keeping = _Keeping(tx, seat, case, details, now)
        keeping.demand_here(lent.resource_id)
        if lent.begins > now and not bookings.move(tx, lent.id, lent.resource_id, now, lent.ends):
            keeping.refused(Wanted(lent.sort, lent.name, now, lent.begins), lent.id)
        bookings.lend(tx, lent.id, now)
    elif case.step == LoanStep.RETURNED:
        for each in held:
            if each.is_out:
                bookings.give_back(tx, each.id, now)


class _Keeping:
    """Taking and moving what one case wants, and the refusals of it."""

    def __init__(self, tx: Transaction, seat: Seat, case: Case, details: Details, now: datetime) -> None:
        self._tx, self._zone, self._case, self._now = tx, seat.settings.zone, case, now
        self._fields = {sort: f"details.{field}" for field, sort in among(type(details)).items()}
        self._known: dict[tuple[ResourceSort, str], Resource] = {}

    def bring_in_line(self, wanted: tuple[Wanted, ...], held: list[Held], *, again: bool) -> None:
        """Keep what serves, move what is lent, give up the rest, and take what is missing, the earliest first."""
        missing = [each for each in wanted if not any(one.serves(each) for one in held)]
        spare = [one for one in held if not any(one.serves(each) for each in wanted)]
        comes_back = len(wanted) > len({each.sort for each in wanted})
        for one in [one for one in spare if one.lent_at is not None]:
            spare.remove(one)
            if comes_back:
                missing = [each for each in missing if each.begins >= one.ends or each.ends <= one.begins]
            elif missing and one.is_out:
                self._move(one, missing.pop(0))
            else:
                missing = [each for each in missing if each.sort is not one.sort]
        bookings.give_up(self._tx, [one.id for one in spare], self._now)
        for each in missing:
            if not (again and comes_back and each.ends <= self._now):
                self._take(each)

    def _take(self, wanted: Wanted) -> None:
        resource = self._resource(wanted)
        if wanted.begins <= self._now < wanted.ends:
            self.demand_here(resource.id)
        if not bookings.take(self._tx, resource.id, self._case.id, wanted.begins, wanted.ends):
            self.refused(wanted)

    def _move(self, held: Held, wanted: Wanted) -> None:
        if not bookings.move(self._tx, held.id, self._resource(wanted).id, wanted.begins, wanted.ends):
            self.refused(wanted, held.id)

    def _resource(self, wanted: Wanted) -> Resource:
        key = (wanted.sort, wanted.name)
        if key not in self._known:
            found = bookings.named(self._tx, wanted.sort, wanted.name)
            if found is None:
                _unknown(self._tx, wanted.sort, wanted.name, self._fields[wanted.sort].removeprefix("details."))
            self._known[key] = found
        return self._known[key]

    def demand_here(self, number: int) -> None:
        """Refuse what another case has not brought back."""
        out = bookings.still_out(self._tx, number, self._case.id)
        resource = bookings.one(self._tx, number)
        if out is not None and resource is not None:
            wanted = Wanted(resource.sort, resource.name, self._now, self._now)
            self._refuse("resource_still_out", wanted, reference=out.reference, ends=said(out.ends, self._zone))

    def refused(self, wanted: Wanted, but: int = 0) -> NoReturn:
        """Say why the database refused to take it, or to move reservation ``but``: rested, out of service, taken."""
        resource = self._resource(wanted)
        if not resource.active:
            self._refuse("resource_rested", wanted)
        if resource.out_from is not None and resource.out_between(wanted.begins, wanted.ends):
            begins = said(resource.out_from, self._zone)
            ends = said(resource.out_to, self._zone) if resource.out_to else "–"
            self._refuse("resource_out", wanted, begins=begins, ends=ends)
        taken = bookings.holder(self._tx, resource.id, wanted.begins, wanted.ends, but)
        if taken is None:
            refuse("nothing_booked", self._fields[wanted.sort])
        times = {"begins": said(taken.begins, self._zone), "ends": said(taken.ends, self._zone)}
        self._refuse("resource_taken", wanted, reference=taken.reference, **times)

    def _refuse(self, code: str, wanted: Wanted, **values: str) -> NoReturn:
        ends = max(wanted.ends, wanted.begins)
        others = bookings.free(self._tx, wanted.sort, wanted.begins, ends, self._now)
        free = tuple(each.name for each in others if each.name != wanted.name)[:NEAREST]
        refuse(code, self._fields[wanted.sort], name=wanted.name, free=free or ("–",), **values)
