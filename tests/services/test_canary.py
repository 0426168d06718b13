"""A canary: a made-up person goes through every service and every failure, and is looked for in all that comes out.

What a service gives back to be shown may hold the person; what it is shown as by ``repr``, what errors say, and
what is logged or printed may not: that is what ends in a crash report.
"""

from __future__ import annotations

import logging
import re
import shutil
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc, text

from desk.rules.cases import Outcome, Registration, Status
from desk.rules.disclosure import Masker
from desk.rules.kinds import details_of
from desk.rules.people import mask_personal_number
from desk.rules.refusals import Refused
from desk.rules.searching import read_query
from desk.services import (
    cases,
    changing,
    corrections,
    disclosure,
    disposed_again,
    drafts,
    holds,
    lists,
    people,
    person,
    reading,
    registration,
    retention,
    searching,
    upkeep,
)
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import disposal
from desk.storage.database import ConstraintBroken, Database
from desk.storage.faults import DatabaseUnusable
from desk.storage.lists import Which
from desk.terminal import crash

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
PERSON: dict[str, Any] = {
    "name": "Kanarie Fågelsson",
    "phone": "070-174 06 99",
    "email": "kanarie@example.se",
    "personal_number": "18900118-9829",
}
CANARY = ("kanarie", "fågelsson", "189001189829", "18900118-9829", "9829", "0701740699", "+46701740699", "174 06 99")
DETAILS: dict[str, dict[str, Any]] = {
    "enquiry": {},
    "bus_card": {"pupil": "Kanarie Fågelsson", "school": "Kanarieskolan", "card_number": "Kanarie-1"},
    "parking_permit": {"serial_number": "Kanarie-2", "police_report_number": "Kanarie-3", "valid_to": "2028-01-01"},
    "feedback": {"answer": "Hej Kanarie"},
    "fault": {"place": "hos Kanarie"},
}


_OURS = re.compile(rf'  File "{re.escape(__file__)}".*?(?=\n  File|\n\S|\Z)', re.DOTALL)
"""Frames of this file in a traceback; their source lines name the canary."""


