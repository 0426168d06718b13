"""Make the README's pictures: ``python tools/pictures.py``. Needs ``rsvg-convert`` (Debian's librsvg2-bin).

The screens are the real ones, on made-up data and with the clock standing still.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from desk import words
from desk.app import DeskApp
from desk.rules.bookings import ResourceSort
from desk.services import bookings, cases, people, sample, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.terminal.look import Look

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = (100, 30)
PICTURES: dict[str, Sequence[str]] = {
    "desk": (),
    "reports": ("r",),
    "search": ("slash", *"berg"),
    "telephone": ("r", "h"),
    "wall": ("r", "w"),
    "pool": ("p",),
    "house": ("v",),
    "register": ("2", *"skolskj", "enter", *"Karin", "space", *"Norén", "tab", *"070-174", "space", "0", "6"),
}
"""Each picture, and the keys that lead to it from the desk. The form comes last, since it leaves a draft."""
VISITORS = (
    ("Karin Ström", "Maria Holm", 52),
    ("Erik Lund", "Maria Holm", 50),
    ("Ebba Norén", "Håkan Palm", 21),
    ("Oskar Berg", "Sofia Tegnér", 6),
)
"""Made-up visitors: who, to whom, for how many minutes."""
LOANS = (
    ("Elbil 2", "Maria Holm", 3, 8, 16, True),
    ("Elbil 3", "Håkan Palm", 3, 9, 12, True),
    ("Elbil 2", "Sofia Tegnér", 4, 8, 16, False),
    ("Elbil 4", "Amira Holm", 4, 9, 15, False),
    ("Minibuss", "Ebba Norén", 5, 8, 18, False),
    ("Projektor 2", "Erik Lund", 3, 13, 16, False),
)
"""Made-up loans: what, who, on which day of the week, from which hour to which, and whether it is out."""


def main() -> int:
    """Make every picture, or those that are named."""
    words.use("sv")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seat = _seat(Path(folder) / "desk.db")
        for name in sys.argv[1:] or PICTURES:
            _write(name, asyncio.run(_picture(seat, PICTURES[name])))
            seat.database.close()
    return 0


def _seat(path: Path) -> Seat:
    database = Database(path)
    setup.prepare(database, "anna", NOW)
    with database.write() as tx:
        tx.run("UPDATE agents SET name = 'Anna Lind' WHERE login = 'anna'")
    seat = people.sit_down(database, Settings.model_validate({"lock_minutes": 0}), "anna")
    sample.fill(seat, cases=4000, seed=7, now=NOW)
    _busy_week(seat)
    return people.sit_down(database, Settings.model_validate({"lock_minutes": 0}), "anna")


def _busy_week(seat: Seat) -> None:
    """Visitors in the house, and a week of loans, so that there is something to see."""
    for _item, late in bookings.overdue(seat, NOW)[1:]:
        bookings.give_back(seat, late.reference, now=NOW)
    for name, host, minutes in VISITORS:
        came = NOW - timedelta(minutes=minutes)
        values = {"citizen": {"name": name}, "details": {"host": host, "badge": str(40 - minutes // 5)}}
        cases.register(seat, {"kind": "visitor", "channel": "visit", **values}, came)
    for item, who, day, first, last, lent in LOANS:
        begins = datetime(2026, 11, 16 + day, first - 1, tzinfo=UTC)
        values = {"details": {"borrower": who}}
        now = min(NOW, begins)
        made = bookings.book(seat, ResourceSort.POOL, item, begins, begins.replace(hour=last - 1), values, now=now)
        if lent:
            bookings.lend(seat, made.reference, now)


async def _picture(seat: Seat, keys: Sequence[str]) -> str:
    app = DeskApp(
        lambda: seat, municipality="Lingonby", now=lambda: NOW, look=Look("desk-dark", ascii=False, colours="true")
    )
    async with app.run_test(size=SIZE) as pilot:
        await _settled(pilot)
        for key in keys:
            await pilot.press(key)
            await _settled(pilot)
        return app.export_screenshot(title="Desk")


async def _settled(pilot: Pilot[Any]) -> None:
    app = pilot.app
    quiet = 0
    while quiet < 3:
        await pilot.pause()
        quiet = quiet + 1 if isinstance(app, DeskApp) and app.threads.idle and app.seated else 0
        await asyncio.sleep(0.02)


def _write(name: str, drawing: str) -> None:
    drawing = drawing.replace("<text ", '<text xml:space="preserve" ').replace("Fira Code", "DejaVu Sans Mono")
    subprocess.run(  # noqa: S603  nothing of it comes from outside
        ["rsvg-convert", "--zoom", "1.0", "-o", str(FOLDER / f"{name}.png")],  # noqa: S607  wherever it is installed
        input=drawing.encode(),
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
