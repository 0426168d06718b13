"""Offered and answered calls, bar by bar, drawn with characters; the goal as a line across each.

Drawn by hand: a library for plots in terminals takes 150 ms and 9 MB of a session for these fourteen bars, and rounds
them to whole rows where eighths of a row can be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.words import _, number, percent

LEAST_HEIGHT = 5
"""Rows under which nothing can be told from a plot."""
LEAST_COLUMN = 3
"""Cells for a bar of each sort and a gap."""
OFFERED, ANSWERED, GOAL = "░", "█", "─"
_EIGHTHS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Bar:
    """Calls of a day, a week or a month, and what that is called."""

    name: str
    offered: int = 0
    answered: int = 0


def calls_plot(bars: Sequence[Bar], goal: float | None, width: int, height: int, title: str) -> tuple[str, ...]:
    """The plot as lines of at most ``width`` cells, its words on top; none where there is no call or no room.

    Of more bars than there is room for, the last. The three signs differ without colour.
    """
    if height < LEAST_HEIGHT or not any(each.offered for each in bars):
        return ()
    top = max(each.offered for each in bars)
    gutter = len(number(top)) + 2
    bars = bars[-max(1, (width - gutter) // LEAST_COLUMN) :]
    column = (width - gutter) // len(bars)
    rows = height - 2
    drawn = [_bar(each, goal, top, rows, column) for each in bars]
    lines = ["".join(parts) for parts in zip(*drawn, strict=True)]
    scale = _scale(top, rows)
    marked = [f"{scale.get(row, ''):>{gutter - 2}}┤ {line}".rstrip() for row, line in enumerate(lines)]
    return (_legend(goal, title), *marked, " " * gutter + _names(bars, column))


def _names(bars: Sequence[Bar], column: int) -> str:
    """Each bar's name below it; where they are too narrow for that, every second's, or third's."""
    longest = max(len(each.name) for each in bars)
    every = next((step for step in (1, 2, 3, 4) if longest < column * step), 5)
    spaced = (bars[place].name.center(column * every) for place in range(0, len(bars), every))
    return "".join(name[: column * every] for name in spaced).rstrip()


def _legend(goal: float | None, title: str) -> str:
    words = [f"{OFFERED} {_('offered')}", f"{ANSWERED} {_('answered')}"]
    if goal is not None:
        words.append(f"{GOAL} {_('goal {goal}', goal=percent(goal, 0))}")
    return title + "   " + "   ".join(words)


def _bar(calls: Bar, goal: float | None, top: int, rows: int, column: int) -> list[str]:
    """Its two bars, top row first, each row ``column`` cells wide."""
    bar = max(1, (column - min(2, column - 2)) // 2)
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
