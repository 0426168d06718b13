"""How commands are written: options, languages, help, and wrong use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import __version__
from desk.cli.commands import COMMANDS, make_parser, parsers

EVERY = [each.name for each in COMMANDS]


def test_every_command_of_this_version_is_there() -> None:
    assert set(EVERY) == {
        "demo", "init", "move", "sample", "register", "show", "list", "search", "step", "status", "park", "note",
        "close",
        "reopen", "correct", "annul", "hold", "disclose", "person export", "retention run", "report week",
        "report month", "report tertial", "report half", "report interim", "report year", "wall", "due", "wheel list",
        "wheel add", "wheel change", "wheel rest", "wheel done", "wheel start", "survey list", "survey add",
        "survey import", "survey answers", "survey correct", "survey remove", "measurements list",
        "measurements show", "measurements add", "measurements set", "measurements analyse", "measurements handle",
        "report issue", "report issued list", "report issued show", "report compare", "report analysis",
        "recipients list", "recipients add", "recipients remove", "report demand", "report feedback",
        "improvements list", "improvements show", "improvements propose", "improvements change", "improvements move",
        "goals list", "goals set", "goals change", "goals end", "activities list", "activities add",
        "activities change", "activities done", "activities drop", "deviations list", "deviations show",
        "deviations explain", "deviations done", "deviations coach", "deviations board", "deviations causes",
        "deviations find", "documents list", "documents show", "documents write", "documents decide",
        "documents review", "documents rest", "dialogues list", "dialogues add", "dialogues show", "dialogues change",
        "dialogues decide", "dialogues done", "dialogues improve", "report dialogue", "calls import", "calls set",
        "calls heat", "calls need", "staffing list", "staffing set", "staffing copy", "staffing import",
        "staffing least", "staffing absence", "check", "access list", "trail list", "trail head", "backup", "restore",
        "agents add", "agents list", "agents change", "agents rest", "agents wake", "agents key", "agents pin",
        "authorized-keys", "kinds list", "kinds show", "kinds check", "kinds bring", "kinds withdraw", "kinds use",
        "handover", "answer", "reply", "permits list", "permits show", "permits block", "cards list", "cards show",
        "cards block", "routines list", "routines show", "routines write", "routines change", "routines review",
        "routines rest", "division list", "division set", "division away", "division back", "division cover",
        "division take", "pool list", "pool calendar", "pool free", "pool book", "pool lend", "pool return",
        "pool cancel", "pool skip", "pool out", "pool in", "pool add", "pool change", "pool rest", "house list",
        "house back", "visitors in", "visitors out", "post in", "post out", "import permits", "import cards",
        "import pool", "import topics", "export", "departments list", "departments add", "departments change",
        "departments rest", "departments wake", "departments remove", "departments move", "groups list", "groups add",
        "groups change", "groups rest", "groups wake", "groups remove", "groups move", "topics list", "topics add",
        "topics change", "topics rest", "topics wake", "topics remove", "retention list", "retention set",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["", "report", "calls", "agents", *EVERY])
def test_help_is_everywhere_in_whole_sentences(desk: Callable[..., Any], name: str) -> None:
    answer = desk(*name.split(), "--help")
    assert answer.code == 0
    assert answer.err == ""
    assert answer.out.startswith(f"usage: {' '.join(['desk', *name.split()])} ")


def test_every_option_says_a_sentence(bare: None) -> None:
    for command, parser in parsers(make_parser()):
        for action in parser._actions:
            assert action.help, f"{command.name} {action.dest}"
            assert action.help.rstrip().endswith("."), f"{command.name} {action.dest}"
        assert (parser.description or "").endswith("."), command.name


def test_help_speaks_swedish(desk: Callable[..., Any]) -> None:
    answer = desk("--lang", "sv", "show", "--help")
    assert answer.out.startswith("användning: desk show ")
    assert "flaggor:" in answer.out
    assert "NR" in answer.out
    assert "usage" not in answer.out
    assert "options" not in answer.out


def test_version(desk: Callable[..., Any]) -> None:
    assert desk("--version").out == f"desk {__version__}\n"


# ------------------------------------------------------------------ global options


@pytest.mark.parametrize("place", ["before", "after", "equals"])
def test_global_options_are_taken_before_and_after_the_command(
    desk: Callable[..., Any], database_file: Path, place: str
) -> None:
    name = str(database_file)
    line = {
        "before": ["--database", name, "--as", "bo", "--lang", "sv", "list"],
        "after": ["list", "--database", name, "--as", "bo", "--lang", "sv"],
        "equals": [f"--database={name}", "list", "--lang=sv", "--as=bo"],
    }[place]
    answer = desk(*line, database=None)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Inga ärenden.\n"


def test_a_noun_takes_global_options_before_its_verb(desk: Callable[..., Any]) -> None:
    assert "användning" in desk("agents", "--lang", "sv", "list", "--help").out


def test_options_come_from_the_environment(
    desk: Callable[..., Any], database_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESK_DATABASE", str(database_file))
    monkeypatch.setenv("DESK_AS", "lisa")
    monkeypatch.setenv("DESK_LANG", "sv")
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "missing.toml"))
    missing = desk("list", database=None)
    assert missing.code == 2
    assert "missing.toml" in missing.err
    monkeypatch.setenv("DESK_CONFIG", "")
    assert desk("list", "--mine", database=None).out == "Inga ärenden.\n"
    desk("register", "enquiry", database=None)
    assert desk("list", "--output", "json", database=None).json["cases"][0]["agent"] == "lisa"
    assert desk("--lang", "en", "list", "--overdue", database=None).out == "No cases.\n"


def test_the_command_line_wins_over_the_environment(desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_DATABASE", "/no/such/place/desk.db")
    assert desk("list").code == 0


@pytest.mark.parametrize(
    ("line", "settings", "locale", "spoken"),
    [
        ([], "", "", "No cases."),
        ([], "", "sv_SE.UTF-8", "Inga ärenden."),
        ([], 'language = "en"', "sv_SE.UTF-8", "No cases."),
        ([], 'language = "sv"', "de_DE.UTF-8", "Inga ärenden."),
        (["--lang", "en"], 'language = "sv"', "sv_SE.UTF-8", "No cases."),
        ([], "", "de_DE.UTF-8", "No cases."),
    ],
)
def test_language_is_option_then_settings_then_locale_then_english(
    desk: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    line: list[str],
    settings: str,
    locale: str,
    spoken: str,
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(settings, encoding="utf-8")
    if locale:
        monkeypatch.setenv("LANG", locale)
    assert desk("--config", str(path), *line, "list").out == spoken + "\n"


@pytest.mark.sqlite_only("files")
def test_files_made_are_for_their_owner_alone(desk: Callable[..., Any], tmp_path: Path) -> None:
    assert desk("init", database=tmp_path / "a" / "new.db").code == 0
    assert desk("backup", str(tmp_path / "copy.db")).code == 0
    assert (tmp_path / "a" / "new.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert os.umask(0o077) == 0o077


# ------------------------------------------------------------------ wrong use


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (["nosuch"], "command_unknown", "command"),
        (["report", "nosuch"], "command_unknown", "command"),
        (["report"], "option_missing", "COMMAND"),
        (["list", "--bogus"], "option_unknown", "--bogus"),
        (["list", "--over"], "option_unknown", "--over"),
        (["list", "--limit"], "wrong_use", "--limit"),
        (["list", "--limit", "many"], "invalid_number", "--limit"),
        (["list", "--limit", "0"], "number_too_small", "--limit"),
        (["list", "--limit", "10001"], "number_too_large", "--limit"),
        (["list", "--kind", "nosuch"], "kind_unknown", "kind"),
        (["list", "--after", "x"], "cursor_invalid", "after"),
        (["list", "--lang", "de"], "unknown_code", "--lang"),
        (["show"], "option_missing", "REF"),
        (["show", "26-1", "--why", "x"], "why_without_reveal", "--why"),
        (["close", "26-1"], "option_missing", "--outcome"),
        (["close", "26-1", "--outcome", "done"], "unknown_code", "--outcome"),
        (["status", "26-1", "done"], "unknown_code", "STATUS"),
        (["register", "nosuch"], "kind_unknown", "kind"),
        (["register", "enquiry", "--set", "summary"], "set_form", "--set"),
        (["register", "enquiry", "--set", "nosuch=1"], "unknown_field", "nosuch"),
        (["register", "enquiry", "--set", "note=a", "--set", "note=b"], "set_twice", "note"),
        (["register", "enquiry", "--channel", "visit", "--set", "channel=visit"], "set_twice", "channel"),
        (["register", "enquiry", "--each"], "each_without_json", "--each"),
        (["register", "--json", "/no/such/file"], "file_missing", "--json"),
        (["register", "--json", "/"], "file_missing", "--json"),
        (["register", "enquiry", "--set", "details.place=x"], "unknown_field", "details.place"),
        (["register"], "kind_missing", "kind"),
        (["park", "26-1", "--until", "whenever"], "invalid_date", "--until"),
        (["report", "week", "2026-47"], "week_invalid", "week"),
        (["report", "week", "2027-W01"], "week_in_future", "week"),
        (["calls", "import", "/no/such/file"], "file_missing", "file"),
        (["calls", "set", "Växel", "2026-W46", "--offered", "1", "--answered", "2"], "calls_answered_more", "answered"),
        (["agents", "add", "x", "--name", "X", "--role", "boss"], "unknown_code", "--role"),
        (["agents", "add", "Å", "--name", "X", "--role", "lead"], "login_invalid", "login"),
        (["agents", "add", "bo", "--name", "X", "--role", "lead"], "login_taken", "login"),
        (["agents", "add", "x", "--name", "X", "--role", "lead", "--group", "Q"], "group_unknown", "group"),
        (["sample", "--cases", "0"], "number_too_small", "--cases"),
        (["sample", "--cases", "5", "--from", "x"], "invalid_date", "--from"),
        (["demo"], "no_terminal", None),
    ],
)  # fmt: skip
def test_wrong_use_is_refused_with_a_code_and_the_field(
    desk: Callable[..., Any], line: list[str], code: str, field: str | None
) -> None:
    answer = desk(*line, "--output", "json") if line != ["demo"] else desk("--output", "json", "demo")
    assert answer.code == 2
    refusal = answer.json["refused"][0]
    assert (refusal["code"], refusal["field"]) == (code, field)
    assert set(refusal) == {"code", "field", "reason", "right"}
    assert refusal["reason"]
    (told,) = answer.err.splitlines()
    assert refusal["reason"] in told
    assert refusal["right"] in told
    assert not field or told.startswith(f"{field}: ")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_refusals_are_told_in_the_language_spoken(desk: Callable[..., Any], language: str) -> None:
    missing = desk("--lang", language, "close", "26-1").err
    unknown = desk("--lang", language, "show", "26-77").err
    assert missing.startswith("--outcome: ")
    assert unknown.startswith("reference: ")
    assert "26-77" in unknown
    assert ("There is no case" in unknown, "has to be given" in missing) == (language == "en", language == "en")
    assert ("rende" in unknown, "anges" in missing) == (language == "sv", language == "sv")


def test_a_form_that_a_command_does_not_have_is_refused(desk: Callable[..., Any]) -> None:
    assert desk("show", "26-1", "--output", "csv").code == 2
    before = desk("--output", "csv", "show", "26-1")
    assert (before.code, before.err) == (
        2,
        "--output: That is not one of the choices. Choose one of: text, json.\n",
    )


def test_words_of_argparse_are_translated(desk: Callable[..., Any]) -> None:
    told = desk("--lang", "sv", "list", "--limit").err
    assert told.startswith("--limit: ")
    assert "xpected" not in told


# ------------------------------------------------------------------ who


def test_acting_for_others_is_for_those_who_may(desk: Callable[..., Any], login: Callable[[str], None]) -> None:
    assert desk("--as", "bo", "list").code == 0
    assert desk("--as", "nobody", "list", "--output", "json").refused == ["login_unknown"]
    login("bo")
    assert desk("list").code == 0
    assert desk("--as", "bo", "list").code == 0
    assert desk("--as", "lisa", "list", "--output", "json").refused == ["may_not_act_for"]
    login("stranger")
    assert desk("list", "--output", "json").refused == ["login_unknown"]


def test_the_environment_does_not_say_who_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.services.entrance import login_of_system

    before = login_of_system()
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert login_of_system() == before


@pytest.mark.parametrize(
    ("who", "line", "code"),
    [
        ("bo", ["backup", "/tmp/x"], 2),
        ("bo", ["calls", "set", "Växel", "2026-W46", "--offered", "1", "--answered", "1"], 2),
        ("bo", ["agents", "add", "x", "--name", "X", "--role", "lead"], 2),
        ("bo", ["sample", "--cases", "3"], 2),
        ("rut", ["list"], 2),
        ("rut", ["search", "x"], 2),
        ("rut", ["register", "enquiry"], 2),
        ("rut", ["report", "week"], 0),
        ("rut", ["check"], 0),
        ("lisa", ["calls", "set", "Växel", "2026-W46", "--offered", "1", "--answered", "1"], 0),
    ],
)
def test_rights_are_those_of_the_screen(desk: Callable[..., Any], who: str, line: list[str], code: int) -> None:
    answer = desk("--as", who, *line)
    assert answer.code == code
    assert ("may not do this" in answer.err) == (code == 2)


def test_a_command_loads_its_own_code_alone(bare: None) -> None:
    code = (
        "import sys; from desk.cli.main import main; main(['list', '--help']);"
        "print(*[each for each in sys.modules if each.startswith('desk.cli.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "desk.cli.cases" in loaded
    assert not {"desk.cli.issued", "desk.cli.reports", "desk.cli.calls", "desk.cli.backups"} & set(loaded)
