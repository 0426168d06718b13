"""Commands that move a case: step, status, park, note, close, reopen, correct, annul."""

from __future__ import annotations

import argparse

from desk.cli.cases import add_reference, print_case
from desk.cli.options import add_output
from desk.cli.parser import one_of
from desk.cli.session import Session
from desk.cli.values import read_sets
from desk.documents.case_text import step_word
from desk.rules.cases import Outcome, Status
from desk.rules.refusals import Problem, Refused
from desk.rules.written import read_day
from desk.services import cases, corrections, reading
from desk.services.changing import Moved
from desk.words import _

OUTCOMES = tuple(str(each) for each in Outcome)
STATUSES = tuple(str(each) for each in Status)


def _answer(session: Session, moved: Moved, text: str) -> int:
    """Answer a change: a sentence, or the case as ``show`` gives it."""
    if session.out.form == "json":
        print_case(session, reading.open_case(session.seat, moved.case.reference))
    else:
        session.out.line(text)
    return 0


# ------------------------------------------------------------------ step, status, park


def add_step(parser: argparse.ArgumentParser) -> None:
    """What ``step`` takes."""
    add_reference(parser)
    parser.add_argument("step", metavar=_("STEP"), help=_("The step to take, such as blocked or handed_out."))
    add_output(parser)


def step(session: Session) -> int:
    """Take a step of the case's kind."""
    args = session.args
    moved = cases.step(session.seat, args.reference, args.step, session.given_now)
    case = moved.case
    text = _("{reference}: step {step}.", reference=case.reference, step=step_word(case.kind, case.step))
    if moved.proposed is not None:
        text += " " + _(
            "Proposed outcome: {outcome}. Close it with `desk close {reference} --outcome {code}`.",
            outcome=moved.proposed.label,
            reference=case.reference,
            code=str(moved.proposed),
        )
    return _answer(session, moved, text)


def add_status(parser: argparse.ArgumentParser) -> None:
    """What ``status`` takes."""
    add_reference(parser)
    parser.add_argument(
        "status",
        metavar=_("STATUS"),
        type=one_of("STATUS", STATUSES),
        help=_("Where the case stands now: {allowed}.", allowed=", ".join(STATUSES)),
    )
    add_output(parser)


def status(session: Session) -> int:
    """Move the status."""
    args = session.args
    moved = cases.set_status(session.seat, args.reference, Status(args.status), session.given_now)
    text = _("{reference}: status {status}.", reference=moved.case.reference, status=moved.case.status.label)
    return _answer(session, moved, text)


def add_park(parser: argparse.ArgumentParser) -> None:
    """What ``park`` takes."""
    add_reference(parser)
    parser.add_argument(
        "--until", metavar=_("DATE"), required=True, help=_("The day to go on with it, such as 2026-12-01.")
    )
    add_output(parser)


def park(session: Session) -> int:
    """Park a case until a day."""
    args = session.args
    try:
        until = read_day(args.until, session.today)
    except Refused:
        raise Refused(Problem("invalid_date", "--until")) from None
    moved = cases.park(session.seat, args.reference, until, session.given_now)
    text = _("{reference}: parked until {day}.", reference=moved.case.reference, day=until.isoformat())
    return _answer(session, moved, text)


# ------------------------------------------------------------------ note, close, reopen


def add_note(parser: argparse.ArgumentParser) -> None:
    """What ``note`` takes."""
    add_reference(parser)
    parser.add_argument(
        "text",
        metavar=_("TEXT"),
        nargs="+",
        help=_("The note. Nothing about health, debts or a child's needs."),
    )
    add_output(parser)


def note(session: Session) -> int:
    """Add a note."""
    args = session.args
    moved = cases.note(session.seat, args.reference, " ".join(args.text), session.given_now)
    return _answer(session, moved, _("{reference}: note added.", reference=moved.case.reference))


def add_close(parser: argparse.ArgumentParser) -> None:
    """What ``close`` takes."""
    add_reference(parser)
    parser.add_argument(
        "--outcome",
        metavar=_("OUTCOME"),
        required=True,
        type=one_of("--outcome", OUTCOMES),
        help=_("How it was closed: {allowed}.", allowed=", ".join(OUTCOMES)),
    )
    add_output(parser)


def close(session: Session) -> int:
    """Close a case."""
    args = session.args
    outcome = Outcome(args.outcome)
    moved = cases.close(session.seat, args.reference, outcome, session.given_now)
    text = _("{reference}: closed, {outcome}.", reference=moved.case.reference, outcome=outcome.label)
    return _answer(session, moved, text)


def add_reopen(parser: argparse.ArgumentParser) -> None:
    """What ``reopen`` takes."""
    add_reference(parser)
    add_output(parser)


def reopen(session: Session) -> int:
    """Reopen a closed case."""
    moved = cases.reopen(session.seat, session.args.reference, session.given_now)
    return _answer(session, moved, _("{reference}: reopened.", reference=moved.case.reference))


# ------------------------------------------------------------------ correct, annul


def add_correct(parser: argparse.ArgumentParser) -> None:
    """What ``correct`` takes."""
    add_reference(parser)
    parser.add_argument(
        "--set",
        dest="sets",
        metavar=_("FIELD=VALUE"),
        action="append",
        required=True,
        help=_("Gives a field its new value; an empty one takes it away. May be repeated."),
    )
    add_output(parser)


def correct(session: Session) -> int:
    """Correct fields of a case."""
    args, seat = session.args, session.seat  # the seat first: with it come the fields of the municipality's own kinds
    values = read_sets(args.sets, session.today, session.settings.zone)
    moved = corrections.correct(seat, args.reference, values, session.given_now)
    return _answer(session, moved, _("{reference}: corrected.", reference=moved.case.reference))


def add_annul(parser: argparse.ArgumentParser) -> None:
    """What ``annul`` takes."""
    add_reference(parser)
    parser.add_argument("--why", metavar=_("TEXT"), required=True, help=_("Why it is taken out of every figure."))
    add_output(parser)


def annul(session: Session) -> int:
    """Annul a case."""
    args = session.args
    moved = cases.annul(session.seat, args.reference, args.why, session.given_now)
    text = _("{reference}: annulled. It is in no figure any more.", reference=moved.case.reference)
    return _answer(session, moved, text)
