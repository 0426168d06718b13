"""SQL that is written for both engines, in PostgreSQL's words: each rule by itself, and what no rule may touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("psycopg", reason="psycopg is not installed (the extra postgres)")

from desk.storage.engines.postgres.wording import worded


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE b = %s"),
        ("SELECT a FROM t WHERE b = :b_1 AND c::text = 'x'", "SELECT a FROM t WHERE b = %s AND c::text = 'x'"),
        ("SELECT day % 7 FROM t", "SELECT day %% 7 FROM t"),
        ("WHERE ? IS NULL OR a = ?", "WHERE %s::text IS NULL OR a = %s"),
        ("WHERE :a IS NOT NULL", "WHERE %s::text IS NOT NULL"),
        ("WHERE a IS ?", "WHERE a IS NOT DISTINCT FROM %s"),
        ("WHERE a IS NOT ?", "WHERE a IS DISTINCT FROM %s"),
        ("WHERE a IS NULL AND b IS NOT NULL", "WHERE a IS NULL AND b IS NOT NULL"),
        ("WHERE a IN ()", "WHERE a IN (NULL)"),
        ("WHERE a LIKE 'x%'", "WHERE a ILIKE 'x%%'"),
        ("FROM t INDEXED BY t_i WHERE +a = 1", "FROM t  WHERE a = 1"),
        ("FROM t NOT INDEXED", "FROM t "),
        ("FROM a CROSS JOIN b ON b.id = a.id", "FROM a JOIN b ON b.id = a.id"),
        ("SELECT max(a)", "SELECT max(a)"),
        ("SELECT max(a, 1)", "SELECT CASE WHEN (a) IS NOT NULL THEN greatest(a, 1) END"),
        ("SELECT min(1, 2)", "SELECT least(1, 2)"),
        ("SELECT total(a)", "SELECT coalesce(sum(a), 0)::float8"),
        ("SELECT group_concat(a)", "SELECT string_agg((a)::text, ',')"),
        ("WHERE instr(a, char(10)) > 0", "WHERE strpos(a, chr(10)) > 0"),
        ("CAST(a AS INTEGER)", "CAST(a AS bigint)"),
        ("CAST(a AS REAL)", "CAST(a AS float8)"),
        ("c.details ->> 'of' = 'x'", "(c.details::json ->> 'of') = 'x'"),
        ("value ->> 0", "(value::json ->> 0)"),
        ("SET salt = x'00FF'", r"SET salt = '\x00FF'::bytea"),
        ("WHERE r.blocked AND a", "WHERE r.blocked = 1 AND a"),
    ],
)
def test_each_rule(written: str, said: str) -> None:
    assert worded(written).sql == said


def test_values_come_in_the_order_in_which_there_are_places_for_them() -> None:
    assert worded("VALUES (?, ?)").values(("a", "b")) == ("a", "b")
    assert worded("VALUES (?2, ?1, ?2)").values(("a", "b")) == ["b", "a", "b"]
    assert worded("VALUES (:b, :a, :b)").values({"a": 1, "b": 2}) == [2, 1, 2]


WORDS = (
    "?",
    ":a",
    "%",
    "IS ",
    "IS NOT ",
    "IN ()",
    "LIKE",
    "max(a, b)",
    "INDEXED BY x",
    "x ->> 'a'",
    "::",
    "''",
    "NULL",
)
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text("ab (),%?:+x", max_size=4))).map(" ".join)


@given(TEXTS)
def test_a_text_in_quotes_is_never_touched(text: str) -> None:
    quoted = f"'{text.replace(chr(39), chr(39) * 2)}'"
    said = worded(f"SELECT {quoted}, ? FROM t")
    assert said.sql == f"SELECT {quoted.replace('%', '%%')}, %s FROM t"
    assert said.values((1,)) == (1,)


@given(st.lists(st.sampled_from(("?", ":a", ":b")), min_size=1))
def test_there_are_as_many_values_as_places(places: list[str]) -> None:
    named = [each for each in places if each != "?"]
    for some in (named, [each for each in places if each == "?"]):
        said = worded(f"VALUES ({', '.join(some)})")
        assert said.sql.count("%s") == len(some)
        values = {"a": 1, "b": 2} if some is named else list(range(len(some)))
        assert len(said.values(values)) == len(some)
