"""``desk house …``, ``desk visitors …``, ``desk post …``: who is in the house, and which post waits for whom."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desk.cli.cases import add_reference, print_case
from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.session import Session
from desk.documents import house as document
from desk.rules.house import VISITOR
from desk.rules.refusals import Problem, Refused
from desk.rules.written import read_instant
from desk.services import house, reading
from desk.services.cases import Registered
from desk.services.changing import Moved
from desk.services.seat import moment_of
from desk.words import _

# ------------------------------------------------------------------ looking


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``house list`` takes."""
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        help=_(
            "Writes the evacuation list into a new file, whose ending says how: {allowed}.",
            allowed=", ".join(document.ENDINGS),
        ),
    )
    add_output(parser, ("text", "json", "csv"))


def list_house(session: Session) -> int:
    """Print who is in the house and which post waits, or write the evacuation list."""
    out, zone, now = session.out, session.settings.zone, moment_of(session.given_now)
    found = house.who_is_here(session.seat)
    if session.args.to is not None:
        document.write(found, Path(session.args.to), session.settings.municipality, now, zone)
        house.taken_out(session.seat, found, now)
        said = _("{count}: the list is in {file}.", count=document.count(found), file=session.args.to)
        out.answer({"in_the_house": found.present, "file": session.args.to}, [said])
    elif out.form == "csv":
        out.raw(document.visitors_csv(found, zone))
    else:
        out.answer(document.document(found, now, zone), document.lines(found, now, zone, width()))
    return 0


# ------------------------------------------------------------------ in


def add_visitor(parser: argparse.ArgumentParser) -> None:
    """What ``visitors in`` takes."""
    parser.add_argument("name", metavar=_("NAME"), nargs="?", help=_("The visitor's name."))
    parser.add_argument("--host", metavar=_("WHO"), help=_("Whom they visit."))
    parser.add_argument("--badge", metavar=_("NUMBER"), help=_("The number of the visitor's badge."))
    parser.add_argument("--at", metavar=_("TIME"), help=_("When they came in; now if nothing is said."))
    parser.add_argument("--what", metavar=_("TEXT"), help=_("What it is about, in a few words."))
    parser.add_argument("--protected", action="store_true", help=_("The identity is protected."))
    add_output(parser)


def let_in(session: Session) -> int:
    """Let a visitor in."""
    args = session.args
    details: dict[str, Any] = {"host": args.host, "badge": args.badge}
    if args.at is not None:
        try:
            details["arrived"] = read_instant(args.at, session.today, session.settings.zone).isoformat()
        except Refused:
            raise Refused(Problem("invalid_time", "--at")) from None
    values = {
        "citizen": {"name": args.name, "protected": args.protected},
        "summary": args.what or "",
        "details": details,
    }
    done = house.let_in(session.seat, values, session.given_now)
    return _registered(session, done, _("{reference}: in the house.", reference=done.reference))


def add_post(parser: argparse.ArgumentParser) -> None:
    """What ``post in`` takes."""
    parser.add_argument("recipient", metavar=_("RECIPIENT"), help=_("Whom it is for: a person or a department."))
    parser.add_argument("--sender", metavar=_("WHO"), help=_("From whom it comes."))
    parser.add_argument("--what", metavar=_("TEXT"), help=_("What it is, in a few words."))
    add_output(parser)


def receive(session: Session) -> int:
    """Take in post for somebody."""
    args = session.args
    values = {"summary": args.what or "", "details": {"recipient": args.recipient, "sender": args.sender}}
    done = house.receive(session.seat, values, session.given_now)
    return _registered(session, done, _("{reference}: waits.", reference=done.reference))


def _registered(session: Session, done: Registered, text: str) -> int:
    session.out.answer({"references": [done.reference]}, [text])
    return 0


# ------------------------------------------------------------------ out


def add_out(parser: argparse.ArgumentParser) -> None:
    """What ``visitors out``, ``post out`` and ``house back`` take."""
    add_reference(parser)
    add_output(parser)


def out(session: Session) -> int:
    """A visitor has gone, or post was handed over: the case says which."""
    moved = house.out(session.seat, session.args.reference, session.given_now)
    reference = moved.case.reference
    gone = moved.case.kind == VISITOR
    text = _("{reference}: gone.", reference=reference) if gone else _("{reference}: handed over.", reference=reference)
    return _moved(session, moved, text)


def back(session: Session) -> int:
    """Take back that somebody went, or that something was handed over."""
    moved = house.back_again(session.seat, session.args.reference, session.given_now)
    return _moved(session, moved, _("{reference}: here again.", reference=moved.case.reference))


def _moved(session: Session, moved: Moved, text: str) -> int:
    if session.out.form == "json":
        print_case(session, reading.open_case(session.seat, moved.case.reference))
    else:
        session.out.line(text)
    return 0
