"""``desk import …``: permits, cards, what can be booked, and topics, from CSV or Excel."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk.cli.calls import MOST_SAID
from desk.cli.options import add_output
from desk.cli.output import refusal, told
from desk.cli.session import Session
from desk.documents import bringing_in as document
from desk.rules.bringing_in import Brought
from desk.rules.refusals import Problem, Refused
from desk.services import bringing_in
from desk.words import _
from desk.words import number as written


def add_import(parser: argparse.ArgumentParser) -> None:
    """What every ``import`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("A CSV file or an Excel workbook (.xlsx)."))
    parser.add_argument(
        "--map", metavar=_("MAP.toml"), help=_("Says how the file reads; docs/errands.md says how one is written.")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("Tells line by line what would happen, and writes nothing.")
    )
    add_output(parser)


def permits(session: Session) -> int:
    """Bring in parking permits."""
    return _bring_in(session, Brought.PERMITS)


def cards(session: Session) -> int:
    """Bring in bus cards."""
    return _bring_in(session, Brought.CARDS)


def pool(session: Session) -> int:
    """Bring in what can be booked."""
    return _bring_in(session, Brought.POOL)


def topics(session: Session) -> int:
    """Bring in topics."""
    return _bring_in(session, Brought.TOPICS)


def _bring_in(session: Session, what: Brought) -> int:
    args = session.args
    mapping = None if args.map is None else _text(args.map)
    done = bringing_in.bring_in(
        session.seat, what, Path(args.file), mapping, dry_run=args.dry_run, now=session.given_now
    )
    problems = [(each.line, problem) for each in done.refused for problem in each.problems]
    for line, problem in problems[:MOST_SAID]:
        session.out.say(told(problem, line))
    if len(problems) > MOST_SAID:
        session.out.say(_("… and {n} more lines were refused.", n=written(len(problems) - MOST_SAID)))
    session.out.answer(document.document(done, _refusal), document.lines(done, dry_run=args.dry_run))
    return 2 if done.refused else 0


def _refusal(problem: Problem, line: int) -> dict[str, object]:
    return refusal(problem, line)


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refused(Problem("file_missing", "--map", {"file": name})) from error
