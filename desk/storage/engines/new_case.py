"""A new case with all that belongs to it, before an engine has given it its number."""

from __future__ import annotations

from typing import Any, NamedTuple


class NewCase(NamedTuple):
    """What is written when a case is registered. What holds the number is given as it goes on after it.

    Attributes:
        key: The sender's, by which it is registered once, and by which its draft goes.
        year: The local year whose next number it gets.
        row: The columns of ``cases`` but ``id``, in the table's order; ``number`` is anything.
        state: What the row's digest is made of, after ``[year,number,``.
        said: What the entry's link is made of, after ``[id,case_id,``.
        at, by, what, changes: The entry of the trail.
        names, words, folded: What it is found by; ``words`` without the reference that stands before them.
        handles: The numbers by which it is found exactly.
    """

    key: str | None
    year: int
    row: tuple[Any, ...]
    state: str
    said: str
    at: int
    by: str
    what: str
    changes: str
    names: str
    words: str
    folded: str
    handles: list[str]


class Written(NamedTuple):
    """A case that is there: its id, its year and number; ``again`` where its key had been registered before."""

    id: int
    year: int
    number: int
    again: bool = False
