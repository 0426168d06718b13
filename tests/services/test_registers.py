"""The registers of permits and cards: lists, looking up, what is masked, and going on from a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.rules.registers import State
from desk.services import access, cases, disposed_again, person, registers, retention, upkeep
from desk.services.registers import Sort, View
from desk.services.seat import Seat
from desk.storage import brought_in
from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit, Came
from desk.storage.database import Database

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
KARIN, OSKAR, ELIN = "189001189811", "189001189829", "189001189837"
PERMIT_WAY = ("investigation", "decided", "to_collect", "handed_out")
CARD_WAY = ("ordered", "to_collect", "handed_out")
SeatOf = Callable[[str], Seat]
Refusal = Callable[[Callable[[], object]], Problem]


def bring(seat: Seat, *rows: BroughtPermit | BroughtCard) -> None:
    bringing = Bringing(int(NOW.timestamp()), TODAY, 730)
    with seat.database.write() as tx:
        for row in rows:
            if isinstance(row, BroughtPermit):
                assert brought_in.add_permit(tx, row, bringing) is Came.NEW
            else:
                assert brought_in.add_card(tx, row, bringing) is Came.NEW


def permit(seat: Seat, serial: str, who: str, to: str, steps: tuple[str, ...] = PERMIT_WAY, **citizen: Any) -> str:
    own = {
        "application": "new", "resident": True, "lasting": True, "decision": "granted", "serial_number": serial,
        "valid_from": "2026-11-19", "valid_to": to, "capacity": "driver",
    }  # fmt: skip
    values = {"kind": "parking_permit", "citizen": {"personal_number": who, **citizen}, "details": own}
    reference = cases.register(seat, values, NOW).reference
    for step in steps:
        cases.step(seat, reference, step, NOW)
    return reference


def card(seat: Seat, number: str, pupil: str, *steps: str, confidential: bool = False, **own: Any) -> str:
    details = {"card_number": number, "pupil": pupil, "school": "Göingeskolan", "reason": "new", "grade": "7B", **own}
    citizen = {"name": "Eva Berg", "phone": "070-174 06 09"}
    values = {"kind": "bus_card", "citizen": citizen, "details": details, "confidential": confidential}
    reference = cases.register(seat, values, NOW).reference
    for step in steps:
        cases.step(seat, reference, step, NOW)
    return reference


def numbers(rows: Any) -> list[str]:
    return [each.number for each in rows]


def listed(seat: Seat, sort: Sort, view: View) -> list[str]:
    return numbers(registers.page(seat, sort, view, now=NOW).rows)


# ------------------------------------------------------------------ lists


def test_permits_by_view_with_and_without_a_case(seat: Seat) -> None:
    permit(seat, "P1", KARIN, "2027-01-18", name="Karin Ström")
    permit(seat, "P2", OSKAR, "2029-11-18", ())
    bring(
        seat,
        BroughtPermit("P3", date(2027, 1, 19), person=ELIN, name="Elin Ås"),
        BroughtPermit("P4", date(2028, 1, 1), name="Nils Ek"),
        BroughtPermit("P5", date(2028, 1, 1), blocked_on=date(2026, 1, 2)),
        BroughtPermit("P6", date(2026, 5, 5)),
    )
    assert listed(seat, Sort.PERMIT, View.ACTIVE) == ["P1", "P3", "P4"]
    assert listed(seat, Sort.PERMIT, View.EXPIRING) == ["P1"]
    assert listed(seat, Sort.PERMIT, View.BLOCKED) == ["P5"]
    assert listed(seat, Sort.PERMIT, View.ALL) == ["P6", "P5", "P4", "P3", "P2", "P1"]
    every = registers.page(seat, Sort.PERMIT, View.ALL, now=NOW).rows
    assert [each.state(TODAY) for each in every] == [
        State.EXPIRED, State.BLOCKED, State.ACTIVE, State.ACTIVE, State.WAITING, State.EXPIRING,
    ]  # fmt: skip
    assert [each.brought_in for each in every] == [True, True, True, True, False, False]
    assert [registers.count(seat, Sort.PERMIT, view, now=NOW) for view in (View.ACTIVE, View.EXPIRING)] == [3, 1]


@pytest.mark.parametrize(("last", "expires"), [(60, True), (61, False), (0, True), (-1, False)])
def test_what_expires_within_sixty_days(seat: Seat, last: int, expires: bool) -> None:
    bring(seat, BroughtPermit("P1", TODAY + timedelta(days=last), person=KARIN))
    assert listed(seat, Sort.PERMIT, View.EXPIRING) == (["P1"] if expires else [])
    assert registers.lapsing(seat, NOW) == int(expires)


def test_a_permit_that_somebody_renews_does_not_lapse(seat: Seat) -> None:
    bring(seat, BroughtPermit("P1", date(2026, 12, 24), person=KARIN))
    values = {"kind": "parking_permit", "citizen": {"personal_number": KARIN}, "details": {"application": "renewal"}}
    renewal = cases.register(seat, values, NOW).reference
    assert registers.lapsing(seat, NOW) == 0
    (row,) = registers.page(seat, Sort.PERMIT, View.EXPIRING, now=NOW).rows
    assert row.renewal == renewal
    cases.close(seat, renewal, Outcome.WITHDRAWN, NOW)
    assert registers.lapsing(seat, NOW) == 1


def test_cards_by_view(seat: Seat) -> None:
    card(seat, "K2", "Oskar Berg", *CARD_WAY)
    card(seat, "", "Nils Ek")
    bring(seat, BroughtCard("K1", "Elin Ås", "Norra"), BroughtCard("K3", "Bo Ek", blocked_on=date(2026, 9, 1)))
    assert listed(seat, Sort.CARD, View.ACTIVE) == ["K1", "K2"]
    assert listed(seat, Sort.CARD, View.BLOCKED) == ["K3"]
    assert listed(seat, Sort.CARD, View.ALL) == ["K3", "K1", "K2"]
    (first, second) = registers.page(seat, Sort.CARD, View.ACTIVE, now=NOW).rows
    assert (first.name, first.school, first.reference) == ("Elin Ås", "Norra", None)
    assert (second.name, second.school, second.reference) == ("Oskar Berg", "Göingeskolan", "26-000001")


@pytest.mark.parametrize(
    ("sort", "view"), [(Sort.PERMIT, View.ACTIVE), (Sort.PERMIT, View.ALL), (Sort.CARD, View.ACTIVE)]
)
def test_a_list_is_read_page_by_page(sort: Sort, view: View, seat: Seat) -> None:
    for n in range(7):
        bring(seat, BroughtPermit(f"P{n}", date(2027, 6, 1 + n // 2)), BroughtCard(f"00{n}", f"Elev {n}"))
    whole = numbers(registers.page(seat, sort, view, now=NOW).rows)
    found: list[str] = []
    after = None
    for _ in range(4):
        page = registers.page(seat, sort, view, 2, after, NOW)
        found += numbers(page.rows)
        after = page.next
    assert (found, after, len(found)) == (whole, None, 7)


def test_a_view_that_the_register_has_not_is_refused(seat: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: registers.page(seat, Sort.CARD, View.EXPIRING, now=NOW))
    assert problem.reason == "This register has no such view."
    assert problem.right == "One of: active, temporary, blocked, all."
    assert refusal(lambda: registers.page(seat, Sort.CARD, View.ALL, after="x", now=NOW)).code == "cursor_invalid"


# ------------------------------------------------------------------ days that run


def refused_permit(seat: Seat, who: str, served: str | None) -> str:
    own = {"application": "new", "decision": "refused", "decided_on": "2026-10-28", "served_on": served}
    values = {"kind": "parking_permit", "citizen": {"personal_number": who, "name": "Karin Ström"}, "details": own}
    reference = cases.register(seat, values, NOW).reference
    for step in ("investigation", "decided", "refused"):
        cases.step(seat, reference, step, NOW)
    return reference


def test_the_days_of_appeal_that_run(seat: Seat) -> None:
    """Served on 2 November: three weeks on is the 23rd. On 30 October: the 20th. On 28 October: yesterday."""
    late, soon, over, unserved, done = (
        refused_permit(seat, KARIN, served) for served in ("2026-11-02", "2026-10-30", "2026-10-28", None, None)
    )
    for each in (late, over, done):
        cases.close(seat, each, Outcome.SOLVED_LATER, NOW)
    running = registers.running(seat, View.APPEALS, NOW)
    assert [(each.reference, each.day) for each in running] == [
        (soon, date(2026, 11, 20)), (late, date(2026, 11, 23)), (unserved, None),
    ]  # fmt: skip
    cases.step(seat, soon, "appealed", NOW)
    later = NOW + timedelta(days=30)
    (appeal, waiting) = registers.running(seat, View.APPEALS, later)
    assert (appeal.reference, appeal.step, appeal.appealed_on, appeal.late(later.date())) == (
        soon,
        "appealed",
        TODAY,
        True,
    )
    assert waiting.reference == unserved


def test_an_appeals_last_day_moves_to_the_next_working_day(seat: Seat) -> None:
    """Three weeks after 4 December 2026 is Christmas Day; the 26th is a holiday, the 27th a Sunday."""
    then = datetime(2026, 12, 7, 9, tzinfo=UTC)
    own = {"application": "new", "decision": "refused", "decided_on": "2026-12-03", "served_on": "2026-12-04"}
    values = {"kind": "parking_permit", "citizen": {"personal_number": KARIN}, "details": own}
    reference = cases.register(seat, values, then).reference
    for step in ("investigation", "decided", "refused"):
        cases.step(seat, reference, step, then)
    (running,) = registers.running(seat, View.APPEALS, then)
    assert running.day == date(2026, 12, 28)


def test_temporary_cards_by_their_last_day(seat: Seat) -> None:
    card(seat, "", "Nils Ek", reason="lost", temporary_until="2026-11-29")
    first = card(seat, "", "Oskar Berg", reason="lost", temporary_until="2026-11-21")
    card(seat, "K1", "Elin Alm")
    running = registers.running(seat, View.TEMPORARY, NOW)
    assert [(each.name, each.day) for each in running] == [
        ("Oskar Berg", date(2026, 11, 21)), ("Nils Ek", date(2026, 11, 29)),
    ]  # fmt: skip
    assert running[0].late(date(2026, 11, 22))
    cases.close(seat, first, Outcome.SOLVED_LATER, NOW)
    assert [each.name for each in registers.running(seat, View.TEMPORARY, NOW)] == ["Nils Ek"]


# ------------------------------------------------------------------ looking up


@pytest.mark.parametrize(
    "line", ["p-10", "P-10", "18900118-9811", "900118+9811", "070-174 06 05", "karin", "STRÖM", "strom", "arin S"]
)
def test_a_permit_is_found_by_number_person_telephone_and_name(line: str, seat: Seat) -> None:
    permit(seat, "P-10", KARIN, "2028-01-01", name="Karin Ström", phone="070-174 06 05")
    bring(seat, BroughtPermit("P-101", date(2027, 1, 1), name="Karin Ström", phone="+46701740605"))
    bring(seat, BroughtPermit("X-1", date(2027, 1, 1), person=OSKAR, name="Nils Ek", phone="+46701740606"))
    digits = line.startswith(("1890", "9001"))
    found = numbers(registers.find(seat, Sort.PERMIT, line))
    assert sorted(found) == (["P-10"] if digits else ["P-10", "P-101"])


@pytest.mark.parametrize("line", ["k1", "18900118-9829", "0701740609", "oskar", "göinge", "Berg"])
def test_a_card_is_found_by_number_person_telephone_and_name(line: str, seat: Seat) -> None:
    """By its pupil's name, and by the telephone of whoever asked for it."""
    card(seat, "K1", "Oskar Berg", *CARD_WAY)
    bring(seat, BroughtCard("K10", "Oskar Berg", "Göingeskolan", OSKAR, "+46701740609"))
    bring(seat, BroughtCard("Q1", "Elin Alm", "Norra"))
    by_person = line.startswith("1890")
    assert sorted(numbers(registers.find(seat, Sort.CARD, line))) == (["K10"] if by_person else ["K1", "K10"])


