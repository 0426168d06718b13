"""Offered and answered calls, day by day, drawn with characters; the goal as a line across each day.

The library that draws is imported here, when the first plot is asked for, in a thread.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence

from desk.rules.report import DayCalls
from desk.words import _, day, percent

LEAST_HEIGHT = 5
"""Rows under which nothing can be told from a plot."""
OFFERED, ANSWERED, GOAL = "░", "█", "─"
_BAR = 0.38
_POINTS = 24
_ESCAPES = re.compile("\x1b\\[[0-9;]*m")
_drawing = threading.Lock()


def week_plot(days: Sequence[DayCalls], goal: float | None, width: int, height: int) -> tuple[str, ...]:
    """The plot as lines of ``width`` cells, its words on top; none where there is no call or no room.

    The three signs differ without colour.
    """
    if height < LEAST_HEIGHT or not any(each.offered for each in days):
        return ()
    return (_legend(goal), *_draw(days, goal, width, height - 1))


def _legend(goal: float | None) -> str:
    words = [f"{OFFERED} {_('offered')}", f"{ANSWERED} {_('answered')}"]
    if goal is not None:
        words.append(f"{GOAL} {_('goal {goal}', goal=percent(goal, 0))}")
    return _("Calls a day") + "   " + "   ".join(words)


def _draw(days: Sequence[DayCalls], goal: float | None, width: int, height: int) -> tuple[str, ...]:
    import plotext

    places = range(1, len(days) + 1)
    with _drawing:  # the library has one figure for everybody
        figure = plotext.figure
        figure.clear()
        figure.theme("colorless")
        plotext.terminal.limit(False, False)  # nor may it look for a terminal: the room is the screen's to give
        figure.plot_size(width, height)
        _bars(figure, [place - _BAR / 2 for place in places], [each.offered for each in days], OFFERED)
        _bars(figure, [place + _BAR / 2 for place in places], [each.answered for each in days], ANSWERED)
        if goal is not None:
            across, up = _goal_line(days, goal)
            figure.draw(figure.signal(across, up, marker=GOAL))
        figure.axes(False, axis="x", side="upper")
        figure.axes(False, axis="y", side="right")
        top = max(each.offered for each in days)
        figure.ruler("y").lim(0, top)
        figure.ruler("y").ticks(whole := _whole(top, height), [str(each) for each in whole])
        figure.ruler("x").lim(0.5, len(days) + 0.5)
        figure.ruler("x").ticks(list(places), [" ".join(day(each.day).split()[:2]) for each in days])
        drawn = figure.build().string()
    return tuple(_ESCAPES.sub("", drawn).rstrip("\n").split("\n"))


def _whole(top: int, height: int) -> list[int]:
    """Numbers of calls for the scale, about every other row: 1, 2 and 5 with noughts after them."""
    wanted = max(2, (height - 2) // 2)
    steps = (first * 10**noughts for noughts in range(7) for first in (1, 2, 5))
    step = next((each for each in steps if top / each <= wanted), top)
    return list(range(0, top + 1, step))


def _bars(figure: object, places: Sequence[float], heights: Sequence[int], sign: str) -> None:
    figure.draw(figure.bar(list(places), list(heights), marker=sign, width=_BAR))  # type: ignore[attr-defined]


def _goal_line(days: Sequence[DayCalls], goal: float) -> tuple[list[float], list[float]]:
    """What would have had to be answered each day, as points across the day's two bars."""
    across, up = [], []
    for place, each in enumerate(days, 1):
        if each.offered:
            across += [place - _BAR + 2 * _BAR * step / _POINTS for step in range(_POINTS + 1)]
            up += [each.offered * goal] * (_POINTS + 1)
    return across, up
