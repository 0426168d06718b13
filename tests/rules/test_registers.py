"""The registers' rules: how it stands with a permit or card on a day, and what a new errand about it may be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desk.rules.kinds.bus_card import Reason
from desk.rules.kinds.parking_permit import Application
from desk.rules.registers import OF_CASES, VIEWS, Holding, Running, Sort, State, View, last_expiring_day, topic_of
from desk.rules.topics import STARTER_TOPICS

TODAY = date(2026, 11, 19)


def holding(sort: Sort = Sort.PERMIT, **values: Any) -> Holding:
    given: dict[str, Any] = {
        "id": 1, "case_id": None, "reference": None, "number": "P1", "name": "Karin", "person": None, "phone": None,
        "school": None, "valid_from": None, "valid_to": date(2028, 1, 1), "active_from": date(2026, 1, 1),
        "ended_on": None, "blocked": False, "protected": False,
    }  # fmt: skip
    return Holding(sort, **{**given, **values})


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, State.ACTIVE),
        ({"active_from": None}, State.WAITING),
        ({"valid_to": TODAY}, State.EXPIRING),
        ({"valid_to": TODAY + timedelta(days=60)}, State.EXPIRING),
        ({"valid_to": TODAY + timedelta(days=61)}, State.ACTIVE),
        ({"valid_to": TODAY - timedelta(days=1)}, State.EXPIRED),
        ({"valid_to": date(2026, 5, 5), "ended_on": date(2026, 5, 5)}, State.EXPIRED),
        ({"ended_on": TODAY}, State.ENDED),
        ({"ended_on": TODAY, "blocked": True}, State.BLOCKED),
        ({"active_from": None, "blocked": True}, State.BLOCKED),
        ({"valid_to": None}, State.ACTIVE),
    ],
)
def test_how_it_stands_on_a_day(values: dict[str, Any], state: State) -> None:
    assert holding(**values).state(TODAY) is state


def test_sixty_days_from_today() -> None:
    assert last_expiring_day(TODAY) == date(2027, 1, 18)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, (Application.RENEWAL, Application.LOST)),
        ({"valid_to": TODAY}, (Application.RENEWAL, Application.LOST)),
        ({"blocked": True}, (Application.LOST, Application.NEW)),
        ({"valid_to": date(2026, 1, 1)}, (Application.NEW,)),
        ({"ended_on": TODAY}, (Application.NEW,)),
    ],
)
def test_what_a_new_errand_about_a_permit_may_be(values: dict[str, Any], wanted: tuple[str, ...]) -> None:
    assert holding(**values).wanted(TODAY) == wanted


def test_what_a_new_errand_about_a_card_may_be() -> None:
    assert holding(Sort.CARD, valid_to=None).wanted(TODAY) == (Reason.LOST, Reason.DAMAGED, Reason.DEFECT)


def test_every_errand_has_its_topic_among_those_that_desk_comes_with() -> None:
    kinds = {each.code: each.kind for each in STARTER_TOPICS}
    assert {kinds[topic_of(Sort.PERMIT, each)] for each in Application} == {"parking_permit"}
    assert {kinds[topic_of(Sort.CARD, each)] for each in Reason} == {"bus_card"}


def test_the_views_of_each_register() -> None:
    assert {each for views in VIEWS.values() for each in views} == set(View)
    assert {each for each in OF_CASES if each in VIEWS[Sort.PERMIT]} == {View.APPEALS}
    assert {sort.kind for sort in Sort} == {"parking_permit", "bus_card"}


@pytest.mark.parametrize(("day", "late"), [(TODAY, False), (TODAY - timedelta(days=1), True), (None, False)])
def test_a_day_is_late_when_it_has_passed(day: date | None, late: bool) -> None:
    assert Running(1, "26-000001", "Karin", False, "refused", None, day).late(TODAY) is late


def test_nobody_is_in_a_repr() -> None:
    running = Running(1, "26-000001", "Karin", False, "refused", None, None)
    assert "Karin" not in repr([holding(), running])
    assert (holding().brought_in, holding().subject) == (True, "permit:1")
