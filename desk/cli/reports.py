"""``desk report week``: the weekly follow-up."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.parser import one_of
from desk.cli.session import Session
from desk.documents import week as document
from desk.rules.calendar import Week
from desk.rules.report import Level
from desk.services import reports
from desk.words import _

LEVELS = tuple(str(each) for each in Level)


def add_week(parser: argparse.ArgumentParser) -> None:
    """What ``report week`` takes."""
    parser.add_argument(
        "week", metavar=_("WEEK"), nargs="?", help=_("The week, such as 2026-W47; the last whole one if left out.")
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
        help=_("Writes it into a new file, whose ending says how: {allowed}.", allowed=", ".join(document.FORMATS)),
    )
    parser.add_argument(
        "--fail-on-deviation", action="store_true", help=_("Ends with 1 where a figure falls short of its goal.")
    )
    add_output(parser, ("text", "json", "csv"))


def week(session: Session) -> int:
    """Print the week's follow-up, or write it into a file."""
    args = session.args
    wanted = None if args.week is None else Week.parse(args.week)
    fresh = reports.Fresh()
    report = reports.week(session.seat, wanted, Level(args.level), session.given_now, fresh=fresh)
    topics = {code: topic.label for code, topic in session.seat.topics.items()}
    if args.to is not None:
        document.write(report, Path(args.to), topics)
        session.out.answer(
            {"span": report.span, "file": args.to},
            [_("{span} is in {file}.", span=report.span, file=args.to)],
        )
    elif session.out.form == "json":
        session.out.document(report.to_json())
    elif session.out.form == "csv":
        session.out.raw(document.csv_text(report))
    else:
        for line in document.text(report, topics).splitlines():
            session.out.line(line)
    reports.store_cache(session.seat, fresh)
    return 1 if args.fail_on_deviation and report.deviations else 0
