"""Measure what Desk promises of speed: ``python tests/benchmarks [--engine postgres] [NAME …]``. A line a figure.

Each figure is a ratio to its limit, measured in the same run on the same machine; nothing here is a test.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

NAMES = (
    "start", "registration", "form", "burst", "memory", "week", "reports", "documents", "heat", "search", "lists",
    "sample", "loop", "registers", "crowd", "growth",
)  # fmt: skip


def main() -> int:
    """Run the benchmarks that are named, or all; 1 where a goal was missed."""
    sys.path.insert(0, str(Path(__file__).parent))
    missed = 0
    for work in _asked(sys.argv[1:]):
        for figure in work():
            print(figure, flush=True)
            missed += not figure.reached
    return 1 if missed else 0


def _asked(words: list[str]) -> Iterator[Callable[[], Iterable[Any]]]:
    """What is to be run: by name, on files or (``--engine postgres``) what concerns the database on a server."""
    if words[:2] == ["--engine", "postgres"]:
        server = importlib.import_module("on_server")
        yield from (server.NAMES[name] for name in words[2:] or server.NAMES)
    else:
        yield from (importlib.import_module(name).run for name in words or NAMES)


if __name__ == "__main__":
    sys.exit(main())
