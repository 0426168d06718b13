"""``desk goals``, ``desk activities`` and ``desk deviations``: words in, words and JSON out, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from desk.services.seat import Seat

Desk = Callable[..., Any]


@pytest.fixture
def week(desk: Desk) -> None:
    """A week of the exchange's, typed: below the goal for the whole and for Växel."""
    assert desk("calls", "set", "Växel", "2026-W46", "--offered", "100", "--answered", "90").code == 0


# ------------------------------------------------------------------ goals


def test_desks_own_goals_are_called_so(desk: Desk) -> None:
    answer = desk("goals", "list")
    assert "Desk's default, decided by nobody" in answer.out
    found = desk("goals", "list", "--output", "json").json["goals"]
    assert [each["figure"] for each in found] == [
        "answer_rate", "email", "attitude", "knowledge", "feedback_confirmed", "feedback_answered",
    ]  # fmt: skip
    assert found[0] == {
        "number": None, "figure": "answer_rate", "target": 0.95, "level": "all", "name": None, "span": "week",
        "decided_by": None, "decided_on": None, "valid_from": None, "valid_to": None, "note": "", "default": True,
        "withdrawn": False,
    }  # fmt: skip


def test_a_goal_is_set_corrected_replaced_and_ended(desk: Desk) -> None:
    said = desk(
        "goals", "set", "answer_rate", "92,5 %", "--decided-by", "KS", "--decided-on", "2026-01-12", "--from",
        "2026-02-01", "--level", "group", "--name", "växel", "--span", "month", "--note", "§ 4", "--output", "json",
    ).json  # fmt: skip
    assert said == {
        "number": 1, "figure": "answer_rate", "target": 0.925, "level": "group", "name": "Växel", "span": "month",
        "decided_by": "KS", "decided_on": "2026-01-12", "valid_from": "2026-02-01", "valid_to": None, "note": "§ 4",
        "default": False, "withdrawn": False,
    }  # fmt: skip
    again = ("goals", "set", "answer_rate", "0.9", "--decided-by", "KS", "--level", "group", "--name", "Växel")
    refused = desk(*again, "--output", "json")
    assert refused.code == 2
    assert refused.refused == ["goal_overlaps"]
    assert "Goal 1" in refused.err
    assert desk(*again, "--replace").out == "Goal 2: Answer rate, 90%.\n"
    assert "Goal 2: Answer rate, 91%." in desk("goals", "change", "2", "--target", "91").out
    assert desk("goals", "end", "2", "--on", "2026-12-31").out == "Goal 2 holds until 2026-12-31.\n"
    assert desk("goals", "end", "2", "--withdraw").out == "Goal 2 is withdrawn.\n"
    rows = list(csv.DictReader(io.StringIO(desk("goals", "list", "--all", "--output", "csv").out)))
    assert [(each["number"], each["valid_to"], each["withdrawn"]) for each in rows] == [
        ("2", "2026-11-18", "true"),
        ("1", "2026-11-18", "false"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("set", "wrong", "95", "--decided-by", "KS"), "unknown_code"),
        (("set", "answer_rate", "950", "--decided-by", "KS"), "goal_target_rate"),
        (("set", "answer_rate", "95"), "option_missing"),
        (("set", "answer_rate", "95", "--decided-by", "KS", "--from", "hej"), "invalid_date"),
        (("end", "9"), "goal_unknown"),
        (("end", "x"), "invalid_number"),
        (("change", "9", "--target", "95"), "goal_unknown"),
    ],
)
def test_what_is_refused_of_goals(arguments: tuple[str, ...], code: str, desk: Desk) -> None:
    answer = desk("goals", *arguments, "--output", "json")
    assert answer.code == 2
    assert answer.refused == [code]


def test_an_agent_lists_and_sets_none(desk: Desk) -> None:
    assert desk("goals", "list", "--as", "bo").code == 0
    assert desk("goals", "set", "email", "90", "--decided-by", "KS", "--as", "bo").code == 2


def test_activities_from_plan_to_result(desk: Desk) -> None:
    desk("goals", "set", "answer_rate", "95", "--decided-by", "KS")
    planned = desk("activities", "add", "1", "Fler på måndagar", "--responsible", "Lisa", "--due", "1/11")
    assert planned.out == "Activity 1 is planned for goal 1.\n"
    assert "late" in desk("activities", "list").out
    desk("activities", "change", "1", "--due", "2026-12-01")
    assert "under way" in desk("activities", "list", "--goal", "1").out
    assert desk("activities", "done", "1", "--result", "Bra").code == 0
    desk("activities", "add", "1", "Ny växel")
    desk("activities", "drop", "2", "--result", "För dyrt")
    found = desk("activities", "list", "--output", "json").json["activities"]
    assert [(each["number"], each["done_on"], each["dropped_on"], each["result"]) for each in found] == [
        (1, "2026-11-19", None, "Bra"),
        (2, None, "2026-11-19", "För dyrt"),
    ]
    assert "done 2026-11-19" in desk("activities", "list").out
    assert desk("activities", "list", "--output", "csv").out.startswith("number,goal,what")
    assert desk("activities", "done", "1").code == 2
    assert desk("activities", "list", "--goal", "9").code == 2


# ------------------------------------------------------------------ deviations


