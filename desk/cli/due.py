"""``desk due``: what falls due this month, and what is late."""

from __future__ import annotations

import argparse

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.session import Session
from desk.documents import due as document
from desk.services import due


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``due`` takes."""
    add_output(parser, ("text", "json", "csv"))


def run(session: Session) -> int:
    """Print what falls due."""
    found = due.due(session.seat, session.given_now)
    if session.out.form == "csv":
        session.out.raw(document.as_csv(found))
    else:
        session.out.answer(document.document(found), document.lines(found, width()))
    return 0
