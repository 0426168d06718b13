"""Wherever names stand in a list, å, ä and ö come last, in that order, and capitals make no difference."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desk.rules.bookings import Resource, ResourceSort
from desk.rules.rights import Role
from desk.services import people
from desk.services.seat import Seat
from desk.storage import bookings, organisation, organising, roster, staffing
from desk.storage.database import Transaction

NAMES = ("Östen", "Adam", "Ärla", "zeta", "Åsa", "Örjan", "anders")
IN_ORDER = ["Adam", "anders", "zeta", "Åsa", "Ärla", "Örjan", "Östen"]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def _put(tx: Transaction, table: str) -> None:
    tx.run(f"UPDATE {table} SET active = 0")
    tx.run_many(f"INSERT INTO {table} (name, position, active) VALUES (?, 900, 1)", [(each,) for each in NAMES])


def test_people_come_in_order(seat: Seat) -> None:
    for place, name in enumerate(NAMES):
        people.add(seat, f"p{place}", name, Role.AGENT, "Reception", NOW)
    with seat.database.read() as tx:
        everybody = [each.name for each in organisation.people(tx) if each.login.startswith("p")]
        members = [each.person.name for each in roster.members(tx) if each.person.login.startswith("p")]
        group = [name for name in organising.people_in(tx, "Reception") if name in NAMES]
    assert everybody == members == group == IN_ORDER


@pytest.mark.parametrize("table", ["departments", "answer_groups"])
def test_departments_and_groups_of_one_place_come_in_order(seat: Seat, table: str) -> None:
    with seat.database.write() as tx:
        _put(tx, table)
    with seat.database.read() as tx:
        if table == "departments":
            kept = [each.name for each in organising.departments(tx) if each.active]
            shown = list(organisation.read(tx).departments)
            every = organisation.every_department(tx)[: len(NAMES)]
        else:
            kept = [each.name for each in organising.groups(tx) if each.active]
            shown = list(organisation.groups(tx))
            every = [name for name in staffing.least(tx) if name in NAMES]
    assert kept == shown == every == IN_ORDER


def test_topics_come_in_order(seat: Seat) -> None:
    row = "INSERT INTO topics (code, name, name_en, kind, solvable, active) VALUES (?, ?, ?, 'enquiry', 1, 1)"
    with seat.database.write() as tx:
        tx.run_many(row, [(f"t{place}", name, name) for place, name in enumerate(NAMES)])
    with seat.database.read() as tx:
        assert [each.name for each in organising.topics(tx) if each.name in NAMES] == IN_ORDER


def test_what_can_be_booked_comes_in_order(seat: Seat) -> None:
    with seat.database.write() as tx:
        for name in NAMES:
            bookings.add(tx, Resource(0, ResourceSort.FACILITY, name, "Sal"))
    with seat.database.read() as tx:
        assert [each.name for each in bookings.every(tx, ResourceSort.FACILITY) if each.name in NAMES] == IN_ORDER
