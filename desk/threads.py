"""The threads that own the database: one writes, two read, so that a keystroke never waits behind a report.

A thread cannot be cancelled. So every question carries a number within its group: a newer question of the same
group makes an older one late. A late one that waits is dropped, one that runs is interrupted, and an answer that
comes late is not delivered. What is written is never dropped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """What came of a job: its value, or the exception that it ended with."""

    value: T | None
    error: Exception | None
    group: str = ""
    number: int = 0


class _Question:
    """A question that waits (``future``) or runs (``thread``)."""

    def __init__(self, group: str, number: int) -> None:
        self.group = group
        self.number = number
        self.future: Future[None] | None = None
        self.thread: int | None = None


def _no_interrupt(_thread: int) -> None:
    """Nothing to interrupt until a database is open."""


class Threads:
    """Runs jobs off the screen's own thread.

    ``done`` is called in the thread that did the job; who hands it in brings the answer to where it is wanted, and
    asks :meth:`is_late` there, where no newer question can come between.

    Attributes:
        interrupt: Stops what the thread with this identity is asking a database; set when one is open.
    """

    def __init__(self) -> None:
        self.interrupt: Callable[[int], None] = _no_interrupt
        self._writer = ThreadPoolExecutor(1, "desk-write")
        self._readers = ThreadPoolExecutor(2, "desk-read")
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._asked: dict[tuple[str, int], _Question] = {}
        self._pending = 0
        self._closed = False

    # ------------------------------------------------------------------ jobs

    def write(self, work: Callable[[], T], done: Callable[[Answer[T]], object]) -> bool:
        """Do ``work`` after everything written before it. ``False`` where the threads have ended."""
        with self._lock:
            if self._closed:
                return False
            self._pending += 1
            self._writer.submit(self._write, work, done)
        return True

    def read(self, group: str, work: Callable[[], T], done: Callable[[Answer[T]], object]) -> bool:
        """Ask; whatever was asked in ``group`` before is late from now on. ``False`` where the threads have ended."""
        with self._lock:
            if self._closed:
                return False
            question = self._newest(group)
            self._pending += 1
            question.future = self._readers.submit(self._read, question, work, done)
        return True

    def forget(self, group: str) -> None:
        """Nobody waits for the answers of ``group`` any more."""
        with self._lock:
            number = self._numbers.get(group, 0) + 1
            self._numbers[group] = number
            self._stop_older(group, number)

    def is_late(self, answer: Answer[T]) -> bool:
        """Whether something newer has been asked in the answer's group."""
        with self._lock:
            return bool(answer.group) and self._numbers.get(answer.group, 0) != answer.number

    def is_asking(self, group: str) -> bool:
        """Whether a question of ``group`` waits or runs."""
        with self._lock:
            return any(name == group for name, _number in self._asked)

    @property
    def idle(self) -> bool:
        """Nothing waits and nothing runs."""
        with self._lock:
            return self._pending == 0

    def settle(self, seconds: float) -> bool:
        """Wait until what was sent to be written is written, at most so long; ``False`` where it was not.

        No longer than that, whoever holds the lock meanwhile: to ask for it is another thread's affair.
        """
        written = threading.Event()

        def ask() -> None:
            if not self.write(lambda: None, lambda _answer: written.set()):
                written.set()

        threading.Thread(target=ask, daemon=True).start()
        return written.wait(seconds)

    def close(self) -> None:
        """End: questions are dropped, writes are waited for."""
        with self._lock:
            self._closed = True
            for group in {name for name, _number in self._asked}:
                self._numbers[group] = self._numbers.get(group, 0) + 1
                self._stop_older(group, self._numbers[group])
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)

    # ------------------------------------------------------------------ within

    def _newest(self, group: str) -> _Question:
        number = self._numbers.get(group, 0) + 1
        self._numbers[group] = number
        self._stop_older(group, number)
        question = self._asked[group, number] = _Question(group, number)
        return question

    def _stop_older(self, group: str, number: int) -> None:
        for key, question in list(self._asked.items()):
            if key[0] != group or key[1] >= number:
                continue
            if question.thread is not None:
                self.interrupt(question.thread)
            elif question.future is not None and question.future.cancel():
                del self._asked[key]
                self._pending -= 1

    def _write(self, work: Callable[[], T], done: Callable[[Answer[T]], object]) -> None:
        try:
            done(_answer(work))
        finally:
            self._one_less()

    def _read(self, question: _Question, work: Callable[[], T], done: Callable[[Answer[T]], object]) -> None:
        key = (question.group, question.number)
        with self._lock:
            question.thread = threading.get_ident()
            late = self._numbers[question.group] != question.number
        try:
            answer = None if late else _answer(work, *key)
            with self._lock:
                # From here on no interrupt may reach this thread: its next question is somebody else's.
                question.thread = None
                self._asked.pop(key, None)
            if answer is not None and not self.is_late(answer):
                done(answer)
        finally:
            self._one_less()

    def _one_less(self) -> None:
        with self._lock:
            self._pending -= 1


def _answer(work: Callable[[], T], group: str = "", number: int = 0) -> Answer[T]:
    """Run ``work``. Whatever it ends with is carried to the screen's thread, where it is told or ends the program."""
    try:
        return Answer(work(), None, group, number)
    except Exception as error:  # noqa: BLE001  not swallowed: raised again in the screen's own thread
        return Answer(None, error, group, number)
