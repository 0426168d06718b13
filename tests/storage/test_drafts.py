"""A draft is kept as it was typed, whatever that is, until its registration is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.storage import drafts
from desk.storage.database import Database
from desk.storage.drafts import Draft

Register = Callable[..., str]


def draft(now: datetime, key: str = "k", agent: str = "anna", **fields: object) -> Draft:
    return Draft(key, agent, "enquiry", "phone", fields, now, "s1")


def saved(database: Database, *many: Draft) -> None:
    with database.write() as tx:
        for each in many:
            drafts.save(tx, each)


def mine(database: Database, login: str = "anna") -> list[Draft]:
    with database.read() as tx:
        return drafts.of_agent(tx, login)


def test_a_draft_comes_back_as_it_was_saved(database: Database, now: datetime) -> None:
    saved(database, draft(now, summary="ring", fee=100, lasting=True))
    assert mine(database) == [draft(now, summary="ring", fee=100, lasting=True)]
    assert mine(database, "bo") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(st.characters()), st.text())
def test_anything_that_can_be_typed_can_be_saved(database: Database, now: datetime, name: str, text: str) -> None:
    saved(database, draft(now, **{name: text, "half": "\ud800 \0 \x1b]0;x\x07"}))
    (kept,) = mine(database)
    assert kept.fields["half"] == "\ud800 \0 \x1b]0;x\x07"
    assert kept.fields[name] == text or name == "half"


def test_a_later_state_replaces_the_earlier_and_the_latest_comes_first(database: Database, now: datetime) -> None:
    later = now + timedelta(seconds=2)
    saved(database, draft(now, "a"), draft(now, "b"), draft(later, "a", note="mer"))
    assert [each.key for each in mine(database)] == ["a", "b"]
    assert mine(database)[0].fields == {"note": "mer"}


def test_nobody_writes_over_somebody_elses(database: Database, now: datetime) -> None:
    saved(database, draft(now, summary="annas"), draft(now, agent="bo", summary="bos"))
    assert mine(database)[0].fields == {"summary": "annas"}
    assert mine(database, "bo") == []


def test_what_is_registered_is_no_draft_any_more(database: Database, now: datetime, register: Register) -> None:
    saved(database, draft(now))
    register(key="k")
    assert mine(database) == []
    saved(database, draft(now, summary="too late"))
    assert mine(database) == []


@pytest.mark.parametrize(("agent", "left"), [(None, 0), ("anna", 0), ("bo", 1)])
def test_a_draft_is_taken_away_by_its_own(agent: str | None, left: int, database: Database, now: datetime) -> None:
    saved(database, draft(now))
    with database.write() as tx:
        drafts.remove(tx, "k", agent)
    assert len(mine(database)) == left


def test_a_draft_is_not_shown_by_repr(now: datetime) -> None:
    assert "Karin" not in repr(draft(now, name="Karin"))
