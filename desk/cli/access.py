"""``desk access list``, ``trail list`` and ``trail head``: for whoever watches over the desk."""

from __future__ import annotations

import argparse

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents import access as documents
from desk.services import access
from desk.words import _

MOST = 10_000


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``access list`` takes."""
    parser.add_argument("--reference", metavar=_("REF"), help=_("Lists only what was opened of this case."))
    _add_page(parser)


def list_access(session: Session) -> int:
    """Print a page of the access log."""
    args, zone, out = session.args, session.settings.zone, session.out
    page = access.page(
        session.seat,
        by=args.by,
        reference=args.reference,
        first=session.day("--from", args.first),
        last=session.day("--to", args.last),
        limit=args.limit,
        after=args.after,
    )
    if out.form == "csv":
        out.raw(documents.access_csv(page.rows, zone))
    else:
        out.answer(
            documents.access_document(page.rows, page.next, zone), documents.access_lines(page.rows, zone, width())
        )
    _say_more(session, page.next)
    return 0


def add_trail(parser: argparse.ArgumentParser) -> None:
    """What ``trail list`` takes."""
    _add_page(parser)


def list_trail(session: Session) -> int:
    """Print a page of what was done to the desk itself."""
    args, zone, out = session.args, session.settings.zone, session.out
    page = access.desk_page(
        session.seat,
        by=args.by,
        first=session.day("--from", args.first),
        last=session.day("--to", args.last),
        limit=args.limit,
        after=args.after,
    )
    if out.form == "csv":
        out.raw(documents.desk_csv(page.rows, zone))
    else:
        out.answer(documents.desk_document(page.rows, page.next, zone), documents.desk_lines(page.rows, zone, width()))
    _say_more(session, page.next)
    return 0


def add_head(parser: argparse.ArgumentParser) -> None:
    """What ``trail head`` takes."""
    add_output(parser)


def print_head(session: Session) -> int:
    """Print how far the trail has come."""
    head = access.head(session.seat)
    session.out.answer({"head": head}, [head])
    return 0


def _add_page(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar=_("LOGIN"), help=_("Lists only what this person did."))
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("Lists nothing before this day."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"), help=_("Lists nothing after this day."))
    parser.add_argument(
        "--limit",
        metavar="N",
        type=number("--limit", 1, MOST),
        default=access.PAGE,
        help=_("Lists at most so many entries; {default} where it is left out.", default=access.PAGE),
    )
    parser.add_argument(
        "--after", metavar=_("CURSOR"), help=_("Goes on after an earlier page: the value of its `next`, unchanged.")
    )
    add_output(parser, ("text", "json", "csv"))


def _say_more(session: Session, following: str | None) -> None:
    if following is not None and session.out.form != "json":
        session.out.say(_("There is more: go on with --after {cursor}.", cursor=following))
