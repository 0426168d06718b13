"""``desk retention list`` and ``desk retention set``: for how long each kind's personal data are kept."""

from __future__ import annotations

import argparse
from typing import Any

from desk.cli.options import add_output
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents.case_text import kind_word
from desk.documents.cells import columns, csv_text
from desk.rules.refusals import refuse
from desk.rules.retention import LEAST_DAYS, MOST_DAYS
from desk.services import retention_periods
from desk.services.retention_periods import Period
from desk.words import _, n_

KEYS = ("kind", "days", "source", "decision", "decided_on", "default")


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``retention list`` takes."""
    add_output(parser, ("text", "json", "csv"))


def list_periods(session: Session) -> int:
    """List every kind's period."""
    every = retention_periods.every(session.seat)
    if session.out.form == "csv":
        session.out.raw(csv_text(KEYS, [list(_values(each).values()) for each in every]))
        return 0
    header = (_("Kind"), _("Days"), _("By"), _("Decision"), _("Desk's own"))
    rows = [
        (kind_word(each.kind), str(each.days), each.source.label, _decision(each), str(each.default)) for each in every
    ]
    session.out.answer({"periods": [_values(each) for each in every]}, columns(header, rows))
    return 0


def _values(each: Period) -> dict[str, Any]:
    here = each.decided
    decided = (here.decision, here.decided_on.isoformat()) if here is not None else (None, None)
    return dict(zip(KEYS, (each.kind, each.days, str(each.source), *decided, each.default), strict=True))


def _decision(each: Period) -> str:
    return "–" if each.decided is None else f"{each.decided.decision} ({each.decided.decided_on.isoformat()})"


def add_set(parser: argparse.ArgumentParser) -> None:
    """What ``retention set`` takes."""
    parser.add_argument("kind", metavar=_("KIND"), help=_("The kind of case."))
    parser.add_argument(
        "days", metavar=_("DAYS"), nargs="?", type=number("DAYS", LEAST_DAYS, MOST_DAYS),
        help=_("Days from closing until its personal data may go."),
    )  # fmt: skip
    parser.add_argument("--decision", metavar=_("REFERENCE"), help=_("The municipality's decision."))
    parser.add_argument("--decided-on", metavar=_("DATE"), help=_("Its day; today where it is left out."))
    parser.add_argument(
        "--withdraw", action="store_true", help=_("Takes the decision away: the settings or Desk's own hold again.")
    )
    add_output(parser)


def set_period(session: Session) -> int:
    """Decide for how long a kind's personal data are kept."""
    args, seat = session.args, session.seat
    if args.withdraw:
        renewed = retention_periods.withdraw(seat, args.kind, session.given_now)
    else:
        if args.days is None:
            refuse("option_missing", "DAYS", command="desk retention set")
        on = session.day("--decided-on", args.decided_on)
        renewed = retention_periods.decide(seat, args.kind, args.days, args.decision or "", on, session.given_now)
    (now,) = [each for each in retention_periods.every(seat) if each.kind == args.kind]
    said = n_("{kind}: {n} day.", "{kind}: {n} days.", now.days, kind=kind_word(now.kind))
    cases = n_("{n} case that has ended got another date.", "{n} cases that have ended got another date.", renewed)
    session.out.answer({**_values(now), "renewed": renewed}, [f"{said} {cases}"])
    return 0
