"""A database as of one moment: everything that is read in a snapshot agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.services import lists
from desk.services.cases import register
from desk.services.seat import Seat
from desk.storage.lists import Which
from desk.storage.snapshots import snapshot


def test_every_reader_reads_the_same_moment(seat: Seat) -> None:
    values = {"kind": "enquiry", "channel": "phone"}
    register(seat, values)
    with snapshot(seat.database) as still:
        here = replace(seat, database=still)
        assert lists.count(here, Which(open=True)) == 1
        register(seat, values)
        assert lists.count(here, Which(open=True)) == 1
        with still.read() as one, still.read() as other:
            assert one is other
    assert lists.count(seat, Which(open=True)) == 2


def test_nothing_is_written_through_it(seat: Seat) -> None:
    with snapshot(seat.database) as still, pytest.raises(RuntimeError):
        register(replace(seat, database=still), {"kind": "enquiry", "channel": "phone"})


def test_it_ends_with_its_block(seat: Seat) -> None:
    with snapshot(seat.database) as still, still.read() as tx:
        assert tx.value("SELECT count(*) FROM agents") > 0
    register(seat, {"kind": "enquiry", "channel": "phone"})
    with seat.database.read() as later:
        assert later.value("SELECT count(*) FROM cases") == 1
