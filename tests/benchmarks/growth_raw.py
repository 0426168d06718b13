"""The same work by plain SQL on the driver's own connection, on either engine: what Desk's growth is held against."""

from __future__ import annotations

import itertools
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

EPOCH = date(1970, 1, 1).toordinal()
_COLUMNS = (
    "c.id, c.year, c.number, c.kind, c.channel, c.status, c.step, c.topic, c.summary, c.name, c.department,"
    " c.answer_group, c.agent, c.received_at, c.due, c.closed_at, c.annulled_at, c.anonymous, c.protected, c.due_key"
)
_OPEN = "c.closed_at IS NULL AND c.annulled_at IS NULL"


class Raw:
    """One connection of a driver, with the settings that Desk gives its own; statements are written with ``?``."""

    def __init__(self, where: str) -> None:
        self.server = "://" in where
        if self.server:
            import psycopg

            options = "-c search_path=desk,public -c timezone=UTC -c jit=off"
            self.connection: Any = psycopg.connect(where, autocommit=True, options=options)
        else:
            from desk.storage.engines.sqlite.connections import PRAGMAS

            self.connection = sqlite3.connect(where, isolation_level=None)
            for pragma in PRAGMAS:
                self.connection.execute(pragma)

    def run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement and return its cursor."""
        return self.connection.execute(self._said(sql), values)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row."""
        rows: list[Any] = self.run(sql, values).fetchall()
        return rows

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row."""
        row = self.run(sql, values).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Close it."""
        self.connection.close()

    def _said(self, sql: str) -> str:
        return sql.replace("%", "%%").replace("?", "%s") if self.server else sql


# ------------------------------------------------------------------ what is read


def lists(raw: Raw) -> list[tuple[str, tuple[Any, ...]]]:
    """First pages of lists, and one in the middle of each that is long."""
    middle = raw.value("SELECT max(id) FROM cases") // 2
    first = raw.all(f"SELECT due_key, id FROM cases c WHERE {_OPEN} ORDER BY due_key, id LIMIT 50")
    due, number = first[-1]
    return [
        (f"SELECT {_COLUMNS} FROM cases c ORDER BY c.id DESC LIMIT 51", ()),
        (f"SELECT {_COLUMNS} FROM cases c WHERE c.id < ? ORDER BY c.id DESC LIMIT 51", (middle,)),
        (f"SELECT {_COLUMNS} FROM cases c WHERE {_OPEN} ORDER BY c.due_key, c.id LIMIT 51", ()),
        (
            f"SELECT {_COLUMNS} FROM cases c WHERE {_OPEN} AND (c.due_key, c.id) > (?, ?)"
            " ORDER BY c.due_key, c.id LIMIT 51",
            (due, number),
        ),
        (f"SELECT {_COLUMNS} FROM cases c WHERE c.kind = 'bus_card' ORDER BY c.id DESC LIMIT 51", ()),
        (
            f"SELECT {_COLUMNS} FROM cases c WHERE {_OPEN} AND c.answer_group = 'Reception'"
            " ORDER BY c.due_key, c.id LIMIT 51",
            (),
        ),
    ]


def found(raw: Raw, word: str) -> list[Any]:
    """The newest fifty by the engine's own index, and by the bent word where there are fewer."""
    bent = word.lower().translate(str.maketrans("åäöéü", "aaoeu"))
    sql = f"SELECT {_COLUMNS} FROM search s JOIN cases c ON c.id = s.rowid WHERE {{}} ORDER BY s.rowid DESC LIMIT 51"
    if not raw.server:
        sql = sql.format("search MATCH ?")
        rows = raw.all(sql, (f'{{names words}} : "{word}"',))
        return rows if len(rows) > 50 else rows + raw.all(sql, (f'{{names words folded}} : "{bent}"',))
    rows = raw.all(sql.format("s.names LIKE ? OR s.words LIKE ?"), (f"%{word.lower()}%",) * 2)
    if len(rows) > 50:
        return rows
    return rows + raw.all(sql.format("s.names LIKE ? OR s.words LIKE ? OR s.folded LIKE ?"), (f"%{bent}%",) * 3)


_WHERE = "FROM cases WHERE annulled_at IS NULL AND day BETWEEN ? AND ?"
_CALLS = "FROM calls WHERE day BETWEEN ? AND ?"
_KEY = (
    "count(*), count(closed_at), count(*) FILTER (WHERE outcome = 'solved_first'),"
    " count(*) FILTER (WHERE demand = 'failure'), count(demand),"
    " count(*) FILTER (WHERE channel = 'email' AND first_answered_at <= answer_by),"
    " count(*) FILTER (WHERE channel = 'email' AND (first_answered_at > answer_by OR"
    " first_answered_at IS NULL AND answer_by < {now}))"
)
_RATES = (
    "count(*) FILTER (WHERE outcome = 'answered'), count(*) FILTER (WHERE outcome = 'abandoned'),"
    " count(*) FILTER (WHERE outcome = 'answered' AND wait_s <= 60)"
)
_VIEWS = (
    "SELECT day, details ->> 'type', details ->> 'confirmed_on', details ->> 'answered_on' FROM cases"
    " WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND kind = 'feedback'"
)
_STOCK = (
    "SELECT count(*), count(*) FILTER (WHERE due < ?) FROM cases"
    " WHERE annulled_at IS NULL AND day <= ? AND (closed_at IS NULL OR closed_at >= ?)"
)


