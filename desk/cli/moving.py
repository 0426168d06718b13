"""``desk move``: the whole desk to another database."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from desk.cli.options import add_output
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.services import moving
from desk.services.moving import Moved
from desk.words import _, n_
from desk.words import number as written


def add_move(parser: argparse.ArgumentParser) -> None:
    """What ``move`` takes."""
    parser.add_argument(
        "--to",
        metavar=_("DATABASE"),
        required=True,
        help=_("Where it goes: a file, or postgresql://… without a password. No other desk may be there."),
    )
    add_output(parser)


def move(session: Session) -> int:
    """Move the desk."""
    with Bar(_("Moving")) as bar:
        done = moving.move(session.seat, session.args.to, session.given_now, bar)
    if done.still_there:
        session.out.say(
            _(
                "Still at the old desk: {names}. What they save there from now on is not in the new one.",
                names=", ".join(done.still_there),
            )
        )
    session.out.answer(_document(done), _lines(done))
    return 0


def _document(done: Moved) -> dict[str, Any]:
    return {
        "from": done.source,
        "to": done.target,
        "cases": done.cases,
        "events": done.events,
        "rows_equal": done.rows,
        "tables": done.tables,
        "reports_equal": done.reports,
        "head": done.head,
        "head_before": done.head_before,
        "still_there": list(done.still_there),
    }


def _lines(done: Moved) -> Iterator[str]:
    yield n_("Moved {n} case to {where}.", "Moved {n} cases to {where}.", done.cases, where=done.target)
    yield _(
        "{rows} rows and {reports} reports were compared, and are equal.",
        rows=written(done.rows),
        reports=written(done.reports),
    )
    yield _("Name it from now on: --database {where}, or DESK_DATABASE={where}.", where=done.target)
    yield _(
        "The old one is as it was: {where}. It holds personal data too; remove it when it is no longer needed.",
        where=done.source,
    )
    yield _("Head of the trail: {head}", head=done.head)
