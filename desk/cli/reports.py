"""``desk report week`` and the follow-ups of longer spans: month, tertial, half-year, January to August, year."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.parser import one_of
from desk.cli.session import Session
from desk.documents import week as document
from desk.documents.period_file import office
from desk.rules.calendar import Week
from desk.rules.period import sort_of
from desk.rules.refusals import refuse
from desk.rules.report import Level, WeekReport
from desk.rules.spans import Span, SpanSort, january_to_august, parse_span, week_span
from desk.services import reports
from desk.words import N_, _

LEVELS = tuple(str(each) for each in Level)


@dataclass(frozen=True)
class _Asked:
    """How a command asks for its span: the argument's name and help, untranslated, and what reads it."""

    name: str
    help: str
    read: Callable[[Session, str | None], Span]


# ------------------------------------------------------------------ arguments


def _add(parser: argparse.ArgumentParser, asked: _Asked, *, cumulative: bool = True) -> None:
    parser.add_argument("span", metavar=_(asked.name), nargs="?", help=_(asked.help))
    if cumulative:
        parser.add_argument(
            "--cumulative", action="store_true", help=_("Counts from the year's first day to the span's last.")
        )
    parser.add_argument(
        "--level",
        metavar="{" + ",".join(LEVELS) + "}",
        type=one_of("--level", LEVELS),
        default=str(Level.ALL),
        help=_("Follows the whole desk, its answer groups or its individuals."),
    )
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        help=_("Writes it into a new file, whose ending says how: {allowed}.", allowed=", ".join(document.ENDINGS)),
    )
    parser.add_argument(
        "--fail-on-deviation", action="store_true", help=_("Ends with 1 where a figure falls short of its goal.")
    )
    add_output(parser, ("text", "json", "csv"))


def add_week(parser: argparse.ArgumentParser) -> None:
    """What ``report week`` takes."""
    _add(parser, _WEEK)


def add_month(parser: argparse.ArgumentParser) -> None:
    """What ``report month`` takes."""
    _add(parser, _MONTH)


def add_tertial(parser: argparse.ArgumentParser) -> None:
    """What ``report tertial`` takes."""
    _add(parser, _TERTIAL)


def add_half(parser: argparse.ArgumentParser) -> None:
    """What ``report half`` takes."""
    _add(parser, _HALF)


def add_interim(parser: argparse.ArgumentParser) -> None:
    """What ``report interim`` takes."""
    _add(parser, _INTERIM, cumulative=False)


def add_year(parser: argparse.ArgumentParser) -> None:
    """What ``report year`` takes."""
    _add(parser, _YEAR)


# ------------------------------------------------------------------ which span


def _reader(sort: SpanSort) -> Callable[[Session, str | None], Span]:
    def read(session: Session, text: str | None) -> Span:
        if text is None:
            return reports.last_whole(session.seat, sort, session.given_now)
        span = parse_span(text)
        if span.sort is not sort:
            refuse("span_other_sort", "span", command=f"desk report {span.sort}")
        return span

    return read


def _read_week(session: Session, text: str | None) -> Span:
    if text is None:
        return reports.last_whole(session.seat, SpanSort.WEEK, session.given_now)
    return parse_span(text) if text.lower().endswith("-ytd") else week_span(Week.parse(text))


def _read_interim(session: Session, text: str | None) -> Span:
    """January to August: of the year named, or the last that has ended."""
    if text is None:
        ended = reports.last_whole(session.seat, SpanSort.MONTH, session.given_now).last
        return january_to_august(ended.year if ended.month >= 8 else ended.year - 1)
    span = parse_span(text)
    if span.sort is not SpanSort.YEAR or span.is_cumulative:
        refuse("year_unknown", "span")
    return january_to_august(span.first.year)


_WEEK = _Asked(N_("WEEK"), N_("The week, such as 2026-W47; the last whole one if left out."), _read_week)
_MONTH = _Asked(N_("MONTH"), N_("The month, such as 2026-11; the last whole one if left out."), _reader(SpanSort.MONTH))
_TERTIAL = _Asked(
    N_("TERTIAL"), N_("The tertial, such as 2026-T3; the last whole one if left out."), _reader(SpanSort.TERTIAL)
)
_HALF = _Asked(
    N_("HALF"), N_("The half-year, such as 2026-H1; the last whole one if left out."), _reader(SpanSort.HALF)
)
_INTERIM = _Asked(N_("YEAR"), N_("The year, such as 2026; the last whose August has ended if left out."), _read_interim)
_YEAR = _Asked(N_("YEAR"), N_("The year, such as 2026; the last whole one if left out."), _reader(SpanSort.YEAR))


# ------------------------------------------------------------------ what is done


def week(session: Session) -> int:
    """Print the week's follow-up, or write it into a file."""
    return _follow(session, _WEEK)


def month(session: Session) -> int:
    """The same of a month."""
    return _follow(session, _MONTH)


def tertial(session: Session) -> int:
    """The same of a tertial."""
    return _follow(session, _TERTIAL)


def half(session: Session) -> int:
    """The same of a half-year."""
    return _follow(session, _HALF)


def interim(session: Session) -> int:
    """The same of January to August (*delårsrapport*)."""
    return _follow(session, _INTERIM)


def year(session: Session) -> int:
    """The same of a year."""
    return _follow(session, _YEAR)


def _follow(session: Session, asked: _Asked) -> int:
    args = session.args
    span = asked.read(session, args.span)
    if getattr(args, "cumulative", False):
        span = span.cumulative
    fresh = reports.Fresh()
    report = reports.span(session.seat, span, Level(args.level), session.given_now, fresh=fresh)
    _answer(session, span, report, fresh)
    reports.store_cache(session.seat, fresh)
    return 1 if args.fail_on_deviation and _falls_short(report) else 0


def _falls_short(report: WeekReport) -> bool:
    """A half-year or cumulative span has no deviations to explain of its own, but its figures can fall short."""
    return bool(report.deviations) or any(goal.met is False for goal in report.goals)


def _answer(session: Session, span: Span, report: WeekReport, fresh: reports.Fresh) -> None:
    topics = {code: topic.label for code, topic in session.seat.topics.items()}
    to = session.args.to
    if to is not None:
        individuals = report.agents if report.level is Level.AGENT else ()
        more = office(session.seat, sort_of(span), span, now=session.given_now, individuals=individuals, fresh=fresh)
        document.write(report, Path(to), topics, more)
        session.out.answer({"span": report.span, "file": to}, [_("{span} is in {file}.", span=report.span, file=to)])
    elif session.out.form == "json":
        session.out.document(report.to_json())
    elif session.out.form == "csv":
        session.out.raw(document.csv_text(report))
    else:
        for line in document.text(report, topics).splitlines():
            session.out.line(line)
