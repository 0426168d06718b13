"""What the facts of several days or months come to. Medians and percentiles are exact, over all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from desk.rules.figures import CallCounts
from desk.rules.quantiles import percentile_of
from desk.rules.report import Basis
from desk.storage.day_cache import sum_counts
from desk.storage.facts import CallFacts, CaseFacts


class CaseSums(NamedTuple):
    """Cases received in a span, their durations (seconds) as median and 90th percentile."""

    registered: int = 0
    closed: int = 0
    solved: int = 0
    failure: int = 0
    classified: int = 0
    median_s: float | None = None
    p90_s: float | None = None
    channels: Mapping[str, int] = {}
    kinds: Mapping[str, int] = {}
    topics: Mapping[str, int] = {}
    departments: Mapping[str, int] = {}
    causes: Mapping[str, int] = {}


class Sums(NamedTuple):
    """What one name (the whole desk, a group, an agent) has in a span."""

    cases: CaseSums = CaseSums()
    calls: CallCounts = CallCounts()


def sum_cases(some: Sequence[CaseFacts]) -> CaseSums:
    """One name's cases of several days or months."""
    durations = [each.durations for each in some]
    return CaseSums(
        registered=sum([each.registered for each in some]),
        closed=sum([each.closed for each in some]),
        solved=sum([each.solved for each in some]),
        failure=sum([each.failure for each in some]),
        classified=sum([each.classified for each in some]),
        median_s=percentile_of(durations, 50),
        p90_s=percentile_of(durations, 90),
        channels=sum_counts([each.channels for each in some]),
        kinds=sum_counts([each.kinds for each in some]),
        topics=sum_counts([each.topics for each in some]),
        departments=sum_counts([each.departments for each in some]),
        causes=sum_counts([each.causes for each in some]),
    )


def sum_calls(some: Sequence[CallFacts], basis: Basis, without: Sequence[CallFacts] = ()) -> CallCounts:
    """One name's calls of several days or months; ``without`` what is in them and is left out."""
    all_answered, answered_out = [each.answered for each in some], [each.answered for each in without]
    gave_up, gave_up_out = [each.gave_up for each in some], [each.gave_up for each in without]
    return CallCounts(
        answered=_many(all_answered) - _many(answered_out),
        within=_up_to(all_answered, basis.t_answer_s) - _up_to(answered_out, basis.t_answer_s),
        abandoned=_many(gave_up) - _many(gave_up_out),
        short=_below(gave_up, basis.t_short_s) - _below(gave_up_out, basis.t_short_s),
        long=_over(gave_up, basis.t_answer_s) - _over(gave_up_out, basis.t_answer_s),
        wait_median_s=percentile_of(all_answered, 50, answered_out),
        wait_p90_s=percentile_of(all_answered, 90, answered_out),
    )


def _many(waits: Sequence[Sequence[int]]) -> int:
    return sum([len(each) for each in waits])


def _up_to(waits: Sequence[Sequence[int]], most: int) -> int:
    return sum([bisect_right(each, most) for each in waits])


def _below(waits: Sequence[Sequence[int]], least: int) -> int:
    return sum([bisect_left(each, least) for each in waits])


def _over(waits: Sequence[Sequence[int]], limit: int) -> int:
    return _many(waits) - _up_to(waits, limit)
