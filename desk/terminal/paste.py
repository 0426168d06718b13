"""What the driver and the fields agree on about long pastes."""

from __future__ import annotations

LONGEST_PASTE = 20_000
"""Characters of one paste that are kept. 1 MB took a second and more to lay out."""

PASTE_CUT = "\x18"
"""Stands at the end of a paste that was longer than that; a field takes it away and says so."""


def cut_paste(text: str) -> tuple[str, bool]:
    """The text that is kept, and whether some was left out, here or already in the driver."""
    kept = text.removesuffix(PASTE_CUT)[:LONGEST_PASTE]
    return kept, len(kept) < len(text)
