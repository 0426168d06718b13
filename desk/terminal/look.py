"""What the terminal can show, and the theme and borders that follow. Colour never carries a meaning alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

Colours = Literal["none", "16", "256", "true"]
Wish = Literal["auto", "light", "dark", "contrast", "mono"]

_NO_COLOUR = ("dumb", "vt52", "vt100", "vt102", "vt220", "vt320")
_NO_LINES = (*_NO_COLOUR, "linux")
_PLAIN = ("C", "POSIX")
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python itself puts into LC_CTYPE where the locale is C."""


@dataclass(frozen=True)
class Look:
    """How Desk looks on one terminal.

    Attributes:
        theme: The name of a theme in :data:`THEMES`.
        ascii: Borders and signs are drawn in ASCII.
        colours: What the terminal can.
    """

    theme: str
    ascii: bool
    colours: Colours


def choose_look(
    environ: Mapping[str, str] = os.environ,
    wished: Wish = "auto",
    *,
    dark: bool = True,
    encoding: str = "utf-8",
) -> Look:
    """Choose by what the environment says of the terminal.

    Args:
        environ: TERM, COLORTERM, NO_COLOR and the locale are read.
        wished: What the person or the municipality has set; ``auto`` follows ``dark``.
        dark: Which of the two to use where nothing is wished; a terminal does not tell.
        encoding: How the terminal's output is encoded.
    """
    colours = _colours(environ)
    no_lines = environ.get("TERM", "") in _NO_LINES or _plain_locale(environ) or "utf" not in encoding.lower()
    return Look(_theme(colours, wished, dark), no_lines, "none" if wished == "mono" else colours)


def _theme(colours: Colours, wished: Wish, dark: bool) -> str:
    if colours == "none" or wished == "mono" or (wished == "contrast" and colours == "16"):
        return "desk-mono"
    if wished == "contrast":
        return "desk-contrast"
    shade = "dark" if wished == "dark" or (wished == "auto" and dark) else "light"
    return f"desk-{shade}" if colours == "true" or (colours == "256" and wished != "auto") else f"desk-ansi-{shade}"


def _colours(environ: Mapping[str, str]) -> Colours:
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in _NO_COLOUR:
        return "none"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "WT_SESSION" in environ:
        return "true"
    return "256" if "256color" in term else "16"


def _plain_locale(environ: Mapping[str, str]) -> bool:
    """The locale says outright that it is C; where it says nothing, the terminal is taken to be modern."""
    if environ.get("LC_CTYPE") in _COERCED and environ.get("LANG") in _PLAIN and not environ.get("LC_ALL"):
        return True
    return next((environ[each] for each in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(each)), "") in _PLAIN


def register_themes(app: App[Any]) -> None:
    """Make Desk's themes known to ``app``."""
    for theme in THEMES:
        app.register_theme(theme)


_CURSOR = {"input-cursor-text-style": "underline", "block-cursor-text-style": "bold"}
_REVERSE = {
    "block-cursor-foreground": "ansi_default",
    "block-cursor-background": "ansi_default",
    "block-cursor-text-style": "bold reverse",
    "block-cursor-blurred-text-style": "underline",
    "block-hover-background": "ansi_default",
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "surface-active": "ansi_default",
    "foreground-disabled": "ansi_default",
    "border-blurred": "ansi_default",
    "input-cursor-background": "ansi_default",
    "input-cursor-foreground": "ansi_default",
    "input-cursor-text-style": "underline",
    "text-muted": "ansi_default",
    "text-disabled": "ansi_default",
}


def _ansi(name: str, *, dark: bool, primary: str, warning: str, muted: str = "ansi_bright_black") -> Theme:
    return Theme(
        name=name,
        ansi=True,
        dark=dark,
        primary=primary,
        secondary="ansi_cyan",
        warning=warning,
        error="ansi_red",
        success="ansi_green",
        accent="ansi_cyan" if dark else "ansi_magenta",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            **_REVERSE,
            "border": primary,
            "border-blurred": muted,
            "scrollbar": muted,
            "scrollbar-background": "ansi_default",
            "scrollbar-corner-color": "ansi_default",
            "footer-key-foreground": primary,
        },
    )


THEMES: tuple[Theme, ...] = (
    Theme(
        name="desk-dark",
        primary="#7fb4e8",
        secondary="#9fc7a8",
        warning="#e5c07b",
        error="#ff9a94",
        success="#8fd19e",
        accent="#7fd1d1",
        foreground="#e6edf3",
        background="#12171d",
        surface="#1a212a",
        panel="#222b36",
        dark=True,
        variables={
            **_CURSOR,
            "block-cursor-background": "#7fb4e8",
            "block-cursor-foreground": "#0b1016",
            "text-muted": "#aeb9c5",
            "text-disabled": "#8a96a3",
            "border-blurred": "#4a5766",
        },
    ),
    Theme(
        name="desk-light",
        primary="#0b5394",
        secondary="#2e6b4f",
        warning="#7a4f00",
        error="#a3231c",
        success="#17613a",
        accent="#005f6e",
        foreground="#1c232b",
        background="#fbfaf7",
        surface="#f1efe9",
        panel="#e6e3da",
        dark=False,
        variables={
            **_CURSOR,
            "block-cursor-background": "#0b5394",
            "block-cursor-foreground": "#ffffff",
            "text-muted": "#4d5965",
            "text-disabled": "#66717d",
            "border-blurred": "#9aa3ad",
        },
    ),
    Theme(
        name="desk-contrast",
        primary="#ffe14d",
        secondary="#8ff0ff",
        warning="#ffd27a",
        error="#ffb3ad",
        success="#a6ffb5",
        accent="#8ff0ff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        boost="#000000",
        dark=True,
        text_alpha=1.0,
        variables={
            **_CURSOR,
            "block-cursor-background": "#ffe14d",
            "block-cursor-foreground": "#000000",
            "block-cursor-text-style": "bold underline",
            "text": "#ffffff",
            "text-muted": "#ffffff",
            "text-disabled": "#d6d6d6",
            "border": "#ffe14d",
            "border-blurred": "#ffffff",
            "footer-background": "#000000",
            "footer-foreground": "#ffffff",
            "footer-key-foreground": "#ffe14d",
            "footer-description-foreground": "#ffffff",
            "input-selection-background": "#ffe14d",
            "input-selection-foreground": "#000000",
            "scrollbar": "#ffffff",
            "scrollbar-background": "#000000",
        },
    ),
    _ansi("desk-ansi-dark", dark=True, primary="ansi_bright_cyan", warning="ansi_yellow"),
    _ansi("desk-ansi-light", dark=False, primary="ansi_blue", warning="ansi_magenta"),
    _ansi("desk-mono", dark=True, primary="ansi_default", warning="ansi_default", muted="ansi_default"),
)
