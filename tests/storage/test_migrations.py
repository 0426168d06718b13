"""A fresh database is what ``tables.py`` says; an older one is backed up and upgraded; a later one is left alone."""

from __future__ import annotations

import re
import sqlite3
import stat
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect
from sqlmodel import SQLModel

from desk.storage import cases, chain, checking, schema, tables, trail  # noqa: F401  the tables make the metadata
from desk.storage.database import SCHEMA, Database
from desk.storage.engines.sqlite import migrating
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.schema import make_or_upgrade


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.sqlite_only("what the migrations make")
def test_a_fresh_database_is_what_the_tables_say(database: Database) -> None:
    def ours(_name: object, kind: str, *_rest: object) -> bool:
        return not (kind == "table" and (str(_name).startswith("search") or _name == "alembic_version"))

    def include(thing: object, name: str, kind: str, *_rest: object) -> bool:
        return ours(name, kind)

    with database.engine.alchemy.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": include}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.sqlite_only("what the migrations make")
def test_partial_indexes_and_checks_are_there_too(database: Database) -> None:
    """What Alembic does not compare: where a partial index applies, and the table's own checks."""
    with database.read() as tx:
        stored = {row[0]: row[1] or "" for row in tx.all("SELECT name, sql FROM sqlite_schema")}
    for table in SQLModel.metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            said = re.search(r" WHERE (.*)$", stored[str(index.name)])
            assert (str(where) if where is not None else None) == (said[1] if said else None)
        for check in table.constraints:
            if isinstance(check, CheckConstraint):
                assert str(check.sqltext) in stored[table.name]


