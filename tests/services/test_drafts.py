"""A draft is one's own; it goes when its registration is committed, and nobody else's is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.rules.refusals import Refused
from desk.services import cases, drafts
from desk.services.drafts import Draft
from desk.services.seat import Seat

SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def draft(key: str = "k", **fields: object) -> Draft:
    return Draft(key, "somebody", "bus_card", "visit", fields, NOW)


def keys(seat: Seat) -> list[str]:
    return [each.key for each in drafts.mine(seat)]


def test_a_draft_is_whose_seat_it_was_typed_at(seat: Seat, seat_of: SeatOf) -> None:
    drafts.save(seat, draft(summary="halv"))
    (mine,) = drafts.mine(seat)
    assert (mine.agent, mine.fields, mine.saved_at) == ("anna", {"summary": "halv"}, NOW)
    assert keys(seat_of("bo")) == []


def test_nobody_overwrites_or_throws_away_anothers(seat: Seat, seat_of: SeatOf) -> None:
    drafts.save(seat, draft(summary="annas"))
    drafts.save(seat_of("bo"), draft(summary="bos"))
    drafts.throw_away(seat_of("bo"), "k")
    (mine,) = drafts.mine(seat)
    assert mine.fields == {"summary": "annas"}
    drafts.throw_away(seat, "k")
    assert keys(seat) == []


def test_registering_takes_the_draft_along_also_the_second_time(seat: Seat) -> None:
    drafts.save(seat, draft())
    drafts.save(seat, draft("other"))
    cases.register(seat, {"kind": "enquiry", "key": "k"}, NOW)
    assert keys(seat) == ["other"]
    drafts.save(seat, draft())
    assert keys(seat) == ["other"]
    cases.register(seat, {"kind": "enquiry", "key": "k"}, NOW)
    assert keys(seat) == ["other"]


def test_a_registration_that_is_refused_leaves_its_draft(seat: Seat) -> None:
    drafts.save(seat, draft())
    with pytest.raises(Refused):
        cases.register(seat, {"kind": "enquiry", "key": "k", "agent": "nobody"}, NOW)
    assert keys(seat) == ["k"]


def test_the_latest_comes_first(seat: Seat) -> None:
    drafts.save(seat, draft("a"))
    drafts.save(seat, replace(draft("b"), saved_at=NOW + timedelta(seconds=1)))
    assert keys(seat) == ["b", "a"]
