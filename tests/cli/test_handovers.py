"""``desk handover``, ``answer`` and ``reply``: a letter as text, file or link; the answer; the reply."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

Desk = Callable[..., Any]
CITIZEN = (
    "--set", "citizen.name=Karin Ström", "--set", "citizen.email=karin@example.se",
    "--set", "citizen.personal_number=18900118-9811",
)  # fmt: skip


@pytest.fixture
def reference(desk: Desk) -> str:
    desk("departments", "change", "Miljö", "--email", "miljo@example.se")
    made = desk("register", "fault", *CITIZEN, "--set", "summary=Trasig lampa", "--set", "details.place=Torget")
    assert made.code == 0, made.err
    return str(made.out.strip())


def test_handed_over_answered_and_replied_to(desk: Desk, ask: Desk, reference: str, tmp_path: Path) -> None:
    handed = ask("handover", reference, "--whom", "miljö", "--follow-up", "2026-11-26")
    assert (handed["handed_to"], handed["follow_up"], handed["letter"]["to"]) == (
        "Miljö", "2026-11-26", "miljo@example.se",
    )  # fmt: skip
    assert "Trasig lampa" in handed["letter"]["body"]
    assert "9811" not in str(handed)
    file = tmp_path / "brev.eml"
    said = desk("handover", reference, "--to", str(file))
    assert said.out.strip() == f"{reference}: the letter is in {file}. Nothing was sent."
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "miljo@example.se"
    taken = desk("handover", reference, "--to", str(file), "--output", "json")
    assert (taken.code, taken.refused) == (2, ["file_exists"])
    assert desk("handover", reference, "--mailto").out.startswith("mailto:miljo@example.se?subject=")
    answered = ask("answer", reference, "--text", "Lampan är lagad")
    assert (answered["status"], answered["handovers"][0]["answer"]) == ("ongoing", "Lampan är lagad")
    reply = ask("reply", reference)
    assert "Lampan är lagad" in reply["letter"]["body"]
    assert reply["letter"]["to"] == "karin@example.se"
    sent = ask("reply", reference, "--text", "Allt klart", "--sent")
    assert sent["sent"] is True
    case = ask("show", reference)
    assert [each["what"] for each in case["events"]] == [
        "registered", "forwarded", "letter", "letter", "department_answered", "replied",
    ]  # fmt: skip


def test_what_waits_is_due(desk: Desk, ask: Desk, reference: str) -> None:
    desk("handover", reference, "--whom", "Miljö", "--follow-up", "2026-11-26")
    (found,) = [each for each in ask("due")["due"] if each["sort"] == "handover"]
    assert (found["what"], found["day"], found["responsible"]) == (f"{reference} · Miljö", "2026-11-26", "anna")
    assert "Answer from outside the desk" in desk("due").out
    desk("handover", reference, "--follow-up", "2026-11-28")
    (found,) = [each for each in ask("due")["due"] if each["sort"] == "handover"]
    assert found["day"] == "2026-11-28"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["handover", "REF"], "handover_none"),
        (["handover", "REF", "--whom", "Miljö", "--follow-up", "2026-11-19"], "follow_up_past"),
        (["handover", "REF", "--whom", "Miljö", "--follow-up", "sen"], "invalid_date"),
        (["answer", "REF"], "option_missing"),
        (["answer", "REF", "--text", "x"], "handover_none"),
        (["answer", "REF", "--text-file", "nowhere.txt"], "file_missing"),
        (["reply", "REF"], "option_missing"),
        (["reply", "26-000099"], "case_unknown"),
    ],
)
def test_what_cannot_be(arguments: list[str], code: str, desk: Desk, reference: str) -> None:
    answer = desk(*[reference if each == "REF" else each for each in arguments], "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])


def test_words_from_a_file(desk: Desk, ask: Desk, reference: str, tmp_path: Path) -> None:
    file = tmp_path / "svar.txt"
    file.write_text("Rad ett\nRad två\n", encoding="utf-8")
    desk("handover", reference, "--whom", "Miljö")
    assert ask("answer", reference, "--text-file", str(file))["handovers"][0]["answer"] == "Rad ett\nRad två"
    assert "answer noted. It is the desk's again" not in desk("show", reference).out
