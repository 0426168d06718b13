"""``desk wall``: the follow-up on a monitor that nobody types at."""

from __future__ import annotations

import argparse

from desk.cli.parser import number
from desk.cli.session import Session
from desk.start import WALL_SECONDS, Options, open_wall
from desk.words import _

SHORTEST, LONGEST = 5, 3600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``wall`` takes."""
    parser.add_argument(
        "--refresh",
        metavar=_("SECONDS"),
        type=number("--refresh", SHORTEST, LONGEST),
        default=WALL_SECONDS,
        help=_("Counts anew so often; {default} where it is left out.", default=WALL_SECONDS),
    )


def run(session: Session) -> int:
    """Open the wall; it stays until somebody presses Escape or Ctrl+Q."""
    args = session.args
    options = Options(args.database, args.acting_for, args.lang, args.config, mouse=False)
    return open_wall(options, args.refresh)
