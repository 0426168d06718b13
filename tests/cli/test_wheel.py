"""``wheel …`` and ``due``: what scripts rely on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
Run = Callable[..., Any]


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in json.loads(answer.out)["refused"]]


def test_a_date_is_added_listed_and_done(ask: Ask, desk: Run) -> None:
    made = ask("wheel", "add", "Veckomöte", "--rule", "varje måndag", "--from", "2026-11-02", "--responsible", "Bo Ek")
    assert made == {
        "number": 1, "title": "Veckomöte", "rule": "varje måndag", "text": "", "department": None, "responsible": "bo",
        "from": "2026-11-02", "to": None, "active": True,
    }  # fmt: skip
    done = ask("wheel", "done", "1", "--day", "2026-11-09", "--note", "Lugnt")
    assert done == {
        "number": 1, "day": "2026-11-09", "done_on": "2026-11-19", "by": "anna", "note": "Lugnt", "late": False,
    }  # fmt: skip
    found = ask("wheel", "list", "--from", "2026-11-01", "--to", "2026-11-30")
    assert [(each["day"], each["late"], bool(each["done_on"])) for each in found["days"]] == [
        ("2026-11-02", True, False), ("2026-11-09", False, True), ("2026-11-16", True, False),
        ("2026-11-23", False, False), ("2026-11-30", False, False),
    ]  # fmt: skip
    assert (found["from"], found["to"], found["days"][0]["title"]) == ("2026-11-01", "2026-11-30", "Veckomöte")
    assert len(ask("wheel", "list", "--year", "2027")["days"]) == 52
    assert ask("wheel", "done", "1", "--day", "2026-11-09", "--undo")["done_on"] is None
    text = desk("wheel", "list").out
    assert "Mon 2 Nov 2026" in text
    assert "! not done" in text
    rows = list(csv.DictReader(io.StringIO(desk("wheel", "list", "--output", "csv").out)))
    assert (rows[0]["day"], rows[0]["title"], rows[0]["late"]) == ("2026-11-02", "Veckomöte", "true")


def test_a_date_is_changed_and_rests(ask: Ask) -> None:
    ask("wheel", "add", "Möte", "--rule", "every Monday", "--from", "2026-11-02")
    assert ask("wheel", "change", "1", "--title", "Måndagsmöte", "--to", "2026-12-31")["to"] == "2026-12-31"
    assert ask("wheel", "change", "1", "--to", "")["to"] is None
    assert ask("wheel", "change", "1", "--rule", "every Friday")["number"] == 2
    assert ask("wheel", "rest", "2")["active"] is False


def test_the_wheel_is_started_in_the_language_spoken(ask: Ask, desk: Run) -> None:
    swedish = ask("wheel", "start", "--lang", "sv")["dates"]
    assert swedish[0]["rule"] == "varje måndag eller arbetsdagen efter"
    assert len(swedish) == 13
    assert codes(desk("wheel", "start", "--lang", "sv", "--output", "json")) == ["wheel_started"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "Möte", "--rule", "ibland"), "wheel_rule"),
        (("add", "Möte", "--rule", "30 februari"), "wheel_never"),
        (("add", "Möte", "--rule", "RRULE:FREQ=SECONDLY"), "wheel_rrule"),
        (("add", "Möte"), "required"),
        (("done", "7"), "wheel_unknown"),
        (("list", "--year", "year"), "invalid_number"),
        (("list", "--from", "2026-01-01", "--to", "2056-01-01"), "wheel_window"),
    ],
)
def test_what_the_wheel_refuses(desk: Run, words: tuple[str, ...], code: str) -> None:
    answer = desk("wheel", *words, "--output", "json")
    assert (answer.code, codes(answer)) == (2, [code])


def test_what_is_due(ask: Ask, desk: Run) -> None:
    assert ask("due") == {"due": []}
    assert "Nothing falls due" in desk("due").out
    ask("wheel", "add", "Rapport", "--rule", "16 November", "--from", "2026-01-01", "--responsible", "bo")
    (found,) = ask("due")["due"]
    assert found == {
        "sort": "wheel", "number": 1, "what": "Rapport", "responsible": "bo", "day": "2026-11-16", "late": True,
        "department": None, "many": 1,
    }  # fmt: skip
    assert "! Mon 16 Nov  Rapport  Annual wheel  Bo Ek" in desk("due").out
    assert desk("due", "--output", "csv").out.splitlines()[1].startswith("wheel,1,Rapport,bo,2026-11-16,true")
    assert ask("due", "--as", "lisa") == ask("due")
    assert ask("due", "--as", "rut") == {"due": []}
