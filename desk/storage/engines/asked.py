"""What is asked of the search index, before an engine puts it into its own words."""

from __future__ import annotations

from typing import NamedTuple


class Held(NamedTuple):
    """That one of ``columns`` (names, words, folded) holds ``text``, capitals or not."""

    columns: tuple[str, ...]
    text: str


class Expression(NamedTuple):
    """That every one of ``all_of`` is fulfilled, by any of its parts; and that ``unless`` is not."""

    all_of: tuple[tuple[Held, ...], ...]
    unless: Held | None = None


class Source(NamedTuple):
    """An expression in an engine's SQL: where the cases (``c``) come from, by what they are ordered, which are meant."""

    tables: str
    order: str
    condition: str
    values: tuple[str, ...]
