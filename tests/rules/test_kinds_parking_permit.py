"""Parking permits: who may have one, for how long, and the way of an application through the municipality."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.kinds.base import Circumstances
from desk.rules.kinds.parking_permit import (
    ParkingPermit,
    Step,
    first_renewal_day,
    last_day_to_appeal,
    last_permitted_day,
)
from desk.rules.retention import retention_date

At = Callable[..., Circumstances]
RefusedBy = Callable[[str, str | None, str, str], AbstractContextManager[None]]
TODAY = date(2026, 11, 19)
NUMBER = "189001189811"
READY = {
    "resident": True,
    "lasting": True,
    "decision": "granted",
    "serial_number": "P-1",
    "valid_from": "2026-11-19",
    "valid_to": "2031-11-19",
}


def permit(**values: Any) -> ParkingPermit:
    return ParkingPermit.model_validate(values)


# ------------------------------------------------------------------ who, and on what


def test_a_person_from_elsewhere_applies_at_home(at: At, refused: RefusedBy) -> None:
    permit(resident=True).check(at())
    permit(resident=None).check(at())
    permit(resident=False, decision="refused").check(at())
    sentence = (
        "A permit is granted by the municipality where the person is registered.",
        "Refer the person to the home municipality.",
    )
    for values in ({}, {"decision": "granted"}):
        with refused("not_resident", "details.resident", *sentence):
            permit(resident=False, **values).check(at())


def test_a_permit_is_granted_only_for_a_lasting_disability(at: At, refused: RefusedBy) -> None:
    permit(lasting=True, decision="granted").check(at())
    permit(lasting=False, decision="refused").check(at())
    permit(lasting=False).check(at())
    sentence = (
        "A permit is granted only for a lasting disability.",
        "Lasting is at least six months; otherwise the decision is to refuse.",
    )
    with refused("not_lasting", "details.lasting", *sentence):
        permit(lasting=False, decision="granted").check(at())


@pytest.mark.parametrize(
    ("received", "first"),
    [
        (date(2026, 11, 19), date(2026, 8, 19)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2024, 5, 31), date(2024, 2, 29)),
    ],
)
def test_a_certificate_is_at_most_three_months_old(received: date, first: date, at: At, refused: RefusedBy) -> None:
    permit(certificate_date=first).check(at(received))
    sentence = ("The medical certificate is more than three months old.", f"Dated {first} or later.")
    with refused("certificate_too_old", "details.certificate_date", *sentence):
        permit(certificate_date=first - timedelta(days=1)).check(at(received))


def test_a_certificate_that_comes_later_counts_from_the_application(at: At, refused: RefusedBy) -> None:
    later = at(received=date(2026, 9, 1), today=TODAY)
    permit(certificate_date=TODAY).check(later)
    sentence = ("The certificate is dated in the future.", "At the latest 2026-11-19.")
    with refused("certificate_in_future", "details.certificate_date", *sentence):
        permit(certificate_date=TODAY + timedelta(days=1)).check(later)


def test_a_lost_permit_needs_a_police_report(at: At, refused: RefusedBy) -> None:
    permit(application="lost", police_report_number="5000-K1-26").check(at())
    permit(application="lost", documents={"police_report": True}).check(at())
    sentence = ("A lost or stolen permit needs a police report.", "Fill in the police report's number.")
    with refused("police_report_missing", "details.police_report_number", *sentence):
        permit(application="lost").check(at())
    for other in ("new", "renewal", None):
        permit(application=other).check(at())


# ------------------------------------------------------------------ for how long


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 11, 19), date(2031, 11, 19)), (date(2028, 2, 29), date(2033, 2, 28))]
)
def test_a_permit_lasts_at_most_five_years(first: date, last: date, at: At, refused: RefusedBy) -> None:
    assert last_permitted_day(first) == last
    permit(valid_from=first, valid_to=last).check(at())
    sentence = ("A permit is granted for at most five years.", f"Until {last} at the latest.")
    with refused("permit_too_long", "details.valid_to", *sentence):
        permit(valid_from=first, valid_to=last + timedelta(days=1)).check(at())


def test_without_a_first_day_five_years_count_from_the_decision_or_the_application(at: At) -> None:
    from desk.rules.refusals import Refused

    permit(decided_on="2026-11-10", valid_to="2031-11-10").check(at(date(2026, 11, 1), TODAY))
    with pytest.raises(Refused, match="five years"):
        permit(decided_on="2026-11-10", valid_to="2031-11-11").check(at(date(2026, 11, 1), TODAY))
    permit(valid_to="2031-11-01").check(at(date(2026, 11, 1), TODAY))
    with pytest.raises(Refused, match="five years"):
        permit(valid_to="2031-11-02").check(at(date(2026, 11, 1), TODAY))


def test_a_permit_does_not_end_before_it_begins(at: At, refused: RefusedBy) -> None:
    permit(valid_from="2026-12-01", valid_to="2026-12-01").check(at())
    sentence = ("The permit would end before it begins.", "At the earliest 2026-12-01.")
    with refused("permit_ends_before", "details.valid_to", *sentence):
        permit(valid_from="2026-12-01", valid_to="2026-11-30").check(at())


@pytest.mark.parametrize(
    ("end", "first"),
    [
        (date(2027, 1, 19), date(2026, 11, 19)),
        (date(2027, 4, 30), date(2027, 2, 28)),
        (date(2028, 4, 30), date(2028, 2, 29)),
    ],
)
def test_a_permit_is_renewed_within_its_last_two_months(end: date, first: date) -> None:
    assert first_renewal_day(end) == first


def test_personal_data_goes_two_years_after_the_permits_last_day() -> None:
    closed = date(2026, 11, 19)
    assert retention_date(permit(valid_to="2031-11-19"), closed, {}) == date(2031, 11, 19) + timedelta(days=730)
    assert retention_date(permit(), closed, {}) == closed + timedelta(days=730)


# ------------------------------------------------------------------ appeal


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 23)),
        (date(2026, 10, 31), date(2026, 11, 23)),  # a Saturday
        (date(2026, 5, 29), date(2026, 6, 22)),  # midsummer's eve, then the weekend
        (date(2026, 12, 3), date(2026, 12, 28)),  # Christmas Eve, Christmas, a weekend
        (date(2026, 12, 10), date(2027, 1, 4)),  # New Year's Eve to a Sunday
        (date(2026, 4, 10), date(2026, 5, 4)),  # the first of May, then the weekend
    ],
)
def test_an_appeal_has_three_weeks_and_ends_on_a_working_day(served: date, last: date) -> None:
    assert last_day_to_appeal(served) == last


def test_an_appeal_in_time_is_taken_and_a_late_one_refused(at: At, refused: RefusedBy) -> None:
    served = {"decision": "refused", "decided_on": "2026-10-20", "served_on": "2026-10-26"}
    permit(**served, appealed_on="2026-11-16").check(at(date(2026, 10, 1), TODAY))
    sentence = ("The appeal came in too late.", "Three weeks after the decision reached the person: by 2026-11-16.")
    with refused("appeal_late", "details.appealed_on", *sentence):
        permit(**served, appealed_on="2026-11-17").check(at(date(2026, 10, 1), TODAY))


def test_the_days_of_an_appeal_stand_in_their_order(at: At, refused: RefusedBy) -> None:
    decided = {"decision": "refused", "decided_on": "2026-11-10"}
    where = at(date(2026, 11, 1), TODAY)
    sentence = ("The day lies before the decision.", "At the earliest 2026-11-10.")
    with refused("day_before_decision", "details.served_on", *sentence):
        permit(**decided, served_on="2026-11-09").check(where)
    with refused("day_before_decision", "details.appealed_on", *sentence):
        permit(**decided, appealed_on="2026-11-09").check(where)
    future = ("The day lies in the future.", "At the latest 2026-11-19.")
    with refused("day_in_future", "details.served_on", *future):
        permit(**decided, served_on="2026-11-20").check(where)
    with refused("day_in_future", "details.appealed_on", *future):
        permit(**decided, appealed_on="2026-11-20").check(where)


def test_appealing_sets_its_day() -> None:
    assert permit(decision="refused").on_step("appealed", TODAY) == {"appealed_on": TODAY}
    assert permit(decision="refused", appealed_on="2026-11-12").on_step("appealed", TODAY) == {}


# ------------------------------------------------------------------ steps

GRANTED = {
    "received": ("completion", "investigation"),
    "completion": ("received",),
    "investigation": ("decided",),
    "decided": ("to_collect", "appealed"),
    "to_collect": ("handed_out",),
    "handed_out": ("blocked",),
    "refused": ("appealed",),
    "appealed": (),
    "blocked": (),
}


def test_the_steps_of_a_permit_that_is_granted(at: At) -> None:
    details = permit(**READY)
    assert {str(step): details.next_steps(step, at()) for step in Step} == GRANTED


def test_the_steps_of_a_permit_that_is_refused(at: At) -> None:
    details = permit(decision="refused")
    assert details.next_steps("decided", at()) == ("refused", "appealed")
    assert details.next_steps("refused", at()) == ("appealed",)
    assert details.next_steps("appealed", at()) == ()


def test_completion_goes_back_to_received(at: At, refused: RefusedBy) -> None:
    permit().take_step("received", "completion", at())
    permit().take_step("completion", "received", at())
    with refused("step_not_allowed", "step", "That step cannot be taken now.", "Allowed now: received."):
        permit().take_step("completion", "investigation", at())


def test_every_allowed_step_is_taken_and_every_other_refused(at: At, refused: RefusedBy) -> None:
    details, where = permit(**READY), at(personal_number=NUMBER)
    for now in Step:
        for step in Step:
            if step in GRANTED[now]:
                details.take_step(now, step, where)
                continue
            named = ", ".join(GRANTED[now]) or "–"
            with refused("step_not_allowed", "step", "That step cannot be taken now.", f"Allowed now: {named}."):
                details.take_step(now, step, where)


def test_a_decision_is_made_on_something(at: At, refused: RefusedBy) -> None:
    sentence = ("The decision is missing.", "Say granted or refused, and the day.")
    with refused("decision_missing", "details.decision", *sentence):
        permit().take_step("investigation", "decided", at())


@pytest.mark.parametrize(
    ("missing", "code", "field"),
    [
        ("resident", "not_resident", "details.resident"),
        ("lasting", "not_lasting", "details.lasting"),
        ("serial_number", "serial_missing", "details.serial_number"),
        ("valid_from", "validity_missing", "details.valid_from"),
        ("valid_to", "validity_missing", "details.valid_to"),
        ("decision", "decision_missing", "details.decision"),
    ],
)
def test_a_permit_that_can_be_collected_is_whole(missing: str, code: str, field: str, at: At) -> None:
    from desk.rules.refusals import Refused

    for step in ("to_collect", "handed_out"):
        with pytest.raises(Refused) as caught:
            permit(**{**READY, missing: None}).check_step(step, at(personal_number=NUMBER))
        assert [(p.code, p.field) for p in caught.value.problems] == [(code, field)]


def test_the_sentences_of_a_permit_that_cannot_be_collected(at: At, refused: RefusedBy) -> None:
    sentence = ("The personal number is missing.", "A permit is personal: fill in the personal number.")
    with refused("personal_number_missing", "citizen.personal_number", *sentence):
        permit(**READY).take_step("decided", "to_collect", at())
    where = at(personal_number=NUMBER)
    sentence = ("The serial number is missing.", "Fill in the number on the permit.")
    with refused("serial_missing", "details.serial_number", *sentence):
        permit(**{**READY, "serial_number": None}).take_step("decided", "to_collect", where)
    sentence = ("The permit's days are missing.", "Give valid from and valid to.")
    with refused("validity_missing", "details.valid_from", *sentence):
        permit(**{**READY, "valid_from": None}).take_step("decided", "to_collect", where)


def test_a_blocked_permit_keeps_its_number(at: At, refused: RefusedBy) -> None:
    sentence = ("The serial number is missing.", "Fill in the number on the permit.")
    with refused("serial_missing", "details.serial_number", *sentence):
        permit(**{**READY, "serial_number": None}).check_step("blocked", at(personal_number=NUMBER))


def test_deciding_sets_its_day_and_is_the_answer() -> None:
    assert permit().on_step("decided", TODAY) == {"decided_on": TODAY}
    assert permit(decided_on="2026-11-10").on_step("decided", TODAY) == {}
    assert ParkingPermit.answers_at == "decided"


def test_no_decision_lies_in_the_future(at: At, refused: RefusedBy) -> None:
    permit(decided_on=TODAY).check(at())
    with refused(
        "decision_in_future", "details.decided_on", "The decision lies in the future.", "At the latest 2026-11-19."
    ):
        permit(decided_on="2026-11-20").check(at())


def test_handing_out_or_refusing_proposes_an_outcome(at: At) -> None:
    granted = {str(s) for s in Step if permit(**READY).proposed_outcome(s, at()) is Outcome.SOLVED_LATER}
    refused_ = {str(s) for s in Step if permit(decision="refused").proposed_outcome(s, at()) is not None}
    assert granted == {"handed_out", "refused"}
    assert "refused" in refused_
    assert "decided" not in refused_


def test_nothing_about_health_is_asked_beyond_the_checklist() -> None:
    from desk.rules.fields import fields_of

    names = {field.name for field in fields_of(ParkingPermit)}
    assert names == {
        "application", "capacity", "documents.photo", "documents.signature", "documents.certificate",
        "documents.police_report", "certificate_date", "resident", "lasting", "serial_number", "valid_from",
        "valid_to", "police_report_number", "decision", "decided_on", "served_on", "appealed_on",
    }  # fmt: skip
    assert {"capacity", "lasting", "serial_number", "documents", "certificate_date"} <= set(ParkingPermit.personal)


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ({"decision": "refused", "served_on": "2026-11-02"}, date(2026, 11, 23)),
        ({"decision": "refused", "served_on": "2026-12-04"}, date(2026, 12, 28)),
        ({"served_on": "2026-11-02"}, date(2026, 11, 23)),
        ({"decision": "granted", "served_on": "2026-11-02"}, None),
        ({"decision": "refused"}, None),
    ],
)
def test_the_last_day_to_appeal_is_shown_with_a_refusal(values: dict[str, Any], day: date | None) -> None:
    assert permit(**values).days_that_follow() == ({"Last day to appeal": day} if day else {})