def test_as_it_is_spelt_comes_first(seat: Seat) -> None:
    bring(
        seat, BroughtPermit("P1", date(2028, 1, 1), name="Åsa Ek"), BroughtPermit("P2", date(2028, 1, 1), name="Asa Ek")
    )
    assert numbers(registers.find(seat, Sort.PERMIT, "åsa")) == ["P1", "P2"]
    assert numbers(registers.find(seat, Sort.PERMIT, "asa")) == ["P2", "P1"]


@pytest.mark.parametrize("line", ["", " ", "x" * 5000, "'", '"', "%", "_", "\0", "�", "P1' OR 1=1", "1" * 400, "++46"])
def test_nothing_that_is_typed_is_refused(line: str, seat: Seat) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1), name="Åsa Ek"))
    assert registers.find(seat, Sort.PERMIT, line) == ()


def test_in_use_comes_before_what_is_over(seat: Seat) -> None:
    bring(
        seat,
        BroughtCard("K1", "Bo Ek"),
        BroughtCard("K2", "Bo Ek", blocked_on=date(2026, 1, 1)),
    )
    assert numbers(registers.find(seat, Sort.CARD, "bo ek")) == ["K1", "K2"]


def test_the_one_with_a_number(seat: Seat, refusal: Refusal) -> None:
    bring(seat, BroughtCard("K1", "Bo Ek"), BroughtCard("K10", "Elin Alm"), BroughtPermit("P1", date(2028, 1, 1)))
    assert registers.by_number(seat, Sort.CARD, " k1 ").name == "Bo Ek"
    problem = refusal(lambda: registers.by_number(seat, Sort.CARD, "K"))
    assert problem.reason == "There is no such bus card."
    assert problem.right == "Look it up by its number, or by the pupil's number or name."
    problem = refusal(lambda: registers.by_number(seat, Sort.PERMIT, "K1"))
    assert problem.reason == "There is no such parking permit."
    assert problem.right == "Look it up by its number, or by the person's number or name."


