"""Kinds of one's own at the desk: brought in, used like any, changed and withdrawn, with nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.documents.person import person_json
from desk.rules import wordings
from desk.rules.cases import Outcome
from desk.rules.kinds import built_in, kinds
from desk.rules.own_kinds import WrongKind
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.services import (
    access,
    cases,
    corrections,
    disclosure,
    entrance,
    lists,
    own_kinds,
    people,
    person,
    reading,
    reports,
    retention,
    searching,
)
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import own_kinds as stored
from desk.storage import remembered
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.lists import Which

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
CITIZEN = {"name": "Karin Ström", "phone": "070-174 06 05", "personal_number": "18900118-9811"}
DETAILS = {"key_number": "Ågatan 12", "premises": "hall"}
SHORT = 'sv = "Nyckellån"\nen = "Key loan"\n'
SeatOf = Callable[[str], Seat]
Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def own(seat: Seat, key_loan: str) -> str:
    """The example, brought in."""
    own_kinds.bring(seat, "key_loan", key_loan, now=NOW)
    return "key_loan"


@pytest.fixture
def folder(tmp_path: Path, key_loan: str) -> Path:
    """A folder with the example's file."""
    made = tmp_path / "kinds"
    made.mkdir()
    (made / "key_loan.toml").write_text(key_loan, "utf-8")
    return made


def register(seat: Seat, now: datetime = NOW, **more: Any) -> str:
    values: dict[str, Any] = {"kind": "key_loan", "channel": "visit", "citizen": CITIZEN, "details": DETAILS, **more}
    return cases.register(seat, values, now).reference


def codes(seat: Seat) -> list[str]:
    return [each.code for each in own_kinds.everything(seat) if each.wording is not None]


# ------------------------------------------------------------------ like any other


@pytest.mark.usefixtures("own")
def test_a_case_goes_its_way(seat: Seat) -> None:
    reference = register(seat)
    case = reading.open_case(seat, reference).case
    assert (case.kind, case.step, case.department) == ("key_loan", "ordered", "Samhällsbyggnad")
    assert case.due == datetime(2026, 12, 3, 16, tzinfo=UTC)  # ten working days, 17 o'clock here
    assert case.details == {**DETAILS, "keys": 1}
    cases.step(seat, reference, "lent", NOW)
    assert reading.open_case(seat, reference).case.first_answered_at == NOW
    moved = cases.step(seat, reference, "returned", NOW)
    assert moved.case.details["returned_on"] == "2026-11-19"
    assert moved.proposed is Outcome.SOLVED_LATER
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    assert reading.open_case(seat, reference).case.retention_date == date(2027, 11, 19)


@pytest.mark.usefixtures("own")
def test_retention_counts_from_the_day_that_the_file_names(seat: Seat) -> None:
    reference = register(seat, details={**DETAILS, "back_by": "2027-01-01"})
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    assert reading.open_case(seat, reference).case.retention_date == date(2028, 1, 1)


@pytest.mark.usefixtures("own")
def test_what_is_named_goes_before_what_the_kind_says(seat: Seat) -> None:
    reference = register(seat, department="Miljö", due="2026-11-20T12:00:00Z")
    case = reading.open_case(seat, reference).case
    assert (case.department, case.due) == ("Miljö", datetime(2026, 11, 20, 12, tzinfo=UTC))


@pytest.mark.usefixtures("own")
def test_what_is_wrong_is_refused_at_its_field(seat: Seat, refusal: Refusal) -> None:
    def of(**details: Any) -> tuple[str, str | None]:
        problem = refusal(lambda: register(seat, details=details))
        return problem.code, problem.field

    assert of(premises="hall") == ("required", "details.key_number")
    assert of(**DETAILS, keys=21) == ("number_too_large", "details.keys")
    assert of(**DETAILS, back_by="2026-11-18") == ("kind_too_early", "details.back_by")
    assert of(**DETAILS, colour="red") == ("unknown_field", "details.colour")


@pytest.mark.usefixtures("own")
def test_it_is_listed_searched_and_counted(seat: Seat) -> None:
    reference = register(seat, received_at="2026-11-19T08:00:00Z")
    register(seat, kind="fault", details={})
    assert [each.reference for each in lists.page(seat, Which(kind="key_loan")).rows] == [reference]
    for line in ("kind:nyckellån", "kind:key-loan", "kind:key_loan", "ågatan", "agatan"):
        found = searching.find(seat, line)
        assert [each.reference for each in (*found.rows, *found.folded)] == [reference], line
    week = reports.week(seat, now=NOW + timedelta(days=7))
    assert week.cases.by_kind == {"fault": 1, "key_loan": 1}


