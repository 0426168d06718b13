"""The keys with which people log in over SSH: adding and withdrawing them, and what sshd is told about one.

Light on purpose: sshd waits for :func:`line_for` at every login, so that nothing heavy is loaded for it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desk.rules.refusals import NotFound, Problem, Refused, refuse
from desk.rules.rights import LOGIN, Person, Right
from desk.rules.ssh_keys import PublicKey, authorized_line, is_fingerprint, key_of, read_key, session_command
from desk.storage import keys, organisation, remembered, trail
from desk.storage.database import Database, Transaction
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.keys import Key

if TYPE_CHECKING:
    from desk.services.seat import Seat

__all__ = ["Key", "add", "line_for", "of", "withdraw"]

PATH = "/usr/bin:/bin"


def of(seat: Seat, login: str) -> list[Key]:
    """A person's keys, those in use first; withdrawn ones say when and by whom. One's own need no right.

    Raises:
        NotFound: nobody has the login.
    """
    if login != seat.who.login:
        seat.demand(Right.KEYS)
    with seat.database.read() as tx:
        _known(tx, login)
        return keys.of(tx, login)


def add(seat: Seat, login: str, text: str, now: datetime | None = None) -> Key:
    """Give a person the key in the text of a ``.pub`` file. It may be one that was withdrawn.

    Raises:
        NotFound: nobody who may log in has the login.
        Refused: at ``key``: it is no key (:func:`desk.rules.ssh_keys.read_key`), or somebody's already.
    """
    from desk.rules.events import Happening
    from desk.services.people import demand_now
    from desk.services.seat import moment_of

    seat.demand(Right.KEYS)
    key = read_key(text)
    at = moment_of(now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.KEYS)
        who = _known(tx, login)
        earlier = keys.find(tx, key.fingerprint)
        if earlier is not None and earlier.withdrawn_at is None:
            _refuse_taken(tx, earlier, who.login, who.name)
        keys.put(tx, who.login, key, seat.who.login, int(at.timestamp()))
        changes = {"key": (None, key.fingerprint), "comment": (None, key.comment)}
        trail.add(tx, None, int(at.timestamp()), seat.who.login, Happening.KEY_ADDED, changes, subject=who.login)
        return Key(key.fingerprint, who.login, key.type, key.key, key.comment, at, seat.who.login)


def withdraw(seat: Seat, login: str, fingerprint: str, now: datetime | None = None) -> Key:
    """Take a key away: nobody logs in with it any more. A session that is open goes on.

    Args:
        fingerprint: ``SHA256:…``, as ``ssh-keygen -lf`` prints it.

    Raises:
        NotFound: nobody has the login.
        Refused: ``ssh_key_unknown``: the person has no such key in use.
    """
    from desk.rules.events import Happening
    from desk.services.people import demand_now
    from desk.services.seat import moment_of

    seat.demand(Right.KEYS)
    at = moment_of(now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.KEYS)
        who = _known(tx, login)
        found = keys.find(tx, fingerprint.strip()) if is_fingerprint(fingerprint.strip()) else None
        if found is None or found.login != who.login or found.withdrawn_at is not None:
            refuse("ssh_key_unknown", "fingerprint", name=who.name, login=who.login)
        keys.withdraw(tx, found.fingerprint, seat.who.login, int(at.timestamp()))
        changes = {"key": (found.fingerprint, None), "comment": (found.comment, None)}
        trail.add(tx, None, int(at.timestamp()), seat.who.login, Happening.KEY_WITHDRAWN, changes, subject=who.login)
        return Key(**{**vars(found), "withdrawn_at": at, "withdrawn_by": seat.who.login})


def _known(tx: Transaction, login: str) -> Person:
    who = organisation.person(tx, login)
    if who is None or not who.may_log_in:
        raise NotFound(Problem("login_unknown", "login", {"login": login}))
    if not LOGIN.fullmatch(login):
        refuse("login_invalid", "login")
    return who


def _refuse_taken(tx: Transaction, key: Key, login: str, name: str) -> None:
    if key.login == login:
        refuse("ssh_key_there", "key", name=name)
    owner = organisation.person(tx, key.login)
    refuse("ssh_key_taken", "key", name=owner.name if owner else key.login, login=key.login)


# ------------------------------------------------------------------ what sshd asks


def line_for(database: Database, account: str, kind: str, key: str, config: str | None = None) -> str | None:
    """The line for ``AuthorizedKeysCommand``, which lets a key's owner into Desk's screen and nowhere else.

    Args:
        account: The system's account that somebody wants to log in to (``%u``).
        kind: The key's type (``%t``).
        key: The key in base64 (``%k``).
        config: The settings file that the session uses; ``None`` for the account's own.

    Returns:
        One line without its end. ``None`` where nobody is to be let in: the account is not the service account, the
        key is unknown or withdrawn, its owner rests.

    Raises:
        DatabaseUnusable: missing, of an earlier or later Desk, or not to be read.
        ValueError: a path that cannot be written into such a line.
        KeyError: the system has no such account.
    """
    try:
        asked = key_of(kind, key)
    except Refused:
        return None
    if not database.ready():
        raise DatabaseUnusable(Fault.TOO_OLD, database.where)
    with database.read() as tx:
        if account not in remembered.may_act_for_others(tx):
            return None
        found = keys.find(tx, asked.fingerprint)
        if found is None or found.withdrawn_at is not None or (found.type, found.key) != (kind, key):
            return None
        who = organisation.person(tx, found.login)
    if who is None or not (who.active and who.may_log_in) or not LOGIN.fullmatch(who.login):
        return None
    program = _session(who.login, database.told, config)
    return authorized_line(PublicKey(found.type, found.key), session_command(program, _surroundings(account)))


def _session(login: str, database: str, config: str | None) -> Sequence[str]:
    """Python alone with its own packages (``-I``): neither the working folder nor the environment adds any."""
    named = [] if config is None else ["--config", str(Path(config).absolute())]
    python = [sys.executable, "-I", "-X", "utf8", "-m", "desk"]
    return [*python, "--as", login, "--database", database, *named, "--remote"]


def _surroundings(account: str) -> dict[str, str]:
    import pwd

    return {"PATH": PATH, "HOME": pwd.getpwnam(account).pw_dir, "DESK_REMOTE": "1"}
