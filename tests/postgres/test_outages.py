"""The server is away: restarted, killed, cut off in the moment of COMMIT, moved to another address, or silent."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import server as servers
from outages import KEEPS, Relay, copied, new_desk, sit
from server import Server

from desk.services import cases, entrance
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

pytestmark = pytest.mark.skipif(servers.why_not() is not None, reason=str(servers.why_not()))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of these tests' own, which they stop, with a desk to make others from."""
    made = Server(KEEPS)
    new_desk(made, "kept")
    yield made
    made.remove()


@pytest.fixture
def desk(server: Server) -> str:
    """The address of a new desk."""
    return copied(server, "kept", f"desk{secrets.token_hex(6)}")


@pytest.fixture
def relay(server: Server) -> Iterator[Relay]:
    """A line to the server."""
    made = Relay(server.port)
    yield made
    made.close()


@pytest.fixture
def cut_seat(desk: str, relay: Relay, server: Server) -> Iterator[Seat]:
    """A seat at that desk, by a line that can be cut."""
    seat = sit(desk.replace(f":{server.port}", f":{relay.port}"), busy_seconds=2)
    yield seat
    seat.database.close()


def contact(key: str, summary: str = "Fråga") -> dict[str, Any]:
    """What a form sends."""
    return {"kind": "enquiry", "channel": "phone", "summary": summary, "key": key}


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


def heard(seat: Seat) -> int:
    """How far word has come; -1 where the line that listens is found to be cut."""
    try:
        return seat.database.changed()
    except DatabaseUnusable as unusable:
        return -1 if unusable.fault is Fault.AWAY else 1 << 60


def rename(seat: Seat, name: str) -> None:
    """Something that is written in the ordinary way."""
    with seat.database.write() as tx:
        assert tx.run("UPDATE agents SET name = ? WHERE login = ?", (name, seat.who.login)).rowcount == 1


def name_at(url: str) -> str:
    """The name that was written."""
    database = Database(url)
    with database.read() as tx:
        (found,) = tx.one("SELECT name FROM agents WHERE login = ?", (entrance.login_of_system(),)) or ("",)
    database.close()
    return str(found)


def keys(url: str) -> list[str]:
    """The keys of the cases there."""
    database = Database(url)
    with database.read() as tx:
        found = [key for (key,) in tx.all("SELECT key FROM cases ORDER BY id")]
    database.close()
    return found


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_after_a_restart_one_goes_on_as_if_nothing_had_been(mode: str, desk: str, server: Server) -> None:
    seat = sit(desk)
    cases.register(seat, contact("one"))
    before = seat.database.changed()
    server.restart(mode)
    cases.register(seat, contact("two"))
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 2
    until(lambda: heard(seat) > before)  # the line that listens was cut too
    seat.database.close()


def test_a_server_that_is_stopped_is_told_and_nothing_else_happens(desk: str, server: Server) -> None:
    seat = sit(desk)
    cases.register(seat, contact("one"))
    server.stop()
    for ask in (lambda: cases.register(seat, contact("two")), seat.database.changed, seat.database.schema):
        with pytest.raises(DatabaseUnusable) as told:
            ask()
        assert told.value.fault is Fault.AWAY
        assert "does not answer" in str(told.value)
    server.start()
    assert cases.register(seat, contact("two")).again is False
    assert keys(desk) == ["one", "two"]
    seat.database.close()


def test_a_commit_that_never_came_there_is_told_as_not_saved(cut_seat: Seat, relay: Relay, desk: str) -> None:
    before = name_at(desk)
    cut_once(relay, b"SELECT ending(")
    with pytest.raises(DatabaseUnusable) as told:
        rename(cut_seat, "Once")
    assert told.value.fault is Fault.AWAY
    assert "does not answer" in str(told.value)
    assert name_at(desk) == before
    rename(cut_seat, "Once")
    assert name_at(desk) == "Once"


def test_a_commit_whose_answer_never_came_back_is_a_commit(cut_seat: Seat, relay: Relay, desk: str) -> None:
    lost = answer_is_lost(relay, b"SELECT ending(")
    rename(cut_seat, "Once")
    assert lost.is_set()
    assert name_at(desk) == "Once"


def test_a_registration_whose_answer_never_came_back_is_registered_once(
    cut_seat: Seat, relay: Relay, desk: str
) -> None:
    lost = answer_is_lost(relay, b"register_case")
    done = cases.register(cut_seat, contact("one"))
    assert lost.is_set()
    again = cases.register(cut_seat, contact("one"))
    assert (done.reference, keys(desk)) == (again.reference, ["one"])


def test_a_registration_that_never_came_there_is_registered_once(cut_seat: Seat, relay: Relay, desk: str) -> None:
    cut = cut_once(relay, b"register_case")
    done = cases.register(cut_seat, contact("one"))
    assert cut.is_set()
    assert done.again is False
    assert keys(desk) == ["one"]


def cut_once(relay: Relay, sign: bytes) -> threading.Event:
    """What holds this sign never comes there, the first time."""
    cut = threading.Event()

    def said(words: bytes) -> bool:
        if sign not in words or cut.is_set():
            return True
        cut.set()
        return False

    relay.before = said
    return cut


