"""New files: whole, of bytes or text, never over another, readable by their owner alone."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.documents import files, formats
from desk.rules.refusals import Problem

Refusal = Callable[[Callable[[], object]], Problem]


@pytest.mark.parametrize(("content", "written"), [("Å\r\n", b"\xc3\x85\r\n"), (b"\x00\xff\r\n", b"\x00\xff\r\n")])
def test_what_is_written_is_what_was_given(content: str | bytes, written: bytes, tmp_path: Path) -> None:
    files.write_new(tmp_path / "file", content, "to")
    assert (tmp_path / "file").read_bytes() == written
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_nothing_is_written_over(tmp_path: Path, refusal: Refusal) -> None:
    (tmp_path / "file").write_text("x")
    assert refusal(lambda: files.write_new(tmp_path / "file", b"y", "to")).code == "file_exists"
    assert (tmp_path / "file").read_text() == "x"


def test_only_the_form_that_is_asked_for_is_made(tmp_path: Path, refusal: Refusal) -> None:
    made: list[str] = []

    def form(name: str) -> Callable[[], str]:
        def make() -> str:
            made.append(name)
            return name

        return make

    forms = {".a": form("a"), ".b": form("b")}
    formats.write(forms, tmp_path / "x.B")
    assert made == ["b"]
    problem = refusal(lambda: formats.write(forms, tmp_path / "x.c"))
    assert (problem.code, problem.values["allowed"]) == ("format_unknown", (".a", ".b"))


def test_a_form_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails() -> str:
        raise KeyError("slip")

    with pytest.raises(KeyError):
        formats.write({".a": fails}, tmp_path / "x.a")
    assert list(tmp_path.iterdir()) == []
