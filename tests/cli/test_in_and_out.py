"""``desk import`` and ``desk export``: files in and out as scripts use them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.documents import exports

Desk = Callable[..., Any]
HEADER = "Serienr;Personnr;Namn;Giltigt från;Giltigt till;Färg"
GOOD = "P1;18900118-9811;Karin Ström;2024-02-01;2029-01-31;blå"
WRONG = "P2;18900118-9820;Oskar Berg;2025-02-01;2031-02-02;"


def put(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_dry_run_tells_line_by_line(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "p.csv", HEADER, GOOD)
    answer = desk("import", "permits", file, "--dry-run")
    assert answer.code == 0
    assert [line.split() for line in answer.out.splitlines()[:2]] == [["Line", "Becomes", "What"], ["2", "New", "P1"]]
    assert "“Färg”" in answer.out
    assert answer.out.splitlines()[-1] == "Nothing was written: this was a dry run."
    assert desk("permits", "list", "--output", "json").json["permits"] == []


def test_all_or_nothing_with_every_problem_and_exit_2(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "p.csv", HEADER, GOOD, WRONG)
    answer = desk("import", "permits", file)
    assert answer.code == 2
    assert "Line 3: Personnr:" in answer.err
    assert answer.out.splitlines()[-1] == "Nothing was written."
    told = desk("import", "permits", file, "--output", "json").json
    counts = {name: told[name] for name in ("read", "new", "changed", "known", "over", "refused_count")}
    assert counts == {"read": 2, "new": 1, "changed": 0, "known": 0, "over": 0, "refused_count": 1}
    assert (told["what"], told["written"]) == ("permits", False)
    assert [(each["line"], each["code"], each["field"]) for each in told["refused"]] == [
        (3, "personal_number_checksum", "Personnr")
    ]
    assert told["unread"] == ["Färg"]
    assert desk("permits", "list", "--output", "json").json["permits"] == []


def test_twice_is_once(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "p.csv", HEADER, GOOD)
    assert desk("import", "permits", file, "--output", "json").json["new"] == 1
    again = desk("import", "permits", file, "--output", "json").json
    assert (again["new"], again["known"], again["written"]) == (0, 1, True)
    assert len(desk("permits", "list", "--view", "all", "--output", "json").json["permits"]) == 1


def test_a_mapping_from_a_file(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "p.txt", "A|B", "Volvo|Bil")
    mapping = put(tmp_path / "map.toml", "[columns]", 'name = "A"', 'type = "B"')
    assert desk("import", "pool", file).code == 2
    assert desk("import", "pool", file, "--map", mapping).code == 0
    assert desk("import", "pool", file, "--map", str(tmp_path / "none")).code == 2
    assert [each["type"] for each in desk("pool", "list", "--output", "json").json["resources"]] == ["Bil"]


@pytest.mark.parametrize("noun", ["permits", "cards", "pool", "topics"])
def test_a_file_that_is_not_there(desk: Desk, noun: str) -> None:
    answer = desk("import", noun, "nowhere.csv", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["file_missing"])


def test_only_an_administrator_brings_in(desk: Desk, tmp_path: Path, seat_of: Callable[[str], Any]) -> None:
    seat_of("lisa")
    answer = desk("import", "topics", put(tmp_path / "t.csv", "Ämne", "Brygga"), "--as", "lisa", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["not_allowed"])


# ------------------------------------------------------------------ out


def test_a_list_goes_out_and_its_topics_come_in_again(desk: Desk, tmp_path: Path) -> None:
    file = str(tmp_path / "topics.xlsx")
    answer = desk("export", "topics", "--to", file, "--output", "json")
    assert answer.code == 0
    assert answer.json == {"list": "topics", "rows": answer.json["rows"], "file": file}
    again = desk("import", "topics", file, "--output", "json").json
    assert (again["known"], again["new"], again["changed"]) == (answer.json["rows"], 0, 0)


def test_what_narrows_a_list(desk: Desk, tmp_path: Path) -> None:
    for summary, kind in (("Hål", "fault"), ("Fråga", "enquiry")):
        desk("register", kind, "--set", f"summary={summary}")
    file = tmp_path / "a.csv"
    assert desk("export", "cases", "--only", "kind=fault", "--only", "state=all", "--to", str(file)).code == 0
    (row,) = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    assert (row["kind"], row["summary"]) == ("fault", "Hål")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("horses", "--to", "a.csv"), "export_unknown"),
        (("cases", "--to", "a.doc"), "format_unknown"),
        (("cases", "--to", "a.csv", "--only", "state"), "export_form"),
        (("cases", "--to", "a.csv", "--only", "colour=red"), "export_only"),
        (("cases", "--to", "a.csv", "--only", "kind=horse"), "unknown_code"),
        (("cases",), "option_missing"),
    ],
)
def test_what_cannot_be_exported(
    desk: Desk, words: tuple[str, ...], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = desk("export", *words, "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])
    assert not [*tmp_path.glob("a.*")]


def test_the_documents_name_every_list_and_what_narrows_it() -> None:
    page = (Path(__file__).parents[2] / "docs/errands.md").read_text("utf-8")
    for each in exports.every().values():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{each.what}` |")), "")
        assert row, each.what
        assert all(f"`{name}`" in row for name in each.only), each.what


@pytest.mark.parametrize(
    "command", ["agents list", "recipients list", "documents list", "survey answers", "report issued list"]
)
def test_a_list_answers_as_csv(desk: Desk, command: str) -> None:
    answer = desk(*command.split(), "--output", "csv")
    assert answer.code == 0
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert len(rows) == len(next(iter(desk(*command.split(), "--output", "json").json.values())))
