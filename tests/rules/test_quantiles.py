"""Percentiles of many sorted sequences, against one sorted list."""

from __future__ import annotations

from array import array
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.figures import percentile
from desk.rules.quantiles import percentile_of, value_at

PARTS = st.lists(st.lists(st.integers(0, 50), max_size=12).map(sorted), max_size=6)
FAR = st.lists(st.lists(st.integers(0, 2**34), max_size=12).map(sorted), max_size=6)


@given(PARTS | FAR, st.sampled_from([0, 50, 90, 100]))
def test_it_is_the_percentile_of_all_together(parts: list[list[int]], percent: int) -> None:
    assert percentile_of(parts, percent) == percentile(sorted(chain.from_iterable(parts)), percent)


@given(PARTS, st.data(), st.sampled_from([0, 50, 90, 100]))
def test_what_is_left_out_is_not_counted(parts: list[list[int]], data: st.DataObject, percent: int) -> None:
    every = list(chain.from_iterable(parts))
    out = data.draw(st.lists(st.sampled_from(range(len(every))), unique=True)) if every else []
    kept = sorted(value for place, value in enumerate(every) if place not in out)
    cut = data.draw(st.integers(0, len(out)))
    without = [sorted(every[place] for place in some) for some in (out[:cut], out[cut:])]
    assert percentile_of(parts, percent, without) == percentile(kept, percent)


def test_nothing_is_no_data() -> None:
    assert percentile_of([], 50) is None
    assert percentile_of([[]], 50) is None
    assert percentile_of([[1, 2]], 50, [[1], [2]]) is None


@pytest.mark.parametrize(("place", "value"), [(0, 1), (1, 1), (2, 3), (3, 7), (4, 9)])
def test_places_are_counted_from_nought(place: int, value: int) -> None:
    assert value_at([array("I", [1, 3, 9]), array("I", [1, 7])], place) == value
