"""``desk handover``, ``desk answer`` and ``desk reply``: what leaves the desk in a case, and what comes back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desk.cli.cases import add_reference, print_case
from desk.cli.disclosure import refuse_taken
from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents.files import write_new
from desk.documents.handover import letter_lines, letter_to_citizen, letter_to_department
from desk.rules.cases import Status
from desk.rules.handing_over import Letter
from desk.rules.refusals import Problem, Refused, refuse
from desk.services import cases, handovers, reading
from desk.words import _


def _add_ways(parser: argparse.ArgumentParser, *, text: bool = False) -> None:
    """How a letter leaves."""
    ways = parser.add_mutually_exclusive_group()
    if text:
        ways.add_argument("--text", action="store_true", help=_("Prints the letter, as when nothing else is said."))
    ways.add_argument(
        "--to",
        metavar=_("FILE.eml"),
        help=_("Writes the letter to a new file, which a mail program opens as a draft."),
    )
    ways.add_argument("--mailto", action="store_true", help=_("Prints the letter as a mailto: link."))
    add_output(parser)


def add_handover(parser: argparse.ArgumentParser) -> None:
    """What ``handover`` takes."""
    add_reference(parser)
    parser.add_argument(
        "--whom", metavar=_("NAME"), help=_("Hands the case over to this department or person. Else the letter alone.")
    )
    parser.add_argument(
        "--follow-up", metavar=_("DATE"), help=_("The day on which to ask again, where nobody has answered by then.")
    )
    _add_ways(parser, text=True)


def handover(session: Session) -> int:
    """Hand a case over, and print the letter for those who take it."""
    args, seat = session.args, session.seat
    refuse_taken(Path(args.to) if args.to else None)
    day = session.day("--follow-up", args.follow_up)
    if args.whom is not None:
        cases.forward(seat, args.reference, args.whom, session.given_now, follow_up=day)
    elif day is not None:
        handovers.ask_again(seat, args.reference, day, session.given_now)
    about = handovers.to_department(seat, args.reference)
    municipality, zone = session.settings.municipality, session.settings.zone
    letter = letter_to_department(about, municipality, seat.topics, zone, seat.who.name)
    follow_up = about.follow_up.isoformat() if about.follow_up else None
    document = {"reference": about.case.reference, "handed_to": about.to, "follow_up": follow_up}
    return _hand_out(session, about.case.reference, letter, document)


def _hand_out(session: Session, reference: str, letter: Letter, document: dict[str, Any]) -> int:
    """Write, link or print a letter; that it was taken along is in the case's trail first."""
    args = session.args
    told = {"to": letter.to, "subject": letter.subject, "body": letter.body}
    if args.to:
        handovers.note_letter(session.seat, reference, letter.to, session.given_now)
        write_new(Path(args.to), letter.eml(), "--to")
        said = _("{reference}: the letter is in {file}. Nothing was sent.", reference=reference, file=args.to)
        session.out.answer({**document, "letter": told, "file": args.to}, [said])
    elif args.mailto:
        link = letter.mailto()
        handovers.note_letter(session.seat, reference, letter.to, session.given_now)
        session.out.answer({**document, "letter": told, "mailto": link}, [link])
    else:
        session.out.answer({**document, "letter": told}, letter_lines(letter))
    return 0


# ------------------------------------------------------------------ what they answered


def _add_words(parser: argparse.ArgumentParser, text: str) -> None:
    words = parser.add_mutually_exclusive_group()
    words.add_argument("--text", metavar=_("TEXT"), help=text)
    words.add_argument("--text-file", metavar=_("FILE"), help=_("Reads it from a file; `-` is standard input."))


def _words(session: Session) -> str | None:
    args = session.args
    if args.text_file is None:
        return str(args.text) if args.text is not None else None
    try:
        return sys.stdin.read() if args.text_file == "-" else Path(args.text_file).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "--text-file", {"file": args.text_file})) from error


def add_answer(parser: argparse.ArgumentParser) -> None:
    """What ``answer`` takes."""
    add_reference(parser)
    _add_words(parser, _("What they answered. Nothing about health, debts or a child's needs."))
    parser.add_argument("--on", metavar=_("DATE"), help=_("The day of the answer; today where it is left out."))
    add_output(parser)


def answer(session: Session) -> int:
    """Note what a department answered."""
    args = session.args
    words = _words(session)
    if words is None:
        refuse("option_missing", "--text", command="desk answer")
    on = session.day("--on", args.on)
    moved = handovers.answer(session.seat, args.reference, words, on, session.given_now)
    case = moved.case
    if session.out.form == "json":
        print_case(session, reading.open_case(session.seat, case.reference))
    elif case.status is Status.CLOSED:
        session.out.line(_("{reference}: answer noted.", reference=case.reference))
    else:
        said = _("{reference}: answer noted. It is the desk's again: {status}.", reference=case.reference,
                 status=case.status.label)  # fmt: skip
        session.out.line(said)
    return 0


# ------------------------------------------------------------------ the reply


def add_reply(parser: argparse.ArgumentParser) -> None:
    """What ``reply`` takes."""
    add_reference(parser)
    _add_words(parser, _("What is replied; what was answered last, where it is left out."))
    parser.add_argument("--why", metavar=_("TEXT"), default="", help=_("Why a protected identity is opened."))
    parser.add_argument(
        "--sent",
        action="store_true",
        help=_("Says that the reply was sent, in the case's trail; feedback takes its step."),
    )
    _add_ways(parser)


def reply(session: Session) -> int:
    """Print the reply to a citizen, or say that it was sent."""
    args, seat = session.args, session.seat
    refuse_taken(Path(args.to) if args.to else None)
    about = handovers.reply(seat, args.reference, args.why, session.given_now)
    words = _words(session)
    said = (about.words if words is None else words).strip()
    if not said:
        refuse("option_missing", "--text", command="desk reply")
    letter = letter_to_citizen(about, said, session.settings.municipality, seat.topics, seat.who.name)
    if args.sent:
        handovers.note_reply(seat, args.reference, said, session.given_now)
    document = {"reference": about.case.reference, "sent": bool(args.sent)}
    return _hand_out(session, about.case.reference, letter, document)
