"""``desk wheel …``: the annual wheel."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from itertools import islice

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents import wheel as document
from desk.rules.calendar import YEARS
from desk.rules.refusals import refuse
from desk.rules.wheel import LAST_DAY
from desk.services import people, wheel
from desk.services.wheel import WheelDate
from desk.words import _

MOST = 2**31
_COMING = 3
"""Days that are told of a date that was added."""
_AHEAD = timedelta(days=1500)


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``wheel list`` takes."""
    parser.add_argument("--year", metavar=_("YEAR"), help=_("The days of a year; this year if nothing is said."))
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("The days from this one on."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"), help=_("The days up to this one."))
    add_output(parser, ("text", "json", "csv"))


def list_wheel(session: Session) -> int:
    """Print the dates and their days."""
    first, last = _window(session)
    found = wheel.between(session.seat, first, last)
    if session.out.form == "csv":
        session.out.raw(document.as_csv(found, session.today))
        return 0
    names = {each.login: each.name for each in people.everybody(session.seat)}
    lines = document.lines(found, session.today, names, width())
    session.out.answer(document.document(found, session.today), lines)
    return 0


def _window(session: Session) -> tuple[date, date]:
    args = session.args
    year = session.today.year
    if args.year is not None:
        if not args.year.isdecimal() or int(args.year) not in YEARS:
            refuse("invalid_number", "--year")
        year = int(args.year)
    first, last = session.day("--from", args.first), session.day("--to", args.last)
    first = first or date(year, 1, 1)
    return first, last or date(max(year, first.year), 12, 31)


def _add_values(parser: argparse.ArgumentParser) -> None:
    rule = _("When it comes: second Tuesday each month, first working day of the tertial, 15 March each year.")
    parser.add_argument("--rule", metavar=_("RULE"), help=rule)
    parser.add_argument("--from", dest="starts", metavar=_("DATE"), help=_("The first day on which it may come."))
    parser.add_argument("--to", dest="ends", metavar=_("DATE"), help=_("The last day on which it may come."))
    parser.add_argument("--department", metavar=_("DEPARTMENT"), help=_("The department that it concerns."))
    parser.add_argument("--responsible", metavar=_("PERSON"), help=_("Who sees to it: a login, or a name."))
    parser.add_argument("--text", metavar=_("TEXT"), help=_("What is done then."))
    add_output(parser)


def _values(session: Session) -> dict[str, object]:
    args = session.args
    given = {
        "rule": args.rule,
        "department": args.department,
        "responsible": args.responsible,
        "text": args.text,
        "starts": session.day("--from", args.starts or None),
        "ends": session.day("--to", args.ends or None),
    }
    empty = {name: None for name in ("starts", "ends") if getattr(args, name) == ""}
    return {name: value for name, value in given.items() if value is not None} | empty


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``wheel add`` takes."""
    parser.add_argument("title", metavar=_("TITLE"), help=_("What comes again."))
    _add_values(parser)


def add(session: Session) -> int:
    """Add a date."""
    values = {"title": session.args.title, "rule": "", **_values(session)}
    return _answer(session, wheel.add(session.seat, values, session.given_now))


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``wheel change`` takes."""
    _add_number(parser)
    parser.add_argument("--title", metavar=_("TITLE"), help=_("What comes again."))
    _add_values(parser)


def change(session: Session) -> int:
    """Change a date."""
    title = session.args.title
    values = _values(session) | ({} if title is None else {"title": title})
    return _answer(session, wheel.change(session.seat, session.args.number, values, session.given_now))


def add_rest(parser: argparse.ArgumentParser) -> None:
    """What ``wheel rest`` takes."""
    _add_number(parser)
    add_output(parser)


def rest(session: Session) -> int:
    """Let a date come no more."""
    rested = wheel.rest(session.seat, session.args.number, session.given_now)
    session.out.answer(document.date_document(rested), [_("{title} comes no more.", title=rested.title)])
    return 0


def add_done(parser: argparse.ArgumentParser) -> None:
    """What ``wheel done`` takes."""
    _add_number(parser)
    parser.add_argument("--day", metavar=_("DATE"), help=_("The day that was seen to; today if nothing is said."))
    parser.add_argument("--note", metavar=_("TEXT"), default="", help=_("A word about it."))
    parser.add_argument("--undo", action="store_true", help=_("Takes it back: the day was not seen to."))
    add_output(parser)


def done(session: Session) -> int:
    """Say that a day was seen to, or take it back."""
    args = session.args
    day = session.day("--day", args.day) or session.today
    if args.undo:
        said = wheel.undo(session.seat, args.number, day, session.given_now)
        text = _("{day}: not done.", day=day.isoformat())
    else:
        said = wheel.done(session.seat, args.number, day, args.note, session.given_now)
        text = _("{day}: done.", day=day.isoformat())
    session.out.answer(document.day_document(said, session.today), [text])
    return 0


def add_start(parser: argparse.ArgumentParser) -> None:
    """What ``wheel start`` takes."""
    add_output(parser)


def start(session: Session) -> int:
    """Add the suggested dates."""
    added = wheel.start(session.seat, session.given_now)
    lines = [document.told(each, _coming(session, each)) for each in added]
    session.out.answer({"dates": [document.date_document(each) for each in added]}, lines)
    return 0


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar=_("NUMBER"), type=number(_("NUMBER"), 1, MOST), help=_("The date's number."))


def _answer(session: Session, made: WheelDate) -> int:
    session.out.answer(document.date_document(made), [document.told(made, _coming(session, made))])
    return 0


def _coming(session: Session, made: WheelDate) -> list[date]:
    today = session.today
    last = min(max(today, made.starts), LAST_DAY - _AHEAD) + _AHEAD
    return list(islice(wheel.days_of(made, today, last), _COMING))
