"""Who is who: sitting down at the desk, and the people who work there."""

from __future__ import annotations

import re
from datetime import datetime

from desk.rules.refusals import NotAllowed, Problem, refuse
from desk.rules.rights import Person, Right, Role
from desk.services.seat import Seat, now_utc
from desk.settings_model import Settings
from desk.storage import organisation, remembered
from desk.storage.database import Database, Transaction

_LOGIN = re.compile(r"[a-z_][a-z0-9._-]{0,31}")


def sit_down(database: Database, settings: Settings, login: str, acting_for: str | None = None) -> Seat:
    """Take a seat as the person with the operating system's ``login``, or as another where that is allowed.

    Raises:
        NotAllowed: nobody has the login, the person rests, or may not act for others.
    """
    with database.read() as tx:
        if acting_for is not None and acting_for != login:
            if login not in remembered.may_act_for_others(tx):
                raise NotAllowed(Problem("may_not_act_for", "--as"))
            login = acting_for
        who = organisation.person(tx, login)
    if who is None or not (who.active and who.may_log_in):
        raise NotAllowed(Problem("login_unknown", None, {"login": login}))
    return Seat(database, settings, who)


def known_login(tx: Transaction, text: str) -> str:
    """The login that ``text`` names. Refused where nobody has it, or who has it does not work here now."""
    found = organisation.person(tx, text)
    if found is None or not (found.active and found.may_log_in):
        known = tuple(each.login for each in organisation.people(tx) if each.active and each.may_log_in)
        refuse("agent_unknown", "agent", allowed=known)
    return found.login


def everybody(seat: Seat) -> list[Person]:
    """Everybody the desk knows, by name."""
    with seat.database.read() as tx:
        return organisation.people(tx)


def add(
    seat: Seat,
    login: str,
    name: str,
    role: Role,
    group: str | None = None,
    now: datetime | None = None,
) -> Person:
    """Add a person. Refused where the login is taken or is none, or the group is unknown."""
    seat.demand(Right.PEOPLE)
    if not _LOGIN.fullmatch(login):
        refuse("login_invalid", "login")
    from desk.services.registration import clean

    name = clean(name, "name")
    with seat.database.write() as tx:
        groups = organisation.read(tx).groups
        known = next((each for each in groups if group and each.casefold() == group.casefold()), None)
        if group is not None and known is None:
            refuse("group_unknown", "group", allowed=groups)
        earlier = organisation.person(tx, login)
        if earlier is not None and earlier.may_log_in:
            refuse("login_taken", "login", login=login)
        added = Person(login, name, role, known)
        organisation.put_person(tx, added, int((now or now_utc()).timestamp()))
        return added
