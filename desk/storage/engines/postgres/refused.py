"""Why one did not come in at a server: told from libpq's words, because a line that was never opened has no SQLSTATE.

What libpq says itself is in English. What the server says is in the language that it was set up in, here English or
Swedish; of another language it is known that the server answered, and did not let one in. None of these words is shown:
they may hold what was typed.
"""

from __future__ import annotations

import re

import psycopg

from desk.storage.faults import DatabaseUnusable, Fault
from desk.words import N_

OLDEST = 150_000
"""The oldest server that a desk stands on, as PostgreSQL counts its versions."""


class TooOld(psycopg.OperationalError):
    """The server is of an earlier version than a desk stands on."""

    def __init__(self, version: int) -> None:
        super().__init__("the server is too old")
        self.version = version


_TOO_OLD = N_(
    "The database server at {where} is PostgreSQL {name}; a desk needs 15 or later. Nothing was changed there. Have"
    " the server upgraded, or name another."
)
_WRONG_PASSWORD = N_(
    "The database server at {where} did not believe the password, or has no such login. Nothing was lost. Check"
    " ~/.pgpass or the service file: host, port, database and login must be those of the address."
)
_NO_PASSWORD = N_(
    "The database server at {where} asks for a password, and none was found. Nothing was lost. Write one line"
    " HOST:PORT:DATABASE:LOGIN:PASSWORD into ~/.pgpass and let nobody else read it (chmod 600), or use a service file."
)
_NO_DATABASE = N_(
    "The server at {where} is there, but has no database of that name. Desk has removed nothing. Check the name, or"
    " have the database made (createdb) and then run `desk init`."
)
_NO_CONNECT = N_(
    "The login may not connect to the database at {where}. Nothing was lost. Who keeps the server gives that right with"
    " the roles desk_agent (work) and desk_auditor (read alone)."
)
_NO_TLS = N_(
    "The database server at {where} offers no encrypted line (TLS), and people's data go over no other. Nothing was"
    " sent. Have TLS set up on the server."
)
_NO_ROOT = N_(
    "There is nothing to check the certificate of the server at {where} against, and so nobody knows whether it is the"
    " one that is meant. Nothing was sent. Put its authority's certificate into ~/.postgresql/root.crt, or name the"
    " file with sslrootcert=FILE in the address or the service file."
)
_WRONG_CERTIFICATE = N_(
    "The certificate of the server at {where} does not prove that it is the server that is meant: another name, another"
    " authority, or out of date. Nothing was sent. Check the address and the certificate; do not go on without."
)
_WRONG_SETTING = N_(
    "A setting of the connection to {where} cannot be used. Nothing was opened. Check the address, the service file and"
    " what PG… in the environment says."
)

_SAID: tuple[tuple[str, Fault, str | None], ...] = (
    (r"no password supplied|fe_sendauth", Fault.LOGIN_REFUSED, _NO_PASSWORD),
    (r"password authentication failed|Lösenordsautentisering misslyckades", Fault.LOGIN_REFUSED, _WRONG_PASSWORD),
    (r"server does not support SSL", Fault.NOT_SECURE, _NO_TLS),
    (r"root certificate file|could not read root certificate", Fault.NOT_SECURE, _NO_ROOT),
    (
        r"certificate verify failed|does not match host name|could not get server's host name|unable to get local",
        Fault.NOT_SECURE,
        _WRONG_CERTIFICATE,
    ),
    (r"no pg_hba\.conf entry|pg_hba\.conf rejects|pg_hba\.conf för|pg_hba\.conf avvisar", Fault.LOGIN_REFUSED, None),
    (r"authentication failed|-autentisering misslyckades|autentisering misslyckades", Fault.LOGIN_REFUSED, None),
    (r"not permitted to log in|tillåts inte logga in", Fault.LOGIN_REFUSED, None),
    (r'role ".*" does not exist|rollen ".*" finns inte', Fault.LOGIN_REFUSED, None),
    (r'database ".*" does not exist|databasen ".*" (?:existerar|finns) inte', Fault.MISSING, _NO_DATABASE),
    (r"permission denied for database|rättighet saknas för databas", Fault.NO_RIGHT, _NO_CONNECT),
    (
        r"the database system is|databassystemet|too many (?:clients|connections)|för många (?:klienter|uppkopplingar)"
        r"|remaining connection slots|återstående|not currently accepting|tar för närvarande inte emot",
        Fault.AWAY,
        None,
    ),
    (
        r"invalid (?:\S+ )?value|invalid port|invalid connection option|invalid integer",
        Fault.CANNOT_OPEN,
        _WRONG_SETTING,
    ),
    (r"private key file|certificate file|SSL error|could not load", Fault.NOT_SECURE, None),
)
_ANSWERED = re.compile(r"failed: \S+: {2}\S|^\S+: {2}\S", re.MULTILINE)
"""The server's own word for "fatal", whatever its language, and two spaces."""


def at_the_door(error: psycopg.Error, where: str) -> DatabaseUnusable | None:
    """Why no line was opened; ``None`` where one was, or nobody answered there."""
    if isinstance(error, TooOld):
        return DatabaseUnusable(Fault.SERVER_UNFIT, where, f"{error.version // 10_000}", _TOO_OLD)
    if error.sqlstate is not None or not isinstance(error, psycopg.OperationalError):
        return None
    words = str(error)
    for said, fault, message in _SAID:
        if re.search(said, words):
            return DatabaseUnusable(fault, where, "", message)
    return DatabaseUnusable(Fault.LOGIN_REFUSED, where) if _ANSWERED.search(words) else None
