"""Seeing and moving cases: keys exactly as promised, masked as on the screen, one sentence for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.storage.database import Database

CASE_KEYS = [
    "reference", "kind", "channel", "status", "step", "topic", "summary", "note", "citizen", "department", "group",
    "agent", "passed_on_to", "demand", "cause", "outcome", "confidential", "received_at", "registered_at",
    "first_answered_at", "closed_at", "due", "parked_until", "overdue", "retention_date", "hold", "annulled",
    "disposed_at", "details", "handovers", "events",
]  # fmt: skip
LISTED_KEYS = [
    "reference", "kind", "channel", "status", "step", "topic", "summary", "citizen", "department", "group", "agent",
    "received_at", "due", "overdue",
]  # fmt: skip
NUMBER = "189001189811"


@pytest.fixture
def card(desk: Callable[..., Any]) -> str:
    """A lost bus card's reference."""
    line = ["--set", "details.reason=lost", "--set", "citizen.name=Oskar Berg", "--set", "summary=Tappat kort"]
    more = ["--set", f"citizen.personal_number={NUMBER}", "--set", "citizen.phone=070-174 06 05"]
    return str(desk("register", "bus_card", "--channel", "visit", *line, *more).out.strip())


def test_show_has_exactly_the_promised_keys(ask: Callable[..., Any], card: str) -> None:
    case = ask("show", card)
    assert list(case) == CASE_KEYS
    assert list(case["citizen"]) == ["name", "phone", "email", "personal_number", "anonymous", "protected"]
    (event,) = case["events"]
    assert list(event) == ["at", "by", "what", "changes"]
    assert event == {
        "at": "2026-11-19T10:42:00+01:00",
        "by": "anna",
        "what": "registered",
        "changes": {"status": [None, "new"], "step": [None, "reported"]},
    }
    expected = {
        "status": "new", "step": "reported", "agent": "anna", "group": "Reception", "hold": None, "annulled": None,
        "received_at": "2026-11-19T10:42:00+01:00", "closed_at": None, "overdue": False, "note": "", "demand": None,
    }  # fmt: skip
    assert {name: case[name] for name in expected} == expected


def test_a_reference_may_leave_out_its_zeros(ask: Callable[..., Any], card: str) -> None:
    assert ask("show", "26-1") == ask("show", card)


def test_show_for_a_person_is_in_words(desk: Callable[..., Any], card: str) -> None:
    text = desk("show", card).out
    assert text.startswith("26-000001  Bus card  New\n")
    assert "  Telephone        070-174 06 05\n" in text
    assert "  Personal number  18900118-••••\n" in text
    assert "Busskort" in desk("--lang", "sv", "show", card).out


# ------------------------------------------------------------------ masked


def test_the_personal_number_is_masked_until_it_is_revealed(
    desk: Callable[..., Any], ask: Callable[..., Any], card: str, database_file: Path
) -> None:
    assert ask("show", card)["citizen"]["personal_number"] == "18900118-••••"
    for line in (["show", card], ["list"], ["search", "oskar"], ["list", "--output", "csv"]):
        assert "9811" not in desk(*line).out, line
    assert _openings(database_file) == []
    assert ask("show", card, "--reveal")["citizen"]["personal_number"] == NUMBER
    assert "18900118-9811" in desk("show", card, "--reveal", "--why", "asked at the desk").out
    assert _openings(database_file) == [
        ("anna", "citizen.personal_number", ""),
        ("anna", "citizen.personal_number", "asked at the desk"),
    ]


def _openings(path: Path) -> list[tuple[Any, ...]]:
    database = Database(path)
    with database.read() as tx:
        rows = tx.all('SELECT "by", field, why FROM openings ORDER BY id')
    database.close()
    return rows


