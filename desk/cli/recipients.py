"""``desk recipients …``: to whom reports go."""

from __future__ import annotations

import argparse

from desk.cli.issued import MOST, add_department, add_sort
from desk.cli.options import FORMATS, add_output
from desk.cli.output import width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents.issued import recipient_document, recipient_lines
from desk.rules.period import ReportSort
from desk.services import report_texts
from desk.words import _


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``recipients list`` takes."""
    add_sort(parser, optional=True)
    add_department(parser)
    add_output(parser, FORMATS)


def list_recipients(session: Session) -> int:
    """Print to whom reports go."""
    args = session.args
    sort = None if args.sort is None else ReportSort(args.sort)
    found = report_texts.recipients(session.seat, sort, args.department)
    document = {"recipients": [recipient_document(each) for each in found]}
    session.out.answer(document, recipient_lines(found, width()))
    return 0


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``recipients add`` takes."""
    add_sort(parser)
    parser.add_argument("name", metavar=_("NAME"), help=_("A name or a function."))
    parser.add_argument("--title", metavar=_("TITLE"), default="", help=_("The recipient's title."))
    parser.add_argument("--email", metavar=_("ADDRESS"), help=_("The recipient's e-mail address. Desk sends nothing."))
    add_department(parser)
    add_output(parser)


def add(session: Session) -> int:
    """Add a recipient."""
    args = session.args
    added = report_texts.add_recipient(
        session.seat,
        ReportSort(args.sort),
        args.name,
        args.title,
        args.email,
        args.department or "",
        session.given_now,
    )
    text = _("Added {name}, to whom this goes: {report}.", name=added.name, report=ReportSort(added.sort).label)
    session.out.answer(recipient_document(added), [text])
    return 0


def add_remove(parser: argparse.ArgumentParser) -> None:
    """What ``recipients remove`` takes."""
    text = _("The recipient's id, as `desk recipients list` gives it.")
    parser.add_argument("number", metavar=_("ID"), type=number("number", 1, MOST), help=text)
    add_output(parser)


def remove(session: Session) -> int:
    """Take a recipient away."""
    gone = report_texts.remove_recipient(session.seat, session.args.number, session.given_now)
    session.out.answer(recipient_document(gone), [_("{name} is no longer a recipient.", name=gone.name)])
    return 0
