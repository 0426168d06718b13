"""``desk disclose``: a public record, handed out."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from desk.cli.cases import add_reference
from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents.disclosure import disclosure_lines
from desk.documents.files import write_new
from desk.rules.refusals import refuse
from desk.rules.text import shown
from desk.services import disclosure
from desk.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``disclose`` takes."""
    add_reference(parser)
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        required=True,
        help=_("The file to write, which must not be there yet; - prints it instead."),
    )
    parser.add_argument(
        "--mask",
        metavar=_("TEXT"),
        action="append",
        default=[],
        help=_("Masks this too, wherever it stands. May be repeated."),
    )
    add_output(parser)


def disclose(session: Session) -> int:
    """Print a case as it may be handed out."""
    args = session.args
    to = None if args.to == "-" else Path(args.to)
    refuse_taken(to)
    handed = disclosure.disclose(session.seat, args.reference, args.mask, session.given_now)
    lines = list(
        disclosure_lines(handed, session.settings.municipality, session.seat.topics, session.settings.zone, session.now)
    )
    reference = handed.opened.case.reference
    document: dict[str, object] = {"reference": reference, "masked": [str(each) for each in handed.hidden]}
    if to is None:
        session.out.answer({**document, "text": "\n".join(lines)}, lines)
    else:
        write_new(to, "".join(f"{shown(line)}\n" for line in lines), "--to")
        session.out.answer(
            {**document, "file": str(to)}, [_("{reference}: the copy is in {file}.", reference=reference, file=to)]
        )
    session.out.say(
        _("Read it before it is handed out: what free text says, only a person can judge. --mask masks more.")
    )
    return 0


def refuse_taken(to: Path | None) -> None:
    """Refuse a file that is there before anything is done, so that nothing is logged which nobody got."""
    if to is not None and os.path.lexists(to):
        refuse("file_exists", "--to", file=to)
