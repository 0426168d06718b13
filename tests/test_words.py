"""The catalogue: nothing missing, nothing left over, every {value} kept; numbers and dates as they are written."""

from __future__ import annotations

import importlib.util
import string
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from desk import words

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    before = words.language()
    yield
    words.use(before)


def _texts(message: object) -> tuple[str, ...]:
    return tuple(message) if isinstance(message, (list, tuple)) else (str(message),)


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_is_translated_and_none_is_left_over(tool: ModuleType) -> None:
    marked = {_texts(m.id) for m in tool.messages() if m.id}
    there = {_texts(m.id) for m in tool.translated() if m.id}
    assert marked - there == set(), "run python tools/catalogue.py"
    assert there - marked == set(), "run python tools/catalogue.py"
    assert tool.missing(tool.translated()) == []


def test_marked_texts_are_found_wherever_they_stand(tool: ModuleType) -> None:
    source = "x = f\"{_('within')} {n}\"\n_('joined ' 'text', n=1)\nn_('{n} one', '{n} many', n)\n_(unknown)\nN_('')\n"
    assert list(tool.marked(source)) == ["within", "joined text", ("{n} one", "{n} many")]


def test_the_compiled_catalogue_is_the_written_one(tool: ModuleType) -> None:
    assert tool.MO.read_bytes() == tool.as_mo(tool.translated()), "run python tools/catalogue.py"


def test_translations_keep_the_values_of_the_message(tool: ModuleType) -> None:
    wrong = [
        (message.id, text)
        for message in tool.translated()
        if message.id
        for text in _texts(message.string)
        if _names(text) - {"n"} != set().union(*(_names(each) for each in _texts(message.id))) - {"n"}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "number", "rate", "day"),
    [
        ("sv", "−1\N{NO-BREAK SPACE}234,5", "93,1\N{NO-BREAK SPACE}%", "tor 19 nov"),
        ("en", "−1,234.5", "93.1%", "Thu 19 Nov"),
    ],
)
def test_numbers_and_dates_are_written_the_languages_way(language: str, number: str, rate: str, day: str) -> None:
    words.use(language)
    assert words.number(-1234.5, 1) == number
    assert words.percent(0.931) == rate
    assert words.day(date(2026, 11, 19)) == day


@pytest.mark.parametrize("language", ["sv", "en"])
def test_days_and_months_are_as_babel_writes_them(language: str) -> None:
    words.use(language)
    for number in range(366):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert words.weekday(day) == format_date(day, "EEE", locale=language)[:3]
        assert words.long_day(day) == format_date(day, "d MMMM y", locale=language)
        assert words.month_short(day) == format_date(day, "LLL", locale=language).replace(".", "")[:3]
        assert words.month_name(day) == format_date(day, "LLLL", locale=language)
        assert words.day_of_month(day, year=True) == format_date(day, "d MMM y", locale=language).replace(".", "")


@given(
    value=st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9, allow_nan=False)),
    decimals=st.integers(0, 3),
    language=st.sampled_from(["sv", "en"]),
)
@example(value=2.675, decimals=2, language="sv")
@example(value=0.5, decimals=0, language="en")
@example(value=-0.04, decimals=1, language="sv")
def test_numbers_are_as_babel_writes_them(value: float, decimals: int, language: str) -> None:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with words.speaking(language):
        said = words.number(value, decimals)
    assert said.lstrip("−") == format_decimal(abs(value), pattern, locale=language)


def test_no_data_is_a_dash() -> None:
    assert words.number(None) == words.percent(None) == words.duration(None) == "–"


def test_what_rounds_to_nothing_has_no_minus() -> None:
    words.use("en")
    assert words.number(-0.04, 1) == "0.0"


def test_clock_is_local() -> None:
    assert words.clock(datetime(2026, 11, 19, 9, 42, tzinfo=UTC), ZoneInfo("Europe/Stockholm")) == "10:42"


@pytest.mark.parametrize(
    ("asked", "environment", "spoken"),
    [
        ("sv", {}, "sv"),
        (None, {"LANG": "sv_SE.UTF-8"}, "sv"),
        (None, {"LC_ALL": "C", "LANG": "sv_SE.UTF-8"}, "en"),
        (None, {}, "en"),
        ("de", {"LANG": "sv_SE"}, "sv"),
    ],
)
def test_language_is_what_was_asked_for_else_the_locale_else_english(
    asked: str | None, environment: dict[str, str], spoken: str
) -> None:
    assert words.preferred(asked, environment) == spoken


def test_another_language_is_spoken_in_one_block_of_one_thread_alone() -> None:
    """A paper is printed in its own language while the screen goes on in the desk's."""
    words.use("en")
    heard: list[str] = []
    with words.speaking("sv"):
        assert (words.language(), words._("Answer rate"), words.percent(0.5)) == ("sv", "Svarsfrekvens", "50,0\xa0%")
        other = threading.Thread(target=lambda: heard.append(words._("Answer rate")))
        other.start()
        other.join()
        with words.speaking("en"):
            assert words._("Answer rate") == "Answer rate"
        assert words.language() == "sv"
    assert heard == ["Answer rate"]
    assert words.language() == "en"


def test_it_ends_where_something_goes_wrong() -> None:
    words.use("en")
    with pytest.raises(ValueError, match="x"), words.speaking("sv"):
        raise ValueError("x")
    assert words.language() == "en"
