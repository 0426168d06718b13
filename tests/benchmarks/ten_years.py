"""Ten years of a large desk on a server: a made-up year, and nine copies of it for the years before.

To make ten million cases one by one takes hours. Here ``sample`` makes a year of them; the server multiplies it in SQL,
moved by 364 days a time so that weekdays stay, with references, links and the trail's sums of their own, so that
``check`` finds nothing. What was still open at the year's end, or booked beyond it, is in the latest year alone.
Triggers rest meanwhile, and indexes and foreign keys are made last; so only the server's owner can do this.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from figures import Figure, timed
from multiplying import DAY, STAGE, Copy, chained, linked, statement

YEAR = 364
LINES = 5
"""Connections that work side by side."""
Said = Callable[[str], object]
_LANES = (
    ("cases", "handles"),
    ("event_values",),
    ("search", "closed_periods", "calls", "reservations", "bus_cards", "permits", "survey_answers", "staffing",
     "absences"),
)  # fmt: skip
"""The tables that are multiplied; each lane is filled on a connection of its own."""
_TABLES = ["events", *(table for lane in _LANES for table in lane)]
_MADE_AGAIN = ("schema_version", "dirty_days", "reference_counters", "day_facts", "standings")
_ZONE = ZoneInfo("Europe/Stockholm")
_SETTINGS = (
    "SET search_path = desk, base, public", "SET session_replication_role = replica", "SET jit = off",
    "SET timezone = 'UTC'", "SET work_mem = '128MB'", "SET synchronize_seqscans = off",
    "SET max_parallel_workers_per_gather = 0",
)  # fmt: skip


@dataclass(frozen=True)
class Year:
    """The year that is multiplied.

    Attributes:
        last: Its last local day.
        counts: How many cases and entries of theirs each numbering has.
        calls, answers: The greatest ids.
        own: The entries of the desk before the first of a case.
        chain: The trail's chain up to there.
        columns: Of each table.
    """

    last: date
    counts: dict[str, int]
    calls: int
    answers: int
    own: int
    chain: bytes
    columns: dict[str, tuple[str, ...]]


def run() -> list[Figure]:
    """Make ten million cases on the server that ``DESK_BENCHMARK_SERVER`` names, and say how long that took."""
    from growth_made import SERVER, ten_years

    seconds = timed(partial(ten_years, os.environ[SERVER]))
    return [Figure("ten years of ten million cases made", seconds / 3600, 2.0, f"{seconds:.0f} s", unit="h")]


def make(url: str, cases: int, years: int = 10, said: Said = print) -> None:
    """Make ``years`` years with ``cases`` in the latest, in an empty database on a server that nobody uses yet."""
    first_year(url, cases)
    multiply(url, years, said)


def first_year(url: str, cases: int) -> None:
    """Fill the desk with the latest year, which ended yesterday."""
    from seats import new_desk, seat_at

    from desk.services import sample

    new_desk(url)  # type: ignore[arg-type]
    seat = seat_at(url)  # type: ignore[arg-type]
    last = datetime.now(UTC).date() - timedelta(days=1)
    sample.fill(seat, cases=cases, seed=1, first=last - timedelta(days=YEAR - 1), last=last)
    seat.database.close()


def multiply(url: str, years: int, said: Said = print) -> None:
    """Put the year's copies before it."""
    from desk.storage.database import Database

    year = _staged(url)
    database = Database(url)
    database.engine.set_up()
    database.close()
    indexes, links = _bare(url)
    with _line(url) as line:
        copies = _copies(line, year, years)
    with ThreadPoolExecutor(LINES) as pool, ThreadPoolExecutor(LINES) as later:
        links_of = {copy.back: pool.submit(_run, url, said, linked(copy), *_IN_ORDER) for copy in copies[:2]}
        lanes = {pool.submit(_fill, url, tables, copies, year, said): tables for tables in _LANES}
        links_of |= {copy.back: pool.submit(_run, url, said, linked(copy), *_IN_ORDER) for copy in copies[2:]}
        lanes[later.submit(_chain, url, copies, year, links_of, said)] = ("events",)
        made = []
        for lane in as_completed(lanes):
            lane.result()
            made += [later.submit(_run, url, said, sql) for table in lanes[lane] for sql in indexes[table]]
        for each in made:
            each.result()
    _finish(url, year, links, said)


