"""``desk person export``: everything that is held on somebody, in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk.cli.disclosure import refuse_taken
from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents.files import write_new
from desk.documents.person import person_json, person_lines
from desk.rules.text import shown
from desk.services import person
from desk.services.person import Held
from desk.words import _, n_


def add_export(parser: argparse.ArgumentParser) -> None:
    """What ``person export`` takes."""
    parser.add_argument(
        "person",
        metavar=_("PERSON"),
        help=_("A personal number, a telephone number or an e-mail address."),
    )
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        required=True,
        help=_("The file to write, which must not be there yet. One that ends in .json is for programs."),
    )
    parser.add_argument(
        "--why", metavar=_("TEXT"), default="", help=_("Why; needed where an identity among them is protected.")
    )
    add_output(parser)


def export(session: Session) -> int:
    """Write everything held on a person into a file."""
    args, settings = session.args, session.settings
    to = Path(args.to)
    refuse_taken(to)
    held = person.export(session.seat, args.person, args.why, session.given_now)
    if to.suffix.casefold() == ".json":
        text = person_json(held, settings.municipality, settings.zone)
    else:
        lines = person_lines(held, settings.municipality, session.seat.topics, settings.zone)
        text = "".join(f"{shown(line)}\n" for line in lines)
    write_new(to, text, "--to")
    session.out.answer(_document(held, to), _said(held, to))
    return 0


def _document(held: Held, to: Path) -> dict[str, object]:
    return {
        "file": str(to),
        "cases": len(held.cases),
        "drafts": len(held.drafts),
        "mentioned_in": list(held.mentioned_in),
    }


def _said(held: Held, to: Path) -> list[str]:
    if held.nothing:
        return [_("Nothing is held. The file {file} says so.", file=to)]
    cases = n_("{n} case", "{n} cases", len(held.cases))
    drafts = n_("{n} unfinished form.", "{n} unfinished forms.", len(held.drafts))
    lines = [_("Everything held is in {file}: {cases}; {drafts}", file=to, cases=cases, drafts=drafts)]
    if held.mentioned_in:
        references = ", ".join(held.mentioned_in)
        lines.append(
            _("Read these too; their text mentions it, and they are about others: {references}.", references=references)
        )
    return lines