class Cage:
    """Collects what comes out, to be searched at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out: list[str] = []

    def show(self, value: object) -> None:
        """As a crash report or a log would: by ``repr`` and ``str``."""
        self.out += [repr(value), str(value)]

    def fail(self, call: Callable[[], object], *expected: type[BaseException]) -> None:
        """Run what fails, and keep all that its error says: to a log, to a person, and in our own crash report."""
        with pytest.raises(expected or (Refused,)) as caught:
            call()
        error = caught.value
        self.show(error)
        self.show(error.args)
        self.out.append(_OURS.sub("", "".join(traceback.format_exception(error))))
        written = crash.report(error, self.folder)
        assert written.path is not None
        self.out += [str(written), written.path.read_text("utf-8")]
        if isinstance(error, Refused):
            for problem in error.problems:
                self.show(problem)

    def search(self) -> list[str]:
        """What has flown: each thing that holds a piece of the canary, and where."""
        return [f"{piece!r} in {each!r}" for each in self.out for piece in CANARY if piece in each.casefold()]


@pytest.fixture
def cage(tmp_path: Path) -> Cage:
    return Cage(tmp_path / "crashes")


def test_the_cage_catches_a_canary(cage: Cage) -> None:
    def sing() -> None:
        raise ValueError("Kanarie")

    cage.fail(sing, ValueError)
    assert cage.search()


@pytest.fixture(autouse=True)
def _nothing_is_logged_or_printed(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Any:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy", "sqlalchemy.engine", "alembic", "pydantic"):
        caplog.set_level(logging.DEBUG, name)
    yield
    printed = capfd.readouterr()
    said = f"{caplog.text}{printed.out}{printed.err}".casefold()
    assert not [piece for piece in CANARY if piece in said]


@pytest.mark.parametrize("protected", [False, True])
@pytest.mark.parametrize("kind", list(DETAILS))
def test_every_service(kind: str, protected: bool, seat: Seat, cage: Cage, tmp_path: Path) -> None:
    values = {
        "kind": kind,
        "citizen": {**PERSON, "protected": protected},
        "summary": "Kanarie Fågelsson ringde",
        "note": "070-174 06 99",
        "details": DETAILS[kind],
        "key": "k",
    }
    drafts.save(seat, Draft("k", "anna", kind, None, {"citizen.name": PERSON["name"]}, NOW))
    cage.show(drafts.mine(seat))
    read = registration.read(values)
    cage.show((read, read.citizen, registration.prepare(seat, read, NOW)))
    done = cases.register(seat, values, NOW)
    cage.show((done, cases.register(seat, values, NOW)))
    reference = done.reference
    corrections.correct(seat, reference, {"citizen.name": "Kanarie Nilsson", "note": "Kanarie"}, NOW)
    cage.show(
        [
            cases.note(seat, reference, "Kanarie", NOW),
            cases.forward(seat, reference, "Kanarie", NOW),
            cases.set_status(seat, reference, Status.ONGOING, NOW),
            cases.park(seat, reference, date(2026, 12, 1), NOW),
            cases.close(seat, reference, Outcome.SOLVED_LATER, NOW),
            cases.reopen(seat, reference, NOW),
            reading.open_case(seat, reference),
            reading.reveal(seat, reference, "Kanarie", NOW),
            lists.page(seat, Which()),
            searching.find(seat, "kanarie fågelsson"),
            searching.earlier(seat, "+46701740699", "189001189829", None),
            read_query("kanarie 18900118-9829 070-174 06 99", {}),
            upkeep.check(seat),
            holds.hold(seat, reference, "Kanarie", NOW),
            disclosure.disclose(seat, reference, ("Kanarie",), NOW),
            person.export(seat, "070-174 06 99", "Kanarie", NOW),
            person.read_sought("kanarie@example.se"),
            Masker(names=("Kanarie",), chosen=("Kanarie",)),
            holds.release(seat, reference, NOW),
            seat,
            seat.database,
        ]
    )
    with seat.database.read() as tx:
        case = changing.get(tx, seat, reference)
    cage.show((case, details_of(kind, dict(case.details)), changing.circumstances_of(seat, case, NOW)))
    cases.annul(seat, reference, "Kanarie", NOW)
    upkeep.backup(seat, tmp_path / "copy.db")
    with seat.database.read() as tx:
        cage.show(disposal.ended(tx, (kind,), 0, 5))
    long_after = datetime(2031, 1, 1, tzinfo=UTC)
    cage.show((retention.run(seat, "KS 1", now=long_after), disposed_again.later_disposals(seat.database)))
    cage.show(reading.reveal(seat, reference, "", long_after))
    assert cage.search() == []


@pytest.mark.parametrize(
    "values",
    [
        {"citizen": {**PERSON, "personal_number": "18900118-9828 Kanarie"}},
        {"citizen": {**PERSON, "personal_number": "18900118-9820"}},
        {"citizen": {**PERSON, "phone": "070-174 06 99 Kanarie"}},
        {"citizen": {**PERSON, "email": "kanarie"}},
        {"citizen": {**PERSON, "anonymous": True}},
        {"citizen": {**PERSON, "name": "Kanarie\0"}},
        {"citizen": {**PERSON, "name": "Kanarie\ud800"}},
        {"citizen": {**PERSON, "name": ["Kanarie"]}},
        {"citizen": {**PERSON, "protected": "Kanarie"}},
        {"citizen": "Kanarie"},
        {"citizen": PERSON, "summary": "Kanarie" * 100},
        {"citizen": PERSON, "note": {"Kanarie": 1}},
        {"citizen": PERSON, "channel": "Kanarie"},
        {"citizen": PERSON, "received_at": "Kanarie"},
        {"citizen": PERSON, "agent": "kanarie"},
        {"citizen": PERSON, "department": "Kanarie"},
        {"citizen": PERSON, "group": "Kanarie"},
        {"citizen": PERSON, "topic": "Kanarie"},
        {"citizen": PERSON, "kind": "kanarie"},
        {"citizen": PERSON, "outcome": "Kanarie"},
        {"citizen": PERSON, "due": "0001-01-01T00:00:00Z"},
        {
            "citizen": PERSON,
            "kind": "bus_card",
            "details": {"reason": "Kanarie", "fee": "Kanarie", "grade": "Kanarie" * 9},
        },
        {"citizen": PERSON, "kind": "bus_card", "details": {"reason": "lost", "fee": 7, "pupil": "Kanarie"}},
        {"citizen": PERSON, "kind": "parking_permit", "details": {"application": "lost", "serial_number": "Kanarie"}},
        {"citizen": PERSON, "kind": "feedback", "details": {"answer": 1, "answered_on": "Kanarie"}},
    ],
)
def test_a_registration_that_is_refused(values: dict[str, Any], seat: Seat, cage: Cage) -> None:
    cage.fail(lambda: cases.register(seat, {"kind": "enquiry", **values}, NOW))
    cage.fail(lambda: cases.register_all(seat, [{"kind": "enquiry"}, {"kind": "enquiry", **values}], NOW))
    assert cage.search() == []


def test_what_pydantic_itself_says(cage: Cage) -> None:
    from pydantic import ValidationError

    bad = {"citizen": {**PERSON, "personal_number": "Kanarie", "shoe": "Kanarie"}, "summary": ["Kanarie"]}
    cage.fail(lambda: Registration.model_validate(bad), ValidationError)
    cage.fail(lambda: details_of("bus_card", {"pupil": ["Kanarie"], "reason": "Kanarie"}), ValidationError)
    assert cage.search() == []


def test_changes_that_are_refused(seat: Seat, seat_of: Callable[[str], Seat], cage: Cage) -> None:
    hidden = cases.register(seat, {"kind": "enquiry", "citizen": {**PERSON, "protected": True}}, NOW).reference
    secret = cases.register(seat, {"kind": "enquiry", "citizen": PERSON, "confidential": True}, NOW).reference
    bo = seat_of("bo")
    for call in (
        lambda: corrections.correct(seat, hidden, {"citizen.personal_number": "18900118-9828"}, NOW),
        lambda: corrections.correct(seat, hidden, {"citizen.email": "kanarie"}, NOW),
        lambda: corrections.correct(seat, hidden, {"citizen.anonymous": True}, NOW),
        lambda: corrections.correct(seat, hidden, {"first_answered_at": "Kanarie"}, NOW),
        lambda: corrections.correct(bo, hidden, {"citizen.protected": False}, NOW),
        lambda: cases.note(seat, hidden, "Kanarie\0", NOW),
        lambda: cases.note(seat, hidden, "Kanarie", NOW, version=99),
        lambda: cases.step(seat, hidden, "Kanarie", NOW),
        lambda: reading.reveal(bo, hidden, "Kanarie", NOW),
        lambda: reading.reveal(seat, hidden, "", NOW),
        lambda: reading.open_case(bo, secret),
        lambda: disclosure.disclose(seat, hidden, ("Kanarie Svensson",), NOW),
        lambda: disclosure.disclose(bo, secret, (), NOW),
        lambda: person.export(seat, "18900118-9829", "", NOW),
        lambda: person.export(seat, "kanarie"),
        lambda: holds.hold(bo, hidden, "Kanarie", NOW),
        lambda: retention.run(seat, "Kanarie" * 30, now=NOW),
        lambda: people.add(seat, "Kanarie", "Kanarie", bo.who.role),
        lambda: people.add(seat, "eva", "Kanarie\0", bo.who.role),
        lambda: lists.page(seat, Which(), after="Kanarie"),
    ):
        cage.fail(call)
    assert cage.search() == []


def test_numbers_that_others_have(seat: Seat, cage: Cage) -> None:
    card = {"kind": "bus_card", "citizen": PERSON, "details": {"card_number": "Kanarie-1", "reason": "new"}}
    first = cases.register(seat, card, NOW).reference
    for step in ("ordered", "to_collect", "handed_out"):
        cases.step(seat, first, step, NOW)
    cage.fail(lambda: cases.register(seat, card, NOW))
    permit = {"kind": "parking_permit", "citizen": PERSON, "details": {"serial_number": "Kanarie-2"}}
    cases.register(seat, permit, NOW)
    cage.fail(lambda: cases.register(seat, permit, NOW))
    assert cage.search() == []


@pytest.mark.sqlite_only("a file that is full, and one that is none")
def test_a_database_that_fails(seat: Seat, cage: Cage, tmp_path: Path) -> None:
    values = {"kind": "enquiry", "citizen": PERSON, "summary": "Kanarie", "note": "Kanarie " * 2400}
    reference = cases.register(seat, values, NOW).reference
    eager = Seat(Database(seat.database.path, busy_seconds=0), Settings(), seat.who)
    with seat.database.write():
        cage.fail(lambda: cases.register(eager, values, NOW), DatabaseUnusable)
    eager.database.close()
    with seat.database.write() as tx:
        tx.run(f"PRAGMA max_page_count = {tx.value('PRAGMA page_count')}")
    seat.database.close()
    full = Seat(seat.database, Settings(), seat.who)
    with full.database.read() as tx:
        tx.run(f"PRAGMA max_page_count = {tx.value('PRAGMA page_count')}")
    cage.fail(
        lambda: [cases.note(full, reference, "Kanarie " * 10, NOW) for _ in range(200)], DatabaseUnusable, Refused
    )
    gone = Database(Path(shutil.copy(seat.database.path, tmp_path / "gone.db")))
    away = Seat(gone, Settings(), seat.who)
    gone.path.write_text("Kanarie " * 5000, "utf-8")
    cage.fail(lambda: cases.register(away, values, NOW), DatabaseUnusable)
    gone.close()
    assert cage.search() == []


def test_slips_of_our_own(seat: Seat, cage: Cage) -> None:
    """What should never happen and may: a constraint that bites, a value of a wrong sort, SQLAlchemy's own errors."""
    cases.register(seat, {"kind": "enquiry", "citizen": PERSON, "key": "Kanarie"}, NOW)

    def twice() -> None:
        with seat.database.write() as tx:
            tx.run("INSERT INTO cases SELECT * FROM cases")

    def odd() -> None:
        with seat.database.write() as tx:
            tx.run("UPDATE cases SET name = ?, phone = ?", ("Kanarie", object()))

    def orm() -> None:
        with seat.database.engine.alchemy.connect() as connection:
            connection.execute(text("UPDATE cases SET name = :name, agent = 'x'"), {"name": "Kanarie Fågelsson"})

    def wrong() -> None:
        with seat.database.write() as tx:
            tx.run("UPDATE cases SET day = CAST(? AS INTEGER) WHERE 1 / (id - id) IS NULL", ("Kanarie",))
            tx.run("INSERT INTO search (rowid, names) VALUES (?, ?)", ("Kanarie", "Kanarie"))

    cage.fail(twice, ConstraintBroken)
    cage.fail(odd, Exception)
    cage.fail(wrong, Exception)
    cage.fail(orm, exc.IntegrityError)
    assert cage.search() == []


def test_masks_hide_what_singles_a_person_out(cage: Cage) -> None:
    cage.show(mask_personal_number("189001189829"))
    assert cage.search() == []
