"""Failure demand, feedback and the improvement board from the command line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def contacts(desk: Run) -> None:
    """Three contacts of failure demand and one of value, this week."""
    for cause in ("chasing", "chasing", "no_reply"):
        desk("register", "enquiry", "--set", "demand=failure", "--set", f"cause={cause}", "--set", "department=Miljö",
             "--set", "outcome=solved_first")  # fmt: skip
    desk("register", "enquiry", "--set", "demand=value", "--set", "cause=new_request")


@pytest.mark.usefixtures("contacts")
def test_failure_demand_in_every_form(desk: Run, ask: Run, tmp_path: Path) -> None:
    found = ask("report", "demand", "2026-W47")
    assert (found["failure"], found["classified"], found["share"]) == (3, 4, 0.75)
    assert found["causes"] == [
        {"cause": "chasing", "n": 2, "share": 2 / 3}, {"cause": "no_reply", "n": 1, "share": 1 / 3},
    ]  # fmt: skip
    (miljö,) = found["departments"]
    assert (miljö["name"], miljö["causes"]) == ("Miljö", {"chasing": 2, "no_reply": 1})
    assert found["topics"][0]["name"] is None
    assert found["costly"][0]["estimated_from"] == "none"  # typed in afterwards
    assert [each["span"] for each in found["trend"]] == [f"2026-W{n}" for n in range(42, 47)]
    text = desk("report", "demand", "2026-W47").out
    assert "Failure demand 75.0%: 3 of 4 classified contacts" in text
    assert "Chasing a decision" in text
    assert "Nobody measures" in text
    assert "Causes by department" not in text  # there is one
    desk("register", "enquiry", "--set", "demand=failure", "--set", "cause=chasing", "--set", "department=Extern")
    crossed = desk("report", "demand", "2026-W47").out
    (row,) = [line for line in crossed.partition("Causes by department")[2].splitlines() if "No reply" in line][:1]
    assert row.split() == ["No", "reply", "1", "0"]
    lines = list(csv.DictReader(io.StringIO(desk("report", "demand", "2026-W47", "--output", "csv").out)))
    assert {"span": "2026-W47", "table": "causes", "name": "", "cause": "chasing", "figure": "n", "value": "3"} in lines
    file = tmp_path / "demand.json"
    assert desk("report", "demand", "2026-W47", "--to", str(file)).code == 0
    assert '"failure": 4' in file.read_text("utf-8")
    assert ask("report", "demand", "2026-W47", "--department", "extern")["registered"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("report", "demand", "2027-T1"), "span_not_begun"),
        (("report", "demand", "2026-T4"), "span_unknown"),
        (("report", "demand", "--department", "Måleri"), "department_unknown"),
        (("report", "feedback", "2026-T3", "--to", "report.odt"), "format_unknown"),
        (("improvements", "show", "9"), "improvement_unknown"),
        (("improvements", "move", "9", "done"), "improvement_unknown"),
        (("improvements", "move", "9", "gone"), "unknown_code"),
        (("improvements", "propose", "  "), "required"),
        (("improvements", "propose", "x", "--due", "31 feb"), "invalid_date"),
    ],
)
def test_what_is_refused(arguments: tuple[str, ...], code: str, desk: Run) -> None:
    answer = desk(*arguments, "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])


def test_feedback_in_every_form(desk: Run, ask: Run, tmp_path: Path) -> None:
    desk("register", "feedback", "--set", "details.type=complaint", "--set", "department=Miljö", "--set",
         "details.action=Sandat hos Karin", "--set", "citizen.name=Karin Ström")  # fmt: skip
    found = ask("report", "feedback", "2026-T3")
    (miljö,) = found["departments"]
    assert (miljö["name"], miljö["complaint"], miljö["acted"], miljö["before"]["views"]) == ("Miljö", 1, 1, 0)
    assert (found["before"], found["year_before"]) == ("2026-T2", "2025-T3")
    assert ask("report", "feedback", "2026-T3", "--department", "miljö")["whole"]["views"] == 1
    forms = [desk("report", "feedback", "2026-T3", "--output", form).out for form in ("text", "json", "csv")]
    assert not [each for each in forms if "Karin" in each or "Sandat" in each]
    assert "Complaints" in forms[0]
    assert "2026-T3,Miljö,complaint,,1" in forms[2]
    file = tmp_path / "feedback.txt"
    assert desk("report", "feedback", "2026-T3", "--to", str(file)).code == 0
    assert file.read_text("utf-8") == forms[0]
    assert "Synpunkter · Tertial 3 2026" in desk("report", "feedback", "2026-T3", "--lang", "sv").out


def test_a_card_from_proposal_to_done(desk: Run, ask: Run) -> None:
    made = ask("improvements", "propose", "Skylt vid dörren", "--department", "miljö", "--cause", "chasing",
               "--background", "Många går fel")  # fmt: skip
    assert (made["number"], made["status"], made["department"]) == (1, "proposed", "Miljö")
    lacking = desk("improvements", "move", "1", "decided", "--output", "json")
    assert (lacking.code, lacking.refused) == (2, ["improvement_needs_responsible", "improvement_needs_due"])
    decided = ask("improvements", "move", "1", "decided", "--responsible", "Bo Ek", "--due", "+3")
    assert (decided["responsible"], decided["due"], decided["version"]) == ("bo", "2026-11-22", 2)
    stale = desk("improvements", "move", "1", "not_done", "--result", "x", "--if-version", "1", "--output", "json")
    assert (stale.code, stale.refused) == (2, ["improvement_changed"])
    assert ask("improvements", "change", "1", "--due", "2026-12-24")["due"] == "2026-12-24"
    assert desk("improvements", "move", "1", "done", "--result", "Uppe", "--as", "bo").code == 0
    shown = ask("improvements", "show", "1")
    assert shown["result"] == "Uppe"
    assert [each["changes"].get("status") for each in shown["events"]] == [
        [None, "proposed"], ["proposed", "decided"], None, ["decided", "done"],
    ]  # fmt: skip
    text = desk("improvements", "show", "1").out
    assert "Expected end date: 2026-12-24" in text
    assert "Bo Ek: Column: Decided → Done" in text


def test_the_list_narrows(desk: Run, ask: Run) -> None:
    for department in ("Miljö", "Extern"):
        desk("improvements", "propose", f"Skylt {department}", "--department", department)
    desk("improvements", "move", "2", "decided", "--responsible", "Eva på gatan", "--due", "2026-11-01")

    def numbers(*options: str) -> list[int]:
        return [each["number"] for each in ask("improvements", "list", *options)["improvements"]]

    assert numbers() == [1, 2]
    assert numbers("--status", "decided") == [2]
    assert numbers("--department", "Miljö") == [1]
    assert numbers("--overdue") == [2]
    text = desk("improvements", "list").out
    assert "! 2026-11-01" in text
    assert "Eva på gatan" in text
    lines = list(csv.DictReader(io.StringIO(desk("improvements", "list", "--output", "csv").out)))
    assert [(line["number"], line["overdue"]) for line in lines] == [("1", "false"), ("2", "true")]
    assert desk("improvements", "list", "--status", "done").out.strip() == "There is no improvement."


def test_an_auditor_lists_and_proposes_nothing(desk: Run) -> None:
    assert desk("improvements", "list", "--as", "rut").code == 0
    refused = desk("improvements", "propose", "x", "--as", "rut", "--output", "json")
    assert (refused.code, refused.refused) == (2, ["not_allowed"])


def test_the_desks_trail_says_it_in_words(desk: Run) -> None:
    desk("improvements", "propose", "Skylt vid dörren")
    said = desk("trail", "list", "--as", "rut").out
    assert "improvement:1" in said
    assert "Proposal: Skylt vid dörren" in said
