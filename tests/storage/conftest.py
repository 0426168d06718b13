"""What tests of the storage need: cases registered and moved through the services, in one line each."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.refusals import Refused
from desk.services import cases
from desk.services.seat import Seat
from desk.storage.database import Database, Transaction
from desk.storage.engines.sqlite.engine import SqliteTransaction

Register = Callable[..., str]


@pytest.fixture
def register(seat: Seat, now: datetime) -> Register:
    """``register(kind="bus_card", …)`` registers an enquiry unless told otherwise, and gives its reference."""

    def make(at: datetime = now, by: Seat = seat, **values: Any) -> str:
        return cases.register(by, {"kind": "enquiry", **values}, at).reference

    return make


@pytest.fixture
def walk(seat: Seat, now: datetime) -> Callable[..., None]:
    """``walk(reference, "ordered", "to_collect")`` takes steps one after the other."""

    def take(reference: str, *steps: str, at: datetime = now) -> None:
        for step in steps:
            cases.step(seat, reference, step, at)

    return take


@pytest.fixture
def at_once(walk: Callable[..., None]) -> Callable[[list[str]], list[str]]:
    """``at_once(references)`` hands out what stands in the cases at the same moment; what each was answered."""

    def answers(references: list[str]) -> list[str]:
        start = threading.Barrier(len(references))

        def hand_out(reference: str) -> str:
            start.wait()
            try:
                walk(reference, "handed_out")
            except Refused as problem:
                return problem.problems[0].code
            return "done"

        with ThreadPoolExecutor(len(references)) as pool:
            return list(pool.map(hand_out, references))

    return answers


@contextmanager
def _unwatched(database: Database, path: Path) -> Iterator[Transaction]:
    """A line of one's own on which each statement stands for itself, and no link is watched."""
    if on_engine.engine() == on_engine.SQLITE:
        with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
            yield SqliteTransaction(connection)
        return
    from desk.storage.engines.postgres.connections import connect
    from desk.storage.engines.postgres.engine import PostgresEngine, PostgresTransaction

    assert isinstance(database.engine, PostgresEngine)
    on_engine.lend_no_more(path)
    with closing(connect(database.engine.settings)) as line:
        line.execute("SET session_replication_role = replica")
        yield PostgresTransaction(line)


@pytest.fixture
def unwatched(database: Database, database_file: Path) -> Iterator[Transaction]:
    """Somebody with another program: no link is watched."""
    with _unwatched(database, database_file) as line:
        yield line


@pytest.fixture
def without_triggers(database: Database, database_file: Path) -> Callable[[], AbstractContextManager[Transaction]]:
    """Somebody with another program and no scruples: the triggers are gone while they work, and back afterwards."""

    @contextmanager
    def work() -> Iterator[Transaction]:
        with _unwatched(database, database_file) as line:
            triggers = []
            if on_engine.engine() == on_engine.SQLITE:
                triggers = line.all("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for name, _sql in triggers:
                line.run(f"DROP TRIGGER {name}")
            yield line
            for _name, sql in triggers:
                line.run(sql)

    return work


@pytest.fixture
def behind(without_triggers: Callable[[], AbstractContextManager[Transaction]]) -> Iterator[Transaction]:
    """The same, for a whole test."""
    with without_triggers() as line:
        yield line
