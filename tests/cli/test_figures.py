"""``calls import``, ``calls set`` and ``report week``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MAP = """
[file]
delimiter = ";"
[columns]
id = "id"
group = "queue"
at = "at"
outcome = "end"
wait_s = "wait"
[outcomes]
answered = ["A"]
abandoned = ["H"]
ignored = ["P"]
"""
CALLS = """id;queue;at;end;wait
1;Växel;2026-11-10 09:00:00;A;12
2;Växel;2026-11-10 09:01:00;H;40
3;Växel;2026-11-11 09:02:00;P;0
4;Växel;2026-11-11 09:03:00;A;5
"""
QUEUE_LOG = "1762765200|1762765200.1|Reception|NONE|ENTERQUEUE||0\n1762765210|1762765200.1|Reception|NONE|NEWTHING|\n"


@pytest.fixture
def exchange(tmp_path: Path) -> Callable[[str], list[str]]:
    """Writes a file of calls and its mapping, and returns the words that import it."""

    def write(calls: str) -> list[str]:
        (tmp_path / "calls.csv").write_text(calls, encoding="utf-8")
        (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
        return ["calls", "import", str(tmp_path / "calls.csv"), "--map", str(tmp_path / "map.toml")]

    return write


def test_importing_twice_adds_nothing(ask: Callable[..., Any], exchange: Callable[[str], list[str]]) -> None:
    line = exchange(CALLS)
    assert ask(*line, "--dry-run") == {"read": 4, "new": 3, "known": 0, "ignored": 1, "refused": []}
    assert ask(*line) == {"read": 4, "new": 3, "known": 0, "ignored": 1, "refused": []}
    assert ask(*line) == {"read": 4, "new": 0, "known": 3, "ignored": 1, "refused": []}
    calls = ask("report", "week", "2026-W46")["calls"]
    assert (calls["offered"], calls["answered"], calls["source"]) == (3, 2, "imported")


def test_refused_lines_are_told_and_the_others_stay(
    desk: Callable[..., Any], ask: Callable[..., Any], exchange: Callable[[str], list[str]]
) -> None:
    line = exchange(CALLS + "5;Växel;2026-11-11 09:04:00;A;soon\n6;Växel;whenever;A;1\n")
    strict = desk(*line, "--strict", "--output", "json")
    assert strict.code == 2
    assert ask("report", "week", "2026-W46")["calls"]["offered"] == 0
    answer = desk(*line, "--output", "json")
    assert answer.code == 1
    assert (answer.json["read"], answer.json["new"], answer.json["ignored"]) == (6, 3, 1)
    first, second = answer.json["refused"]
    assert list(first) == ["line", "code", "field", "reason", "right"]
    assert (first["line"], first["code"], first["field"]) == (6, "call_seconds", "wait")
    assert (second["line"], second["code"]) == (7, "call_time")
    assert [each.partition(":")[0] for each in answer.err.splitlines()] == ["Line 6", "Line 7"]


def test_a_file_that_holds_no_calls_at_all_is_told_in_twenty_lines(desk: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(bytes(range(256)) * 1500)
    told = desk("calls", "import", str(path))
    assert told.code == 1
    *lines, last = told.err.splitlines()
    assert len(lines) == 20
    answer = desk("calls", "import", str(path), "--output", "json")
    count = answer.json["refused_count"]
    assert count == answer.json["read"] == 1501
    assert len(answer.json["refused"]) == 1000
    assert last == f"… and {count - 20:,} more lines were refused."


def test_a_queue_log_has_more_keys(ask: Callable[..., Any], desk: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_text(QUEUE_LOG, encoding="utf-8")
    document = ask("calls", "import", str(path))
    assert set(document) == {
        "read", "new", "known", "ignored", "refused", "calls", "updated", "pending", "unknown_events",
    }  # fmt: skip
    assert (document["read"], document["pending"], document["unknown_events"]) == (2, 1, {"NEWTHING": 1})
    assert "Unknown event NEWTHING: 1 line." in desk("calls", "import", str(path)).out


def test_a_csv_needs_a_mapping(desk: Callable[..., Any], exchange: Callable[[str], list[str]]) -> None:
    line = exchange(CALLS)
    assert desk(*line[:3], "--format", "csv", "--output", "json").refused == ["mapping_missing"]
    assert desk(*line[:3], "--map", "/no/such", "--output", "json").refused == ["file_missing"]


def test_a_week_by_hand(
    ask: Callable[..., Any], desk: Callable[..., Any], exchange: Callable[[str], list[str]]
) -> None:
    line = ["calls", "set", "växel", "2026-W46", "--offered", "412", "--answered", "389"]
    typed = {"group": "Växel", "week": "2026-W46", "offered": 412, "answered": 389, "instead": False}
    assert ask(*line) == typed
    assert ask("report", "week", "2026-W46")["calls"]["source"] == "typed"
    ask(*exchange(CALLS))
    assert desk(*line, "--output", "json").refused == ["calls_imported_already"]
    assert ask(*line, "--replace") == {**typed, "instead": True}
    assert "389 of 412" in desk(*line, "--replace").out


# ------------------------------------------------------------------ the week

PARTS = ["calls", "cases", "first_contact", "handling", "failure_demand", "attitude", "knowledge"]


def test_the_report_has_exactly_the_promised_keys(ask: Callable[..., Any], desk: Callable[..., Any]) -> None:
    desk("register", "enquiry", "--set", "received_at=2026-11-10 10:00", "--set", "outcome=solved_first")
    report = ask("report", "week", "2026-W46", "--level", "group")
    assert list(report) == [
        "span", "from", "to", "level", "calls", "cases", "first_contact", "handling", "email", "failure_demand",
        "attitude", "knowledge", "feedback", "goals", "deviations", "groups", "agents", "trend", "points",
    ]  # fmt: skip
    assert (report["span"], report["from"], report["to"], report["level"]) == (
        "2026-W46", "2026-11-09", "2026-11-15", "group",
    )  # fmt: skip
    assert set(report["calls"]) == {
        "offered", "answered", "abandoned", "answer_rate", "service_level", "wait_median_s", "source", "wait_p90_s",
        "abandon_rate",
    }  # fmt: skip
    assert set(report["cases"]) == {
        "registered", "closed", "open", "overdue", "by_channel", "by_kind", "by_topic", "by_department",
    }  # fmt: skip
    assert report["first_contact"] == {"solved": 1, "closed": 1, "rate": 1.0}
    assert set(report["failure_demand"]) == {"failure", "classified", "share", "causes"}
    assert set(report["goals"][0]) == {"figure", "goal", "actual", "deviation", "met"}
    assert list(report["groups"][0]) == ["name", *PARTS]
    assert [each["name"] for each in report["agents"]] == ["anna"]
    assert report["trend"][-1]["span"] == "2026-W45"


def test_without_a_week_it_is_the_last_whole_one(ask: Callable[..., Any]) -> None:
    assert ask("report", "week")["span"] == "2026-W46"


def test_individuals_are_for_those_who_may(ask: Callable[..., Any], desk: Callable[..., Any]) -> None:
    for who in ("anna", "bo"):
        desk("--as", who, "register", "enquiry")
    assert [each["name"] for each in ask("--as", "bo", "report", "week", "2026-W47")["agents"]] == ["bo"]
    assert len(ask("--as", "rut", "report", "week", "2026-W47")["agents"]) == 2


def test_a_deviation_fails_only_where_asked(desk: Callable[..., Any]) -> None:
    assert desk("report", "week", "2026-W46", "--fail-on-deviation").code == 0
    desk("calls", "set", "Växel", "2026-W46", "--offered", "10", "--answered", "5")
    assert desk("report", "week", "2026-W46").code == 0
    failed = desk("report", "week", "2026-W46", "--fail-on-deviation", "--output", "json")
    assert failed.code == 1
    assert failed.json["deviations"][0]["figure"] == "answer_rate"
    desk("calls", "set", "Växel", "2026-W46", "--offered", "100", "--answered", "95")
    assert desk("report", "week", "2026-W46", "--fail-on-deviation").code == 0


def test_a_file_by_its_ending(desk: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("v46.json", "v46.csv", "v46.txt"):
        path = tmp_path / name
        answer = desk("report", "week", "2026-W46", "--to", str(path), "--output", "json")
        assert answer.json == {"span": "2026-W46", "file": str(path)}
        assert path.stat().st_mode & 0o777 == 0o600
        again = desk("report", "week", "2026-W46", "--to", str(path), "--output", "json")
        assert (again.code, again.refused) == (2, ["file_exists"])
    assert json.loads((tmp_path / "v46.json").read_text(encoding="utf-8"))["span"] == "2026-W46"
    unknown = desk("report", "week", "--to", str(tmp_path / "v46.doc"), "--output", "json")
    assert unknown.refused == ["format_unknown"]


def test_text_and_csv(desk: Callable[..., Any]) -> None:
    assert "2026-W46" in desk("report", "week", "2026-W46").out
    rows = list(csv.reader(io.StringIO(desk("report", "week", "2026-W46", "--output", "csv").out, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert ["2026-W46", "all", "", "calls.offered", "0"] in rows
