"""Reading a search line: narrowing words, days, numbers in every shape, and anything else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.searching import Query, bare_number, read_query

VALUES = {
    "kind": {"bus_card": "bus_card", "busskort": "bus_card", "bokning": "booking"},
    "status": {"open": "open", "öppen": "open", "closed": "closed"},
    "department": {"barn & utbildning": "Barn & utbildning", "miljö": "Miljö"},
}


def read(line: str) -> Query:
    return read_query(line, VALUES)


def test_words_are_kept_as_they_are_typed() -> None:
    assert read("  Karin   Ström ").words == ("Karin", "Ström")
    assert not read("Karin").narrow


@pytest.mark.parametrize("line", ["", "   ", "\t\n"])
def test_nothing_is_nothing(line: str) -> None:
    assert read(line).empty


def test_either_language_narrows_and_case_does_not_matter() -> None:
    assert read("kind:bus_card").narrow == read("TYP:Busskort").narrow == {"kind": "bus_card"}
    assert read("status:open").narrow == read("status:Öppen").narrow == {"status": "open"}


def test_the_beginning_of_a_value_is_enough_where_it_means_only_one() -> None:
    assert read("förvaltning:barn").narrow == {"department": "Barn & utbildning"}
    assert read("kind:bu").narrow == {"kind": "bus_card"}
    ambiguous = read("kind:b")
    assert ambiguous.narrow == {}
    assert ambiguous.words == ("kind:b",)


@pytest.mark.parametrize(
    "word", ["colour:red", "kind:car", "kind:", ":bus_card", "http://a.se", "from:igår", "to:2026-13-01"]
)
def test_what_narrows_nothing_is_a_plain_word(word: str) -> None:
    assert read(word) == Query(words=(word,))


def test_days_narrow_by_when_the_contact_came() -> None:
    query = read("från:2026-11-01 to:2026-11-19")
    assert (query.first, query.last, query.words) == (date(2026, 11, 1), date(2026, 11, 19), ())
    assert not query.empty


@pytest.mark.parametrize(
    "line",
    [
        "070-174 06 05",
        "0701740605",
        "070 174 06 05",
        "+46701740605",
        "+46 70 174 06 05",
        "0046701740605",
        "070-1740605",
    ],
)
def test_a_telephone_number_is_read_in_every_shape(line: str) -> None:
    assert read(line).words == ("0701740605",)


def test_a_number_is_also_looked_for_as_it_was_typed() -> None:
    assert read("123-456").spellings == (("123456", "123-456"),)
    assert read("070-174 06 05 Karin").spellings == (("0701740605", "070-174 06 05"), ("Karin",))
    assert read("123").spellings == (("123",),)


def test_long_numbers_beside_each_other_are_two() -> None:
    assert read("26-000123 26-000124").words == ("26000123", "26000124")


def test_a_number_is_bare_without_country_code() -> None:
    assert bare_number("+46 70-174 06 05") == "0701740605"
    assert bare_number("0046701740605") == "0701740605"
    assert bare_number("+441632960605") == "441632960605"


@given(st.text())
def test_no_line_is_refused_and_none_is_shown(line: str) -> None:
    query = read(line)
    assert len(query.spellings) == len(query.words)
    assert repr(query) == f"Query({len(query.words)} words)"
