"""``desk departments|groups|topics`` and ``desk retention list|set``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Desk = Callable[..., Any]


def test_departments(desk: Desk, ask: Desk) -> None:
    made = ask("departments", "add", "Räddning", "--email", "raddning@example.se")
    assert made == {"name": "Räddning", "email": "raddning@example.se", "active": True, "topics": 0}
    assert ask("departments", "change", "räddning", "--name", "Räddningstjänst")["name"] == "Räddningstjänst"
    assert [each["name"] for each in ask("departments", "list")["departments"]][-1] == "Räddningstjänst"
    moved = ask("departments", "move", "Räddningstjänst", "--up")
    assert [each["name"] for each in moved["departments"]][-2] == "Räddningstjänst"
    assert desk("departments", "rest", "Räddningstjänst").out.strip() == "Räddningstjänst: rests."
    assert "rests" in desk("departments", "list").out
    desk("departments", "wake", "Räddningstjänst")
    assert desk("departments", "remove", "Räddningstjänst").out.strip() == "Räddningstjänst: removed."
    assert "name,email,active,topics" in desk("departments", "list", "--output", "csv").out


def test_groups(desk: Desk, ask: Desk) -> None:
    assert ask("groups", "add", "Kvällen", "--least", "1")["least_staff"] == 1
    changed = ask("groups", "change", "Kvällen", "--name", "Natten", "--least", "2")
    assert (changed["name"], changed["least_staff"]) == ("Natten", 2)
    ask("groups", "move", "Natten", "--up")
    ask("groups", "rest", "Natten")
    ask("groups", "wake", "Natten")
    ask("groups", "remove", "Natten")
    renamed = ask("groups", "change", "Växel", "--name", "Telefonväxeln")
    assert renamed["topics"] >= 1
    assert {each["group"] for each in ask("topics", "list")["topics"]} >= {"Telefonväxeln"}
    assert "Needed at least" in desk("groups", "list").out


def test_topics(desk: Desk, ask: Desk) -> None:
    made = ask("topics", "add", "Älgjakt", "--kind", "enquiry", "--department", "miljö", "--solvable", "no")
    assert (made["code"], made["department"], made["solvable"]) == ("algjakt", "Miljö", False)
    changed = ask("topics", "change", "algjakt", "--name", "Jakt", "--working-days", "3", "--department", "")
    assert (changed["name"], changed["working_days"], changed["department"]) == ("Jakt", 3, None)
    ask("topics", "rest", "algjakt")
    ask("topics", "wake", "algjakt")
    assert desk("register", "--topic", "algjakt").code in (0, 2)
    ask("topics", "add", "Slip")
    ask("topics", "remove", "slip")
    assert "Jakt" in desk("topics", "list").out
    assert desk("topics", "list", "--output", "csv").out.startswith("code,name,name_en,kind,")


def test_retention(desk: Desk, ask: Desk) -> None:
    decided = ask("retention", "set", "enquiry", "60", "--decision", "KS 2026/1", "--decided-on", "2026-11-02")
    assert (decided["days"], decided["source"], decided["decided_on"], decided["renewed"]) == (
        60, "decided", "2026-11-02", 0,
    )  # fmt: skip
    assert "KS 2026/1 (2026-11-02)" in desk("retention", "list").out
    withdrawn = ask("retention", "set", "enquiry", "--withdraw")
    assert (withdrawn["days"], withdrawn["source"], withdrawn["decision"]) == (90, "default", None)
    assert "kind,days,source,decision,decided_on,default" in desk("retention", "list", "--output", "csv").out
    trail = desk("trail", "list", "--as", "rut").out
    assert "retention:enquiry" in trail
    assert "Decision" in trail


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["departments", "add", "Miljö"], "name_taken"),
        (["departments", "change", "Miljö"], "nothing_changed"),
        (["departments", "rest", "Miljö"], "topics_lead_there"),
        (["departments", "remove", "Miljö"], "still_used"),
        (["groups", "rest", "Nattgruppen"], "group_unknown"),
        (["groups", "add", "X", "--least", "100"], "number_too_large"),
        (["topics", "add", "X", "--kind", "fax"], "kind_unknown"),
        (["topics", "add", "X", "--code", "Å Ä"], "topic_code"),
        (["topics", "change", "library_hours", "--department", "Nowhere"], "department_unknown"),
        (["retention", "set", "enquiry"], "option_missing"),
        (["retention", "set", "enquiry", "60"], "decision_needed"),
        (["retention", "set", "fax", "60", "--decision", "KS 1"], "kind_unknown"),
        (["retention", "set", "enquiry", "--withdraw"], "nothing_changed"),
    ],
)
def test_what_cannot_be(arguments: list[str], code: str, desk: Desk) -> None:
    answer = desk(*arguments, "--output", "json")
    assert answer.code == 2
    assert answer.refused == [code]


@pytest.mark.parametrize("command", [["departments", "add", "X"], ["retention", "list"]])
def test_others_may_not(command: list[str], desk: Desk) -> None:
    answer = desk(*command, "--as", "lisa", "--output", "json")
    assert answer.refused == ["not_allowed"]
