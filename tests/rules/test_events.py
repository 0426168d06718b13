"""What the trail says in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import desk.services
from desk.rules.case_fields import case_fields
from desk.rules.events import Happening, field_word, happening
from desk.rules.kinds import kinds


def test_whatever_services_write_into_the_trail_has_a_word() -> None:
    folder = Path(desk.services.__path__[0])
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    written = set(re.findall(r'(?:change|_save)\(.*?, "([a-z_]+)", ', source))
    assert {"closed", "corrected", "step"} <= written
    assert written <= set(Happening)


def test_an_unknown_event_is_its_code() -> None:
    assert happening("of_a_later_desk") == "of_a_later_desk"


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_field_has_a_word(kind: str) -> None:
    for name in case_fields(kind):
        if name not in ("key", "kind"):
            assert field_word(name, kind) != name
    for name in ("status", "step", "parked_until", "annulled_why"):
        assert field_word(name, kind) != name


def test_a_field_belongs_to_its_kind() -> None:
    assert field_word("details.pupil", "bus_card") == "Pupil"
    assert field_word("details.pupil", "fault") == "details.pupil"
    assert "details.pupil" in case_fields()
    assert "details.pupil" not in case_fields("fault")