# ------------------------------------------------------------------ who may see what


def test_personal_numbers_are_masked_and_opening_is_logged(seat: Seat, seat_of: SeatOf) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1), person=KARIN, name="Karin Ström"))
    (row,) = registers.find(seat, Sort.PERMIT, "P1")
    assert row.person == "18900118-••••"
    assert registers.page(seat, Sort.PERMIT, View.ALL, now=NOW).rows[0].person == "18900118-••••"
    assert registers.about(seat, Sort.PERMIT, row.id).holding.person == "18900118-••••"
    assert access.page(seat_of("rut")).rows == ()
    assert registers.reveal(seat, Sort.PERMIT, row.id, now=NOW).person == KARIN
    (entry,) = access.page(seat_of("rut")).rows
    assert (entry.what, entry.by, entry.subject, entry.fields) == (
        "opened", "anna", f"permit:{row.id}", ("citizen.personal_number",),
    )  # fmt: skip


def test_opening_one_of_a_case_is_in_the_cases_log(seat: Seat, seat_of: SeatOf) -> None:
    reference = permit(seat, "P1", KARIN, "2028-01-01")
    (row,) = registers.find(seat, Sort.PERMIT, "P1")
    assert registers.reveal(seat, Sort.PERMIT, row.id, now=NOW).person == KARIN
    assert access.page(seat_of("rut")).rows[0].reference == reference