@pytest.mark.usefixtures("own")
def test_a_topic_may_lead_to_it(seat: Seat, own: str) -> None:
    with seat.database.write() as tx:
        tx.run("UPDATE topics SET kind = ? WHERE code = 'library_hours'", (own,))
    seat.forget()
    reference = register(seat, kind=None, topic="library_hours")
    case = reading.open_case(seat, reference).case
    assert (case.kind, case.department) == ("key_loan", seat.topics["library_hours"].department)


# ------------------------------------------------------------------ people's data


@pytest.mark.usefixtures("own")
def test_disposal_takes_what_is_personal_and_leaves_what_is_counted(seat: Seat, database_file: Path) -> None:
    reference = register(seat, details={**DETAILS, "remarks": "Karins granne hämtar"})
    corrections.correct(seat, reference, {"details.remarks": "Karins bror hämtar"}, NOW)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    assert searching.find(seat, "ågatan").rows
    done = retention.run(seat, "KS 2026/114", now=NOW + timedelta(days=365))
    assert done.by_kind == {"key_loan": 1}
    opened = reading.open_case(seat, reference)
    assert opened.case.details == {"key_number": "Ågatan 12", "premises": "hall", "keys": 1}
    assert "Karin" not in repr([each.changes for each in opened.events])
    seat.database.close()
    assert b"granne" not in on_engine.kept(database_file)


@pytest.mark.usefixtures("own")
def test_what_search_held_in_an_earlier_wording_goes_with_the_person(seat: Seat, key_loan: str) -> None:
    reference = register(seat, citizen={})
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    now_personal = key_loan.replace("searched = true\n", "").replace("personal = false", "personal = true")
    own_kinds.bring(seat, "key_loan", now_personal, now=NOW)
    retention.run(seat, "KS 2026/114", now=NOW + timedelta(days=365))
    assert reading.open_case(seat, reference).case.details == {"premises": "hall", "keys": 1}
    assert not searching.find(seat, "ågatan").rows


@pytest.mark.usefixtures("own")
def test_a_protected_identity_hides_what_is_personal(seat: Seat) -> None:
    details = {**DETAILS, "remarks": "Karins granne hämtar"}
    reference = register(seat, citizen={**CITIZEN, "protected": True}, details=details)
    assert reading.open_case(seat, reference).case.details == {**DETAILS, "keys": 1}
    assert reading.reveal(seat, reference, "Ringde", NOW).case.details["remarks"] == "Karins granne hämtar"
    disclosed = disclosure.disclose(seat, reference, now=NOW)
    assert "granne" not in str(disclosed.opened.case.details)


@pytest.mark.usefixtures("own")
def test_what_is_held_on_a_person_has_it_too(seat: Seat) -> None:
    register(seat, details={**DETAILS, "remarks": "Karins granne hämtar"})
    held = person.export(seat, "070-174 06 05", now=NOW)
    assert "Karins granne" in person_json(held, "Östra Göinge", seat.settings.zone)


# ------------------------------------------------------------------ another wording


def test_a_changed_kind_loses_nothing(seat: Seat, own: str, key_loan: str) -> None:
    reference = register(seat, details={**DETAILS, "keys": 20})
    cases.step(seat, reference, "lent", NOW)
    changed = SHORT + '[[fields]]\nname = "keys"\ntype = "number"\nsv = "A"\nen = "A"\nmax = 5\n'
    changed += '[[fields]]\nname = "why"\ntype = "text"\nsv = "V"\nen = "W"\nrequired = true\n'
    changed += '[[steps]]\ncode = "returned"\nsv = "Å"\nen = "R"\n'
    own_kinds.bring(seat, own, changed, now=NOW)
    held = {**DETAILS, "keys": 20}
    assert reading.open_case(seat, reference).case.details == held
    corrections.correct(seat, reference, {"summary": "Till fredag"}, NOW)
    assert corrections.correct(seat, reference, {"details.keys": 4}, NOW).case.details == {**held, "keys": 4}
    cases.step(seat, reference, "returned", NOW)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    case = reading.open_case(seat, reference).case
    assert (case.step, case.details) == ("returned", {**held, "keys": 4})
    assert [each.wording.number for each in own_kinds.history(seat, own)] == [2, 1]
    assert [each.wording.text for each in own_kinds.history(seat, own)] == [changed, key_loan]


