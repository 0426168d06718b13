"""Random keys and sequences that no terminal sends, over all screens: nothing crashes, Escape leads back to the desk.

``DESK_FUZZ_SEED`` repeats a run, ``DESK_FUZZ_KEYS`` and ``DESK_FUZZ_SEQUENCES`` say how long it is, and
``DESK_FUZZ_KEEP`` a folder for what the program had sent where a round went wrong.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from figures import Figure
from fuzzed import FuzzedDesk
from places import PLACES
from player import ESCAPES_AT_MOST, Player, Tally

ENOUGH = 10
"""Rounds for each place, before one can say that one was not reached."""
KEYS_WANTED, SEQUENCES_WANTED = 100_000, 10_000
GROWTH_AT_MOST = 1.25
"""How much more memory the last fifth of a long session may take than its second fifth."""
PROGRESS = 120.0
"""Seconds between words about how far it has come."""
LONG = 50
"""Rounds of a session that is long enough to tell."""


def run() -> list[Figure]:
    """Three people at one database, until all has been sent."""
    seed = os.environ.get("DESK_FUZZ_SEED") or str(time.time_ns() % 1_000_000)
    keys = int(os.environ.get("DESK_FUZZ_KEYS", KEYS_WANTED))
    sequences = int(os.environ.get("DESK_FUZZ_SEQUENCES", SEQUENCES_WANTED))
    print(f"         DESK_FUZZ_SEED={seed} repeats this", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        at = FuzzedDesk(Path(folder))
        players = [Player(at, f"{seed}/{login}", login) for login in (None, "bo", "rut")]
        play(players, keys, sequences)
        wrong = at.what_is_wrong(set().union(*(player.tally.promised for player in players)))
        at.database.close()
    for each in wrong:
        print(each, flush=True)
    stuck = sum(len(player.tally.wrong) for player in players)
    return figures(seed, [player.tally for player in players], len(wrong) + stuck)


def play(players: Sequence[Player], keys: int, sequences: int) -> None:
    """Let all play at the same time until so many keys and sequences have been sent by them together."""

    def sent() -> bool:
        every = [player.tally for player in players]
        return sum(each.keys for each in every) >= keys and sum(each.sequences for each in every) >= sequences

    def one(player: Player) -> None:
        while not sent() and len(player.tally.wrong) < 5:
            player.play(player.tally.rounds)
            for each in player.tally.wrong[told[player] :]:
                print(each, flush=True)
            told[player] = len(player.tally.wrong)
        player.finish()

    told = dict.fromkeys(players, 0)
    threads = [threading.Thread(target=one, args=(player,)) for player in players]
    for each in threads:
        each.start()
    for each in threads:
        while each.is_alive():
            each.join(PROGRESS)
            print(f"         {sum(player.tally.keys for player in players)} keys …", flush=True)


def figures(seed: str, every: Sequence[Tally], wrong: int) -> list[Figure]:
    """What came of it."""
    keys, sequences = sum(each.keys for each in every), sum(each.sequences for each in every)
    others = [sum(getattr(each, name) for each in every) for name in ("rounds", "pastes", "sizes", "hang_ups")]
    reached: Counter[str] = sum((each.reached for each in every), Counter())
    escapes: Counter[int] = sum((each.escapes for each in every), Counter())
    few = sum(each.rounds for each in every) < ENOUGH * len(PLACES)
    missed = [] if few else [name for name, place in PLACES.items() if place.sign and not reached[name]]
    growth = max((grown(life) for each in every for life in each.memory), default=0.0)
    others.append(sum(len(each.promised) for each in every))
    detail = "{} rounds, {} pastes, {} sizes, {} lost lines, {} cases".format(*others)
    detail = f"{keys} keys, {sequences} sequences, {detail}, seed {seed}"
    return [
        Figure("crashes, unfinished writes, lost references, ways back not found", wrong, 0, detail, ""),
        Figure(
            "Escapes until the desk", max(escapes, default=0), ESCAPES_AT_MOST, f"{dict(sorted(escapes.items()))}", ""
        ),
        Figure(
            "places not reached", len(missed), 0, ", ".join(missed) or f"{len(reached)} of {len(PLACES)} reached", ""
        ),
        Figure(
            "memory of a long session, its last fifth against its second",
            growth,
            GROWTH_AT_MOST,
            f"{most(every):.0f} MB",
        ),
    ]


def grown(life: Sequence[float]) -> float:
    """How much more a session took at its end than when all screens had been used once; 0 for a short one."""
    if len(life) < LONG:
        return 0.0
    fifth = len(life) // 5
    early, late = sorted(life[fifth : 2 * fifth]), sorted(life[-fifth:])
    return late[fifth // 2] / early[fifth // 2]


def most(every: Sequence[Tally]) -> float:
    """The most that any session took, in MB."""
    return max((each for tally in every for life in tally.memory for each in life), default=0.0)
