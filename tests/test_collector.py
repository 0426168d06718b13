"""The collector of cycles rests while the program starts, and works from then on."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import pytest

from desk import collector


class Knot:
    """Something that only the collector can take away."""

    def __init__(self) -> None:
        self.itself = self


def collected() -> bool:
    knot = weakref.ref(Knot())
    for _each in range(200_000):
        [[]].append([])
    gc.collect()
    return knot() is None


def test_what_is_made_afterwards_is_collected() -> None:
    program = (
        "import gc; from desk import collector; collector.rest(); assert not gc.isenabled();"
        "collector.wake(); assert gc.isenabled(); assert gc.get_freeze_count() > 1000"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_where_it_has_not_rested_nothing_is_kept_for_ever() -> None:
    frozen = gc.get_freeze_count()
    collector.wake()
    assert gc.get_freeze_count() == frozen
    assert collected()


def test_a_program_that_has_started_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.terminal import gated

    woken: list[float] = []
    monkeypatch.setattr(gated.GatedApp, "set_timer", lambda _self, delay, _then: woken.append(delay))
    gated.GatedApp.on_mount(object.__new__(gated.GatedApp))
    assert woken == [collector.AFTER_SECONDS]
