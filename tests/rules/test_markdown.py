"""Light Markdown: what is a mark, and what stands as it was written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.markdown import Block, Piece, blocks


def told(text: str) -> list[tuple[str, str, int]]:
    """Marker, text and indent of each block."""
    return [(each.marker, each.text, each.indent) for each in blocks(text)]


def pieces(text: str) -> list[tuple[str, str]]:
    """Each piece of the first block with its style."""
    return [(each.text, each.style) for each in blocks(text)[0].pieces]


def test_every_line_is_one_and_a_blank_line_is_a_gap() -> None:
    assert blocks("Fråga.\nSvara.\n\n\nSkriv.") == (
        Block((Piece("Fråga."),)), Block((Piece("Svara."),)), Block((Piece("Skriv."),), gap=True),
    )  # fmt: skip
    assert blocks("") == blocks("\n\n") == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1. Ett\n2) Två\n- Tre\n* Fyra\n+ Fem", [
            ("1. ", "Ett", 0), ("2. ", "Två", 0), ("- ", "Tre", 0), ("- ", "Fyra", 0), ("- ", "Fem", 0)]),
        ("- Ett\n  - Två\n    - Tre", [("- ", "Ett", 0), ("- ", "Två", 2), ("- ", "Tre", 4)]),
        ("1. Ett\n   och mer\nSlut", [("1. ", "Ett", 0), ("", "och mer", 3), ("", "Slut", 0)]),
        ("> Citat", [("│ ", "Citat", 0)]),
        ("---", [("", "─" * 8, 0)]),
        ("```\n- kod\n```\nText", [("", "- kod", 2), ("", "Text", 0)]),
        ("- [ ] Ring", [("- ", "[ ] Ring", 0)]),
        ("1999. Ett år", [("", "1999. Ett år", 0)]),
        ("-ett", [("", "-ett", 0)]),
        ("#etta", [("", "#etta", 0)]),
    ],
)  # fmt: skip
def test_lines(text: str, wanted: list[tuple[str, str, int]]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## Rubrik ##", [("Rubrik", "heading")]),
        ("a **b** c", [("a ", ""), ("b", "strong"), (" c", "")]),
        ("*a* och _b_", [("a", "emphasis"), (" och ", ""), ("b", "emphasis")]),
        ("`a*b*`", [("a*b*", "code")]),
        ("snake_case_name", [("snake_case_name", "")]),
        ("2 * 3 * 4", [("2 * 3 * 4", "")]),
        ("**öppen", [("**öppen", "")]),
        (r"\*ingen\*", [("*", ""), ("ingen", ""), ("*", "")]),
        ("[webben](https://exempel.se)", [("webben", ""), (" (https://exempel.se)", "emphasis")]),
        ("[a@exempel.se](mailto:a@exempel.se)", [("a@exempel.se", "")]),
        ("[bold]hej[/bold] <b>x</b>", [("[bold]hej[/bold] <b>x</b>", "")]),
    ],
)
def test_marks_within_a_line(text: str, wanted: list[tuple[str, str]]) -> None:
    assert pieces(text) == wanted


def test_a_heading_stands_apart() -> None:
    assert [each.gap for each in blocks("Text\n# Rubrik\nText")] == [False, True, False]
    assert [each.gap for each in blocks("# Rubrik")] == [False]


@given(st.text("abåö *_[]>#-\n1.", max_size=200))
def test_no_letter_is_lost_whatever_marks_stand_around_it(text: str) -> None:
    said = "".join(each.text for each in blocks(text))
    assert [each for each in said if each.isalpha()] == [each for each in text if each.isalpha()]


@given(st.text(max_size=300))
def test_anything_is_read(text: str) -> None:
    assert all("\n" not in each.text and each.indent >= 0 for each in blocks(text))


@pytest.mark.parametrize(
    "text",
    ["*" * 20_000, "**a" * 6_000, "[" * 20_000, "_a " * 6_000, "[a](" * 5_000, "`" * 20_000, "# a" + " " * 19_000 + "b",
     "- " * 9_000, "\n".join(["**a** b"] * 2_500)],
)  # fmt: skip
def test_the_longest_text_is_read_at_once_whatever_it_holds(text: str) -> None:
    """By the square of its length it would take minutes; a short one is measured beside it."""
    began = time.process_time()
    blocks(text)
    long = time.process_time() - began
    began = time.process_time()
    for _time in range(20):
        blocks(text[: len(text) // 20])
    assert long < 30 * (time.process_time() - began) + 0.2
