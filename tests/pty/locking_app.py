"""Desk as it is, but for a lock that comes after the seconds named first; the database is named second."""

from __future__ import annotations

import sys

from desk.terminal import start

start.clean_environment()

from desk.app import DeskApp  # noqa: E402
from desk.start import Options, seat_opener  # noqa: E402
from desk.words import use  # noqa: E402

if __name__ == "__main__":
    use("en")
    seconds, database = sys.argv[1:]
    sys.exit(DeskApp(seat_opener(Options(database=database)), lock_seconds=float(seconds)).run_desk())
