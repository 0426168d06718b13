"""``desk retention run`` and ``desk hold``: personal data that may go, and what stops them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from desk.cli.cases import add_reference, print_case
from desk.cli.options import add_output
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.documents.case_text import kind_word
from desk.services import holds, reading, retention
from desk.services.retention import Run
from desk.words import _, n_
from desk.words import number as written


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
    session.out.answer(_document(done), _lines(done))
    if done.dry_run:
        return 0
    for each in _troubles(done):
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


def _lines(done: Run) -> Iterator[str]:
    if done.dry_run:
        yield _("A dry run: nothing has been changed. This is what would go.")
    yield _("Decision {decision}, retention days up to {day}.", decision=done.decision, day=done.until.isoformat())
    for code, many in done.by_kind.items():
        yield f"  {kind_word(code)}: {written(many)}"
    cases = n_("{n} case", "{n} cases", done.cases)
    oldest = _(", the oldest from {day}", day=done.oldest.isoformat()) if done.oldest else ""
    yield f"{cases}{oldest}."
    if done.brought_in:
        yield n_(
            "{n} permit or card that was brought in.", "{n} permits and cards that were brought in.", done.brought_in
        )
    yield n_("{n} unfinished form.", "{n} unfinished forms.", done.drafts)
    if done.held:
        yield _("Held back: {references}.", references=", ".join(done.held))
    if done.renewed:
        yield _("The settings say other days than before; dates worked out anew: {n}.", n=written(done.renewed))
    if done.scrubbed:
        yield _("Nothing of it is left in the database's file.")
    if done.copies:
        yield _("These copies may still hold it; remove them when they are no longer needed:")
        yield from (f"  {each}" for each in done.copies)


def _troubles(done: Run) -> Iterator[str]:
    if done.trouble is not None:
        yield str(done.trouble)
    if not done.scrubbed:
        yield _(
            "The cases are disposed of, but traces are left in the database's file: somebody was reading all the while,"
            " or there was no room. Run the same command again when nobody else has Desk open."
        )
    if not done.listed:
        yield _("The list of disposals beside the database could not be written. See that its folder can be written.")


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
