"""What the documents name is there: the tests behind each promise, and the files they point to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def named_tests(*pages: str) -> list[str]:
    """Every test that these pages in docs name."""
    texts = [(ROOT / "docs" / page).read_text("utf-8") for page in pages or ("security.md", "audits.md")]
    return sorted({name for text in texts for name in re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", text)})


@pytest.mark.parametrize("name", named_tests())
def test_a_promise_has_its_test(name: str) -> None:
    file, _colons, test = name.partition("::")
    text = (ROOT / file).read_text("utf-8")
    assert re.search(rf"^(async )?def {test or 'test_'}", text, re.MULTILINE), name


def test_there_are_promises_to_hold() -> None:
    assert len(named_tests("security.md")) > 30


def test_every_row_of_the_audits_has_its_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*`tests/\S+` \|$", (ROOT / "docs/audits.md").read_text("utf-8"), re.MULTILINE)
    assert [int(each) for each in rows] == list(range(1, 25))


def test_the_audits_name_commands_that_there_are() -> None:
    from desk.cli.commands import COMMANDS

    words = {each.name for each in COMMANDS}
    columns = [
        line.split("|")[5] for line in (ROOT / "docs/audits.md").read_text("utf-8").splitlines() if "tests/" in line
    ]
    named = [each for column in columns for each in re.findall(r"`([a-z ]+?)(?: [A-Z-].*?)?`", column)]
    assert len(named) > 30
    assert [each for each in named if each not in words] == []


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
