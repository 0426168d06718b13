"""``desk dialogues …``: meetings with departments, and what they decided."""

from __future__ import annotations

import argparse
from datetime import date

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import dialogues as document
from desk.rules.calendar import local_day
from desk.rules.dialogues import Decision, Dialogue, DialogueSort
from desk.services import dialogues, people
from desk.services.dialogues import Which
from desk.words import _

MOST = 2**31
SORTS = tuple(str(each) for each in DialogueSort)
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def _add_number(parser: argparse.ArgumentParser) -> None:
    read = number(_("NUMBER"), 1, MOST)
    parser.add_argument("number", metavar=_("NUMBER"), type=read, help=_("The dialogue's number."))


def _add_decision(parser: argparse.ArgumentParser) -> None:
    read = number(_("DECISION"), 1, MOST)
    parser.add_argument("decision", metavar=_("DECISION"), type=read, help=_("The decision's number."))


# ------------------------------------------------------------------ looking


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues list`` takes."""
    parser.add_argument("--department", metavar=_("DEPARTMENT"), help=_("Those with this department."))
    read = number("--year", _FIRST_YEAR, _LAST_YEAR)
    parser.add_argument("--year", metavar=_("YEAR"), type=read, help=_("Those of this year."))
    add_output(parser)


def list_dialogues(session: Session) -> int:
    """Print the dialogues, and how far each department has come."""
    args, seat = session.args, session.seat
    first, last = (None, None) if args.year is None else (date(args.year, 1, 1), date(args.year, 12, 31))
    found = dialogues.find(seat, Which(args.department, first, last))
    all_of_them = dialogues.overview(seat, session.given_now)
    values = {
        "dialogues": [document.document(each) for each in found],
        "departments": [document.standing_document(each) for each in all_of_them.standings],
    }
    lines = document.list_lines(found, session.today, width())
    session.out.answer(values, [*lines, "", *document.standing_lines(all_of_them, width())])
    return 0


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues show`` takes."""
    _add_number(parser)
    add_output(parser)


def show(session: Session) -> int:
    """Print one dialogue."""
    return _answer(session, dialogues.one(session.seat, session.args.number))


# ------------------------------------------------------------------ writing


def _add_values(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", metavar=_("DATE"), help=_("When it was held; today if nothing is said."))
    parser.add_argument("--sort", metavar=_("SORT"), type=one_of("--sort", SORTS),
                        help=_("What it was about: {allowed}.", allowed=", ".join(SORTS)))  # fmt: skip
    parser.add_argument("--span", metavar=_("SPAN"), help=_("What was looked at, such as 2026-10 or 2026-T3."))
    parser.add_argument("--present", metavar=_("TEXT"), help=_("Who took part, by function."))
    parser.add_argument("--views", metavar=_("TEXT"), help=_("What the department had to say."))
    parser.add_argument("--notes", metavar=_("TEXT"), help=_("What else there is to remember."))
    add_output(parser)


def _values(session: Session) -> dict[str, object]:
    args = session.args
    named = {name: getattr(args, name) for name in ("sort", "span", "present", "views", "notes")}
    given = {**named, "day": session.day("--day", args.day)}
    return {name: value for name, value in given.items() if value is not None}


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues add`` takes."""
    parser.add_argument("department", metavar=_("DEPARTMENT"), help=_("The department that was met."))
    _add_values(parser)


def add(session: Session) -> int:
    """Write down a dialogue."""
    values = {"department": session.args.department, **_values(session)}
    return _answer(session, dialogues.add(session.seat, values, session.given_now))


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues change`` takes."""
    _add_number(parser)
    _add_values(parser)


def change(session: Session) -> int:
    """Change what is written of a dialogue."""
    made = dialogues.change(session.seat, session.args.number, _values(session), now=session.given_now)
    return _answer(session, made)


def _answer(session: Session, of: Dialogue) -> int:
    names = {who.login: who.name for who in people.everybody(session.seat)}
    lines = [f"{of.id}.", *document.show_lines(of, session.today, names)]
    session.out.answer(document.document(of), lines)
    return 0


# ------------------------------------------------------------------ decisions


def add_decide(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues decide`` takes."""
    _add_number(parser)
    parser.add_argument("what", metavar=_("TEXT"), help=_("What was decided."))
    parser.add_argument("--by", metavar=_("PERSON"), default="", help=_("Who is to do it: a login, or a name."))
    parser.add_argument("--due", metavar=_("DATE"), help=_("By when it is to be done."))
    add_output(parser)


def decide(session: Session) -> int:
    """Write down what a dialogue decided."""
    args = session.args
    values = {"what": args.what, "by_whom": args.by, "due": session.day("--due", args.due)}
    return _decided(session, dialogues.decide(session.seat, args.number, values, session.given_now))


def add_done(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues done`` takes."""
    _add_decision(parser)
    parser.add_argument(
        "--outcome", metavar=_("TEXT"), default="", help=_("What came of it; where it is dropped, why.")
    )
    parser.add_argument("--dropped", action="store_true", help=_("It will not be done."))
    add_output(parser)


def done(session: Session) -> int:
    """Say that a decision was done, or will not be."""
    args = session.args
    end = dialogues.drop if args.dropped else dialogues.done
    return _decided(session, end(session.seat, args.decision, args.outcome, session.given_now))


def _decided(session: Session, each: Decision) -> int:
    names = {who.login: who.name for who in people.everybody(session.seat)}
    today = local_day(session.now, session.settings.zone)
    text = f"{each.id}. {document.decision_words(each, today, names)}"
    session.out.answer(document.decision_document(each), [text])
    return 0


def add_improve(parser: argparse.ArgumentParser) -> None:
    """What ``dialogues improve`` takes."""
    _add_decision(parser)
    add_output(parser)


def improve(session: Session) -> int:
    """Put a decision on the improvement board."""
    made = dialogues.to_improvement(session.seat, session.args.decision, session.given_now)
    text = _("The decision is improvement {number}.", number=made.id)
    session.out.answer({"decision": session.args.decision, "improvement": made.id}, [text])
    return 0
