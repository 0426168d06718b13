"""Exact medians and percentiles of many sorted sequences taken together, without merging them.

A year's durations lie in twelve sorted sequences, or in 365. The value at a place among all of them is found by
halving the range in which it can lie and counting, by bisection, how many are no greater.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

Numbers = Sequence[int]
"""Whole numbers, sorted ascending."""


def percentile_of(parts: Sequence[Numbers], percent: int, without: Sequence[Numbers] = ()) -> float | None:
    """What :func:`desk.rules.figures.percentile` says of all ``parts`` in one; no data over nothing.

    Args:
        without: What is in ``parts`` and is to be left out, value by value; sorted too.
    """
    every = sum([len(each) for each in parts]) - sum([len(each) for each in without])
    if every <= 0:
        return None
    at, over = divmod((every - 1) * percent, 100)
    low = value_at(parts, at, without)
    return low + (value_at(parts, at + 1, without) - low) * over / 100 if over else low


def value_at(parts: Sequence[Numbers], place: int, without: Sequence[Numbers] = ()) -> int:
    """The value at ``place``, counted from 0, of all ``parts`` in order, but for those ``without``.

    The least value of which more than ``place`` are no greater. Each sequence is bisected only where the value can
    still lie, so that every step is cheaper than the one before.
    """
    filled = [each for each in parts if len(each)]
    least, most = min([each[0] for each in filled]), max([each[-1] for each in filled])
    windows = [(each, 0, len(each)) for each in filled]
    taken = [(each, 0, len(each)) for each in without if len(each)]
    below = 0
    while least < most:
        middle = (least + most) // 2
        cuts = [bisect_right(each, middle, low, high) for each, low, high in windows]
        cuts_taken = [bisect_right(each, middle, low, high) for each, low, high in taken]
        inside = sum(cuts) - sum([low for _, low, _ in windows])
        inside -= sum(cuts_taken) - sum([low for _, low, _ in taken])
        if below + inside > place:
            most = middle
            windows = [(each, low, cut) for (each, low, _), cut in zip(windows, cuts, strict=True) if low < cut]
            taken = [(each, low, cut) for (each, low, _), cut in zip(taken, cuts_taken, strict=True) if low < cut]
        else:
            least = middle + 1
            below += inside
            windows = [(each, cut, high) for (each, _, high), cut in zip(windows, cuts, strict=True) if cut < high]
            taken = [(each, cut, high) for (each, _, high), cut in zip(taken, cuts_taken, strict=True) if cut < high]
    return least
