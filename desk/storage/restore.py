"""Putting a backup in the place of the database, whole or not at all, whatever breaks off in between.

The content goes into the live file as one transaction of SQLite's backup interface: who has the file open sees the
old state and then the new, and a broken transaction is undone by whoever opens the file next. Only where what is there
is no database any more is another file given its name.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.storage.backup import copy_pages, copy_to, open_to_read, put_on_disk
from desk.storage.database import SCHEMA, Database, Transaction
from desk.storage.engines.sqlite.connections import connect, prepare, private_file
from desk.storage.engines.sqlite.engine import SqliteTransaction
from desk.storage.engines.sqlite.faults import unusable
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during

GONE = frozenset({Fault.MISSING, Fault.DAMAGED, Fault.NOT_A_DATABASE})
"""Faults of a database that a backup is the remedy for."""
SCRATCH, KEPT = ".restoring-", ".replaced-"
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, and takes for a newer part of it, whatever file has the name by then."""


class Still(Database):
    """A database that is looked at, and beside which nothing is written: it may lie on a disk that is protected."""

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction."""
        with closing(open_to_read(self.path, self.busy_seconds)) as connection:
            try:
                connection.execute("BEGIN")
                yield SqliteTransaction(connection)
            except sqlite3.Error as error:
                raise unusable(error, str(self.path)) or error from error


# ------------------------------------------------------------------ the copy that is made ready


@contextmanager
def scratch_of(backup: Path, live: Database) -> Iterator[Database]:
    """A copy of ``backup`` beside the live database, to be made ready; it is gone afterwards.

    Raises:
        DatabaseUnusable: the backup is none, too new, or cannot be read; there is no room.
    """
    _sweep(live.path)
    scratch = Database(live.path.with_name(f"{live.path.name}{SCRATCH}{os.getpid()}"))
    try:
        with during(Doing.RESTORE, live.path):
            private_file(scratch.path)
            _fill(scratch, backup, live.busy_seconds)
        yield scratch
    finally:
        scratch.close()
        remove(scratch.path)


def _fill(scratch: Database, backup: Path, busy_seconds: float) -> None:
    with during(Doing.READ_BACKUP, backup):
        source = open_to_read(backup, busy_seconds)
    with closing(source), closing(connect(scratch.path, busy_seconds)) as target:
        with during(Doing.READ_BACKUP, backup):
            _demand_a_desk(source, backup)
        try:
            copy_pages(source, target, busy_seconds, backup)
        except sqlite3.Error as error:
            told = unusable(error, str(scratch.path))
            if told is not None and told.fault in (Fault.DAMAGED, Fault.NOT_A_DATABASE):
                raise DatabaseUnusable(told.fault, str(backup), told.name).during(Doing.READ_BACKUP) from error
            raise told or error from error


def _demand_a_desk(source: sqlite3.Connection, backup: Path) -> None:
    try:
        version = source.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise unusable(error, str(backup)) or error from error
    if version > SCHEMA:
        raise DatabaseUnusable(Fault.TOO_NEW, str(backup))
    if version < 1 or not {"cases", "events", "agents", "settings", "reference_counters"} <= tables:
        raise DatabaseUnusable(Fault.NOT_A_DATABASE, str(backup))


def _sweep(live: Path) -> None:
    """Take away what an earlier restoring left when it was broken off."""
    for each in live.parent.glob(f"{live.name.replace('[', '[[]')}{SCRATCH}*"):
        number = each.name.rpartition(SCRATCH)[2].partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            with suppress(OSError):
                each.unlink()


def _runs(process: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove(path: Path) -> None:
    """Take a database away with what lies beside it."""
    for ending in ("", *BESIDE, "-gate", "-door"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()


def forget_counted(tx: Transaction) -> None:
    """Forget what was counted for reports, so that it is counted anew."""
    tx.run("DELETE FROM day_facts")
    tx.run("DELETE FROM standings")


def days(tx: Transaction) -> list[int]:
    """The first and the last local day (ordinals) with cases, and with calls; none where there are none."""
    asked = [f"SELECT {which}(day) FROM {table}" for table in ("cases", "calls") for which in ("min", "max")]
    return [day for each in asked if (day := tx.value(each)) is not None]


def typed_weeks(tx: Transaction) -> list[str]:
    """The first and the last week (``2026-W47``) whose calls were typed; none where there are none."""
    asked = [f"SELECT {which}(week) FROM typed_calls" for which in ("min", "max")]
    return [week for each in asked if (week := tx.value(each)) is not None]


def cases_in(tx: Transaction) -> int:
    """How many cases there are."""
    return int(tx.value("SELECT count(*) FROM cases"))


# ------------------------------------------------------------------ what is kept, and what is carried over


def keep(live: Database, now: datetime) -> Path | None:
    """Keep what is about to be replaced, as ``<database>.replaced-…``; ``None`` where there is nothing.

    By the backup interface where every page is sound, otherwise byte by byte, with its WAL.
    """
    if not live.path.exists() and not _beside(live.path):
        return None
    with during(Doing.RESTORE, live.path):
        kept = _free_name(live.path, now)
        try:
            copy_to(live, kept)
        except DatabaseUnusable as unusable_:
            if unusable_.fault not in GONE:
                raise unusable_.during(Doing.RESTORE, live.path) from unusable_
            live.close()  # whoever closes a file lets go of every lock that SQLite has on it in this process
            for ending in ("", "-wal", "-journal"):
                _keep_bytes(live.path.with_name(live.path.name + ending), kept.with_name(kept.name + ending))
            put_on_disk(kept.absolute().parent)
    return kept


def _beside(path: Path) -> bool:
    return any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal"))


def _free_name(live: Path, now: datetime) -> Path:
    name = f"{live.name}{KEPT}{now:%Y%m%dT%H%M%S}"
    return next(
        path
        for number in range(1, 1_000_000)
        if not os.path.lexists(path := live.with_name(name if number == 1 else f"{name}-{number}"))
    )


def _keep_bytes(source: Path, kept: Path) -> None:
    if source.is_file():
        private_file(kept)
        shutil.copyfile(source, kept)
        put_on_disk(kept)


@dataclass(frozen=True)
class Carried:
    """What the replaced database had, beside the restored one.

    Attributes:
        lacking: Its cases that the restored one has not.
        head: How far its trail had come, as ``ID:HEX``.
        drafts: Unfinished forms that were carried over.
        rested: Logins that rest in it and did not in the copy; they do now.
        keys: How many keys were withdrawn in it and not in the copy; they are now.
    """

    lacking: int
    head: str
    drafts: int
    rested: tuple[str, ...]
    keys: int


def carry_over(scratch: Database, kept: Path, login: str, at: int) -> Carried:
    """Bring over from the replaced database what the restored one must not lose: who was cut off, and what is typed.

    Args:
        login: Who restores: somebody whom the copy knows too, afterwards.
        at: Epoch seconds.

    Raises:
        DatabaseUnusable: the replaced one cannot be read so far; nothing was carried over.
    """
    try:
        with closing(connect(scratch.path, scratch.busy_seconds)) as connection:
            prepare(connection)
            connection.execute("ATTACH DATABASE ? AS before", (f"{kept.absolute().as_uri()}?mode=ro",))
            connection.execute("BEGIN IMMEDIATE")  # closed without a COMMIT, it never was
            carried = _carried(SqliteTransaction(connection), login, at)
            connection.execute("COMMIT")
            return carried
    except sqlite3.Error as error:
        raise unusable(error, str(kept)) or error from error


def _carried(tx: Transaction, login: str, at: int) -> Carried:
    head = tx.one("SELECT id, chain FROM before.events ORDER BY id DESC LIMIT 1")
    lacking = tx.value(
        "SELECT count(*) FROM before.cases b WHERE NOT EXISTS (SELECT 1 FROM main.cases c WHERE c.year = b.year"
        " AND c.number = b.number AND c.registered_at = b.registered_at)"
    )
    tx.run(
        "INSERT INTO main.agents (login, name, role, may_log_in, active, added_at)"
        " SELECT login, name, role, may_log_in, active, added_at FROM before.agents WHERE login = ?"
        " ON CONFLICT (login) DO UPDATE SET role = excluded.role, may_log_in = 1, active = 1",
        (login,),
    )
    tx.run(
        "INSERT INTO main.settings (name, value) SELECT name, value FROM before.settings WHERE name = 'desk'"
        " ON CONFLICT (name) DO NOTHING"
    )
    return Carried(
        lacking=int(lacking),
        head=f"{head[0]}:{bytes(head[1]).hex()}" if head else "",
        drafts=_carry_drafts(tx),
        rested=_carry_rest(tx),
        keys=_carry_withdrawals(tx, login, at),
    )


def _carry_drafts(tx: Transaction) -> int:
    """Unfinished forms, and who is at the desk with which session, which is how one finds one's own form again."""
    tx.run("DELETE FROM main.sessions")
    tx.run(
        "INSERT INTO main.sessions (id, agent, started_at, seen_at, case_id) SELECT id, agent, started_at, seen_at,"
        " CASE WHEN case_id IN (SELECT id FROM main.cases) THEN case_id END"
        " FROM before.sessions WHERE agent IN (SELECT login FROM main.agents)"
    )
    return tx.run(
        "INSERT INTO main.drafts (key, agent, session, kind, channel, fields, saved_at)"
        " SELECT key, agent, session, kind, channel, fields, saved_at FROM before.drafts"
        " WHERE agent IN (SELECT login FROM main.agents)"
        " AND key NOT IN (SELECT key FROM main.cases WHERE key IS NOT NULL)"
        " ON CONFLICT (key) DO UPDATE SET session = excluded.session, kind = excluded.kind,"
        " channel = excluded.channel, fields = excluded.fields, saved_at = excluded.saved_at"
    ).rowcount


