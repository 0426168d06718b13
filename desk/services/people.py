"""Who is who: sitting down at the desk, and the people who work there. Every change is an entry of the trail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desk.rules.events import Happening
from desk.rules.refusals import NotAllowed, NotFound, Problem, refuse
from desk.rules.rights import LOGIN, Person, Right, Role, demand_right
from desk.services.seat import Seat, moment_of
from desk.settings_model import Settings
from desk.storage import organisation, own_kinds, remembered, trail
from desk.storage.database import Database, Transaction

LONGEST_NAME = 100


@dataclass(frozen=True)
class Rested:
    """Somebody was put to rest; ``open_cases`` are theirs still, and want somebody else."""

    person: Person
    open_cases: int


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
        own_kinds.take_up(tx)
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


def demand_now(tx: Transaction, seat: Seat, right: Right) -> None:
    """Refuse what the person may not do any more: a session may be older than a change of roles.

    Raises:
        NotAllowed: the person rests, or the role they have now may not.
    """
    who = organisation.person(tx, seat.who.login)
    if who is None or not (who.active and who.may_log_in):
        raise NotAllowed(Problem("login_unknown", None, {"login": seat.who.login}))
    demand_right(who, right)


# ------------------------------------------------------------------ changes, for an administrator


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
    if not LOGIN.fullmatch(login):
        refuse("login_invalid", "login")
    name = _clean_name(name)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PEOPLE)
        earlier = organisation.person(tx, login)
        if earlier is not None and earlier.may_log_in:
            refuse("login_taken", "login", login=login)
        added = Person(login, name, role, _known_group(tx, group))
        changes = {"name": (None, name), "role": (None, str(role)), "group": (None, added.group)}
        _put(tx, seat, added, Happening.PERSON_ADDED, changes, now)
        return added


def change(
    seat: Seat,
    login: str,
    *,
    name: str | None = None,
    role: Role | None = None,
    group: str | None = None,
    now: datetime | None = None,
) -> Person:
    """Change a person's name, role or answer group. ``None`` leaves it as it is; an empty ``group`` is none.

    A session that is open is told when it next looks up (:mod:`desk.watch`).

    Raises:
        NotFound: nobody who may log in has the login.
        Refused: ``last_admin``, ``group_unknown``, ``nothing_changed``, or the name cannot be one.
    """
    seat.demand(Right.PEOPLE)
    cleaned = None if name is None else _clean_name(name)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PEOPLE)
        before = _known(tx, login)
        after = replace(
            before,
            name=before.name if cleaned is None else cleaned,
            role=before.role if role is None else role,
            group=before.group if group is None else _known_group(tx, group or None),
        )
        changes = {
            field: (old, new)
            for field, old, new in (
                ("name", before.name, after.name),
                ("role", str(before.role), str(after.role)),
                ("group", before.group, after.group),
            )
            if old != new
        }
        if not changes:
            refuse("nothing_changed")
        if after.role is not Role.ADMIN:
            _keep_an_admin(tx, before)
        _put(tx, seat, after, Happening.PERSON_CHANGED, changes, now)
        return after


def rest(seat: Seat, login: str, now: datetime | None = None) -> Rested:
    """Put a person to rest: they log in no more. Everything that they did stays, and so do their keys and drafts.

    Raises:
        NotFound: nobody who may log in has the login.
        Refused: ``last_admin``, or ``rests_already``.
    """
    seat.demand(Right.PEOPLE)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PEOPLE)
        before = _known(tx, login)
        if not before.active:
            refuse("rests_already", "login", name=before.name, login=login)
        _keep_an_admin(tx, before)
        resting = replace(before, active=False)
        _put(tx, seat, resting, Happening.PERSON_RESTED, {"active": (True, False)}, now)
        return Rested(resting, organisation.open_cases_of(tx, login))


def wake(seat: Seat, login: str, now: datetime | None = None) -> Person:
    """Let a person who rests log in again, with the keys that they have.

    Raises:
        NotFound: nobody who may log in has the login.
        Refused: ``rests_not``.
    """
    seat.demand(Right.PEOPLE)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PEOPLE)
        before = _known(tx, login)
        if before.active:
            refuse("rests_not", "login", name=before.name)
        woken = replace(before, active=True)
        _put(tx, seat, woken, Happening.PERSON_WOKEN, {"active": (False, True)}, now)
        return woken


def let_serve(seat: Seat, login: str, now: datetime | None = None) -> None:
    """Let one of the operating system's logins act for everybody: the service account of sessions over SSH.

    It need not be anybody at the desk. Safe to repeat.
    """
    seat.demand(Right.MANAGE)
    if not LOGIN.fullmatch(login):
        refuse("login_invalid", "--service")
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.MANAGE)
        if login not in remembered.may_act_for_others(tx):
            remembered.let_act_for_others(tx, login)
            at, changes = int(moment_of(now).timestamp()), {"acts_for_others": (False, True)}
            trail.add(tx, None, at, seat.who.login, Happening.PERSON_CHANGED, changes, subject=login)


def _put(
    tx: Transaction, seat: Seat, who: Person, what: Happening, changes: trail.Changes, now: datetime | None
) -> None:
    at = int(moment_of(now).timestamp())
    organisation.put_person(tx, who, at)
    trail.add(tx, None, at, seat.who.login, what, changes, subject=who.login)


def _known(tx: Transaction, login: str) -> Person:
    who = organisation.person(tx, login)
    if who is None or not who.may_log_in:
        raise NotFound(Problem("login_unknown", "login", {"login": login}))
    return who


def _known_group(tx: Transaction, group: str | None) -> str | None:
    """The answer group as it is spelt; refused where there is none of that name."""
    if group is None:
        return None
    groups = organisation.read(tx).groups
    known = next((each for each in groups if each.casefold() == group.casefold()), None)
    if known is None:
        refuse("group_unknown", "group", allowed=groups)
    return known


def _keep_an_admin(tx: Transaction, leaving: Person) -> None:
    """Refuse where the desk would be left without an administrator who may log in."""
    others = (each for each in organisation.people(tx) if each.login != leaving.login)
    if leaving.role is Role.ADMIN and leaving.active and not any(map(_is_admin_at_work, others)):
        refuse("last_admin", "login", name=leaving.name)


def _is_admin_at_work(who: Person) -> bool:
    return who.role is Role.ADMIN and who.active and who.may_log_in


def _clean_name(name: str) -> str:
    from desk.services.registration import clean

    cleaned = clean(name, "name")
    if len(cleaned) > LONGEST_NAME:
        refuse("too_long", "name", max_length=LONGEST_NAME)
    return cleaned
