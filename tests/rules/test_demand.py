"""Failure demand: shares, causes by place, and the estimate of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.rules.demand import FEWEST_TIMED, Contact, Counts, DemandReport, Timed, report

DAYS = date(2026, 9, 1), date(2026, 12, 31)
NO_REPLY_BUS = ("no_reply", "bus", "Barn")
CHASING_BUS = ("chasing", "bus", "Barn")
CHASING_PERMIT = ("chasing", "permit", "Bygg")


def made(contacts: Sequence[Contact], counts: Sequence[Counts] | None = None) -> DemandReport:
    return report("2026-T3", *DAYS, None, counts or [Counts("bus", "Barn", 100, 40)], contacts)


def test_shares_are_of_the_classified() -> None:
    found = made([(NO_REPLY_BUS, None)] * 10)
    assert (found.registered, found.classified, found.unclassified) == (100, 40, 60)
    assert (found.failure, found.value) == (10, 30)
    assert (found.share, found.classified_share) == (0.25, 0.4)


def test_nothing_is_no_data() -> None:
    found = report("2026-T3", *DAYS, None, [], [])
    assert found.share is None
    assert found.classified_share is None
    assert found.costly == ()
    assert found.causes == ()


def test_causes_stand_by_department_and_topic_the_most_first() -> None:
    contacts: Sequence[Contact] = [(NO_REPLY_BUS, 1)] * 3 + [(CHASING_BUS, 1)] + [(CHASING_PERMIT, 1)] * 2
    counts = [Counts("bus", "Barn", 10, 8), Counts("permit", "Bygg", 5, 2), Counts("library", "Kultur", 9, 9)]
    found = made(contacts, counts)
    assert [(each.cause, each.n) for each in found.causes] == [("chasing", 3), ("no_reply", 3)]
    assert [(each.name, each.failure, each.classified, each.registered) for each in found.departments] == [
        ("Barn", 4, 8, 10), ("Bygg", 2, 2, 5),
    ]  # fmt: skip
    assert dict(found.departments[0].causes) == {"no_reply": 3, "chasing": 1}
    assert [each.name for each in found.topics] == ["bus", "permit"]


def test_contact_again_is_what_has_no_reply_a_decision_to_come_or_is_repeated() -> None:
    sorts = [("repeated", "bus", ""), ("no_reply", "bus", ""), ("chasing", "bus", ""), ("info_wrong", "bus", "")]
    found = made([(sort, None) for sort in sorts])
    assert (found.again, found.repeated) == (3, 1)


# ------------------------------------------------------------------ time


def test_time_is_the_number_times_the_median_of_those_finished_at_once() -> None:
    timed: list[Contact] = [(NO_REPLY_BUS, seconds) for seconds in (60, 100, 120, 180, 9_000)]
    (costly,) = made([*timed, (NO_REPLY_BUS, None), (NO_REPLY_BUS, None)]).costly
    assert (costly.n, costly.median_s, costly.seconds, costly.timed) == (7, 120, 840, Timed.OWN)


def test_fewer_than_enough_borrow_the_topics_median_and_failing_that_the_whole() -> None:
    topic: list[Contact] = [(NO_REPLY_BUS, 200)] * FEWEST_TIMED
    found = {each.cause: each for each in made([*topic, (CHASING_BUS, 10)]).costly}
    assert (found["chasing"].timed, found["chasing"].median_s) == (Timed.TOPIC, 200)
    elsewhere = {each.topic: each for each in made([*topic, (CHASING_PERMIT, None)]).costly}
    assert (elsewhere["permit"].timed, elsewhere["permit"].seconds) == (Timed.ALL, 200)
    (unknown,) = made([(CHASING_PERMIT, None)]).costly
    assert (unknown.timed, unknown.seconds) == (Timed.NONE, None)


def test_a_long_wait_does_not_outrank_many_short_contacts() -> None:
    """Days between received and closed are no working time: they are not in the estimate at all."""
    many: list[Contact] = [(NO_REPLY_BUS, 120)] * 50
    waiting: list[Contact] = [(CHASING_PERMIT, None)] * 10
    assert [each.topic for each in made([*waiting, *many]).costly] == ["bus", "permit"]


def test_ten_at_most() -> None:
    contacts: list[Contact] = [(("chasing", f"topic {n}", ""), 60) for n in range(30)]
    assert len(made(contacts).costly) == 10
