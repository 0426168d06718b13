"""``desk survey …``: what people answered about attitude and knowledge."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desk.cli.options import FORMATS, add_output
from desk.cli.output import refusal, told
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import surveys as document
from desk.rules.refusals import Problem, Refused
from desk.rules.report import Level
from desk.rules.spans import parse_span
from desk.rules.surveys import HIGHEST, LOWEST, QUESTIONS, Answer
from desk.services import survey_files, surveys
from desk.services.survey_files import Imported
from desk.words import _, n_
from desk.words import number as written

LEVELS = tuple(str(each) for each in Level)
NONE = "-"
MOST_SAID = 20
"""Refused lines that are told one by one in words."""


# ------------------------------------------------------------------ a file


def add_import(parser: argparse.ArgumentParser) -> None:
    """What ``survey import`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("The file of answers, as CSV."))
    parser.add_argument(
        "--map", metavar=_("MAP.toml"), help=_("Says how the file reads; docs/follow-up.md says how one is written.")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("Counts, and writes nothing."))
    parser.add_argument("--strict", action="store_true", help=_("Writes nothing at all where a line is refused."))
    add_output(parser)


def import_answers(session: Session) -> int:
    """Bring in a file of answers."""
    args = session.args
    mapping = None if args.map is None else _text(args.map)
    done = survey_files.bring_in(
        session.seat, Path(args.file), mapping, dry_run=args.dry_run, strict=args.strict, now=session.given_now
    )
    for each in done.refused[:MOST_SAID]:
        session.out.say(told(each.problem, each.line))
    if done.refused_count > MOST_SAID:
        session.out.say(_("… and {n} more lines were refused.", n=written(done.refused_count - MOST_SAID)))
    session.out.answer(_import_document(done), _import_lines(done, dry_run=args.dry_run))
    if done.refused:
        return 2 if args.strict else 1
    return 0


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refused(Problem("file_missing", "--map", {"file": name})) from error


def _import_document(done: Imported) -> dict[str, Any]:
    return {
        "read": done.read,
        "new": done.new,
        "known": done.known,
        "ignored": done.ignored,
        "refused": [refusal(each.problem, each.line) for each in done.refused],
        "refused_count": done.refused_count,
        "written": done.written,
    }


def _import_lines(done: Imported, *, dry_run: bool) -> Iterator[str]:
    yield _(
        "Read {read}: {new} new, {known} known, {ignored} ignored, {refused} refused.",
        read=written(done.read),
        new=written(done.new),
        known=written(done.known),
        ignored=written(done.ignored),
        refused=written(done.refused_count),
    )
    if not done.written:
        yield _("Nothing was written.") if not dry_run else _("Nothing was written: this was a dry run.")


# ------------------------------------------------------------------ by hand


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``survey add`` takes."""
    _add_grades(parser, number)
    _add_places(parser)
    help_ = _("Enters so many equal answers; one where it is left out.")
    parser.add_argument("--count", metavar="N", type=number("--count", 1, surveys.MOST), default=1, help=help_)
    add_output(parser)


def _add_grades(parser: argparse.ArgumentParser, reader: Any) -> None:
    for name, text in (
        ("--attitude", _("The grade of the attitude, 1 to 5.")),
        ("--knowledge", _("The grade of the knowledge, 1 to 5.")),
    ):
        parser.add_argument(name, metavar="1–5", type=reader(name, LOWEST, HIGHEST), help=text)


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--group", metavar=_("GROUP"), help=_("The answer group."))
    parser.add_argument("--agent", metavar=_("LOGIN"), help=_("Whom the answer is about, by login or name."))
    parser.add_argument("--day", metavar=_("DAY"), help=_("The day of the answer; today where it is left out."))


def add(session: Session) -> int:
    """Type an answer, or some equal ones."""
    args = session.args
    done = surveys.add(
        session.seat,
        attitude=args.attitude,
        knowledge=args.knowledge,
        group=args.group,
        agent=args.agent,
        day=session.day("--day", args.day),
        count=args.count,
        now=session.given_now,
    )
    said = n_("{n} answer entered: {what}.", "{n} answers entered: {what}.", len(done.ids), what=_said(done.answer))
    session.out.answer({"ids": list(done.ids), **_document(done.answer)}, [said])
    return 0


def add_correct(parser: argparse.ArgumentParser) -> None:
    """What ``survey correct`` takes."""
    _add_number(parser)
    _add_grades(parser, _grade_or_none)
    _add_places(parser)
    add_output(parser)
    parser.epilog = _("A value of - takes the grade, the group or the person away.")


def _grade_or_none(name: str, low: int, high: int) -> Any:
    read = number(name, low, high)
    return lambda text: NONE if text == NONE else read(text)


def _add_number(parser: argparse.ArgumentParser) -> None:
    help_ = _("The answer's number; `desk survey answers` lists them.")
    parser.add_argument("number", metavar=_("NUMBER"), type=number("number", 1, 2**53), help=help_)


def correct(session: Session) -> int:
    """Correct an answer."""
    args = session.args
    given = {name: getattr(args, name) for name in ("group", "agent", *QUESTIONS) if getattr(args, name) is not None}
    values = {name: None if value == NONE else value for name, value in given.items()}
    if args.day is not None:
        values["day"] = session.day("--day", args.day)
    done = surveys.correct(session.seat, args.number, values, session.given_now)
    said = _("Answer {number}: {what}.", number=done.id, what=_said(done.answer))
    session.out.answer({"id": done.id, **_document(done.answer)}, [said])
    return 0


def add_remove(parser: argparse.ArgumentParser) -> None:
    """What ``survey remove`` takes."""
    _add_number(parser)
    add_output(parser)


def remove(session: Session) -> int:
    """Take an answer out of every figure."""
    done = surveys.remove(session.seat, session.args.number, session.given_now)
    text = _("Answer {number} is out of every figure; the trail keeps what it said.", number=done.id)
    session.out.answer({"id": done.id, **_document(done.answer)}, [text])
    return 0


# ------------------------------------------------------------------ lists


def add_answers(parser: argparse.ArgumentParser) -> None:
    """What ``survey answers`` takes."""
    help_ = _("Lists so many; {default} where it is left out.", default=surveys.PAGE)
    parser.add_argument("--limit", metavar="N", type=number("--limit", 1, 1000), default=surveys.PAGE, help=help_)
    parser.add_argument(
        "--before", metavar=_("NUMBER"), type=number("--before", 1, 2**53), help=_("Only those before this number.")
    )
    add_output(parser, FORMATS)


def answers(session: Session) -> int:
    """List the answers entered last."""
    found = surveys.latest(session.seat, session.args.limit, session.args.before)
    rows = [{"id": each.id, **_document(each.answer), "entered_by": each.entered_by} for each in found]
    session.out.answer({"answers": rows}, document.answer_lines(found))
    return 0


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``survey list`` takes."""
    parser.add_argument(
        "span", metavar=_("SPAN"), nargs="?",
        help=_("2026-W47, 2026-11, 2026-T3, 2026-H1 or 2026; the last whole week if left out."),
    )  # fmt: skip
    parser.add_argument(
        "--level",
        metavar="{" + ",".join(LEVELS) + "}",
        type=one_of("--level", LEVELS),
        default=str(Level.ALL),
        help=_("Follows the whole desk, its answer groups or its individuals."),
    )
    add_output(parser, ("text", "json", "csv"))


def list_figures(session: Session) -> int:
    """Print the figures."""
    args = session.args
    span = None if args.span is None else parse_span(args.span)
    report = surveys.report(session.seat, span, Level(args.level), session.given_now)
    if session.out.form == "csv":
        session.out.raw(document.csv_text(report))
    else:
        session.out.answer(report.to_json(), document.text_lines(report))
    return 0


def _document(answer: Answer) -> dict[str, Any]:
    return {
        "day": answer.day.isoformat(),
        "group": answer.group,
        "agent": answer.agent,
        "attitude": answer.attitude,
        "knowledge": answer.knowledge,
    }


def _said(answer: Answer) -> str:
    grades = _(
        "attitude {attitude}, knowledge {knowledge}",
        attitude=document.grade(answer.attitude),
        knowledge=document.grade(answer.knowledge),
    )
    return " · ".join([grades, answer.day.isoformat(), *(each for each in (answer.group, answer.agent) if each)])
