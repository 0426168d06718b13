"""Which kinds of one's own this process knows: every wording of each, as the database of its desk has them.

A process sits at one desk, as it speaks one language. What is made of the wordings, is made when it is first asked
for (:func:`desk.rules.kinds.kinds`): nothing is loaded here.
"""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """One wording of a kind's file. ``number`` counts from 1; ``active`` says of the latest whether it is in use."""

    code: str
    number: int
    text: str
    active: bool = True


_known: dict[str, tuple[Wording, ...]] = {"wordings": ()}


def know(wordings: tuple[Wording, ...]) -> None:
    """Know these kinds from now on, and no others: by code, the oldest wording of each first."""
    if wordings != _known["wordings"]:
        _known["wordings"] = wordings


def known() -> tuple[Wording, ...]:
    """Every wording of every kind; the same object until something else is known."""
    return _known["wordings"]