def test_a_protected_identity_is_hidden_from_everything(
    desk: Callable[..., Any], ask: Callable[..., Any], lines_of: Callable[..., Any], database_file: Path
) -> None:
    citizen = {"name": "Karin Ström", "phone": "070-174 06 07", "email": "karin@example.se", "protected": True}
    desk("register", "--json", lines_of({"kind": "bus_card", "citizen": citizen, "details": {"pupil": "Oskar Ström"}}))
    for line in (["show", "26-1"], ["list"], ["list", "--output", "csv"], ["search", "26-1"], ["search", "karin"]):
        for form in ([], ["--output", "json"]):
            out = desk(*line, *(form if "csv" not in line else [])).out
            assert not {"Karin", "Ström", "060607", "Oskar", "example"} & set(out.replace(".", " ").split()), line
    assert ask("list")["cases"][0]["citizen"] is None
    assert desk("show", "26-1", "--reveal", "--output", "json").refused == ["protected_why"]
    assert desk("--as", "bo", "show", "26-1", "--reveal", "--why", "x", "--output", "json").refused == [
        "protected_not_allowed"
    ]
    assert _openings(database_file) == []
    opened = ask("--as", "lisa", "show", "26-1", "--reveal", "--why", "moved house")
    assert opened["citizen"]["name"] == "Karin Ström"
    assert _openings(database_file) == [("lisa", "protected_identity", "moved house")]


def test_a_confidential_case_is_for_its_agent_and_leads(desk: Callable[..., Any], ask: Callable[..., Any]) -> None:
    desk("register", "enquiry", "--set", "confidential=yes", "--set", "summary=Hemligt")
    assert desk("--as", "bo", "show", "26-1", "--output", "json").refused == ["case_confidential"]
    assert ask("--as", "bo", "list")["cases"] == []
    assert ask("--as", "bo", "search", "hemligt")["cases"] == []
    assert len(ask("--as", "lisa", "list")["cases"]) == 1


# ------------------------------------------------------------------ lists


@pytest.fixture
def several(desk: Callable[..., Any]) -> None:
    """Five cases: bo's bus card is overdue, one feedback is due later, one enquiry is closed."""
    desk("--as", "bo", "register", "bus_card", "--set", "received_at=2026-11-02 10:00", "--set", "due=2026-11-03 10:00")
    desk("register", "feedback", "--set", "summary=Snöröjning på Storgatan", "--set", "citizen.name=Åsa Öberg")
    desk("register", "enquiry", "--set", "outcome=solved_first")
    desk("register", "enquiry", "--set", "citizen.anonymous=true", "--set", "summary=+46 =cmd")
    desk("register", "fault", "--set", "details.place=Storgatan 4")


def references(document: Any) -> list[str]:
    return [each["reference"] for each in document["cases"]]


@pytest.mark.usefixtures("several")
def test_lists_and_their_order(ask: Callable[..., Any]) -> None:
    page = ask("list")
    assert set(page) == {"cases", "next"}
    assert all(list(each) == LISTED_KEYS for each in page["cases"])
    assert references(page) == ["26-000005", "26-000004", "26-000003", "26-000002", "26-000001"]
    assert references(ask("list", "--open")) == ["26-000001", "26-000002", "26-000004", "26-000005"]
    assert references(ask("list", "--overdue")) == ["26-000001"]
    assert references(ask("list", "--mine", "--open")) == ["26-000002", "26-000004", "26-000005"]
    assert references(ask("list", "--kind", "enquiry")) == ["26-000004", "26-000003"]
    assert [each["overdue"] for each in page["cases"]] == [False, False, False, False, True]
    assert page["cases"][4]["due"] == "2026-11-03T10:00:00+01:00"


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("line", [["list"], ["list", "--open"], ["search", "26"]])
def test_pages_go_on_from_each_other(ask: Callable[..., Any], line: list[str]) -> None:
    whole = references(ask(*line))
    found: list[str] = []
    after: list[str] = []
    while True:
        page = ask(*line, "--limit", "2", *after)
        assert len(page["cases"]) <= 2
        found += references(page)
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert found == whole


