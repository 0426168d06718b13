"""A seat at a made-up database, for whoever runs the benchmarks."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk.services.seat import Seat


def seat_at(path: Path) -> Seat:
    """Sit down at the database."""
    from desk.services import people
    from desk.settings_model import Settings
    from desk.storage.database import Database

    return people.sit_down(Database(path), Settings.model_validate({}), getpass.getuser())


def new_desk(path: Path) -> None:
    """A prepared database without cases. Whoever runs this is its administrator, and is not asked to choose a PIN."""
    from desk.services import pins, setup
    from desk.storage.database import Database

    database = Database(path)
    setup.prepare(database, getpass.getuser(), datetime.now(UTC))
    database.close()
    seat = seat_at(path)
    pins.choose(seat, "739104")
    seat.database.close()
