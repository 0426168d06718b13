"""Nothing but text is painted."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from desk.terminal.filter import CleanFilter, clean

BLACK = Color(0, 0, 0)


def painted(text: str, style: Style | None = None, *, ascii_lines: bool = False) -> Segment:
    """One segment, as the filter lets it through."""
    (segment,) = CleanFilter(ascii_lines=ascii_lines).apply([Segment(text, style)], BLACK)
    return segment


@pytest.mark.parametrize(
    "sign",
    [
        "\x1b",
        "\x00",
        "\x07",
        "\x7f",
        "\x85",
        "\x9b",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\u2028",
        "\ufeff",
        "\ud800",
    ],
)
def test_what_never_reaches_the_terminal(sign: str) -> None:
    text = f"An{sign}na"
    assert sign not in painted(text).text
    if sign != "\u200d":
        assert cell_len(clean(text)) == cell_len(text)


@pytest.mark.parametrize("text", ["Åsa Öberg", "e\u0301", "日本", "│ ▌ ▸ –", "[bold]x[/]", "a\N{NO-BREAK SPACE}b"])
def test_what_stays(text: str) -> None:
    assert painted(text).text == text


def test_links_go_and_colours_stay() -> None:
    style = painted("x", Style(bold=True, link="https://example.se")).style
    assert style is not None
    assert style.link is None
    assert style.bold


def test_lines_in_ascii_keep_their_width() -> None:
    text = "┌─┐│▌▸•…✓✗▃█ åäö"
    drawn = painted(text, ascii_lines=True).text
    assert cell_len(drawn) == cell_len(text)
    assert {sign for sign in drawn if not sign.isascii()} == set("åäö")
