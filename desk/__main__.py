"""``desk``: opens the screen as fast as Python allows; anything else goes to the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Desk and return the exit code."""
    # Otherwise pydantic looks through every installed package for plugins: slow, and somebody else's code.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    given = sys.argv[1:] if arguments is None else list(arguments)
    os.umask(0o077)
    from desk.start import open_screen, open_wall, read_options, wants_wall

    options = read_options(given)
    if options is not None and wants_wall(options):
        return open_wall(options)
    if options is not None:
        return open_screen(options)
    from desk.cli.authorized import quick

    if (code := quick(given)) is not None:
        return code
    from desk.cli.main import main as command_line

    return command_line(given)


if __name__ == "__main__":
    sys.exit(main())
