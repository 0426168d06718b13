"""``desk measurements …``: a measurement from a file or by hand, to the day on which it is handled."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Desk = Callable[..., Any]
RESULTS = {"quality_phone": {"all": "worse", "previous": "better"}}


@pytest.fixture
def a_file(tmp_path: Path) -> str:
    path = tmp_path / "m.json"
    values = {"name": "Servicemätning 2021", "made_on": "2021-10-01", "forwarded": True, "results": RESULTS}
    path.write_text(json.dumps(values), encoding="utf-8")
    return str(path)


def test_from_a_file_to_handled(desk: Desk, ask: Callable[..., Any], a_file: str, tmp_path: Path) -> None:
    (made,) = ask("measurements", "add", "--json", a_file)["measurements"]
    assert (made["id"], made["results"]["quality_phone"]["all"], made["handled"]) == (1, "worse", False)
    assert made["results"]["quality_email"] == {"all": "no_data", "similar": "no_data", "previous": "no_data"}
    refused = desk("measurements", "handle", "1")
    assert refused.code == 2
    assert "Missing: Analysis, Actions." in refused.err
    analysis = tmp_path / "analys.txt"
    analysis.write_text("Telefonen är sämre än andras.\n", encoding="utf-8")
    written = ask("measurements", "analyse", "1", "--analysis-file", str(analysis), "--actions", "Utbildning")
    assert (written["analysis"], written["actions"]) == ("Telefonen är sämre än andras.", "Utbildning")
    assert ask("measurements", "handle", "1")["handled_by"] == "anna"
    text = desk("measurements", "show", "1").out
    assert "Handled 2026-11-19 by Anna Lind." in text
    assert "Telefonen är sämre än andras." in text
    assert "handled" in desk("measurements", "list").out


def test_the_table_in_swedish(desk: Desk, a_file: str) -> None:
    desk("measurements", "add", "--json", a_file)
    lines = desk("measurements", "show", "1", "--lang", "sv").out.splitlines()
    assert lines[:3] == ["↗ Bättre än/högre", "→ Motsvarande", "↘ Sämre än/lägre"]
    assert "Tabell: Sammanställning servicemätning 2021" in lines
    (row,) = [line.split("  ") for line in lines if line.startswith("Svarskvalitet (telefon)")]
    assert [each.strip() for each in row if each.strip()] == ["Svarskvalitet (telefon)", "↘", ". ²", "↗"]
    assert "² Uppgifter saknas." in lines


def test_by_hand_cell_by_cell(desk: Desk, ask: Callable[..., Any]) -> None:
    ask("measurements", "add", "Mätning 2025", "--made-on", "2025-10-01", "--forwarded", "unknown", "--scope", "Allt")
    made = ask("measurements", "set", "1", "time_email", "similar", "better", "--name", "Mätning", "--forwarded", "no")
    assert (made["name"], made["forwarded"], made["results"]["time_email"]["similar"]) == ("Mätning", False, "better")
    csv = desk("measurements", "list", "--output", "csv").out
    assert "1,Mätning,2025-10-01,false,false,time_email,similar,better" in csv.splitlines()
    trail = desk("trail", "list", "--as", "rut").out
    assert "Response time (e-mail), Comp. similar municipalities" in trail


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "X"], "required"),
        (["add", "X", "--made-on", "2027-01-01"], "measurement_future"),
        (["add", "X", "--made-on", "2025-01-01", "--forwarded", "maybe"], "unknown_code"),
        (["add", "--json", "nowhere.json"], "file_missing"),
        (["show", "7"], "measurement_unknown"),
        (["set", "7", "quality_fax", "all", "same"], "unknown_code"),
        (["set", "7", "quality_phone", "all"], "option_missing"),
        (["set", "7"], "nothing_changed"),
        (["analyse", "7"], "option_missing"),
        (["analyse", "7", "--analysis", "x", "--analysis-file", "y"], "set_twice"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], code: str, desk: Desk) -> None:
    answer = desk("measurements", *arguments, "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])


def test_of_a_file_all_or_none(desk: Desk, ask: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(json.dumps([{"name": "A", "made_on": "2025-01-01"}, {"name": "B"}]), encoding="utf-8")
    assert desk("measurements", "add", "--json", str(path)).code == 2
    path.write_text("{", encoding="utf-8")
    assert desk("measurements", "add", "--json", str(path), "--output", "json").refused == ["invalid_json"]
    assert ask("measurements", "list") == {"measurements": []}
    assert "There is no service measurement yet." in desk("measurements", "list").out


def test_an_agent_may_look_and_not_write(desk: Desk, a_file: str, login: Callable[[str], None]) -> None:
    desk("measurements", "add", "--json", a_file)
    login("bo")
    assert desk("measurements", "show", "1").code == 0
    assert desk("measurements", "handle", "1").code == 2
    assert desk("measurements", "set", "1", "quality_phone", "all", "same").code == 2
