"""``desk documents …``: the steering documents."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desk.cli.options import FORMATS, add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import steering as document
from desk.rules.refusals import NotFound, Problem, Refused, refuse
from desk.rules.steering import Document, DocumentSort, Version, differences
from desk.services import people, steering
from desk.words import _

MOST = 2**31
SORTS = tuple(str(each) for each in DocumentSort)


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "number", metavar=_("NUMBER"), type=number(_("NUMBER"), 1, MOST), help=_("The document's number.")
    )


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``documents list`` takes."""
    add_output(parser, FORMATS)


def list_documents(session: Session) -> int:
    """Print the documents."""
    found = steering.documents(session.seat)
    values = [document.document(each, session.settings.zone) for each in found]
    session.out.answer({"documents": values}, document.list_lines(found, session.today, width()))
    return 0


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``documents show`` takes."""
    _add_number(parser)
    version = number("--version", 1, MOST)
    help_ = _("This version; the one in force if nothing is said, or the draft where there is none.")
    parser.add_argument("--version", dest="wanted", metavar="N", type=version, help=help_)
    parser.add_argument("--against", metavar="N", type=version, help=_("Prints what differs from this version."))
    add_output(parser)


def show(session: Session) -> int:
    """Print a document, or what differs between two of its versions."""
    args, zone = session.args, session.settings.zone
    found = steering.open_document(session.seat, args.number)
    each = found.in_force or found.latest if args.wanted is None else _version(found, args.wanted)
    values = document.document(found, zone) | {"version": each.number}
    if args.against is None:
        names = {who.login: who.name for who in people.everybody(session.seat)}
        session.out.answer(values, document.text_lines(found, each, names, zone))
        return 0
    changed = differences(_version(found, args.against).text or "", each.text or "")
    values["differences"] = [{"sign": line.sign, "line": line.line} for line in changed]
    session.out.answer(values, document.difference_lines(changed))
    return 0


def _version(of: Document, wanted: int) -> Version:
    found = of.version(wanted)
    if found is None:
        allowed = tuple(each.number for each in of.versions)
        raise NotFound(Problem("document_version_unknown", None, {"version": wanted, "allowed": allowed}))
    return found


def add_write(parser: argparse.ArgumentParser) -> None:
    """What ``documents write`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("The text, as Markdown; - reads it from standard input."))
    parser.add_argument("--number", type=number("--number", 1, MOST), metavar="N",
                        help=_("Writes the next version of this document; without it a new one is made."))  # fmt: skip
    parser.add_argument("--sort", type=one_of("--sort", SORTS), metavar=_("SORT"),
                        help=_("What a new document is: {allowed}.", allowed=", ".join(SORTS)))  # fmt: skip
    parser.add_argument("--title", metavar=_("TITLE"), help=_("A new document's title; the sort's name if left out."))
    parser.add_argument("--seen", type=number("--seen", 1, MOST), metavar="N",
                        help=_("Refuses if somebody has written a later version than this."))  # fmt: skip
    add_output(parser)


def write(session: Session) -> int:
    """Write a document's first or next version."""
    args = session.args
    text = _text(args.file)
    if args.number is not None:
        return _answer(session, steering.write(session.seat, args.number, text, args.seen, session.given_now))
    if args.sort is None:
        refuse("option_missing", "--sort", command="desk documents write")
    title = args.title or DocumentSort(args.sort).label
    return _answer(session, steering.add(session.seat, args.sort, title, text, session.given_now))


def add_decide(parser: argparse.ArgumentParser) -> None:
    """What ``documents decide`` takes."""
    _add_number(parser)
    parser.add_argument("--by", metavar=_("NAME"), required=True, help=_("Who decided it: a person or a body."))
    parser.add_argument("--on", metavar=_("DATE"), help=_("When it was decided; today if nothing is said."))
    parser.add_argument("--review", metavar=_("DATE"), help=_("When it is to be looked at again."))
    add_output(parser)


def decide(session: Session) -> int:
    """Say that a document's latest version has been decided."""
    args = session.args
    on, review_on = session.day("--on", args.on), session.day("--review", args.review)
    return _answer(session, steering.decide(session.seat, args.number, args.by, on, review_on, session.given_now))


def add_review(parser: argparse.ArgumentParser) -> None:
    """What ``documents review`` takes."""
    _add_number(parser)
    parser.add_argument("--next", metavar=_("DATE"), help=_("When it is looked at next; never if left out."))
    add_output(parser)


def review(session: Session) -> int:
    """Say that a document was looked at and stands."""
    args = session.args
    after = session.day("--next", args.next)
    return _answer(session, steering.review(session.seat, args.number, after, session.given_now))


def add_rest(parser: argparse.ArgumentParser) -> None:
    """What ``documents rest`` takes."""
    _add_number(parser)
    parser.add_argument("--wake", action="store_true", help=_("Takes it into use again."))
    add_output(parser)


def rest(session: Session) -> int:
    """Take a document out of use, or into it again."""
    do = steering.wake if session.args.wake else steering.rest
    return _answer(session, do(session.seat, session.args.number, session.given_now))


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "FILE", {"file": name})) from error


def _answer(session: Session, done: Document) -> int:
    text = f"{done.id} {done.title}: {document.state(done)}"
    session.out.answer(document.document(done, session.settings.zone), [text])
    return 0
