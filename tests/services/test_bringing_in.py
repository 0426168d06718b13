"""Bringing in registers and lists: all or nothing, again without doubling, and a dry run that tells beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desk.rules.bookings import ResourceSort
from desk.rules.bringing_in import Brought, Verdict
from desk.rules.refusals import NotAllowed, Problem
from desk.services import bringing_in, upkeep
from desk.services.bringing_in import BroughtIn
from desk.services.seat import Seat
from desk.storage import bookings
from desk.storage.database import Database

Bring = Callable[..., BroughtIn]
Refusal = Callable[[Callable[[], object]], Problem]
KARIN, OSKAR = "18900118-9811", "18900118-9829"
PERMITS = "Serienr;Personnr;Namn;Telefon;Giltigt från;Giltigt till;Spärrat"
P1 = f"P1;{KARIN};Karin Ström;070-174 06 05;2024-02-01;2029-01-31;nej"
P2 = f"P2;{OSKAR};Oskar Berg;;2025-02-01;2030-01-31;"


@pytest.fixture
def bring(seat: Seat, tmp_path: Path, now: datetime) -> Bring:
    def do(what: Brought, *lines: str, by: Seat | None = None, **more: Any) -> BroughtIn:
        path = tmp_path / "file.csv"
        path.write_text("\r\n".join(lines), encoding="utf-8")
        return bringing_in.bring_in(by or seat, what, path, now=now, **more)

    return do


def verdicts(done: BroughtIn) -> list[str]:
    return [str(each.verdict) for each in done.lines]


def rows(database: Database, sql: str) -> list[Any]:
    with database.read() as tx:
        return tx.all(sql)


def trail_of(database: Database) -> list[tuple[str, str, str]]:
    return rows(database, "SELECT what, subject, changes FROM events WHERE case_id IS NULL ORDER BY id")[4:]


# ------------------------------------------------------------------ permits and cards


def test_permits_are_brought_in_once(bring: Bring, database: Database, seat: Seat) -> None:
    done = bring(Brought.PERMITS, PERMITS, P1, P2)
    assert (verdicts(done), done.written) == (["new", "new"], True)
    assert [each.what for each in done.lines] == ["P1", "P2"]
    again = bring(Brought.PERMITS, PERMITS, P1, P2)
    assert verdicts(again) == ["known", "known"]
    assert rows(database, "SELECT count(*) FROM permits") == [(2,)]
    assert trail_of(database) == [("brought_in", "permit:file", '{"changed":[null,0],"known":[null,0],"new":[null,2]}')]
    assert [each for each in upkeep.check(seat) if not each.clean] == []


def test_a_line_that_is_refused_lets_nothing_in(bring: Bring, database: Database) -> None:
    done = bring(Brought.PERMITS, PERMITS, P1, P2.replace("9829", "9828"))
    assert (verdicts(done), done.written) == (["new", "refused"], False)
    assert [(each.line, each.problems[0].code) for each in done.refused] == [(3, "personal_number_checksum")]
    assert rows(database, "SELECT count(*) FROM permits") == [(0,)]
    assert trail_of(database) == []


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(bring: Bring, database: Database) -> None:
    before = rows(database, "SELECT count(*), max(id) FROM events")
    done = bring(Brought.PERMITS, PERMITS, P1, P2, dry_run=True)
    assert (verdicts(done), done.written) == (["new", "new"], False)
    assert rows(database, "SELECT count(*) FROM permits") == [(0,)]
    assert rows(database, "SELECT count(*), max(id) FROM events") == before
    assert bring(Brought.PERMITS, PERMITS, P1, P2).lines == done.lines


def test_what_is_another_in_a_later_file_is_changed(bring: Bring, database: Database) -> None:
    bring(Brought.PERMITS, PERMITS, P1, P2)
    done = bring(Brought.PERMITS, PERMITS, P1.replace("06 05", "06 06"), P2)
    assert verdicts(done) == ["changed", "known"]
    assert rows(database, "SELECT phone FROM permits WHERE serial_number = 'P1'") == [("+46701740606",)]


def test_one_active_permit_per_person_within_a_file_too(bring: Bring) -> None:
    done = bring(Brought.PERMITS, PERMITS, P1, P1.replace("P1", "P9"))
    assert [(each.line, each.problems[0].code) for each in done.refused] == [(3, "permit_brought_in")]
    blocked = bring(Brought.PERMITS, PERMITS, P1.replace("nej", "ja"), P1.replace("P1", "P9"))
    assert verdicts(blocked) == ["new", "new"]


def test_the_same_number_twice_in_a_file_is_refused(bring: Bring) -> None:
    done = bring(Brought.PERMITS, PERMITS, P1, P2.replace("P2", "p1"))
    assert [(each.line, each.problems[0].code, each.problems[0].values) for each in done.refused] == [
        (3, "import_twice", {"line": 2})
    ]


def test_what_may_not_be_kept_is_left_out_and_said(bring: Bring, database: Database) -> None:
    old = f"P3;{OSKAR};Oskar Berg;;2019-02-01;2023-01-31;"
    done = bring(Brought.PERMITS, PERMITS, P1, old)
    assert (verdicts(done), done.written) == (["new", "over"], True)
    assert rows(database, "SELECT serial_number FROM permits") == [("P1",)]


def test_cards_are_a_pupils_or_a_persons(bring: Bring, database: Database) -> None:
    header = "Kortnummer;Elev;Skola;Personnummer;Utlämnat;Spärrdatum"
    done = bring(
        Brought.CARDS,
        header,
        "700001;Oskar Berg;Björkskolan;;2026-08-20;",
        f"700002;;;{KARIN};;",
        "700003;Elin;;;;2026-10-01",
    )
    assert verdicts(done) == ["new", "new", "new"]
    found = rows(database, "SELECT card_number, holder, blocked FROM bus_cards ORDER BY id")
    assert [(number, blocked) for number, _holder, blocked in found] == [("700001", 0), ("700002", 0), ("700003", 1)]
    assert verdicts(bring(Brought.CARDS, header, f"700002;;;{KARIN};;")) == ["known"]


# ------------------------------------------------------------------ what can be booked


def test_items_are_added_changed_and_told_by_themselves(bring: Bring, database: Database) -> None:
    header = "Namn;Typ;Anteckning"
    assert verdicts(bring(Brought.POOL, header, "Volvo ABC 123;Bil;Diesel", "Cykel 1;Cykel;")) == ["new", "new"]
    done = bring(Brought.POOL, header, "volvo abc 123;Bil;El", "Cykel 1;Cykel;")
    assert verdicts(done) == ["changed", "known"]
    with database.read() as tx:
        kept = {each.name: (each.type, each.note) for each in bookings.every(tx, ResourceSort.POOL)}
    assert kept == {"volvo abc 123": ("Bil", "El"), "Cykel 1": ("Cykel", "")}
    assert [(what, subject) for what, subject, _changes in trail_of(database)] == [
        ("added", "resource:1"), ("added", "resource:2"), ("brought_in", "resource:file"),
        ("changed", "resource:1"), ("brought_in", "resource:file"),
    ]  # fmt: skip


def test_what_a_file_does_not_say_stays(bring: Bring, database: Database) -> None:
    bring(Brought.POOL, "Namn;Typ;Anteckning", "Volvo;Bil;Diesel")
    assert verdicts(bring(Brought.POOL, "Namn", "Volvo")) == ["known"]
    with database.read() as tx:
        assert [(each.type, each.note) for each in bookings.every(tx)] == [("Bil", "Diesel")]


def test_a_room_is_another_than_a_car_of_that_name(bring: Bring, database: Database) -> None:
    done = bring(Brought.POOL, "Namn;Slag", "Eken;pool", "Eken;facility", "Eken;officiant")
    assert verdicts(done) == ["new", "new", "new"]
    with database.read() as tx:
        assert [each.sort for each in bookings.every(tx)] == [*ResourceSort]


# ------------------------------------------------------------------ topics


def test_topics_are_known_by_code_or_name(bring: Bring, seat: Seat) -> None:
    known = seat.topics["library_hours"]
    header = "Ämne;Förvaltning;Svarsgrupp;Arbetsdagar;Rutin"
    done = bring(
        Brought.TOPICS,
        header,
        f"{known.name};;;7;",
        "Flytta en brygga;samhällsbyggnad;reception;3;Fråga var den ligger.",
    )
    assert verdicts(done) == ["changed", "new"]
    changed = seat.topics["library_hours"]
    assert (changed.working_days, changed.department, changed.kind) == (7, known.department, known.kind)
    new = seat.topics["flytta_en_brygga"]
    assert (new.name, new.name_en, new.kind) == ("Flytta en brygga", "Flytta en brygga", "enquiry")
    assert (new.department, new.group, new.working_days) == ("Samhällsbyggnad", "Reception", 3)
    assert new.routine == "Fråga var den ligger."
    assert verdicts(bring(Brought.TOPICS, header, "Flytta en brygga;;;;")) == ["known"]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("Brygga;Hamnen;;enquiry", "department_unknown", "Förvaltning"),
        ("Brygga;;Hamnen;enquiry", "group_unknown", "Svarsgrupp"),
        ("Brygga;;;båt", "kind_unknown", "Ärendetyp"),
    ],
)
def test_a_topic_leads_to_what_there_is(bring: Bring, row: str, code: str, field: str) -> None:
    done = bring(Brought.TOPICS, "Ämne;Förvaltning;Svarsgrupp;Ärendetyp", row)
    assert [(each.code, each.field) for each in done.refused[0].problems] == [(code, field)]


def test_two_topics_of_one_name_are_refused(bring: Bring, seat: Seat) -> None:
    name = seat.topics["library_hours"].name
    done = bring(Brought.TOPICS, "Ämne;Kod", f"{name};another")
    assert done.refused[0].problems[0].code == "name_taken"


def test_the_kind_may_be_written_as_its_word(bring: Bring, seat: Seat) -> None:
    assert verdicts(bring(Brought.TOPICS, "Ämne;Ärendetyp", "Hål i isen;Fault")) == ["new"]
    assert seat.topics["hal_i_isen"].kind == "fault"


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
@pytest.mark.parametrize("what", [*Brought])
def test_an_administrator_alone_brings_in(
    bring: Bring, seat_of: Callable[[str], Seat], login: str, what: Brought, database: Database
) -> None:
    with pytest.raises(NotAllowed):
        bring(what, "Namn", "x", by=seat_of(login))
    assert trail_of(database) == []


def test_counts_are_all_that_was_read(bring: Bring) -> None:
    done = bring(Brought.PERMITS, PERMITS, P1, P2.replace("9829", "9828"), "")
    assert sum(done.counts.values()) == len(done.lines) == 2
    assert done.counts[Verdict.REFUSED] == 1
