"""How far a goal is reached, on the four steps of the 2017 audit (*måluppfyllelse*)."""

from __future__ import annotations

from desk.rules.goals import figure
from desk.rules.labels import Code
from desk.words import N_


class Fulfilment(Code):
    """The audit's four steps, the lowest first; in its own words."""

    SUBSTANTIAL = "substantial", N_("Requires substantial improvement")
    NEEDED = "needed", N_("Requires improvement")
    MINOR = "minor", N_("Satisfactory, minor observations")
    SATISFACTORY = "satisfactory", N_("Satisfactory")


MINOR_FROM = 0.98
"""From so much of the way on, short of the goal is a minor observation: 93.1 % of a goal of 95 %."""
NEEDED_FROM = 0.90
"""From so much of the way on improvement is required; below it, substantial improvement: 85.5 % of a goal of 95 %.

The audit rates, and says no limits; these are Desk's."""
_NOISE = 1e-9
"""Less than this is the noise of binary fractions: exactly on a limit is on the better side of it."""


def fulfilment(figure_code: str, target: float, actual: float | None) -> Fulfilment | None:
    """How far ``actual`` reaches ``target``; ``None`` without data.

    How much of the way is the share of the distance from the figure's worst to its goal: from 0 for a share, from 1
    for a grade, and for a figure that is better the less it is (failure demand) of the distance from 100 %.

    Raises:
        Refused: ``figure_unknown``.
    """
    reads = figure(figure_code)
    if actual is None:
        return None
    return rated(reached(target, actual, worst=_worst(reads.form, reads.more_is_better)))


def reached(target: float, actual: float, worst: float) -> float:
    """The share of the way from ``worst`` to ``target`` that ``actual`` has come; 1 and more where it is reached."""
    whole = target - worst
    if not whole:
        return 1.0
    return (actual - worst) / whole


def rated(share: float) -> Fulfilment:
    """The step for a share of the way."""
    if share >= 1 - _NOISE:
        return Fulfilment.SATISFACTORY
    if share >= MINOR_FROM - _NOISE:
        return Fulfilment.MINOR
    return Fulfilment.NEEDED if share >= NEEDED_FROM - _NOISE else Fulfilment.SUBSTANTIAL


def _worst(form: str, more_is_better: bool) -> float:
    if form == "grade":
        return 1.0
    return 0.0 if more_is_better else 1.0
