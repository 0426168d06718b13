"""Coming to the desk: which database, made on first use where nobody named one, and whose login it is."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from desk.services import people
from desk.services.seat import Seat, now_utc
from desk.settings_model import Settings
from desk.storage import organisation
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault


def default_database() -> Path:
    """The database of the person at the keyboard, in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("desk") / "desk.db"


def login_of_system() -> str:
    """The operating system's login: of the process's own user, whatever the environment says.

    ``USER`` and ``LOGNAME`` are not asked, because anybody can set them.
    """
    if os.name == "nt":
        import getpass

        return getpass.getuser()
    import pwd

    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid{number}"


def come_in(
    named: str | Path | None,
    settings: Settings,
    acting_for: str | None = None,
    now: datetime | None = None,
    kinds_folder: Path | None = None,
) -> Seat:
    """Take a seat at a desk.

    Who one is, the operating system says; on a server, where somebody at the desk has one's login there, that does.

    Args:
        named: The database that was named; ``None`` for one's own, which is made on first use.
        acting_for: Another's login, where the operating system's user may act for others.
        kinds_folder: Where files lie that describe kinds of one's own (:func:`desk.settings.kinds_folder`).

    Raises:
        DatabaseUnusable: missing, made by an earlier or a later Desk, or not to be opened.
        NotAllowed: nobody here has the login, or it may not act for others.
    """
    database = Database(named if named is not None else default_database())
    try:
        return _seat_at(database, named is None, settings, acting_for, now, kinds_folder)
    except BaseException:
        database.close()
        raise


def _seat_at(
    database: Database,
    ones_own: bool,
    settings: Settings,
    acting_for: str | None,
    now: datetime | None,
    kinds_folder: Path | None,
) -> Seat:
    login = login_of_system()
    if ones_own and _is_new(database):
        from desk.services import setup

        setup.prepare(database, login, now or now_utc())
    elif database.schema() == 0:
        raise DatabaseUnusable(Fault.MISSING, database.where)  # an empty file; a full one may have stood there
    elif not database.ready():
        raise DatabaseUnusable(Fault.TOO_OLD, database.where)
    seat = people.sit_down(database, settings, _known_as(database) or login, acting_for)
    if kinds_folder is not None and kinds_folder.is_dir():
        from desk.services.own_kinds import bring_in_files

        seat.kinds_folder = kinds_folder
        seat.wrong_kinds = bring_in_files(seat, kinds_folder, now)
    return seat


def _known_as(database: Database) -> str | None:
    """The person whom the server knows by their own login there: it has proved who comes, which the machine that they
    come from cannot. ``None`` for a file, and for a login that many share, as a service account's.
    """
    if database.login is None:
        return None
    with database.read() as tx:
        who = organisation.person(tx, database.login)
    return None if who is None else who.login


def _is_new(database: Database) -> bool:
    """Whether the database is not there, or its making was cut short."""
    if not database.path.exists() or database.schema() == 0:
        return True
    if not database.ready():
        return False
    with database.read() as tx:
        return not organisation.people(tx)
