"""``desk report demand`` and ``desk report feedback``: failure demand, and citizens' views by department."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

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


class Papers(Protocol):
    """A module of :mod:`desk.documents` that knows every form of one report."""

    def write(self, report: Any, file: Path, topics: Mapping[str, str], office: Mapping[str, Made], /) -> object: ...

    def document(self, report: Any, /) -> dict[str, Any]: ...

    def csv_text(self, report: Any, /) -> str: ...

    def text(self, report: Any, topics: Mapping[str, str], /) -> str: ...


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
    args = session.args
    span = None if args.span is None else parse_span(args.span)
    report = demand_service.report(session.seat, span, args.department, session.given_now)
    return _give(session, demand_document, report, report.span, ReportSort.DEMAND)


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
    args = session.args
    span = None if args.span is None else parse_span(args.span)
    report = feedback_report.report(session.seat, span, args.department, session.given_now)
    return _give(session, feedback_document, report, report.span, ReportSort.FEEDBACK)


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


def _give(session: Session, made_by: Papers, report: Any, span: str, sort: ReportSort) -> int:
    """Print a report in the form that was asked for, or write it into a file."""
    args, out = session.args, session.out
    topics = board.topic_labels(session.seat)
    if args.to is not None:
        made_by.write(report, Path(args.to), topics, _office(session, sort, span))
        out.answer({"span": span, "file": args.to}, [_("{span} is in {file}.", span=span, file=args.to)])
    elif out.form == "json":
        out.document(made_by.document(report))
    elif out.form == "csv":
        out.raw(made_by.csv_text(report))
    else:
        for line in made_by.text(report, topics).splitlines():
            out.line(line)
    return 0