def _line(url: str) -> Any:
    import psycopg

    line = psycopg.connect(url, autocommit=True)
    for sql in _SETTINGS:
        line.execute(sql)
    return line


_IN_ORDER = ("SET enable_hashjoin = off", "SET enable_sort = off")


def _run(url: str, said: Said, sql: str, *settings: str) -> None:
    with _line(url) as line:
        for each in settings:
            line.execute(each)
        line.execute(sql)
    said(f"{datetime.now(UTC):%H:%M:%S} {sql[:90]}")


def _staged(url: str) -> Year:
    """Put the year aside, and number what of it is copied."""
    with _line(url) as line:
        line.execute("ALTER SCHEMA desk RENAME TO base")
        last = date.fromordinal(_value(line, "SELECT max(day) FROM base.calls"))
        for sql in STAGE:
            line.execute(sql.replace("{end}", str(_midnight(last + timedelta(days=1)))))
        counts = {
            name: _value(line, f"SELECT count(*) FROM base.{name}") for name in ("past_c", "past_e", "now_c", "now_e")
        }
        first = "SELECT coalesce(min(id), 1) - 1 FROM base.events WHERE case_id IS NOT NULL"
        own = _value(line, first)
        columns = {table: tuple(_columns(line, table)) for table in _TABLES}
        return Year(
            last,
            counts,
            _value(line, "SELECT coalesce(max(id), 0) FROM base.calls"),
            _value(line, "SELECT coalesce(max(id), 0) FROM base.survey_answers"),
            own,
            _value(line, f"SELECT chain FROM base.events WHERE id = {own}") or bytes(32),
            columns,
        )


def _value(line: Any, sql: str) -> Any:
    row = line.execute(sql).fetchone()
    return row[0] if row else None


def _columns(line: Any, table: str) -> list[str]:
    sql = (
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum"
    )
    return [name for (name,) in line.execute(sql, (f"base.{table}",)).fetchall()]


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=_ZONE).timestamp())


def _copies(line: Any, year: Year, years: int) -> list[Copy]:
    """The copies from the earliest on, each numbered from where the one before it stopped."""
    begun = _value(line, "SELECT min(registered_at) FROM base.cases")
    cases, events = 0, year.own
    taken: dict[int, int] = {}
    made: list[Copy] = []
    for back in range(years - 1, -1, -1):
        of, shift = ("past" if back else "now"), back * YEAR * DAY
        first = datetime.fromtimestamp(begun - shift, _ZONE).year
        cut = _midnight(date(first + 1, 1, 1)) + shift
        many, newest = line.execute(
            f"SELECT count(*), max(rank) FROM base.cases JOIN base.{of}_c USING (id) WHERE registered_at < {cut}"
        ).fetchone()
        if many != newest:
            raise ValueError("cases are not in the order in which they were registered")
        before = taken.get(first, 0)
        turn = years - 1 - back
        made.append(
            Copy(
                back,
                cases,
                events,
                turn * year.calls,
                turn * year.answers,
                first,
                cut,
                before,
                taken.get(first + 1, 0) - many,
            )
        )
        taken[first] = before + many
        taken[first + 1] = year.counts[f"{of}_c"] - many
        cases += year.counts[f"{of}_c"]
        events += year.counts[f"{of}_e"]
    return made


def _bare(url: str) -> tuple[dict[str, list[str]], list[str]]:
    """Drop links and indexes, and copy what is not multiplied; return how they are made again."""
    with _line(url) as line:
        links = line.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
            " AND connamespace = 'desk'::regnamespace ORDER BY oid"
        ).fetchall()
        keys = line.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'desk.handles'::regclass AND contype = 'p'"
        ).fetchall()
        indexes = line.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text FROM pg_index i"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY indexrelid",
            ([f"desk.{table}" for table in _TABLES],),
        ).fetchall()
        for table, name, _made in (*links, *keys):
            line.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _made, _table in indexes:
            line.execute(f"DROP INDEX {name}")
        _copy_the_rest(line)
    again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}" for table, name, made in links]
    of_table: dict[str, list[str]] = {table: [] for table in _TABLES}
    for _name, made, table in indexes:
        of_table[table].append(made)
    for table, _name, made in keys:
        of_table[table].append(f"ALTER TABLE {table} ADD {made}")
    return of_table, again


