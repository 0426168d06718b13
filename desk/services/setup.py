"""A desk's first day: the schema, the starter departments, groups and topics, and its first administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.rules.events import Happening
from desk.rules.organisation import ANSWER_GROUPS, DEPARTMENTS
from desk.rules.rights import Person, Role
from desk.rules.topics import STARTER_TOPICS
from desk.storage import organisation, remembered, trail
from desk.storage.database import Database
from desk.storage.schema import make_or_upgrade


@dataclass(frozen=True)
class Prepared:
    """What making or upgrading a database did."""

    made: bool
    backup: Path | None


def preparation(database: Database) -> str | None:
    """What an administrator of the server runs before the desk is made there, in SQL; ``None`` for a file."""
    return database.engine.preparation()


def finish(database: Database) -> None:
    """Give up what only making the desk took: from now on nobody's login can change the tables themselves.

    Raises:
        DatabaseUnusable: the server is away.
    """
    database.engine.give_up()


def prepare(database: Database, login: str, now: datetime) -> Prepared:
    """Make the database, or bring it to this Desk's schema. Safe to repeat.

    Args:
        login: The operating system's login: the first administrator of a new desk, who may act for others.

    Raises:
        DatabaseUnusable: it cannot be made, is too new, or is no Desk database.
    """
    backup = make_or_upgrade(database, now)
    with database.write() as tx:
        if organisation.people(tx):
            return Prepared(made=False, backup=backup)
        organisation.add_departments(tx, DEPARTMENTS)
        organisation.add_groups(tx, ANSWER_GROUPS)
        first, at = Person(login, login, Role.ADMIN, ANSWER_GROUPS[0]), int(now.timestamp())
        organisation.add_topics(tx, STARTER_TOPICS, at)
        organisation.put_person(tx, first, at)
        added = {"name": (None, first.name), "role": (None, str(first.role)), "group": (None, first.group)}
        trail.add(tx, None, at, login, Happening.PERSON_ADDED, added, subject=login)
        remembered.let_act_for_others(tx, login)
    return Prepared(made=True, backup=backup)
