"""What an action is: one thing that a key does. The tables of actions are in :mod:`desk.actions`.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Where = Literal[
    "any", "desk", "form", "case", "search", "house", "pool", "resources", "registers",
    "reports", "deviations", "goals", "telephone", "staffing", "satisfaction", "measurements", "demand", "feedback",
    "board", "calendar", "documents", "dialogues", "issued", "wall",
    "access", "administration", "admin", "keys", "topics", "departments", "groups", "retention", "kinds", "routines",
    "division", "handover", "bringing_in",
]  # fmt: skip


class Action(NamedTuple):
    """One thing that a key does.

    Attributes:
        id: Its stable name, which settings use to give it another key.
        keys: Textual key names; the first is the one shown.
        action: The Textual action, an ``action_…`` method of the screen (or of the app, with ``app.``).
        label: One or two words for the footer, untranslated.
        help: One sentence, untranslated.
        where: The screen it belongs to; ``any`` works everywhere.
        footer: Its place in the footer, 1 first; 0 keeps it out.
        local: It reaches the machine's own files: not offered in a session over SSH.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    help: str
    where: Where
    footer: int = 0
    local: bool = False
