"""``desk division …``: who answers for what, who is away, and who covers."""

from __future__ import annotations

import argparse

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents import division as document
from desk.documents.cells import csv_text
from desk.rules.division import Away
from desk.rules.text import in_swedish_order
from desk.services import covering, division, people
from desk.words import _, n_

MOST = 2**31


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``division list`` takes."""
    add_output(parser, ("text", "json", "csv"))


def list_division(session: Session) -> int:
    """Print who answers for each topic, and who is away."""
    seat, today = session.seat, session.today
    found = division.division(seat, session.given_now)
    topics = sorted(
        seat.topics.values(), key=lambda each: (in_swedish_order(each.department or ""), in_swedish_order(each.label))
    )
    if session.out.form == "csv":
        rows = [document.row(each.code, found.of(each.code)) for each in topics]
        session.out.raw(csv_text(document.COLUMNS, rows))
        return 0
    lines = document.list_lines(found, topics, today, width())
    session.out.answer(document.document(found, topics, today), lines)
    return 0


def add_set(parser: argparse.ArgumentParser) -> None:
    """What ``division set`` takes."""
    parser.add_argument(
        "topics", metavar=_("TOPIC"), nargs="+", help=_("A topic, by code or name; several may be named.")
    )
    parser.add_argument("--who", metavar=_("NAME"), default="",
                        help=_("Who answers: a login, or a name. Without it nobody does any more."))  # fmt: skip
    parser.add_argument("--cover", metavar=_("NAME"), action="append", default=[],
                        help=_("Who covers; may be given again, in the order in which they do."))  # fmt: skip
    add_output(parser)


def set_topics(session: Session) -> int:
    """Say who answers for topics, and who covers."""
    args, topics = session.args, session.seat.topics
    done = division.set_topics(session.seat, args.topics, [args.who, *args.cover], session.given_now)
    values = {"topics": [document.topic_values(each.topic, each.people) for each in done]}
    lines = [
        " · ".join(
            part
            for part in (
                topics[each.topic].label,
                document.answers_word(each.people),
                document.covers_word(each.people),
            )
            if part
        )
        for each in done
    ]
    session.out.answer(values, lines)
    return 0


def add_away(parser: argparse.ArgumentParser) -> None:
    """What ``division away`` takes."""
    _add_login(parser)
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("The first day; today if nothing is said."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"),
                        help=_("The last day; until further notice if nothing is said."))  # fmt: skip
    add_output(parser)


def _add_login(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar=_("LOGIN"), nargs="?", help=_("Who; yourself if nobody is named."))


def away(session: Session) -> int:
    """Say that somebody is away."""
    args = session.args
    first, last = session.day("--from", args.first), session.day("--to", args.last)
    return _answer(session, division.away(session.seat, args.login, first, last, session.given_now))


def add_back(parser: argparse.ArgumentParser) -> None:
    """What ``division back`` takes."""
    _add_login(parser)
    parser.add_argument("--number", metavar="N", type=number("--number", 1, MOST),
                        help=_("Which of several times; the first if nothing is said."))  # fmt: skip
    add_output(parser)


def back(session: Session) -> int:
    """Say that somebody is back."""
    args = session.args
    done = division.back(session.seat, args.login, args.number, session.given_now)
    session.out.answer(
        document.away_values(done, session.today), [_("{name} is back.", name=_name(session, done.login))]
    )
    return 0


def _answer(session: Session, done: Away) -> int:
    said = f"{_name(session, done.login)}: {document.away_words(done, session.today)}"
    session.out.answer(document.away_values(done, session.today), [said])
    return 0


def _name(session: Session, login: str) -> str:
    return next((each.name for each in people.everybody(session.seat) if each.login == login), login)


def add_cover(parser: argparse.ArgumentParser) -> None:
    """What ``division cover`` takes."""
    add_output(parser)


def cover(session: Session) -> int:
    """Print what those who are away have left."""
    found = covering.left(session.seat, session.given_now)
    lines = document.left_lines(found, session.seat.topics, width())
    session.out.answer({"left": [document.left_values(each) for each in found]}, lines)
    return 0


def add_take(parser: argparse.ArgumentParser) -> None:
    """What ``division take`` takes."""
    parser.add_argument("login", metavar=_("LOGIN"), help=_("Who is away."))
    parser.add_argument("--topic", metavar=_("TOPIC"), action="append",
                        help=_("Only cases of this topic, by its code; may be given again."))  # fmt: skip
    parser.add_argument("--to", metavar=_("LOGIN"), help=_("Who takes them over; yourself if nobody is named."))
    add_output(parser)


def take(session: Session) -> int:
    """Take over the open cases of somebody who is away."""
    args = session.args
    done = covering.take_over(session.seat, args.login, args.topic, args.to, session.given_now)
    said = n_(
        "{n} case taken over: {name}'s now.",
        "{n} cases taken over: {name}'s now.",
        done.many,
        name=_name(session, done.to),
    )
    session.out.answer({"cases": done.many, "to": done.to}, [said])
    return 0
