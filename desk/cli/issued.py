"""``desk report issue``, ``issued``, ``compare`` and ``analysis``: reports that are kept as they were issued."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desk.cli.options import FORMATS, add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import formats, period_file
from desk.documents.issued import (
    change_lines,
    comparison_document,
    comparison_lines,
    issued_document,
    issued_lines,
    issued_title,
)
from desk.documents.paper_text import paper_text
from desk.documents.period_paper import period_paper
from desk.rules.period import ANALYSIS_LENGTH, ReportSort, last_span, span_for
from desk.rules.refusals import Problem, Refused
from desk.rules.spans import Span
from desk.services import issuing, people, report_texts, reports
from desk.words import _, speaking

SORTS = tuple(str(each) for each in ReportSort)
MOST = 2**31
NOW = "now"


def add_sort(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Which report: its sort."""
    text = _("Which report: {allowed}.", allowed=", ".join(SORTS))
    read = one_of("sort", SORTS)
    if optional:
        parser.add_argument("sort", metavar=_("SORT"), type=read, nargs="?", help=text)
    else:
        parser.add_argument("sort", metavar=_("SORT"), type=read, help=text)


def add_department(parser: argparse.ArgumentParser) -> None:
    """For which department."""
    parser.add_argument("--department", metavar=_("DEPARTMENT"), help=_("The report of one department alone."))


def _add_span(parser: argparse.ArgumentParser) -> None:
    text = _("The span, such as 2026-T3; the last whole one of the report's sort if left out.")
    parser.add_argument("span", metavar=_("SPAN"), nargs="?", help=text)


def _span(session: Session, sort: ReportSort) -> Span:
    text: str | None = session.args.span
    return last_span(sort, session.today) if text is None else span_for(sort, text)


# ------------------------------------------------------------------ issue


def add_issue(parser: argparse.ArgumentParser) -> None:
    """What ``report issue`` takes."""
    add_sort(parser)
    _add_span(parser)
    add_department(parser)
    _add_to(parser)
    add_output(parser)


def _add_to(parser: argparse.ArgumentParser) -> None:
    endings = ", ".join(period_file.FORMATS)
    text = _("Writes it into a new file, whose ending says how: {allowed}.", allowed=endings)
    parser.add_argument("--to", metavar=_("FILE"), help=text)


def issue(session: Session) -> int:
    """Issue a report: it is kept as it is now, for good."""
    args, zone = session.args, session.settings.zone
    sort = ReportSort(args.sort)
    fresh = reports.Fresh()
    kept = issuing.issue(
        session.seat, sort, _span(session, sort), args.department or "", session.given_now, fresh=fresh
    )
    lines = [_("Issued: {report}. Its id is {id}.", report=issued_title(kept.line), id=kept.line.id)]
    if kept.report.issue is not None and kept.report.issue.before is not None:
        lines += change_lines(kept.report.issue.changes, width())
    if args.to is not None:
        _write(kept, args.to)
        lines.append(_("It is in {file}.", file=args.to))
    reports.store_cache(session.seat, fresh)
    session.out.answer({**issued_document(kept.line, zone), "file": args.to}, lines)
    return 0


def _write(kept: issuing.Kept, to: str) -> None:
    """In the language in which it was issued, whatever is spoken now."""
    with speaking(kept.line.language):
        formats.write(period_file.forms(kept.report), Path(to))


# ------------------------------------------------------------------ what was issued


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``report issued list`` takes."""
    add_sort(parser, optional=True)
    parser.add_argument("--span", metavar=_("SPAN"), help=_("Those of one span alone."))
    add_department(parser)
    add_output(parser, FORMATS)


def list_issued(session: Session) -> int:
    """List issued reports."""
    args, zone = session.args, session.settings.zone
    sort = None if args.sort is None else ReportSort(args.sort)
    found = issuing.everyone(session.seat, sort, args.span, args.department)
    names = {each.login: each.name for each in people.everybody(session.seat)}
    document = {"issued": [issued_document(each, zone) for each in found]}
    session.out.answer(document, issued_lines(found, zone, names, width()))
    return 0


def _add_number(parser: argparse.ArgumentParser) -> None:
    text = _("The id of an issued report, as `desk report issued list` gives it.")
    parser.add_argument("number", metavar=_("ID"), type=number("number", 1, MOST), help=text)


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``report issued show`` takes."""
    _add_number(parser)
    _add_to(parser)
    add_output(parser, ("text", "json", "csv"))


def show(session: Session) -> int:
    """Print an issued report as it was issued, or write it into a file."""
    args, out = session.args, session.out
    kept = issuing.kept(session.seat, args.number)
    if args.to is not None:
        _write(kept, args.to)
        document = {**issued_document(kept.line, session.settings.zone), "file": args.to}
        out.answer(document, [_("{span} is in {file}.", span=issued_title(kept.line), file=args.to)])
    elif out.form == "json":
        line = issued_document(kept.line, session.settings.zone)
        out.document({**line, "document": period_file.document(kept.report)})
    elif out.form == "csv":
        out.raw(period_file.csv_text(kept.report))
    else:
        with speaking(kept.line.language):
            lines = paper_text(period_paper(kept.report)).splitlines()
        for each in lines:
            out.line(each)
    return 0


def add_compare(parser: argparse.ArgumentParser) -> None:
    """What ``report compare`` takes."""
    _add_number(parser)
    text = _("The id of another issue of the same report, or `now` for the figures now, which is the default.")
    parser.add_argument("other", metavar=_("ID|now"), nargs="?", default=NOW, help=text)
    add_output(parser)


def compare(session: Session) -> int:
    """Print what differs between an issued report and another, or the figures now."""
    args = session.args
    other = None if args.other == NOW else number("other", 1, MOST)(args.other)
    comparison = issuing.compare(session.seat, args.number, other, session.given_now)
    session.out.answer(comparison_document(comparison, session.settings.zone), comparison_lines(comparison, width()))
    return 1 if comparison.changes else 0


# ------------------------------------------------------------------ analysis


def add_analysis(parser: argparse.ArgumentParser) -> None:
    """What ``report analysis`` takes."""
    add_sort(parser)
    _add_span(parser)
    add_department(parser)
    parser.add_argument("--file", metavar=_("FILE"), help=_("Reads the text from a file; `-` is standard input."))
    text = _("Refuses where the text has another version by now: that somebody else wrote is not written over.")
    parser.add_argument("--version-seen", metavar="N", type=number("--version-seen", 0, MOST), help=text)
    add_output(parser)


def analysis(session: Session) -> int:
    """Print the analysis of a report, or write it."""
    args = session.args
    sort = ReportSort(args.sort)
    span, department = _span(session, sort), args.department or ""
    if args.file is not None:
        text = _text(args.file)
        report_texts.write_analysis(session.seat, sort, span, text, department, args.version_seen, session.given_now)
    found = report_texts.analysis(session.seat, sort, span, department)
    document = {
        "report": str(sort),
        "span": span.code,
        "department": department or None,
        "text": found.text if found else None,
        "version": found.version if found else 0,
        "written_by": found.written_by if found else None,
    }
    lines = found.text.splitlines() if found and found.text else [_("No analysis has been written.")]
    session.out.answer(document, lines)
    return 0


def _text(name: str) -> str:
    """What is in the file; more than an analysis may be is cut by the refusal that follows, not by reading it all."""
    most = 4 * ANALYSIS_LENGTH + 4
    try:
        if name == "-":
            return sys.stdin.read(most)
        with Path(name).open(encoding="utf-8") as file:
            return file.read(most)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refused(Problem("file_missing", "--file", {"file": name})) from error
