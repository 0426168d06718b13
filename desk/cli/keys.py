"""``desk agents key``: the keys with which a person logs in over SSH."""

from __future__ import annotations

import argparse
import sys
from datetime import tzinfo
from pathlib import Path
from typing import Any

from desk.cli.options import add_output
from desk.cli.session import Session
from desk.documents.cases import instant
from desk.documents.cells import columns
from desk.rules.refusals import Problem, Refused
from desk.rules.ssh_keys import LONGEST_LINE
from desk.services import keys
from desk.services.keys import Key
from desk.words import _

READ_AT_MOST = 4 * LONGEST_LINE
"""Bytes; a file that is longer is no public key."""


def add_key(parser: argparse.ArgumentParser) -> None:
    """What ``agents key`` takes."""
    parser.add_argument("login", metavar=_("LOGIN"), help=_("The person's login."))
    what = parser.add_mutually_exclusive_group()
    help_ = _("Gives the person the public key in this file; - is standard input. Without one the keys are listed.")
    what.add_argument("file", metavar=_("FILE"), nargs="?", help=help_)
    help_ = _("Takes the key with this fingerprint away, from the next login on.")
    what.add_argument("--withdraw", metavar=_("FINGERPRINT"), help=help_)
    add_output(parser)


def key(session: Session) -> int:
    """Add a key, withdraw one, or list them."""
    args = session.args
    if args.withdraw is not None:
        gone = keys.withdraw(session.seat, args.login, args.withdraw, session.given_now)
        text = _("{login} no longer logs in with {fingerprint}.", login=gone.login, fingerprint=gone.fingerprint)
        return _answer(session, gone, text)
    if args.file is not None:
        added = keys.add(session.seat, args.login, _read(args.file), session.given_now)
        text = _("{login} logs in with {fingerprint}.", login=added.login, fingerprint=added.fingerprint)
        return _answer(session, added, text)
    found = keys.of(session.seat, args.login)
    zone = session.settings.zone
    document = {"login": args.login, "keys": [key_document(each, zone) for each in found]}
    header = (_("Fingerprint"), _("Type"), _("Comment"), _("Added"), _("Withdrawn on"))
    lines = columns(header, [_row(each, zone) for each in found]) if found else [_("No keys.")]
    session.out.answer(document, lines)
    return 0


def _answer(session: Session, which: Key, text: str) -> int:
    session.out.answer({"login": which.login, **key_document(which, session.settings.zone)}, [text])
    return 0


def _read(name: str) -> str:
    """The text of a file, or of standard input; bytes that are no text make it no key."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(READ_AT_MOST)
        else:
            with Path(name).open("rb") as file:
                data = file.read(READ_AT_MOST)
    except OSError:
        raise Refused(Problem("file_missing", "key", {"file": name})) from None
    return data.decode("utf-8", "replace")


def _row(each: Key, zone: tzinfo) -> tuple[str, ...]:
    withdrawn = "" if each.withdrawn_at is None else f"{each.withdrawn_at.astimezone(zone):%Y-%m-%d}"
    return (each.fingerprint, each.type, each.comment, f"{each.added_at.astimezone(zone):%Y-%m-%d}", withdrawn)


def key_document(each: Key, zone: tzinfo) -> dict[str, Any]:
    """A key as JSON values. ``withdrawn_at`` is ``null`` while it is in use."""
    return {
        "fingerprint": each.fingerprint,
        "type": each.type,
        "comment": each.comment,
        "added_at": instant(each.added_at, zone),
        "added_by": each.added_by,
        "withdrawn_at": instant(each.withdrawn_at, zone),
        "withdrawn_by": each.withdrawn_by,
    }
