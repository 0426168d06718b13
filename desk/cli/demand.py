"""``desk report demand`` and ``desk report feedback``: failure demand, and citizens' views by department."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents import demand as demand_document
from desk.documents import feedback as feedback_document
from desk.documents.formats import Made
from desk.documents.period_file import office
from desk.rules.period import ReportSort
from desk.rules.spans import parse_span
from desk.services import board, feedback_report
from desk.services import demand as demand_service
from desk.words import _


def add_demand(parser: argparse.ArgumentParser) -> None:
    """What ``report demand`` takes."""
    parser.add_argument(
        "span",
        metavar=_("SPAN"),
        nargs="?",
        help=_("The span: 2026-W47, 2026-11, 2026-T3, 2026-H1 or 2026; the last whole week if left out."),
    )
    _add_more(parser, demand_document.ENDINGS)


def demand(session: Session) -> int:
    """Print failure demand over a span, or write it into a file."""
    args, out = session.args, session.out
    span = None if args.span is None else parse_span(args.span)
    report = demand_service.report(session.seat, span, args.department, session.given_now)
    topics = _topics(session)
    if args.to is not None:
        demand_document.write(report, Path(args.to), topics, _office(session, ReportSort.DEMAND, report.span))
        _say_where(session, report.span)
    elif out.form == "json":
        out.document(demand_document.document(report))
    elif out.form == "csv":
        out.raw(demand_document.csv_text(report))
    else:
        for line in demand_document.text(report, topics).splitlines():
            out.line(line)
    return 0


def add_feedback(parser: argparse.ArgumentParser) -> None:
    """What ``report feedback`` takes."""
    parser.add_argument(
        "span",
        metavar=_("SPAN"),
        nargs="?",
        help=_("The span, such as 2026-T3; the last whole tertial if left out."),
    )
    _add_more(parser, feedback_document.ENDINGS)


def feedback(session: Session) -> int:
    """Print the feedback of a span by department, or write it into a file."""
    args, out = session.args, session.out
    span = None if args.span is None else parse_span(args.span)
    report = feedback_report.report(session.seat, span, args.department, session.given_now)
    topics = _topics(session)
    if args.to is not None:
        feedback_document.write(report, Path(args.to), topics, _office(session, ReportSort.FEEDBACK, report.span))
        _say_where(session, report.span)
    elif out.form == "json":
        out.document(feedback_document.document(report))
    elif out.form == "csv":
        out.raw(feedback_document.csv_text(report))
    else:
        for line in feedback_document.text(report, topics).splitlines():
            out.line(line)
    return 0


def _add_more(parser: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    parser.add_argument("--department", metavar=_("DEPARTMENT"), help=_("Looks at one department alone."))
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        help=_("Writes it into a new file, whose ending says how: {allowed}.", allowed=", ".join(formats)),
    )
    add_output(parser, ("text", "json", "csv"))


def _office(session: Session, sort: ReportSort, span: str) -> Mapping[str, Made]:
    department = session.args.department or ""
    return office(session.seat, sort, parse_span(span), department, session.given_now)


def _say_where(session: Session, span: str) -> None:
    file = session.args.to
    session.out.answer({"span": span, "file": file}, [_("{span} is in {file}.", span=span, file=file)])


def _topics(session: Session) -> dict[str, str]:
    return board.topic_labels(session.seat)
