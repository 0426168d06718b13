"""The heat map as lines of text: hours against weekdays, a block, a number and a sign in each. Made in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from textual.content import Content

from desk.documents.telephone import remarks, weekday_word
from desk.rules.call_hours import HourCell, TelephoneReport
from desk.rules.heat import (
    RATES,
    SHADES,
    HeatFigure,
    in_words,
    is_held_against,
    is_warned,
    says_little,
    shade,
    shown,
)
from desk.screens.reports_page import Room
from desk.screens.widgets.frame import fit
from desk.words import N_, _, duration, number, percent

BLOCKS, ASCII_BLOCKS = "·░▒▓█", ".:+*#"
"""A sign for each shade, so that colour never says it alone."""
WIDEST, BLOCK = 15, 2
HOUR = 6
LABEL = 9
ONE_DECIMAL = 12
"""So wide a cell holds a block, a rate with a decimal, and its sign."""
BESIDE = 128
"""So wide a screen shows two maps side by side."""
HOW: dict[HeatFigure, str] = {
    HeatFigure.ANSWER_RATE: N_("Answered calls, of those offered in the hour."),
    HeatFigure.SERVICE_LEVEL: N_("Answered within {seconds} s."),
    HeatFigure.WAIT: N_("The middle wait of those who were answered."),
    HeatFigure.OFFERED: N_("The mean of such hours, on days that had calls."),
    HeatFigure.ABANDONED: N_("Calls that nobody answered."),
    HeatFigure.CASES: N_("Cases of every channel, by when they were received."),
    HeatFigure.CALLS_PER_CASE: N_("Answered calls to one case that came by telephone."),
    HeatFigure.NEED: N_("How many people the mean hour needs / how many were in place."),
}


def page(report: TelephoneReport, figure: HeatFigure, room: Room) -> Content:
    """Totals, the map of ``figure``, and what it rests on; where there is room, a second map beside it."""
    lines = [*_totals(report, room.width - 1), Content("")]
    if not shown(report, figure)[1]:
        said = _("No calls have been brought in for that time.")
        return _joined([*lines, Content(said).stylize("dim")])
    if room.width >= BESIDE:
        half = Room((room.width - 4) // 2, room.height, room.ascii)
        lines += _beside(list(_map(report, figure, half)), list(_map(report, companion(figure), half)), half.width)
    else:
        lines += _map(report, figure, room)
    lines.append(Content(""))
    lines += _legend(report, figure, room)
    if room.width >= BESIDE:
        lines += _dim(remarks(report, companion(figure)), room)
    return _joined(lines)


def companion(figure: HeatFigure) -> HeatFigure:
    """What is shown beside: people needed; beside these the answer rate."""
    return HeatFigure.ANSWER_RATE if figure is HeatFigure.NEED else HeatFigure.NEED


def _joined(lines: list[Content]) -> Content:
    return Content("\n").join(lines)


def _beside(left: list[Content], right: list[Content], width: int) -> Iterator[Content]:
    for place in range(max(len(left), len(right))):
        first = left[place] if place < len(left) else Content("")
        second = right[place] if place < len(right) else Content("")
        yield first + Content(" " * max(0, width + 4 - first.cell_length)) + second


# ------------------------------------------------------------------ totals


def _totals(report: TelephoneReport, width: int) -> Iterator[Content]:
    total = report.total
    calls, waits = total.calls, total.waits
    rows = (
        (
            N_("Calls"),
            (_("offered {n}", n=number(calls.offered)), _("answered {n}", n=number(calls.answered)),
             _("answer rate {rate}", rate=percent(calls.answer_rate)),
             _("gave up {n}", n=f"{number(calls.abandoned)} ({percent(calls.abandon_rate)})")),
        ),
        (
            N_("Wait"),
            (_("service level {rate}", rate=percent(calls.service_level)),
             _("median {time}", time=duration(waits.median_s)), _("nine of ten {time}", time=duration(waits.p90_s)),
             _("longest {time}", time=duration(waits.longest_s)),
             _("gave up after {time}", time=duration(waits.gave_up_median_s))),
        ),
        (
            N_("Cases"),
            (_("registered {n}", n=number(total.cases)), _("by telephone {n}", n=number(total.phone_cases)),
             _("calls to one case {n}", n=number(total.calls_per_case, 1)),
             _("talk {time}", time=duration(total.talk.mean_s))),
        ),
    )  # fmt: skip
    for label, words in rows:
        kept = list(words)
        while sum(cell_len(each) + 2 for each in kept) > width - LABEL + 2:
            kept.pop()
        yield Content.assemble((fit(_(label), LABEL), "bold"), "  ".join(kept))


# ------------------------------------------------------------------ the map


def _map(report: TelephoneReport, figure: HeatFigure, room: Room) -> Iterator[Content]:
    weekdays, hours = shown(report, figure)
    width = min(WIDEST, (room.width - HOUR) // len(weekdays))
    yield Content.styled(figure.label, "bold")
    heads = "".join(fit(" " * (BLOCK + 1) + weekday_word(day), width) for day in weekdays)
    yield Content(" " * HOUR + heads).stylize("dim")
    for hour in hours:
        cells = [_cell(report, figure, report.cells.get((day, hour)), width, room) for day in weekdays]
        yield Content("").join([Content.styled(fit(f"{hour:02}", HOUR), "dim"), *cells])


def _cell(report: TelephoneReport, figure: HeatFigure, cell: HourCell | None, width: int, room: Room) -> Content:
    if cell is None:
        return Content(" " * width)
    step, warned = shade(cell, figure, report), is_warned(cell, figure, report)
    words = in_words(cell, figure, 1 if width >= ONE_DECIMAL else 0) + (" ✗" if warned else "")
    block = " " * BLOCK if step is None else (ASCII_BLOCKS if room.ascii else BLOCKS)[step] * BLOCK
    after = " " * max(0, width - BLOCK - 1 - cell_len(words))
    style = "bold" if warned else "dim" if says_little(cell, figure) else ""
    text = Content.styled(words, style) if style else Content(words)
    return Content.styled(block, _style(step, warned)) + Content(" ") + text + Content(after)


def _style(step: int | None, warned: bool) -> str:
    """Colour beside the sign: what falls short warns; what is only counted does not."""
    if not step:
        return "dim"
    if not warned:
        return "$primary"
    return "$warning" if step < SHADES - 2 else "$error"


def _legend(report: TelephoneReport, figure: HeatFigure, room: Room) -> Iterator[Content]:
    signs = " ".join(ASCII_BLOCKS if room.ascii else BLOCKS)
    more = _("further short") if is_held_against(figure, report) else _("lower") if figure in RATES else _("more")
    how = _(HOW[figure], seconds=report.basis.t_answer_s)
    yield from _dim((f"{signs}  {more}   {how}", *remarks(report, figure)), room)


def _dim(lines: Iterable[str], room: Room) -> Iterator[Content]:
    """Words that explain, folded."""
    for line in lines:
        yield from (Content(part).stylize("dim") for part in _folded(line, room.width - 1))


def _folded(line: str, width: int) -> Iterator[str]:
    """A long line as several."""
    words, text = line.split(" "), ""
    for word in words:
        if text and cell_len(text) + 1 + cell_len(word) > width:
            yield text
            text = word
        else:
            text = f"{text} {word}" if text else word
    yield text