def test_a_protected_identity_is_only_said_to_be_protected(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    permit(seat, "P1", KARIN, "2028-01-01", name="Karin Hemlig", phone="070-174 06 77", protected=True)
    row = BroughtPermit("P2", date(2028, 1, 1), None, OSKAR, "Bo Hemlig", "+46701740678", protected=True)
    bring(seat, row, BroughtCard("K1", "Bo Hemlig", "Norra", OSKAR, "+46701740678", protected=True))
    bo, lisa = seat_of("bo"), seat_of("lisa")
    for line in ("hemlig", "070-174 06 77", "070-174 06 78", "18900118-9811", "18900118-9829", "norra"):
        assert registers.find(bo, Sort.PERMIT, line) == registers.find(bo, Sort.CARD, line) == ()
    (found,) = registers.find(lisa, Sort.PERMIT, "18900118-9829")
    assert found.protected
    (card_row,) = registers.find(bo, Sort.CARD, "K1")
    assert registers.find(bo, Sort.CARD, "K") == ()
    for each in (*registers.page(bo, Sort.PERMIT, View.ALL, now=NOW).rows, card_row):
        assert each.protected
        assert (each.number, each.name, each.person, each.phone, each.school) == ("••••", None, None, None, None)
    (second,) = registers.find(bo, Sort.PERMIT, "P2")
    shown = registers.about(bo, Sort.PERMIT, second.id)
    assert (shown.holding.name, shown.cases) == (None, ())
    with pytest.raises(NotAllowed):
        registers.reveal(bo, Sort.PERMIT, second.id, "Frågade", NOW)
    with pytest.raises(NotAllowed):
        registers.begin(bo, Sort.PERMIT, second.id, "lost", "Frågade", NOW)
    assert refusal(lambda: registers.reveal(lisa, Sort.PERMIT, second.id)).code == "protected_why"
    assert registers.reveal(lisa, Sort.PERMIT, second.id, "Frågade själv", NOW).name == "Bo Hemlig"
    entry = access.page(seat_of("rut")).rows[0]
    assert (entry.subject, entry.why, entry.fields[0]) == (f"permit:{second.id}", "Frågade själv", "protected_identity")


def test_a_confidential_case_is_left_out(seat: Seat, seat_of: SeatOf) -> None:
    card(seat, "K1", "Oskar Berg", *CARD_WAY, confidential=True)
    bo = seat_of("bo")
    assert registers.find(bo, Sort.CARD, "K1") == ()
    assert listed(bo, Sort.CARD, View.ACTIVE) == []
    assert registers.count(bo, Sort.CARD, View.ACTIVE, now=NOW) == 0
    with pytest.raises(NotFound):
        registers.about(bo, Sort.CARD, 1)
    assert listed(seat, Sort.CARD, View.ACTIVE) == ["K1"]


def test_an_auditor_sees_no_register(seat_of: SeatOf) -> None:
    rut = seat_of("rut")
    for ask in (
        lambda: registers.page(rut, Sort.CARD, View.ALL),
        lambda: registers.find(rut, Sort.CARD, "K1"),
        lambda: registers.count(rut, Sort.CARD, View.ALL),
        lambda: registers.lapsing(rut),
        lambda: registers.running(rut, View.APPEALS),
        lambda: registers.about(rut, Sort.CARD, 1),
        lambda: registers.reveal(rut, Sort.CARD, 1),
        lambda: registers.begin(rut, Sort.CARD, 1, "lost"),
        lambda: registers.block(rut, Sort.CARD, 1),
    ):
        with pytest.raises(NotAllowed):
            ask()


# ------------------------------------------------------------------ history, going on


def test_the_history_of_a_person_and_of_a_number(seat: Seat) -> None:
    bring(seat, BroughtPermit("P1", date(2026, 12, 24), person=KARIN, name="Karin Ström"))
    old = registers.by_number(seat, Sort.PERMIT, "P1")
    answers = registers.begin(seat, Sort.PERMIT, old.id, "renewal", now=NOW)
    assert answers == {
        "topic": "parking_permit_renewal", "citizen.name": "Karin Ström", "citizen.personal_number": "18900118-9811",
        "details.application": "renewal",
    }  # fmt: skip
    own = {"resident": True, "lasting": True, "decision": "granted", "serial_number": "P2"}
    own |= {"application": "renewal", "valid_from": "2026-11-19", "valid_to": "2029-01-01"}
    values = {"kind": "parking_permit", "citizen": {"personal_number": KARIN}, "details": own}
    new = cases.register(seat, values, NOW).reference
    for step in PERMIT_WAY:
        cases.step(seat, new, step, NOW)
    shown = registers.about(seat, Sort.PERMIT, old.id)
    assert shown.holding.state(TODAY) is State.ENDED
    assert numbers(shown.same) == ["P2"]
    assert [each.reference for each in shown.cases] == [new]
    assert [(each.what, each.changes) for each in shown.entries] == [("ended", {"ended": (None, "2026-11-19")})]
    assert numbers(registers.about(seat, Sort.PERMIT, shown.same[0].id).same) == ["P1"]


def test_a_card_number_that_was_used_again(seat: Seat) -> None:
    bring(seat, BroughtCard("K1", "Elin Alm", blocked_on=date(2026, 9, 1)))
    card(seat, "K1", "Oskar Berg", *CARD_WAY)
    newest = registers.by_number(seat, Sort.CARD, "K1")
    assert newest.name == "Oskar Berg"
    assert [each.name for each in registers.about(seat, Sort.CARD, newest.id).same] == ["Elin Alm"]


def test_a_lost_card_begins_with_what_is_known(seat: Seat) -> None:
    card(seat, "K1", "Oskar Berg", *CARD_WAY)
    row = registers.by_number(seat, Sort.CARD, "K1")
    assert registers.begin(seat, Sort.CARD, row.id, "lost", now=NOW) == {
        "topic": "bus_card_lost", "citizen.name": "Eva Berg", "citizen.phone": "070-174 06 09",
        "details.reason": "lost", "details.pupil": "Oskar Berg", "details.school": "Göingeskolan",
        "details.grade": "7B",
    }  # fmt: skip


def test_what_may_be_begun(seat: Seat) -> None:
    bring(
        seat,
        BroughtPermit("P1", date(2028, 1, 1)),
        BroughtPermit("P2", date(2026, 1, 1)),
        BroughtPermit("P3", date(2028, 1, 1), blocked_on=date(2026, 1, 1)),
        BroughtCard("K1"),
    )
    wanted = {each.number: each.wanted(TODAY) for each in registers.find(seat, Sort.PERMIT, "P1")}
    for serial in ("P2", "P3"):
        wanted[serial] = registers.by_number(seat, Sort.PERMIT, serial).wanted(TODAY)
    assert wanted == {"P1": ("renewal", "lost"), "P2": ("new",), "P3": ("lost", "new")}
    assert registers.by_number(seat, Sort.CARD, "K1").wanted(TODAY) == ("lost", "damaged", "defect")


def test_blocking_what_was_brought_in(seat: Seat, refusal: Refusal) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1)), BroughtCard("K1", "Bo Ek"))
    for sort in Sort:
        row = registers.page(seat, sort, View.ACTIVE, now=NOW).rows[0]
        assert registers.block(seat, sort, row.id, NOW).state(TODAY) is State.BLOCKED
        assert listed(seat, sort, View.BLOCKED) == [row.number]
        problem = refusal(lambda row=row: registers.block(seat, row.sort, row.id, NOW))  # type: ignore[misc]
        assert (problem.reason, problem.right) == ("It is not in use.", "Only what is in use can be blocked.")
        (entry,) = registers.about(seat, sort, row.id).entries
        assert (entry.what, entry.changes) == ("changed", {"blocked": (False, True)})
    reference = permit(seat, "P2", KARIN, "2028-01-01")
    problem = refusal(lambda: registers.block(seat, Sort.PERMIT, registers.by_number(seat, Sort.PERMIT, "P2").id, NOW))
    assert problem.reason == "It is blocked in its case."
    assert problem.right == f"Take the step blocked in {reference}, or report it lost."


