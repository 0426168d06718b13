"""What many tests need: a prepared database, and a seat at it with a given time."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import on_engine
import pytest
import server
import textual._wait

from desk.rules import wordings
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Person, Role
from desk.services import people, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
"""Thursday of week 47, 10:42 in Sweden."""

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Tests and programs are compiled once also where an image forbids it: each of hundreds of starts would do it anew."""

hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")
"""No example is held to a time: a busy machine takes as long as it takes."""

textual._wait.SLEEP_GRANULARITY = 1 / 200
textual._wait.SLEEP_IDLE = 1 / 1000
"""Textual's pilot waits at each key until the process has little to do; it looks after 5 milliseconds instead of 20."""


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors: half of the time a test waits for a terminal or a thread."""
    return 2 * (os.cpu_count() or 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--engine postgres`` runs every test that needs a desk on a PostgreSQL server."""
    parser.addoption("--engine", choices=(on_engine.SQLITE, on_engine.POSTGRES), default=on_engine.SQLITE)
    parser.addoption("--every-test", action="store_true", help="on a server, every test with every set of values")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, before other processes are."""
    if config.getoption("--engine") == on_engine.SQLITE:
        return
    if not hasattr(config, "workerinput") and server.why_not() is None:
        on_engine.start()
    if on_engine.engine() == on_engine.POSTGRES:
        on_engine.use_the_server()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server."""
    if not hasattr(config, "workerinput"):
        on_engine.stop()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read what is not run on a server: every process would."""
    if config.getoption("--engine") == on_engine.SQLITE or not collection_path.name.startswith("test_"):
        return None
    if _place(collection_path) in ("rules", "terminal", "postgres"):
        return True
    return None if config.getoption("--every-test") or _is_of_every_day(collection_path) else True


def _place(file: Path) -> str:
    """The folder of tests that a file is in."""
    return file.relative_to(Path(__file__).parent).parts[0]


def _is_of_every_day(file: Path) -> bool:
    chosen = _OF_EVERY_DAY.get(_place(file))
    return chosen is None or file.stem.removeprefix("test_") in chosen


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a server run what needs a desk; what is about files, and says why, is skipped there."""
    if config.getoption("--engine") == on_engine.SQLITE:
        _together(items)
        return
    kept = [each for each in items if "template" in getattr(each, "fixturenames", ())]
    if not config.getoption("--every-test"):
        kept = _once(kept)
    config.hook.pytest_deselected(items=[each for each in items if each not in set(kept)])
    items[:] = kept
    missing = server.why_not()
    for each in items:
        marker = each.get_closest_marker("sqlite_only")
        if missing is not None or marker is not None:
            each.add_marker(pytest.mark.skip(reason=missing or f"about SQLite: {marker.args[0] if marker else ''}"))


_OF_EVERY_DAY = {
    "screens": {"desk", "register", "case", "together"},
    "cli": {"cases", "register", "upkeep", "backups", "together", "people", "personal_data"},
}
"""What is tried on a server each time of screens and commands; what the others ask, the services' tests ask."""


def _once(items: list[pytest.Item]) -> list[pytest.Item]:
    """Each test with its first values: what others differ in are languages, sizes and rules, and concerns no engine.

    ``--every-test`` leaves nothing out.
    """
    seen: set[tuple[Path, str]] = set()
    kept = []
    for each in items:
        place = (each.path, each.originalname if isinstance(each, pytest.Function) else each.name)
        if place not in seen:
            seen.add(place)
            kept.append(each)
    return kept


def _together(items: list[pytest.Item]) -> None:
    """What shares a server, or a desk that takes long to fill, goes to one process."""
    for each in items:
        if _place(each.path) == "postgres":
            each.add_marker(pytest.mark.xdist_group(each.path.stem))


def pytest_collection_finish() -> None:
    """Set aside what thousands of tests are made of: the garbage collector goes through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say why nothing was tested on a server, where nothing was."""
    missing = server.why_not()
    if config.getoption("--engine") == on_engine.POSTGRES and missing is not None:
        terminalreporter.write_line(f"skipped what needs a PostgreSQL server: {missing}")


@pytest.fixture(autouse=True)
def no_databases_left() -> Iterator[None]:
    """Databases that a test made on the server go with it."""
    before = on_engine.there()
    yield
    on_engine.forget(before)


@pytest.fixture(autouse=True)
def no_own_kinds() -> Iterator[None]:
    """Each test begins and ends with the kinds that Desk comes with: what it made of its own is forgotten."""
    yield
    wordings.know(())


@pytest.fixture(scope="session")
def key_loan() -> str:
    """The example of docs/kinds.md, which describes a whole kind of one's own."""
    return (Path(__file__).parents[1] / "docs" / "kinds.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared desk without cases: anna is its admin, bo an agent, lisa a lead, rut an auditor."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    database = Database(path)
    setup.prepare(database, "anna", NOW)
    seat = people.sit_down(database, Settings(), "anna")
    for login, name, role in (
        ("bo", "Bo Ek", Role.AGENT),
        ("lisa", "Lisa Lund", Role.LEAD),
        ("rut", "Rut Alm", Role.AUDITOR),
    ):
        people.add(seat, login, name, role, "Reception", NOW)
    with database.write() as tx:
        tx.run("UPDATE agents SET name = 'Anna Lind' WHERE login = 'anna'")
    database.close()
    if on_engine.engine() == on_engine.SQLITE:
        connection = database.engine.alchemy.raw_connection()
        connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        connection.close()
        database.close()
    on_engine.is_template(path)
    return path


@pytest.fixture
def database_file(template: Path, tmp_path: Path) -> Path:
    """A fresh prepared database's path; on a server the name it goes by in the test (:func:`on_engine.address`)."""
    return on_engine.copied(template, tmp_path / "desk.db")


@pytest.fixture
def database(database_file: Path) -> Iterator[Database]:
    """A fresh prepared database."""
    made = Database(database_file)
    yield made
    made.close()


@pytest.fixture
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs that take no fifth of a second: for tests that are not about how well they are kept."""
    monkeypatch.setattr("desk.rules.pins._COST", 1 << 8)


@pytest.fixture
def now() -> datetime:
    """Thursday 19 November 2026, 10:42 in Sweden."""
    return NOW


@pytest.fixture
def seat(database: Database) -> Seat:
    """Anna Lind's seat: she is the admin, at the reception."""
    return people.sit_down(database, Settings(), "anna")


@pytest.fixture
def seat_of(database: Database) -> Callable[[str], Seat]:
    """A seat by login: ``bo`` agent, ``lisa`` lead, ``rut`` auditor."""

    def sit(login: str) -> Seat:
        return people.sit_down(database, Settings(), login)

    return sit


@pytest.fixture
def person() -> Callable[..., Person]:
    """A made-up person."""

    def make(login: str = "bo", role: Role = Role.AGENT) -> Person:
        return Person(login, login.title(), role, "Reception")

    return make


@pytest.fixture
def refusal() -> Callable[[Callable[[], object]], Problem]:
    """``refusal(call)`` is the one problem that the call is refused with."""

    def of(call: Callable[[], object]) -> Problem:
        with pytest.raises(Refused) as caught:
            call()
        (problem,) = caught.value.problems
        return problem

    return of
