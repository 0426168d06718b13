"""What an address of a server comes to before anything is opened: no password in it, no open line, no secret shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

pytest.importorskip("psycopg")

SERVICES = """
[safe]
host=db.example.se
dbname=desk
user=karin
password=hemligt
connect_timeout=2

[clear]
host=db.example.se
sslmode=disable

[weaker]
host=db.example.se
sslmode=require

[here]
host=/var/run/postgresql
dbname=desk
"""


@pytest.fixture(autouse=True)
def nothing_said_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [each for each in os.environ if each.startswith("PG")]:
        monkeypatch.delenv(name)
    services = tmp_path / "services"
    services.write_text(SERVICES)
    monkeypatch.setenv("PGSERVICEFILE", str(services))


def fault_of(url: str) -> DatabaseUnusable:
    with pytest.raises(DatabaseUnusable) as caught:
        Database(url)
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://karin:hemligt@db.example.se/desk",
        "postgresql://karin@db.example.se/desk?password=hemligt",
        "postgresql://karin:hemligt@127.0.0.1/desk",
        "postgresql:///desk?sslpassword=hemligt",
        "postgres://:hemligt@/desk",
    ],
)
def test_a_password_in_the_address_is_refused_and_never_said_again(url: str) -> None:
    fault = fault_of(url)
    assert fault.fault is Fault.PASSWORD_GIVEN
    assert ".pgpass" in str(fault)
    assert "hemligt" not in f"{fault}{fault!r}{fault.where}{fault.args}{fault.__cause__}{fault.__context__}"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://karin:hem/ligt@db.example.se/desk",  # libpq takes what is before the slash for a port
        "postgresql://karin:12/hemligt@db.example.se/desk",
        "postgresql://karin:hem%ligt@db.example.se/desk",
        "postgresql://[hemligt/desk",
        "postgresql://karin@db.example.se/desk?nosuch=hemligt",
        "postgresql://karin@db.example.se:hemligt/desk",
    ],
)
def test_what_cannot_be_read_is_not_said_again_either(url: str) -> None:
    fault = fault_of(url)
    assert fault.fault is Fault.CANNOT_OPEN
    assert "postgresql://LOGIN@HOST:PORT/NAME" in str(fault)
    for said in (str(fault), repr(fault), str(fault.__cause__)):
        assert "ligt" not in said


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://karin@db.example.se/desk", "verify-full"),
        ("postgresql://karin@db.example.se/desk?sslmode=prefer", "verify-full"),
        ("postgresql://karin@10.0.0.7,127.0.0.1/desk", "verify-full"),
        ("postgresql://karin@localhost/desk?hostaddr=10.0.0.7", "verify-full"),
        ("postgresql://karin@db.example.se/desk?sslmode=require", "require"),
        ("postgresql://karin@db.example.se/desk?sslmode=verify-ca", "verify-ca"),
        ("postgresql://?service=safe", "verify-full"),
        ("postgresql://?service=weaker", None),  # libpq reads it there
        ("postgresql://?service=here", None),
        ("postgresql://karin@localhost/desk", None),
        ("postgresql://karin@127.8.0.1/desk?sslmode=disable", "disable"),
        ("postgresql://[::1]/desk", None),
        ("postgresql:///desk", None),
        ("postgresql:///desk?host=/var/run/postgresql,/tmp", None),
    ],
)
def test_a_line_to_another_machine_is_encrypted_and_its_end_proved(url: str, mode: str | None) -> None:
    from desk.storage.engines.postgres.addresses import address_of

    assert address_of(url).settings.get("sslmode") == mode


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://karin@db.example.se/desk?sslmode=disable",
        "postgresql://karin@db.example.se/desk?sslmode=allow",
        "postgresql://karin@127.0.0.1,10.0.0.7/desk?sslmode=disable",
        "postgresql://?service=clear",
    ],
)
def test_a_line_that_anybody_can_listen_to_is_refused(url: str) -> None:
    fault = fault_of(url)
    assert fault.fault is Fault.NOT_SECURE
    assert "sslmode" in str(fault)


def test_what_the_environment_says_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.storage.engines.postgres.addresses import address_of

    monkeypatch.setenv("PGHOST", "db.example.se")
    monkeypatch.setenv("PGUSER", "eva")
    address = address_of("postgresql:///desk")
    assert (address.login, address.settings["sslmode"]) == ("eva", "verify-full")
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert fault_of("postgresql:///desk").fault is Fault.NOT_SECURE
    monkeypatch.setenv("PGSSLMODE", "require")
    assert "sslmode" not in address_of("postgresql:///desk").settings


def test_a_service_says_who_and_where_and_its_password_stays_there() -> None:
    from desk.storage.engines.postgres.addresses import address_of

    address = address_of("postgresql://?service=safe")
    assert (address.login, address.database) == ("karin", "desk")
    assert address.where == "postgresql://?service=safe"
    assert "connect_timeout" not in address.settings  # the file's own holds
    assert "hemligt" not in repr(address)


def test_a_service_that_there_is_not() -> None:
    fault = fault_of("postgresql://?service=nowhere")
    assert fault.fault is Fault.CANNOT_OPEN
    assert "service file" in str(fault)


def test_a_service_file_that_there_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "none"))
    assert "service file" in str(fault_of("postgresql://?service=safe"))


NAMES = st.text("abcåäö ÅÄÖ@:/?#&%+=_-.'\"\\", min_size=1, max_size=12)
HOSTS = st.lists(st.sampled_from(["db.example.se", "10.0.0.7", "::1", "localhost"]), min_size=1, max_size=3)


@given(user=NAMES, database=NAMES, hosts=HOSTS, ports=st.lists(st.integers(1, 65_535), min_size=3, max_size=3))
def test_what_is_shown_leads_to_the_same_place(user: str, database: str, hosts: list[str], ports: list[int]) -> None:
    from psycopg.conninfo import conninfo_to_dict

    from desk.storage.engines.postgres.addresses import shown

    said = {"user": user, "dbname": database, "host": ",".join(hosts), "sslmode": "require",
            "port": ",".join(map(str, ports[: len(hosts)]))}  # fmt: skip
    assert conninfo_to_dict(shown({**said, "password": "hemligt"})) == said


def test_a_database_does_not_show_what_libpq_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "hemligt")
    database = Database("postgresql://?service=safe")
    assert database.where == database.told == "postgresql://?service=safe"
    assert "hemligt" not in f"{database!r}{vars(database.engine)}"
    database.close()


def test_several_hosts_want_the_one_that_can_be_written() -> None:
    from desk.storage.engines.postgres.addresses import address_of

    assert address_of("postgresql://a@h1,h2/x").settings["target_session_attrs"] == "read-write"
    assert address_of("postgresql://a@h1,h2/x?target_session_attrs=any").settings["target_session_attrs"] == "any"
    assert "target_session_attrs" not in address_of("postgresql://a@h1/x").settings