# ------------------------------------------------------------------ everything held, and what goes


def test_what_was_brought_in_is_handed_out_to_the_person(seat: Seat, seat_of: SeatOf) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1), person=KARIN, name="Karin Ström", phone="+46701740605"))
    bring(seat, BroughtCard("K1", "Oskar Berg", "Norra", phone="+46701740605"), BroughtCard("K2", "Elin Alm"))
    by_phone = person.export(seat, "070-174 06 05", now=NOW)
    assert numbers(by_phone.brought_in) == ["P1", "K1"]
    held = person.export(seat, "18900118-9811", now=NOW)
    assert [(each.number, each.person) for each in held.brought_in] == [("P1", KARIN)]
    assert not held.nothing
    assert access.page(seat_of("rut")).rows[0].subject == "permit:1"
    assert person.export(seat, "18900118-9829", now=NOW).nothing


def test_a_protected_one_is_handed_out_with_a_reason(seat: Seat, refusal: Refusal) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1), person=KARIN, protected=True))
    assert refusal(lambda: person.export(seat, "18900118-9811", now=NOW)).code == "protected_export_why"
    assert numbers(person.export(seat, "18900118-9811", "Begärde själv", NOW).brought_in) == ["P1"]


def test_what_was_brought_in_goes_when_its_time_has_come(seat: Seat) -> None:
    bring(seat, BroughtPermit("P1", date(2027, 1, 31), date(2026, 1, 1), KARIN, "Karin Ström", "+46701740605"))
    bring(seat, BroughtCard("K1", "Oskar Berg", "Norra", OSKAR, "+46701740606"))
    before = datetime(2028, 11, 17, 9, tzinfo=UTC)
    assert retention.run(seat, "KS 1", now=before, dry_run=True).brought_in == 0
    later = datetime(2029, 1, 30, 9, tzinfo=UTC)
    assert retention.run(seat, "KS 1", now=later, dry_run=True).brought_in == 2
    assert listed(seat, Sort.PERMIT, View.ALL) == ["P1"]
    assert retention.run(seat, "KS 1", now=later).brought_in == 2
    assert retention.run(seat, "KS 1", now=later).brought_in == 0
    for sort in Sort:
        assert listed(seat, sort, View.ALL) == []
    with seat.database.read() as tx:
        (a_permit,) = tx.all("SELECT person, known_as, name, phone, ended_day, serial_number FROM permits")
        (a_card,) = tx.all("SELECT holder, known_as, name, phone, person, school, card_number FROM bus_cards")
    assert a_permit[:5] == (None, None, None, None, date(2027, 1, 31).toordinal())
    assert "P1" not in a_permit[5]
    assert a_card == (None, None, None, None, None, None, "")
    assert all(each.clean for each in upkeep.check(seat))
    permit(seat, "P1", KARIN, "2029-11-18", ())  # the number is in nobody's way any more


