"""A registration is written alike by one call of the engine's and statement by statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from desk.rules.refusals import Refused
from desk.services import cases, upkeep
from desk.services.registration import prepare, read
from desk.services.seat import Seat
from desk.storage import cases as rows
from desk.storage import drafts, organisation, registering
from desk.storage.drafts import Draft
from desk.storage.registering import New

CALL = {
    "kind": "enquiry",
    "channel": "phone",
    "topic": "school_transport_delay",
    "summary": 'Bussen "kom", inte {i} \\ morse (å ä ö – 😀)',
    "note": "rad ett\nrad, två",
    "citizen": {"name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.org"},
    "outcome": "solved_first",
}
OPEN = {"kind": "fault", "channel": "email", "summary": "Lampa", "details": {"place": "Torget"}}
_EVENT = 'at, "by", what, subject, changes, version'


def _new(seat: Seat, values: Mapping[str, object], now: datetime, key: str | None) -> New:
    prepared = prepare(seat, read(values), now)
    return New(prepared.case, type(prepared.details), now.year, key, int(now.timestamp()), seat.who.login)


def _kept(seat: Seat, number: int) -> list[object]:
    """All that is kept of a case, less what is its own alone (numbers, salt and what is made of them)."""
    with seat.database.read() as tx:
        row = tx.one(f"SELECT {', '.join(rows.COLUMNS)} FROM cases WHERE id = ?", (number,))
        case = dict(zip(rows.COLUMNS, row or (), strict=True))
        named = f"{case['year'] % 100:02d}-{case['number']:06d}"
        texts = tx.one("SELECT names, words, folded FROM search WHERE rowid = ?", (number,)) or ()
        found = [text.replace(named, "R").replace(named.replace("-", ""), "R") for text in texts]
        for name in ("number", "key", "salt"):
            del case[name]
        events = tx.all(f"SELECT {_EVENT} FROM events WHERE case_id = ?", (number,))
        handles = tx.all("SELECT handle FROM handles WHERE case_id = ? ORDER BY handle", (number,))
    return [case, found, events, handles]


def _sound(seat: Seat) -> bool:
    return not any(each.wrong for each in upkeep.check(seat).findings)


@pytest.mark.parametrize("values", [CALL, OPEN, {**CALL, "citizen": {"protected": True}}, {**CALL, "citizen": {}}])
def test_all_ways_write_the_same(values: dict[str, object], seat: Seat, now: datetime) -> None:
    new = _new(seat, values, now, None)
    alone = registering.alone(seat.database, new)
    with seat.database.write() as tx:
        inside = registering.write(tx, new)
        plain = registering._plainly(tx, new)
    assert _kept(seat, alone.id) == _kept(seat, inside.id) == _kept(seat, plain.id)
    assert [alone.number, inside.number, plain.number] == [1, 2, 3]
    assert _sound(seat)


def test_numbers_go_on_above_six_digits(seat: Seat, now: datetime) -> None:
    with seat.database.write() as tx:
        tx.run("INSERT INTO reference_counters (year, last) VALUES (2026, 999998)")
    given = [cases.register(seat, CALL, now).reference for _ in range(3)]
    assert given == ["26-999999", "26-1000000", "26-1000001"]
    with seat.database.read() as tx:
        words = tx.value("SELECT words FROM search ORDER BY rowid DESC LIMIT 1")
    assert words.startswith(" 26-1000001 261000001 ")


def test_a_key_registers_once_and_takes_its_draft(seat: Seat, now: datetime) -> None:
    first = cases.register(seat, {**CALL, "key": "k"}, now)
    with seat.database.write() as tx:
        tx.run("INSERT INTO drafts (key, agent, fields, saved_at) VALUES ('k', 'anna', '{}', 1)")
    again = cases.register(seat, {**CALL, "summary": "annat", "key": "k"}, now)
    assert (again.reference, again.id, again.again) == (first.reference, first.id, True)
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 1
        assert drafts.of_agent(tx, "anna") == []


def test_the_draft_goes_with_its_registration(seat: Seat, now: datetime) -> None:
    with seat.database.write() as tx:
        for key in ("mine", "other"):
            drafts.save(tx, Draft(key, "anna", "enquiry", "phone", {}, now))
    cases.register(seat, {**CALL, "key": "mine"}, now)
    with seat.database.read() as tx:
        assert [each.key for each in drafts.of_agent(tx, "anna")] == ["other"]


def test_a_name_that_is_gone_is_refused_and_takes_no_number(seat: Seat, now: datetime) -> None:
    new = _new(seat, CALL, now, None)
    wrong = replace(new, case=replace(new.case, topic="gone"))
    with pytest.raises(Refused) as refused, organisation.named():
        registering.alone(seat.database, wrong)
    assert [each.code for each in refused.value.problems] == ["names_changed"]
    assert cases.register(seat, CALL, now).reference == "26-000001"
    assert _sound(seat)


def test_inside_the_gate_one_is_not_kept_waiting_by_oneself(seat: Seat, now: datetime) -> None:
    with seat.database.gate():
        assert cases.register(seat, CALL, now).reference == "26-000001"
