"""Erlang C: how long callers wait at a load, and how many people a goal needs.

The model: calls come at random (Poisson), their handling is exponentially distributed, whoever must wait waits in one
queue until somebody is free. **Nobody gives up in it**: real callers do, so that it asks for rather too many people
than too few where it is crowded. Nor does it know of calls that nobody is free to be distracted from: breaks,
meetings and the counter are left to ``shrinkage``.

Loads are in erlangs, hours of handling an hour: 100 calls an hour of 180 seconds are 5. Every function is stable for
thousands of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

HOUR_S = 3600
MOST_ERLANGS = 20_000.0
"""Loads above it are refused: no desk has them, and the answer would take its time."""


def erlang_b(agents: int, erlangs: float) -> float:
    """The share of calls that would be lost, if those that find nobody free did not wait (Erlang B).

    By the recursion over the number of agents, which neither overflows nor loses digits.
    """
    blocked = 1.0
    for many in range(1, agents + 1):
        blocked = erlangs * blocked / (many + erlangs * blocked)
    return blocked


def erlang_c(agents: int, erlangs: float) -> float:
    """The probability that a caller has to wait; 1 where agents are no more than erlangs: that queue only grows."""
    if erlangs <= 0:
        return 0.0
    return 1.0 if agents <= erlangs else _waiting(agents, erlangs, erlang_b(agents, erlangs))


def _waiting(agents: int, erlangs: float, blocked: float) -> float:
    return blocked / (1 - erlangs / agents * (1 - blocked))


@dataclass(frozen=True)
class Load:
    """What comes in: ``calls`` an hour, and the seconds that one takes, talk and after-work together."""

    calls: float
    handling_s: float

    @property
    def erlangs(self) -> float:
        """Hours of handling an hour."""
        return self.calls * self.handling_s / HOUR_S


@dataclass(frozen=True)
class Aim:
    """What is to be reached: the share ``level`` (above 0, below 1) of calls answered within ``within_s`` seconds."""

    level: float
    within_s: int


@dataclass(frozen=True)
class Outcome:
    """What callers meet with so many at the telephone.

    Attributes:
        waiting: The probability of waiting at all.
        service_level: The share answered within the aim's seconds.
        answer_s: The mean wait of all callers (ASA); ``None`` where the queue only grows.
        occupancy: The share of their time that agents are busy with calls.
    """

    waiting: float
    service_level: float
    answer_s: float | None
    occupancy: float


@dataclass(frozen=True)
class Need:
    """How many people an aim needs at a load.

    Attributes:
        agents: At the telephone at the same time.
        people: At work, so that as many remain at the telephone when ``shrinkage`` of the time goes to other things.
        outcome: What callers then meet.
        one_fewer: What they would meet with one agent fewer; ``None`` where that is nobody.
    """

    load: Load
    aim: Aim
    shrinkage: float
    agents: int
    people: int
    outcome: Outcome
    one_fewer: Outcome | None


def outcome(agents: int, load: Load, within_s: int) -> Outcome:
    """What callers meet with ``agents`` at a load."""
    return _outcome(agents, load, within_s, erlang_c(agents, load.erlangs))


def _outcome(agents: int, load: Load, within_s: int, waiting: float) -> Outcome:
    free = agents - load.erlangs
    if load.erlangs <= 0:
        return Outcome(0.0, 1.0, 0.0, 0.0)
    if free <= 0:
        return Outcome(1.0, 0.0, None, 1.0)
    return Outcome(
        waiting=waiting,
        service_level=1 - waiting * math.exp(-free * within_s / load.handling_s),
        answer_s=waiting * load.handling_s / free,
        occupancy=load.erlangs / agents,
    )


def need(load: Load, aim: Aim, shrinkage: float = 0.0) -> Need:
    """The fewest people with whom the aim is reached; nobody where there is no load.

    Args:
        shrinkage: The share of working time, 0 to below 1, that goes to other things than the telephone.

    Raises:
        ValueError: a number that cannot be: an aim of 0 or 1, a shrinkage of 1, a load below 0 or of more erlangs than
            :data:`MOST_ERLANGS`.
    """
    if not (0 < aim.level < 1 and aim.within_s >= 0 and 0 <= shrinkage < 1):
        raise ValueError("an aim or a shrinkage that cannot be")
    if not (load.calls >= 0 and load.handling_s >= 0 and load.erlangs <= MOST_ERLANGS):
        raise ValueError("a load that cannot be")
    if load.erlangs <= 0:
        return Need(load, aim, shrinkage, 0, 0, _outcome(0, load, aim.within_s, 0.0), None)
    agents = math.floor(load.erlangs) + 1
    blocked = erlang_b(agents, load.erlangs)
    before = outcome(agents - 1, load, aim.within_s) if agents > 1 else None
    met = _outcome(agents, load, aim.within_s, _waiting(agents, load.erlangs, blocked))
    while met.service_level < aim.level:
        agents += 1
        blocked = load.erlangs * blocked / (agents + load.erlangs * blocked)
        before, met = met, _outcome(agents, load, aim.within_s, _waiting(agents, load.erlangs, blocked))
    return Need(load, aim, shrinkage, agents, with_shrinkage(agents, shrinkage), met, before)


def with_shrinkage(agents: int, shrinkage: float) -> int:
    """How many must be at work for ``agents`` to be at the telephone, on an average."""
    return math.ceil(round(agents / (1 - shrinkage), 9))
