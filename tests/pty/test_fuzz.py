"""Anything a keyboard, a cat or a bad line can send: the program lives, and Escape leads back to the desk.

Shortened here; ``python tests/endurance fuzz`` sends a hundred thousand keys. ``DESK_FUZZ_SEED`` and
``DESK_FUZZ_ROUNDS`` make it other and longer.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("pyte")
pytest.importorskip("fcntl", reason="needs a pty")

from fuzzed import FuzzedDesk
from noise import some_keys, some_noise, some_paste, some_size
from places import PLACES
from player import Player

ROUNDS = int(os.environ.get("DESK_FUZZ_ROUNDS", "2"))
SEED = os.environ.get("DESK_FUZZ_SEED", "7")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with some cases of every kind, and a follow-up."""
    desk = FuzzedDesk(tmp_path_factory.mktemp("filled"))
    desk.database.close()
    return desk.folder / "desk.db"


@pytest.fixture
def at(filled: Path, tmp_path: Path) -> Iterator[FuzzedDesk]:
    """A desk of one's own with a copy of it."""
    shutil.copy(filled, tmp_path)
    desk = FuzzedDesk(tmp_path)
    yield desk
    desk.database.close()


def well(player: Player) -> list[str]:
    """Leave; everything that is wrong then."""
    player.finish()
    return player.tally.wrong + player.at.what_is_wrong(player.tally.promised)


@pytest.mark.parametrize("login", [None, "bo"])
def test_nothing_that_is_sent_ends_the_program(at: FuzzedDesk, login: str | None) -> None:
    player = Player(at, f"{SEED}/{login}", login)
    for number in range(ROUNDS):
        player.play(number, bursts=8)
    assert well(player) == []


def test_a_line_that_is_lost_anywhere_leaves_nothing_half_done(at: FuzzedDesk) -> None:
    player = Player(at, SEED)
    for name in random.Random(SEED).sample(sorted(PLACES), 2):
        player.go(name, random.Random(SEED))
        player.lose_line()
    assert player.tally.hang_ups == 2
    assert well(player) == []


@pytest.mark.parametrize(
    "names",
    [
        ("conflict of a move", "conflict of a correction"),
        ("lock", "end of the walk", "analysis of a report"),
        ("decision", "next version", "away"),
    ],
)
def test_the_places_are_reached_and_left_again(at: FuzzedDesk, names: Sequence[str]) -> None:
    player, rng = Player(at, SEED, patience=30), random.Random(SEED)
    for name in names:
        player.go(name, rng)
        player.back()
        assert player.tally.reached[name] == bool(PLACES[name].sign)
    assert well(player) == []


def test_places_lead_to_each_other() -> None:
    for place in PLACES.values():
        assert not place.after or PLACES[place.after].sign


def test_a_page_key_before_the_palette_has_its_list(at: FuzzedDesk) -> None:
    player = Player(at, SEED)
    player.program.send(b"\x10\x1b[6~\x1b[5~")
    player.program.wait_for("Register a visit.")
    player.back()
    assert well(player) == []


def test_a_seed_repeats_what_is_sent() -> None:
    for some in (some_keys, some_noise, some_paste, some_size):
        assert some(random.Random(SEED)) == some(random.Random(SEED))
    assert some_noise(random.Random(1)) != some_noise(random.Random(2))
