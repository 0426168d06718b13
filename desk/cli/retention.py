"""``desk retention run`` and ``desk hold``: personal data that may go, and what stops them."""

from __future__ import annotations

import argparse

from desk.cli.cases import add_reference, print_case
from desk.cli.options import add_output
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.documents.retention import run_lines, trouble_lines
from desk.services import holds, reading, retention
from desk.services.retention import Run
from desk.words import _


def add_run(parser: argparse.ArgumentParser) -> None:
    """What ``retention run`` takes."""
    parser.add_argument(
        "--decision",
        metavar=_("REFERENCE"),
        help=_("The municipality's decision that the disposal rests on. It has to be given."),
    )
    parser.add_argument(
        "--on",
        metavar=_("DATE"),
        help=_("Takes cases whose retention day has come by this day; today where it is left out."),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("Says what would go, and changes nothing. DATE may lie ahead.")
    )
    add_output(parser)


def run(session: Session) -> int:
    """Dispose of the personal data whose time has come."""
    args = session.args
    title = _("Trying") if args.dry_run else _("Disposing")
    with Bar(title) as bar:
        done = retention.run(
            session.seat,
            args.decision,
            session.day("--on", args.on),
            session.given_now,
            dry_run=args.dry_run,
            progress=bar,
        )
    session.out.answer(_document(done), run_lines(done))
    if done.dry_run:
        return 0
    for each in trouble_lines(done):
        session.out.say(each)
    return 0 if done.scrubbed and done.listed else 1


def _document(done: Run) -> dict[str, object]:
    return {
        "decision": done.decision,
        "until": done.until.isoformat(),
        "dry_run": done.dry_run,
        "cases": done.cases,
        "by_kind": dict(done.by_kind),
        "oldest": done.oldest.isoformat() if done.oldest else None,
        "held": list(done.held),
        "brought_in": done.brought_in,
        "drafts": done.drafts,
        "renewed": done.renewed,
        "scrubbed": done.scrubbed,
        "listed": None if done.dry_run else done.listed,
        "copies": [str(each) for each in done.copies],
    }


# ------------------------------------------------------------------ hold


def add_hold(parser: argparse.ArgumentParser) -> None:
    """What ``hold`` takes."""
    add_reference(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--why", metavar=_("TEXT"), help=_("Holds the case, for this reason."))
    which.add_argument("--release", action="store_true", help=_("Lets the case go when its day comes."))
    add_output(parser)


def hold(session: Session) -> int:
    """Keep a case from disposal, or let it go."""
    args = session.args
    if args.release:
        moved = holds.release(session.seat, args.reference, session.given_now)
        text = _("{reference}: released. It goes when its day comes.", reference=moved.case.reference)
    else:
        moved = holds.hold(session.seat, args.reference, args.why, session.given_now)
        text = _("{reference}: held. It is not disposed of until it is released.", reference=moved.case.reference)
    if session.out.form == "json":
        print_case(session, reading.open_case(session.seat, moved.case.reference))
    else:
        session.out.line(text)
    return 0