def answer_is_lost(relay: Relay, sign: bytes) -> threading.Event:
    """What holds this sign comes there, and its answer never comes back, the first time."""
    asked, lost = threading.Event(), threading.Event()

    def said(words: bytes) -> bool:
        if sign in words:
            asked.set()
        return True

    def answered(_words: bytes) -> bool:
        if not asked.is_set() or lost.is_set():
            return True
        lost.set()
        return False

    relay.before, relay.after = said, answered
    return lost


def test_what_cannot_be_found_out_is_said_to_be_unknown(cut_seat: Seat, relay: Relay, desk: str) -> None:
    def never_again(words: bytes) -> bool:
        if b"SELECT ending(" in words:
            relay.before = lambda _said: False
        return relay.before is never_again

    relay.before = never_again
    with pytest.raises(DatabaseUnusable) as told:
        rename(cut_seat, "Once")
    assert told.value.fault is Fault.AWAY
    assert "is not known" in str(told.value)
    assert name_at(desk) != "Once"


def test_one_that_was_cut_is_not_taken_for_an_earlier_one(cut_seat: Seat, relay: Relay, desk: str) -> None:
    for number in range(3):
        rename(cut_seat, str(number))
    cut_once(relay, b"SELECT ending(")
    with pytest.raises(DatabaseUnusable):
        rename(cut_seat, "3")
    assert name_at(desk) == "2"


def test_what_a_program_left_behind_for_asking_is_swept_by_the_next(desk: str) -> None:
    first = sit(desk)
    with first.database.write() as tx:
        tx.run("UPDATE endings SET at = now() - interval '2 hours'")
        assert tx.value("SELECT count(*) FROM endings") >= 1
    second = sit(desk)
    cases.register(second, contact("one"))
    with second.database.read() as tx:
        assert tx.value("SELECT count(*) FROM endings WHERE at < now() - interval '1 hour'") == 0
    for each in (first, second):
        each.database.close()


# ------------------------------------------------------------------ another address


def test_with_two_addresses_one_goes_on_at_the_other(desk: str, relay: Relay, server: Server) -> None:
    other = Relay(server.port)
    name = desk.rpartition("/")[2]
    seat = sit(f"postgresql://postgres@127.0.0.1:{relay.port},127.0.0.1:{other.port}/{name}")
    assert seat.database.engine.settings["target_session_attrs"] == "read-write"  # type: ignore[attr-defined]
    cases.register(seat, contact("one"))
    relay.close()
    cases.register(seat, contact("two"))
    assert seat.database.changed() or seat.database.changed()
    assert keys(desk) == ["one", "two"]
    seat.database.close()
    other.close()


def test_a_copy_that_only_reads_is_not_taken_for_the_server(desk: str, server: Server) -> None:
    import psycopg

    reader = desk.rpartition("/")[2] + "_reader"
    with psycopg.connect(server.url(), autocommit=True) as line:
        line.execute(f"CREATE ROLE {reader} LOGIN SUPERUSER")
        line.execute(f"ALTER ROLE {reader} SET default_transaction_read_only = on")
    host = f"127.0.0.1:{server.port}"
    with pytest.raises(DatabaseUnusable) as told:
        Database(f"postgresql://{reader}@{host},{host}/{desk.rpartition('/')[2]}").schema()
    assert told.value.fault is Fault.AWAY


# ------------------------------------------------------------------ silence


def test_who_waits_for_a_silent_server_can_be_told_to_wait_no_longer(cut_seat: Seat, relay: Relay) -> None:
    cases.register(cut_seat, contact("one"))
    relay.silent = True
    told: list[DatabaseUnusable] = []

    def ask() -> None:
        try:
            cut_seat.database.changed()
            with cut_seat.database.read() as tx:
                tx.value("SELECT count(*) FROM cases")
        except DatabaseUnusable as unusable:
            told.append(unusable)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    while asking.is_alive():
        cut_seat.database.hang_up()
        asking.join(0.05)
    assert [each.fault for each in told] == [Fault.AWAY]


def test_a_server_that_took_long_to_say_nothing_is_left_alone_for_as_long(desk: str, relay: Relay) -> None:
    relay.silent = True
    address = f"postgresql://postgres@127.0.0.1:{relay.port}/{desk.rpartition('/')[2]}?connect_timeout=2"
    database = Database(address)
    waits = []
    for _turn in range(3):
        began = time.monotonic()
        with pytest.raises(DatabaseUnusable) as told:
            database.schema()
        waits.append(time.monotonic() - began)
        assert told.value.fault is Fault.AWAY
    assert max(waits[1:]) < waits[0] / 2


# ------------------------------------------------------------------ many desks


def test_desks_that_register_over_three_restarts_lose_and_double_nothing(server: Server) -> None:
    """What ``python tests/endurance outage`` does with 32 desks for a minute."""
    from outage import crowd

    for how in ("desk", "raw"):
        found = crowd(server, how, desks=2, seconds=6)
        assert (found.lost, found.twice, found.strange) == ((), (), ())
        assert len(found.waits) == 12


def test_what_is_lost_doubled_or_false_would_be_found(desk: str) -> None:
    from outage import _told

    seat = sit(desk)
    done = cases.register(seat, contact("o-1"))
    cases.register(seat, contact("o-2"))
    seat.database.close()
    lines = [f"done o-1 {done.reference} 0.1 0", f"done o-3 {done.reference} 0.1 0", "wrong x"]
    found = _told(desk, "desk", lines)
    assert found.lost == (f"o-3 {done.reference}",)
    assert found.twice == (done.reference,)
    assert found.strange == ("wrong x", "nobody was told of o-2")
