"""``desk staffing …``: planned and present per group and day, beside the answer rate."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from desk.cli.calls import MOST_SAID
from desk.cli.options import add_output
from desk.cli.output import refusal, told
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents import staffing as document
from desk.rules.calendar import Week, last_whole_week
from desk.rules.refusals import Problem, Refused
from desk.rules.spans import parse_span, week_span
from desk.rules.staffing import MOST_PEOPLE, Absence, DayStaff, changed
from desk.services import staffing, staffing_files
from desk.words import _, n_
from desk.words import day as day_in_words
from desk.words import number as written

REASONS = tuple(map(str, Absence))


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``staffing list`` takes."""
    parser.add_argument(
        "week", metavar=_("WEEK"), nargs="?", help=_("The week, such as 2026-W47; this week if left out.")
    )
    add_output(parser, ("text", "json", "csv"))


def list_week(session: Session) -> int:
    """Print a week."""
    args = session.args
    week = Week.of(session.today) if args.week is None else Week.parse(args.week)
    groups = staffing.week(session.seat, week, session.given_now)
    if session.out.form == "csv":
        session.out.raw(document.week_csv(groups))
    else:
        session.out.answer(document.week_document(week, groups), document.week_text(week, groups))
    return 0


# ------------------------------------------------------------------ writing


def add_set(parser: argparse.ArgumentParser) -> None:
    """What ``staffing set`` takes."""
    parser.add_argument("group", metavar=_("GROUP"), help=_("The answer group."))
    parser.add_argument("day", metavar=_("DAY"), help=_("The day, such as 2026-11-19 or today."))
    for name, text in (
        ("--planned", _("How many of the regular staff were to work, those who were away included; 0 is closed.")),
        ("--present", _("How many were there, hourly staff included.")),
        ("--hourly", _("How many hourly staff worked, as cover.")),
    ):
        parser.add_argument(name, metavar="N", type=number(name, 0, MOST_PEOPLE), help=text)
    help_ = _("How many of the planned were away, by reason; may be given more than once. Reasons: {allowed}.",
              allowed=", ".join(REASONS))  # fmt: skip
    parser.add_argument("--absent", metavar=_("REASON=N"), action="append", default=[], help=help_)
    parser.add_argument("--clear", action="store_true", help=_("Takes away what was written of the day before."))
    add_output(parser)


def set_day(session: Session) -> int:
    """Write a group's day; what is left out stays as it was."""
    args, seat, now = session.args, session.seat, session.given_now
    day = session.day("day", args.day) or session.today
    absent = _absent(args.absent)
    given = {name: getattr(args, name) for name in ("planned", "present", "hourly")}
    given = {name: many for name, many in given.items() if many is not None}
    if args.clear and not (given or absent):
        staffing.clear(seat, args.group, day, now)
        text = _("{group}, {day}: nothing is written.", group=args.group, day=day_in_words(day))
        session.out.answer({"group": args.group, "day": day.isoformat(), **document.staff_values(None)}, [text])
        return 0
    if not (given or absent):
        raise Refused(Problem("option_missing", "--planned", {"command": "desk staffing set"}))
    if args.clear:
        done = staffing.put(seat, changed(DayStaff(args.group, day), given, absent), now)
    else:
        done = staffing.change(seat, args.group, day, given, absent, now)
    text = _("{group}, {day}: {planned} planned, {present} present, {hourly} by the hour, {away} away.",
             group=done.group, day=day_in_words(day), planned=done.planned,
             present="–" if done.present is None else done.present, hourly=done.hourly, away=done.away)  # fmt: skip
    session.out.answer({"group": done.group, "day": day.isoformat(), **document.staff_values(done)}, [text])
    return 0


def _absent(pairs: list[str]) -> Mapping[Absence, int]:
    found = {}
    for pair in pairs:
        name, _sign, many = pair.partition("=")
        if name.strip() not in REASONS:
            raise Refused(Problem("unknown_code", "--absent", {"allowed": REASONS}))
        try:
            found[Absence(name.strip())] = number("--absent", 0, MOST_PEOPLE)(many)
        except Refused:
            raise Refused(Problem("staffing_reason", "--absent")) from None
    return found


def add_copy(parser: argparse.ArgumentParser) -> None:
    """What ``staffing copy`` takes."""
    parser.add_argument("week", metavar=_("WEEK"), help=_("The week to plan, such as 2026-W48."))
    parser.add_argument(
        "--from", dest="source", metavar=_("WEEK"), help=_("The week to copy from; the week before if left out.")
    )
    parser.add_argument("--group", metavar=_("GROUP"), help=_("Copies one answer group's plan alone."))
    add_output(parser)


def copy(session: Session) -> int:
    """Copy a week's plan."""
    args = session.args
    week = Week.parse(args.week)
    source = week.previous if args.source is None else Week.parse(args.source)
    many = staffing.copy_week(session.seat, week, source, args.group, session.given_now)
    text = n_("{n} day of week {week} is planned as in week {source}.",
              "{n} days of week {week} are planned as in week {source}.", many, week=week.code,
              source=source.code)  # fmt: skip
    session.out.answer({"week": week.code, "from": source.code, "days": many}, [text])
    return 0


def add_import(parser: argparse.ArgumentParser) -> None:
    """What ``staffing import`` takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("A CSV file; docs/follow-up.md says how it is written."))
    parser.add_argument("--dry-run", action="store_true", help=_("Counts, and writes nothing."))
    add_output(parser)


def import_file(session: Session) -> int:
    """Bring in a file of staffing, all of it or nothing."""
    args = session.args
    done = staffing_files.bring_in(session.seat, Path(args.file), dry_run=args.dry_run, now=session.given_now)
    for each in done.refused[:MOST_SAID]:
        session.out.say(told(each.problem, each.line))
    if len(done.refused) > MOST_SAID:
        left = len(done.refused) - MOST_SAID
        session.out.say(_("… and {n} more lines were refused.", n=written(left)))
    lines = document.brought_text(done, dry_run=args.dry_run)
    session.out.answer(document.brought_document(done, refusal), lines)
    return 2 if done.refused else 0


def add_least(parser: argparse.ArgumentParser) -> None:
    """What ``staffing least`` takes."""
    parser.add_argument("group", metavar=_("GROUP"), help=_("The answer group."))
    parser.add_argument("many", metavar="N", type=number("N", 0, MOST_PEOPLE), help=_("With fewer it is short."))
    add_output(parser)


def least(session: Session) -> int:
    """Set the fewest that a group needs."""
    args = session.args
    before = staffing.set_least(session.seat, args.group, args.many, session.given_now)
    text = _("{group} needs at least {n}; before it was {before}.", group=args.group, n=args.many, before=before)
    session.out.answer({"group": args.group, "least": args.many, "before": before}, [text])
    return 0


def add_absence(parser: argparse.ArgumentParser) -> None:
    """What ``staffing absence`` takes."""
    help_ = _("The span: 2026-W47, 2026-11, 2026-T3, 2026-H1 or 2026; the last whole week if left out.")
    parser.add_argument("span", metavar=_("SPAN"), nargs="?", help=help_)
    add_output(parser)


def absence(session: Session) -> int:
    """Print the whole desk's absence."""
    text = session.args.span
    span = week_span(last_whole_week(session.today)) if text is None else parse_span(text)
    found = staffing.absence(session.seat, span.first, span.last)
    session.out.answer({"span": span.code, **document.absence_document(found)}, document.absence_text(found))
    return 0