@pytest.mark.usefixtures("several")
def test_search_finds_words_and_narrows(ask: Callable[..., Any]) -> None:
    assert references(ask("search", "storgatan")) == ["26-000005", "26-000002"]
    assert references(ask("search", "storgatan", "kind:fault")) == ["26-000005"]
    assert references(ask("search", "asa")) == ["26-000002"]
    assert references(ask("search", "26-000003")) == ["26-000003"]
    assert ask("search", "finns inte") == {"cases": [], "next": None}
    for odd in ('"', "O'Neil", "a@b.se", "Anna-Lena", "* ^", "NEAR(", "\udcff", "\x1b"):
        ask("search", odd)


@pytest.mark.usefixtures("several")
def test_csv_has_the_same_keys_and_no_formulas(desk: Callable[..., Any]) -> None:
    answer = desk("list", "--output", "csv")
    assert "\r\n" in answer.out
    rows = list(csv.reader(io.StringIO(answer.out, newline="")))
    assert rows[0] == LISTED_KEYS
    assert len(rows) == 6
    assert rows[2][6] == "'+46 =cmd"
    assert rows[5][13] == "true"
    more = desk("list", "--output", "csv", "--limit", "1")
    assert len(more.out.splitlines()) == 2
    assert "--after" in more.err


@pytest.mark.usefixtures("several")
def test_a_list_for_a_person_is_a_table(desk: Callable[..., Any]) -> None:
    lines = desk("list", "--open").out.splitlines()
    assert lines[0].split() == ["Number", "Received", "Channel", "Kind", "Who", "What", "Status", "Due"]
    assert "! 2026-11-03 10:00" in lines[1]
    assert "Anonymous" in lines[3]
    assert len({line.index("2026-11") for line in lines[1:]}) == 1
    assert desk("list", "--mine", "--overdue").out == "No cases.\n"


# ------------------------------------------------------------------ moves


def test_every_move_answers_the_whole_case(
    desk: Callable[..., Any], ask: Callable[..., Any], card: str, tmp_path: Path
) -> None:
    moves: list[tuple[list[str], dict[str, Any]]] = [
        (["step", card, "blocked"], {"step": "blocked", "status": "ongoing"}),
        (["status", card, "waiting_citizen"], {"status": "waiting_citizen"}),
        (["park", card, "--until", "2026-12-01"], {"status": "parked", "parked_until": "2026-12-01"}),
        (["note", card, "Ringde", "upp"], {"note": "Ringde upp"}),
        (["correct", card, "--set", "details.fee=150"], {"details": {"fee": 150, "reason": "lost"}}),
        (["close", card, "--outcome", "solved_later"], {"status": "closed", "outcome": "solved_later"}),
        (["reopen", card], {"status": "reopened", "outcome": None, "closed_at": None}),
        (
            ["annul", card, "--why", "Dubblett"],
            {"annulled": {"at": "2026-11-19T10:42:00+01:00", "by": "anna", "why": "Dubblett"}},
        ),
    ]
    for line, expected in moves:
        case = ask(*line)
        assert list(case) == CASE_KEYS, line
        assert {name: case[name] for name in expected} == expected, line
        assert case == ask("show", card), line
    assert [each["what"] for each in ask("show", card)["events"]] == [
        "registered", "step", "status", "parked", "note", "corrected", "closed", "reopened", "annulled",
    ]  # fmt: skip


def test_every_move_tells_a_person_one_sentence(desk: Callable[..., Any], card: str) -> None:
    for line, start in (
        (["step", card, "blocked"], "26-000001: step Blocked."),
        (["status", card, "waiting_internal"], "26-000001: status Waiting internally."),
        (["park", card, "--until", "+3"], "26-000001: parked until 2026-11-22."),
        (["note", card, "x"], "26-000001: note added."),
        (["correct", card, "--set", "summary=y"], "26-000001: corrected."),
        (["close", card, "--outcome", "withdrawn"], "26-000001: closed, Withdrawn."),
        (["reopen", card], "26-000001: reopened."),
        (["annul", card, "--why", "x"], "26-000001: annulled."),
    ):
        answer = desk(*line)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith(start)
        assert answer.out.count("\n") == 1


