"""The house: who is in, which post waits, in and out in one go, and what others may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Outcome, Status
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.retention import stripped
from desk.services import cases, house, reading, retention, searching
from desk.services.seat import Seat

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]


def come(seat: Seat, name: str | None, at: datetime = NOW, **values: Any) -> str:
    details = {each: values.pop(each) for each in ("host", "badge") if each in values}
    citizen = {"name": name, **values.pop("citizen", {})}
    return house.let_in(seat, {"citizen": citizen, "details": details, **values}, at).reference


def bring(seat: Seat, recipient: str | None, at: datetime = NOW, **values: Any) -> str:
    details = {"recipient": recipient, "sender": values.pop("sender", None)}
    return house.receive(seat, {"details": details, **values}, at).reference


def test_a_visitor_is_in_the_house_until_they_are_out(seat: Seat) -> None:
    reference = come(seat, "Åsa Ek", host="Maria Holm", badge="12", summary="Möte")
    (visitor,) = house.who_is_here(seat).visitors
    assert (visitor.reference, visitor.name, visitor.host, visitor.badge) == (reference, "Åsa Ek", "Maria Holm", "12")
    assert (visitor.what, visitor.arrived) == ("Möte", NOW)
    assert house.present(seat) == 1
    moved = house.out(seat, reference, NOW + timedelta(hours=1))
    assert (moved.case.step, moved.case.status, moved.case.outcome) == ("out", Status.CLOSED, Outcome.SOLVED_FIRST)
    assert moved.case.details["left"] == "2026-11-19T10:42:00Z"
    assert house.who_is_here(seat).visitors == ()
    assert house.present(seat) == 0


def test_a_visit_goes_under_the_desks_topic_and_has_a_trail(seat: Seat) -> None:
    reference = come(seat, "Karin Ström")
    house.out(seat, reference, NOW + timedelta(minutes=9))
    opened = reading.open_case(seat, reference)
    assert (opened.case.topic, opened.case.channel, opened.case.department) == (
        "visitor_in_the_house", "visit", "Kommunledning",
    )  # fmt: skip
    assert [each.what for each in opened.events] == ["registered", "closed"]
    assert {"step", "status", "outcome", "details.left"} <= set(opened.events[1].changes)


def test_post_waits_for_its_recipient_until_it_is_handed_over(seat: Seat) -> None:
    reference = bring(seat, "Maria Holm", sender="Bokförlaget", summary="Paket")
    (waiting,) = house.who_is_here(seat).post
    assert (waiting.reference, waiting.recipient, waiting.sender, waiting.what) == (
        reference, "Maria Holm", "Bokförlaget", "Paket",
    )  # fmt: skip
    assert waiting.received == NOW
    moved = house.out(seat, reference, NOW + timedelta(days=1))
    assert (moved.case.step, moved.case.status, moved.case.outcome) == (
        "handed_over", Status.CLOSED, Outcome.SOLVED_LATER,
    )  # fmt: skip
    assert house.who_is_here(seat).post == ()


def test_they_stand_by_name_in_swedish_order_and_the_nameless_last(seat: Seat) -> None:
    for name in ("Örjan", None, "Adam", "Åke", "Ärla", "Zoe"):
        come(seat, name)
        bring(seat, name)
    names = [each.name for each in house.who_is_here(seat).visitors]
    assert names == ["Adam", "Zoe", "Åke", "Ärla", "Örjan", None]
    assert [each.recipient for each in house.who_is_here(seat).post] == ["Adam", "Zoe", "Åke", "Ärla", "Örjan", ""]


def test_a_slip_is_taken_back(seat: Seat, refusal: Refusal) -> None:
    reference = come(seat, "Karin Ström", host="Maria Holm")
    gone = house.out(seat, reference, NOW + timedelta(minutes=5))
    back = house.back_again(seat, reference, NOW + timedelta(minutes=6), gone.case.version)
    assert (back.case.status, back.case.step, back.case.outcome) == (Status.REOPENED, "in", None)
    assert "left" not in back.case.details
    (visitor,) = house.who_is_here(seat).visitors
    assert visitor.arrived == NOW
    house.out(seat, reference, NOW + timedelta(minutes=7))
    problem = refusal(lambda: house.back_again(seat, reference, NOW + timedelta(minutes=8), gone.case.version))
    assert problem.code == "case_changed"


def test_what_was_not_over_cannot_be_taken_back_and_nobody_goes_twice(seat: Seat, refusal: Refusal) -> None:
    reference = bring(seat, "Maria Holm")
    assert refusal(lambda: house.back_again(seat, reference, NOW)).code == "case_not_closed"
    house.out(seat, reference, NOW)
    assert refusal(lambda: house.out(seat, reference, NOW)).code == "case_closed"


def test_another_kind_of_case_does_not_go_out(seat: Seat, refusal: Refusal) -> None:
    other = cases.register(seat, {"topic": "bus_card_lost", "details": {"reason": "lost"}}, NOW).reference
    for do in (house.out, house.back_again):
        problem = refusal(lambda do=do: do(seat, other, NOW))  # type: ignore[misc]
        assert (problem.code, problem.reason) == ("not_of_the_house", "That case is neither a visitor nor post.")
        assert problem.right == "Open the case, and take its next step there."


def test_post_for_nobody_is_not_handed_over(seat: Seat, refusal: Refusal) -> None:
    reference = bring(seat, None)
    assert refusal(lambda: house.out(seat, reference, NOW)).code == "recipient_missing"
    assert len(house.who_is_here(seat).post) == 1


def test_whoever_is_in_cannot_be_closed_away(seat: Seat, refusal: Refusal) -> None:
    reference = come(seat, "Karin Ström")
    problem = refusal(lambda: cases.close(seat, reference, Outcome.SOLVED_FIRST, NOW))
    assert (problem.code, problem.field) == ("visitor_still_in", "outcome")
    values = {"kind": "visitor", "channel": "visit", "outcome": "solved_first"}
    assert refusal(lambda: cases.register(seat, values, NOW)).code == "visitor_still_in"
    assert house.present(seat) == 1
    cases.step(seat, reference, "out", NOW)
    assert house.present(seat) == 0
    cases.close(seat, reference, Outcome.SOLVED_FIRST, NOW)


def test_an_annulled_visit_is_no_visit(seat: Seat) -> None:
    cases.annul(seat, come(seat, "Karin Ström"), "fel", NOW)
    assert (house.who_is_here(seat).visitors, house.present(seat)) == ((), 0)


def test_of_a_protected_identity_only_that_it_is_one(seat: Seat) -> None:
    come(seat, "Karin Ström", host="Maria Holm", badge="12", summary="Möte om Karin", citizen={"protected": True})
    bring(seat, "Maria Holm", sender="Karin", summary="Brev", citizen={"name": "Karin", "protected": True})
    found = house.who_is_here(seat)
    (visitor,), (waiting,) = found.visitors, found.post
    assert (visitor.protected, visitor.name, visitor.host, visitor.badge, visitor.what) == (True, None, "", "", "")
    assert (waiting.protected, waiting.recipient, waiting.sender, waiting.what) == (True, "", "", "")


def test_a_confidential_visitor_is_counted_for_everybody_and_named_to_few(seat: Seat, seat_of: SeatOf) -> None:
    come(seat_of("bo"), "Karin Ström", confidential=True)
    bring(seat_of("bo"), "Maria Holm", confidential=True)
    for login, named in (("bo", 1), ("lisa", 1), ("anna", 1)):
        found = house.who_is_here(seat_of(login))
        assert (len(found.visitors), found.unseen, len(found.post), found.unseen_post) == (named, 0, named, 0)
    eva = come(seat, "Eva Ek", confidential=True)
    found = house.who_is_here(seat_of("bo"))
    assert (len(found.visitors), found.unseen, found.present) == (1, 1, 2)
    assert eva not in str(found)


def test_the_auditor_sees_no_visitor(seat: Seat, seat_of: SeatOf) -> None:
    come(seat, "Karin Ström")
    with pytest.raises(NotAllowed):
        house.who_is_here(seat_of("rut"))
    with pytest.raises(NotAllowed):
        house.let_in(seat_of("rut"), {}, NOW)
    with pytest.raises(NotAllowed):
        house.out(seat_of("rut"), "26-000001", NOW)


def test_a_visit_is_forgotten_after_thirty_days(seat: Seat) -> None:
    reference = come(seat, "Karin Ström", host="Maria Holm", badge="12")
    house.out(seat, reference, NOW)
    case = reading.open_case(seat, reference).case
    assert case.retention_date == (NOW + timedelta(days=30)).date()
    assert set(stripped(case).details) == {"arrived", "left"}
    retention.run(seat, "KS 2026/1", now=NOW + timedelta(days=31))
    gone = reading.open_case(seat, reference).case
    assert (gone.name, dict(gone.details)) == (None, {"arrived": case.details["arrived"], "left": case.details["left"]})


def test_a_desk_with_its_own_topics_takes_visitors_too(seat: Seat) -> None:
    with seat.database.write() as tx:
        tx.run("UPDATE topics SET active = 0 WHERE kind = 'visitor'")
    seat.forget()
    case = reading.open_case(seat, come(seat, "Karin Ström")).case
    assert (case.kind, case.topic) == ("visitor", None)


def test_two_letters_of_a_host_or_recipient_find_the_case(seat: Seat) -> None:
    visit, parcel = come(seat, "Karin Ström", host="Bo Ek"), bring(seat, "Bo Ek")
    assert [each.reference for each in searching.find(seat, "bo").rows] == [parcel, visit]


@pytest.mark.sqlite_only("how its planner says by which index it goes")
def test_the_house_is_found_by_index(seat: Seat) -> None:
    from desk.storage import house as storage

    with seat.database.read() as tx:
        plan = tx.all(f"EXPLAIN QUERY PLAN SELECT c.id {storage._HERE}", ("visitor", "in"))
    assert "cases_open_kind" in str(plan)
