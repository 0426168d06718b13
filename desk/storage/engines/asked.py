"""What is asked of the search index, before an engine puts it into its own words."""

from __future__ import annotations

from typing import Any, NamedTuple


class Held(NamedTuple):
    """That one of ``columns`` (names, words, folded) holds ``text``, capitals or not."""

    columns: tuple[str, ...]
    text: str


class Expression(NamedTuple):
    """That every one of ``all_of`` is fulfilled, by any of its parts; and that ``unless`` is not."""

    all_of: tuple[tuple[Held, ...], ...]
    unless: Held | None = None


class Asked(NamedTuple):
    """The newest cases that an expression finds.

    Attributes:
        select: ``SELECT`` and what is read of them, from ``c``.
        conditions: What else is true of them, in SQL, of ``c``, with a ``?`` for each of ``values``.
        limit: How many at most.
        before: Only cases before this one.
    """

    expression: Expression
    select: str
    conditions: tuple[str, ...]
    values: tuple[Any, ...]
    limit: int
    before: int | None = None
