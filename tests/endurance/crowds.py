"""Programs that register (:mod:`registering`), started, told when, and read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from seats import seat_at

PROGRAM = Path(__file__).with_name("registering.py")
ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@dataclass(frozen=True)
class Said:
    """What a writer said of one case; ``began`` and ``took`` in seconds of the monotonic clock."""

    key: str
    reference: str
    began: float
    took: float


class Writers:
    """Some of them at one database; a context manager that ends them."""

    def __init__(self, path: Path, names: Sequence[str], *, gated: bool = True) -> None:
        self._files = [path.with_name(f"{path.stem}-{name}.said") for name in names]
        self.processes: list[subprocess.Popen[str]] = []
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
        for name, file in zip(names, self._files, strict=True):
            command = [sys.executable, str(PROGRAM), str(path), name, "gated" if gated else "ungated"]
            with file.open("w") as out:
                self.processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, text=True, env=env))

    def go(self, seconds: float, pause: float = 0.0) -> None:
        """Have them begin together, when the last one is ready; each pauses so many seconds after a case."""
        self._until("\n")
        self._tell(f"{seconds} {pause}")

    def end(self) -> None:
        """Wait until all are done, and have them end."""
        self._until("}\n")
        self._tell("end")
        for each in self.processes:
            each.communicate(timeout=PATIENCE)

    def said(self) -> list[list[Said]]:
        """What each has said so far of its cases; a line that was cut short by its end is not there."""
        return [
            [_said(line) for line in file.read_text("utf-8").split("\n")[:-1] if line[0] != "{"] for file in self._files
        ]

    def errors(self) -> list[str]:
        """What went wrong with any of them."""
        last = (file.read_text("utf-8").split("\n")[-2] for file in self._files)
        return [error for line in last for error in json.loads(line)["errors"]]

    def _until(self, ending: str) -> None:
        end = time.monotonic() + PATIENCE
        waiting = list(zip(self._files, self.processes, strict=True))
        while waiting:
            waiting = [(file, process) for file, process in waiting if not file.read_text("utf-8").endswith(ending)]
            if time.monotonic() > end or any(process.poll() is not None for _file, process in waiting):
                raise RuntimeError(f"a writer ended, or is too slow: {waiting}")
            time.sleep(0.02)

    def _tell(self, line: str) -> None:
        for each in self.processes:
            print(line, file=each.stdin, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for each in self.processes:
            each.kill()
            each.communicate()


def _said(line: str) -> Said:
    key, reference, began, took = line.split()
    return Said(key, reference, float(began), float(took))


def findings(path: Path) -> list[str]:
    """What ``check`` finds wrong."""
    from desk.services import upkeep

    seat = seat_at(path)
    wrong = [f"check, {each.part}: {what}" for each in upkeep.check(seat) for what in each.wrong]
    seat.database.close()
    return wrong
