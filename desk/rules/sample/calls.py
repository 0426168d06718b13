"""The telephone exchange's calls for the same made-up days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from desk.rules.sample.plan import Day

ANSWER_RATE = 0.93
"""Answered of offered, over time; single days lie around it."""
_PER_CASE = 0.62
_SHARES = {"Växel": 0.4, "Reception": 0.2, "Skola & skjuts": 0.14, "Samhällsbyggnad": 0.16, "Omsorg": 0.1}


class MadeCall(NamedTuple):
    """One made-up call; ``at`` in epoch seconds, ``day`` the local day's ordinal."""

    group: str
    agent: str | None
    at: int
    day: int
    answered: bool
    wait_s: int
    talk_s: int | None


def calls_of(
    days: Sequence[Day], groups: Sequence[str], agents: Sequence[str], rng: Random
) -> Iterator[list[MadeCall]]:
    """The calls of each day, in their order, to those of ``groups`` that take calls."""
    taking = [group for group in groups if group in _SHARES] or list(groups)
    weights = [_SHARES.get(group, 1.0) for group in taking]
    for day in days:
        many = round(day.cases * _PER_CASE) if day.is_working_day else 0
        if not many or not taking:
            yield []
            continue
        answer_rate = min(0.99, rng.gauss(ANSWER_RATE, 0.025))
        at = sorted([day.opens + int(rng.random() * day.open_seconds) for _ in range(many)])
        to = rng.choices(taking, weights, k=many)
        by = rng.choices(agents, k=many)
        yield [_call(*each, day.number, answer_rate, rng) for each in zip(to, by, at, strict=True)]


def _call(group: str, agent: str, at: int, day: int, answer_rate: float, rng: Random) -> MadeCall:
    if rng.random() < answer_rate:
        return MadeCall(group, agent, at, day, True, int(rng.expovariate(1 / 34)), 20 + int(rng.expovariate(1 / 170)))
    return MadeCall(group, None, at, day, False, int(rng.expovariate(1 / 75)), None)