def figures(raw: Raw, first: int, last: int, before: int) -> None:
    """A span's figures, the stock at its end, and key figures of the weeks from ``before`` on; days as ordinals."""
    span, key = (first, last), _KEY.format(now=int(time.time()))
    for column in ("channel", "kind", "topic", "department"):
        raw.all(f"SELECT {column}, count(*) {_WHERE} GROUP BY {column}", span)
    raw.all(f"SELECT cause, count(*) {_WHERE} AND demand = 'failure' GROUP BY cause", span)
    raw.all(f"SELECT {key} {_WHERE}", span)
    raw.all(f"SELECT closed_at - received_at {_WHERE} AND closed_at IS NOT NULL ORDER BY 1", span)
    raw.all(f"SELECT wait_s {_CALLS} AND outcome = 'answered' ORDER BY 1", span)
    raw.all(f"SELECT day, {_RATES} {_CALLS} GROUP BY day", span)
    views = _VIEWS.replace("details ->>", "details::json ->>") if raw.server else _VIEWS
    raw.all(views, span)
    end = (last + 1 - EPOCH) * 86_400
    raw.all(_STOCK, (end, last, end))
    earlier = (before, first - 1)
    raw.all(f"SELECT day / 7, {key} {_WHERE} GROUP BY 1", earlier)
    raw.all(f"SELECT day / 7, {_RATES} {_CALLS} GROUP BY 1", earlier)
    raw.all(views, earlier)


# ------------------------------------------------------------------ what is written


def registering(raw: Raw, number: int) -> Callable[[], None]:
    """What writes a case like the one with id ``number``: reference, row, chained entry, search, handles.

    Each call is one durable transaction, made of the statements that one would write by hand.
    """
    from desk.storage.cases import COLUMNS
    from desk.storage.chain import START, chain_of, link_of
    from desk.storage.trail import COLUMNS as ENTRY

    case = raw.run(f"SELECT {', '.join(COLUMNS)} FROM cases WHERE id = ?", (number,)).fetchone()
    what = 'SELECT at, "by", what, subject, changes, version FROM events WHERE case_id = ?'
    entry = raw.run(what, (number,)).fetchone()
    texts = raw.run("SELECT names, words, folded FROM search WHERE rowid = ?", (number,)).fetchone()
    handles = [each for (each,) in raw.all("SELECT handle FROM handles WHERE case_id = ?", (number,))]
    year, key = case[COLUMNS.index("year")], COLUMNS.index("key")
    put = f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) RETURNING id"
    add = f"INSERT INTO events ({', '.join(ENTRY)}) VALUES ({', '.join('?' * len(ENTRY))})"
    count, run = itertools.count(int(time.time() * 1000)), raw.run
    begin = "BEGIN" if raw.server else "BEGIN IMMEDIATE"

    def register() -> None:
        run(begin)
        if raw.server:
            run("SELECT pg_advisory_xact_lock(1684370283)")
        taken = run(
            "INSERT INTO reference_counters (year, last) VALUES (?, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = reference_counters.last + 1 RETURNING last",
            (year,),
        ).fetchone()[0]
        row = list(case)
        row[COLUMNS.index("number")], row[key] = taken, f"raw-{next(count)}"
        made = run(put, row).fetchone()[0]
        newest, chain = run("SELECT id, chain FROM events ORDER BY id DESC LIMIT 1").fetchone()
        said = (newest + 1, made, *entry)
        link = link_of(START, said, None)
        run(add, (*said, None, link, chain_of(bytes(chain), link)))
        run("INSERT INTO search (rowid, names, words, folded) VALUES (?, ?, ?, ?)", (made, *_own(texts, year, taken)))
        for handle in handles:
            run("INSERT INTO handles (handle, case_id) VALUES (?, ?)", (handle, made))
        if raw.server:
            run("SELECT pg_notify('desk', '')")
        run("COMMIT")

    return register


def _own(texts: Sequence[str], year: int, number: int) -> tuple[str, str, str]:
    """The texts with a reference of their own in them."""
    names, words, folded = texts
    plain = f"{year % 100:02d}{number:06d}"
    return names, re.sub(r"^ \S+ \S+", f" {plain[:2]}-{plain[2:]} {plain}", words), folded
