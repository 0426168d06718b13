"""A kind whose rules look at one case is one file and its words in the catalogue: here is one, and nothing else of it.

The file is written into a folder of its own, which is looked into beside ``desk/rules/kinds``. What the program then
does with it, from the form to disposal, no other line of the program was written for.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from textual.pilot import Pilot

from desk import words
from desk.app import DeskApp
from desk.cli.main import main
from desk.rules import kinds as package
from desk.rules.kinds import built_in, kinds
from desk.rules.kinds.base import Details
from desk.screens.desk import DeskScreen
from desk.screens.widgets.form_row import FormRow
from desk.services import cases, corrections, entrance, lists, reading
from desk.services.seat import Seat
from desk.storage.lists import Which
from desk.terminal.look import Look

SOURCE = '''
"""Trädfällning: somebody asks for a tree on the municipality's land to be felled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import Day, Instant, Name, Optional
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.text import clean_text
from desk.words import N_


class Why(Code):
    SHADE = "shade", N_("Takes the light")
    ROTTEN = "rotten", N_("Rotten")


class Step(Code):
    ASKED = "asked", N_("Wished away")
    LOOKED_AT = "looked_at", N_("Looked at")
    FELLED = "felled", N_("Felled")
    KEPT = "kept", N_("The tree stays")


class TreeFelling(Details):
    kind = "tree_felling"
    label = N_("Tree felling")
    help = N_("Trees on the municipality's land.")
    order = 55
    steps = Step
    side_steps = {Step.KEPT: (Step.LOOKED_AT,)}
    answers_at = Step.FELLED
    working_days = 15
    retention_days = 60
    personal = ("place", "neighbour", "story")
    told = ("why", "place")
    searched = ("place", "neighbour")
    named = ("neighbour",)

    why: Annotated[Why | None, Optional] = Field(None, title=N_("Why felled"))
    place: Name = Field(None, title=N_("Where it stands"), examples=["Parkgatan 3"])
    neighbour: Name = Field(None, title=N_("Neighbour"))
    trunk: Annotated[int | None, Field(ge=1, le=400), Optional] = Field(None, title=N_("Trunk in centimetres"))
    nests: bool | None = Field(None, title=N_("Birds nest in it"))
    wanted_by: Day = Field(None, title=N_("Wanted by"))
    looked_at: Instant = Field(None, title=N_("Seen at"))
    story: Annotated[Annotated[str, AfterValidator(clean_text), Field(max_length=4000)] | None, Optional] = Field(
        None, title=N_("The whole story")
    )

    def check(self, at: Circumstances) -> None:
        if self.wanted_by is not None and self.wanted_by < at.received:
            refuse("day_before_received", "details.wanted_by", first=at.received)

    def check_step(self, step: str, at: Circumstances) -> None:
        if step == Step.FELLED and self.nests is not False:
            refuse("required", "details.nests")

    def needs(self, step: str, at: Circumstances) -> bool:
        return step != Step.LOOKED_AT or self.why is not Why.SHADE

    def at_step(self, step: str, now: datetime) -> Mapping[str, object]:
        return {"looked_at": now} if step == Step.LOOKED_AT else {}
