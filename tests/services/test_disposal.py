"""Disposal to the end: runs that broke off, files without a trace, the list beside the database, copies restored."""

from __future__ import annotations

import json
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from desk.rules.cases import Outcome
from desk.services import (
    access,
    backups,
    cases,
    corrections,
    disposed_again,
    drafts,
    holds,
    lists,
    reading,
    retention,
    upkeep,
)
from desk.services.drafts import Draft
from desk.services.retention import Run
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import disposal, disposal_file, tables, trail
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.lists import Which

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
DECISION = "KS 2026/114 § 45"
PERSON = {
    "name": "Karin Ström",
    "phone": "070-174 06 05",
    "email": "karin@example.se",
    "personal_number": "18900118-9811",
}


def enquiry(seat: Seat, now: datetime = NOW, **more: Any) -> str:
    """A closed enquiry with something personal in every place."""
    values = {"kind": "enquiry", "citizen": PERSON, "summary": "Karin frågade", "note": "Hon bor på Ågatan"}
    reference = cases.register(seat, {**values, **more}, now).reference
    corrections.correct(seat, reference, {"citizen.name": "Karin Strömm"}, now)
    cases.close(seat, reference, Outcome.SOLVED_LATER, now)
    return reference


def run(seat: Seat, now: datetime = LATER, **options: Any) -> Run:
    return retention.run(seat, DECISION, now=now, **options)


def taken(seat: Seat, *references: str) -> list[bool]:
    return [reading.open_case(seat, each).case.disposed_at is not None for each in references]


# ------------------------------------------------------------------ runs that break off


