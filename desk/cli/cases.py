"""``desk show``, ``list`` and ``search``: cases as they are remembered."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents.case_text import case_lines, page_lines
from desk.documents.cases import case_document, page_csv, page_document
from desk.rules.kinds import built_in, kind
from desk.rules.refusals import refuse
from desk.services import lists, reading, searching
from desk.services.reading import Opened
from desk.storage.lists import Listed, Which
from desk.words import _

MOST = 10_000
"""Rows in one answer; the next page goes on from there."""


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``show`` takes."""
    add_reference(parser)
    parser.add_argument(
        "--reveal",
        action="store_true",
        help=_("Shows what is masked, too. The opening is written into the access log."),
    )
    parser.add_argument(
        "--why", metavar=_("TEXT"), default="", help=_("Why it is opened; a protected identity needs a reason.")
    )
    add_output(parser)


def show(session: Session) -> int:
    """Print one case."""
    args = session.args
    if args.why and not args.reveal:
        refuse("why_without_reveal", "--why")
    if args.reveal:
        opened = reading.reveal(session.seat, args.reference, args.why, session.given_now)
    else:
        opened = reading.open_case(session.seat, args.reference)
    print_case(session, opened)
    return 0


def print_case(session: Session, opened: Opened) -> None:
    """Answer with a case."""
    zone, now = session.settings.zone, session.now
    lines = case_lines(opened, session.seat.topics, zone, now)
    session.out.answer(case_document(opened, zone, now), lines)


def add_reference(parser: argparse.ArgumentParser) -> None:
    """The reference that a command is about."""
    parser.add_argument("reference", metavar=_("REF"), help=_("The case's reference, such as 26-000123."))


# ------------------------------------------------------------------ many


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``list`` takes."""
    parser.add_argument("--mine", action="store_true", help=_("Lists only cases that you handle."))
    parser.add_argument("--open", action="store_true", help=_("Lists only open cases, by deadline."))
    parser.add_argument(
        "--overdue", action="store_true", help=_("Lists only open cases whose deadline has passed, by deadline.")
    )
    parser.add_argument(
        "--kind", metavar=_("KIND"), help=_("Lists only one kind: {allowed}.", allowed=", ".join(built_in()))
    )
    _add_page(parser)


def add_search(parser: argparse.ArgumentParser) -> None:
    """What ``search`` takes."""
    parser.add_argument(
        "words",
        metavar=_("WORDS"),
        nargs="+",
        help=_("A reference, a name, a number, any words; kind:bus_card and the like narrow the search."),
    )
    _add_page(parser)


def _add_page(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit",
        metavar="N",
        type=number("--limit", 1, MOST),
        default=lists.PAGE,
        help=_("Lists at most so many cases; {default} where it is left out.", default=lists.PAGE),
    )
    parser.add_argument(
        "--after", metavar=_("CURSOR"), help=_("Goes on after an earlier page: the value of its `next`, unchanged.")
    )
    add_output(parser, ("text", "json", "csv"))


def list_cases(session: Session) -> int:
    """Print a page of a list: newest first, open ones by deadline."""
    args, seat = session.args, session.seat  # the seat first: with it come the municipality's own kinds
    if args.kind is not None:
        kind(args.kind)
    which = Which(
        open=args.open,
        overdue_at=int(session.now.timestamp()) if args.overdue else None,
        agent=seat.who.login if args.mine else None,
        kind=args.kind,
    )
    page = lists.page(seat, which, args.limit, args.after)
    _print_page(session, page.rows, page.next)
    return 0


def search(session: Session) -> int:
    """Print what a search finds: as it was spelt, then what its words find without dots and accents."""
    args = session.args
    found = searching.find(session.seat, " ".join(args.words), args.limit, args.after)
    _print_page(session, (*found.rows, *found.folded)[: args.limit], found.next)
    return 0


def _print_page(session: Session, rows: Sequence[Listed], following: str | None) -> None:
    zone, now, out = session.settings.zone, session.now, session.out
    if out.form == "csv":
        out.raw(page_csv(rows, zone, now))
    else:
        lines = page_lines(rows, session.seat.topics, zone, now, width())
        out.answer(page_document(rows, following, zone, now), lines)
    if following is not None and out.form != "json":
        out.say(_("There is more: go on with --after {cursor}.", cursor=following))
