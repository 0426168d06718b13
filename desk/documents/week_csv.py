"""The follow-up as CSV: a line for each figure at each level; comma, UTF-8, numbers with a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.documents import cells
from desk.rules.report import Level, WeekReport

HEADER = ("span", "level", "name", "figure", "value")
_PARTS = {Level.GROUP: "groups", Level.AGENT: "agents"}
_OF_A_LIST = frozenset({"goals", "deviations", "groups", "agents", "trend", "points", "span", "from", "to", "level"})

Line = tuple[str, str, str, str, Any]


def csv_text(report: WeekReport) -> str:
    """The report as CSV with a header. ``name`` is the group's or the agent's login; no data is an empty value.

    The lines of trend and points bear their own span. Texts are guarded as in every CSV that leaves the house.
    """
    return cells.csv_text(HEADER, _lines(report.to_json()))


def _lines(document: Mapping[str, Any]) -> Iterator[Line]:
    span = document["span"]
    whole = {name: value for name, value in document.items() if name not in _OF_A_LIST}
    for figure, value in _flat(whole):
        yield span, str(Level.ALL), "", figure, value
    for goal in document["goals"]:
        for name in ("goal", "deviation", "met"):
            yield span, str(Level.ALL), "", f"goals.{goal['figure']}.{name}", goal[name]
    for level, key in _PARTS.items():
        for part in document[key]:
            for figure, value in _flat({name: each for name, each in part.items() if name != "name"}):
                yield span, str(level), part["name"], figure, value
    for point in document["trend"]:
        for figure, value in point.items():
            if figure != "span":
                yield point["span"], str(Level.ALL), "", f"trend.{figure}", value
    for point in document["points"]:
        for figure in ("offered", "answered", "registered"):
            yield point["span"], str(Level.ALL), "", f"points.{figure}", point[figure]


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
