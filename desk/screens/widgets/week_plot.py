"""Offered and answered calls, day by day, drawn with characters; the goal as a line across each day.

Drawn by hand: a library for plots in terminals takes 150 ms and 9 MB of a session for these fourteen bars, and rounds
them to whole rows where eighths of a row can be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from desk.rules.report import DayCalls
from desk.words import _, day, number, percent

LEAST_HEIGHT = 5
"""Rows under which nothing can be told from a plot."""
OFFERED, ANSWERED, GOAL = "░", "█", "─"
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def week_plot(days: Sequence[DayCalls], goal: float | None, width: int, height: int) -> tuple[str, ...]:
    """The plot as lines of at most ``width`` cells, its words on top; none where there is no call or no room.

    The three signs differ without colour.
    """
    if height < LEAST_HEIGHT or not any(each.offered for each in days):
        return ()
    top = max(each.offered for each in days)
    gutter = len(number(top)) + 2
    column = (width - gutter) // len(days)
    rows = height - 2
    drawn = [_day(each, goal, top, rows, column) for each in days]
    lines = ["".join(parts) for parts in zip(*drawn, strict=True)]
    scale = _scale(top, rows)
    marked = [f"{scale.get(row, ''):>{gutter - 2}}┤ {line}".rstrip() for row, line in enumerate(lines)]
    names = "".join(" ".join(day(each.day).split()[:2])[:column].center(column) for each in days)
    return (_legend(goal), *marked, " " * gutter + names.rstrip())


def _legend(goal: float | None) -> str:
    words = [f"{OFFERED} {_('offered')}", f"{ANSWERED} {_('answered')}"]
    if goal is not None:
        words.append(f"{GOAL} {_('goal {goal}', goal=percent(goal, 0))}")
    return _("Calls a day") + "   " + "   ".join(words)


def _day(calls: DayCalls, goal: float | None, top: int, rows: int, column: int) -> list[str]:
    """A day's two bars, top row first, each row ``column`` cells wide."""
    bar = max(1, (column - 2) // 2)
    offered = max(1, round(calls.offered * rows / top)) if calls.offered else 0
    eighths = max(1, round(calls.answered * rows * 8 / top)) if calls.answered else 0
    wanted = None if goal is None or not calls.offered else min(rows - 1, int(calls.offered * goal * rows / top))
    found = []
    for up in reversed(range(rows)):
        blank = GOAL if up == wanted else " "
        first = blank if up == wanted or up >= offered else OFFERED
        second = _EIGHTHS[max(0, min(8, eighths - 8 * up))]
        found.append((first * bar + (blank if second == " " else second) * bar).ljust(column))
    return found


def _scale(top: int, rows: int) -> dict[int, str]:
    """Numbers beside the rows: the most, half of it where there is room, and nothing at the foot."""
    marks = {0: number(top), rows - 1: "0"}
    if rows >= LEAST_HEIGHT and top % 2 == 0:
        marks[rows // 2] = number(top // 2)
    return marks
