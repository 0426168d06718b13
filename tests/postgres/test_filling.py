"""Many rows at once: what is taken away while they come is there again afterwards, and nothing is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desk.services import cases, sample
from desk.services.seat import Seat
from desk.storage import checking
from desk.storage.database import ConstraintBroken, Sort
from desk.storage.sample import Writer

NOON = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
SPAN = (date(2026, 9, 1), date(2026, 11, 19))
CALL = {"kind": "enquiry", "channel": "phone", "summary": "Var ligger biblioteket?", "outcome": "solved_first"}
SHAPE = {
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'desk' ORDER BY 1",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
    " FROM pg_constraint WHERE connamespace = 'desk'::regnamespace ORDER BY 1, 2",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    " ORDER BY 1, 2",
}


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few hundred cases count as many."""
    monkeypatch.setattr(sample, "SMALL_DESK", 0)


def shape(place: Any) -> dict[str, list[Any]]:
    with place.connect() as line:
        return {name: line.execute(sql).fetchall() for name, sql in SHAPE.items()}


def filled(seat: Seat) -> Seat:
    sample.fill(seat, 400, first=SPAN[0], last=SPAN[1], now=NOON)
    return seat


@pytest.mark.usefixtures("many")
def test_indexes_links_and_triggers_are_as_they_were(place: Any, sit: Callable[..., Seat]) -> None:
    before = shape(place)
    seat = sit("anna", "postgres")
    with seat.database.write() as tx:
        tx.make_room(much=True)
        seen = tx.value("SELECT count(*) FROM pg_indexes WHERE schemaname = 'desk'")
        tx.make_room(much=False)
    assert seen < len(before["indexes"])
    filled(seat)
    assert shape(place) == before


@pytest.mark.usefixtures("many")
def test_what_came_at_once_passes_every_check_and_is_marked(sit: Callable[..., Seat]) -> None:
    seat = filled(sit("anna", "postgres"))
    with seat.database.read() as tx:
        assert [found for look in checking.PARTS.values() for found in look(tx)] == []
        assert tx.value("SELECT count(*) FROM cases") == 400
        days = {day for (day,) in tx.all("SELECT day FROM cases UNION SELECT day FROM calls")}
        assert days <= {day for (day,) in tx.all("SELECT day FROM dirty_days")}


@pytest.mark.usefixtures("many")
def test_what_is_registered_next_comes_after_it(sit: Callable[..., Seat]) -> None:
    seat = filled(sit("anna", "postgres"))
    assert cases.register(seat, CALL, NOON).id == 401


@pytest.mark.parametrize("most", [0, 20_000])
def test_who_does_not_own_the_tables_fills_them_too(
    place: Any, sit: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sample, "SMALL_DESK", most)
    before = shape(place)
    seat = filled(sit("anna", "agent"))
    assert shape(place) == before
    assert cases.register(seat, CALL, NOON).id == 401
    with seat.database.read() as tx:
        assert checking.PARTS["trail"](tx) == []


@pytest.mark.usefixtures("many")
def test_a_break_on_the_way_leaves_everything_as_it_was(
    place: Any, sit: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_writer: Writer) -> None:
        raise KeyboardInterrupt

    before, seat = shape(place), sit("anna", "postgres")
    monkeypatch.setattr(Writer, "finish", breaks)
    with pytest.raises(KeyboardInterrupt):
        filled(seat)
    assert shape(place) == before
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 0


def test_a_gap_in_the_trail_is_refused_though_its_trigger_rested(place: Any, sit: Callable[..., Seat]) -> None:
    before, seat = shape(place), sit("anna", "postgres")
    columns = ("id", "at", '"by"', "what", "changes", "link", "chain")
    with pytest.raises(ConstraintBroken, match="append-only"):
        at_once(seat, "events", columns, (9_999, 1, "anna", "changed", "{}", bytes(32), bytes(32)))
    assert shape(place) == before


def test_a_row_that_points_to_nothing_is_refused_when_the_links_come_back(sit: Callable[..., Seat]) -> None:
    with pytest.raises(ConstraintBroken) as broken:
        at_once(sit("anna", "postgres"), "handles", ("handle", "case_id"), ("phone:+46701740605", 77))
    assert broken.value.sort is Sort.LINK


def at_once(seat: Seat, table: str, columns: tuple[str, ...], row: tuple[Any, ...]) -> None:
    with seat.database.write() as tx:
        tx.make_room(much=True)
        tx.copy(table, columns, [row])
        tx.make_room(much=False)
