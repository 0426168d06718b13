"""The very first frame, painted by one widget without a style sheet: a person sees the desk before it is loaded.

Its place is taken by the real screen as soon as this one is on the terminal. Keys wait meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.screen import Screen

from desk import keys
from desk.words import _

MARGIN = "  "


class FirstFrame(Screen[None], inherit_bindings=False):
    """Title, digits and footer, where the desk will have them.

    Args:
        municipality: For the title.
        keymap: Keys of one's own.
    """

    AUTO_FOCUS = ""

    def __init__(self, municipality: str, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._municipality = municipality
        self._keymap = keymap

    def render(self) -> Content:
        """The whole frame."""
        width, height = self.size
        rule = "─" * width
        above = [
            Content.styled(f" {title(self._municipality)}", "bold"),
            Content(rule),
            Content(""),
            Content.assemble(MARGIN, digits(self._keymap)),
            Content(rule),
            Content(MARGIN + _("Opening …")),
        ]
        below = [Content(rule), Content.assemble(" ", footer("desk", self._keymap, width - 2))]
        blank = [Content("")] * max(0, height - len(above) - len(below))
        return Content("\n").join(line.truncate(width) for line in (*above, *blank, *below))


def title(municipality: str) -> str:
    """Whose desk it is."""
    return _("{municipality} customer service", municipality=municipality)


def digits(keymap: Mapping[str, str]) -> Content:
    """The keys that register."""
    wanted = (each for each in keys.actions_in("desk") if each.action.startswith("register("))
    return Content("  ").join(_key(keys.key_of(each, keymap), _(each.label)) for each in wanted)


def footer(where: keys.Where, keymap: Mapping[str, str] | None, width: int) -> Content:
    """The hints that fit."""
    return Content("  ").join(_key(each.key, each.label) for each in keys.hints(where, keymap, width))


def _key(key: str, label: str) -> Content:
    return Content.assemble((key, "bold"), f" {label}")
