"""``desk register``: one case, many at once, each for itself."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

LOST_CARD = {
    "kind": "bus_card",
    "channel": "visit",
    "summary": "Tappat kort",
    "note": "Hittade inte plånboken.",
    "citizen": {"name": "Oskar Berg", "phone": "070-174 06 05", "personal_number": "18900118-9811"},
    "details": {"reason": "lost", "pupil": "Oskar Berg", "school": "Göingeskolan"},
}


def count(desk: Callable[..., Any]) -> int:
    return len(desk("list", "--limit", "10000", "--output", "json").json["cases"])


def test_one_case_prints_its_reference(desk: Callable[..., Any]) -> None:
    assert desk("register", "enquiry", "--set", "summary=Öppettider").out == "26-000001\n"
    answer = desk("register", "bus_card", "--channel", "visit", "--set", "details.reason=lost", "--output", "json")
    assert (answer.code, answer.json, answer.err) == (0, {"references": ["26-000002"]}, "")


def test_values_are_written_as_a_person_writes_them(desk: Callable[..., Any], ask: Callable[..., Any]) -> None:
    answer = desk(
        "register", "feedback", "--channel", "email", "--set", "received_at=09:15", "--set", "details.reply_wanted=ja",
        "--set", "details.type=complaint", "--set", "citizen.email=Karin@Example.SE", "--set", "confidential=no",
        "--set", "citizen.name=Karin = Ström", "--set", "details.confirmed_on=idag", "--set", "department=socialtjänst",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    case = ask("show", "26-1")
    assert case["received_at"] == "2026-11-19T09:15:00+01:00"
    assert case["details"] == {"type": "complaint", "reply_wanted": True, "confirmed_on": "2026-11-19"}
    assert case["citizen"]["email"] == "Karin@example.se"
    assert case["citizen"]["name"] == "Karin = Ström"
    assert case["confidential"] is False
    assert case["department"] == "Socialtjänst"


@pytest.mark.parametrize("word", ["true", "TRUE", "yes", "ja", "Ja", "1"])
def test_yes_in_either_language(desk: Callable[..., Any], ask: Callable[..., Any], word: str) -> None:
    desk("--lang", "sv", "register", "parking_permit", "--set", f"details.documents.photo={word}")
    assert ask("show", "26-1")["details"]["documents"]["photo"] is True


@pytest.mark.parametrize(
    ("sets", "code", "field"),
    [
        (["details.reply_wanted=perhaps"], "invalid_yes_no", "details.reply_wanted"),
        (["citizen.phone=1"], "phone_invalid", "citizen.phone"),
        (["citizen.personal_number=189001189812"], "personal_number_checksum", "citizen.personal_number"),
        (["received_at=2026-11-19T23:00"], "received_in_future", "received_at"),
        (["received_at=soon"], "invalid_time", "received_at"),
        (["details.confirmed_on=2026-13-40"], "invalid_date", "details.confirmed_on"),
        (["summary=" + "x" * 201], "too_long", "summary"),
        (["topic=Nosuchtopicatall"], "topic_unknown", "topic"),
        (["department=Nowhere"], "department_unknown", "department"),
        (["demand=value", "cause=chasing"], "cause_of_other_demand", "cause"),
        (["citizen.anonymous=yes", "citizen.name=X"], "anonymous_with_person", "citizen.name"),
        (["agent=nobody"], "agent_unknown", "agent"),
    ],
)
def test_an_invalid_value_names_its_field(desk: Callable[..., Any], sets: list[str], code: str, field: str) -> None:
    line = [word for each in sets for word in ("--set", each)]
    answer = desk("register", "feedback", *line, "--output", "json")
    assert answer.code == 2
    assert (answer.json["refused"][0]["code"], answer.json["refused"][0]["field"]) == (code, field)
    assert count(desk) == 0


def test_every_wrong_field_has_a_line_of_its_own(desk: Callable[..., Any]) -> None:
    answer = desk("register", "enquiry", "--set", "citizen.phone=1", "--set", "citizen.email=2")
    assert answer.code == 2
    assert [line.partition(":")[0] for line in answer.err.splitlines()] == ["citizen.phone", "citizen.email"]
    assert answer.out == ""


# ------------------------------------------------------------------ JSON


def test_one_object_from_a_file(
    desk: Callable[..., Any], ask: Callable[..., Any], lines_of: Callable[..., Any]
) -> None:
    assert desk("register", "--json", lines_of(LOST_CARD)).out == "26-000001\n"
    case = ask("show", "26-000001")
    assert case["note"] == "Hittade inte plånboken."
    assert case["details"]["fee"] == 100


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(LOST_CARD, indent=2).encode(),
        json.dumps(LOST_CARD).encode(),
        b"\xef\xbb\xbf" + json.dumps(LOST_CARD, ensure_ascii=False).encode(),
        b"\n\n  " + json.dumps(LOST_CARD).encode() + b"\r\n\n",
        json.dumps([LOST_CARD]).encode(),
        json.dumps([LOST_CARD], indent=1).encode(),
    ],
    ids=["several lines", "one line", "byte order mark", "blank lines", "array", "array of lines"],
)
def test_one_object_however_it_is_written(
    desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written)))
    assert desk("register", "--json", "-").out == "26-000001\n"


def test_many_lines_all_at_once(desk: Callable[..., Any], lines_of: Callable[..., Any]) -> None:
    lines = lines_of(*({"kind": "enquiry", "summary": str(n)} for n in range(30)))
    answer = desk("register", "--json", lines, "--output", "json")
    assert answer.json == {"references": [f"26-{n:06d}" for n in range(1, 31)]}


@pytest.mark.parametrize("written", [b"", b"\n \n", b"[]"])
def test_nothing_is_nothing(desk: Callable[..., Any], lines_of: Callable[..., Any], written: bytes) -> None:
    assert desk("register", "--json", lines_of(written), "--output", "json").json == {"references": []}


def test_the_command_line_fills_in_what_an_object_leaves_out(
    desk: Callable[..., Any], ask: Callable[..., Any], lines_of: Callable[..., Any]
) -> None:
    lines = lines_of(
        {"channel": "letter"}, {"kind": "bus_card", "citizen": {"name": "Bo"}}, {"citizen": {"phone": None}}
    )
    answer = desk("register", "bus_card", "--channel", "visit", "--set", "citizen.phone=070-174 06 06", "--json", lines)
    assert answer.code == 0, answer.err
    first, second, third = (ask("show", f"26-{n}") for n in (1, 2, 3))
    assert [each["channel"] for each in (first, second, third)] == ["letter", "visit", "visit"]
    assert {each["citizen"]["phone"] for each in (first, second, third)} == {"+46701740606"}
    assert second["citizen"]["name"] == "Bo"
    contradicting = desk("register", "enquiry", "--json", lines, "--output", "json")
    assert contradicting.code == 2
    assert contradicting.json["refused"][0]["code"] == "kind_contradicts"
    assert contradicting.json["refused"][0]["line"] == 2


def test_the_same_key_again_registers_nothing(desk: Callable[..., Any], lines_of: Callable[..., Any]) -> None:
    lines = lines_of({"key": "a", "kind": "enquiry"}, {"key": "b", "kind": "enquiry"}, {"key": "a", "kind": "enquiry"})
    assert desk("register", "--json", lines).out.split() == ["26-000001", "26-000002", "26-000001"]
    assert desk("register", "--json", lines, "--each").out.split() == ["26-000001", "26-000002", "26-000001"]
    assert count(desk) == 2


# ------------------------------------------------------------------ all or nothing, and each for itself

BAD_LINES: list[tuple[Any, str, str | None]] = [
    (b'{"kind": "enquiry"', "invalid_json", None),
    (b"plain words", "invalid_json", None),
    (b'{"kind": NaN}', "invalid_json", None),
    (b'{"kind": 1' + b"0" * 5000 + b"}", "invalid_json", None),
    (b"[" * 100_000, "invalid_json", None),
    (b'{"a":' * 100_000, "invalid_json", None),
    (b'"text"', "json_not_object", None),
    (b"[]", "json_not_object", None),
    (b"null", "json_not_object", None),
    (b'{"kind": "enquiry", "kind": "fault"}', "json_twice", "kind"),
    (b'{"kind": "enquiry", "citizen": {"name": "A", "name": "B"}}', "json_twice", "name"),
    (b'{"kind": "enquiry", "summary": "\xff"}', "json_not_utf8", None),
    (b'{"kind": "enquiry", "summary": "\xc3"}', "json_not_utf8", None),
    (b'{"kind": "enquiry", "note": "' + b"x" * 1_000_000 + b'"}', "json_too_long", None),
    ({"kind": "enquiry", "nosuch": 1}, "unknown_field", "nosuch"),
    ({"kind": "enquiry", "details": {"nosuch": 1}}, "unknown_field", "details.nosuch"),
    ({"kind": "enquiry", "details": []}, "invalid_value", "details"),
    ({"kind": "enquiry", "citizen": "Karin"}, "invalid_value", "citizen"),
    ({"kind": "enquiry", "citizen": {"name": ["Karin"]}}, "invalid_text", "citizen.name"),
    ({"kind": "nosuch"}, "kind_unknown", "kind"),
    ({"kind": 7}, "invalid_text", "kind"),
    ({}, "kind_missing", "kind"),
    ({"kind": "enquiry", "channel": "fax"}, "unknown_code", "channel"),
    ({"kind": "enquiry", "received_at": "2026-11-19T10:00:00"}, "received_naive", "received_at"),
    ({"kind": "enquiry", "received_at": "2026-11-19T10:43:00+01:00"}, "received_in_future", "received_at"),
    ({"kind": "bus_card", "details": {"fee": 1e400}}, "invalid_json", None),
    ({"kind": "bus_card", "details": {"fee": 12.5}}, "invalid_number", "details.fee"),
    ({"kind": "bus_card", "details": {"reason": "lost", "fee": 7}}, "fee_range", "details.fee"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "code", "field"), BAD_LINES, ids=range(len(BAD_LINES)))
def test_one_bad_line_stops_all_and_is_named(
    desk: Callable[..., Any], lines_of: Callable[..., Any], bad: Any, code: str, field: str | None
) -> None:
    lines = lines_of({"kind": "enquiry"}, b"", bad, {"kind": "enquiry"})
    answer = desk("register", "--json", lines, "--output", "json")
    assert answer.code == 2
    assert [(each["line"], each["code"], each["field"]) for each in answer.json["refused"]] == [(3, code, field)]
    assert answer.err.startswith("Line 3: ")
    assert len(answer.err.splitlines()) == 1
    assert count(desk) == 0


@pytest.mark.parametrize(("bad", "code", "field"), BAD_LINES, ids=range(len(BAD_LINES)))
def test_each_stands_for_itself(
    desk: Callable[..., Any], lines_of: Callable[..., Any], bad: Any, code: str, field: str | None
) -> None:
    lines = lines_of({"kind": "enquiry"}, b"", bad, {"kind": "enquiry"})
    answer = desk("register", "--json", lines, "--each", "--output", "json")
    assert answer.code == 1
    assert set(answer.json) == {"references", "refused"}
    assert answer.json["references"] == ["26-000001", "26-000002"]
    (refusal,) = answer.json["refused"]
    assert list(refusal) == ["line", "code", "field", "reason", "right"]
    assert (refusal["line"], refusal["code"], refusal["field"]) == (3, code, field)
    assert count(desk) == 2


def test_a_bad_first_line_is_only_a_bad_line(desk: Callable[..., Any], lines_of: Callable[..., Any]) -> None:
    for bad in (b"{broken}", b"\xff", b'{"kind": "enquiry", "note": "' + b"x" * 3_000_000 + b'"}'):
        answer = desk("register", "--json", lines_of(bad, {"kind": "enquiry"}), "--each", "--output", "json")
        assert answer.code == 1, bad[:20]
        assert [each["line"] for each in answer.json["refused"]] == [1]
        assert len(answer.json["references"]) == 1


def test_an_object_over_several_lines_names_the_line_that_is_wrong(
    desk: Callable[..., Any], lines_of: Callable[..., Any]
) -> None:
    answer = desk("register", "--json", lines_of(b'{\n  "kind": "enquiry",\n  "summary" "x"\n}'), "--output", "json")
    assert answer.code == 2
    assert [(each["line"], each["code"]) for each in answer.json["refused"]] == [(3, "invalid_json")]


def test_an_array_counts_its_elements(desk: Callable[..., Any], lines_of: Callable[..., Any]) -> None:
    array = json.dumps([{"kind": "enquiry"}, {"kind": "nosuch"}], indent=1).encode()
    answer = desk("register", "--json", lines_of(array), "--each", "--output", "json")
    assert [(each["line"], each["code"]) for each in answer.json["refused"]] == [(2, "kind_unknown")]


def test_text_of_each_has_references_on_one_stream_and_refusals_on_the_other(
    desk: Callable[..., Any], lines_of: Callable[..., Any]
) -> None:
    answer = desk("register", "--json", lines_of({"kind": "enquiry"}, {"kind": "x"}, {"kind": "fault"}), "--each")
    assert (answer.code, answer.out) == (1, "26-000001\n26-000002\n")
    assert answer.err.startswith("Line 2: kind: There is no such kind of case.")


def test_who_may_not_register_is_refused_as_a_whole(desk: Callable[..., Any], lines_of: Callable[..., Any]) -> None:
    answer = desk("--as", "rut", "register", "--json", lines_of({"kind": "enquiry"}), "--each", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["not_allowed"])


# ------------------------------------------------------------------ text that is not text

NASTY = {
    "escape": "a\x1b]0;title\x07b",
    "bell": "a\x07b",
    "c1": "a\x9b31mb",
    "markup": "[bold]a[/] [@click=app.quit]b",
    "delete": "a\x7fb",
}


@pytest.mark.parametrize("name", NASTY)
def test_what_a_terminal_would_obey_is_neither_kept_nor_shown(
    desk: Callable[..., Any], ask: Callable[..., Any], lines_of: Callable[..., Any], name: str
) -> None:
    text = NASTY[name]
    lines = lines_of({"kind": "enquiry", "summary": text, "note": text, "citizen": {"name": text}, "key": text})
    assert desk("register", "--json", lines).code == 0
    kept = ask("show", "26-1")
    for shown in (kept["summary"], kept["note"], kept["citizen"]["name"]):
        assert shown.isprintable()
    for line in (
        ["show", "26-1"],
        ["list"],
        ["search", "a"],
        ["list", "--output", "csv"],
        ["list", "--output", "json"],
    ):
        out = desk(*line).out
        assert all(each.isprintable() or each in "\r\n" for each in out), line
    if name == "markup":
        assert kept["summary"] == text
        assert text in desk("show", "26-1").out


@pytest.mark.parametrize(
    "text",
    ["a\u202eb", "a\u2066b", "a\x00b", "a\ud800b", "\udfff"],
    ids=["override", "isolate", "nul", "high surrogate", "low surrogate"],
)
def test_what_turns_or_cuts_a_text_is_refused(
    desk: Callable[..., Any], lines_of: Callable[..., Any], text: str
) -> None:
    for values in ({"summary": text}, {"citizen": {"name": text}}, {"key": text}, {"details": {"place": text}}):
        lines = lines_of({"kind": "fault", **values})
        answer = desk("register", "--json", lines, "--output", "json")
        assert answer.code == 2
        assert answer.refused[0] in ("text_control", "invalid_text")
        assert text not in answer.out + answer.err


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\x00", "a\ud800", "\u202e", "[/]", "{0}", "{a}", "%s", ""])
def test_names_of_fields_are_told_safely(desk: Callable[..., Any], lines_of: Callable[..., Any], name: str) -> None:
    for values in ({name: 1}, {"details": {name: 1}}, {"citizen": {name: 1}}):
        answer = desk("register", "--json", lines_of({"kind": "fault", **values}), "--output", "json")
        assert answer.code == 2
        assert answer.refused == ["unknown_field"] or "\ud800" in name
        assert answer.err.rstrip("\n").isprintable()
    assert desk("register", "fault", "--set", f"{name}=1").code == 2


# ------------------------------------------------------------------ time


def test_the_reference_has_the_local_year_of_registration(desk: Callable[..., Any]) -> None:
    late = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert desk("register", "enquiry", at=late).out == "26-000001\n"
    assert desk("register", "enquiry", at=late + timedelta(minutes=1)).out == "27-000001\n"
    by_hand = desk("register", "enquiry", "--set", "received_at=2026-12-31 23:59", at=late + timedelta(minutes=2))
    assert by_hand.out == "27-000002\n"
