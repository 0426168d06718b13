"""Any page of any list, a million cases, against its first page."""

from __future__ import annotations

import getpass
import statistics
import time
from collections.abc import Iterator

from figures import Figure, timed
from sampled import database_of
from seats import seat_at

EVERY = 40
AGAIN = 7


def run() -> list[Figure]:
    """Walk each list to its end, time the first page and pages on the way."""
    path = database_of(1_000_000)
    seat = seat_at(path)
    from desk.storage.lists import Which

    which = {
        "all": Which(),
        "open": Which(open=True),
        "overdue": Which(overdue_at=int(time.time())),
        "bus cards": Which(kind="bus_card"),
        "a group's open": Which(open=True, group="Reception"),
        "one's own": Which(agent=getpass.getuser()),
    }
    del path
    return [_measure(seat, name, each) for name, each in which.items()]


def _measure(seat: object, name: str, which: object) -> Figure:
    first = _time(seat, which, None)
    later = [_time(seat, which, cursor) for cursor in _cursors(seat, which)] or [first]
    slowest, middle = max(later), statistics.median(later)
    detail = (
        f"first {first * 1000:.2f} ms, later {middle * 1000:.2f} ms, slowest {slowest * 1000:.2f} ms of {len(later)}"
    )
    return Figure(f"any page of the list of {name}, 1 000 000 cases", middle / first, 1.5, detail)


def _time(seat: object, which: object, cursor: str | None) -> float:
    from desk.services import lists

    return statistics.median(timed(lambda: lists.page(seat, which, 50, cursor)) for _ in range(AGAIN))  # type: ignore[arg-type]


def _cursors(seat: object, which: object) -> Iterator[str]:
    """Cursors spread over the list: it is walked with large pages, and one in ``EVERY`` is timed."""
    from desk.services import lists

    cursor: str | None = None
    for turn in range(EVERY):
        page = lists.page(seat, which, 25_000 if turn else 50, cursor)  # type: ignore[arg-type]
        if page.next is None:
            return
        cursor = page.next
        yield cursor
