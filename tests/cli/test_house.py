"""``desk house``, ``desk visitors``, ``desk post``: in and out, the lists, and the file to take along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Desk = Callable[..., Any]
Ask = Callable[..., Any]


def test_a_visitor_comes_and_goes(desk: Desk, ask: Ask, now: datetime) -> None:
    (reference,) = ask("visitors", "in", "Karin Ström", "--host", "Maria Holm", "--badge", "12", "--what", "Möte")[
        "references"
    ]
    (visitor,) = ask("house", "list")["visitors"]
    assert (visitor["reference"], visitor["name"], visitor["host"], visitor["badge"], visitor["what"]) == (
        reference, "Karin Ström", "Maria Holm", "12", "Möte",
    )  # fmt: skip
    assert visitor["arrived"] == "2026-11-19T10:42:00+01:00"
    said = desk("visitors", "out", reference, at=now + timedelta(hours=1))
    assert said.out == f"{reference}: gone.\n"
    case = ask("show", reference)
    assert (case["status"], case["step"], case["outcome"]) == ("closed", "out", "solved_first")
    assert case["details"]["left"] == "2026-11-19T11:42:00+01:00"
    assert ask("house", "list")["in_the_house"] == 0
    assert desk("house", "back", reference, at=now + timedelta(hours=2)).out == f"{reference}: here again.\n"
    assert ask("house", "list")["in_the_house"] == 1


def test_a_visitor_who_came_earlier_and_one_whose_identity_is_protected(desk: Desk, ask: Ask) -> None:
    ask("visitors", "in", "Per Ek", "--at", "9.15")
    ask("visitors", "in", "Karin Ström", "--host", "Maria Holm", "--protected")
    text = desk("house", "list").out
    assert "2 visitors in the house." in text
    assert "09:15" in text
    assert "Protected identity" in text
    assert not [each for each in ("Karin", "Holm") if each in text]
    assert desk("visitors", "in", "Eva", "--at", "soon", "--output", "json").refused == ["invalid_time"]
    assert desk("visitors", "in", "Eva", "--at", "23.59", "--output", "json").refused == ["time_in_future"]


def test_post_waits_and_is_handed_over(desk: Desk, ask: Ask) -> None:
    (reference,) = ask("post", "in", "Maria Holm", "--sender", "Bokförlaget", "--what", "Paket")["references"]
    text = desk("house", "list").out
    assert "1 item of post waits." in text
    assert [each.split() for each in text.splitlines() if "Bokförlaget" in each] == [
        ["Maria", "Holm", "Bokförlaget", "Paket", "10:42", reference]
    ]
    assert desk("post", "out", reference).out == f"{reference}: handed over.\n"
    assert ask("house", "list")["post"] == []
    case = ask("show", reference)
    assert (case["kind"], case["channel"], case["step"]) == ("post", "letter", "handed_over")


def test_what_cannot_go_out_is_refused(desk: Desk, ask: Ask) -> None:
    (other,) = ask("register", "enquiry")["references"]
    refused = desk("visitors", "out", other)
    assert refused.code == 2
    assert "That case is neither a visitor nor post." in refused.err
    assert desk("post", "out", "26-000099", "--output", "json").refused == ["case_unknown"]
    (post,) = ask("post", "in", "Maria Holm")["references"]
    assert desk("house", "back", post, "--output", "json").refused == ["case_not_closed"]


@pytest.mark.parametrize("ending", ["pdf", "txt", "csv", "json"])
def test_the_evacuation_list_is_written_to_a_file(desk: Desk, ask: Ask, tmp_path: Path, ending: str) -> None:
    ask("visitors", "in", "Karin Ström")
    path = tmp_path / f"list.{ending}"
    assert desk("house", "list", "--to", str(path)).out == f"1 visitor in the house: the list is in {path}.\n"
    assert path.stat().st_size > 50
    (entry,) = [each for each in ask("access", "list", "--as", "rut")["entries"] if each["subject"] == "list:visitors"]
    assert (entry["what"], entry["by"]) == ("exported", "anna")
    again = desk("house", "list", "--to", str(path), "--output", "json")
    assert (again.code, again.refused) == (2, ["file_exists"])


def test_csv_is_the_visitors(desk: Desk, ask: Ask) -> None:
    ask("visitors", "in", "Karin Ström", "--host", "Maria Holm")
    lines = desk("house", "list", "--output", "csv").out.splitlines()
    assert lines[0] == "reference,name,anonymous,protected,host,badge,what,arrived"
    assert lines[1] == "26-000001,Karin Ström,false,false,Maria Holm,,,2026-11-19T10:42:00+01:00"


def test_the_auditor_sees_nobody(desk: Desk, ask: Ask) -> None:
    ask("visitors", "in", "Karin Ström")
    refused = desk("house", "list", "--as", "rut")
    assert refused.code == 2
    assert "Karin" not in refused.out + refused.err


def test_the_other_kinds_are_registered_and_moved_from_the_command_line(desk: Desk, ask: Ask) -> None:
    days = ("--set", "details.begins_on=2026-12-01", "--set", "details.ends_on=2026-12-02")
    (land,) = ask("register", "land_use", "--set", "details.place=Stortorget", *days)["references"]
    ask("step", land, "opinion")
    assert desk("step", land, "answered", "--output", "json").refused == ["opinion_missing"]
    ask("correct", land, "--set", "details.opinion=conditions", "--set", "details.conditions=Fri passage")
    assert ask("step", land, "answered")["first_answered_at"] is not None
    assert "Proposed outcome: Solved later." in desk("step", land, "invoiced").out
    (debt,) = ask("register", "debt_advice", "--set", "details.booked_on=2026-11-24")["references"]
    assert "Proposed outcome: Forwarded." in desk("step", debt, "booked").out
    (phone,) = ask("register", "telephony", "--channel", "internal", "--set", "details.request=fault",
                   "--set", "details.employee=Maria Holm")["references"]  # fmt: skip
    assert ask("step", phone, "done")["step"] == "done"
    assert [each["reference"] for each in ask("search", "stortorget")["cases"]] == [land]
    assert [each["reference"] for each in ask("list", "--kind", "telephony")["cases"]] == [phone]
