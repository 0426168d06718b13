"""What the benchmarks multiply in the server is a desk like any other: nothing in it is wrong, and weekdays stay."""

from __future__ import annotations

import importlib
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desk.storage import checking
from desk.storage.database import Database

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
YEARS, A_YEAR = 3, 700


@pytest.fixture
def ten_years(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The benchmarks' own module; what it brings with it is forgotten afterwards."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module("ten_years")
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCHMARKS)):
            del sys.modules[name]


def test_copies_of_a_year_pass_every_check(ten_years: Any, empty_place: Any) -> None:
    ten_years.make(empty_place.url(), A_YEAR, YEARS, said=str)
    database = Database(empty_place.url())
    with database.read() as tx:
        assert [found for look in checking.PARTS.values() for found in look(tx)] == []
        assert tx.value("SELECT count(*) FROM cases") > (YEARS - 0.2) * A_YEAR
        assert tx.value("SELECT count(*) FROM events") > 2 * YEARS * A_YEAR
        first, last = tx.value("SELECT min(day) FROM cases"), tx.value("SELECT max(day) FROM cases")
        assert last - first > (YEARS - 0.2) * 364
        on_sundays = tx.value("SELECT count(*) FROM cases WHERE day % 7 = 0 AND channel IN ('visit', 'phone')")
        assert on_sundays == 0
        stays = "closed_at IS NULL AND annulled_at IS NULL"
        assert tx.value(f"SELECT min(day) FROM cases WHERE {stays}") > last - 364
        changed = tx.value("SELECT changes FROM events WHERE what = 'closed' AND case_id < 300 ORDER BY id LIMIT 1")
        assert str(date.fromordinal(last).year) not in changed
    database.close()
