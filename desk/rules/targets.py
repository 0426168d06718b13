"""A goal's number, as people write it and read it: 95 % for a share, 4.3 for a grade."""

from __future__ import annotations

import re

from desk.rules.goals import Figure
from desk.rules.refusals import Problem, Refused, refuse
from desk.words import number, percent

_WRITTEN = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?)\s*(%?)")


def read_target(of: Figure, text: str) -> float:
    """The number meant by ``text``: ``95 %``, ``95``, ``0,95`` for a share; ``4,3`` for a grade.

    A share of at most 1 without a sign is a fraction: ``1`` is all, ``1 %`` one in a hundred.

    Raises:
        Refused: ``goal_target_rate`` or ``goal_target_grade``.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        refuse(_code(of), "target")
    value = float(found[1].replace(",", "."))
    if of.form == "rate" and (found[2] or value > 1):
        value = round(value / 100, 12)
    elif found[2]:
        refuse(_code(of), "target")
    return checked_target(of, value)


def checked_target(of: Figure, value: float) -> float:
    """The number, refused where the figure cannot reach it."""
    low, high = (0, 1) if of.form == "rate" else (1, 5)
    if not low <= value <= high:
        raise Refused(Problem(_code(of), "target"))
    return value


def in_words(of: Figure, value: float | None) -> str:
    """A value of the figure as a person reads it, in the language spoken now."""
    if value is None:
        return "–"
    if of.form == "grade":
        return number(value, 1 if round(value, 1) == round(value, 9) else 2)
    return percent(value, 0 if round(value * 100, 9) == round(value * 100) else 1)


def difference_in_words(of: Figure, value: float | None) -> str:
    """How far a value is from its goal, with its sign: in points for a share."""
    if value is None:
        return "–"
    return number(value * 100, 1, sign=True) if of.form == "rate" else number(value, 1, sign=True)


def _code(of: Figure) -> str:
    return "goal_target_rate" if of.form == "rate" else "goal_target_grade"
