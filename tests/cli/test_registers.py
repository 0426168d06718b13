"""``desk permits …`` and ``desk cards …``: lists by view, looking up, blocking."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desk.storage import brought_in
from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit
from desk.storage.database import Database

Run = Callable[..., Any]
KARIN = "189001189811"
ROWS = (
    BroughtPermit("P1", date(2026, 12, 24), person=KARIN, name="Karin Ström", phone="+46701740605"),
    BroughtPermit("P2", date(2028, 1, 1), name="=Bo Ek"),
    BroughtPermit("P3", date(2028, 1, 1), blocked_on=date(2026, 11, 1), protected=True, name="Hemlig"),
)
CARDS = (BroughtCard("K1", "Oskar Berg", "Göingeskolan"), BroughtCard("K2", "Elin Alm", "Norra"))


@pytest.fixture(autouse=True)
def _rows(desk: Run, database_file: Path) -> None:
    database = Database(database_file)
    with database.write() as tx:
        bringing = Bringing(1_763_545_320, date(2026, 11, 19), 730)
        for permit in ROWS:
            brought_in.add_permit(tx, permit, bringing)
        for card in CARDS:
            brought_in.add_card(tx, card, bringing)
    database.close()


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    return [each.get("serial_number") or each["card_number"] for each in rows]


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("active", ["P1", "P2"]),
        ("expiring", ["P1"]),
        ("blocked", ["••••"]),
        ("all", ["••••", "P2", "P1"]),
        ("appeals", []),
    ],
)
def test_permits_by_view(view: str, found: list[str], ask: Run) -> None:
    page = ask("permits", "list", "--view", view)
    assert page["next"] is None
    assert numbers(page["appeals" if view == "appeals" else "permits"]) == found


def test_in_use_where_nothing_is_said(ask: Run, desk: Run) -> None:
    page = ask("permits", "list", "--limit", "1")
    assert page["permits"] == [
        {
            "id": 1, "serial_number": "P1", "state": "expiring", "name": "Karin Ström",
            "personal_number": "18900118-••••", "phone": "+46701740605", "valid_from": None, "valid_to": "2026-12-24",
            "active_from": "2026-11-19", "active_until": None, "blocked": False, "protected": False,
            "brought_in": True, "reference": None, "renewal": None,
        }
    ]  # fmt: skip
    assert numbers(ask("permits", "list", "--after", page["next"])["permits"]) == ["P2"]
    assert numbers(ask("cards", "list")["cards"]) == ["K1", "K2"]
    assert ask("cards", "list", "--view", "temporary") == {"temporary": [], "next": None}
    refused = desk("cards", "list", "--view", "expiring")
    assert (refused.code, "active" in refused.err) == (2, True)


def test_a_register_to_read_and_as_csv(desk: Run) -> None:
    text = desk("permits", "list", "--view", "all").out
    for said in (
        "P1",
        "Karin Ström",
        "18900118-••••",
        "070-174 06 05",
        "35 days left",
        "Protected identity",
        "brought in",
    ):
        assert said in text
    for hidden in ("Hemlig", KARIN, "9811"):
        assert hidden not in text
    rows = list(csv.DictReader(io.StringIO(desk("permits", "list", "--view", "all", "--output", "csv").out)))
    assert [row["name"] for row in rows] == ["", "'=Bo Ek", "Karin Ström"]
    assert desk("permits", "list", "--view", "appeals").out == "There is none.\n"


@pytest.mark.parametrize("words", [["P1"], ["18900118-9811"], ["070-174", "06", "05"], ["karin", "ström"]])
def test_one_is_looked_up(words: list[str], desk: Run, ask: Run) -> None:
    text = desk("permits", "show", *words).out
    assert "Serial number: P1" in text
    assert "State: 35 days left" in text
    (found,) = ask("permits", "show", *words)["permits"]
    assert (found["serial_number"], found["same"], found["cases"], found["events"]) == ("P1", [], [], [])


def test_what_nobody_has_is_refused(desk: Run) -> None:
    answer = desk("permits", "show", "Q9", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["permit_unknown"])
    answer = desk("cards", "block", "Q9")
    assert answer.code == 2
    assert "There is no such bus card. Look it up by its number, or by the pupil's number or name." in answer.err


def test_blocking_a_card(desk: Run, ask: Run) -> None:
    assert desk("cards", "block", "k1").out == "k1: blocked.\n"
    assert numbers(ask("cards", "list", "--view", "blocked")["cards"]) == ["K1"]
    (shown,) = ask("cards", "show", "K1")["cards"]
    assert [(each["what"], each["changes"]) for each in shown["events"]] == [("changed", {"blocked": [False, True]})]
    assert "Blocked: no → yes" in desk("cards", "show", "K1").out
    assert desk("cards", "block", "K1").code == 2
    assert "card:1" in desk("trail", "list", "--as", "rut").out


def test_the_history_names_cases(desk: Run, ask: Run) -> None:
    given = ("--set", f"citizen.personal_number={KARIN}", "--set", "details.application=renewal")
    assert desk("register", "parking_permit", *given).code == 0
    (shown,) = ask("permits", "show", "P1")["permits"]
    assert [each["reference"] for each in shown["cases"]] == ["26-000001"]
    assert shown["renewal"] == "26-000001"
    assert "26-000001" in desk("permits", "show", "P1").out


def test_in_swedish(desk: Run) -> None:
    text = desk("permits", "list", "--view", "all", "--lang", "sv").out
    for said in ("Innehavare", "Skyddad identitet", "35 dagar kvar", "inläst"):
        assert said in text
