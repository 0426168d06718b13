"""``desk agents …``: the people at the desk."""

from __future__ import annotations

import argparse
from typing import Any

from desk.cli.options import FORMATS, add_output
from desk.cli.parser import one_of
from desk.cli.session import Session
from desk.documents.cells import columns
from desk.rules.rights import Person, Role
from desk.services import people, pins
from desk.words import _, n_

ROLES = tuple(str(each) for each in Role)


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``agents add`` takes."""
    _add_login(parser)
    _add_name_and_role(parser, required=True)
    parser.add_argument("--group", metavar=_("GROUP"), help=_("The answer group that the person belongs to."))
    add_output(parser)


def _add_login(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar=_("LOGIN"), help=_("The person's login."))


def _add_name_and_role(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--name", metavar=_("NAME"), required=required, help=_("The person's name."))
    parser.add_argument(
        "--role",
        metavar=_("ROLE"),
        required=required,
        type=one_of("--role", ROLES),
        help=_("What the person is here: {allowed}.", allowed=", ".join(ROLES)),
    )


def add(session: Session) -> int:
    """Add a person."""
    args = session.args
    added = people.add(session.seat, args.login, args.name, Role(args.role), args.group, session.given_now)
    text = _("Added {name} ({login}), {role}.", name=added.name, login=added.login, role=added.role.label)
    session.out.answer(person_document(added), [text])
    return 0


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``agents list`` takes."""
    add_output(parser, FORMATS)


def list_people(session: Session) -> int:
    """Print everybody."""
    everybody = people.everybody(session.seat)
    header = (_("Login"), _("Name"), _("Role"), _("Answer group"), _("May log in"))
    rows = [_row(each) for each in everybody]
    session.out.answer({"agents": [person_document(each) for each in everybody]}, columns(header, rows))
    return 0


def _row(who: Person) -> tuple[str, ...]:
    may = _("yes") if who.active and who.may_log_in else _("rests") if who.may_log_in else _("no")
    return (who.login, who.name, who.role.label, who.group or "", may)


# ------------------------------------------------------------------ change, rest, wake, pin


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``agents change`` takes."""
    _add_login(parser)
    _add_name_and_role(parser, required=False)
    help_ = _("The answer group that the person belongs to; an empty one is none.")
    parser.add_argument("--group", metavar=_("GROUP"), help=help_)
    add_output(parser)


def change(session: Session) -> int:
    """Change a person's name, role or answer group."""
    args = session.args
    role = None if args.role is None else Role(args.role)
    changed = people.change(
        session.seat, args.login, name=args.name, role=role, group=args.group, now=session.given_now
    )
    group = changed.group or _("no answer group")
    text = _("{name} ({login}): {role}, {group}.", name=changed.name, login=changed.login, role=changed.role.label,
             group=group)  # fmt: skip
    session.out.answer(person_document(changed), [text])
    return 0


def add_rest(parser: argparse.ArgumentParser) -> None:
    """What ``agents rest`` takes."""
    _add_login(parser)
    add_output(parser)


def rest(session: Session) -> int:
    """Put a person to rest."""
    rested = people.rest(session.seat, session.args.login, session.given_now)
    lines = [_("{name} rests and can no longer log in.", name=rested.person.name)]
    if rested.open_cases:
        cases = n_("{n} open case is theirs; somebody should take it over.",
                   "{n} open cases are theirs; somebody should take them over.", rested.open_cases)  # fmt: skip
        lines.append(cases)
    session.out.answer({**person_document(rested.person), "open_cases": rested.open_cases}, lines)
    return 0


def add_wake(parser: argparse.ArgumentParser) -> None:
    """What ``agents wake`` takes."""
    _add_login(parser)
    add_output(parser)


def wake(session: Session) -> int:
    """Let a person who rests log in again."""
    woken = people.wake(session.seat, session.args.login, session.given_now)
    session.out.answer(person_document(woken), [_("{name} can log in again.", name=woken.name)])
    return 0


def add_pin(parser: argparse.ArgumentParser) -> None:
    """What ``agents pin`` takes."""
    _add_login(parser)
    help_ = _("Takes the PIN away; the person chooses a new one at the next login.")
    parser.add_argument("--clear", action="store_true", required=True, help=help_)
    add_output(parser)


def pin(session: Session) -> int:
    """Take a person's PIN away."""
    login = session.args.login
    pins.clear(session.seat, login, session.given_now)
    session.out.answer({"login": login, "pin": False}, [_("The PIN of {login} is taken away.", login=login)])
    return 0


def person_document(who: Person) -> dict[str, Any]:
    """A person as JSON values. ``active``: works here and may log in."""
    return {
        "login": who.login,
        "name": who.name,
        "role": str(who.role),
        "group": who.group,
        "active": who.active and who.may_log_in,
    }