def _carry_rest(tx: Transaction) -> tuple[str, ...]:
    rested = tuple(
        row[0]
        for row in tx.all(
            "SELECT c.login FROM main.agents c JOIN before.agents b ON b.login = c.login"
            " WHERE c.active = 1 AND b.active = 0 ORDER BY c.login"
        )
    )
    tx.run_many("UPDATE main.agents SET active = 0 WHERE login = ?", [(each,) for each in rested])
    return rested


def _carry_withdrawals(tx: Transaction, login: str, at: int) -> int:
    return tx.run(
        "UPDATE main.agent_keys SET withdrawn_at = ?, withdrawn_by = ? WHERE withdrawn_at IS NULL AND fingerprint IN"
        " (SELECT fingerprint FROM before.agent_keys WHERE withdrawn_at IS NOT NULL)",
        (at, login),
    ).rowcount


# ------------------------------------------------------------------ putting it there


def put(scratch: Database, live: Database) -> None:
    """Put the scratch copy's content in the live database's place, in one step. The caller holds the gate.

    Raises:
        DatabaseUnusable: the live one is as it was.
    """
    scratch.close()
    _close_log(scratch.path, live.busy_seconds)
    with during(Doing.RESTORE, live.path):
        if live.path.exists() and live.path.stat().st_size:
            try:
                _put_into(scratch.path, live)
                return
            except DatabaseUnusable as unusable_:
                if unusable_.fault not in GONE:
                    raise
        _put_instead(scratch.path, live.path)


