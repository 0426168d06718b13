"""Sitting down at the desk, adding people, and what each role may do with every service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk.rules.cases import Outcome, Status
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.rights import Person, Role
from desk.services import cases, corrections, drafts, lists, people, reading, searching, setup, upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import organisation
from desk.storage.database import Database
from desk.storage.drafts import Draft
from desk.storage.lists import Which

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


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
        "reading.reveal": lambda seat: reading.reveal(seat, reference, "skäl", NOW),
        "drafts.save": lambda seat: drafts.save(seat, draft),
        "drafts.mine": drafts.mine,
        "people.everybody": people.everybody,
        "people.add": lambda seat: people.add(seat, "eva", "Eva", Role.AGENT, None, NOW),
        "upkeep.backup": lambda seat: upkeep.backup(seat, folder / "copy.db"),
        "upkeep.check": upkeep.check,
    }


FOR_ADMIN = {"people.add", "upkeep.backup"}
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
        "cases.get", "cases.change", "cases.circumstances_of", "cases.next_steps", "lists.viewer", "drafts.throw_away",
    }  # fmt: skip
    for module in (cases, corrections, lists, reading, searching, drafts, people, upkeep):
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
