"""Letters are the same to a server's index as to SQLite's; the rarer a word, the sooner the index is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest

pytest.importorskip("psycopg")

from desk.storage.engines.asked import Asked, Expression, Held
from desk.storage.engines.postgres.searching import FIRST, newest, small


def test_letters_are_small_as_in_sqlites_index() -> None:
    line = sqlite3.connect(":memory:")
    line.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram')")
    line.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
    letters = [*range(1, 0x370), *range(0x391, 0x528), *range(0x1E00, 0x2000)]
    line.executemany("INSERT INTO t (rowid, x) VALUES (?, ?)", [(each, f"1{chr(each)}2") for each in letters])
    kept = dict(line.execute("SELECT doc, term FROM v WHERE offset = 0"))
    assert len(kept) == len(letters)
    assert [chr(each) for each in letters if kept[each] != small(f"1{chr(each)}2")] == []


@pytest.mark.parametrize(("every", "ways"), [(10, "w"), (100, "ww"), (2000, "wi"), (10**9, "wi")])
def test_common_words_are_walked_to_and_rare_ones_looked_up(every: int, ways: str) -> None:
    many, asked = 1_000_000, []

    def ask(sql: str, values: Sequence[Any]) -> list[Any]:
        if "max(rowid)" in sql:
            return [(many + 1,)]
        walks = "strpos" in sql
        asked.append("w" if walks else "i")
        bottom, top = values[:2] if walks else (1, values[1])
        first = (top - 1) // every * every
        return [(each,) for each in range(first, max(bottom, 1) - 1, -every)][: values[-1]]

    found = newest(ask, Asked(Expression(((Held(("words",), "ord"),),)), "SELECT c.id", (), (), 51))
    assert [row[0] for row in found] == [many // every * every - each * every for each in range(51)][: many // every]
    assert "".join(asked) == ways
    assert many > FIRST


@pytest.mark.parametrize(("begins", "ways"), [(5_000_000, "wcw"), (60, "wci")])
def test_words_out_of_season_are_walked_to_where_they_are_common_elsewhere(begins: int, ways: str) -> None:
    """Nothing newer than ``begins`` holds the word; older cases do, every hundredth."""
    many, asked = 5_100_000, []

    def ask(sql: str, values: Sequence[Any]) -> list[Any]:
        if "max(rowid)" in sql:
            return [(many + 1,)]
        if "count(*)" in sql:
            asked.append("c")
            places = zip(values[:-1:2], values[1:-1:2], strict=True)
            return [(sum(len(range(first, min(last, begins), 100)) for first, last in places if first > 0),)]
        walks = "strpos" in sql
        asked.append("w" if walks else "i")
        bottom, top = values[:2] if walks else (1, values[1])
        first = min(top - 1, begins) // 100 * 100
        return [(each,) for each in range(first, max(bottom, 1) - 1, -100)][: values[-1]]

    found = newest(ask, Asked(Expression(((Held(("words",), "ord"),),)), "SELECT c.id", (), (), 51))
    assert [row[0] for row in found] == list(range(begins // 100 * 100, 0, -100))[:51]
    assert "".join(asked) == ways
