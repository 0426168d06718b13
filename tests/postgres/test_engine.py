"""What a server's engine does by itself: turns of writers, questions stopped, word of others, long answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import pytest

from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

PUT = "INSERT INTO settings (name, value) VALUES (?, 'x')"
LONG = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"


class Place(Protocol):
    """A database on the tests' server."""

    def url(self) -> str:
        """Its address."""

    def connect(self) -> Any:
        """A bare line of psycopg's."""


def until(true: Callable[[], bool]) -> None:
    """Wait for what is meant."""
    end = time.monotonic() + 30
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    assert true()


def waiting(place: Place) -> int:
    """How many wait for a lock there."""
    with place.connect() as line:
        row = line.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return int(row[0]) if row else 0


def _are_waiting(place: Place, many: int) -> bool:
    return waiting(place) == many


def _has_moved(database: Database, seen: int) -> bool:
    return database.changed() != seen


def test_writers_come_in_the_order_in_which_they_asked(place: Place) -> None:
    database, came = Database(place.url()), list[int]()

    def write(number: int) -> None:
        with database.write():
            came.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    with database.gate():
        for number, each in enumerate(threads, start=1):
            each.start()
            until(partial(_are_waiting, place, number))
    for each in threads:
        each.join()
    assert came == [0, 1, 2, 3]
    database.close()


def test_who_waits_too_long_is_told_and_writes_afterwards(place: Place) -> None:
    database, other = Database(place.url()), Database(place.url(), busy_seconds=0.05)
    with database.gate():
        with database.write() as tx:  # whoever holds the gate is inside
            tx.run(PUT, ("inside",))
        with pytest.raises(DatabaseUnusable) as caught, other.write():
            pass
        assert caught.value.fault is Fault.LOCKED
    with other.write() as tx:
        tx.run(PUT, ("after",))
    database.close()
    other.close()


def test_a_long_question_is_stopped_and_never_the_next(place: Place) -> None:
    database, told = Database(place.url()), list[str]()

    def ask() -> None:
        try:
            with database.read() as tx:
                tx.value(LONG)
        except DatabaseUnusable:
            told.append("a fault")
        except Exception as error:  # noqa: BLE001  whatever it is: its name is what is asked about
            told.append(type(error).__name__)
        for _again in range(20):
            with database.read() as tx:
                told.append(str(tx.value("SELECT 1")))

    thread = threading.Thread(target=ask)
    thread.start()
    assert thread.ident is not None
    with place.connect() as line:
        running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%(1, 100000) b%' AND pid <> pg_backend_pid()"
        until(lambda: bool(line.execute(running).fetchone()[0]))
    database.interrupt(thread.ident)
    thread.join()
    assert told == ["QueryCanceled", *["1"] * 20]
    database.interrupt(thread.ident)
    database.close()


def test_word_comes_of_every_other_line_that_wrote(place: Place) -> None:
    database, other = Database(place.url()), Database(place.url())
    seen = database.changed()
    with other.read() as tx:
        tx.all("SELECT * FROM settings")
    assert database.changed() == seen
    for writer in (other, database):
        seen = database.changed()
        with writer.write() as tx:
            tx.run(PUT, (f"{id(writer)}",))
        until(partial(_has_moved, database, seen))
    database.close()
    other.close()


def test_a_long_answer_comes_row_by_row_and_others_may_be_asked_meanwhile(place: Place) -> None:
    database = Database(place.url())
    with database.read() as tx:
        total = 0
        for (number,) in tx.each("SELECT n FROM generate_series(1, 5000) AS n ORDER BY n"):
            total += number
            if number % 1000 == 0:
                assert tx.value("SELECT ?", (number,)) == number
    assert total == 5000 * 5001 // 2
    database.close()


def test_what_is_refused_does_not_end_a_transaction_that_expects_it(place: Place) -> None:
    database = Database(place.url())
    with database.write() as tx:
        tx.run(PUT, ("one",))
        broken = tx.tried(PUT, ("one",))
        assert broken is not None
        assert "one" not in f"{broken}{broken!r}{broken.said}"
        assert tx.tried(PUT, ("two",)) is None
    with database.read() as tx:
        assert tx.all("SELECT name FROM settings WHERE value = 'x' ORDER BY name") == [("one",), ("two",)]
    database.close()
