"""Themes by what the terminal can, and whether one can read them."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.color import Color

from desk.terminal.gated import GatedApp
from desk.terminal.look import THEMES, Look, choose_look

TRUE = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "sv_SE.UTF-8"}


@pytest.mark.parametrize(
    ("environ", "look"),
    [
        (TRUE, Look("desk-dark", False, "true")),
        ({"TERM": "xterm-256color"}, Look("desk-ansi-dark", False, "256")),
        ({"TERM": "xterm"}, Look("desk-ansi-dark", False, "16")),
        ({"TERM": "linux"}, Look("desk-ansi-dark", True, "16")),
        ({"TERM": "dumb"}, Look("desk-mono", True, "none")),
        ({**TRUE, "NO_COLOR": "1"}, Look("desk-mono", False, "none")),
        ({**TRUE, "LANG": "C"}, Look("desk-dark", True, "true")),
        ({**TRUE, "LANG": "C", "LC_CTYPE": "C.UTF-8"}, Look("desk-dark", True, "true")),
        ({**TRUE, "LANG": "C", "LC_ALL": "sv_SE.UTF-8"}, Look("desk-dark", False, "true")),
        ({**TRUE, "LANG": ""}, Look("desk-dark", False, "true")),
    ],
)
def test_by_itself(environ: dict[str, str], look: Look) -> None:
    assert choose_look(environ) == look


def test_as_wished() -> None:
    assert choose_look(TRUE, "light").theme == "desk-light"
    assert choose_look(TRUE, "contrast").theme == "desk-contrast"
    assert choose_look({"TERM": "xterm"}, "contrast").theme == "desk-mono"
    assert choose_look(TRUE, "mono") == Look("desk-mono", False, "none")
    assert choose_look({"TERM": "xterm"}, "light").theme == "desk-ansi-light"
    assert choose_look(TRUE, encoding="iso-8859-1").ascii


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_starts(theme: str) -> None:
    app = GatedApp(look=Look(theme, False, "none" if theme == "desk-mono" else "true"))
    async with app.run_test():
        assert app.theme == theme


@pytest.mark.parametrize(("name", "least"), [("desk-contrast", 7.0), ("desk-dark", 4.5), ("desk-light", 4.5)])
def test_text_can_be_read(name: str, least: float) -> None:
    """WCAG 2.2: 7 is AAA, 4.5 is AA."""
    theme = next(each for each in THEMES if each.name == name)
    variables = {**theme.to_color_system().generate(), **theme.variables}
    over = [Color.parse(variables[each]) for each in ("background", "surface", "panel")]
    for each in ("foreground", "text-muted", "text-error", "text-warning", "text-success", "text-primary"):
        ink = Color.parse(variables[each])
        assert min(contrast(ink, paper) for paper in over) >= least, each
    cursor = contrast(
        Color.parse(variables["block-cursor-foreground"]), Color.parse(variables["block-cursor-background"])
    )
    assert cursor >= least


def contrast(one: Color, other: Color) -> float:
    """The ratio of relative luminances."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    """As WCAG defines it, 0 to 1."""
    parts = [each / 255 for each in colour.rgb]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_themes_are_no_others_than_ours_by_default() -> None:
    assert isinstance(GatedApp(look=Look("desk-dark", False, "true")), App)