def test_a_field_that_is_no_more_can_be_emptied(seat: Seat, own: str, refusal: Refusal) -> None:
    reference = register(seat)
    own_kinds.bring(seat, own, SHORT, now=NOW)
    values = {"details.key_number": "B 2"}
    assert refusal(lambda: corrections.correct(seat, reference, values, NOW)).code == "kind_field_former"
    moved = corrections.correct(seat, reference, {"details.key_number": ""}, NOW)
    assert moved.case.details == {"premises": "hall", "keys": 1}


def test_other_days_of_retention_reach_the_cases_that_have_ended(seat: Seat, own: str, key_loan: str) -> None:
    reference = register(seat)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    own_kinds.bring(seat, own, key_loan.replace("retention_days = 365", "retention_days = 30"), now=NOW)
    with seat.database.read() as tx:
        assert json.loads(remembered.get(tx, stored.RETENTION_APPLIED) or "") == {"key_loan": 365}
    done = retention.run(seat, "KS 2026/114", now=NOW + timedelta(days=30))
    assert (done.renewed, done.by_kind) == (1, {"key_loan": 1})
    assert reading.open_case(seat, reference).case.disposed_at is not None


def test_of_two_who_write_at_once_the_later_is_told(seat: Seat, own: str, key_loan: str, refusal: Refusal) -> None:
    own_kinds.bring(seat, own, key_loan + "# mine\n", seen=1, now=NOW)
    problem = refusal(lambda: own_kinds.bring(seat, own, key_loan + "# yours\n", seen=1, now=NOW))
    assert (problem.code, problem.values) == ("kind_changed", {"name": "Anna Lind"})
    assert refusal(lambda: own_kinds.bring(seat, own, key_loan + "# mine\n", now=NOW)).code == "kind_same_wording"


def test_a_new_one_does_not_overwrite_what_somebody_began_meanwhile(seat: Seat, own: str, refusal: Refusal) -> None:
    assert refusal(lambda: own_kinds.bring(seat, own, SHORT, seen=0, now=NOW)).code == "kind_changed"


# ------------------------------------------------------------------ withdrawn


def test_a_withdrawn_kind_takes_no_new_cases_and_those_there_are_go_on(seat: Seat, own: str, refusal: Refusal) -> None:
    reference = register(seat)
    own_kinds.withdraw(seat, own, NOW)
    problem = refusal(lambda: register(seat))
    assert (problem.code, problem.field) == ("kind_withdrawn", "kind")
    cases.step(seat, reference, "lent", NOW)
    corrections.correct(seat, reference, {"details.keys": 2}, NOW)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    cases.reopen(seat, reference, NOW)
    assert reading.open_case(seat, reference).case.details == {**DETAILS, "keys": 2}
    assert [each.reference for each in searching.find(seat, "kind:nyckellån").rows] == [reference]
    assert refusal(lambda: own_kinds.withdraw(seat, own, NOW)).code == "kind_withdrawn_already"
    own_kinds.take_into_use(seat, own, NOW)
    register(seat)
    assert refusal(lambda: own_kinds.take_into_use(seat, own, NOW)).code == "kind_in_use_already"


def test_a_topic_of_a_withdrawn_kind_says_so(seat: Seat, own: str, refusal: Refusal) -> None:
    own_kinds.withdraw(seat, own, NOW)
    with seat.database.write() as tx:
        tx.run("UPDATE topics SET kind = ? WHERE code = 'library_hours'", (own,))
    seat.forget()
    problem = refusal(lambda: register(seat, kind=None, topic="library_hours"))
    assert (problem.code, problem.field) == ("kind_withdrawn", "topic")


def test_what_is_built_in_or_unknown_is_not_withdrawn(seat: Seat) -> None:
    for code in ("fault", "nothing"):
        with pytest.raises(NotFound):
            own_kinds.withdraw(seat, code, NOW)
        with pytest.raises(NotFound):
            own_kinds.history(seat, code)


