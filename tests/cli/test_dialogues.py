"""``dialogues …`` and ``report dialogue``: what scripts rely on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ask = Callable[..., Any]
Run = Callable[..., Any]


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in json.loads(answer.out)["refused"]]


def test_a_dialogue_and_what_it_decided(ask: Ask, desk: Run) -> None:
    made = ask("dialogues", "add", "miljö", "--day", "2026-11-12", "--span", "2026-10", "--views", "Sopor.")
    assert (made["number"], made["department"], made["span"], made["decisions"]) == (1, "Miljö", "2026-10", [])
    assert ask("dialogues", "change", "1", "--notes", "Ses i december")["notes"] == "Ses i december"
    decided = ask("dialogues", "decide", "1", "Ny skylt", "--by", "bo", "--due", "2026-11-15")
    assert decided == {
        "number": 1, "dialogue": 1, "what": "Ny skylt", "by": "bo", "due": "2026-11-15", "open": True, "done": False,
        "done_on": None, "dropped_on": None, "outcome": "", "improvement": None, "board": None,
    }  # fmt: skip
    assert "Ny skylt · Bo Ek · ! late: 2026-11-15" in desk("dialogues", "show", "1").out
    assert ask("dialogues", "done", "1", "--outcome", "Uppe", "--as", "bo")["done"] is True
    ask("dialogues", "decide", "1", "Text")
    assert codes(desk("dialogues", "done", "2", "--dropped", "--output", "json")) == ["decision_why"]
    assert ask("dialogues", "done", "2", "--dropped", "--outcome", "Onödig")["dropped_on"] == "2026-11-19"
    ask("dialogues", "decide", "1", "Formulär")
    assert ask("dialogues", "improve", "3") == {"decision": 3, "improvement": 1}
    found = ask("dialogues", "list", "--department", "Miljö", "--year", "2026")
    assert [each["number"] for each in found["dialogues"]] == [1]
    standing = {each["department"]: each for each in found["departments"]}
    assert standing["Miljö"]["this_month"] is True
    assert standing["Extern"] == {
        "department": "Extern", "this_month": False, "last": None, "strategy_this_year": 0, "open": 0, "late": 0,
    }  # fmt: skip
    assert "! not yet" in desk("dialogues", "list").out
    assert ask("dialogues", "list", "--year", "2025")["dialogues"] == []


def test_a_departments_own_figures(ask: Ask, desk: Run, tmp_path: Path) -> None:
    ask("register", "enquiry", "--set", "department=Miljö", "--set", "received_at=2026-10-12 10:00",
        "--set", "demand=failure", "--set", "cause=chasing", "--set", "outcome=forwarded",
        "--set", "passed_on_to=Miljö")  # fmt: skip
    report = ask("report", "dialogue", "miljö", "2026-10")
    assert (report["department"], report["span"], report["from"], report["to"]) == (
        "Miljö", "2026-10", "2026-10-01", "2026-10-31",
    )  # fmt: skip
    figures = report["figures"]
    assert (figures["registered"], figures["closed"], figures["forwarded"], figures["failure_share"]) == (1, 1, 1, 1.0)
    assert (figures["causes"], report["before"]["span"], report["year_before"]["span"]) == (
        {"chasing": 1}, "2026-09", "2025-10",
    )  # fmt: skip
    assert report["before"]["failure_share"] is None
    text = desk("report", "dialogue", "Miljö").out
    assert "Dialogue · Miljö · October 2026" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    rows = list(csv.reader(io.StringIO(desk("report", "dialogue", "Miljö", "2026-10", "--output", "csv").out)))
    assert rows[0] == ["span", "figure", "name", "value"]
    assert ["2026-10", "causes", "chasing", "1"] in rows
    for ending in ("txt", "json", "csv"):
        path = tmp_path / f"miljo.{ending}"
        ask("report", "dialogue", "Miljö", "2026-10", "--to", str(path))
        assert path.stat().st_size > 200
    unknown = desk("report", "dialogue", "Rymden", "--output", "json")
    assert (unknown.code, codes(unknown)) == (2, ["department_unknown"])
    assert codes(desk("report", "dialogue", "Miljö", "2026-12", "--output", "json")) == ["span_not_begun"]