def test_what_went_does_not_come_back_with_an_older_copy(seat: Seat, tmp_path: Path) -> None:
    bring(seat, BroughtPermit("P1", date(2026, 12, 31), person=KARIN, name="Karin Ström"))
    bring(seat, BroughtPermit("P2", date(2029, 12, 31), person=OSKAR, name="Oskar Lind"))
    upkeep.backup(seat, tmp_path / "copy.db")
    later = datetime(2029, 1, 30, 9, tzinfo=UTC)
    assert retention.run(seat, "KS 1", now=later).brought_in == 1
    copy = Database(tmp_path / "copy.db")
    runs = disposed_again.later_disposals(seat.database)
    assert [(each.decision, each.cases) for each in runs] == [("KS 1", ())]
    for _twice in range(2):
        disposed_again.again(copy, runs, seat.settings, "anna", later)
        with copy.read() as tx:
            assert tx.all("SELECT name, person FROM permits ORDER BY id") == [(None, None), ("Oskar Lind", OSKAR)]
    copy.close()
    assert b"Karin Str" not in (tmp_path / "copy.db").read_bytes()


def test_of_a_case_that_was_disposed_of_no_name_is_left(seat: Seat) -> None:
    for reference in (
        permit(seat, "P1", KARIN, "2027-01-31", name="Karin Ström"),
        card(seat, "K1", "Bo Ek", *CARD_WAY),
    ):
        cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    with seat.database.read() as tx:
        assert tx.all("SELECT known_as FROM permits UNION ALL SELECT known_as FROM bus_cards") == [
            ("karin strom",), ("pupil:bo ek|goingeskolan",),
        ]  # fmt: skip
    assert retention.run(seat, "KS 1", now=datetime(2029, 2, 1, 9, tzinfo=UTC)).cases == 2
    with seat.database.read() as tx:
        assert tx.all("SELECT known_as FROM permits UNION ALL SELECT known_as FROM bus_cards") == [(None,), (None,)]
    assert [listed(seat, sort, View.ALL) for sort in Sort] == [[], []]


def test_nothing_of_anybody_is_in_a_repr(seat: Seat) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1), person=KARIN, name="Karin Ström", phone="+46701740605"))
    row = registers.reveal(seat, Sort.PERMIT, 1, now=NOW)
    said = repr([row, registers.about(seat, Sort.PERMIT, 1), registers.page(seat, Sort.PERMIT, View.ALL, now=NOW)])
    for each in ("Karin", KARIN, "1740605"):
        assert each not in said


def test_a_refused_permit_names_no_reference_of_one_without_case(seat: Seat) -> None:
    bring(seat, BroughtPermit("P1", date(2028, 1, 1), person=KARIN))
    with pytest.raises(Refused) as refused:
        permit(seat, "P2", KARIN, "2028-01-01")
    assert "None" not in f"{refused.value.problems[0].reason} {refused.value.problems[0].right}"
