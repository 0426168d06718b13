"""Sitting down at the desk, adding people, and what each role may do with every service."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk.rules.cases import Outcome, Status
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.rights import Person, Role
from desk.rules.ssh_keys import read_key
from desk.services import cases, corrections, drafts, keys, lists, people, reading, searching, setup, upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import organisation
from desk.storage.database import Database
from desk.storage.drafts import Draft
from desk.storage.lists import Which

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
KEYS = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ove@reception",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA ove@home",
)
"""Made up: 32 bytes in a row, and backwards."""


# ------------------------------------------------------------------ sitting down


def test_one_sits_down_as_oneself(database: Database) -> None:
    assert people.sit_down(database, Settings(), "bo").who == Person("bo", "Bo Ek", Role.AGENT, "Reception")


@pytest.mark.parametrize("sql", ["UPDATE agents SET active = 0", "UPDATE agents SET may_log_in = 0", "SELECT 1"])
def test_who_is_unknown_rests_or_only_came_with_calls_does_not(sql: str, database: Database) -> None:
    with database.write() as tx:
        tx.run(sql)
    login = "eva" if sql == "SELECT 1" else "bo"
    with pytest.raises(NotAllowed) as caught:
        people.sit_down(database, Settings(), login)
    (problem,) = caught.value.problems
    assert problem.reason == f"Nobody with the login {login} is known here."


def test_only_who_may_acts_for_somebody_else(database: Database) -> None:
    assert people.sit_down(database, Settings(), "anna", acting_for="bo").who.login == "bo"
    assert people.sit_down(database, Settings(), "bo", acting_for="bo").who.login == "bo"
    with pytest.raises(NotAllowed) as caught:
        people.sit_down(database, Settings(), "bo", acting_for="anna")
    assert caught.value.problems[0].code == "may_not_act_for"
    with pytest.raises(NotAllowed):
        people.sit_down(database, Settings(), "anna", acting_for="eva")


def test_a_service_account_that_is_nobody_here_acts_for_others(database: Database) -> None:
    from desk.storage import remembered

    with database.write() as tx:
        remembered.let_act_for_others(tx, "desk")
    assert people.sit_down(database, Settings(), "desk", acting_for="bo").who.login == "bo"
    with pytest.raises(NotAllowed):
        people.sit_down(database, Settings(), "desk")


# ------------------------------------------------------------------ adding


def test_a_person_is_added_and_can_sit_down(seat: Seat, database: Database) -> None:
    added = people.add(seat, "eva", "  Eva  Alm ", Role.LEAD, "växel", NOW)
    assert added == Person("eva", "Eva  Alm", Role.LEAD, "Växel")
    assert people.sit_down(database, Settings(), "eva").who == added
    assert "eva" in [each.login for each in people.everybody(seat)]


@pytest.mark.parametrize(
    ("login", "name", "group", "code", "field"),
    [
        ("Eva", "Eva", None, "login_invalid", "login"),
        ("", "Eva", None, "login_invalid", "login"),
        ("9eva", "Eva", None, "login_invalid", "login"),
        ("e" * 33, "Eva", None, "login_invalid", "login"),
        ("eva\n", "Eva", None, "login_invalid", "login"),
        ("eva", "  ", None, "required", "name"),
        ("eva", "Eva\N{RIGHT-TO-LEFT OVERRIDE}", None, "text_control", "name"),
        ("eva", "Eva", "Rymd", "group_unknown", "group"),
        ("bo", "Bo", None, "login_taken", "login"),
    ],
)
def test_who_cannot_be_added_is_told_why(
    login: str, name: str, group: str | None, code: str, field: str, seat: Seat, refusal: Refusal
) -> None:
    problem = refusal(lambda: people.add(seat, login, name, Role.AGENT, group, NOW))
    assert (problem.code, problem.field) == (code, field)
    assert len(people.everybody(seat)) == 4


def test_a_name_that_came_with_calls_becomes_a_person(seat: Seat, database: Database) -> None:
    with database.write() as tx:
        organisation.put_person(tx, Person("eva", "EVA", Role.AGENT, None, may_log_in=False), 1)
    assert people.add(seat, "eva", "Eva Alm", Role.AGENT, None, NOW).may_log_in
    assert people.sit_down(database, Settings(), "eva").who.name == "Eva Alm"


# ------------------------------------------------------------------ changing, resting, waking


def entries(database: Database) -> list[tuple[str, str, str | None, dict[str, list[object]]]]:
    """The desk's own trail: by whom, what, about whom, the changes. Without that of the fixture's people."""
    with database.read() as tx:
        rows = tx.all('SELECT "by", what, subject, changes FROM events WHERE case_id IS NULL ORDER BY id')
    mine = [(by, what, subject, json.loads(changes)) for by, what, subject, changes in rows]
    return [each for each in mine if each[1] != "person_added" or each[2] == "eva"]


def test_a_person_is_changed(seat: Seat, database: Database) -> None:
    changed = people.change(seat, "bo", name=" Bo  Berg ", role=Role.LEAD, group="växel", now=NOW)
    assert changed == Person("bo", "Bo  Berg", Role.LEAD, "Växel")
    assert people.sit_down(database, Settings(), "bo").who == changed
    assert people.change(seat, "bo", group="", now=NOW).group is None
    assert entries(database) == [
        ("anna", "person_changed", "bo",
         {"name": ["Bo Ek", "Bo  Berg"], "role": ["agent", "lead"], "group": ["Reception", "Växel"]}),
        ("anna", "person_changed", "bo", {"group": ["Växel", None]}),
    ]  # fmt: skip


def test_adding_is_in_the_trail(seat: Seat, database: Database) -> None:
    people.add(seat, "eva", "Eva Alm", Role.AGENT, "växel", NOW)
    changes = {"name": [None, "Eva Alm"], "role": [None, "agent"], "group": [None, "Växel"]}
    assert entries(database) == [("anna", "person_added", "eva", changes)]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({}, "nothing_changed", None),
        ({"name": "Bo Ek", "role": Role.AGENT, "group": "reception"}, "nothing_changed", None),
        ({"name": " "}, "required", "name"),
        ({"name": "B" * 101}, "too_long", "name"),
        ({"group": "Rymd"}, "group_unknown", "group"),
    ],
)
def test_a_change_that_is_none_is_refused(
    change: dict[str, object], code: str, field: str | None, seat: Seat, database: Database, refusal: Refusal
) -> None:
    problem = refusal(lambda: people.change(seat, "bo", now=NOW, **change))  # type: ignore[arg-type]
    assert (problem.code, problem.field) == (code, field)
    assert entries(database) == []


def test_who_rests_cannot_log_in_and_their_open_cases_are_told(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    for outcome in (None, None, "solved_first"):
        cases.register(seat_of("bo"), {"kind": "enquiry", "outcome": outcome}, NOW)
    annulled = cases.register(seat_of("bo"), {"kind": "enquiry"}, NOW).reference
    cases.annul(seat_of("bo"), annulled, "dubbel", NOW)
    rested = people.rest(seat, "bo", NOW)
    assert rested == people.Rested(Person("bo", "Bo Ek", Role.AGENT, "Reception", active=False), 2)
    with pytest.raises(NotAllowed):
        people.sit_down(database, Settings(), "bo")
    with pytest.raises(NotAllowed):
        people.sit_down(database, Settings(), "anna", acting_for="bo")
    assert people.wake(seat, "bo", NOW).active
    assert people.sit_down(database, Settings(), "bo").who.login == "bo"
    assert entries(database) == [
        ("anna", "person_rested", "bo", {"active": [True, False]}),
        ("anna", "person_woken", "bo", {"active": [False, True]}),
    ]


def test_resting_and_waking_twice_is_told(seat: Seat, refusal: Refusal) -> None:
    assert refusal(lambda: people.wake(seat, "bo", NOW)).code == "rests_not"
    people.rest(seat, "bo", NOW)
    assert refusal(lambda: people.rest(seat, "bo", NOW)).code == "rests_already"


@pytest.mark.parametrize("verb", ["change", "rest", "wake"])
@pytest.mark.parametrize("login", ["eva", "telefon"])
def test_who_is_nobody_here_is_not_changed(
    verb: str, login: str, seat: Seat, database: Database, refusal: Refusal
) -> None:
    with database.write() as tx:
        organisation.put_person(tx, Person("telefon", "Telefon", Role.AGENT, None, may_log_in=False), 1)
    calls: dict[str, Callable[[], object]] = {
        "change": lambda: people.change(seat, login, name="X", now=NOW),
        "rest": lambda: people.rest(seat, login, NOW),
        "wake": lambda: people.wake(seat, login, NOW),
    }
    problem = refusal(calls[verb])
    assert (problem.code, problem.field) == ("login_unknown", "login")


def test_the_last_admin_stays_one(seat: Seat, database: Database, refusal: Refusal) -> None:
    people.add(seat, "eva", "Eva", Role.ADMIN, None, NOW)
    people.rest(seat, "eva", NOW)
    with database.write() as tx:
        organisation.put_person(tx, Person("telefon", "Telefon", Role.ADMIN, None, may_log_in=False), 1)
    assert refusal(lambda: people.rest(seat, "anna", NOW)).code == "last_admin"
    assert refusal(lambda: people.change(seat, "anna", role=Role.LEAD, now=NOW)).code == "last_admin"
    assert people.change(seat, "anna", name="Anna Alm", now=NOW).role is Role.ADMIN
    people.wake(seat, "eva", NOW)
    assert people.change(seat, "anna", role=Role.LEAD, now=NOW).role is Role.LEAD


def test_an_admin_who_is_one_no_more_changes_nothing_in_a_session_still_open(
    seat: Seat, seat_of: SeatOf, refusal: Refusal
) -> None:
    people.add(seat, "eva", "Eva", Role.ADMIN, None, NOW)
    other = seat_of("eva")
    people.change(seat, "eva", role=Role.AGENT, now=NOW)
    assert refusal(lambda: people.rest(other, "anna", NOW)).code == "not_allowed"
    people.rest(seat, "eva", NOW)
    assert refusal(lambda: people.add(other, "x", "X", Role.ADMIN, None, NOW)).code == "login_unknown"
    assert refusal(lambda: keys.add(other, "eva", KEYS[0], NOW)).code == "login_unknown"


def test_two_admins_do_not_put_each_other_to_rest(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    people.add(seat, "eva", "Eva", Role.ADMIN, None, NOW)
    other = seat_of("eva")
    people.rest(seat, "eva", NOW)
    assert refusal(lambda: people.rest(other, "anna", NOW)).code == "login_unknown"


def test_another_login_of_the_system_may_serve(seat: Seat, database: Database, refusal: Refusal) -> None:
    for _time in range(2):
        people.let_serve(seat, "desk", NOW)
    assert people.sit_down(database, Settings(), "desk", acting_for="bo").who.login == "bo"
    assert entries(database) == [("anna", "person_changed", "desk", {"acts_for_others": [False, True]})]
    assert refusal(lambda: people.let_serve(seat, "a b", NOW)).code == "login_invalid"


# ------------------------------------------------------------------ a desk's first day


def test_a_new_desk_has_departments_groups_topics_and_its_admin(tmp_path: Path) -> None:
    database = Database(tmp_path / "new.db")
    assert setup.prepare(database, "karl", NOW) == setup.Prepared(made=True, backup=None)
    assert setup.prepare(database, "mallory", NOW) == setup.Prepared(made=False, backup=None)
    seat = people.sit_down(database, Settings(), "karl")
    assert seat.who.role is Role.ADMIN
    assert seat.organisation.departments[0] == "Kommunledning"
    assert seat.organisation.groups[0] == "Reception"
    assert len(seat.topics) > 50
    with pytest.raises(NotAllowed):
        people.sit_down(database, Settings(), "mallory")
    database.close()


# ------------------------------------------------------------------ rights


def services(reference: str, closed: str, folder: Path) -> dict[str, Callable[[Seat], object]]:
    """Every service on a case that is there, by name."""
    draft = Draft("k", "x", None, None, {}, NOW)
    return {
        "cases.register": lambda seat: cases.register(seat, {"kind": "enquiry"}, NOW),
        "cases.register_all": lambda seat: cases.register_all(seat, [{"kind": "enquiry"}], NOW),
        "cases.step": lambda seat: cases.step(seat, reference, "confirmed", NOW),
        "cases.set_status": lambda seat: cases.set_status(seat, reference, Status.WAITING_CITIZEN, NOW),
        "cases.park": lambda seat: cases.park(seat, reference, date(2026, 12, 1), NOW),
        "cases.note": lambda seat: cases.note(seat, reference, "ord", NOW),
        "cases.forward": lambda seat: cases.forward(seat, reference, "Miljö", NOW),
        "cases.take_over": lambda seat: cases.take_over(seat, reference, NOW),
        "cases.reopen": lambda seat: cases.reopen(seat, closed, NOW),
        "cases.close": lambda seat: cases.close(seat, reference, Outcome.SOLVED_LATER, NOW),
        "corrections.correct": lambda seat: corrections.correct(seat, reference, {"channel": "letter"}, NOW),
        "cases.annul": lambda seat: cases.annul(seat, reference, "dubbel", NOW),
        "lists.page": lambda seat: lists.page(seat, Which()),
        "lists.count": lambda seat: lists.count(seat, Which()),
        "searching.find": lambda seat: searching.find(seat, "cykel"),
        "searching.earlier": lambda seat: searching.earlier(seat, "+46701740605", None, None),
        "searching.topic_usage": lambda seat: searching.topic_usage(seat, NOW),
        "reading.open_case": lambda seat: reading.open_case(seat, reference),
        "reading.since": lambda seat: reading.since(seat, reference, 1),
        "reading.reveal": lambda seat: reading.reveal(seat, reference, "skäl", NOW),
        "drafts.save": lambda seat: drafts.save(seat, draft),
        "drafts.mine": drafts.mine,
        "people.everybody": people.everybody,
        "people.add": lambda seat: people.add(seat, "eva", "Eva", Role.AGENT, None, NOW),
        "people.change": lambda seat: people.change(seat, "rut", name="Rut", now=NOW),
        "people.rest": lambda seat: people.rest(seat, "rut", NOW),
        "people.wake": lambda seat: people.wake(seat, "ove", NOW),
        "people.let_serve": lambda seat: people.let_serve(seat, "desk", NOW),
        "keys.of": lambda seat: keys.of(seat, "ove"),
        "keys.add": lambda seat: keys.add(seat, "ove", KEYS[1], NOW),
        "keys.withdraw": lambda seat: keys.withdraw(seat, "ove", read_key(KEYS[0]).fingerprint, NOW),
        "upkeep.backup": lambda seat: upkeep.backup(seat, folder / "copy.db"),
        "upkeep.check": upkeep.check,
    }


FOR_ADMIN = {
    "people.add", "people.change", "people.rest", "people.wake", "people.let_serve", "keys.of", "keys.add",
    "keys.withdraw", "upkeep.backup",
}  # fmt: skip
FOR_ALL = {"lists.count", "searching.topic_usage", "drafts.mine", "people.everybody", "upkeep.check"}


@pytest.mark.parametrize("name", list(services("", "", Path())))
@pytest.mark.parametrize(
    ("login", "role"), [("bo", Role.AGENT), ("lisa", Role.LEAD), ("anna", Role.ADMIN), ("rut", Role.AUDITOR)]
)
def test_every_role_at_every_service(
    name: str, login: str, role: Role, seat: Seat, seat_of: SeatOf, tmp_path: Path
) -> None:
    reference = cases.register(seat, {"kind": "feedback"}, NOW).reference
    closed = cases.register(seat, {"kind": "enquiry", "outcome": "solved_first"}, NOW).reference
    people.add(seat, "ove", "Ove Ros", Role.AGENT, None, NOW)
    people.rest(seat, "ove", NOW)
    keys.add(seat, "ove", KEYS[0], NOW)
    call = services(reference, closed, tmp_path)[name]
    allowed = name in FOR_ALL or role is Role.ADMIN or (role is not Role.AUDITOR and name not in FOR_ADMIN)
    if allowed:
        call(seat_of(login))
        return
    with pytest.raises(NotAllowed) as caught:
        call(seat_of(login))
    assert caught.value.problems[0].code == "not_allowed"
    assert lists.page(seat, Which()).rows[0].reference == closed
    assert len(reading.open_case(seat, reference).events) == 1


def test_no_service_is_left_out() -> None:
    """Every public function of these modules that takes a seat stands in the table above, or is no service."""
    import inspect

    named = set(services("", "", Path()))
    others = {
        "cases.next_steps", "lists.viewer", "drafts.throw_away", "drafts.keep_here",
    }  # fmt: skip
    for module in (cases, corrections, keys, lists, reading, searching, drafts, people, upkeep):
        short = module.__name__.rpartition(".")[2]
        found = {
            f"{short}.{name}"
            for name, value in vars(module).items()
            if inspect.isfunction(value)
            and value.__module__ == module.__name__
            and not name.startswith("_")
            and next(iter(inspect.signature(value).parameters), "") == "seat"
        }
        assert found <= named | others