@pytest.mark.sqlite_only("what SQLite's tables are")
def test_a_table_is_without_row_numbers_where_it_should_be(database: Database) -> None:
    with database.read() as tx:
        for name, table in SQLModel.metadata.tables.items():
            sql = str(tx.value("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)))
            bare = table.dialect_options["sqlite"].get("with_rowid") is False
            assert ("WITHOUT ROWID" in sql) == bare, name


def test_the_columns_that_are_written_are_those_of_the_table(database: Database) -> None:
    with database.engine.alchemy.connect() as connection:
        columns = {each["name"] for each in inspect(connection).get_columns("cases")}
    assert set(cases.COLUMNS) == columns - {"id"}
    assert len(cases.COLUMNS) == len(set(cases.COLUMNS))


def test_every_trigger_is_there_and_check_knows_them(database: Database) -> None:
    with database.read() as tx:
        found = tx.triggers()
    assert found >= checking.TRIGGERS
    assert found - checking.TRIGGERS <= {"search_in_small_letters", "events_not_emptied", "values_not_emptied"}


def test_making_twice_changes_nothing(database: Database, now: datetime) -> None:
    assert make_or_upgrade(database, now) is None
    assert database.ready()


@pytest.mark.sqlite_only("files")
def test_a_new_database_is_its_owners_alone(tmp_path: Path, now: datetime) -> None:
    database = Database(tmp_path / "deep" / "down" / "desk.db")
    make_or_upgrade(database, now)
    with database.write() as tx:
        tx.run("INSERT INTO settings VALUES ('a', 'b')")
        for file in database.path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(database.path.parent.stat().st_mode) == 0o700
    database.close()


@pytest.mark.sqlite_only("files")
def test_a_folder_with_odd_letters_is_a_folder(tmp_path: Path, now: datetime) -> None:
    database = Database(tmp_path / "100 % å?#&=" / "desk.db")
    make_or_upgrade(database, now)
    assert database.ready()
    database.close()


# ------------------------------------------------------------------ an older database

OLDER = """
from alembic import op
revision = "{revision}"
down_revision = {down}
branch_labels = depends_on = None
def upgrade():
    {body}
    op.execute("PRAGMA user_version = {version}")
"""


@pytest.fixture
def older(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scripts of a Desk that is one schema further on than ``database``; returns the folder of its versions."""
    versions = tmp_path / "scripts" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "scripts" / "env.py").write_text((migrating._SCRIPTS / "env.py").read_text("utf-8"), "utf-8")
    text = OLDER.format(revision=f"{SCHEMA:04}", down=None, body="pass", version=SCHEMA)
    (versions / "now.py").write_text(text, "utf-8")
    monkeypatch.setattr(migrating, "_SCRIPTS", tmp_path / "scripts")
    monkeypatch.setattr(schema, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr("desk.storage.database.SCHEMA", SCHEMA + 1)
    monkeypatch.setattr("desk.storage.engines.sqlite.engine.SCHEMA", SCHEMA + 1)
    return versions


def write_next(versions: Path, body: str) -> None:
    text = OLDER.format(revision=f"{SCHEMA + 1:04}", down=f'"{SCHEMA:04}"', body=body, version=SCHEMA + 1)
    (versions / "next.py").write_text(text, "utf-8")


@pytest.mark.sqlite_only("the migrations")
def test_an_older_database_is_backed_up_and_then_upgraded(older: Path, database: Database, now: datetime) -> None:
    write_next(older, 'op.execute("CREATE TABLE next (id INTEGER)")')
    with database.write() as tx:
        tx.run("INSERT INTO settings VALUES ('kept', 'yes')")
    backup = make_or_upgrade(database, now)
    assert backup is not None
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with database.read() as tx:
        assert tx.value("PRAGMA user_version") == SCHEMA + 1
        assert tx.value("SELECT count(*) FROM next") == 0
    before = Database(backup)
    with before.read() as tx:
        assert tx.value("PRAGMA user_version") == SCHEMA
        assert tx.value("SELECT value FROM settings WHERE name = 'kept'") == "yes"
    before.close()
    assert make_or_upgrade(database, now) is None


@pytest.mark.sqlite_only("the migrations")
def test_an_upgrade_that_fails_leaves_everything_as_it_was(older: Path, database: Database, now: datetime) -> None:
    write_next(older, 'op.execute("CREATE TABLE next (id INTEGER)"); raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        make_or_upgrade(database, now)
    with database.read() as tx:
        assert tx.value("PRAGMA user_version") == SCHEMA
        assert tx.value("SELECT count(*) FROM sqlite_schema WHERE name = 'next'") == 0


def test_an_older_database_is_not_ready(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.storage.database.SCHEMA", SCHEMA + 1)
    assert not database.ready()


# ------------------------------------------------------------------ what is not ours to touch


@pytest.mark.sqlite_only("a file")
def test_a_later_database_is_left_untouched(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "later.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cases (id INTEGER)")
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = bytes_of(path)
    database = Database(path)
    for ask in (database.ready, lambda: make_or_upgrade(database, now)):
        with pytest.raises(DatabaseUnusable) as caught:
            ask()
        assert caught.value.fault is Fault.TOO_NEW
    database.close()
    assert bytes_of(path) == before


@pytest.mark.sqlite_only("a file")
def test_another_programs_database_is_left_untouched(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "bookmarks.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = bytes_of(path)
    database = Database(path)
    for ask in (database.ready, lambda: make_or_upgrade(database, now)):
        with pytest.raises(DatabaseUnusable) as caught:
            ask()
        assert caught.value.fault is Fault.NOT_A_DATABASE
    database.close()
    assert bytes_of(path) == before


def test_metadata_makes_the_same_tables(tmp_path: Path) -> None:
    """The tables as SQLModel would make them are possible at all: names, keys and types stand for themselves."""
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    SQLModel.metadata.create_all(engine)
    assert set(inspect(engine).get_table_names()) == set(SQLModel.metadata.tables)
    engine.dispose()


# ------------------------------------------------------------------ the first desk's trail


FIRST_DESK = """
INSERT INTO agents VALUES ('anna', 'Anna', 'admin', NULL, 1, 1, 1);
INSERT INTO cases (year, number, kind, channel, status, summary, note, anonymous, protected, confidential,
                   received_at, registered_at, due_key, day, details, details_version, version, agent)
    VALUES (26, 1, 'enquiry', 'visit', 'new', '', '', 0, 0, 0, 1, 1, 1, 719163, '{}', 1, 2, 'anna'),
           (26, 2, 'enquiry', 'visit', 'new', '', '', 0, 0, 0, 1, 1, 1, 719163, '{}', 1, 1, 'anna');
INSERT INTO reference_counters VALUES (26, 2);
INSERT INTO search (rowid, words) VALUES (1, ' 26-000001 '), (2, ' 26-000002 ');
INSERT INTO events (case_id, at, "by", what, changes) VALUES
    (1, 1, 'anna', 'registered', '{"status":[null,"new"]}'), (2, 2, 'anna', 'registered', '{"status":[null,"new"]}'),
    (1, 3, 'anna', 'corrected', '{"channel":["phone","visit"]}');
INSERT INTO openings (case_id, at, "by", field, why) VALUES
    (1, 4, 'anna', 'citizen.personal_number', ''), (2, 5, 'anna', 'protected_identity', 'Frågade själv');
INSERT INTO topics VALUES ('keys', 'Nycklar', 'Keys', 'enquiry', NULL, NULL, NULL, 1, 'Fråga efter namn.', 1),
    ('other', 'Annat', 'Other', 'enquiry', NULL, NULL, NULL, 1, '', 1);
INSERT INTO bus_cards VALUES (1, 'K-1', 'pupil:o|g', 700000, 700010), (2, 'K-2', 'pupil:p|g', 700000, NULL);
INSERT INTO permits VALUES (1, '189001189811', 'P-1', 700000, 700100, 700000, NULL);
"""


@pytest.mark.sqlite_only("the migrations")
def test_the_first_desks_trail_is_chained_and_its_openings_follow(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "versions/0001_first_desk.py"):
        (scripts / name).write_bytes((migrating._SCRIPTS / name).read_bytes())
    database = Database(tmp_path / "desk.db")
    with monkeypatch.context() as first:
        first.setattr(migrating, "_SCRIPTS", scripts)
        first.setattr(schema, "SCHEMA", 1)
        make_or_upgrade(database, now)
        with sqlite3.connect(database.path) as connection:
            connection.executescript(FIRST_DESK)
        connection.close()
    assert make_or_upgrade(database, now) is not None
    with database.read() as tx:
        assert tx.value("PRAGMA user_version") == SCHEMA
        assert [found for part in checking.PARTS.values() for found in part(tx)] == []
        assert tx.all('SELECT case_id, at, "by", field, why FROM openings') == [
            (1, 4, "anna", "citizen.personal_number", ""),
            (2, 5, "anna", "protected_identity", "Frågade själv"),
        ]
        assert [each.what for each in trail.of_case(tx, 1)] == ["registered", "corrected"]
        assert tx.value("SELECT count(DISTINCT salt) FROM cases WHERE length(salt) = 16") == 2
        assert tx.all("SELECT title, topic, reviewed_on, text, number FROM routines JOIN routine_versions") == [
            ("Nycklar", "keys", None, "Fråga efter namn.", 1)
        ]
        assert tx.all("SELECT case_id, card_number, active_day, ended_day, blocked FROM bus_cards") == [
            (1, "K-1", 700_000, 700_010, 1),
            (2, "K-2", 700_000, None, 0),
        ]
        assert tx.all("SELECT case_id, person, serial_number, valid_to, blocked FROM permits") == [
            (1, "189001189811", "P-1", 700_100, 0)
        ]
    with database.write() as tx:
        trail.add(tx, 1, 6, "anna", "note", {})
    with database.read() as tx:
        assert chain.verify(tx) == []
    database.close()
