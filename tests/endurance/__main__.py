"""Wear Desk out: ``python tests/endurance [NAME …]``. Prints a line a figure, with its limit beside it.

Nothing here is a test; the ordinary suite runs the same functions for a few seconds each.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.with_name("benchmarks")), str(HERE.parent)]

from pieces import main  # noqa: E402  the path comes first

if __name__ == "__main__":
    sys.exit(main())
