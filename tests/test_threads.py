"""The threads: writes in order and never dropped, late answers dropped, what is superseded interrupted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desk.storage.database import Database
from desk.threads import Answer, Threads


@pytest.fixture
def threads() -> Iterator[Threads]:
    """Threads that are ended afterwards."""
    made = Threads()
    yield made
    made.close()


def wait(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.002)


def numbered(number: int) -> tuple[int, int]:
    """A number, and the thread that says it."""
    return number, threading.get_ident()


def test_writes_are_done_in_order_by_one_thread(threads: Threads) -> None:
    done: list[tuple[int, int]] = []
    for number in range(50):
        threads.write(partial(numbered, number), lambda a: done.append(a.value or (0, 0)))
    wait(lambda: len(done) == 50)
    assert [number for number, _thread in done] == list(range(50))
    assert len({thread for _number, thread in done}) == 1


def test_closing_waits_for_writes_and_drops_questions() -> None:
    threads = Threads()
    hold = threading.Event()
    done: list[str] = []
    threads.write(lambda: hold.wait(5), lambda _a: done.append("slow"))
    threads.write(lambda: None, lambda _a: done.append("second"))
    for name in ("a", "b", "c"):
        threads.read(name, lambda: time.sleep(0.05), lambda _a: done.append("read"))
    threading.Timer(0.1, hold.set).start()
    threads.close()
    assert [each for each in done if each != "read"] == ["slow", "second"]
    assert not threads.write(lambda: None, lambda _a: None)
    assert not threads.read("a", lambda: None, lambda _a: None)


def test_only_the_newest_question_of_a_group_is_answered(threads: Threads) -> None:
    hold = threading.Event()
    answers: list[Any] = []
    for _reader in range(2):  # both readers are busy, so that what follows waits
        threads.read(f"busy{_reader}", lambda: hold.wait(5), lambda _a: None)
    for number in range(20):
        threads.read("search", partial(int, number), lambda a: answers.append(a.value))
    threads.read("other", lambda: "other", lambda a: answers.append(a.value))
    hold.set()
    wait(lambda: threads.idle)
    assert sorted(map(str, answers)) == ["19", "other"]


def test_an_answer_that_is_overtaken_is_late(threads: Threads) -> None:
    arrived: list[Answer[Any]] = []
    threads.read("list", lambda: 1, arrived.append)
    wait(lambda: threads.idle)
    assert not threads.is_late(arrived[0])
    threads.forget("list")
    assert threads.is_late(arrived[0])


def test_an_error_is_carried_as_an_answer(threads: Threads) -> None:
    arrived: list[Answer[Any]] = []
    threads.read("x", lambda: 1 / 0, arrived.append)
    threads.write(lambda: dict[str, int]()["missing"], arrived.append)
    wait(lambda: len(arrived) == 2)
    assert {type(each.error) for each in arrived} == {ZeroDivisionError, KeyError}


LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT max(i) FROM n"


def test_a_long_question_is_interrupted_by_the_next_one(threads: Threads, database: Database) -> None:
    threads.interrupt = database.interrupt
    begun = threading.Event()
    answers: list[Any] = []

    def long() -> object:
        with database.read() as tx:
            begun.set()
            return tx.value(LONG)

    def short() -> object:
        with database.read() as tx:
            return tx.value("SELECT 'short'")

    threads.read("report", long, lambda a: answers.append(a))
    assert begun.wait(5)
    time.sleep(0.05)
    threads.read("report", short, lambda a: answers.append(a.value))
    wait(lambda: threads.idle, 10)
    assert answers == ["short"]


def test_closing_interrupts_too(database: Database, tmp_path: Path) -> None:
    threads = Threads()
    threads.interrupt = database.interrupt
    begun = threading.Event()

    def long() -> object:
        with database.read() as tx:
            begun.set()
            return tx.value(LONG)

    threads.read("report", long, lambda _a: None)
    assert begun.wait(5)
    time.sleep(0.05)
    threads.close()
    assert threads.idle


def test_a_write_is_never_interrupted(database: Database) -> None:
    with database.write() as tx:
        database.interrupt(threading.get_ident())
        assert tx.value("SELECT 1") == 1
    with database.read() as tx:
        assert tx.value("SELECT 1") == 1
        database.interrupt(threading.get_ident())
    with database.read() as tx:
        assert tx.value("SELECT 1") == 1, "an interrupt does not outlive its question"


def test_what_was_sent_is_waited_for_even_while_the_one_who_waits_holds_the_lock(threads: Threads) -> None:
    go, done = threading.Event(), list[str]()
    threads.write(lambda: done.append("written") if go.wait(5) else None, lambda _answer: None)
    assert not threads.settle(0.05)
    go.set()
    assert threads.settle(5)
    assert done == ["written"]
    with threads._lock:
        assert not threads.settle(0.05)
    threads.close()
    assert threads.settle(5)
