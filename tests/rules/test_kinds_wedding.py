"""A civil wedding: the certificate's four months, the witnesses, what each step needs, and how it goes forward."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.rules.bookings import ResourceSort, Wanted
from desk.rules.cases import Outcome
from desk.rules.kinds.base import Circumstances
from desk.rules.kinds.wedding import Step, Wedding
from desk.rules.refusals import Refused

At = Callable[..., Circumstances]
Refuses = Callable[[str, str | None, str, str], AbstractContextManager[None]]
ZONE = ZoneInfo("Europe/Stockholm")
BEGINS = datetime(2026, 12, 12, 13, 0, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "partner_one": "Karin Ström", "partner_two": "Erik Lund", "begins": BEGINS, "place": "Vigselrummet",
    "officiant": "Anders Nyberg", "certificate_date": "2026-11-01", "witness_one": "Maria Holm",
    "witness_two": "Oskar Berg", "witnesses_of_age": True,
}  # fmt: skip


def wedding(**values: Any) -> Wedding:
    return Wedding.model_validate({name: value for name, value in {**WHOLE, **values}.items() if value is not None})


def missing(details: Wedding, step: str, at: Circumstances) -> list[tuple[str | None, str]]:
    """What a step is refused for: each field and the sentence."""
    with pytest.raises(Refused) as caught:
        details.check_step(step, at)
    return [(each.field, f"{each.reason} {each.right}") for each in caught.value.problems]


# ------------------------------------------------------------------ the certificate


@pytest.mark.parametrize("certificate", ["2026-08-12", "2026-11-19"])
def test_a_certificate_of_at_most_four_months_holds(at: At, certificate: str) -> None:
    wedding(certificate_date=certificate).check(at())


def test_an_older_certificate_is_refused_and_says_from_when_it_must_be(at: At, refused: Refuses) -> None:
    with refused(
        "impediment_certificate_old",
        "details.certificate_date",
        "The impediment certificate is too old: it holds four months.",
        "On the day of the wedding it must be of 2026-08-12 at the earliest.",
    ):
        wedding(certificate_date="2026-08-11").check(at())


def test_the_four_months_end_with_a_shorter_month(at: At, refused: Refuses) -> None:
    """Four months before 30 June is 28 February: there is no later day of it."""
    begins = datetime(2027, 6, 30, 10, 0, tzinfo=UTC)
    spring = at(today=date(2027, 3, 15))
    wedding(begins=begins, certificate_date="2027-02-28").check(spring)
    with refused(
        "impediment_certificate_old",
        "details.certificate_date",
        "The impediment certificate is too old: it holds four months.",
        "On the day of the wedding it must be of 2027-02-28 at the earliest.",
    ):
        wedding(begins=begins, certificate_date="2027-02-27").check(spring)


def test_a_wedding_that_is_moved_may_outlive_its_certificate(at: At, refused: Refuses) -> None:
    with refused(
        "impediment_certificate_old",
        "details.certificate_date",
        "The impediment certificate is too old: it holds four months.",
        "On the day of the wedding it must be of 2026-11-12 at the earliest.",
    ):
        wedding(begins=BEGINS + timedelta(days=90)).check(at())


def test_the_day_is_the_local_one(at: At) -> None:
    """Half past eleven in the evening in UTC is the next day here; the certificate is counted from that."""
    late = datetime(2026, 12, 12, 23, 30, tzinfo=UTC)
    with pytest.raises(Refused):
        wedding(begins=late, certificate_date="2026-08-12").check(at())


def test_a_certificate_lies_neither_ahead_nor_after_the_wedding(at: At, refused: Refuses) -> None:
    with refused(
        "impediment_certificate_future",
        "details.certificate_date",
        "The impediment certificate lies in the future.",
        "At the latest 2026-11-19.",
    ):
        wedding(certificate_date="2026-11-20").check(at())
    with refused(
        "impediment_certificate_late",
        "details.certificate_date",
        "The impediment certificate is later than the wedding.",
        "At the latest 2026-12-12.",
    ):
        wedding(certificate_date="2026-12-13").check(at(today=date(2026, 12, 20)))


# ------------------------------------------------------------------ the witnesses


@pytest.mark.parametrize("name", ["Maria Holm", "maria holm", "Karin Ström"])
def test_the_witnesses_are_two_and_neither_of_the_couple(at: At, refused: Refuses, name: str) -> None:
    with refused(
        "witness_twice",
        "details.witness_two",
        "The witnesses are two persons, and neither of the couple.",
        "Name somebody else.",
    ):
        wedding(witness_two=name).check(at())


def test_the_witnesses_are_of_age(at: At, refused: Refuses) -> None:
    with refused(
        "witnesses_not_adult",
        "details.witnesses_of_age",
        "A witness must be 18 or older.",
        "Name a witness who is of age.",
    ):
        wedding(witnesses_of_age=False).check(at())


# ------------------------------------------------------------------ the steps


def test_the_steps_go_forward_and_cancelled_follows_any(at: At) -> None:
    way = [None, Step.REQUEST, Step.BOOKED, Step.CERTIFICATE_CHECKED, Step.HELD]
    for now, then in zip(way[1:], [*way[2:], None], strict=True):
        expected = (then, Step.CANCELLED) if then else (Step.CANCELLED,)
        assert wedding().next_steps(now, at()) == expected
    assert wedding().next_steps(Step.CANCELLED, at()) == ()
    with pytest.raises(Refused) as caught:
        wedding().take_step(Step.REQUEST, Step.HELD, at())
    assert caught.value.problems[0].right == "Allowed now: booked, cancelled."


def test_being_booked_needs_couple_time_place_and_officiant(at: At) -> None:
    empty = Wedding()
    assert missing(empty, Step.BOOKED, at()) == [
        ("details.partner_one", "Both of the couple are needed. Name them both."),
        ("details.begins", "The time of the wedding is missing. Say day and time."),
        ("details.place", "The place of the wedding is missing. Choose one that is free, or name another place."),
        ("details.officiant", "The officiant is missing. Choose an officiant who is free."),
    ]
    assert missing(wedding(partner_two=None), Step.BOOKED, at())[0][0] == "details.partner_two"
    wedding(certificate_date=None, witness_one=None, witness_two=None).check_step(Step.BOOKED, at())


def test_a_wedding_may_be_where_nobody_books(at: At, refused: Refuses) -> None:
    elsewhere = wedding(place=None, elsewhere="Vid sjön")
    elsewhere.check(at())
    elsewhere.check_step(Step.BOOKED, at())
    assert [each.sort for each in elsewhere.wanted(ZONE)] == [ResourceSort.OFFICIANT]
    with refused("wedding_places", "details.elsewhere", "There are two places.", "Leave one of them empty."):
        wedding(elsewhere="Vid sjön").check(at())


def test_checking_the_certificate_needs_one(at: At) -> None:
    assert missing(wedding(certificate_date=None), Step.CERTIFICATE_CHECKED, at()) == [
        ("details.certificate_date", "The impediment certificate is missing. Write the day of the examination.")
    ]
    wedding(witness_two=None).check_step(Step.CERTIFICATE_CHECKED, at())


def test_being_held_needs_two_witnesses_of_age_and_that_the_day_has_come(at: At, refused: Refuses) -> None:
    then = at(today=date(2026, 12, 12))
    assert missing(wedding(witness_two=None, witnesses_of_age=None), Step.HELD, then) == [
        ("details.witness_two", "Two witnesses are needed. Name them both."),
        ("details.witnesses_of_age", "Nobody has said that the witnesses are 18 or older. Ask, and answer yes."),
    ]
    with refused("wedding_not_yet", "step", "The wedding lies ahead.", "At the earliest 2026-12-12."):
        wedding().check_step(Step.HELD, at(today=date(2026, 12, 11)))
    wedding().check_step(Step.HELD, then)


def test_what_it_proposes_and_when_it_is_due(at: At) -> None:
    assert wedding().proposed_outcome(Step.HELD, at()) is Outcome.SOLVED_LATER
    assert wedding().proposed_outcome(Step.CANCELLED, at()) is Outcome.WITHDRAWN
    assert wedding().proposed_outcome(Step.BOOKED, at()) is None
    assert wedding().due_by() == BEGINS


def test_place_and_officiant_are_taken_for_half_an_hour_or_as_long_as_is_said() -> None:
    place, officiant = wedding().wanted(ZONE)
    ends = BEGINS + timedelta(minutes=30)
    assert place == Wanted(ResourceSort.FACILITY, "Vigselrummet", BEGINS, ends)
    assert officiant == Wanted(ResourceSort.OFFICIANT, "Anders Nyberg", BEGINS, ends)
    assert {each.ends for each in wedding(minutes=45).wanted(ZONE)} == {BEGINS + timedelta(minutes=45)}
    assert wedding(begins=None).wanted(ZONE) == ()
    assert [each.sort for each in wedding(place=None).wanted(ZONE)] == [ResourceSort.OFFICIANT]
