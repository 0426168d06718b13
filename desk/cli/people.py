"""``desk agents add`` and ``desk agents list``: the people at the desk."""

from __future__ import annotations

import argparse
from typing import Any

from desk.cli.options import add_output
from desk.cli.parser import one_of
from desk.cli.session import Session
from desk.documents.cells import columns
from desk.rules.rights import Person, Role
from desk.services import people
from desk.words import _

ROLES = tuple(str(each) for each in Role)


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``agents add`` takes."""
    parser.add_argument("login", metavar=_("LOGIN"), help=_("The operating system's login."))
    parser.add_argument("--name", metavar=_("NAME"), required=True, help=_("The person's name."))
    parser.add_argument(
        "--role",
        metavar=_("ROLE"),
        required=True,
        type=one_of("--role", ROLES),
        help=_("What the person is here: {allowed}.", allowed=", ".join(ROLES)),
    )
    parser.add_argument("--group", metavar=_("GROUP"), help=_("The answer group that the person belongs to."))
    add_output(parser)


def add(session: Session) -> int:
    """Add a person."""
    args = session.args
    added = people.add(session.seat, args.login, args.name, Role(args.role), args.group, session.given_now)
    text = _("Added {name} ({login}), {role}.", name=added.name, login=added.login, role=added.role.label)
    session.out.answer(person_document(added), [text])
    return 0


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``agents list`` takes."""
    add_output(parser)


def list_people(session: Session) -> int:
    """Print everybody."""
    everybody = people.everybody(session.seat)
    header = (_("Login"), _("Name"), _("Role"), _("Answer group"), _("May log in"))
    rows = [_row(each) for each in everybody]
    session.out.answer({"agents": [person_document(each) for each in everybody]}, columns(header, rows))
    return 0


def _row(who: Person) -> tuple[str, ...]:
    may = who.active and who.may_log_in
    return (who.login, who.name, who.role.label, who.group or "", _("yes") if may else _("no"))


def person_document(who: Person) -> dict[str, Any]:
    """A person as JSON values. ``active``: works here and may log in."""
    return {
        "login": who.login,
        "name": who.name,
        "role": str(who.role),
        "group": who.group,
        "active": who.active and who.may_log_in,
    }
