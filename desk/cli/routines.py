"""``desk routines …``: how errands are handled here."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents import routines as document
from desk.documents.cells import csv_text
from desk.rules.refusals import NotFound, Problem, Refused
from desk.rules.routines import Routine, RoutineVersion
from desk.rules.steering import differences
from desk.services import people, routine_search, routines
from desk.words import _

MOST = 2**31


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "number", metavar=_("NUMBER"), type=number(_("NUMBER"), 1, MOST), help=_("The routine's number.")
    )


def _add_about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", metavar=_("TITLE"), help=_("Its title; its topic's or kind's name if left out."))
    parser.add_argument("--topic", metavar=_("TOPIC"), help=_("The topic that it is of, by code or name."))
    parser.add_argument("--kind", metavar=_("KIND"), help=_("The kind that it is of, where a topic has none."))
    parser.add_argument("--owner", metavar=_("NAME"), help=_("Who owns it: a login, or a name."))


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``routines list`` takes."""
    parser.add_argument("--search", metavar=_("WORDS"), help=_("Lists only routines that hold all these words."))
    parser.add_argument(
        "--due", action="store_true", help=_("Lists only routines that nobody has looked through for a year.")
    )
    add_output(parser, ("text", "json", "csv"))


def list_routines(session: Session) -> int:
    """Print the routines."""
    seat, today, args = session.seat, session.today, session.args
    found = routines.routines(seat)
    if args.search is not None:
        hits = [each.routine.id for each in routine_search.find(seat, args.search, MOST)]
        found = tuple(sorted((each for each in found if each.id in hits), key=lambda each: hits.index(each.id)))
    if args.due:
        found = tuple(each for each in found if each.is_due(today))
    if session.out.form == "csv":
        session.out.raw(csv_text(document.COLUMNS, [document.row(each, today) for each in found]))
        return 0
    values = [document.document(each, today, session.settings.zone) for each in found]
    lines = document.list_lines(found, today, seat.topics, _names(session), width())
    session.out.answer({"routines": values}, lines)
    return 0


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``routines show`` takes."""
    _add_number(parser)
    version = number("--version", 1, MOST)
    parser.add_argument("--version", dest="wanted", metavar="N", type=version,
                        help=_("This version; the one that holds if nothing is said."))  # fmt: skip
    parser.add_argument("--against", metavar="N", type=version, help=_("Prints what differs from this version."))
    add_output(parser)


def show(session: Session) -> int:
    """Print a routine, or what differs between two of its versions."""
    args, zone, today = session.args, session.settings.zone, session.today
    found = routines.open_routine(session.seat, args.number)
    each = found.latest if args.wanted is None else _version(found, args.wanted)
    values = document.document(found, today, zone) | {"version": each.number, "text": each.text}
    if args.against is None:
        lines = document.text_lines(found, each, session.seat.topics, _names(session), today, zone)
        session.out.answer(values, lines)
        return 0
    changed = differences(_version(found, args.against).text or "", each.text or "")
    values["differences"] = [{"sign": line.sign, "line": line.line} for line in changed]
    session.out.answer(values, document.difference_lines(changed))
    return 0


def _version(of: Routine, wanted: int) -> RoutineVersion:
    found = of.version(wanted)
    if found is None:
        allowed = tuple(each.number for each in of.versions)
        raise NotFound(Problem("document_version_unknown", None, {"version": wanted, "allowed": allowed}))
    return found


def _names(session: Session) -> dict[str, str]:
    return {who.login: who.name for who in people.everybody(session.seat)}


def add_write(parser: argparse.ArgumentParser) -> None:
    """What ``routines write`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("The text, as Markdown; - reads it from standard input."))
    parser.add_argument("--number", type=number("--number", 1, MOST), metavar="N",
                        help=_("Writes the next version of this routine; without it a new one is made."))  # fmt: skip
    _add_about(parser)
    parser.add_argument("--seen", type=number("--seen", 1, MOST), metavar="N",
                        help=_("Refuses if somebody has written a later version than this."))  # fmt: skip
    add_output(parser)


def write(session: Session) -> int:
    """Write a routine's first or next version."""
    args, now = session.args, session.given_now
    text, about = _text(args.file), _about(session)
    if args.number is None:
        return _answer(session, routines.add(session.seat, {**about, "text": text}, now))
    done = routines.write(session.seat, args.number, text, args.seen, now)
    return _answer(session, routines.change(session.seat, args.number, about, now) if about else done)


def _about(session: Session) -> dict[str, str]:
    args = session.args
    named = ("title", "topic", "kind", "owner")
    return {name: getattr(args, name) for name in named if getattr(args, name) is not None}


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``routines change`` takes."""
    _add_number(parser)
    _add_about(parser)
    add_output(parser)


def change(session: Session) -> int:
    """Change what is said about a routine. An empty value takes it away."""
    about = _about(session)
    return _answer(session, routines.change(session.seat, session.args.number, about, session.given_now))


def add_review(parser: argparse.ArgumentParser) -> None:
    """What ``routines review`` takes."""
    parser.add_argument("numbers", metavar=_("NUMBER"), nargs="+", type=number(_("NUMBER"), 1, MOST),
                        help=_("The routine's number; several may be named."))  # fmt: skip
    add_output(parser)


def review(session: Session) -> int:
    """Say that routines were looked through and stand."""
    done = [routines.review(session.seat, each, session.given_now) for each in session.args.numbers]
    zone, today = session.settings.zone, session.today
    values = {"routines": [document.document(each, today, zone) for each in done]}
    session.out.answer(values, [_line(session, each) for each in done])
    return 0


def add_rest(parser: argparse.ArgumentParser) -> None:
    """What ``routines rest`` takes."""
    _add_number(parser)
    parser.add_argument("--wake", action="store_true", help=_("Takes it into use again."))
    add_output(parser)


def rest(session: Session) -> int:
    """Take a routine out of use, or into it again."""
    do = routines.wake if session.args.wake else routines.rest
    return _answer(session, do(session.seat, session.args.number, session.given_now))


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "FILE", {"file": name})) from error


def _line(session: Session, done: Routine) -> str:
    said = _(
        "version {n}, looked through: {day}", n=done.latest.number, day=document.reviewed_words(done, session.today)
    )
    return f"{done.id} {done.title}: {said}"


def _answer(session: Session, done: Routine) -> int:
    session.out.answer(document.document(done, session.today, session.settings.zone), [_line(session, done)])
    return 0
