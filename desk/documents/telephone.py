"""Telephone figures by the hour, and people needed: JSON values, CSV, and lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.rules.call_hours import HourCell, HourFigures, TelephoneReport
from desk.rules.erlang import Need, Outcome
from desk.rules.heat import FEW_CALLS, RATES, HeatFigure, in_words, is_warned, shown
from desk.rules.report import Level
from desk.words import _, duration, n_, number, percent, weekday

COLUMNS = (
    "weekday", "hour", "times", "offered", "answered", "abandoned", "answer_rate", "service_level", "wait_median_s",
    "wait_p90_s", "wait_longest_s", "talks", "talk_mean_s", "cases", "phone_cases", "calls_per_case", "calls_an_hour",
    "needed_agents", "needed_people", "planned",
)  # fmt: skip

# ------------------------------------------------------------------ for programs


def document(report: TelephoneReport) -> dict[str, Any]:
    """The report as JSON values; weekday 1 is Monday, and ``needed`` is ``null`` where nothing can be reckoned."""
    return {
        "span": report.span,
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "level": str(report.level),
        "name": report.name or None,
        "days_with_calls": report.days,
        "typed": [{"group": group, "week": week} for group, week in report.typed],
        "total": _figures(report.total),
        "goals": dict(report.goals),
        "aim": {"level": report.aim_level, "within_s": report.basis.t_answer_s},
        "after_s": report.after_s,
        "shrinkage": report.shrinkage,
        "hours": [_cell(cell) for cell in report.cells.values()],
    }


def _figures(of: HourFigures) -> dict[str, Any]:
    calls = of.calls
    return {
        "offered": calls.offered,
        "answered": calls.answered,
        "abandoned": calls.abandoned,
        "answer_rate": calls.answer_rate,
        "service_level": calls.service_level,
        "abandon_rate": calls.abandon_rate,
        "wait": asdict(of.waits),
        "talk": asdict(of.talk),
        "cases": of.cases,
        "phone_cases": of.phone_cases,
        "calls_per_case": of.calls_per_case,
    }


def _cell(cell: HourCell) -> dict[str, Any]:
    needed = None if cell.need is None else {"agents": cell.need.agents, "people": cell.need.people}
    return {
        "weekday": cell.weekday + 1,
        "hour": cell.hour,
        "times": cell.times,
        "calls_an_hour": cell.calls_an_hour,
        **_figures(cell),
        "needed": needed,
        "planned": cell.planned,
    }


def csv_of(report: TelephoneReport) -> str:
    """A row for every hour of the week that had calls or cases; weekday 1 is Monday."""
    return csv_text(COLUMNS, [_row(cell) for cell in report.cells.values()])


def _row(cell: HourCell) -> tuple[Any, ...]:
    calls, waits = cell.calls, cell.waits
    return (
        cell.weekday + 1, cell.hour, cell.times, calls.offered, calls.answered, calls.abandoned, calls.answer_rate,
        calls.service_level, waits.median_s, waits.p90_s, waits.longest_s, cell.talk.known, cell.talk.mean_s,
        cell.cases, cell.phone_cases, cell.calls_per_case, cell.calls_an_hour, cell.need and cell.need.agents,
        cell.need and cell.need.people, cell.planned,
    )  # fmt: skip


def need_document(need: Need) -> dict[str, Any]:
    """A reckoning as JSON values."""
    return {
        "calls": need.load.calls,
        "handling_s": need.load.handling_s,
        "erlangs": need.load.erlangs,
        "level": need.aim.level,
        "within_s": need.aim.within_s,
        "shrinkage": need.shrinkage,
        "agents": need.agents,
        "people": need.people,
        "outcome": asdict(need.outcome),
        "one_fewer": None if need.one_fewer is None else asdict(need.one_fewer),
    }


def need_csv(need: Need) -> str:
    """A reckoning as a row."""
    values = {**need_document(need), **asdict(need.outcome)}
    names = [name for name in values if name not in ("outcome", "one_fewer")]
    return csv_text(names, [[values[name] for name in names]])


# ------------------------------------------------------------------ for people


def text(report: TelephoneReport, figure: HeatFigure) -> Iterator[str]:
    """The report as lines: what it comes to, then ``figure`` by hour and weekday; ✗ marks what falls short."""
    name = report.title or _("The whole desk")
    yield f"{report.span} ({report.first} – {report.last}) · {name}"
    yield from totals(report.total)
    yield ""
    weekdays, hours = shown(report, figure)
    if not hours:
        yield _("No calls have been brought in for that time.")
        return
    yield figure.label
    header = ("", *map(weekday_word, weekdays))
    rows = [(f"{hour:02}–{hour + 1:02}", *(_shown(report, day, hour, figure) for day in weekdays)) for hour in hours]
    yield from columns(header, rows)
    yield ""
    yield from remarks(report, figure)


def weekday_word(number_of_day: int) -> str:
    """A day of the week in three letters; 0 is Monday."""
    return weekday(date(2024, 1, 1 + number_of_day))  # a Monday


def _shown(report: TelephoneReport, day: int, hour: int, figure: HeatFigure) -> str:
    cell = report.cells.get((day, hour))
    if cell is None:
        return ""
    return in_words(cell, figure) + (" ✗" if is_warned(cell, figure, report) else "")


def totals(total: HourFigures) -> Iterator[str]:
    """All hours together, in two or three lines."""
    calls, waits = total.calls, total.waits
    yield _("{offered} calls, {answered} answered: answer rate {rate}, service level {level}; {lost} gave up.",
            offered=number(calls.offered), answered=number(calls.answered), rate=percent(calls.answer_rate),
            level=percent(calls.service_level),
            lost=f"{number(calls.abandoned)} ({percent(calls.abandon_rate)})")  # fmt: skip
    yield _("Wait: median {median}, nine of ten within {p90}, longest {longest}; who gave up: median {gave_up}.",
            median=duration(waits.median_s), p90=duration(waits.p90_s), longest=duration(waits.longest_s),
            gave_up=duration(waits.gave_up_median_s))  # fmt: skip
    yield _("{cases} cases in the same hours, {phone} by telephone: {per_case} answered calls to one of these.",
            cases=number(total.cases), phone=number(total.phone_cases),
            per_case=number(total.calls_per_case, 1))  # fmt: skip


def remarks(report: TelephoneReport, figure: HeatFigure) -> Iterator[str]:
    """What the figures rest on, and what is not in them."""
    if figure is HeatFigure.NEED:
        yield from _need_remarks(report)
    elif (goal := report.goals.get(figure)) is not None:
        yield _("✗: short of {aim}. Hours with fewer than {n} calls have no sign.", aim=percent(goal, 0),
                n=FEW_CALLS)  # fmt: skip
    elif figure in RATES:
        yield _("No goal is set for it. Hours with fewer than {n} calls have no sign.", n=FEW_CALLS)
    if report.level is Level.AGENT:
        yield _("Calls that nobody answered are nobody's, so an individual's answer rate says nothing.")
    for group, week in report.typed:
        yield _("{group}, {week}: typed by hand, which has no hours; imported calls are shown.", group=group, week=week)


def _need_remarks(report: TelephoneReport) -> Iterator[str]:
    talk = report.total.talk
    if report.level is Level.AGENT:
        yield _("People are reckoned for groups and the whole desk.")
        return
    if talk.mean_s is None:
        yield _("No talk times are known, so nobody can reckon how many people the calls need.")
        return
    yield _("Needed/planned: for {aim} within {seconds} s, at {talk} talk and {after} after-work a call,"
            " {shrinkage} of the time for other things.", aim=percent(report.aim_level, 0),
            seconds=report.basis.t_answer_s, talk=f"{number(talk.mean_s)} s", after=f"{number(report.after_s)} s",
            shrinkage=percent(report.shrinkage, 0))  # fmt: skip
    yield _("Erlang C: nobody gives up in it, so where it is crowded it asks for rather too many.")
    if all(cell.planned is None for cell in report.cells.values()):
        yield _("No staffing is written for these days.")


def need_text(need: Need) -> Iterator[str]:
    """A reckoning as lines."""
    yield n_("{n} person at the telephone, {people} at work.", "{n} people at the telephone, {people} at work.",
             need.agents, people=number(need.people))  # fmt: skip
    yield _("{calls} calls an hour of {handling} are {erlangs} erlangs; {shrinkage} of the time goes to other things.",
            calls=_plain(need.load.calls), handling=f"{number(need.load.handling_s)} s",
            erlangs=number(need.load.erlangs, 2), shrinkage=percent(need.shrinkage, 0))  # fmt: skip
    yield _met(_("With so many"), need.outcome, need)
    if need.one_fewer is not None:
        yield _met(_("With one fewer"), need.one_fewer, need)
    yield _("Erlang C: nobody gives up in it, so where it is crowded it asks for rather too many.")


def _met(start: str, outcome: Outcome, need: Need) -> str:
    if outcome.answer_s is None:
        return _("{start}: the queue only grows.", start=start)
    return _("{start}: {level} within {seconds} s, mean wait {wait}, {busy} of the time in calls.", start=start,
             level=percent(outcome.service_level), seconds=need.aim.within_s, wait=duration(outcome.answer_s),
             busy=percent(outcome.occupancy, 0))  # fmt: skip


def _plain(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)
