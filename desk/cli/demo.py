"""``desk demo``: the screen on made-up data, in a database of its own that goes when one leaves."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from desk.cli.parser import number
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.cli.upkeep import MOST_CASES, add_seed
from desk.rules.refusals import Problem, Refused
from desk.services import entrance, people, sample, setup
from desk.services.seat import Seat
from desk.start import Options, open_screen
from desk.storage.database import Database
from desk.terminal.start import refuse_without_terminal
from desk.words import _

PREFIX = "desk-demo-"
MUNICIPALITY = "Lingonby"
"""There is no such municipality. It is the demo's where the settings name none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``demo`` takes."""
    parser.add_argument(
        "--cases",
        metavar="N",
        type=number("--cases", 1, MOST_CASES),
        default=sample.CASES,
        help=_("Makes so many cases; {default} where it is left out.", default=sample.CASES),
    )
    add_seed(parser)
    parser.add_argument("--no-mouse", action="store_true", help=_("Leaves the mouse to the terminal."))


def run(session: Session) -> int:
    """Make the data, open the screen, and take everything away afterwards."""
    if (sentence := refuse_without_terminal()) is not None:
        raise Refused(Problem("no_terminal", None, {"problem": sentence}))
    sweep(Path(tempfile.gettempdir()), time.time())
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        made = made_up(session, folder / "desk.db")
        options = Options(language=session.args.lang, config=session.args.config, mouse=not session.args.no_mouse)
        return open_screen(options, lambda: made, MUNICIPALITY)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(within: Path, now: float) -> None:
    """Take away what an earlier demo of this user left, because its terminal was lost; one of today may be in use."""
    for left in within.glob(f"{PREFIX}*"):
        try:
            seen = left.lstat()
        except OSError:
            continue
        mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
        if mine and seen.st_mtime < now - 24 * 3600:
            shutil.rmtree(left, ignore_errors=True)


def made_up(session: Session, path: Path) -> Seat:
    """A seat at a new desk at ``path``, full of made-up data."""
    database = Database(path)
    login = entrance.login_of_system()
    setup.prepare(database, login, session.now)
    # There is nobody to be protected here: nobody is asked for a PIN, and nothing locks.
    seat = people.sit_down(database, session.settings.model_copy(update={"lock_minutes": 0}), login)
    with Bar(_("Making cases")) as bar:
        sample.fill(seat, session.args.cases, session.args.seed, now=session.given_now, progress=bar)
    return seat
