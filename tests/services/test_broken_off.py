"""What ``python tests/endurance restore`` does two hundred times, a few times."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing can be killed outright")


def test_restoring_that_is_broken_off_leaves_the_old_desk_or_the_new(tmp_path: Path) -> None:
    from breaking import broken_off

    found = broken_off(tmp_path, 3)
    assert found.wrong == []
    assert sum(found.ended.values()) == 3
