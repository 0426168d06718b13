"""How the lines of Asterisk's queue_log become calls.

**Which call a line belongs to.** A call is its unique id, its queue and its n-th entry there. The n-th
entry is told by its *time*, not by counting: a rotated log begins in the middle of things and a repeated
one counts everything again, but the second at which a call entered a queue is the same in every copy.
(Entries within one
second are told apart by their order while they stand together in one file.) So an
ENTERQUEUE is new or known by its key alone, and any other line looks among the entries of its id and queue
for the one that it ends: the line says how long the call had waited and talked, hence when it must have
entered.

**What is kept between lines** is only the calls themselves, through ``held``; that is why a log may be cut
anywhere, and its parts be read again, and the calls come out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from desk.rules.calls import Call, CallNames, CallOutcome, Held, Ignored, Known, LineRefused, Read
from desk.rules.queue_events import CLOCK_ERROR, CONNECT, ENTER, LEFT, QueueEvent, queue_event
from desk.rules.refusals import Refused

WAITING = 10_000
"""How many lines may wait for their ENTERQUEUE to come later in the same file."""


@dataclass(slots=True)
class QueueLogReader:
    """Reads a log line by line; every line comes to exactly one :data:`~desk.rules.calls.Read`, now or at the end.

    ``held`` is asked while reading, so each ``Call`` must be remembered before the next is taken. A line that no
    entry fits waits until the end of the file (lines may be out of order). Then it belongs to the entry that stands
    open, or is ignored: its call began before the first log that was ever read.
    """

    held: Held
    names: CallNames = field(default_factory=CallNames)
    number: int = 0
    """Of the line read last."""
    waiting: dict[str, list[QueueEvent]] = field(default_factory=dict)
    waiting_lines: int = 0
    moment: str = ""
    """As written in the log: a second, or finer."""
    entered: dict[str, str] = field(default_factory=dict)
    """The key of the entry of this moment that stands open, by prefix."""
    left: dict[str, int] = field(default_factory=dict)
    """Which entry of this moment ended last, by prefix."""

    def line(self, text: str) -> Iterator[Read]:
        """Read the next line."""
        self.number += 1
        try:
            event = queue_event(self.number, text, self.names)
        except Refused as refused:
            yield LineRefused(self.number, refused.problems[0])
            return
        if isinstance(event, Ignored):
            yield event
            return
        if event.moment != self.moment:
            self.moment = event.moment
            self.entered.clear()
            self.left.clear()
        if event.name == ENTER:
            yield from self._enter(event)
        else:
            yield from self._follow(event)

    def finish(self) -> Iterator[Read]:
        """What becomes of the lines that waited until the end of the file."""
        every = sorted((event for some in self.waiting.values() for event in some), key=_in_order)
        for event in every:
            chosen = _choose(event, self.held(event.prefix), None)
            yield Ignored(event.line) if chosen is None else _told(event, *chosen)

    def _enter(self, event: QueueEvent) -> Iterator[Read]:
        key = f"{event.prefix}{event.moment}|{self.left.pop(event.prefix, -1) + 1}"
        self.entered[event.prefix] = key
        known = next((call for call in self.held(event.prefix) if call.key == key), None)
        if known is not None:
            yield Known(event.line, known)
            return
        call = Call(key, event.group, None, event.at, CallOutcome.PENDING)
        yield call
        for waited in self._that_waited_for(call, event.prefix):
            after = _after(call, waited)
            yield Ignored(waited.line) if after is None else _told(waited, call, after)
            call = after or call

    def _follow(self, event: QueueEvent) -> Iterator[Read]:
        chosen = _choose(event, self.held(event.prefix), self.entered.get(event.prefix))
        if chosen is not None and event.fits(chosen[0]):
            before, after = chosen
            entry, _, place = after.key.rpartition("|")
            if entry == event.prefix + event.moment and event.name != CONNECT:
                self.left[event.prefix] = int(place)
                self.entered.pop(event.prefix, None)
            yield _told(event, before, after)
        elif self.waiting_lines < WAITING:
            self.waiting.setdefault(event.prefix, []).append(event)
            self.waiting_lines += 1
        else:
            yield Ignored(event.line) if chosen is None else _told(event, *chosen)

    def _that_waited_for(self, call: Call, prefix: str) -> list[QueueEvent]:
        every = self.waiting.pop(prefix, [])
        mine = [event for event in every if event.may_concern(call) and event.fits(call)]
        others = [event for event in every if event not in mine]
        if others:
            self.waiting[prefix] = others
        self.waiting_lines -= len(mine)
        return sorted(mine, key=_in_order)


def read_queue_log(lines: Iterable[str], held: Held, names: CallNames | None = None) -> Iterator[Read]:
    """Read a whole log; see :class:`QueueLogReader`."""
    reader = QueueLogReader(held, names or CallNames())
    for text in lines:
        yield from reader.line(text)
    yield from reader.finish()


def entries_of(key: str) -> str:
    """How the keys of every entry of that call into that queue begin: what ``held`` is asked for."""
    return key.rsplit("|", 2)[0] + "|"


def _in_order(event: QueueEvent) -> tuple[int, int]:
    return event.at, event.line


def _told(event: QueueEvent, before: Call, after: Call) -> Read:
    return Known(event.line, after) if after == before else after


def _choose(event: QueueEvent, entries: Sequence[Call], open_now: str | None) -> tuple[Call, Call] | None:
    """The entry that the event belongs to, before and after it: the one that began when the event says."""
    best: tuple[tuple[int, bool, bool], Call, Call] | None = None
    for call in entries:
        after = _after(call, event) if event.may_concern(call) else None
        if after is None:
            continue
        rank = (event.gap(call), call.key != open_now, after != call)
        if best is None or rank < best[0]:
            best = rank, call, after
    return None if best is None else best[1:]


def _after(call: Call, event: QueueEvent) -> Call | None:
    """The call as the event leaves it, unchanged where it knows that already; ``None`` if they contradict."""
    if event.name in LEFT:
        outcome = LEFT[event.name][0]
        wait = _first(event.hold, event.at - call.at)
        if call.outcome is CallOutcome.PENDING:
            return replace(call, outcome=outcome, wait_s=wait)
        return call if call.outcome is outcome and abs(call.wait_s - wait) <= CLOCK_ERROR else None
    if call.outcome is CallOutcome.PENDING:
        wait = _first(event.hold, event.at - (event.talk or 0) - call.at)
        return _completed(replace(call, outcome=CallOutcome.ANSWERED, agent=event.agent, wait_s=wait), event)
    return _completed(call, event) if call.outcome is CallOutcome.ANSWERED else None


def _completed(call: Call, event: QueueEvent) -> Call | None:
    if event.name == CONNECT:
        return call
    talk = _first(event.talk, event.at - call.at - call.wait_s)
    if call.talk_s is None:
        return replace(call, agent=call.agent or event.agent, talk_s=talk)
    return call if abs(call.talk_s - talk) <= CLOCK_ERROR else None


def _first(told: int | None, reckoned: int) -> int:
    """What the log tells, else what its times come to; never less than 0."""
    return told if told is not None else max(0, reckoned)
