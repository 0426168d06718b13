"""Facts as bytes: what was packed comes out again, however large its numbers are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.storage.packed import joined, pack, unpack


class Some(NamedTuple):
    """Facts like those of a day."""

    many: int
    counts: dict[str, int]
    waits: Sequence[int]
    others: Sequence[int]


NUMBERS = st.lists(st.integers(0, 2**20) | st.integers(2**31, 2**40), max_size=8).map(sorted)
FACTS = st.builds(Some, st.integers(0, 9), st.dictionaries(st.text(max_size=3), st.integers(0, 9)), NUMBERS, NUMBERS)


def listed(facts: Some) -> Some:
    return facts._replace(waits=list(facts.waits), others=list(facts.others))


@given(st.dictionaries(st.text(max_size=5), FACTS, max_size=4))
def test_what_was_packed_comes_out(facts: dict[str, Some]) -> None:
    found = unpack(pack(facts, 2), Some, 2)
    assert {name: listed(each) for name, each in found.items()} == facts


def test_names_may_hold_line_ends_and_letters() -> None:
    facts = {"Växel\n1": Some(1, {"å": 2}, [1], [])}
    assert listed(unpack(pack(facts, 2), Some, 2)["Växel\n1"]) == facts["Växel\n1"]


def test_the_bytes_are_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = pack({"": Some(0, {}, [1, 2], [])}, 2)
    assert kept.endswith(b"\n\x01\x00\x00\x00\x02\x00\x00\x00")
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert pack({"": Some(0, {}, [1, 2], [])}, 2).endswith(b"\n\x00\x00\x00\x01\x00\x00\x00\x02")


@given(st.lists(NUMBERS, max_size=4))
def test_joined_is_sorted(parts: list[list[int]]) -> None:
    assert list(joined(parts)) == sorted(chain.from_iterable(parts))
