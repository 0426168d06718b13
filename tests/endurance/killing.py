"""``kill -9`` at a random moment, over and over: forms open, one typing, one registering, and others registering too.

What was acknowledged is there, once; what was typed is there unless it is younger than a second; the database is whole.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from crowds import Writers, findings
from figures import Figure
from seats import new_desk
from typists import END, Registrar, Typist
from writers import registered

TIMES = 200
A_DESK = 20
"""Kills at one database; then a new one, so that checking it stays quick."""
LONGEST = 4.0
"""Seconds at work before the end."""
PAUSE = 0.02
"""Seconds between two cases of the programs that register besides; without it they leave the screens no processor."""
YOUNG = 1.0
"""Seconds that what was typed may be old when it is lost."""


@dataclass
class Tally:
    """What the kills came to.

    Attributes:
        acknowledged: Cases that a screen or a program said were registered.
        typed: Forms, half typed or saved, that were old enough to be there.
        resumed: Forms that were gone on with from a draft.
    """

    kills: int = 0
    acknowledged: int = 0
    typed: int = 0
    resumed: int = 0
    lost_cases: list[str] = field(default_factory=list)
    lost_drafts: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)


class Victims:
    """One database and what is killed at it.

    Args:
        folder: Where the database is, and everything that the programs write.
        rng: When to kill and in which order.
    """

    def __init__(self, folder: Path, rng: random.Random, tally: Tally) -> None:
        self.path = folder / "desk.db"
        self._folder = folder
        self._rng = rng
        self._tally = tally
        new_desk(self.path)

    def kill_once(self, longest: float = LONGEST) -> None:
        """Start everything, kill it after at most so many seconds at work, and look at what is left."""
        number = self._tally.kills
        with ExitStack() as stack:
            typist = stack.enter_context(Typist(self.path, self._folder, f"Typed {number:03}{END}"))
            registrar = stack.enter_context(Registrar(self.path, self._folder, f"Saved {number:03}"))
            writers = stack.enter_context(Writers(self.path, [f"{number}a", f"{number}b"]))
            try:
                self._tally.resumed += sum(each.begin() for each in (typist, registrar))
            except TimeoutError as stuck:
                self._tally.unclean.append(str(stuck))
            writers.go(60, PAUSE)
            end = time.monotonic() + self._rng.uniform(0.1, longest)
            while (now := time.monotonic()) < end:
                for each in (typist, registrar):
                    each.work(now, self._rng)
                time.sleep(0.005)
            now = time.monotonic()
            self._kill([*(each.pid for each in (typist, registrar)), *(each.pid for each in writers.processes)])
            for each in (typist, registrar):
                each.bury()
            for process in writers.processes:
                process.communicate()
            self._look(typist, registrar, writers, now)
        self._tally.kills += 1

    def _kill(self, victims: list[int]) -> None:
        self._rng.shuffle(victims)
        pause = self._rng.choice((0, 0, 0.002, 0.02))
        for each in victims:
            os.kill(each, signal.SIGKILL)
            time.sleep(pause)

    # ------------------------------------------------------------------ afterwards

    def _look(self, typist: Typist, registrar: Registrar, writers: Writers, killed: float) -> None:
        tally = self._tally
        said = {each.key: each.reference for lines in writers.said() for each in lines}
        there = registered(self.path)
        tally.lost_cases += [f"{key} {said[key]}" for key in said if there.get(key) != said[key]]
        promised = typist.promised | registrar.promised
        tally.lost_cases += sorted(promised - set(there.values()))
        tally.acknowledged += len(said) + len(promised)
        cases, drafts = self._by_name()
        for session in (typist, registrar):
            for name, least in session.typed_before(killed - YOUNG):
                tally.typed += 1
                if not any(text.startswith(least) for text in (*cases.get(name, ()), *drafts.get(name, ()))):
                    tally.lost_drafts.append(f"{name}: {least!r}; {cases.get(name)}, {drafts.get(name)}")
        tally.twice += [name for name, texts in cases.items() if name.endswith(END) and len(texts) > 1]
        tally.twice += self._drafts_of_cases()
        tally.unclean += findings(self.path)
        tally.unclean += [str(each) for each in self._folder.glob("**/crash-*")]
        tally.left_behind += still_running(str(self.path))

    def _by_name(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """By the name in each form: what its cases' and its drafts' summaries are."""
        cases: dict[str, list[str]] = {}
        drafts: dict[str, list[str]] = {}
        with closing(sqlite3.connect(self.path)) as connection:
            for name, summary in connection.execute("SELECT name, summary FROM cases WHERE name <> 'Karin Lund'"):
                cases.setdefault(name, []).append(summary or "")
            for (text,) in connection.execute("SELECT fields FROM drafts"):
                fields = json.loads(text)
                drafts.setdefault(fields.get("citizen.name") or "", []).append(fields.get("summary") or "")
        return cases, drafts

    def _drafts_of_cases(self) -> list[str]:
        with closing(sqlite3.connect(self.path)) as connection:
            rows = connection.execute("SELECT key FROM drafts WHERE key IN (SELECT key FROM cases)")
            return [f"draft {row[0]} of a case" for row in rows]


def still_running(path: str) -> list[str]:
    """Processes of ours that name the database; where the system cannot be asked, none."""
    end = time.monotonic() + 3
    while (found := _running(path)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _running(path: str) -> list[str]:
    done = subprocess.run(["ps", "-eo", "pid=,stat=,args="], capture_output=True, text=True, check=False)
    lines = (line.split(None, 2) for line in done.stdout.splitlines())
    return [" ".join(line) for line in lines if len(line) == 3 and path in line[2] and not line[1].startswith("Z")]


def kills(
    times: int, folder: Path, seed: int = 1, *, longest: float = LONGEST, say: Callable[[str], object] = str
) -> Tally:
    """Kill so many times; the same seed gives the same moments."""
    rng, tally = random.Random(seed), Tally()
    victims: Victims | None = None
    for turn in range(times):
        if victims is None or turn % A_DESK == 0:
            (folder / str(turn)).mkdir()
            victims = Victims(folder / str(turn), rng, tally)
        victims.kill_once(longest)
        if turn % A_DESK == A_DESK - 1:
            say(f"         {tally.kills} kills, {tally.acknowledged} cases acknowledged")
    return tally


def run() -> list[Figure]:
    """Kill two hundred times."""
    with tempfile.TemporaryDirectory() as folder:
        tally = kills(TIMES, Path(folder), say=print)
    return figures_of(tally)


def figures_of(tally: Tally) -> list[Figure]:
    """The table."""
    rows: dict[str, tuple[list[str], str]] = {
        "acknowledged cases lost": (tally.lost_cases, f"{tally.kills} kills, {tally.acknowledged} acknowledged"),
        "registered twice": (tally.twice, f"{tally.resumed} registered from a draft"),
        "drafts lost that were older than a second": (tally.lost_drafts, f"{tally.typed} forms old enough"),
        "findings of check, crashes": (tally.unclean, ""),
        "processes left behind": (tally.left_behind, ""),
    }
    return [
        Figure(what, len(found), 0, "; ".join((detail, *_first(found))).strip("; "), unit="")
        for what, (found, detail) in rows.items()
    ]


def _first(found: list[str]) -> list[str]:
    return [each for each, _times in Counter(found).most_common(3)]