def _close_log(path: Path, busy_seconds: float) -> None:
    """Bring a database into its one file."""
    try:
        with closing(connect(path, busy_seconds)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise unusable(error, str(path)) or error from error
    put_on_disk(path)


def _put_into(scratch: Path, live: Database) -> None:
    try:
        with closing(connect(live.path, live.busy_seconds)) as target:
            prepare(target)
            _same_pages(scratch, target, live.busy_seconds)
            with closing(connect(scratch, live.busy_seconds, "ro")) as source:
                copy_pages(source, target, live.busy_seconds, live.path)
            with suppress(sqlite3.OperationalError):  # somebody reads the old state: the next one empties the log
                target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise unusable(error, str(live.path)) or error from error


def _same_pages(scratch: Path, target: sqlite3.Connection, busy_seconds: float) -> None:
    """Give the scratch copy pages of the live one's size, which a WAL cannot change."""
    wanted = target.execute("PRAGMA page_size").fetchone()[0]
    with closing(connect(scratch, busy_seconds)) as copy:
        if copy.execute("PRAGMA page_size").fetchone()[0] != wanted:
            copy.execute(f"PRAGMA page_size = {int(wanted)}")
            copy.execute("VACUUM")


def _put_instead(scratch: Path, live: Path) -> None:
    """Give the scratch file the name. What lies beside it is of the old one, and is kept already: it goes first.

    Otherwise its WAL would be played into the new database, or its shared memory believed.
    """
    for ending in BESIDE:
        live.with_name(live.name + ending).unlink(missing_ok=True)
    put_on_disk(live.absolute().parent)
    scratch.replace(live)
    put_on_disk(live.absolute().parent)
