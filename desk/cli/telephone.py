"""``desk calls heat`` and ``desk calls need``: calls by the hour, and how many people they need."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable

from desk.cli.options import add_output
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import telephone as document
from desk.rules.calendar import last_whole_week
from desk.rules.heat import HeatFigure
from desk.rules.refusals import Problem, Refused
from desk.rules.report import Level
from desk.rules.spans import parse_span, week_span
from desk.services import reports, telephone
from desk.words import _

FIGURES = tuple(map(str, HeatFigure))
_DECIMAL = re.compile(r"([0-9]{1,7}(?:[.,][0-9]{1,6})?)\s*(%?)")


def add_heat(parser: argparse.ArgumentParser) -> None:
    """What ``calls heat`` takes."""
    help_ = _("The span: 2026-W47, 2026-11, 2026-T3, 2026-H1 or 2026; the last whole week if left out.")
    parser.add_argument("span", metavar=_("SPAN"), nargs="?", help=help_)
    _add_of(parser)
    parser.add_argument(
        "--figure",
        metavar=_("FIGURE"),
        type=one_of("--figure", FIGURES),
        default=str(HeatFigure.ANSWER_RATE),
        help=_("What is shown of each hour: {allowed}.", allowed=", ".join(FIGURES)),
    )
    add_output(parser, ("text", "json", "csv"))


def _add_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--group", metavar=_("GROUP"), help=_("Looks at one answer group."))
    parser.add_argument("--agent", metavar=_("LOGIN"), help=_("Looks at one person."))


def heat(session: Session) -> int:
    """Print calls by hour and weekday."""
    return _print(session, HeatFigure(session.args.figure))


def _print(session: Session, figure: HeatFigure) -> int:
    args, out = session.args, session.out
    if args.group is not None and args.agent is not None:
        raise Refused(Problem("heat_one_of", "--agent"))
    span = week_span(last_whole_week(session.today)) if args.span is None else parse_span(args.span)
    level = Level.GROUP if args.group is not None else Level.AGENT if args.agent is not None else Level.ALL
    fresh = reports.Fresh()
    name = args.group or args.agent or ""
    report = telephone.telephone(session.seat, span, level, name, session.given_now, fresh=fresh)
    if out.form == "csv":
        out.raw(document.csv_of(report))
    else:
        out.answer(document.document(report), document.text(report, figure))
    reports.store_cache(session.seat, fresh)
    return 0


# ------------------------------------------------------------------ people needed


def add_need(parser: argparse.ArgumentParser) -> None:
    """What ``calls need`` takes."""
    parser.add_argument("--calls", metavar="N", type=_decimal("--calls"), help=_("Calls an hour."))
    parser.add_argument("--talk", metavar="S", type=_decimal("--talk"), help=_("Seconds of talk of a call."))
    parser.add_argument("--span", metavar=_("SPAN"), help=_("Reckons for each hour of the week, from a span's calls."))
    _add_of(parser)
    for name, metavar, read, text in (
        ("--within", "S", number("--within", 0, 86_400), _("Seconds within which calls are to be answered.")),
        ("--level", "P", _share("--level"), _("The share to be answered so soon, such as 80 %; else the goal.")),
        ("--after", "S", number("--after", 0, 86_400), _("Seconds of after-work of a call.")),
        ("--shrinkage", "P", _share("--shrinkage"), _("The share of the time that goes to other things.")),
    ):
        parser.add_argument(name, metavar=metavar, type=read, help=text)
    add_output(parser, ("text", "json", "csv"))


def need(session: Session) -> int:
    """Print how many people an asked load needs, or each hour of a span."""
    args = session.args
    asked = (args.calls, args.talk, args.within, args.level, args.after, args.shrinkage)
    if args.span is not None:
        if any(each is not None for each in asked):
            raise Refused(Problem("need_one_of", "--span"))
        return _print(session, HeatFigure.NEED)
    if args.calls is None or args.talk is None:
        raise Refused(Problem("need_load", "--calls" if args.calls is None else "--talk"))
    if args.group is not None or args.agent is not None:
        raise Refused(Problem("need_one_of", "--group" if args.group is not None else "--agent"))
    found = telephone.need(
        session.seat,
        args.calls,
        args.talk,
        within_s=args.within,
        level=args.level,
        after_s=args.after,
        shrinkage=args.shrinkage,
        now=session.given_now,
    )
    if session.out.form == "csv":
        session.out.raw(document.need_csv(found))
    else:
        session.out.answer(document.need_document(found), document.need_text(found))
    return 0


def _decimal(name: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        found = _DECIMAL.fullmatch(text.strip())
        if found is None or found[2]:
            raise Refused(Problem("invalid_number", name))
        return float(found[1].replace(",", "."))

    return read


def _share(name: str) -> Callable[[str], float]:
    """A share: ``80 %``, ``80`` or ``0.8``; of at most 1 without a sign it is a fraction."""

    def read(text: str) -> float:
        found = _DECIMAL.fullmatch(text.strip())
        if found is None:
            raise Refused(Problem("invalid_share", name))
        value = float(found[1].replace(",", "."))
        return round(value / 100, 12) if found[2] or value > 1 else value

    return read