# ------------------------------------------------------------------ who may, and the trail


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
def test_an_administrator_keeps_them_and_everybody_sees_them(
    login: str, seat_of: SeatOf, own: str, key_loan: str
) -> None:
    there = seat_of(login)
    calls: tuple[Callable[[], object], ...] = (
        lambda: own_kinds.bring(there, own, SHORT, now=NOW),
        lambda: own_kinds.withdraw(there, own, NOW),
        lambda: own_kinds.take_into_use(there, own, NOW),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert codes(there) == [own]
    assert own_kinds.history(there, own)[0].wording.text == key_loan


def test_every_change_is_an_entry_of_the_trail(seat: Seat, seat_of: SeatOf, own: str, key_loan: str) -> None:
    own_kinds.bring(seat, own, key_loan.replace("365", "30"), now=NOW)
    own_kinds.withdraw(seat, own, NOW)
    own_kinds.take_into_use(seat, own, NOW)
    found = [(each.what, each.subject, each.changes) for each in access.desk_page(seat_of("rut")).rows]
    ours = [each for each in found if each[1] == "kind:key_loan"]
    assert ours == [
        ("changed", "kind:key_loan", {"active": (False, True)}),
        ("ended", "kind:key_loan", {"active": (True, False)}),
        ("changed", "kind:key_loan", {"wording": (1, 2), "retention_days": (365, 30)}),
        ("added", "kind:key_loan", {"wording": (None, 1)}),
    ]


def test_counts_are_of_what_one_sees(seat: Seat, seat_of: SeatOf, own: str) -> None:
    register(seat, confidential=True)

    def count(there: Seat) -> int:
        return next(each.open_cases for each in own_kinds.everything(there) if each.code == own)

    assert (count(seat), count(seat_of("lisa")), count(seat_of("bo"))) == (1, 1, 0)


# ------------------------------------------------------------------ what is wrong


def wrong_codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(WrongKind) as caught:
        call()
    return [each.code for each in caught.value.problems]


def test_a_kind_that_desk_comes_with_is_not_described_again(seat: Seat) -> None:
    for code in built_in():
        assert wrong_codes(lambda code=code: own_kinds.bring(seat, code, SHORT)) == ["kind_code_taken"]  # type: ignore[misc]


def test_a_department_has_to_be_there(seat: Seat, own: str) -> None:
    text = SHORT + 'department = "Rymden"\n'
    assert wrong_codes(lambda: own_kinds.check(seat, "spare", text)) == ["department_unknown"]
    own_kinds.check(seat, "spare", SHORT + 'department = "miljö"\n')
    with seat.database.write() as tx:
        tx.run("UPDATE departments SET active = 0 WHERE name = 'Samhällsbyggnad'")
    seat.forget()
    assert reading.open_case(seat, register(seat)).case.department is None


def test_nothing_is_written_where_something_is_wrong(seat: Seat) -> None:
    assert wrong_codes(lambda: own_kinds.bring(seat, "spare", "sv = 1\n")) == ["invalid_text", "required"]
    assert codes(seat) == []
    assert wordings.known() == ()


# ------------------------------------------------------------------ files beside the settings


ENTERED: list[Database] = []


@pytest.fixture(autouse=True)
def left() -> Iterator[None]:
    """Who came in leaves."""
    yield
    while ENTERED:
        ENTERED.pop().close()


def come_in(database: Database, folder: Path | None, monkeypatch: pytest.MonkeyPatch, login: str = "anna") -> Seat:
    monkeypatch.setattr(entrance, "login_of_system", lambda: login)
    there = entrance.come_in(database.told, Settings(), None, NOW, folder)
    ENTERED.append(there.database)
    return there


def test_a_file_is_brought_in_when_an_administrator_sits_down(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = come_in(database, folder, monkeypatch, "bo")
    assert codes(there) == []
    there = come_in(database, folder, monkeypatch)
    assert (codes(there), there.wrong_kinds) == (["key_loan"], ())
    there = come_in(database, None, monkeypatch, "bo")
    assert codes(there) == ["key_loan"]
    assert register(there)


def test_a_file_is_brought_in_once(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "key_loan.toml"
    first = file.read_text("utf-8")
    for _again in range(2):
        there = come_in(database, folder, monkeypatch)
    assert len(own_kinds.history(there, "key_loan")) == 1
    file.write_bytes(b"\xef\xbb\xbf" + (first + "# more\n").replace("\n", "\r\n").encode())
    there = come_in(database, folder, monkeypatch)
    assert own_kinds.history(there, "key_loan")[0].wording.text == first + "# more\n"


def test_an_older_copy_of_a_file_changes_nothing(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, key_loan: str
) -> None:
    there = come_in(database, folder, monkeypatch)
    own_kinds.bring(there, "key_loan", key_loan + "# newer\n", now=NOW)
    own_kinds.withdraw(there, "key_loan", NOW)
    there = come_in(database, folder, monkeypatch)
    assert own_kinds.history(there, "key_loan")[0].wording == (
        "key_loan", 2, key_loan + "# newer\n", False,
    )  # fmt: skip
    own_kinds.bring(there, "key_loan", key_loan, now=NOW)  # said in so many words, it does
    assert own_kinds.history(there, "key_loan")[0].wording == ("key_loan", 3, key_loan, True)


def test_a_file_that_is_taken_away_takes_no_kind_away(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(database, folder, monkeypatch)
    (folder / "key_loan.toml").unlink()
    assert register(come_in(database, folder, monkeypatch))


def test_a_file_may_withdraw_its_kind(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, key_loan: str, refusal: Refusal
) -> None:
    reference = register(come_in(database, folder, monkeypatch))
    (folder / "key_loan.toml").write_text("withdrawn = true\n" + key_loan, "utf-8")
    there = come_in(database, folder, monkeypatch)
    assert refusal(lambda: register(there)).code == "kind_withdrawn"
    assert reading.open_case(there, reference).case.details["key_number"] == "Ågatan 12"


def test_what_is_wrong_stops_nobody_and_what_was_there_holds(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, key_loan: str
) -> None:
    come_in(database, folder, monkeypatch)
    (folder / "key_loan.toml").write_text(key_loan.replace('"text"', '"txt"'), "utf-8")
    (folder / "Fel namn.toml").write_text(SHORT, "utf-8")
    (folder / "fault.toml").write_text(SHORT, "utf-8")
    (folder / "latin.toml").write_bytes(b'sv = "\xe5"')
    (folder / "spare.toml").write_text(SHORT, "utf-8")
    (folder / "notes.txt").write_text("no kind", "utf-8")
    (folder / "folder.toml").mkdir()
    there = come_in(database, folder, monkeypatch)
    assert {each.name: [(w.line, w.problem.code) for w in each.found] for each in there.wrong_kinds} == {
        "Fel namn.toml": [(1, "kind_file_name")],
        "fault.toml": [(1, "kind_code_taken")],
        "key_loan.toml": [(key_loan.splitlines().index('type = "text"') + 1, "unknown_code")],
        "latin.toml": [(1, "kind_file_unread")],
    }
    assert codes(there) == ["key_loan", "spare"]
    assert register(there)


def test_more_files_than_a_hundred_are_too_many(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(own_kinds.MOST_FILES):
        (folder / f"z{number}.toml").write_text("", "utf-8")
    there = come_in(database, folder, monkeypatch)
    assert there.wrong_kinds[0].found[0].problem.code == "kind_too_many_files"
    assert codes(there) == ["key_loan"]


def test_a_database_that_takes_nothing_stops_nobody(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_any: object) -> None:
        raise DatabaseUnusable(Fault.FULL, "desk.db")

    monkeypatch.setattr(stored, "add", full)
    assert codes(come_in(database, folder, monkeypatch)) == []
    monkeypatch.undo()
    assert codes(come_in(database, folder, monkeypatch)) == ["key_loan"]


# ------------------------------------------------------------------ other sessions, other desks


def test_a_session_that_was_open_before_reads_cases_of_the_new_kind(
    seat: Seat, database_file: Path, key_loan: str
) -> None:
    """The other session is another process: here, this one forgets what it knows."""
    own_kinds.bring(seat, "key_loan", key_loan, now=NOW)
    reference = register(seat)
    wordings.know(())
    other = people.sit_down(Database(database_file), Settings(), "bo")
    wordings.know(())
    assert reading.open_case(other, reference).case.details["premises"] == "hall"
    assert "key_loan" in kinds()
    wordings.know(())
    other.renew()
    assert "key_loan" in kinds()
    other.database.close()


def test_a_colleague_at_work_is_told_that_the_kinds_are_others(seat: Seat, key_loan: str) -> None:
    from desk.storage import sessions

    def mark() -> str:
        with seat.database.read() as tx:
            return sessions.mark(tx).organised

    before = mark()
    own_kinds.bring(seat, "key_loan", key_loan, now=NOW)
    brought = mark()
    own_kinds.withdraw(seat, "key_loan", NOW)
    assert len({before, brought, mark()}) == 3


def test_each_desk_has_its_own(seat: Seat, own: str, template: Path, tmp_path: Path) -> None:
    assert own in kinds()
    other = Database(on_engine.copied(template, tmp_path / "other.db"))
    people.sit_down(other, Settings(), "anna")
    assert own not in kinds()
    other.close()
    people.sit_down(seat.database, Settings(), "anna")
    assert own in kinds()


def test_what_desk_comes_with_is_as_it_was(seat: Seat) -> None:
    assert [each.code for each in own_kinds.everything(seat)] == [*built_in()]
    assert {each.wording for each in own_kinds.everything(seat)} == {None}
    with pytest.raises(Refused):
        register(seat)
