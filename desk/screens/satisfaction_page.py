"""Satisfaction as lines of text: means against goals, how many gave each grade, and the weeks as a plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from desk.documents.surveys import index, mean
from desk.rules.goals import figure
from desk.rules.surveys import GRADES, HIGHEST, LOWEST, QUESTIONS, WEEKS, Asked, SurveyPart, SurveyReport, SurveyWeek
from desk.screens.reports_page import ASCII_BARS, NO_DATA, Room
from desk.screens.widgets.frame import fit
from desk.screens.wording import BARS
from desk.words import _, number, percent

_CELLS = (6, 8, 8, 8)
"""Goal, mean, index, how many."""
_GAP = 4
_LEAST_PLOT = 7
FULL, HALF = "█", "▒"
"""The bars of the two questions; they differ without colour."""


def page(part: SurveyPart, room: Room) -> Content:
    """One part's figures: whole, a group or somebody. The plot of the weeks only where there is room for it."""
    lines = [*_figures(part, room), Content(""), *_distributions(part, room)]
    lines += [Content(each) for each in _plot(part.trend, room, room.height - len(lines) - 1)]
    return Content("\n").join(lines)


# ------------------------------------------------------------------ figures


def _figures(part: SurveyPart, room: Room) -> Iterator[Content]:
    label = max(14, min(30, room.width - sum(_CELLS) - 2 - WEEKS - 2 - 10))
    heads = (_("Goal"), _("Mean"), _("Index"), "n")
    yield Content(_row("", heads, label) + "  " + _("{n} weeks", n=WEEKS)).stylize("dim")
    for name in QUESTIONS:
        asked = part.of(name)
        cells = (number(asked.goal, 1), mean(asked), index(asked), number(asked.n))
        bars = weeks_as_bars(part.trend, name, ascii_only=room.ascii)
        word, style = mark(asked)
        yield Content.assemble(f"{_row(figure(name).label, cells, label)}  {bars}  ", (word, style) if style else word)


def _row(label: str, cells: Sequence[str], width: int) -> str:
    return fit(label, width) + "".join(text.rjust(size) for text, size in zip(cells, _CELLS, strict=True))


def mark(asked: Asked) -> tuple[str, str]:
    """In a sign and a word whether the goal is met, and the style of it; or why nothing is shown."""
    if asked.n and asked.counts is None:
        return _("too few"), "dim"
    if asked.met is None:
        return "", ""
    return ("✓ " + _("met"), "$success") if asked.met else ("✗ " + _("short"), "bold $error")


def weeks_as_bars(trend: Sequence[SurveyWeek], name: str, *, ascii_only: bool = False) -> str:
    """The weeks' means from 1 to 5, a dot where there is none."""
    top = len(BARS) - 1
    means = [getattr(week, name).mean for week in trend]
    bars = "".join("·" if each is None else BARS[round((each - LOWEST) / (HIGHEST - LOWEST) * top)] for each in means)
    return bars.translate(ASCII_BARS) if ascii_only else bars


# ------------------------------------------------------------------ how many gave each grade


def _distributions(part: SurveyPart, room: Room) -> Iterator[Content]:
    """Both questions beside each other."""
    width = (room.width - _GAP) // 2
    columns = [_distribution(figure(name).label, part.of(name), width, room) for name in QUESTIONS]
    for pair in zip(*columns, strict=True):
        line = (" " * _GAP).join(pair)
        yield Content(line.rstrip()) if pair[0][:1].isspace() or pair[0][:1].isdigit() else Content(line).stylize("dim")


def _distribution(label: str, asked: Asked, width: int, room: Room) -> list[str]:
    counts = asked.counts
    lines = [fit(label, width)]
    for each in reversed(GRADES):
        many = 0 if counts is None else counts[each - 1]
        said = _share(many, asked.n) if counts is not None else NO_DATA
        longest = max(1, width - 16)
        bar = (FULL if not room.ascii else "#") * (round(many / max(counts) * longest) if counts and many else 0)
        lines.append(fit(f" {each} {bar} {said}" if bar else f" {each} {said}", width))
    return lines


def _share(many: int, n: int) -> str:
    return f"{number(many)}  {percent(many / n, 0)}" if n else "0"


# ------------------------------------------------------------------ weeks


def _plot(trend: Sequence[SurveyWeek], room: Room, height: int) -> Iterator[str]:
    """Two bars a week, on a scale that begins at a whole grade under the lowest mean; its words on top."""
    means = [grade for week in trend for name in QUESTIONS if (grade := getattr(week, name).mean) is not None]
    if height < _LEAST_PLOT or not means:
        return
    rows = min(height - 3, 12)
    low = min(3, int(min(means)))
    column = max(3, min(8, (room.width - 5) // len(trend)))
    signs = {"attitude": "#" if room.ascii else FULL, "knowledge": ":" if room.ascii else HALF}
    yield ""
    words = "   ".join(f"{signs[name]} {figure(name).label}" for name in QUESTIONS)
    yield _("Mean by week") + "   " + words
    for row in reversed(range(rows)):
        yield f"{_scale(row, rows, low):>4} " + "".join(
            "".join(_part_of_bar(week, name, row, rows, low, signs[name]) * ((column - 1) // 2) for name in QUESTIONS)
            .ljust(column) for week in trend
        )  # fmt: skip
    yield " " * 5 + "".join(week.span.rpartition("W")[2].ljust(column) for week in trend).rstrip()


def _scale(row: int, rows: int, low: int) -> str:
    """The whole grade that lies in a row."""
    step = (HIGHEST - low) / rows
    inside = [each for each in range(low, HIGHEST + 1) if row * step < each - low <= (row + 1) * step]
    return f"{inside[0]}┤" if inside else "│"


def _part_of_bar(week: SurveyWeek, name: str, row: int, rows: int, low: int, sign: str) -> str:
    mean_ = getattr(week, name).mean
    return sign if mean_ is not None and (mean_ - low) / (HIGHEST - low) * rows > row + 0.25 else " "


def title_of(report: SurveyReport, part: SurveyPart) -> str:
    """What a part is called."""
    return part.title or part.name or report.span
