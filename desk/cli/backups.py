"""``desk backup`` and ``desk restore``: copies of the database, and one of them in its place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desk.cli.options import add_output
from desk.cli.parser import number
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.rules.refusals import Problem, Refused
from desk.rules.series import Keep
from desk.services import backups, restoring
from desk.services.backups import Series
from desk.services.restoring import Restored
from desk.storage.restore import Carried
from desk.words import _, n_
from desk.words import number as written

FOUND = 1
USUAL = Keep()
MOST_KEPT = 3660


def add_backup(parser: argparse.ArgumentParser) -> None:
    """What ``backup`` takes."""
    parser.add_argument(
        "file", metavar=_("FILE"), nargs="?", help=_("The copy's name; there must be no such file yet.")
    )
    parser.add_argument(
        "--series",
        metavar=_("FOLDER"),
        help=_("Adds a dated copy to the series in this folder instead, and removes those that need not be kept."),
    )
    for name, text in (
        ("--daily", _("Keeps the latest copy of each of so many days; 7 where it is left out.")),
        ("--weekly", _("The same for weeks; 4 where it is left out.")),
        ("--monthly", _("The same for months; 2 where it is left out.")),
    ):
        parser.add_argument(name, metavar="N", type=number(name, 0, MOST_KEPT), help=text)
    add_output(parser)


def backup(session: Session) -> int:
    """Copy the database."""
    args = session.args
    asked = [name for name in ("daily", "weekly", "monthly") if getattr(args, name) is not None]
    if args.series is not None:
        if args.file is not None:
            raise Refused(Problem("backup_one_of", "FILE"))
        return _series(session)
    if asked:
        raise Refused(Problem("keep_without_series", f"--{asked[0]}"))
    if args.file is None:
        raise Refused(Problem("option_missing", "FILE", {"command": "desk backup"}))
    made = backups.make(session.seat, Path(args.file), session.given_now)
    text = _("The copy is in {file}: {size} MB.", file=args.file, size=written(made.size / 1e6, 1))
    document = {"file": args.file, "bytes": made.size}
    if not made.entered:
        document["entered"] = False
        session.out.say(_not_entered())
    session.out.answer(document, [text])
    return 0


def _not_entered() -> str:
    return _("The copy is not in the trail, because the database could not be written.")


def _series(session: Session) -> int:
    args = session.args
    wanted = (getattr(args, name) for name in ("daily", "weekly", "monthly"))
    usual = (USUAL.daily, USUAL.weekly, USUAL.monthly)
    keep = Keep(*(most if given is None else given for given, most in zip(wanted, usual, strict=True)))
    done = backups.add_to_series(session.seat, Path(args.series), keep, session.given_now)
    for line in _warnings(done):
        session.out.say(line)
    session.out.answer(_series_document(done), _series_lines(done))
    return FOUND if done.findings else 0


def _series_document(done: Series) -> dict[str, Any]:
    return {
        "file": str(done.made.file),
        "bytes": done.made.size,
        "entered": done.made.entered,
        "kept": [each.name for each in done.kept],
        "removed": [each.name for each in done.removed],
        "not_removed": [each.name for each in done.stuck],
        "older_than_retention": [each.name for each in done.older],
        "retention_days": done.days,
        "findings": list(done.findings),
    }


def _series_lines(done: Series) -> Iterator[str]:
    yield _("The copy is in {file}: {size} MB.", file=done.made.file, size=written(done.made.size / 1e6, 1))
    yield n_("{n} copy is kept.", "{n} copies are kept.", len(done.kept))
    for each in done.removed:
        yield _("Removed {file}.", file=each.name)


def _warnings(done: Series) -> Iterator[str]:
    if not done.made.entered:
        yield _not_entered()
    for what in done.findings:
        yield _("The check of the copy found: {what}.", what=what)
    if done.findings:
        yield _("No copy was removed. Run `desk check`, and keep the copies that there are.")
    for each in done.stuck:
        yield _("The copy {file} could not be removed. Check the rights of its folder.", file=each.name)
    for each in done.older:
        yield n_(
            "The copy {file} is more than {n} day old, the shortest time after which personal data may have been"
            " disposed of: what is gone from the desk is still in it. Keep fewer copies.",
            "The copy {file} is more than {n} days old, the shortest time after which personal data may have been"
            " disposed of: what is gone from the desk is still in it. Keep fewer copies.",
            done.days,
            file=each.name,
        )


# ------------------------------------------------------------------ restore


def add_restore(parser: argparse.ArgumentParser) -> None:
    """What ``restore`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("The backup; it is only read."))
    add_output(parser)


def restore(session: Session) -> int:
    """Put a backup in the place of the database."""
    args = session.args
    with Bar(_("Comparing reports")) as bar:
        done = restoring.restore_backup(
            args.database, session.settings, Path(args.file), args.acting_for, session.given_now, bar
        )
    session.out.answer(_document(done, args.file), _lines(done, args.file))
    return 0


def _document(done: Restored, file: str) -> dict[str, Any]:
    carried = done.carried
    return {
        "file": file,
        "database": str(done.database),
        "replaced": None if done.kept is None else str(done.kept),
        "cases": done.cases,
        "cases_lacking": None if carried is None else carried.lacking,
        "drafts_kept": None if carried is None else carried.drafts,
        "people_rested": [] if carried is None else list(carried.rested),
        "keys_withdrawn": 0 if carried is None else carried.keys,
        "disposed_again": done.redone.cases,
        "disposed_open": list(done.redone.open),
        "upgraded_from": done.upgraded_from,
        "weeks_equal": done.weeks,
        "head": done.head,
        "head_replaced": None if carried is None else carried.head,
    }


def _lines(done: Restored, file: str) -> Iterator[str]:
    yield n_("Restored {file}: {n} case.", "Restored {file}: {n} cases.", done.cases, file=file)
    if done.upgraded_from is not None:
        yield _("It was an earlier Desk's, and is upgraded.")
    yield n_(
        "The report of {n} week is the same as in the file.",
        "The reports of {n} weeks are the same as in the file.",
        done.weeks,
    )
    if done.redone.cases:
        yield n_(
            "{n} case was disposed of again, as it had been since.",
            "{n} cases were disposed of again, as they had been since.",
            done.redone.cases,
        )
    if done.redone.open:
        yield _("Of these, open as they were then: {references}.", references=", ".join(done.redone.open))
    if done.kept is not None:
        yield from _of_the_replaced(done.carried)
        yield _(
            "What it replaced is kept: {file}. It holds personal data too; remove it when it is no longer needed.",
            file=done.kept,
        )
    yield _("Head of the trail: {head}", head=done.head)


def _of_the_replaced(carried: Carried | None) -> Iterator[str]:
    if carried is None:
        yield _("The replaced database could not be read: nobody knows what it had beside this.")
        return
    if carried.lacking:
        yield n_(
            "The replaced database had {n} case that is not in this one.",
            "The replaced database had {n} cases that are not in this one.",
            carried.lacking,
        )
    else:
        yield _("Every case of the replaced database is in this one, as it was when it was copied.")
    if carried.drafts:
        yield n_("{n} unfinished form was carried over.", "{n} unfinished forms were carried over.", carried.drafts)
    if carried.rested:
        yield _("At rest, as before: {logins}.", logins=", ".join(carried.rested))
    if carried.keys:
        yield n_("{n} key stays withdrawn.", "{n} keys stay withdrawn.", carried.keys)
    if carried.head:
        yield _("Head of the replaced trail: {head}", head=carried.head)
