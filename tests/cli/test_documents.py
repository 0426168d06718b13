"""``documents …``: what scripts rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., Any]
Run = Callable[..., Any]


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in json.loads(answer.out)["refused"]]


def test_a_document_is_written_decided_compared_and_reviewed(ask: Ask, desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "uppdrag.md"
    file.write_text("## Uppdrag\n\nVi svarar.\n", encoding="utf-8")
    made = ask("documents", "write", str(file), "--sort", "mission", "--title", "Uppdrag")
    assert (made["number"], made["draft"], made["in_force"]) == (1, True, None)
    decided = ask("documents", "decide", "1", "--by", "KS", "--on", "2026-11-03", "--review", "2027-11-03")
    assert (decided["in_force"], decided["versions"][0]["decided_by"]) == (1, "KS")
    file.write_text("## Uppdrag\n\nVi hjälper.\n", encoding="utf-8")
    written = ask("documents", "write", str(file), "--number", "1", "--seen", "1")
    assert (written["draft"], written["versions"][1]["text"]) == (True, "## Uppdrag\n\nVi hjälper.")
    late = desk("documents", "write", str(file), "--number", "1", "--seen", "1", "--output", "json")
    assert codes(late) == ["document_changed"]
    assert "Vi svarar." in desk("documents", "show", "1").out
    compared = ask("documents", "show", "1", "--version", "2", "--against", "1")["differences"]
    assert {"sign": "+", "line": "Vi hjälper."} in compared
    assert ask("documents", "review", "1", "--next", "2028-01-01")["versions"][0]["review_on"] == "2028-01-01"
    (listed,) = ask("documents", "list")["documents"]
    assert "text" not in listed["versions"][0]
    assert "decided 2026-11-03 by KS · a newer draft" in desk("documents", "list").out
    assert ask("documents", "rest", "1")["active"] is False
    assert ask("documents", "rest", "1", "--wake")["active"] is True


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "9"), "document_unknown"),
        (("write", "/nowhere/at/all.md", "--sort", "mission"), "file_missing"),
        (("decide", "9", "--by", "KS"), "document_unknown"),
    ],
)
def test_what_documents_refuse(desk: Run, words: tuple[str, ...], code: str) -> None:
    answer = desk("documents", *words, "--output", "json")
    assert (answer.code, codes(answer)) == (2, [code])


def test_a_new_document_needs_a_sort_and_a_version_has_to_be_there(desk: Run, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("x", encoding="utf-8")
    assert codes(desk("documents", "write", str(file), "--output", "json")) == ["option_missing"]
    ask("documents", "write", str(file), "--sort", "plan")
    assert codes(desk("documents", "show", "1", "--version", "2", "--output", "json")) == ["document_version_unknown"]
