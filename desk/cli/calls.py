"""``desk calls import`` and ``desk calls set``: telephone figures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desk.cli.options import add_output
from desk.cli.output import refusal, told
from desk.cli.parser import number, one_of
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.rules.calendar import Week
from desk.rules.calls import CallFormat
from desk.rules.refusals import Problem, Refused
from desk.services import calls
from desk.services.calls import MOST, Imported
from desk.words import _, n_
from desk.words import number as written

FORMATS = tuple(str(each) for each in CallFormat)
MOST_SAID = 20
"""Refused lines that are told one by one in words: a file that holds no calls at all would fill the screen."""


def add_import(parser: argparse.ArgumentParser) -> None:
    """What ``calls import`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("The telephone exchange's file."))
    parser.add_argument(
        "--format",
        metavar="{" + ",".join(FORMATS) + "}",
        type=one_of("--format", FORMATS),
        help=_("How it is written; csv where a mapping is named, otherwise queue-log."),
    )
    parser.add_argument(
        "--map", metavar=_("MAP.toml"), help=_("Says how a CSV file reads; docs/calls.md says how one is written.")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("Counts, and writes nothing."))
    parser.add_argument("--strict", action="store_true", help=_("Writes nothing at all where a line is refused."))
    add_output(parser)


def import_calls(session: Session) -> int:
    """Bring in a file of calls."""
    args = session.args
    mapping = None if args.map is None else _text(args.map)
    with Bar(_("Reading calls")) as bar:
        done = calls.bring_in(
            session.seat,
            Path(args.file),
            args.format,
            mapping,
            dry_run=args.dry_run,
            strict=args.strict,
            progress=bar,
            now=session.given_now,
        )
    for each in done.refused[:MOST_SAID]:
        session.out.say(told(each.problem, each.line))
    if done.refused_count > MOST_SAID:
        session.out.say(_("… and {n} more lines were refused.", n=written(done.refused_count - MOST_SAID)))
    session.out.answer(import_document(done), _import_lines(done, dry_run=args.dry_run))
    if done.refused:
        return 2 if args.strict else 1
    return 0


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refused(Problem("file_missing", "--map", {"file": name})) from error


def import_document(done: Imported) -> dict[str, Any]:
    """What a file came to, as JSON values; a queue_log has more keys."""
    document: dict[str, Any] = {"read": done.read, "new": done.new, "known": done.known, "ignored": done.ignored}
    if done.format is CallFormat.QUEUE_LOG:
        document |= {
            "calls": done.calls,
            "updated": done.updated,
            "pending": done.pending,
            "unknown_events": dict(done.unknown_events),
        }
    document["refused"] = [refusal(each.problem, each.line) for each in done.refused]
    if done.refused_count:
        document["refused_count"] = done.refused_count
    return document


def _import_lines(done: Imported, *, dry_run: bool) -> Iterator[str]:
    yield _(
        "Read {read}: {new} new, {known} known, {ignored} ignored, {refused} refused.",
        read=written(done.read),
        new=written(done.new),
        known=written(done.known),
        ignored=written(done.ignored),
        refused=written(done.refused_count),
    )
    if done.format is CallFormat.QUEUE_LOG:
        yield _(
            "Calls: {calls} new, {updated} ended since, {pending} not ended yet.",
            calls=written(done.calls),
            updated=written(done.updated),
            pending=written(done.pending),
        )
        for name, many in done.unknown_events.items():
            yield n_("Unknown event {name}: {n} line.", "Unknown event {name}: {n} lines.", many, name=name)
    for name in done.groups_made:
        yield _("New answer group: {name}.", name=name)
    for name in done.agents_made:
        yield _("New agent, who cannot log in: {name}.", name=name)
    for group, week in done.typed:
        yield _("Typed figures stand for {group}, {week}; these calls do not count there.", group=group, week=week)
    if not done.written:
        yield _("Nothing was written.") if not dry_run else _("Nothing was written: this was a dry run.")


# ------------------------------------------------------------------ by hand


def add_set(parser: argparse.ArgumentParser) -> None:
    """What ``calls set`` takes."""
    parser.add_argument("group", metavar=_("GROUP"), help=_("The answer group."))
    parser.add_argument("week", metavar=_("WEEK"), help=_("The week, such as 2026-W47."))
    for name, text in (
        ("--offered", _("How many calls came in: answered and abandoned.")),
        ("--answered", _("How many of them were answered.")),
    ):
        parser.add_argument(name, metavar="N", type=number(name, 0, MOST), required=True, help=text)
    parser.add_argument("--replace", action="store_true", help=_("Lets these figures stand instead of imported calls."))
    add_output(parser)


def set_week(session: Session) -> int:
    """Type a group's week."""
    args = session.args
    typed = calls.set_week(
        session.seat,
        args.group,
        Week.parse(args.week),
        args.offered,
        args.answered,
        replace=args.replace,
        now=session.given_now,
    )
    document = {
        "group": typed.group,
        "week": typed.week.code,
        "offered": typed.offered,
        "answered": typed.answered,
        "instead": typed.instead,
    }
    text = _(
        "{group}, {week}: {answered} of {offered} answered.",
        group=typed.group,
        week=typed.week.code,
        answered=written(typed.answered),
        offered=written(typed.offered),
    )
    instead = [_("They stand instead of the imported calls.")] if typed.instead else []
    session.out.answer(document, [text, *instead])
    return 0
