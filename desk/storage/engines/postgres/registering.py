"""A registration by one call: the server waits for its turn, numbers the case, writes all of it and commits.

Statement by statement it is ten turns on the line, and others wait for every one of them.
"""

from __future__ import annotations

import select
from typing import Any

from desk.storage.engines.new_case import NewCase, Written
from desk.storage.engines.postgres.connections import Connection
from desk.storage.engines.postgres.ending import Ending
from desk.storage.engines.version import SCHEMA

WRITERS = 0x6465736B
"""The advisory lock that a writer holds ("desk"); those who wait get it in the order they came."""
_BETWEEN = "\x1f"
"""Stands between handles: no text of a case holds it."""

MADE = (
    r"""
    CREATE FUNCTION write_case(made cases, state_said text, entry_said text, entry_at bigint, entry_by text,
        entry_what text, entry_changes text, own_names text, own_words text, own_folded text, own_handles text,
        OUT case_id bigint, OUT case_number bigint) LANGUAGE plpgsql AS $$
    DECLARE
        start CONSTANT bytea := '\x0000000000000000000000000000000000000000000000000000000000000000';
        entry bigint;
        before bytea;
        state bytea;
        link bytea;
        plain text;
    BEGIN
        INSERT INTO reference_counters (year, last) VALUES (made.year, 1)
            ON CONFLICT (year) DO UPDATE SET last = reference_counters.last + 1 RETURNING last INTO case_number;
        case_id := nextval('cases_id_seq');
        made.id := case_id;
        made.number := case_number;
        INSERT INTO cases VALUES (made.*);
        state := sha256(made.salt || convert_to('[' || made.year || ',' || case_number || ',' || state_said, 'UTF8'));
        SELECT e.id, e.chain INTO entry, before FROM events e ORDER BY e.id DESC LIMIT 1;
        entry := coalesce(entry, 0) + 1;
        link := sha256(start || convert_to('[' || entry || ',' || case_id || ',' || entry_said, 'UTF8') || state);
        INSERT INTO events (id, case_id, at, "by", what, subject, changes, version, state, link, chain) VALUES
            (entry, case_id, entry_at, entry_by, entry_what, NULL, entry_changes, 1, state, link,
             sha256(coalesce(before, start) || link));
        plain := lpad((made.year % 100)::text, 2, '0') || '-'
            || lpad(case_number::text, greatest(6, length(case_number::text)), '0');
        INSERT INTO search (rowid, names, words, folded) VALUES
            (case_id, own_names, ' ' || plain || ' ' || replace(plain, '-', '') || own_words, own_folded);
        IF own_handles <> '' THEN
            INSERT INTO handles (handle, case_id) SELECT DISTINCT each, write_case.case_id
                FROM unnest(string_to_array(own_handles, chr(31))) each;
        END IF;
        IF made.key IS NOT NULL THEN DELETE FROM drafts WHERE key = made.key; END IF;
    END $$""",
    rf"""
    CREATE FUNCTION register_case(newest integer, patience text, writer text, how_many bigint, made cases,
        state_said text, entry_said text, entry_at bigint, entry_by text, entry_what text, entry_changes text,
        own_names text, own_words text, own_folded text, own_handles text, OUT case_id bigint, OUT case_year bigint,
        OUT case_number bigint, OUT again boolean) LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM set_config('lock_timeout', patience, true), pg_advisory_xact_lock({WRITERS});
        IF (SELECT version FROM schema_version) > newest THEN RETURN; END IF;
        again := false;
        case_year := made.year;
        IF made.key IS NOT NULL THEN
            SELECT c.id, c.year, c.number, true INTO case_id, case_year, case_number, again FROM cases c
                WHERE c.key = made.key;
            IF FOUND THEN DELETE FROM drafts WHERE key = made.key;
            ELSE again := false; case_year := made.year; END IF;
        END IF;
        IF NOT again THEN
            SELECT w.case_id, w.case_number INTO case_id, case_number FROM write_case(made, state_said, entry_said,
                entry_at, entry_by, entry_what, entry_changes, own_names, own_words, own_folded, own_handles) w;
        END IF;
        PERFORM ending(writer, how_many);
    END $$""",
)
"""The functions that a schema needs for it."""

_WRITE = f"SELECT * FROM write_case({', '.join(['%s'] * 11)})"
_REGISTER = f"SELECT * FROM register_case({', '.join(['%s'] * 15)})"
_FIND = (
    "SELECT id, year, number FROM (SELECT id, year, number, salt FROM cases ORDER BY id DESC LIMIT 100000) t"
    " WHERE salt = %s"
)


def inside(connection: Connection, new: NewCase) -> Written:
    """Write a case in the transaction that is open. Raises psycopg.Error."""
    row = connection.execute(_WRITE, _values(new)).fetchone()
    if row is None:
        raise LookupError("a function that answers nothing")
    return Written(row[0], new.year, row[1])


def alone(connection: Connection, new: NewCase, ending: Ending, seconds: float) -> Written | None:
    """Write a case in a transaction of its own, unless its key was registered before.

    Returns:
        ``None`` where the schema is a later Desk's, and nothing was written.

    Raises:
        psycopg.Error: nothing was written, unless the line was cut.
    """
    first = (str(SCHEMA), str(max(1, int(seconds * 1000))), ending.writer, str(ending.number))
    row = connection.execute(_REGISTER, (*first, *_values(new))).fetchone()
    if row is None or row[0] is None:
        return None
    return Written(row[0], row[1], row[2], bool(row[3]))


def find(connection: Connection, new: NewCase) -> Written | None:
    """The case, where it is among the last that were written; told by its salt. Raises psycopg.Error."""
    salt = next(each for each in reversed(new.row) if isinstance(each, bytes))
    row = connection.execute(_FIND, (salt,)).fetchone()
    return Written(*row) if row else None


def is_quiet(connection: Connection) -> bool:
    """Whether nothing has come on a line that rests. Something has when the server has closed it."""
    try:
        return not select.select([connection.fileno()], [], [], 0)[0]
    except (OSError, ValueError):
        return False


def _values(new: NewCase) -> tuple[str | None, ...]:
    """All as texts, so that it is one prepared statement whatever is missing."""
    return (
        _composite(new.row), new.state, new.said, str(new.at), new.by, new.what, new.changes, new.names, new.words,
        new.folded, _BETWEEN.join(new.handles),
    )  # fmt: skip


def _composite(row: tuple[Any, ...]) -> str:
    """A row of ``cases`` without its id, as PostgreSQL reads one."""
    return f"(,{','.join(map(_part, row))})"


def _part(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    return str(int(value))
