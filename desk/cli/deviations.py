"""``desk deviations …``: what falls short of its goal, why, and what is done about it."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import deviations as document
from desk.rules.calendar import Week
from desk.rules.deviations import CauseCode, Coaching, FollowedDeviation
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.rules.spans import parse_span
from desk.services import deviations, people
from desk.services.deviations import Which, Writing
from desk.words import _, n_

LEVELS = tuple(str(each) for each in Level)
CODES = tuple(str(each) for each in CauseCode)
STEPS = tuple(str(each) for each in Coaching if each is not Coaching.PROPOSED)
A_YEAR = timedelta(days=365)


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``deviations list`` takes."""
    parser.add_argument("--open", action="store_true", help=_("Those alone that lack a cause or an action."))
    parser.add_argument("--span", metavar=_("SPAN"), help=_("Those of one span: 2026-W47, 2026-11, 2026-T3 or 2026."))
    parser.add_argument(
        "--level",
        metavar="{" + ",".join(LEVELS) + "}",
        type=one_of("--level", LEVELS),
        help=_("For the whole desk, its answer groups or its individuals."),
    )
    _add_days(parser)
    parser.add_argument(
        "--limit", metavar=_("N"), type=number("--limit", 1, 10_000), default=100, help=_("At most so many.")
    )
    add_output(parser, ("text", "json", "csv"))


def _add_days(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("Of spans that end on this day or later."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"), help=_("Of spans that end on this day or earlier."))


def list_deviations(session: Session) -> int:
    """Print deviations, the open ones first."""
    args = session.args
    which = Which(
        open=args.open,
        span=None if args.span is None else parse_span(args.span).code,
        level=None if args.level is None else Level(args.level),
        first=session.day("--from", args.first),
        last=session.day("--to", args.last),
    )
    page = deviations.listed(session.seat, which, args.limit)
    if session.out.form == "csv":
        session.out.raw(document.deviations_csv(page.rows))
        return 0
    values = {"deviations": [document.document(each) for each in page.rows], "total": page.total, "open": page.open}
    lines = document.lines(page.rows, page.names, session.today, width())
    if page.total > len(page.rows):
        lines.append(_("{shown} of {total}; --limit shows more.", shown=len(page.rows), total=page.total))
    session.out.answer(values, lines)
    return 0


def _add_number(parser: argparse.ArgumentParser) -> None:
    what = number("number", 1, 10**9)
    parser.add_argument("number", metavar=_("NUMBER"), type=what, help=_("The deviation's number."))


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``deviations show`` takes."""
    _add_number(parser)
    add_output(parser)


def show(session: Session) -> int:
    """Print one deviation with everything that was written."""
    _print(session, deviations.get(session.seat, session.args.number))
    return 0


def add_explain(parser: argparse.ArgumentParser) -> None:
    """What ``deviations explain`` takes."""
    _add_number(parser)
    parser.add_argument(
        "--cause",
        metavar=_("CODE"),
        type=one_of("--cause", CODES),
        help=_("The sort of cause: {allowed}.", allowed=", ".join(CODES)),
    )
    parser.add_argument("--text", metavar=_("TEXT"), help=_("The cause in words; an empty one takes it away."))
    parser.add_argument("--action", metavar=_("TEXT"), help=_("What is done about it."))
    parser.add_argument("--responsible", metavar=_("WHO"), help=_("Who sees to it."))
    parser.add_argument("--due", metavar=_("DATE"), help=_("By when."))
    add_output(parser)


def explain(session: Session) -> int:
    """Say why a figure fell short, and what is done about it."""
    args = session.args
    writing = Writing(
        cause_code=None if args.cause is None else CauseCode(args.cause),
        cause=args.text,
        action=args.action,
        responsible=args.responsible,
        due=None if args.due == "" else session.day("--due", args.due),
        no_due=args.due == "",
    )
    _print(session, deviations.explain(session.seat, args.number, writing, session.given_now))
    return 0


def add_done(parser: argparse.ArgumentParser) -> None:
    """What ``deviations done`` takes."""
    _add_number(parser)
    parser.add_argument("--on", metavar=_("DATE"), help=_("On which day; today where left out."))
    add_output(parser)


def done(session: Session) -> int:
    """Say that a deviation's action was done."""
    args = session.args
    _print(session, deviations.done(session.seat, args.number, session.day("--on", args.on), session.given_now))
    return 0


def add_coach(parser: argparse.ArgumentParser) -> None:
    """What ``deviations coach`` takes."""
    _add_number(parser)
    parser.add_argument(
        "step",
        metavar="{" + ",".join(STEPS) + "}",
        type=one_of("step", STEPS),
        help=_("How far it has come: {allowed}.", allowed=", ".join(STEPS)),
    )
    add_output(parser)


def coach(session: Session) -> int:
    """Say how far an individual's coaching has come."""
    args = session.args
    _print(session, deviations.coach(session.seat, args.number, Coaching(args.step), session.given_now))
    return 0


def add_board(parser: argparse.ArgumentParser) -> None:
    """What ``deviations board`` takes."""
    _add_number(parser)
    add_output(parser)


def put_on_board(session: Session) -> int:
    """Propose an improvement from a deviation."""
    made = deviations.put_on_board(session.seat, session.args.number, session.given_now)
    text = _("Improvement {number} is on the board: {proposal}", number=made.id, proposal=made.proposal)
    session.out.answer({"deviation": session.args.number, "improvement": made.id}, [text])
    return 0


def _print(session: Session, of: FollowedDeviation) -> None:
    names = {each.login: each.name for each in people.everybody(session.seat)}
    session.out.answer(document.document(of), document.whole(of, names, session.today))


# ------------------------------------------------------------------ causes, and finding


def add_causes(parser: argparse.ArgumentParser) -> None:
    """What ``deviations causes`` takes."""
    _add_days(parser)
    add_output(parser, ("text", "json", "csv"))


def causes(session: Session) -> int:
    """Count the causes, by month; of the last year where no days are given."""
    args = session.args
    last = session.day("--to", args.last) or session.today
    first = session.day("--from", args.first) or (last - A_YEAR if last > date.min + A_YEAR else date.min)
    found = deviations.causes(session.seat, first, last)
    if session.out.form == "csv":
        session.out.raw(document.causes_csv(found))
    else:
        values = {"from": first.isoformat(), "to": last.isoformat(), **document.causes_document(found)}
        session.out.answer(values, document.causes_lines(found))
    return 0


def add_find(parser: argparse.ArgumentParser) -> None:
    """What ``deviations find`` takes."""
    parser.add_argument("--since", metavar=_("WEEK"), help=_("Looks at every week from this one on, such as 2025-W01."))
    add_output(parser)


def find(session: Session) -> int:
    """Look for deviations in spans that have closed."""
    session.seat.demand(Right.FOLLOW_UP)
    since = None if session.args.since is None else Week.parse(session.args.since)
    found = deviations.find(session.seat, session.given_now, since)
    values = {"looked": found.looked, "new": found.new, "changed": found.changed, "met": found.met}
    looked = n_("{n} span was looked at", "{n} spans were looked at", found.looked)
    counts = _(
        "{new} new, {changed} changed, {met} met after all.", new=found.new, changed=found.changed, met=found.met
    )
    session.out.answer(values, [f"{looked}: {counts}"])
    return 0
