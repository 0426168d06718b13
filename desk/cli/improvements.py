"""``desk improvements …``: the improvement board."""

from __future__ import annotations

import argparse
from typing import Any

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import improvements as documents
from desk.rules.cases import Cause
from desk.rules.improvements import BoardStatus, Improvement
from desk.services import board, improvements, people
from desk.words import _

STATUSES = tuple(str(each) for each in BoardStatus)
CAUSES = tuple(str(each) for each in Cause)
_OPTIONS = ("background", "department", "topic", "cause", "responsible", "due", "result")


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``improvements list`` takes."""
    parser.add_argument(
        "--status",
        metavar=_("STATUS"),
        type=one_of("--status", STATUSES),
        help=_("Lists one column: {allowed}.", allowed=", ".join(STATUSES)),
    )
    parser.add_argument("--department", metavar=_("DEPARTMENT"), help=_("Lists only those that concern it."))
    parser.add_argument("--overdue", action="store_true", help=_("Lists only those whose end date has passed."))
    add_output(parser, ("text", "json", "csv"))


def list_improvements(session: Session) -> int:
    """Print improvements, column by column."""
    args, out = session.args, session.out
    status = None if args.status is None else BoardStatus(args.status)
    found = board.find(session.seat, status, args.department, overdue=args.overdue, now=session.given_now)
    if out.form == "csv":
        out.raw(documents.as_csv(found, session.today))
        return 0
    names = {each.login: each.name for each in people.everybody(session.seat)}
    out.answer(
        {"improvements": [documents.document(each, session.today) for each in found]},
        documents.lines(found, names, session.today, width()),
    )
    return 0


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``improvements show`` takes."""
    _add_number(parser)
    add_output(parser)


def show(session: Session) -> int:
    """Print one improvement with its history."""
    card = board.card(session.seat, session.args.number)
    zone = session.settings.zone
    topics = board.topic_labels(session.seat)
    session.out.answer(
        documents.card_document(card, session.today, zone), documents.card_lines(card, topics, session.today, zone)
    )
    return 0


def add_propose(parser: argparse.ArgumentParser) -> None:
    """What ``improvements propose`` takes."""
    parser.add_argument("text", metavar=_("TEXT"), help=_("The proposal, in one line."))
    _add_fields(parser, _OPTIONS[:-1])
    add_output(parser)


def propose(session: Session) -> int:
    """Put a proposal on the board."""
    values = {"proposal": session.args.text, **_given(session)}
    _answer(session, improvements.propose(session.seat, values, session.given_now))
    return 0


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``improvements change`` takes."""
    _add_number(parser)
    parser.add_argument("--proposal", metavar=_("TEXT"), help=_("The proposal, in one line."))
    _add_fields(parser, _OPTIONS)
    _add_version(parser)
    add_output(parser)


def change(session: Session) -> int:
    """Change some fields of an improvement."""
    args = session.args
    values = _given(session)
    if args.proposal is not None:
        values["proposal"] = args.proposal
    _answer(session, improvements.change(session.seat, args.number, values, args.version, session.given_now))
    return 0


def add_move(parser: argparse.ArgumentParser) -> None:
    """What ``improvements move`` takes."""
    _add_number(parser)
    parser.add_argument(
        "status",
        metavar=_("STATUS"),
        type=one_of("status", STATUSES),
        help=_("The column: {allowed}.", allowed=", ".join(STATUSES)),
    )
    _add_fields(parser, ("responsible", "due", "result"))
    _add_version(parser)
    add_output(parser)


def move(session: Session) -> int:
    """Move an improvement to another column, with what it needs there."""
    args = session.args
    to = BoardStatus(args.status)
    given = _given(session)
    _answer(session, improvements.move(session.seat, args.number, to, given, args.version, session.given_now))
    return 0


# ------------------------------------------------------------------ options


def _add_number(parser: argparse.ArgumentParser) -> None:
    reader = number("number", 1, 10**9)
    parser.add_argument("number", metavar="N", type=reader, help=_("The improvement's number."))


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--if-version",
        dest="version",
        metavar="V",
        type=number("--if-version", 1, 10**9),
        help=_("Refuses where somebody has changed it since this version."),
    )


def _add_fields(parser: argparse.ArgumentParser, names: tuple[str, ...]) -> None:
    texts = {
        "background": (_("TEXT"), _("Why: what does not work today.")),
        "department": (_("DEPARTMENT"), _("The department that it concerns; an empty one is none.")),
        "topic": (_("TOPIC"), _("The code of the topic that it is about; an empty one is none.")),
        "cause": (_("CAUSE"), _("The cause that it is to put an end to: {allowed}.", allowed=", ".join(CAUSES))),
        "responsible": (_("NAME"), _("Who is responsible: a login, or a name.")),
        "due": (_("DATE"), _("The expected end date.")),
        "result": (_("TEXT"), _("What came of it; of what is not done, why.")),
    }
    for name in names:
        metavar, help_ = texts[name]
        parser.add_argument(f"--{name}", metavar=metavar, help=help_)


def _given(session: Session) -> dict[str, Any]:
    """The options that were given; an empty one takes a value away."""
    args = session.args
    given = {name: value for name in _OPTIONS if (value := getattr(args, name, None)) is not None}
    if given.get("due"):
        given["due"] = session.day("--due", given["due"])
    return given


def _answer(session: Session, card: Improvement) -> None:
    text = _("Improvement {number}: {status}.", number=card.id, status=card.status.label)
    session.out.answer(documents.document(card, session.today), [text])
