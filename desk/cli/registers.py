"""``desk permits …`` and ``desk cards …``: who has what, what expires, what is blocked."""

from __future__ import annotations

import argparse

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import registers as documents
from desk.rules.calendar import local_day
from desk.rules.refusals import NotFound, Problem
from desk.rules.registers import OF_CASES, VIEWS, Sort, View
from desk.services import lists, registers
from desk.words import _

FORMATS = ("text", "json", "csv")
MOST = 10_000
SHOWN = 20
"""Of more than so many that a word finds, none is looked for one by one."""


def add_list_permits(parser: argparse.ArgumentParser) -> None:
    """What ``permits list`` takes."""
    _add_list(parser, Sort.PERMIT)


def add_list_cards(parser: argparse.ArgumentParser) -> None:
    """What ``cards list`` takes."""
    _add_list(parser, Sort.CARD)


def _add_list(parser: argparse.ArgumentParser, sort: Sort) -> None:
    views = tuple(str(each) for each in VIEWS[sort])
    parser.add_argument(
        "--view",
        metavar=_("VIEW"),
        default=str(View.ACTIVE),
        type=one_of("--view", views),
        help=_("Which: {allowed}. Those in use where it is left out.", allowed=", ".join(views)),
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        type=number("--limit", 1, MOST),
        default=lists.PAGE,
        help=_("Lists at most so many; {default} where it is left out.", default=lists.PAGE),
    )
    parser.add_argument(
        "--after", metavar=_("CURSOR"), help=_("Goes on after an earlier page: the value of its `next`, unchanged.")
    )
    add_output(parser, FORMATS)


def list_permits(session: Session) -> int:
    """Print a view of the permits."""
    return _list(session, Sort.PERMIT)


def list_cards(session: Session) -> int:
    """Print a view of the cards."""
    return _list(session, Sort.CARD)


def _list(session: Session, sort: Sort) -> int:
    args, out = session.args, session.out
    view, today = View(args.view), local_day(session.now, session.settings.zone)
    if view in OF_CASES:
        return _running(session, view)
    page = registers.page(session.seat, sort, view, args.limit, args.after, session.now)
    rows = [documents.document(each, today) for each in page.rows]
    if out.form == "csv":
        out.raw(documents.csv_text(rows, documents.header(sort)))
    else:
        out.answer({documents.KEYS[sort]: rows, "next": page.next}, documents.lines(page.rows, sort, today, width()))
    if page.next is not None and out.form != "json":
        out.say(_("There is more: go on with --after {cursor}.", cursor=page.next))
    return 0


def _running(session: Session, view: View) -> int:
    out, today = session.out, local_day(session.now, session.settings.zone)
    found = registers.running(session.seat, view, session.now)
    rows = [documents.running_document(each, view) for each in found]
    if out.form == "csv":
        out.raw(documents.csv_text(rows, documents.running_header(view)))
    else:
        out.answer({str(view): rows, "next": None}, documents.running_lines(found, view, today, width()))
    return 0


# ------------------------------------------------------------------ one of them


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``permits show`` and ``cards show`` take."""
    help_ = _("A number or its beginning, a personal number, a telephone number, or a name.")
    parser.add_argument("words", metavar=_("WORDS"), nargs="+", help=help_)
    add_output(parser)


def show_permit(session: Session) -> int:
    """Print the permits that words mean."""
    return _show(session, Sort.PERMIT)


def show_card(session: Session) -> int:
    """Print the cards that words mean."""
    return _show(session, Sort.CARD)


def _show(session: Session, sort: Sort) -> int:
    seat, out, zone = session.seat, session.out, session.settings.zone
    today = local_day(session.now, zone)
    found = registers.find(seat, sort, " ".join(session.args.words), SHOWN)
    if not found:
        raise NotFound(Problem("permit_unknown" if sort is Sort.PERMIT else "card_unknown", "WORDS"))
    every = [registers.about(seat, sort, each.id) for each in found] if out.form == "json" or len(found) == 1 else []
    if out.form == "json":
        out.document({documents.KEYS[sort]: [documents.about_document(each, today, zone) for each in every]})
    else:
        for line in (
            documents.about_lines(every[0], today, zone) if every else documents.lines(found, sort, today, width())
        ):
            out.line(line)
    return 0


# ------------------------------------------------------------------ blocking


def add_block(parser: argparse.ArgumentParser) -> None:
    """What ``permits block`` and ``cards block`` take."""
    parser.add_argument("number", metavar=_("NUMBER"), help=_("The number on it."))
    add_output(parser)


def block_permit(session: Session) -> int:
    """Block a permit that was brought in."""
    return _block(session, Sort.PERMIT)


def block_card(session: Session) -> int:
    """Block a card that was brought in."""
    return _block(session, Sort.CARD)


def _block(session: Session, sort: Sort) -> int:
    today = local_day(session.now, session.settings.zone)
    found = registers.by_number(session.seat, sort, session.args.number)
    done = registers.block(session.seat, sort, found.id, session.given_now)
    session.out.answer(documents.document(done, today), [_("{number}: blocked.", number=session.args.number)])
    return 0
