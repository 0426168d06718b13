"""Where a desk on a server is: what its address, a service file and the environment come to, and what is allowed of it.

libpq reads them, and it is asked what came of it before anything is sent. Passwords come from a passfile, a service
file or a certificate, never from the address, which stands in lists of processes and in other programs' logs. A line
to another machine is encrypted, and its other end has to prove that it is the server that was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import pq

from desk.storage.faults import DatabaseUnusable, Fault
from desk.words import N_

SPACE = "desk"
"""The schema (in PostgreSQL's sense) in which a desk's tables are."""
_SETTINGS = {
    "connect_timeout": "5",
    "application_name": "desk",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
_OPTIONS = f"-c search_path={SPACE},public -c timezone=UTC -c datestyle=ISO -c jit=off"

_SECRET = ("password", "sslpassword", "oauth_client_secret")
_WITHOUT_TLS = ("disable", "allow")
_UNDECIDED = "prefer"
"""What libpq does where nobody said anything: it encrypts where the server happens to."""
_NO_SUCH = "no such attribute"
"""libpq puts everything together, then refuses this, and has opened nothing."""

_UNREADABLE = N_(
    "The address of the database cannot be read. It is written postgresql://LOGIN@HOST:PORT/NAME, or"
    " postgresql://?service=NAME for an entry of a service file; a password never stands in it. Nothing was opened."
)
_NO_SERVICE = N_(
    "The service file has no entry for {where}, or is not there. Nothing was opened. It is ~/.pg_service.conf, or the"
    " file that PGSERVICEFILE names."
)
_OPEN_LINE = N_(
    "The line to {where} would not be encrypted (sslmode={name}), and people's data went over it in clear. Nothing was"
    " opened. Take that setting away, or say sslmode=verify-full."
)


@dataclass(frozen=True)
class Address:
    """A server's address, understood.

    Attributes:
        settings: libpq's settings, ours too where nobody said otherwise; never a password.
        where: The address as people see it and other programs are given it; never a password.
        login: By which name the server knows one.
        database: Which of the server's databases it is.
    """

    settings: dict[str, Any]
    where: str
    login: str
    database: str


def address_of(url: str) -> Address:
    """Read an address; nothing is opened.

    Raises:
        DatabaseUnusable: it cannot be read, names a service that there is not, holds a password, or leads to another
            machine over a line that anybody could listen to.
    """
    said: dict[str, Any] | None
    try:
        said = dict(psycopg.conninfo.conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        said = None
    if said is None or _is_torn(url, said):
        raise DatabaseUnusable(Fault.CANNOT_OPEN, "postgresql://…", message=_UNREADABLE)
    where = shown(said)
    if any(said.get(name) for name in _SECRET):
        raise DatabaseUnusable(Fault.PASSWORD_GIVEN, where)
    meant = _meant(said, where)
    settings: dict[str, Any] = {name: ours for name, ours in _SETTINGS.items() if not meant.get(name)}
    if "," in meant.get("host", ""):
        settings["target_session_attrs"] = "read-write"
    settings |= {**said, "client_encoding": "utf8", "options": f"{_OPTIONS} {meant.get('options', '')}".strip()}
    if not _stays_here(meant):
        mode = meant.get("sslmode", _UNDECIDED)
        if mode in _WITHOUT_TLS:
            raise DatabaseUnusable(Fault.NOT_SECURE, where, mode, _OPEN_LINE)
        if mode == _UNDECIDED:
            settings["sslmode"] = "verify-full"
    return Address(settings, where, meant.get("user", ""), meant.get("dbname") or meant.get("user", ""))


def _is_torn(url: str, said: dict[str, Any]) -> bool:
    """Whether libpq took a part of a password for something else: one with a slash in it ends the host there."""
    ports = str(said.get("port") or "").split(",")
    path = url.partition("://")[2].partition("?")[0].partition("/")[2]
    return "@" in path or not all(each.isdecimal() or not each for each in ports)


def _meant(said: dict[str, Any], where: str) -> dict[str, str]:
    """What libpq makes of an address with service file, environment and its own defaults; passwords are left out."""
    given: dict[str, Any] = {**said, "target_session_attrs": _NO_SUCH}
    line = pq.PGconn.connect_start(psycopg.conninfo.make_conninfo("", **given).encode())
    try:
        if b"service" in line.error_message:
            raise DatabaseUnusable(Fault.CANNOT_OPEN, where, message=_NO_SERVICE)
        found = {each.keyword.decode(): each.val.decode() for each in line.info if each.val is not None}
    finally:
        line.finish()
    return {name: value for name, value in found.items() if name not in _SECRET and value}


def _stays_here(meant: dict[str, str]) -> bool:
    """Whether every host that is meant is this machine: a socket, or a loopback address."""
    names, numbers = meant.get("host", "").split(","), meant.get("hostaddr", "").split(",")
    return all(_is_here(number or name) for name, number in zip_longest(names, numbers, fillvalue=""))


def _is_here(host: str) -> bool:
    if not host or host[0] in "/@" or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def shown(said: dict[str, Any]) -> str:
    """An address as one writes it, without what is secret in it."""
    left = {name: str(value) for name, value in said.items() if value and name not in _SECRET}
    user, database = left.pop("user", ""), left.pop("dbname", "")
    hosts, ports = left.get("host", "").split(","), left.get("port", "").split(",")
    place = ""
    if not any(each.startswith(("/", "@")) for each in hosts):
        left.pop("host", None)
        left.pop("port", None)
        every = ports * len(hosts) if len(ports) == 1 else ports
        place = ",".join(_host(name) + (f":{port}" if port else "") for name, port in zip(hosts, every, strict=False))
    path = f"/{quote(database, safe='')}" if database or place else ""
    if not path and user:
        path = "/"
    rest = urlencode(left, safe="/:,@~", quote_via=quote)
    return f"postgresql://{quote(user, safe='') + '@' if user else ''}{place}{path}" + (f"?{rest}" if rest else "")


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name
