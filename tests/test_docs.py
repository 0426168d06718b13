"""What the documents name is there: the tests behind each promise, and the files they point to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def named_tests() -> list[str]:
    """Every test that docs/security.md names."""
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", (ROOT / "docs/security.md").read_text("utf-8"))))


@pytest.mark.parametrize("name", named_tests())
def test_a_promise_has_its_test(name: str) -> None:
    file, _colons, test = name.partition("::")
    text = (ROOT / file).read_text("utf-8")
    assert re.search(rf"^(async )?def {test or 'test_'}", text, re.MULTILINE), name


def test_there_are_promises_to_hold() -> None:
    assert len(named_tests()) > 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_endurance_pieces_that_are_named_are_there() -> None:
    pieces = (ROOT / "tests/endurance/__main__.py").read_text("utf-8") + (ROOT / "tests/endurance/pieces.py").read_text(
        "utf-8"
    )
    for name in re.findall(r"python tests/endurance (\w+)", (ROOT / "docs/security.md").read_text("utf-8")):
        assert f'"{name}"' in pieces, name
