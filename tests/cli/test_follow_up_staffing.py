"""``staffing …``, ``calls heat`` and ``calls need``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.rules.staffing import Absence

Ask = Callable[..., Any]
MAP = """
[columns]
id = "id"
group = "queue"
at = "at"
outcome = "end"
wait_s = "wait"
talk_s = "talk"
agent = "who"
[outcomes]
answered = ["A"]
abandoned = ["H"]
"""


@pytest.fixture
def called(ask: Ask, tmp_path: Path) -> None:
    """Ten calls to Växel, Monday of week 46 from nine: eight answered by Bo, after 10 seconds, talked 170."""
    rows = [
        f"{n},Växel,2026-11-09 09:{n:02}:00,{'A' if n < 8 else 'H'},{10 if n < 8 else 90},170,bo" for n in range(10)
    ]
    (tmp_path / "calls.csv").write_text("\n".join(["id,queue,at,end,wait,talk,who", *rows]), encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    assert ask("calls", "import", str(tmp_path / "calls.csv"), "--map", str(tmp_path / "map.toml"))["new"] == 10


# ------------------------------------------------------------------ staffing


def test_a_day_is_set_listed_and_taken_away(desk: Ask, ask: Ask) -> None:
    line = ("staffing", "set", "växel", "2026-11-19")
    done = ask(*line, "--planned", "4", "--absent", "sick_short=1", "--absent", "holiday=1")
    assert done == {
        "group": "Växel", "day": "2026-11-19", "planned": 4, "present": None, "hourly": 0, "away": 2,
        "absent": {"sick_short": 1, "holiday": 1},
    }  # fmt: skip
    assert ask(*line, "--present", "3", "--hourly", "1", "--absent", "holiday=0")["absent"] == {"sick_short": 1}
    vaxel = next(each for each in ask("staffing", "list")["groups"] if each["group"] == "Växel")
    thursday = vaxel["days"][3]
    assert (thursday["planned"], thursday["present"], thursday["cover"]) == (4, 3, "covered")
    text = desk("staffing", "list", "2026-W47").out
    assert "3/4+1 ≈" in text
    assert ask(*line, "--clear", "--planned", "2")["absent"] == {}
    assert "✗ Växel, Thu 19 Nov: 2 in place, 3 needed." in desk("staffing", "list").out
    assert ask(*line, "--clear")["planned"] is None
    assert "2 in place" not in desk("staffing", "list").out


def test_a_weeks_plan_is_copied(desk: Ask, ask: Ask) -> None:
    ask("staffing", "set", "Växel", "2026-11-16", "--planned", "3")
    ask("staffing", "set", "Reception", "2026-11-17", "--planned", "2")
    assert ask("staffing", "copy", "2026-W48") == {"week": "2026-W48", "from": "2026-W47", "days": 2}
    assert ask("staffing", "copy", "2026-W49", "--from", "2026-W47", "--group", "växel")["days"] == 1
    assert "0 days" in desk("staffing", "copy", "2026-W48").out
    assert desk("staffing", "copy", "2026-W40", "--output", "json").refused == ["staffing_nothing_planned"]


def test_a_file_is_brought_in_dry_whole_or_not_at_all(desk: Ask, ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "staffing.csv"
    path.write_text("day,group,planned,sick_short\n2026-11-16,Växel,3,1\n2026-11-17,Växel,3,\n", encoding="utf-8")
    dry = ask("staffing", "import", str(path), "--dry-run")
    assert (dry["read"], dry["new"], dry["written"]) == (2, 2, False)
    assert "dry run" in desk("staffing", "import", str(path), "--dry-run").out
    assert ask("staffing", "import", str(path))["new"] == 2
    assert ask("staffing", "import", str(path))["same"] == 2
    path.write_text("day,group,planned\n2026-11-18,Växel,3\n2026-11-19,Kök,3\n", encoding="utf-8")
    answer = desk("staffing", "import", str(path), "--output", "json")
    assert answer.code == 2
    assert [(each["line"], each["code"]) for each in answer.json["refused"]] == [(3, "group_unknown")]
    assert "Line 3" in answer.err
    groups = ask("staffing", "list", "2026-W47")["groups"]
    assert [each["days"][2]["planned"] for each in groups if each["group"] == "Växel"] == [None]
    assert desk("staffing", "import", str(tmp_path / "no.csv")).code == 2


def test_what_is_listed_as_csv_can_be_brought_in(called: None, desk: Ask, ask: Ask, tmp_path: Path) -> None:
    ask("staffing", "set", "Växel", "2026-11-09", "--planned", "4", "--present", "3", "--absent", "training=1")
    text = desk("staffing", "list", "2026-W46", "--output", "csv").out
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["group"], row["training"], row["away"], row["answer_rate"], row["cover"]) == (
        "Växel", "1", "1", "0.8", "enough",
    )  # fmt: skip
    path = tmp_path / "again.csv"
    path.write_text(text, encoding="utf-8")
    assert ask("staffing", "import", str(path))["same"] == 1


def test_the_least_of_a_group(desk: Ask, ask: Ask) -> None:
    assert ask("staffing", "least", "växel", "2") == {"group": "växel", "least": 2, "before": 3}
    assert "needs at least 4; before it was 2" in desk("staffing", "least", "Växel", "4").out
    assert desk("staffing", "least", "Växel", "-1", "--output", "json").code == 2


def test_absence_names_reasons_only_where_they_point_at_nobody(desk: Ask, ask: Ask) -> None:
    for day in range(9, 14):
        ask("staffing", "set", "Växel", f"2026-11-{day:02}", "--planned", "6", "--absent", "holiday=1")
    ask("staffing", "set", "Reception", "2026-11-09", "--planned", "3", "--absent", "sick_long=1")
    found = ask("staffing", "absence", "2026-W46")
    assert found == {"span": "2026-W46", "total": 6, "by_reason": {}, "untold": 6}
    ask("staffing", "set", "Reception", "2026-11-09", "--absent", "sick_long=0")
    assert ask("staffing", "absence")["by_reason"] == {"holiday": 5}
    assert "Holiday: 5" in desk("staffing", "absence", "2026-11").out


def test_who_does_not_keep_the_follow_up_sees_numbers_without_reasons(desk: Ask, ask: Ask, login: Ask) -> None:
    ask("staffing", "set", "Växel", "2026-11-19", "--planned", "4", "--absent", "sick_long=1")
    login("bo")
    for form in ("text", "json", "csv"):
        said = desk("staffing", "list", "--output", form)
        assert said.code == 0
        body = said.out.partition("\n")[2] if form == "csv" else said.out
        assert not [each for each in Absence if str(each) in body]
    for line in (("set", "Växel", "2026-11-19", "--planned", "1"), ("copy", "2026-W48"), ("least", "Växel", "1"),
                 ("absence",)):  # fmt: skip
        assert desk("staffing", *line, "--output", "json").refused == ["not_allowed"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (("set", "Växel", "2026-11-19"), ["option_missing"]),
        (("set", "Växel", "32/13", "--planned", "1"), ["invalid_date"]),
        (("set", "Växel", "2026-11-19", "--absent", "sick"), ["unknown_code"]),
        (("set", "Växel", "2026-11-19", "--absent", "holiday=many"), ["staffing_reason"]),
        (("set", "Växel", "2026-11-19", "--planned", "1", "--absent", "holiday=2"), ["staffing_away_more"]),
        (("set", "Kök", "2026-11-19", "--planned", "1"), ["group_unknown"]),
        (("list", "2026-W54"), ["week_invalid"]),
        (("copy", "2026-W47", "--from", "2026-W47"), ["staffing_same_week"]),
    ],
)
def test_wrong_use_is_refused(line: tuple[str, ...], codes: list[str], desk: Ask) -> None:
    answer = desk("staffing", *line, "--output", "json")
    assert (answer.code, answer.refused) == (2, codes)


# ------------------------------------------------------------------ calls by the hour


def test_calls_by_the_hour(called: None, desk: Ask, ask: Ask) -> None:
    ask("register", "enquiry", "--channel", "phone", "--set", "received_at=2026-11-09T08:30:00Z")
    found = ask("calls", "heat", "2026-W46")
    (hour,) = found["hours"]
    assert (hour["weekday"], hour["hour"], hour["times"], hour["offered"], hour["answer_rate"]) == (1, 9, 1, 10, 0.8)
    assert (hour["cases"], hour["calls_per_case"], hour["needed"]["agents"]) == (1, 8.0, 3)
    assert found["total"]["wait"]["median_s"] == 10
    assert (found["span"], found["level"], found["name"], found["aim"]) == (
        "2026-W46", "all", None, {"level": 0.95, "within_s": 60},
    )  # fmt: skip
    text = desk("calls", "heat").out
    assert "09–10  80.0% ✗" in text
    rows = list(csv.DictReader(io.StringIO(desk("calls", "heat", "2026-11", "--output", "csv").out)))
    assert [(each["weekday"], each["hour"], each["needed_people"]) for each in rows] == [("1", "9", "5")]
    assert "09–10  10 s" in desk("calls", "heat", "2026-11", "--figure", "wait").out


def test_calls_of_a_group_and_of_a_person(called: None, desk: Ask, ask: Ask, login: Ask) -> None:
    assert ask("calls", "heat", "2026-W46", "--group", "växel")["name"] == "Växel"
    assert ask("calls", "heat", "2026-W46", "--group", "Reception")["hours"] == []
    assert ask("calls", "heat", "2026-W46", "--agent", "bo")["total"]["answered"] == 8
    both = desk("calls", "heat", "2026-W46", "--agent", "bo", "--group", "Växel", "--output", "json")
    assert both.refused == ["heat_one_of"]
    login("bo")
    assert ask("calls", "heat", "2026-W46", "--agent", "bo")["total"]["answered"] == 8
    assert desk("calls", "heat", "2026-W46", "--agent", "anna", "--output", "json").refused == ["not_allowed"]


def test_people_for_an_asked_load(desk: Ask, ask: Ask) -> None:
    line = ("calls", "need", "--calls", "200", "--talk", "180", "--within", "20", "--level", "80 %", "--after", "0")
    found = ask(*line, "--shrinkage", "0.3")
    assert (found["agents"], found["people"], found["erlangs"]) == (14, 20, 10.0)
    assert found["outcome"]["service_level"] == pytest.approx(0.88835, abs=1e-5)
    assert found["one_fewer"]["service_level"] < 0.8
    text = desk(*line).out
    assert "14 people at the telephone, 20 at work." in text
    assert "nobody gives up" in text
    (row,) = csv.DictReader(io.StringIO(desk(*line, "--output", "csv").out))
    assert (row["agents"], row["people"]) == ("14", "20")
    assert ask("calls", "need", "--calls", "40,5", "--talk", "180")["handling_s"] == 210.0


def test_people_for_the_hours_of_a_span(called: None, desk: Ask, ask: Ask) -> None:
    ask("staffing", "set", "Växel", "2026-11-09", "--planned", "3")
    text = desk("calls", "need", "--span", "2026-W46").out
    assert "09–10  5/3 ✗" in text
    assert "Erlang C" in text


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ((), ["need_load"]),
        (("--calls", "10"), ["need_load"]),
        (("--calls", "10", "--talk", "180", "--span", "2026-W46"), ["need_one_of"]),
        (("--calls", "10", "--talk", "180", "--group", "Växel"), ["need_one_of"]),
        (("--calls", "many", "--talk", "180"), ["invalid_number"]),
        (("--calls", "10", "--talk", "180", "--level", "high"), ["invalid_share"]),
        (("--calls", "10", "--talk", "180", "--level", "100 %"), ["number_too_large"]),
        (("--span", "2027-T1"), ["span_not_begun"]),
        (("--span", "soon"), ["span_unknown"]),
    ],
)
def test_a_reckoning_that_cannot_be_is_refused(line: tuple[str, ...], codes: list[str], desk: Ask) -> None:
    answer = desk("calls", "need", *line, "--output", "json")
    assert (answer.code, answer.refused) == (2, codes)