'''
SWEDISH = {
    "Tree felling": "Trädfällning", "Why felled": "Varför fälla", "Rotten": "Murket", "Takes the light": "Tar ljuset",
    "Where it stands": "Var det står", "Looked at": "Besiktigat", "Wished away": "Begärt", "Felled": "Fällt",
    "Birds nest in it": "Fåglar häckar i det",
}  # fmt: skip
CODE = "tree_felling"
Run = Callable[..., Any]
Settled = Callable[[Pilot[Any]], Awaitable[None]]


@pytest.fixture(autouse=True)
def new_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Details]]:
    """The kind, in a folder of its own, and its words in a copy of the catalogue."""
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / f"{CODE}.py").write_text(SOURCE, encoding="utf-8")
    _translate(tmp_path / "locale", monkeypatch)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    built_in.cache_clear()
    yield kinds()[CODE]
    monkeypatch.undo()
    sys.modules.pop(f"{package.__name__}.{CODE}", None)
    if hasattr(package, CODE):
        delattr(package, CODE)
    built_in.cache_clear()
    words.use("en")


def _translate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path("sv") / "LC_MESSAGES"
    (folder / place).mkdir(parents=True)
    with (words._LOCALE / place / "desk.po").open("rb") as file:
        catalogue: Catalog = read_po(file, locale="sv", domain="desk")
    for message, said in SWEDISH.items():
        catalogue.add(message, said)
    with (folder / place / "desk.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "_LOCALE", folder)


@pytest.fixture
def run(
    database_file: Path,
    tmp_path: Path,
    now: datetime,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Runs a command as anna, and hands back its code, answer and refusals; JSON is read."""
    for name in [each for each in os.environ if each.startswith(("DESK_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")

    def command(*arguments: str, at: datetime | None = None, code: int = 0, lang: str = "en") -> Any:
        capfd.readouterr()
        done = main(["--database", str(database_file), "--lang", lang, *arguments], now=at or now)
        sys.stdout.flush()
        told = capfd.readouterr()
        assert done == code, told
        return json.loads(told.out) if "json" in arguments else told.out + told.err

    return command


def asked_for(run: Run, **other: str) -> str:
    """A case of the kind, with something in every field."""
    given = {
        "citizen.name": "Karin Ström", "citizen.phone": "070-174 06 05", "details.why": "rotten",
        "details.place": "Parkgatan 3", "details.neighbour": "Bo Ek", "details.trunk": "40", "details.nests": "false",
        "details.wanted_by": "2026-12-01", "details.story": "Den lutar.",
        **{f"details.{name}": value for name, value in other.items()},
    }  # fmt: skip
    sets = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
    reference: str = run("register", CODE, *sets, "--output", "json")["references"][0]
    return reference


# ------------------------------------------------------------------ the command line


def test_it_is_registered_shown_and_explained(run: Run) -> None:
    assert CODE in run("register", "--help")
    assert "details.neighbour" in run("register", "--help")
    reference = asked_for(run)
    case = run("show", reference, "--output", "json")
    assert (case["kind"], case["step"], case["status"]) == (CODE, "asked", "new")
    assert case["details"] == {
        "why": "rotten", "place": "Parkgatan 3", "neighbour": "Bo Ek", "trunk": 40, "nests": False,
        "wanted_by": "2026-12-01", "story": "Den lutar.",
    }  # fmt: skip
    assert case["due"] == "2026-12-10T17:00:00+01:00"
    text = run("show", reference)
    assert [each for each in ("Tree felling", "Why felled", "Rotten", "Where it stands") if each not in text] == []
    text = run("show", reference, lang="sv")
    assert [each for each in ("Trädfällning", "Varför fälla", "Murket", "Begärt") if each not in text] == []


def test_its_fields_are_validated_and_its_rules_hold(run: Run) -> None:
    for field, value, code in (
        ("trunk", "401", "number_too_large"), ("why", "ugly", "unknown_code"), ("height", "3", "unknown_field"),
        ("wanted_by", "2026-11-01", "day_before_received"), ("nests", "perhaps", "invalid_yes_no"),
    ):  # fmt: skip
        refused = run("register", CODE, "--set", f"details.{field}={value}", "--output", "json", code=2)["refused"]
        assert [(each["code"], each["field"]) for each in refused] == [(code, f"details.{field}")]


def test_it_goes_through_its_steps(run: Run, now: datetime) -> None:
    reference = asked_for(run, nests="true")
    refused = run("step", reference, "felled", code=2)
    assert "looked_at" in refused
    case = run("step", reference, "looked_at", "--output", "json", at=now + timedelta(hours=1))
    assert case["details"]["looked_at"] == "2026-11-19T11:42:00+01:00"
    assert "A value is missing." in run("step", reference, "felled", code=2)
    run("correct", reference, "--set", "details.nests=false")
    said = run("step", reference, "felled")
    assert "Proposed outcome: Solved later." in said
    case = run("show", reference, "--output", "json")
    assert case["first_answered_at"] is not None
    assert "Fåglar häckar i det" in run("show", reference, lang="sv")
    other = asked_for(run, why="shade")
    assert run("step", other, "felled", "--output", "json")["step"] == "felled"


def test_it_is_listed_searched_exported_and_counted(run: Run, tmp_path: Path) -> None:
    reference = asked_for(run)
    for found in (
        run("list", "--kind", CODE, "--output", "json"),
        run("search", "parkgatan", "--output", "json"),
        run("search", "bo", "--output", "json"),
        run("search", "kind:trädfällning", "--output", "json", lang="sv"),
        run("search", "kind:tree-felling", "--output", "json"),
    ):
        assert [each["reference"] for each in found["cases"]] == [reference]
    assert "Trädfällning" in run("list", lang="sv")
    run("export", "cases", "--to", str(tmp_path / "cases.csv"))
    assert CODE in (tmp_path / "cases.csv").read_text(encoding="utf-8-sig")
    report = run("report", "week", "2026-W47", "--output", "json")
    assert report["cases"]["by_kind"] == {CODE: 1}
    assert "Trädfällning" in run("report", "week", "2026-W47", lang="sv")


def test_a_department_is_told_what_it_says_a_department_needs(run: Run) -> None:
    letter = run("handover", asked_for(run), "--whom", "Miljö", "--text")
    assert [each for each in ("Tree felling", "Rotten", "Parkgatan 3") if each not in letter] == []
    assert "Bo Ek" not in letter


def test_it_leaves_the_house_and_is_forgotten_when_its_time_has_come(run: Run, now: datetime, tmp_path: Path) -> None:
    reference = asked_for(run)
    run("close", reference, "--outcome", "solved_later")
    case = run("show", reference, "--output", "json")
    assert case["retention_date"] == (now.date() + timedelta(days=60)).isoformat()
    run("person", "export", "070-174 06 05", "--to", str(tmp_path / "person.json"), "--why", "Begäran")
    assert "Parkgatan 3" in (tmp_path / "person.json").read_text(encoding="utf-8")
    assert "Bo Ek" in run("disclose", reference, "--to", "-")
    decision = ("--decision", "KS 2026/1", "--output", "json")
    assert run("retention", "run", *decision, at=now + timedelta(days=59))["cases"] == 0
    assert run("retention", "run", *decision, at=now + timedelta(days=61))["cases"] == 1
    case = run("show", reference, "--output", "json", at=now + timedelta(days=61))
    assert case["details"] == {"why": "rotten", "trunk": 40, "nests": False, "wanted_by": "2026-12-01"}
    assert run("search", "parkgatan", "--output", "json")["cases"] == []
    assert run("check")


def test_what_is_masked_of_it_is_what_it_says_is_personal(seat: Seat, now: datetime) -> None:
    values = {
        "kind": CODE, "citizen": {"name": "Karin", "protected": True},
        "details": {"place": "Parkgatan 3", "neighbour": "Bo Ek", "trunk": 40},
    }  # fmt: skip
    reference = cases.register(seat, values, now).reference
    assert dict(reading.open_case(seat, reference).case.details) == {"trunk": 40}
    corrections.correct(seat, reference, {"details.neighbour": "Eva Ek"}, now)
    (event,) = reading.open_case(seat, reference).events[1:]
    assert event.changes == {"details.neighbour": (None, None)}


# ------------------------------------------------------------------ the screen


async def settle(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, DeskApp)
    quiet = 0
    while quiet < 3:
        await pilot.pause(0.01)
        quiet = quiet + 1 if app.threads.idle and app.seated else 0


@pytest.mark.parametrize("language", ["en", "sv"])
async def test_it_is_in_the_form_and_on_the_screen(language: str, seat: Seat, now: datetime) -> None:
    words.use(language)
    app = DeskApp(lambda: seat, now=lambda: now, look=Look("desk-dark", False, "true"), lock_seconds=0)
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        await pilot.press("7", *("tree" if language == "en" else "träd"), "tab", "tab", "tab", "tab", "tab")
        await pilot.press("r" if language == "en" else "m", "tab", *"Park", "ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, DeskScreen)
        await pilot.press("enter")
        await settle(pilot)
        rows = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
    (row,) = lists.page(seat, Which()).rows
    case = reading.open_case(seat, row.reference).case
    assert (case.kind, dict(case.details)) == (CODE, {"why": "rotten", "place": "Park"})
    said = ("Tree felling", "Why felled", "Rotten") if language == "en" else ("Trädfällning", "Varför fälla", "Murket")
    assert [each for each in said if each not in rows] == []


async def test_the_form_asks_for_each_of_its_fields_with_the_widget_of_its_type(seat: Seat, now: datetime) -> None:
    app = DeskApp(lambda: seat, now=lambda: now, look=Look("desk-dark", False, "true"), lock_seconds=0)
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        await pilot.press("7", *"tree", "tab")
        await settle(pilot)
        rows = {row.field_name: type(row.field).__name__ for row in app.screen.query(FormRow)}
    assert {name: rows[f"details.{name}"] for name in kinds()[CODE].model_fields} == {
        "why": "Choice", "place": "LineInput", "neighbour": "LineInput", "trunk": "NumberInput", "nests": "Tick",
        "wanted_by": "DateInput", "looked_at": "InstantInput", "story": "NoteArea",
    }  # fmt: skip


def test_the_settings_take_its_retention(new_kind: type[Details]) -> None:
    from desk.rules.retention import check_chosen, retention_date

    assert check_chosen({CODE: 10}) == {CODE: 10}
    assert retention_date(new_kind(), date(2026, 11, 19), {CODE: 10}) == date(2026, 11, 29)
