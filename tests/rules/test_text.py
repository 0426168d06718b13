"""Text from outside: what is taken away, what is refused, and that nothing else happens to it."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from desk.rules.text import clean_line, clean_text, folded, in_swedish_order, mixed_scripts, shown

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
REFUSED = [
    "\x00",
    "\ud800",
    "\udfff",
    *"\u202a\u202b\u202c\u202d\u202e",
    *"\u2066\u2067\u2068\u2069",
    *"\u200e\u200f\u061c",
]


def is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\n"


@pytest.mark.parametrize("mark", REFUSED)
def test_what_cannot_be_stored_or_turns_the_writing_is_refused(mark: str) -> None:
    for clean in (clean_line, clean_text):
        with pytest.raises(PydanticCustomError) as caught:
            clean(f"Anna{mark}Lind")
        assert caught.value.type == "text_control"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Anna Lind ", "Anna Lind"),
        ("A\u030asa", "Åsa"),
        ("\x1b[31mröd\x1b[0m", "[31mröd[0m"),
        ("\x1b]0;titel\x07", "]0;titel"),
        ("C1\x9b31m\x7f", "C131m"),
        ("o\u200bsy\u00adn\ufeff\u2060lig\u200d\u200c", "osynlig"),
        ("två\r\nrader", "två rader"),
        ("en\ttabb", "en tabb"),
        ("1\u00a0234", "1 234"),
        ("[bold]fet[/bold] [@click=app.quit]x[/]", "[bold]fet[/bold] [@click=app.quit]x[/]"),
        ('O\'Neil "NEAR" a*:-b', 'O\'Neil "NEAR" a*:-b'),
        ("👍 €", "👍 €"),
        ("", ""),
    ],
)
def test_a_line_is_cleaned(typed: str, stored: str) -> None:
    assert clean_line(typed) == stored


def test_text_keeps_its_lines() -> None:
    assert clean_text("ett\r\ntvå\rtre\n\nfem\x85sex\u2028sju\n") == "ett\ntvå\ntre\n\nfem\nsex\nsju"


@given(ANYTHING)
def test_cleaning_is_safe_and_done_once(typed: str) -> None:
    try:
        stored = clean_text(typed)
    except PydanticCustomError:
        assert any(mark in typed for mark in REFUSED) or any("\ud800" <= c <= "\udfff" for c in typed)
        return
    assert not any(is_control(each) for each in stored)
    assert unicodedata.is_normalized("NFC", stored)
    assert clean_text(stored) == stored
    assert clean_line(clean_line(typed)) == clean_line(typed)
    assert "\n" not in clean_line(typed)


@given(ANYTHING)
def test_anything_stored_can_be_shown_on_one_line(stored: str) -> None:
    line = shown(stored)
    line.encode()
    assert not any(is_control(each) or each == "\n" for each in line)
    assert not any(mark in line for mark in REFUSED)
    assert shown(line) == line


def test_what_is_refused_is_seen_when_it_is_there_anyway() -> None:
    assert shown("Anna\u202e\x1b[1m\ud800\nLind") == "Anna�[1m� Lind"


def test_piled_up_accents_do_not_take_minutes() -> None:
    """Ordering combining marks takes time by the square; ordinary text as long is the yardstick."""
    began = time.perf_counter()
    clean_text("å\u0301" * 100_000)
    ordinary = time.perf_counter() - began
    began = time.perf_counter()
    cleaned = clean_text("e" + "\u0655\u0653" * 100_000)
    folded("e" + "\u0655\u0653" * 100_000)
    assert time.perf_counter() - began < 20 * ordinary
    assert len(cleaned) == 9


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Åsa Öberg", "asa oberg"),
        ("Nylén", "nylen"),
        ("SMÖRGÅS", "smorgas"),
        ("Søren Ærø", "soren aero"),
        ("Łukasz", "lukasz"),
        ("İ", "i"),
        ("26-000123", "26-000123"),
    ],
)
def test_folding_takes_accents_away(text: str, bare: str) -> None:
    assert folded(text) == bare


@given(ANYTHING)
def test_folding_is_done_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Anna Lind", False),
        ("Åsa-Lena O’Neil 3", False),
        ("Анна Иванова", False),
        ("山田 たろう", False),
        ("\u0410nna Lind", True),
        ("Ann\u03b1", True),
        ("", False),
    ],
)
def test_mixed_scripts_are_noticed(name: str, mixed: bool) -> None:
    assert mixed_scripts(name) is mixed


def test_swedish_letters_stand_after_z_in_their_order() -> None:
    assert sorted(["Örjan", "zoe", "Åke", "Adam", "ärla"], key=in_swedish_order) == [
        "Adam", "zoe", "Åke", "ärla", "Örjan",
    ]  # fmt: skip