@pytest.mark.usefixtures("week")
def test_a_deviation_from_found_to_done(desk: Desk) -> None:
    found = desk("deviations", "list", "--output", "json").json
    assert (found["total"], found["open"]) == (2, 2)
    assert found["deviations"][1] == {
        "number": 2, "span": "2026-W46", "from": "2026-11-09", "to": "2026-11-15", "figure": "answer_rate",
        "level": "group", "name": "Växel", "goal": 0.95, "actual": 0.9, "found_at": "2026-11-19T09:42:00+00:00",
        "met_at": None, "open": True, "cause_code": None, "cause": None, "action": None, "responsible": None,
        "due": None, "done_on": None, "coaching": None, "improvement": None,
    }  # fmt: skip
    half = desk("deviations", "explain", "2", "--cause", "sick_leave", "--text", "Två borta")
    assert "action missing" in half.out
    whole = desk("deviations", "explain", "2", "--action", "Vikarie", "--responsible", "Lisa", "--due", "1/12")
    assert "Short-time sick leave: Två borta" in whole.out
    assert "explained" in whole.out
    assert desk("deviations", "show", "2").out == whole.out
    assert [each["number"] for each in desk("deviations", "list", "--open", "--output", "json").json["deviations"]] == [
        1
    ]
    assert desk("deviations", "board", "2").out == "Improvement 1 is on the board: Vikarie\n"
    assert "done" in desk("deviations", "done", "2").out
    assert desk("deviations", "explain", "2", "--due", "", "--output", "json").json["due"] is None
    causes = desk("deviations", "causes", "--output", "json").json
    assert causes == {
        "from": "2025-11-19", "to": "2026-11-19", "causes": {"sick_leave": 1},
        "months": {"2026-11": {"sick_leave": 1}}, "unexplained": 1,
    }  # fmt: skip
    assert "Short-time sick leave" in desk("deviations", "causes").out
    assert (
        desk("deviations", "causes", "--output", "csv").out == "month,cause_code,deviations\r\n2026-11,sick_leave,1\r\n"
    )


@pytest.mark.usefixtures("week")
def test_lists_are_narrowed(desk: Desk) -> None:
    def numbers(*options: str) -> list[int]:
        return [each["number"] for each in desk("deviations", "list", *options, "--output", "json").json["deviations"]]

    assert numbers("--span", "2026-w46") == [1, 2]
    assert numbers("--span", "2026-W45") == []
    assert numbers("--level", "group") == [2]
    assert numbers("--from", "2026-11-16") == []
    assert numbers("--to", "2026-11-15") == [1, 2]
    assert numbers("--limit", "1") == [1]
    assert "1 of 2; --limit shows more." in desk("deviations", "list", "--limit", "1").out
    rows = list(csv.DictReader(io.StringIO(desk("deviations", "list", "--output", "csv").out)))
    assert [each["name"] for each in rows] == ["", "Växel"]
    assert "No figure falls short" in desk("deviations", "list", "--span", "2026-W01").out


@pytest.mark.usefixtures("week")
def test_finding_by_hand(desk: Desk) -> None:
    found = desk("deviations", "find")
    assert found.out == "0 spans were looked at: 0 new, 0 changed, 0 met after all.\n"
    since = desk("deviations", "find", "--since", "2020-W01", "--output", "json").json
    assert since == {"looked": 0, "new": 0, "changed": 0, "met": 0}
    assert desk("deviations", "find", "--since", "2020").code == 2
    for login in ("bo", "rut"):
        assert desk("deviations", "find", "--as", login).code == 2


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "9"), "deviation_unknown"),
        (("explain", "1", "--cause", "wrong"), "unknown_code"),
        (("explain", "1", "--cause", "other", "--action", "x"), "cause_other_text"),
        (("done", "1"), "deviation_not_explained"),
        (("coach", "1", "planned"), "deviation_not_individual"),
        (("coach", "1", "proposed"), "unknown_code"),
        (("list", "--span", "hej"), "span_unknown"),
    ],
)
def test_what_is_refused_of_deviations(arguments: tuple[str, ...], code: str, desk: Desk) -> None:
    answer = desk("deviations", *arguments, "--output", "json")
    assert answer.code == 2
    assert answer.refused == [code]


@pytest.mark.usefixtures("week")
def test_the_trail_says_it_in_words_and_of_an_individual_only_what_was_written(desk: Desk, seat: Seat) -> None:
    desk("goals", "set", "answer_rate", "92,5 %", "--decided-by", "KS", "--span", "month")
    desk("deviations", "explain", "1", "--cause", "season", "--action", "Vikarie")
    with seat.database.write() as tx:
        tx.run("UPDATE deviations SET level = 'agent', name = 'bo', figure = 'attitude' WHERE id = 2")
    desk("deviations", "explain", "2", "--cause", "leave", "--text", "Hemligt", "--action", "Samtal")
    said = desk("trail", "list", "--as", "rut").out
    for words in ("Figure: Answer rate", "Decided by: KS", "Span: Month", "Sort of cause: Season", "Action: Vikarie",
                  "Written: Sort of cause, Cause, Action"):  # fmt: skip
        assert words in said
    assert "Hemligt" not in said
    assert "Samtal" not in said
    assert "Hemligt" in desk("deviations", "show", "2", "--as", "bo").out
    shown = desk("deviations", "show", "2", "--as", "rut")
    assert shown.code == 0
    assert "Hemligt" not in shown.out
    assert "leave" not in desk("deviations", "show", "2", "--as", "rut", "--output", "json").out.casefold()


def test_swedish(desk: Desk, week: None) -> None:
    assert "Desks förval, beslutat av ingen" in desk("goals", "list", "--lang", "sv").out
    assert "orsak saknas" in desk("deviations", "list", "--lang", "sv").out
