"""``kill -9`` while forms are open and cases are registered; ``python tests/endurance kill`` does it 200 times."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desk.services import cases

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")


def test_nothing_is_lost_or_doubled_when_everything_is_killed(tmp_path: Path) -> None:
    from killing import kills

    tally = kills(2, tmp_path, seed=3, longest=2.5)
    wrong = (tally.lost_cases, tally.lost_drafts, tally.twice, tally.unclean, tally.left_behind)
    assert wrong == ([], [], [], [], [])
    assert tally.acknowledged > 4


def test_what_is_lost_doubled_or_left_behind_would_be_found(tmp_path: Path) -> None:
    from crowds import Said
    from killing import Tally, Victims

    tally = Tally()
    victims = Victims(tmp_path, random.Random(1), tally)
    writers: Any = SimpleNamespace(said=lambda: [[Said("never", "26-000001", 0, 0)]])
    typist: Any = SimpleNamespace(promised={"26-000002"}, typed_before=lambda _moment: [("Nobody", "abc")])
    registrar: Any = SimpleNamespace(promised=set(), typed_before=lambda _moment: [])
    (tmp_path / "crash-1.txt").touch()
    victims._look(typist, registrar, writers, time.monotonic())
    assert tally.lost_cases == ["never 26-000001", "26-000002"]
    assert len(tally.lost_drafts) == 1
    assert len(tally.unclean) == 1


def test_a_form_registered_twice_and_a_draft_that_stayed_would_be_found(tmp_path: Path) -> None:
    from killing import Tally, Victims
    from seats import seat_at

    tally = Tally()
    victims = Victims(tmp_path, random.Random(1), tally)
    seat = seat_at(victims.path)
    for key in ("a", "b"):
        cases.register(seat, {"kind": "enquiry", "channel": "visit", "key": key, "citizen": {"name": "Typed 001."}})
    with seat.database.write() as tx:
        tx.run("INSERT INTO drafts (key, agent, fields, saved_at) VALUES ('a', ?, '{}', 1)", (seat.who.login,))
    seat.database.close()
    nobody: Any = SimpleNamespace(said=list, promised=set(), typed_before=lambda _moment: [])
    victims._look(nobody, nobody, nobody, time.monotonic())
    assert tally.twice == ["Typed 001.", "draft a of a case"]