def _copy_the_rest(line: Any) -> None:
    """Everything of the year that is not multiplied, as it is; the desk's own entries before the first case."""
    others = line.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'desk' AND tablename <> ALL(%s) AND tablename IN"
        " (SELECT tablename FROM pg_tables WHERE schemaname = 'base')",
        ([*_TABLES, *_MADE_AGAIN],),
    ).fetchall()
    for (table,) in others:
        line.execute(f'INSERT INTO desk."{table}" SELECT * FROM base."{table}"')


def _fill(url: str, tables: Sequence[str], copies: list[Copy], year: Year, said: Said) -> None:
    """Fill tables with every copy. Emptied in the same transaction, they need no log where ``wal_level`` is minimal."""
    with _line(url) as line, line.transaction():
        for table in tables:
            line.execute(f"TRUNCATE desk.{table}")
        for table in tables:
            for copy in copies:
                line.execute(statement(table, copy, year.columns[table]))
            said(f"{datetime.now(UTC):%H:%M:%S} {table}")


def _chain(url: str, copies: list[Copy], year: Year, links: dict[int, Future[None]], said: Said) -> None:
    """Write the entries of every copy as soon as their links are there: each chain is made of the one before."""
    with _line(url) as line, line.transaction():
        line.execute("TRUNCATE desk.events")
        line.execute(f"INSERT INTO desk.events SELECT * FROM base.events WHERE id <= {year.own} ORDER BY id")
        chain = year.chain
        for copy in copies:
            links[copy.back].result()
            line.execute(chained(copy, chain))
            line.execute(f"DROP TABLE base.ev_{copy.back}")
            chain = _value(line, "SELECT chain FROM desk.events ORDER BY id DESC LIMIT 1")
            said(f"{datetime.now(UTC):%H:%M:%S} entries {len(copies) - copy.back} of {len(copies)}")


def _finish(url: str, year: Year, links: list[str], said: Said) -> None:
    """Counters, marks, the desk's later entries, links; and what the planner goes by."""
    with _line(url) as line:
        line.execute("INSERT INTO desk.reference_counters SELECT year, max(number) FROM desk.cases GROUP BY year")
        line.execute(
            "INSERT INTO desk.dirty_days (day, stamp)"
            " SELECT day, 1 FROM (SELECT day FROM desk.cases UNION SELECT day FROM desk.calls) t"
        )
        _later_entries(line, year)
        _sequences(line)
        for sql in links:
            line.execute(sql)
            said(f"{datetime.now(UTC):%H:%M:%S} {sql[:90]}")
        line.execute("DROP SCHEMA base CASCADE")
        for table in _TABLES:
            line.execute(f"VACUUM ANALYZE desk.{table}")
        line.execute("ANALYZE")
    said(f"{datetime.now(UTC):%H:%M:%S} whole")


def _later_entries(line: Any, year: Year) -> None:
    """The desk's own entries after the cases', chained to the newest."""
    from desk.storage.chain import START, chain_of, link_of

    rows = line.execute(
        'SELECT at, "by", what, subject, changes, version, state FROM base.events WHERE case_id IS NULL AND id > %s'
        " ORDER BY id",
        (year.own,),
    ).fetchall()
    number, chain = line.execute("SELECT id, chain FROM desk.events ORDER BY id DESC LIMIT 1").fetchone()
    link = _value(
        line, f"SELECT link FROM base.events WHERE case_id IS NULL AND id <= {year.own} ORDER BY id DESC LIMIT 1"
    )
    for *entry, state in rows:
        number += 1
        said = (number, None, *entry)
        link = link_of(link or START, said, state)
        chain = chain_of(chain, link)
        line.execute(f"INSERT INTO desk.events VALUES ({', '.join(['%s'] * 11)})", (*said, state, link, chain))


def _sequences(line: Any) -> None:
    tables = line.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'desk' AND column_name = 'id'"
        " AND is_identity = 'YES'"
    ).fetchall()
    for (table,) in tables:
        line.execute(
            f"SELECT setval(pg_get_serial_sequence('desk.{table}', 'id'), max(id)) FROM desk.{table} HAVING max(id) > 0"
        )
