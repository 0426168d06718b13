"""What ``python tests/endurance`` wears the storage out with, for a few seconds each."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no flock; writers wait as SQLite does")


def test_many_who_register_at_once_lose_nothing_and_come_in_turn(tmp_path: Path) -> None:
    from writers import crowd

    found = crowd(tmp_path, gated=True, processes=6, seconds=1.5)
    assert (found.errors, found.lost, found.doubled, found.strange) == ((), (), (), ())
    assert min(found.turns) > 5
    assert found.unfair <= 2, found.turns


def test_a_case_that_is_lost_or_false_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import crowds
    import writers

    honest = crowds.Writers.said

    def one_is_made_up(self: crowds.Writers) -> list[list[crowds.Said]]:
        first, *others = honest(self)
        return [[*first[1:], crowds.Said("never", first[1].reference, 0, 0)], *others]

    monkeypatch.setattr(crowds.Writers, "said", one_is_made_up)
    found = writers.crowd(tmp_path, gated=True, processes=2, seconds=0.2)
    assert [each.split()[0] for each in found.lost] == ["never"]
    assert len(found.doubled) == 1
    assert len(found.strange) == 1


def test_what_is_disposed_of_is_nowhere_and_no_report_differs(tmp_path: Path) -> None:
    from disposal import dispose

    done = dispose(tmp_path, 300, years=1)
    assert (done.differ, done.left, done.unclean, done.scrubbed) == ([], [], [], True)
    assert done.before > 10 * done.cases > 1000
    assert done.weeks > 50


def test_what_disposal_forgets_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from disposal import dispose

    from desk.services import retention

    monkeypatch.setattr(retention, "scrubbed", lambda _database: True)
    done = dispose(tmp_path, 120, years=1)
    assert any("zq" in each for each in done.left)
    assert done.unclean == []


def test_a_backup_among_writers_is_whole_and_its_writers_are_heard_of(tmp_path: Path) -> None:
    from copying import copies
    from seats import new_desk

    new_desk(tmp_path / "source.db")
    (tmp_path / "work").mkdir()
    found = copies(tmp_path / "work", tmp_path / "source.db", rounds=2, at_rest=1.0)
    assert found.wrong == []
    assert len(found.backups) == len(found.plain) == 2
    assert found.during
    assert found.without


def test_many_who_book_at_once_book_nothing_twice(tmp_path: Path) -> None:
    from booking import desk_with_things, race

    path = tmp_path / "desk.db"
    desk_with_things(path)
    found = race(path, attempts=240, processes=4)
    assert (found.doubled, found.lost, found.strange, found.errors) == ((), (), (), ())
    assert found.attempts.total() == 240
    assert min(found.attempts["book"], found.attempts["taken"]) > 20


def test_what_is_booked_twice_would_be_found(tmp_path: Path) -> None:
    """Without the database's own rule the desk books twice: nothing else stands between."""
    from booking import desk_with_things, race

    path = tmp_path / "desk.db"
    desk_with_things(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TRIGGER reservations_made; DROP TRIGGER reservations_moved")
    assert race(path, attempts=120, processes=2).doubled
