"""One refusal in words, as the tables of them are made of."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """What is wrong, and what would be right; ``{names}`` are filled from the problem's values."""

    reason: str
    right: str = ""
