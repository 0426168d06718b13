"""Measure what Desk promises of speed: ``python tests/benchmarks [NAME …]``. Prints a line a figure.

Each figure is a ratio to its limit, measured in the same run on the same machine; nothing here is a test.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = (
    "start", "registration", "form", "burst", "memory", "week", "reports", "documents", "heat", "search", "lists",
    "sample", "loop", "registers", "crowd", "growth",
)  # fmt: skip


def main() -> int:
    """Run the benchmarks that are named, or all; 1 where a goal was missed."""
    sys.path.insert(0, str(Path(__file__).parent))
    missed = 0
    for name in sys.argv[1:] or NAMES:
        for figure in importlib.import_module(name).run():
            print(figure, flush=True)
            missed += not figure.reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