def test_the_last_step_proposes_an_outcome_and_closes_nothing(
    desk: Callable[..., Any], ask: Callable[..., Any], card: str
) -> None:
    desk("correct", card, "--set", "details.card_number=K-1", "--set", "details.fee=100")
    for step in ("blocked", "paid", "ordered", "to_collect"):
        assert "Proposed" not in desk("step", card, step).out
    last = desk("step", card, "handed_out").out
    assert "Proposed outcome: Solved later." in last
    assert "desk close 26-000001 --outcome solved_later" in last
    assert ask("show", card)["status"] == "ongoing"


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (["step", "26-1", "handed_out"], "step_not_allowed", "step"),
        (["step", "26-1", "nosuch"], "step_unknown", "step"),
        (["status", "26-1", "closed"], "outcome_missing", "outcome"),
        (["status", "26-1", "parked"], "park_until_missing", "until"),
        (["park", "26-1", "--until", "2026-11-19"], "park_past", "until"),
        (["note", "26-1", " "], "required", "note"),
        (["note", "26-1", "a\u202eb"], "text_control", "note"),
        (["reopen", "26-1"], "case_not_closed", "reference"),
        (["correct", "26-1", "--set", "summary=Tappat kort"], "nothing_changed", None),
        (["correct", "26-1", "--set", "kind=fault"], "not_correctable", "kind"),
        (["correct", "26-1", "--set", "nosuch=1"], "unknown_field", "nosuch"),
        (["correct", "26-1", "--set", "details.documents.photo.x=1"], "unknown_field", "details.documents.photo.x"),
        (["correct", "26-1", "--set", "details.place=1"], "unknown_field", "details.place"),
        (["correct", "26-1", "--set", "citizen.phone=1"], "phone_invalid", "citizen.phone"),
        (["annul", "26-1", "--why", " "], "why_missing", "why"),
        (["show", "26-000009"], "case_unknown", "reference"),
        (["show", "nonsense"], "case_unknown", "reference"),
        (["show", "\udcff\x1b[2J"], "case_unknown", "reference"),
    ],
)
def test_what_a_case_cannot_do_is_refused(
    desk: Callable[..., Any], ask: Callable[..., Any], card: str, line: list[str], code: str, field: str | None
) -> None:
    before = ask("show", card)
    answer = desk(*line, "--output", "json")
    assert answer.code == 2
    assert (answer.json["refused"][0]["code"], answer.json["refused"][0]["field"]) == (code, field)
    assert answer.err.rstrip("\n").isprintable()
    assert ask("show", card) == before


def test_an_annulled_case_stays_and_moves_no_more(desk: Callable[..., Any], ask: Callable[..., Any], card: str) -> None:
    desk("annul", card, "--why", "Dubblett")
    assert desk("close", card, "--outcome", "withdrawn", "--output", "json").refused == ["case_annulled"]
    assert references(ask("list")) == [card]
    assert references(ask("list", "--open")) == []
    assert desk("register", "enquiry").out == "26-000002\n"
    assert "Annulled" in desk("show", card).out


def test_a_correction_shows_both_values_in_local_time(
    desk: Callable[..., Any], ask: Callable[..., Any], card: str, now: Any
) -> None:
    later = now + timedelta(hours=1)
    ask("correct", card, "--set", "received_at=09:00", "--set", "citizen.phone=", at=later)
    changes = ask("show", card)["events"][-1]["changes"]
    assert changes == {
        "received_at": ["2026-11-19T10:42:00+01:00", "2026-11-19T09:00:00+01:00"],
        "citizen.phone": ["+46701740605", None],
    }
    text = desk("show", card).out
    assert "Received: 2026-11-19 10:42 → 2026-11-19 09:00" in text
    assert "Telephone: 070-174 06 05 → –" in text
