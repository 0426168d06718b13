"""What the palette offers everywhere, besides what the keys do: a PIN, and the themes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from desk.terminal.look import Wish
from desk.words import N_, _

if TYPE_CHECKING:
    from desk.app import DeskApp

THEMES: Mapping[Wish, str] = {
    "light": N_("Theme: light"),
    "dark": N_("Theme: dark"),
    "contrast": N_("Theme: high contrast"),
    "mono": N_("Theme: no colour"),
}


def offers(app: DeskApp) -> Iterable[SystemCommand]:
    """The commands; none while the session is locked."""
    if app.covered:
        return
    if app.seated and app.lock.on:
        title = _("Change PIN") if app.lock.has_pin else _("Choose a PIN")
        yield SystemCommand(title, _("The PIN unlocks your session."), app.lock.choose_pin)
    for wish, title in THEMES.items():
        yield SystemCommand(_(title), _("Until you leave Desk; the settings say it for good."), partial(app.wear, wish))