def test_a_run_that_broke_off_is_gone_on_with(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PART", 2)
    references = [enquiry(seat) for _ in range(5)]

    def pull_the_plug(done: int, _all: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(seat, progress=pull_the_plug)
    assert sum(taken(seat, *references)) == 4
    with seat.database.read() as tx:
        assert disposal.unscrubbed(tx)
    assert all(each.clean for each in upkeep.check(seat))
    done = run(seat)
    assert (done.cases, done.scrubbed) == (1, True)
    with seat.database.read() as tx:
        runs = disposal.runs(tx)
    assert [len(each.cases) for each in runs] == [4, 1]
    if seat.database.file is not None:
        assert disposal_file.read(disposal_file.path_of(seat.database.file)) == runs
    with seat.database.read() as tx:
        assert not disposal.unscrubbed(tx)
        assert tx.all("SELECT cases FROM disposals") == [(4,), (1,)]


def test_somebody_held_or_reopened_it_meanwhile(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PART", 1)
    first, second, third = (enquiry(seat) for _ in range(3))

    def meanwhile(done: int, _all: int) -> None:
        if done == 1:
            holds.hold(seat, second, "Överklagat", LATER)
            cases.reopen(seat, third, LATER)

    assert run(seat, progress=meanwhile).cases == 1
    assert taken(seat, first, second, third) == [True, False, False]


def test_a_reader_who_stays_keeps_the_old_rows(
    seat: Seat, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry(seat)
    scrub = disposal.scrub
    monkeypatch.setattr(disposal, "scrub", lambda database: scrub(database, 0.1))
    reader = Database(database_file)
    with reader.read() as tx:
        tx.value("SELECT count(*) FROM cases")
        assert run(seat).scrubbed is False
    assert run(seat).scrubbed is True
    assert run(seat).scrubbed is True
    reader.close()


def test_a_full_disk_at_the_end_leaves_what_was_done(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = enquiry(seat)
    scrub = disposal.scrub

    def full(_database: Database) -> bool:
        raise DatabaseUnusable(Fault.FULL, "desk.db")

    monkeypatch.setattr(disposal, "scrub", full)
    done = run(seat)
    assert (done.cases, done.scrubbed) == (1, False)
    assert done.trouble is not None
    assert done.trouble.fault is Fault.FULL
    assert taken(seat, reference) == [True]
    monkeypatch.setattr(disposal, "scrub", scrub)
    assert run(seat).scrubbed is True


@pytest.mark.sqlite_only("the list beside a file")
def test_a_list_that_cannot_be_written_is_told_and_made_up_for(seat: Seat) -> None:
    path = disposal_file.path_of(seat.database.path)
    path.mkdir()
    enquiry(seat)
    assert run(seat).listed is False
    path.rmdir()
    assert run(seat).listed is True
    assert len(disposal_file.read(path)) == 1


# ------------------------------------------------------------------ nothing is left in the files

TRACES = [
    each.encode()
    for each in ("Karin", "Strömm", "46701740605", "174 06 05", "karin@", "189001189811", "Ågatan", "Oskar", "K-1")
]


@pytest.mark.sqlite_only("the bytes of a file")
def test_no_byte_is_left(seat: Seat) -> None:
    for number in range(30):
        enquiry(seat, note=f"Karin {number} " * 40)
    reading.reveal(seat, enquiry(seat), "Karin bad om det", NOW)
    seat.database.close()
    assert _found(seat.database.path)
    run(seat)
    assert _found(seat.database.path) == []
    seat.database.close()
    assert _found(seat.database.path) == []


def _found(path: Path) -> list[str]:
    files = {each.name: each.read_bytes() for each in path.parent.glob(f"{path.name}*")}
    return [f"{trace.decode()} in {name}" for name, data in files.items() for trace in TRACES if trace in data]


def rows_of(database: Database) -> list[object]:
    """Every value of every row of every table, and of the search index."""
    assert tables.Case.metadata is SQLModel.metadata
    with database.read() as tx:
        names = [*SQLModel.metadata.tables, "search"]
        return [value for name in names for row in tx.all(f'SELECT * FROM "{name}"') for value in (name, *row)]


def test_no_row_of_any_table_holds_it(seat: Seat) -> None:
    reading.reveal(seat, enquiry(seat, note="Karin på Ågatan"), "Karin bad om det", NOW)

    def found() -> set[str]:
        texts = "\n".join(str(each) for each in rows_of(seat.database)).casefold()
        return {each.decode() for each in TRACES if re.search(rf"\b{re.escape(each.decode().casefold())}", texts)}

    assert found() >= {"Karin", "Strömm", "46701740605", "189001189811", "Ågatan"}
    run(seat)
    assert found() == set()


def test_a_head_printed_before_still_proves_the_trail(seat: Seat) -> None:
    reference = enquiry(seat)
    reading.reveal(seat, reference, "Karin bad om det", NOW)
    head = access.head(seat)
    run(seat)
    assert upkeep.check(seat, heads=[head]).clean
    with seat.database.read() as tx:
        values = tx.value("SELECT count(*) FROM event_values")
        access_log = tx.all("SELECT field, why FROM openings")
    assert values == 0
    assert access_log == [("citizen.personal_number", "")]


@pytest.mark.sqlite_only("SQLite's search index")
def test_the_index_holds_no_word_of_it(seat: Seat) -> None:
    """Trigrams with their places would put a text together again, and no search of bytes finds them."""
    enquiry(seat)
    run(seat)
    with seat.database.write() as tx:
        tx.run("CREATE VIRTUAL TABLE temp.grams USING fts5vocab(main, search, instance)")
        grams = {row[0] for row in tx.all("SELECT term FROM grams")}
        raw = b"".join(row[0] for row in tx.all("SELECT block FROM search_data"))
    assert all(not gram.strip(" 0123456789-") for gram in grams)
    assert b"kar" not in raw
    assert b"ari" not in raw


def test_no_salt_is_left_to_guess_by(seat: Seat) -> None:
    reference = enquiry(seat)
    with seat.database.read() as tx:
        (salt,) = tx.all("SELECT salt FROM cases")
        salts = [row[0] for row in tx.all("SELECT salt FROM event_values")]
    run(seat)
    assert salts
    assert not set(rows_of(seat.database)) & {salt[0], *salts}
    if (file := seat.database.file) is not None:
        data = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        assert all(each not in data for each in (salt[0], *salts))
    with seat.database.read() as tx:
        head = trail.head(tx)
    assert head.id > 0
    assert reading.open_case(seat, reference).case.salt != salt[0]


# ------------------------------------------------------------------ the list, and copies


@pytest.mark.sqlite_only("the list beside a file")
def test_the_list_beside_the_database(seat: Seat) -> None:
    reference = enquiry(seat)
    run(seat)
    path = disposal_file.path_of(seat.database.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = json.loads(path.read_text("utf-8"))
    assert (said["decision"], said["until"]) == (DECISION, "2027-02-17")
    assert [each[1] for each in said["cases"]] == [reference]
    path.write_text(path.read_text("utf-8") + '{"disposal": 9, "at', "utf-8")  # cut short by a crash
    enquiry(seat)
    run(seat, LATER + timedelta(days=1))
    assert [each.id for each in disposal_file.read(path)] == [1, 2]


def test_other_files_that_hold_it_still_are_named(seat: Seat, tmp_path: Path) -> None:
    enquiry(seat)
    kept, away, gone = (tmp_path / name for name in ("desk.db.before-1.backup", "elsewhere/copy.db", "elsewhere/gone"))
    (tmp_path / "elsewhere").mkdir()
    upkeep.backup(seat, kept)
    for each in (away, gone):
        backups.make(seat, each, NOW)
    gone.unlink()
    (tmp_path / "desk.db.txt").write_text("no database")
    assert run(seat).copies == (kept, away)


def test_a_restored_copy_is_disposed_of_again(seat: Seat, tmp_path: Path) -> None:
    gone, stays = enquiry(seat), cases.register(seat, {"kind": "enquiry", "citizen": PERSON}, NOW).reference
    still_open = cases.register(seat, {"kind": "enquiry", "citizen": PERSON}, NOW).reference
    drafts.save(seat, Draft("old", "anna", "enquiry", None, {"citizen.name": "Karin"}, NOW))
    upkeep.backup(seat, tmp_path / "copy.db")
    cases.close(seat, still_open, Outcome.SOLVED_LATER, NOW)
    after = enquiry(seat)
    run(seat)
    runs = disposed_again.later_disposals(seat.database)
    listed = runs if (file := seat.database.file) is None else disposal_file.read(disposal_file.path_of(file))
    assert runs == listed
    copy = Database(tmp_path / "copy.db")
    done = disposed_again.again(copy, [*runs, *listed], Settings(), "anna", LATER)
    assert (done.cases, done.open, done.drafts, done.scrubbed) == (2, (still_open,), 1, True)
    there = Seat(copy, Settings(), seat.who)
    assert taken(there, gone, stays, still_open) == [True, False, True]
    assert all(each.clean for each in upkeep.check(there))
    assert disposed_again.again(copy, runs, Settings(), "anna", LATER).cases == 0
    cases.close(there, still_open, Outcome.SOLVED_LATER, LATER)
    cases.annul(there, cases.register(there, {"kind": "enquiry"}, LATER).reference, "fel", LATER)
    assert after not in [row.reference for row in lists.page(there, Which()).rows if row.closed]
    assert all(each.clean for each in upkeep.check(there))
    copy.close()


def test_a_case_of_another_timeline_is_left_alone(seat: Seat, tmp_path: Path) -> None:
    upkeep.backup(seat, tmp_path / "copy.db")
    reference = enquiry(seat)
    run(seat)
    copy = Database(tmp_path / "copy.db")
    there = Seat(copy, Settings(), seat.who)
    assert enquiry(there, NOW + timedelta(hours=1)) == reference
    done = disposed_again.again(copy, disposed_again.later_disposals(seat.database), Settings(), "nobody", LATER)
    assert done.cases == 0
    assert taken(there, reference) == [False]
    copy.close()
