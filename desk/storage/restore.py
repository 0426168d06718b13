"""What restoring a backup does in the database: a copy is made ready, what must not be lost is carried over to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk.storage.database import SCHEMA, Database, Transaction
from desk.storage.engines.exchange import GONE as GONE
from desk.storage.engines.exchange import Kept as Kept
from desk.storage.engines.exchange import Progress
from desk.storage.engines.sqlite.still import Still as Still
from desk.storage.faults import Doing, during


@dataclass(frozen=True)
class Ready:
    """A backup's content beside the live database. ``upgraded_from``: the backup's schema, where it was an earlier."""

    database: Database
    upgraded_from: int | None


@contextmanager
def made_ready(backup: Path, live: Database, progress: Progress) -> Iterator[Ready]:
    """A copy of ``backup`` beside the live database, at this Desk's schema; it is gone afterwards.

    Raises:
        DatabaseUnusable: the backup is none, too new, or cannot be read; there is no room.
    """
    with live.engine.exchange.beside() as engine:
        with during(Doing.RESTORE, live.where):
            version = engine.exchange.read_in(backup, progress)
        yield Ready(Database.of(engine), None if version == SCHEMA else version)


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


# ------------------------------------------------------------------ what is carried over


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


def carry_over(scratch: Database, kept: Kept, login: str, at: int) -> Carried:
    """Bring over from the replaced database what the restored one must not lose: who was cut off, and what is typed.

    Args:
        login: Who restores: somebody whom the copy knows too, afterwards.
        at: Epoch seconds.

    Raises:
        DatabaseUnusable: the replaced one cannot be read so far; nothing was carried over.
    """
    with scratch.write() as tx, kept.read() as before:
        return _carried(before, tx, login, at)


def _carried(before: Transaction, tx: Transaction, login: str, at: int) -> Carried:
    head = before.one("SELECT id, chain FROM events ORDER BY id DESC LIMIT 1")
    lacking = _lacking(before, tx)
    known = before.one("SELECT login, name, role, may_log_in, active, added_at FROM agents WHERE login = ?", (login,))
    if known:
        tx.run(
            "INSERT INTO agents (login, name, role, may_log_in, active, added_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (login) DO UPDATE SET role = excluded.role, may_log_in = 1, active = 1",
            known,
        )
    for row in before.all("SELECT name, value FROM settings WHERE name = 'desk'"):
        tx.run("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", row)
    return Carried(
        lacking=lacking,
        head=f"{head[0]}:{bytes(head[1]).hex()}" if head else "",
        drafts=_carry_drafts(before, tx),
        rested=_carry_rest(before, tx),
        keys=_carry_withdrawals(before, tx, login, at),
    )


_CASES = "SELECT year, number, registered_at FROM cases ORDER BY year, number"


def _lacking(before: Transaction, tx: Transaction) -> int:
    """Cases of the one that the other has not: another may have got the reference since."""
    there = tx.each(_CASES)
    case = next(there, None)
    lacking = 0
    for wanted in before.each(_CASES):
        while case is not None and case[:2] < wanted[:2]:
            case = next(there, None)
        lacking += case != wanted
    return lacking


def _carry_drafts(before: Transaction, tx: Transaction) -> int:
    """Unfinished forms, and who is at the desk with which session, which is how one finds one's own form again."""
    logins = {row[0] for row in tx.all("SELECT login FROM agents")}
    tx.run("DELETE FROM sessions")
    for row in before.all("SELECT id, agent, started_at, seen_at, case_id FROM sessions"):
        if row[1] in logins:
            tx.run(
                "INSERT INTO sessions (id, agent, started_at, seen_at, case_id)"
                " VALUES (?, ?, ?, ?, (SELECT id FROM cases WHERE id = ?))",
                row,
            )
    carried = 0
    for row in before.all("SELECT key, agent, session, kind, channel, fields, saved_at FROM drafts"):
        if row[1] in logins and tx.value("SELECT 1 FROM cases WHERE key = ?", row[:1]) is None:
            carried += tx.run(
                "INSERT INTO drafts (key, agent, session, kind, channel, fields, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET session = excluded.session, kind = excluded.kind,"
                " channel = excluded.channel, fields = excluded.fields, saved_at = excluded.saved_at",
                row,
            ).rowcount
    return carried


def _carry_rest(before: Transaction, tx: Transaction) -> tuple[str, ...]:
    resting = {row[0] for row in before.all("SELECT login FROM agents WHERE active = 0")}
    active = [row[0] for row in tx.all("SELECT login FROM agents WHERE active = 1 ORDER BY login")]
    rested = tuple(each for each in active if each in resting)
    tx.run_many("UPDATE agents SET active = 0 WHERE login = ?", [(each,) for each in rested])
    return rested


def _carry_withdrawals(before: Transaction, tx: Transaction, login: str, at: int) -> int:
    return sum(
        tx.run(
            "UPDATE agent_keys SET withdrawn_at = ?, withdrawn_by = ? WHERE withdrawn_at IS NULL AND fingerprint = ?",
            (at, login, row[0]),
        ).rowcount
        for row in before.all("SELECT fingerprint FROM agent_keys WHERE withdrawn_at IS NOT NULL")
    )
