"""``desk report dialogue``: a department's own figures for its dialogue."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents import dialogue_report as document
from desk.documents.dialogue_office import office
from desk.rules.spans import parse_span
from desk.services import dialogue_report, people, reports
from desk.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``report dialogue`` takes."""
    parser.add_argument("department", metavar=_("DEPARTMENT"), help=_("The department that is met."))
    parser.add_argument(
        "span",
        metavar=_("SPAN"),
        nargs="?",
        help=_("The month, such as 2026-11, or a longer span; the last whole month if left out."),
    )
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        help=_("Writes it into a new file, whose ending says how: {allowed}.", allowed=", ".join(document.ENDINGS)),
    )
    add_output(parser, ("text", "json", "csv"))


def run(session: Session) -> int:
    """Print the report, or write it into a file."""
    args, out, seat = session.args, session.out, session.seat
    span = None if args.span is None else parse_span(args.span)
    fresh = dialogue_report.Fresh()
    report = dialogue_report.report(seat, args.department, span, session.given_now, fresh=fresh)
    topics = {code: topic.label for code, topic in seat.topics.items()}
    names = {each.login: each.name for each in people.everybody(seat)}
    if args.to is not None:
        settings = session.settings
        more = office(report, settings.municipality, session.now, settings.zone, topics, names)
        document.write(report, Path(args.to), topics, names, more)
        said = _("{span} is in {file}.", span=report.span, file=args.to)
        out.answer({"department": report.department, "span": report.span, "file": args.to}, [said])
    elif out.form == "json":
        out.document(document.document(report))
    elif out.form == "csv":
        out.raw(document.csv_text(report))
    else:
        for line in document.text(report, topics, names).splitlines():
            out.line(line)
    reports.store_cache(seat, fresh)
    return 0
