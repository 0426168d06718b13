"""``desk init``, ``sample`` and ``check``: the database itself."""

from __future__ import annotations

import argparse

from desk.cli.options import add_output
from desk.cli.parser import number
from desk.cli.progress import Bar
from desk.cli.session import Session
from desk.rules.refusals import Problem, Refused
from desk.services import entrance, people, sample, setup, upkeep
from desk.services.upkeep import Finding
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault
from desk.words import _
from desk.words import number as written

MOST_CASES = 5_000_000


def add_init(parser: argparse.ArgumentParser) -> None:
    """What ``init`` takes."""
    help_ = _("Lets this login of the system act for everybody: the service account of sessions over SSH.")
    parser.add_argument("--service", metavar=_("LOGIN"), help=help_)
    help_ = _("Prints what an administrator of the server runs before, and makes nothing; docs/postgres.md says how.")
    parser.add_argument("--print-sql", action="store_true", help=help_)
    add_output(parser)


def init(session: Session) -> int:
    """Make the database, or bring it to this Desk's schema."""
    named = session.args.database
    database = Database(named if named is not None else entrance.default_database())
    if session.args.print_sql:
        return _print_sql(session, database)
    try:
        done = setup.prepare(database, entrance.login_of_system(), session.now)
    finally:
        database.close()
    serving = session.args.service
    if serving is not None:
        people.let_serve(session.seat, serving, session.given_now)
    setup.finish(database)
    database.close()
    document = {
        "database": database.where,
        "made": done.made,
        "backup": None if done.backup is None else str(done.backup),
        **({} if serving is None else {"service": serving}),
    }
    if done.made:
        lines = [_("Made the database {file}. You are its administrator.", file=database.where)]
    elif done.backup is not None:
        lines = [_("Upgraded the database {file}. As it was before, it is kept in {backup}.",
                   file=database.where, backup=done.backup)]  # fmt: skip
    else:
        lines = [_("The database {file} is ready. Nothing had to be done.", file=database.where)]
    if serving is not None:
        lines.append(_("{login} may act for everybody.", login=serving))
    session.out.answer(document, lines)
    return 0


def _print_sql(session: Session, database: Database) -> int:
    sql = setup.preparation(database)
    if sql is None:
        raise Refused(Problem("no_server", "--print-sql"))
    session.out.answer({"database": database.where, "sql": sql}, sql.splitlines())
    return 0


# ------------------------------------------------------------------ sample


def add_sample(parser: argparse.ArgumentParser) -> None:
    """What ``sample`` takes."""
    parser.add_argument(
        "--cases", metavar="N", type=number("--cases", 1, MOST_CASES), required=True, help=_("Makes so many cases.")
    )
    add_seed(parser)
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("The first day; a year before the last."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"), help=_("The last day; today where it is left out."))
    add_output(parser)


def add_seed(parser: argparse.ArgumentParser) -> None:
    """The seed of made-up data."""
    parser.add_argument(
        "--seed",
        metavar="S",
        type=number("--seed", 0, 2**63 - 1),
        default=sample.SEED,
        help=_("The same seed makes the same data."),
    )


def fill(session: Session) -> int:
    """Fill an empty database with made-up data."""
    args = session.args
    first, last = session.day("--from", args.first), session.day("--to", args.last)
    with Bar(_("Making cases")) as bar:
        made = sample.fill(session.seat, args.cases, args.seed, first, last, session.given_now, bar)
    document = {
        "cases": made.cases,
        "calls": made.calls,
        "from": made.first.isoformat(),
        "to": made.last.isoformat(),
    }
    text = _(
        "Made {cases} cases and {calls} calls, from {first} to {last}.",
        cases=written(made.cases),
        calls=written(made.calls),
        first=made.first.isoformat(),
        last=made.last.isoformat(),
    )
    session.out.answer(document, [text])
    return 0


# ------------------------------------------------------------------ check


def add_check(parser: argparse.ArgumentParser) -> None:
    """What ``check`` takes."""
    parser.add_argument(
        "--head",
        dest="heads",
        metavar=_("HEAD"),
        action="append",
        default=[],
        help=_("A head of the trail that was printed earlier and kept elsewhere; may be given several times."),
    )
    add_output(parser)


def check(session: Session) -> int:
    """Check the whole database, part by part."""
    with Bar(_("Checking")) as bar:
        found = upkeep.check(session.seat, bar, session.args.heads)
    findings = [{"part": str(each.part), "wrong": list(each.wrong)} for each in found]
    lines = [line for each in found for line in _finding(each)]
    if found.head is not None:
        lines.append(_("Head of the trail: {head}", head=found.head))
    if found.damaged:
        session.out.say(str(DatabaseUnusable(Fault.DAMAGED, session.seat.database.where)))
    session.out.answer({"ok": found.clean, "findings": findings, "head": found.head}, lines)
    return 0 if found.clean else 1


def _finding(found: Finding) -> list[str]:
    if found.clean:
        return [_("{part}: nothing found.", part=found.part.label)]
    return [_("{part}: wrong.", part=found.part.label), *(f"  {each}" for each in found.wrong)]
