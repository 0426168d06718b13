"""Restoring broken off at any moment: the old desk is there whole, or the new one, and restoring again goes through."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crowds import findings
from figures import Figure
from seats import new_desk, seat_at

ROOT = Path(__file__).parents[2]
ROUNDS = 200
POINTS = (
    "restore.made_ready", "files.keep", "restore.carry_over", "files.put", "files.copy_pages", "files._put_into",
    "files._put_instead",
)  # fmt: skip
OLD, NEW = 260, 200
"""How many cases the desk has that is replaced, and how many the backup."""
GARBAGE = b"no database at all, but plain words " * 5000

_PROGRAM = """
import os, random, signal, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from desk.services import restoring
from desk.settings_model import Settings
from desk.storage import restore
from desk.storage.engines.sqlite import replacing

place, _dot, point = sys.argv[3].partition(".")
where, delay = {"restore": restore, "files": replacing}[place], float(sys.argv[4])
work = getattr(where, point)

def work_and_die(*given):
    timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
    return work(*given)

setattr(where, point, work_and_die)
restoring.restore_backup(sys.argv[1], Settings(), Path(sys.argv[2]))
"""


@dataclass
class Broken:
    """What came of it: how often the old and the new desk was there, and what was wrong."""

    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def broken_off(folder: Path, rounds: int, seed: int = 1) -> Broken:
    """Break restoring off, so many times."""
    backup = folder / "backup.db"
    template = _two_desks(folder, backup)
    chance = random.Random(seed)
    found = Broken()
    for number in range(rounds):
        live = folder / "live" / "desk.db"
        shutil.rmtree(live.parent, ignore_errors=True)
        live.parent.mkdir()
        shutil.copyfile(template, live)
        sound = number % 3 != 2
        if not sound:
            live.write_bytes(GARBAGE)
        point = chance.choice(POINTS)
        died = _restore(live, backup, point, chance.random() * 0.05)
        what = f"round {number} at {point}"
        found.ended[_ended(live, sound, what, found.wrong) + ("" if died else ", not broken off")] += 1
        if _restore(live, backup, "files.remove", 60.0):
            found.wrong.append(f"{what}: cannot be restored afterwards")
        elif _cases(live) != NEW or any(".restoring-" in each.name for each in live.parent.iterdir()):
            found.wrong.append(f"{what}: restoring again left something")
    return found


def _two_desks(folder: Path, backup: Path) -> Path:
    """A backup, and the desk that has gone on since; some megabytes each."""
    from desk.services import backups, cases

    path = folder / "template.db"
    new_desk(path)
    seat = seat_at(path)
    now = datetime.now(UTC)
    cases.register_all(seat, [_case(number) for number in range(NEW)], now)
    backups.make(seat, backup, now)
    cases.register_all(seat, [_case(number) for number in range(NEW, OLD)], now)
    seat.database.close()
    return path


def _case(number: int) -> dict[str, str]:
    return {"kind": "enquiry", "note": f"{number} " + os.urandom(7000).hex()}


def _restore(live: Path, backup: Path, point: str, delay: float) -> bool:
    """Restore, and end it at once so many seconds after it came to a point; whether it was ended."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _PROGRAM, str(live), str(backup), point, str(delay)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(done.stderr)
    return done.returncode != 0


def _cases(path: Path) -> int:
    seat = seat_at(path)
    with seat.database.read() as tx:
        count = int(tx.value("SELECT count(*) FROM cases"))
    seat.database.close()
    return count


def _ended(live: Path, sound: bool, what: str, wrong: list[str]) -> str:
    content = live.read_bytes()
    if not sound and content == GARBAGE:
        return "old"
    count = _cases(live)
    wrong += [f"{what}: {each}" for each in findings(live)]
    if count not in ((OLD, NEW) if sound else (NEW,)):
        wrong.append(f"{what}: {count} cases")
    return "old" if count == OLD else "new"


def run() -> list[Figure]:
    """Two hundred times."""
    with tempfile.TemporaryDirectory() as folder:
        found = broken_off(Path(folder), ROUNDS)
    detail = ", ".join(f"{name} {count}" for name, count in sorted(found.ended.items()))
    for each in found.wrong[:20]:
        print(each)
    return [Figure("restoring broken off: neither the old nor the new", len(found.wrong), 0, detail, "")]
