"""The follow-up for a monitor on the wall: few figures, big ones. Made in a reading thread.

Counts and rates of the whole desk and its answer groups alone: no individual's figure, nothing of a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from desk.rules.calendar import Week
from desk.rules.cases import Channel
from desk.rules.goals import FIGURES, Figure
from desk.rules.report import GoalRow, Level, Part, WeekReport
from desk.screens.reports_page import Room, decimals_of
from desk.screens.widgets.big_number import ROWS, big_number
from desk.screens.widgets.frame import fit
from desk.services import reports
from desk.services.reports import Today
from desk.services.seat import Seat
from desk.words import _, n_, number, percent

TALL = ROWS + 2
"""Rows of one block: its name, the number, and what there is to say about it."""
WIDE = 38
"""Cells that a block needs; a wider screen holds more of them side by side."""
BETWEEN = 2


@dataclass(frozen=True)
class Block:
    """One figure. ``plain`` is a shorter way to write it, for where ``text`` does not fit; ``style`` a theme's."""

    name: str
    text: str
    about: str = ""
    style: str = ""
    plain: str = ""


@dataclass(frozen=True)
class Shown:
    """What is shown in turn, and what had to be counted for it."""

    pages: tuple[Content, ...]
    fresh: reports.Fresh


def read_pages(seat: Seat, now: datetime, room: Room) -> Shown:
    """Count this week and today, and write them."""
    fresh = reports.Fresh()
    today = reports.today(seat, now, fresh)
    report = reports.week(seat, Week.of(today.day), Level.ALL, now, parts=(Level.GROUP,), fresh=fresh)
    return Shown(tuple(pages([*whole(report, today)], [*groups(report)], room)), fresh)


# ------------------------------------------------------------------ blocks


def whole(report: WeekReport, today: Today) -> Iterator[Block]:
    """The whole desk: the answer rate first, then the day's work, then every other figure that there is."""
    goals = {each.figure: each for each in report.goals}
    first, *others = FIGURES
    yield _figure(first, report, goals.get(first.code))
    channels = ((_("visits"), Channel.VISIT), (_("calls"), Channel.PHONE), (_("e-mail"), Channel.EMAIL))
    said = " · ".join(f"{word} {number(today.channels.get(code, 0))}" for word, code in channels)
    yield Block(_("Contacts today"), number(sum(today.channels.values())), said)
    late = report.cases.overdue
    about = n_("! {n} overdue", "! {n} overdue", late) if late else _("✓ none overdue")
    yield Block(_("Open cases"), number(report.cases.open), about, "bold $error" if late else "$success")
    for each in others:
        if each.actual(report) is not None:
            yield _figure(each, report, goals.get(each.code))


def _figure(figure: Figure, report: WeekReport, goal: GoalRow | None) -> Block:
    actual = figure.actual(report)
    before = report.trend[-1].figures.get(figure.code) if report.trend else None
    words = [_goal(figure, goal)] if goal else []
    if before is not None:
        words.append(_("last week {figure}", figure=_said(figure, before)))
    met = goal.met if goal else None
    style = "" if met is None else "$success" if met else "bold $error"
    plain = percent(actual, 0) if figure.form == "rate" else ""
    said = _said(figure, actual, decimals_of(figure, goal))
    return Block(figure.label, said, "  ".join(words), style, plain if met is not False else "")


def _goal(figure: Figure, goal: GoalRow) -> str:
    wanted = percent(goal.goal, 0) if figure.form == "rate" else number(goal.goal, 1)
    sign = "" if goal.met is None else "✓ " if goal.met else "✗ "
    return sign + _("goal {goal}", goal=wanted)


def _said(figure: Figure, value: float | None, decimals: int = 1) -> str:
    return percent(value, decimals) if figure.form == "rate" else number(value, decimals)


def groups(report: WeekReport) -> Iterator[Block]:
    """The answer rate of every answer group that has had calls this week."""
    goal = next((each for each in report.goals if each.figure == FIGURES[0].code), None)
    for part in report.groups:
        if part.calls.offered:
            yield _group(part, goal)


def _group(part: Part, goal: GoalRow | None) -> Block:
    rate = part.calls.answer_rate
    met = None if goal is None or rate is None else rate >= goal.goal
    sign = "" if met is None else "✓ " if met else "✗ "
    about = sign + _("calls {n}", n=number(part.calls.offered)) + "  " + _("open {n}", n=number(part.cases.open))
    style = "" if met is None else "$success" if met else "bold $error"
    return Block(part.title or part.name, percent(rate), about, style, percent(rate, 0))


# ------------------------------------------------------------------ pages


def pages(first: Sequence[Block], then: Sequence[Block], room: Room) -> Iterator[Content]:
    """The blocks side by side and below each other, as many as a page holds; ``then`` begins a page of its own."""
    across = max(1, (room.width + BETWEEN) // (WIDE + BETWEEN))
    down = max(1, room.height // TALL)
    for some in (first, then):
        for begin in range(0, len(some), across * down):
            yield _page(some[begin : begin + across * down], across, down, room)


def _page(blocks: Sequence[Block], across: int, down: int, room: Room) -> Content:
    across = min(across, -(-len(blocks) // down)) if len(blocks) <= down else across
    width = (room.width - BETWEEN * (across - 1)) // across
    rows = [blocks[begin : begin + across] for begin in range(0, len(blocks), across)]
    gap = max(0, (room.height - len(rows) * TALL) // max(1, len(rows)))
    lines: list[Content] = []
    for row in rows:
        drawn = [_block(each, width, room.ascii) for each in row]
        lines += [Content(" " * BETWEEN).join(list(parts)) for parts in zip(*drawn, strict=True)]
        lines += [Content("")] * min(gap, 2)
    return Content("\n").join(lines)


def _block(block: Block, width: int, ascii_only: bool) -> list[Content]:
    """Its lines, each in exactly ``width`` cells."""
    drawn = big_number(block.text, width, ascii_only=ascii_only)
    if not drawn and block.plain:
        drawn = big_number(block.plain, width, ascii_only=ascii_only)
    if not drawn:
        drawn = ("", "", block.text, "", "")
    number_lines = [Content.styled(fit(each, width), block.style or "bold") for each in drawn]
    return [
        Content.styled(fit(block.name, width), "bold"),
        *number_lines,
        Content.styled(_whole_words(block.about, width), block.style),
    ]


def _whole_words(text: str, width: int) -> str:
    """What fits of words that are two spaces apart, the first at least."""
    words = text.split("  ")
    while len(words) > 1 and cell_len("  ".join(words)) > width:
        words.pop()
    return fit("  ".join(words), width)
