"""Before a desk's tables are made on a server: is it one that a desk can stand on, and may one make them there?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk.storage.engines.postgres import roles
from desk.storage.faults import DatabaseUnusable, Fault
from desk.words import N_

Ask = Callable[[str], Any]
"""Runs a statement, and gives the first column of the first row that it answers, if it answers."""

_NO_UTF8 = N_(
    "The database at {where} keeps its texts as {name}, and not every name can be written in that. Nothing was changed"
    " there. Have it made anew: createdb --encoding=UTF8 --template=template0 NAME."
)
_NO_SWEDISH = N_(
    "The server at {where} cannot put names into Swedish order: it was built without ICU (the collation sv-x-icu is"
    " missing). Nothing was changed there. Install PostgreSQL from the system's own packages."
)
_NO_TRIGRAMS = N_(
    "The server at {where} has no pg_trgm, with which a desk searches. Nothing was changed there. Install the packages"
    " of PostgreSQL's own extensions (postgresql-contrib)."
)
_NO_RIGHT_TO_MAKE = N_(
    "The login may not make what a desk needs in the database at {where}: its roles, its schema, pg_trgm. Nothing was"
    " changed there. An administrator of the server runs once what `desk init --print-sql` prints; then run `desk init`"
    " again."
)

_SWEDISH = "SELECT count(*) > 0 FROM pg_collation WHERE collname = 'sv-x-icu'"
_TRIGRAMS = "SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'pg_trgm'"
_ADMINISTRATOR = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_MAY_MAKE_ROLES = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
_ROLES = f"SELECT count(*) = {len(roles.ROLES)} FROM pg_roles WHERE rolname IN {roles.ROLES}"
_OWNS = f"SELECT pg_has_role(current_user, '{roles.OWNER}', 'MEMBER')"
_MAY_MAKE_IN = "SELECT has_database_privilege(current_database(), 'CREATE')"
_OWNER_OF = "SELECT pg_has_role(current_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = '{space}'"


def prepare(ask: Ask, where: str, space: str) -> None:
    """Make roles, extension and schema where they are missing, and go on as the owner until the transaction ends.

    Raises:
        DatabaseUnusable: the server lacks something, or the login may not.
    """
    _look(ask, where)
    if not (ask(_ROLES) and (ask(_ADMINISTRATOR) or ask(_OWNS))):
        _demand(ask(_MAY_MAKE_ROLES), where)
        for each in roles.MAKE:
            ask(each)
        if not ask(_ADMINISTRATOR):
            ask(roles.JOIN)
    if not ask(_TRIGRAMS):
        _demand(ask(_MAY_MAKE_IN), where)
        ask("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public")
    owner = ask(_OWNER_OF.format(space=space))
    if owner is None:
        _demand(ask(_MAY_MAKE_IN), where)
        ask(f"CREATE SCHEMA {space} AUTHORIZATION {roles.OWNER}")
    else:
        _demand(owner, where)
    ask(f"SET LOCAL ROLE {roles.OWNER}")


def _look(ask: Ask, where: str) -> None:
    """Whether a desk can stand there."""
    encoding = ask("SHOW server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnusable(Fault.SERVER_UNFIT, where, encoding, _NO_UTF8)
    if not ask(_SWEDISH):
        raise DatabaseUnusable(Fault.SERVER_UNFIT, where, "sv-x-icu", _NO_SWEDISH)
    if ask(_TRIGRAMS) is None:
        raise DatabaseUnusable(Fault.SERVER_UNFIT, where, "pg_trgm", _NO_TRIGRAMS)


def _demand(may: object, where: str) -> None:
    if not may:
        raise DatabaseUnusable(Fault.NO_RIGHT, where, message=_NO_RIGHT_TO_MAKE)
