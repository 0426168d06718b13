"""``desk export WHAT``: any list as a file, CSV or Excel."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents import exports
from desk.documents.listing import FORMATS
from desk.rules.refusals import refuse
from desk.words import _, n_


def add_export(parser: argparse.ArgumentParser) -> None:
    """What ``export`` takes."""
    parser.add_argument("what", metavar=_("LIST"), help=_("Which list: {allowed}.", allowed=", ".join(exports.every())))
    parser.add_argument(
        "--to",
        metavar=_("FILE"),
        required=True,
        help=_("The file to write; its ending chooses the form: {endings}.", endings=" ".join(FORMATS)),
    )
    parser.add_argument(
        "--only",
        metavar=_("NAME=VALUE"),
        action="append",
        default=[],
        help=_("Narrows the list; may be given more than once. docs/errands.md lists what there is."),
    )
    add_output(parser)


def export(session: Session) -> int:
    """Write a list into a file."""
    args = session.args
    many = exports.write(session.seat, args.what, _only(args.only), Path(args.to), session.given_now)
    text = n_("{n} row written to {file}.", "{n} rows written to {file}.", many, file=args.to)
    session.out.answer({"list": args.what, "rows": many, "file": args.to}, [text])
    return 0


def _only(pairs: Iterable[str]) -> Mapping[str, str]:
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not (sign and name.strip() and value.strip()):
            refuse("export_form", "--only")
        found[name.strip()] = value.strip()
    return found
