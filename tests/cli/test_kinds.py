"""Kinds of one's own on the command line: described, registered, shown, listed, searched; what is wrong, said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.rules import wordings

Desk = Callable[..., Any]
SHORT = 'sv = "Reservnyckel"\nen = "Spare key"\n'


@pytest.fixture
def file(tmp_path: Path, key_loan: str) -> Path:
    """The example, anywhere."""
    path = tmp_path / "key_loan.toml"
    path.write_text(key_loan, "utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path, key_loan: str) -> Path:
    """A settings file, with the example in the folder beside it."""
    folder = tmp_path / "of_the_desk" / "kinds"
    folder.mkdir(parents=True)
    (folder / "key_loan.toml").write_text(key_loan, "utf-8")
    path = folder.parent / "settings.toml"
    path.write_text("", "utf-8")
    return path


def test_the_example_from_its_file_to_a_report(desk: Desk, ask: Desk, settings: Path) -> None:
    """A whole errand that nobody has programmed."""
    use = ("--config", str(settings))
    sets = ("--set", "details.key_number=Nyckel-12", "--set", "details.premises=hall", "--set", "details.deposit=ja",
            "--set", "details.back_by=2026-12-24", "--set", "details.collect_at=2026-11-20 09:00",
            "--set", "citizen.name=Karin Ström")  # fmt: skip
    (reference,) = ask("register", "key_loan", "--channel", "visit", *sets, *use)["references"]
    case = ask("show", reference)
    assert (case["kind"], case["step"], case["department"]) == ("key_loan", "ordered", "Samhällsbyggnad")
    assert case["due"] == "2026-12-03T17:00:00+01:00"
    assert case["details"] == {
        "key_number": "Nyckel-12", "premises": "hall", "back_by": "2026-12-24", "keys": 1, "deposit": True,
        "collect_at": "2026-11-20T09:00:00+01:00",
    }  # fmt: skip
    for command in (("list", "--kind", "key_loan"), ("search", "kind:nyckellån"), ("search", "nyckel-12")):
        assert [each["reference"] for each in ask(*command)["cases"]] == [reference]
    assert desk("step", reference, "lent").code == 0
    assert desk("correct", reference, "--set", "details.keys=2").code == 0
    assert desk("close", reference, "--outcome", "solved_later").code == 0
    assert ask("report", "week", "2026-W47")["cases"]["by_kind"] == {"key_loan": 1}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", ("Nyckellån", "Utlånad", "Nyckel ", "Idrottshallen", "Hämtas", "2026-11-20 09:00")),
        ("en", ("Key loan", "Lent", "Key ", "Sports hall", "Collected at", "2026-11-20 09:00")),
    ],
)
def test_a_case_is_told_in_the_language_spoken(
    desk: Desk, ask: Desk, settings: Path, language: str, told: tuple[str, ...]
) -> None:
    details = {"key_number": "A 12", "premises": "hall", "collect_at": "2026-11-20T09:00:00+01:00"}
    given = settings.parent / "cases.json"
    given.write_text(json.dumps({"kind": "key_loan", "channel": "visit", "details": details}), "utf-8")
    (reference,) = ask("register", "--json", str(given), "--config", str(settings))["references"]
    desk("step", reference, "lent")
    said = desk("--lang", language, "show", reference).out
    assert not [each for each in told if each not in said]
    assert told[0] in desk("--lang", language, "list").out
    week = desk("--lang", language, "report", "week", "2026-W47").out
    assert told[0] in week


def test_what_is_wrong_in_a_case_is_refused(desk: Desk, settings: Path) -> None:
    use = ("--config", str(settings), "--output", "json")
    answer = desk("register", "key_loan", *use)
    assert answer.code == 2
    assert [(each["code"], each["field"]) for each in answer.json["refused"]] == [
        ("required", "details.key_number"), ("required", "details.premises"),
    ]  # fmt: skip
    answer = desk("register", "key_loan", "--set", "details.premises=cellar", *use)
    assert answer.json["refused"][0]["right"] == "Choose one of: hall, library, other."
    assert desk("register", "key_loan", "--set", "details.colour=red", *use).refused == ["unknown_field"]
    assert desk("register", "nothing", *use).json["refused"][0]["right"].endswith("key_loan.")


# ------------------------------------------------------------------ the commands


def test_a_file_is_checked_and_nothing_brought_in(desk: Desk, ask: Desk, file: Path) -> None:
    answer = desk("kinds", "check", str(file))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "key_loan is a kind that Desk can use: Nyckellån / Key loan, 8 fields, 4 steps.\n"
    assert "key_loan" not in [each["code"] for each in ask("kinds", "list")["kinds"]]


def test_everything_wrong_is_told_with_its_line(desk: Desk, file: Path, key_loan: str) -> None:
    wrong = key_loan.replace('type = "text"', 'type = "txt"').replace("min = 1", "min = 30")
    file.write_text(wrong, "utf-8")
    line = wrong.splitlines().index('type = "txt"') + 1
    answer = desk("kinds", "check", str(file), "--output", "json")
    assert answer.code == 1
    assert [(each["file"], each["line"], each["code"], each["field"]) for each in answer.json["problems"]] == [
        ("key_loan.toml", line, "unknown_code", "fields.key_number.type")
    ]
    assert desk("kinds", "check", str(file)).err.startswith(f"Line {line}: fields.key_number.type: ")
    assert desk("--lang", "sv", "kinds", "check", str(file)).err.startswith(f"Rad {line}: ")
    answer = desk("kinds", "bring", str(file), "--output", "json")
    assert (answer.code, answer.refused, answer.json["refused"][0]["line"]) == (2, ["unknown_code"], line)
    assert desk("kinds", "check", str(file.parent / "missing.toml")).code == 1


def test_what_a_new_wording_takes_away_is_said(desk: Desk, file: Path, key_loan: str) -> None:
    assert desk("kinds", "bring", str(file)).out == "key_loan: in use, wording 1.\n"
    file.write_text(SHORT, "utf-8")
    told = desk("kinds", "check", str(file)).out
    assert "Not asked any more: Key, Premises, Back by" in told
    assert "No steps any more: Ordered, Lent, Returned, Lost." in told
    assert desk("kinds", "bring", str(file)).out == "key_loan: in use, wording 2.\n"
    assert desk("kinds", "bring", str(file), "--output", "json").refused == ["kind_same_wording"]
    assert desk("kinds", "show", "key_loan", "--text").out == SHORT
    assert desk("kinds", "show", "key_loan", "--text", "--wording", "1").out == key_loan
    assert "Sports hall" in desk("kinds", "show", "key_loan", "--wording", "1").out
    assert desk("kinds", "show", "key_loan", "--wording", "3", "--output", "json").refused == ["kind_wording_unknown"]


def test_a_kind_is_withdrawn_and_taken_into_use(desk: Desk, ask: Desk, file: Path) -> None:
    desk("kinds", "bring", str(file))
    sets = ("--set", "details.key_number=A 12", "--set", "details.premises=hall")
    (reference,) = ask("register", "key_loan", *sets)["references"]
    assert ask("kinds", "withdraw", "key_loan") == {"code": "key_loan", "wording": 1, "in_use": False}
    refused = desk("register", "key_loan", *sets, "--output", "json")
    assert (refused.code, refused.refused) == (2, ["kind_withdrawn"])
    assert ask("show", reference)["details"]["key_number"] == "A 12"
    assert [each["reference"] for each in ask("list", "--kind", "key_loan")["cases"]] == [reference]
    assert "own, withdrawn" in desk("kinds", "list").out
    assert desk("kinds", "use", "key_loan").out == "key_loan: in use, wording 1.\n"
    assert desk("register", "key_loan", *sets).code == 0
    assert desk("kinds", "withdraw", "fault", "--output", "json").refused == ["kind_not_own"]


def test_every_kind_is_listed_and_shown(desk: Desk, ask: Desk, file: Path) -> None:
    desk("kinds", "bring", str(file))
    listed = ask("kinds", "list")
    ours = listed["kinds"][-1]
    assert ours == {
        "code": "key_loan", "sv": "Nyckellån", "en": "Key loan", "own": True, "in_use": True, "wording": 1,
        "department": "Samhällsbyggnad", "working_days": 10, "retention_days": 365,
        "fields": ["key_number", "premises", "back_by", "keys", "deposit", "collect_at", "returned_on", "remarks"],
        "steps": ["ordered", "lent", "returned", "lost"], "open_cases": 0,
    }  # fmt: skip
    assert desk("kinds", "list", "--output", "csv").out.count("\r\n") == len(listed["kinds"]) + 1
    for each in listed["kinds"]:
        shown = ask("kinds", "show", each["code"])
        assert (shown["sv"], len(shown["fields"])) == (each["sv"], len(each["fields"]))
        assert desk("kinds", "show", each["code"]).out.startswith(each["en"])
    shown = ask("kinds", "show", "key_loan")
    assert [each["required"] for each in shown["fields"]] == [
        "always", "always", None, None, None, None, None, "lost",
    ]  # fmt: skip
    assert shown["steps"][-1] == {"code": "lost", "sv": "Borttappad", "en": "Lost", "after": ["lent"]}
    assert shown["wordings"][0]["by"] == "anna"
    assert desk("kinds", "show", "nothing", "--output", "json").refused == ["kind_unknown"]
    assert desk("kinds", "show", "fault", "--text", "--output", "json").refused == ["kind_not_own"]


@pytest.mark.parametrize("who", ["bo", "lisa", "rut"])
def test_only_an_administrator_changes_them(desk: Desk, who: str, file: Path) -> None:
    for command in (("bring", str(file)), ("withdraw", "key_loan"), ("use", "key_loan")):
        assert desk("--as", who, "kinds", *command, "--output", "json").refused == ["not_allowed"]
    assert desk("--as", who, "kinds", "list").code == 0


# ------------------------------------------------------------------ beside the settings


def test_a_file_that_is_wrong_stops_no_command(desk: Desk, ask: Desk, settings: Path, key_loan: str) -> None:
    use = ("--config", str(settings))
    assert ask("kinds", "list", *use)["problems"] == []
    file = settings.parent / "kinds" / "key_loan.toml"
    file.write_text(key_loan + "what is this\n", "utf-8")
    line = key_loan.count("\n") + 1
    answer = desk("list", *use)
    assert answer.code == 0
    assert answer.err.splitlines() == [
        f"key_loan.toml: Line {line}: The line says neither what nor how much. Write a name, = and a value:"
        " working_days = 10.",
        "Until that is mended, the kinds are as they were.",
    ]
    answer = desk("kinds", "list", *use, "--output", "json")
    assert (answer.code, answer.json["problems"][0]["line"]) == (1, line)
    assert answer.json["kinds"][-1]["code"] == "key_loan"
    assert desk("--as", "bo", "list", *use).err == ""


def test_a_file_with_much_wrong_is_told_in_short(desk: Desk, settings: Path) -> None:
    (settings.parent / "kinds" / "spare.toml").write_text("a = 1\nb = 1\nc = 1\n", "utf-8")
    told = desk("list", "--config", str(settings)).err.splitlines()
    assert (len(told), told[-2]) == (5, "spare.toml: and 2 problems more")


def test_the_folder_may_be_another_and_retention_may_name_the_kind(desk: Desk, ask: Desk, settings: Path) -> None:
    (settings.parent / "kinds").rename(settings.parent / "ours")
    settings.write_text('[kinds]\nfolder = "ours"\n\n[retention]\nkey_loan = 60\n', "utf-8")
    assert ask("kinds", "show", "key_loan", "--config", str(settings))["retention_days"] == 60
    settings.write_text("[retention]\nkey_loan = 60\n", "utf-8")
    wordings.know(())  # another process, which has not opened the database yet
    assert desk("list", "--config", str(settings), "--output", "json").refused == ["retention_kind"]


def test_its_cases_leave_in_a_list_of_their_own(desk: Desk, file: Path, tmp_path: Path) -> None:
    assert desk("export", "cases", "--only", "kind=key_loan", "--to", str(tmp_path / "none.csv")).code == 2
    desk("kinds", "bring", str(file))
    desk("register", "key_loan", "--set", "details.key_number=A 12", "--set", "details.premises=hall")
    desk("register", "fault")
    answer = desk("export", "cases", "--only", "kind=key_loan", "--to", str(tmp_path / "cases.csv"))
    assert answer.code == 0, answer.err
    assert (tmp_path / "cases.csv").read_text("utf-8-sig").count("key_loan") == 1
    assert desk("export", "kinds", "--to", str(tmp_path / "kinds.csv")).code == 0
    assert "key_loan" in (tmp_path / "kinds.csv").read_text("utf-8-sig")
