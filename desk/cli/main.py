"""The command line's way in: one run of one command, and an exit code whatever happens.

0 done · 1 done, and something was found · 2 refused, nothing was written · 3 the database cannot be used.
Beside these, 70 is an error in the program (with a reference number) and 130 a run that was interrupted.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime

from desk import words
from desk.cli.commands import make_parser
from desk.cli.options import check_output, early, from_environment
from desk.cli.output import Output, Unwritten, lose_reader
from desk.cli.parser import speak
from desk.cli.session import Session
from desk.rules.refusals import Problem, Refused
from desk.start import is_remote
from desk.storage.faults import DatabaseUnusable

DONE, FOUND, REFUSED, UNUSABLE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 70, 130


def main(argv: Sequence[str] | None = None, *, now: datetime | None = None) -> int:
    """Run the command in ``argv`` (the program's own arguments where left out) and return the exit code.

    Args:
        now: The time, for tests; otherwise it is what it is.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    os.umask(0o077)
    seen = early(given, os.environ)
    words.use(seen.language)
    speak()
    out = Output(seen.output)
    out.prepare()
    try:
        code = _run(given, out, now)
        out.flush()
    except BrokenPipeError:
        lose_reader()
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Unwritten as unwritten:
        return _unwritten(out, unwritten)
    except Exception as error:  # noqa: BLE001  the command line's crash report
        return _crash(out, error)
    return code


def _run(given: list[str], out: Output, now: datetime | None) -> int:
    """Run a command and put refusals and faults into words."""
    try:
        return _command(given, out, now)
    except Refused as refusal:
        out.refuse((None, each) for each in refusal.problems)
        return REFUSED
    except DatabaseUnusable as unusable:
        out.unusable(unusable.fault.value, str(unusable))
        return UNUSABLE


def _command(given: list[str], out: Output, now: datetime | None) -> int:
    try:
        args = make_parser().read(given)
    except SystemExit as told:
        return int(told.code or 0)
    command = getattr(args, "command", None)
    if is_remote(given):
        if command is not None:
            raise Refused(Problem("remote_screen_only", "--remote"))
        return _screen(args, remote=True)
    from_environment(args, os.environ)
    check_output(args)
    if command is None:
        return _screen(args, remote=False)
    session = Session(args, out, now)
    try:
        code: int = command.run(session)
        return code
    finally:
        session.close()


def _screen(args: Namespace, *, remote: bool) -> int:
    from desk.start import Options, open_screen

    options = Options(args.database, args.acting_for, args.lang, args.config, not args.no_mouse, remote)
    return open_screen(options)


def _unwritten(out: Output, unwritten: Unwritten) -> int:
    """What was asked for is done, but its answer is lost (a full disk, say)."""
    lose_reader()
    out.say(words._("The answer could not be written: {problem}.", problem=str(unwritten)))
    return FOUND


def _crash(out: Output, error: Exception) -> int:
    from desk.terminal.crash import report

    for line in str(report(error)).splitlines():
        out.say(line)
    return BROKEN
