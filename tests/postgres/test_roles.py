"""What the server lets each login do, whatever program it comes with; and that Desk works with no more than that."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed
from desk.rules.report import Level
from desk.rules.rights import Role
from desk.services import (
    access,
    cases,
    corrections,
    deviation_finder,
    drafts,
    entrance,
    lists,
    people,
    pins,
    reading,
    reports,
    searching,
    sessions,
    upkeep,
)
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.storage.drafts import Draft
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.lists import Which

psycopg = pytest.importorskip("psycopg")

Sit = Callable[..., Seat]


def a_draft(now: datetime) -> Draft:
    return Draft("key", "bo", "enquiry", "visit", {"summary": "Halv"}, now)


def tables(place: Any) -> list[str]:
    with place.connect() as line:
        rows = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'desk' ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def statements(line: Any, table: str) -> dict[str, str]:
    """What asks for each right, and would change nothing if it were given."""
    (column,) = line.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", (f"desk.{table}",)
    ).fetchone()
    return {
        "SELECT": f"SELECT * FROM desk.{table} LIMIT 1",
        "INSERT": f"INSERT INTO desk.{table} SELECT * FROM desk.{table} WHERE false",
        "UPDATE": f'UPDATE desk.{table} SET "{column}" = "{column}" WHERE false',
        "DELETE": f"DELETE FROM desk.{table} WHERE false",
        "TRUNCATE": f"TRUNCATE desk.{table} CASCADE",
    }


def may(line: Any, statement: str) -> bool:
    """Whether the server lets a login try it; nothing comes of it."""
    try:
        with line.transaction(force_rollback=True):
            line.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.IntegrityConstraintViolation:
        return True  # a trigger refused what the right would have allowed
    return True


def rights(place: Any, login: str) -> dict[str, set[str]]:
    with place.connect(login) as line, place.connect() as looking:
        return {
            table: {right for right, sql in statements(looking, table).items() if may(line, sql)}
            for table in tables(place)
        }


def test_every_table_has_its_rights_written_down(place: Any) -> None:
    from desk.storage.engines.postgres.roles import RIGHTS

    assert set(tables(place)) == set(RIGHTS)


def test_an_agent_may_what_is_written_down_and_nothing_else(place: Any) -> None:
    from desk.storage.engines.postgres.roles import RIGHTS

    assert rights(place, "agent") == {table: {"SELECT", *RIGHTS[table]} for table in RIGHTS}


def test_an_auditor_reads_every_table_and_writes_none(place: Any) -> None:
    assert set(map(frozenset, rights(place, "rut").values())) == {frozenset({"SELECT"})}


def test_a_login_without_a_role_sees_nothing(place: Any) -> None:
    assert set(map(frozenset, rights(place, "nobody").values())) == {frozenset()}
    database = Database(place.url("nobody"))
    with pytest.raises(DatabaseUnusable) as caught:
        database.schema()
    database.close()
    assert caught.value.fault is Fault.NO_RIGHT


def test_an_auditor_has_no_way_round(place: Any) -> None:
    for said in (
        "SELECT ending('x', 1)",
        "SELECT setval(pg_get_serial_sequence('calls', 'id'), 1)",
        "SET ROLE desk_agent",
        "SET ROLE desk_owner",
        "CREATE TABLE desk.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "ALTER TABLE cases DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
        "COPY cases FROM PROGRAM 'true'",
    ):
        with place.connect("rut") as line, pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute(f"SELECT pg_current_xact_id(); {said}")


# ------------------------------------------------------------------ the trail

CHANGES = (
    "UPDATE events SET at = 0",
    "UPDATE events SET id = id",
    "DELETE FROM events",
    "TRUNCATE events CASCADE",
    "TRUNCATE event_values",
    "UPDATE event_values SET salt = ''",
    "DELETE FROM event_values",
    "INSERT INTO events SELECT * FROM events WHERE id = 1 ON CONFLICT (id) DO UPDATE SET at = 0",
    'INSERT INTO events (id, at, "by", what, changes, link, chain) VALUES (99, 1, $$a$$, $$x$$, $${}$$, $$$$, $$$$)',
    'INSERT INTO events (id, at, "by", what, changes, link, chain) VALUES (1, 1, $$a$$, $$x$$, $${}$$, $$$$, $$$$)',
)


@pytest.mark.parametrize("login", ["rut", "agent", "keeper", "postgres"])
def test_nobodys_login_changes_the_trail(place: Any, sit: Sit, now: datetime, login: str) -> None:
    seat = sit("bo", "agent")
    cases.register(seat, {"kind": "enquiry", "channel": "visit", "citizen": {"name": "Karin Ström"}}, now)
    corrections.correct(seat, "26-000001", {"citizen.name": "Karin Strand"}, now)
    before = _everything(place)
    assert before["event_values"]
    for said in CHANGES:
        with place.connect(login) as line, pytest.raises(psycopg.Error) as caught:
            line.execute(said)
        assert caught.value.sqlstate in ("42501", "23000"), said
    assert _everything(place) == before
    assert upkeep.check(sit("anna", "rut")).clean


def test_who_owns_the_tables_has_no_right_to_change_the_trail_either(place: Any) -> None:
    of_owner = rights(place, "keeper")
    assert of_owner["events"] == {"SELECT", "INSERT", "UPDATE"}  # of its number: a link to it holds the entry still
    assert of_owner["event_values"] == {"SELECT", "INSERT"}
    with place.connect("keeper") as line:
        assert not may(line, "UPDATE desk.events SET at = at WHERE false")
        assert may(line, "UPDATE desk.cases SET due = due WHERE false")


def test_an_agent_takes_no_trigger_away(place: Any) -> None:
    for said in (
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TRIGGER events_stay ON events",
        "DROP TABLE event_values",
        "CREATE OR REPLACE FUNCTION desk.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "SET ROLE desk_owner",
        "UPDATE schema_version SET version = 0",
        "GRANT UPDATE ON events TO agent",
    ):
        with place.connect("agent") as line:
            if said.startswith("GRANT"):  # it is said, and given by nobody
                line.execute(said)
                continue
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute(said)
    assert "UPDATE" not in rights(place, "agent")["events"]


# ------------------------------------------------------------------ the program, with those rights


def test_a_day_at_the_desk_as_an_agents_login(sit: Sit, now: datetime) -> None:
    seat = sit("bo", "agent")
    made = cases.register(
        seat, {"kind": "bus_card", "channel": "phone", "citizen": {"name": "Karin Ström", "phone": "070-174 06 05"},
               "details": {"reason": "lost", "card_number": "12345", "pupil": "Karin Ström"}}, now,
    )  # fmt: skip
    cases.note(seat, made.reference, "Ringer igen", now)
    corrections.correct(seat, made.reference, {"summary": "Borttappat busskort"}, now)
    reading.reveal(seat, made.reference, "", now)
    drafts.save(seat, a_draft(now))
    assert drafts.mine(seat)
    drafts.throw_away(seat, "x")
    sessions.beat(seat, "s", now)
    assert sessions.open_case(seat, "s", 1, now) is not None
    sessions.leave(seat, "s")
    cases.close(seat, made.reference, Outcome.SOLVED_LATER, now)
    assert [each.reference for each in searching.find(seat, "karin").rows] == [made.reference]
    assert lists.page(seat, Which()).rows
    fresh = reports.Fresh()
    reports.week(seat, Week.of(now.date()), now=now, fresh=fresh)
    assert reports.store_cache(seat, fresh)
    assert upkeep.check(sit("anna", "agent")).clean


def test_an_auditors_session_reads_what_it_should_and_leaves_no_trace(place: Any, sit: Sit, now: datetime) -> None:
    made = cases.register(sit("bo", "agent"), {"kind": "enquiry", "channel": "visit",
                                               "citizen": {"personal_number": "189001189811"}}, now)  # fmt: skip
    reading.reveal(sit("bo", "agent"), made.reference, "", now)
    before = _everything(place)
    seat = sit("rut", "rut")
    assert seat.who.role is Role.AUDITOR
    assert [each.what for each in access.page(seat).rows] == ["opened"]
    assert access.desk_page(seat).rows
    checked = upkeep.check(seat)
    assert checked.clean
    assert checked.head is not None
    fresh = reports.Fresh()
    assert reports.week(seat, Week.of(now.date()), Level.AGENT, now, fresh=fresh).cases.registered == 1
    assert not reports.store_cache(seat, fresh)
    sessions.beat(seat, "s", now)
    assert sessions.open_case(seat, "s", 1, now) is None
    assert sessions.look(seat, "s", now).oneself == seat.who
    sessions.leave(seat, "s")
    assert deviation_finder.find(seat, now) == deviation_finder.Found()
    assert seat.database.changed() == seat.database.changed()
    with pytest.raises(DatabaseUnusable) as caught:
        pins.choose(seat, "730261", now)
    assert caught.value.fault is Fault.NO_RIGHT
    assert _everything(place) == before


def test_an_admin_with_an_auditors_login_writes_nothing(place: Any, sit: Sit, now: datetime) -> None:
    before = _everything(place)
    seat = sit("anna", "rut")
    for attempt in (
        lambda: cases.register(seat, {"kind": "enquiry", "channel": "visit"}, now),
        lambda: people.add(seat, "eva", "Eva", Role.ADMIN, None, now),
        lambda: drafts.save(seat, a_draft(now)),
    ):
        with pytest.raises(DatabaseUnusable) as caught:
            attempt()
        assert caught.value.fault is Fault.NO_RIGHT
        assert "may not do this" in str(caught.value)
    assert _everything(place) == before


def _everything(place: Any) -> dict[str, list[Any]]:
    with place.connect() as line:
        return {table: line.execute(f"SELECT * FROM {table} t ORDER BY t::text").fetchall() for table in tables(place)}


# ------------------------------------------------------------------ who somebody is


def who_comes_in(url: str, acting_for: str | None = None) -> str:
    seat = entrance.come_in(url, Settings(), acting_for)
    seat.database.close()
    return seat.who.login


def test_a_login_of_ones_own_says_who_one_is(place: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    assert who_comes_in(place.url("rut")) == "rut"
    assert who_comes_in(place.url("agent")) == "anna"  # the service account's, of many
    assert who_comes_in(place.url("agent"), "bo") == "bo"
    with pytest.raises(NotAllowed):
        who_comes_in(place.url("rut"), "bo")  # though anna might, and the machine says it is her


def test_somebody_at_rest_does_not_come_in_by_their_login(
    place: Any, sit: Sit, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.rest(sit("anna", "agent"), "rut", now)
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    with pytest.raises(NotAllowed):
        who_comes_in(place.url("rut"))


# ------------------------------------------------------------------ making the desk


def test_the_tables_belong_to_a_role_that_nobody_logs_in_as(place: Any) -> None:
    with place.connect() as line:
        owners = line.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'desk'").fetchall()
        may_log_in = line.execute("SELECT rolname FROM pg_roles WHERE rolname ~ '^desk_' AND rolcanlogin").fetchall()
    assert owners == [("desk_owner",)]
    assert may_log_in == []


def test_a_login_that_may_make_nothing_is_told_what_to_do(empty_place: Any, cli: Any) -> None:
    with empty_place.connect() as line:
        line.execute("CREATE ROLE clerk LOGIN")
    try:
        answer = cli("init", "--output", "json", database=empty_place.url("clerk"))
        assert answer.code == 3
        assert answer.json["refused"][0]["code"] == "database_no_right"
        assert "desk init --print-sql" in answer.json["refused"][0]["reason"]
        with empty_place.connect() as line:
            assert line.execute("SELECT to_regnamespace('desk')").fetchone() == (None,)

        sql = cli("init", "--print-sql", "--output", "json", database=empty_place.url("clerk")).json["sql"]
        with empty_place.connect() as line:
            line.execute(sql)
            line.execute(sql)  # it can be run again
        made = cli("init", "--output", "json", database=empty_place.url("clerk"))
        assert (made.code, made.json["made"]) == (0, True), made.err
        assert made.json["database"] == empty_place.url("clerk")
        assert cli("register", "enquiry", database=empty_place.url("clerk")).code == 0
        assert cli("check", database=empty_place.url("clerk")).code == 0
        again = cli("init", "--output", "json", database=empty_place.url("clerk"))
        assert (again.code, again.json["made"]) == (0, False)
        with empty_place.connect("clerk") as line, pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute("ALTER TABLE events DISABLE TRIGGER USER")  # it has given up what making took
    finally:
        with empty_place.connect() as line:
            line.execute("DROP OWNED BY clerk; DROP ROLE clerk")


def test_a_login_that_may_make_roles_needs_nobody(empty_place: Any, cli: Any) -> None:
    with empty_place.connect() as line:
        line.execute("CREATE ROLE chief LOGIN CREATEROLE")
        line.execute(f"ALTER DATABASE {empty_place.name} OWNER TO chief")
    try:
        made = cli("init", database=empty_place.url("chief"))
        assert made.code == 0, made.err
        assert cli("register", "enquiry", database=empty_place.url("chief")).code == 0
        with empty_place.connect("chief") as line, pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute("UPDATE events SET at = 0")
    finally:
        with empty_place.connect() as line:
            line.execute(f"ALTER DATABASE {empty_place.name} OWNER TO postgres")
            line.execute("REASSIGN OWNED BY chief TO postgres; DROP OWNED BY chief; DROP ROLE chief")


def test_a_file_needs_no_administrator(cli: Any, tmp_path: Any) -> None:
    answer = cli("init", "--print-sql", "--output", "json", database=str(tmp_path / "new.db"))
    assert answer.code == 2
    assert [each["code"] for each in answer.json["refused"]] == ["no_server"]
    assert not (tmp_path / "new.db").exists()


def test_what_the_administrator_runs_names_the_database_and_the_login_whatever_they_are_called() -> None:
    from desk.storage.engines.postgres.roles import preparation

    said = preparation("desk", 'a "b"', "Karin.Ström")
    assert 'ON DATABASE "a ""b"""' in said
    assert 'TO "Karin.Ström"' in said
    assert not re.search(r"(?i)password", said)
