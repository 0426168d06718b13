"""A canary on the command line: a made-up person with a protected identity, every command, and every byte that is left.

What may hold the person is named: the database and its copies until disposal, and the file that was asked for.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from desk.cli import commands
from desk.cli.commands import COMMANDS
from desk.services import drafts, entrance, lists
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit, add_card, add_permit

PIECES = (
    "kanarie", "fågelsson", "189001189829", "18900118-9829", "900118-9829", "9829", "0701740699", "+46701740699",
    "174 06 99", "1740699",
)  # fmt: skip
PERSON = (
    "--set", "citizen.name=Kanarie Fågelsson", "--set", "citizen.phone=070-174 06 99", "--set",
    "citizen.email=kanarie@example.se", "--set", "citizen.personal_number=18900118-9829",
)  # fmt: skip
CARD = (
    "--set", "details.pupil=Kanarie Fågelsson", "--set", "details.school=Kanarieskolan", "--set",
    "details.card_number=KANARIE-1", "--set", "details.reason=lost",
)  # fmt: skip
PROTECTED = ("--set", "citizen.protected=true")
DECISION = ("--decision", "KS 2026/114 § 45")


class Cage:
    """Runs commands, and keeps what they say.

    Attributes:
        ran: The names of the commands that were run.
        sang: What was said by commands that are there to say it.
    """

    def __init__(self, desk: Callable[..., Any]) -> None:
        self._desk = desk
        self.out: list[str] = []
        self.ran: set[str] = set()
        self.sang: list[str] = []

    def run(self, *arguments: str, code: int = 0, may_sing: bool = False, **more: Any) -> str:
        """Run a command in both forms of the answer; its answer for people."""
        words = [each for each in arguments if not each.startswith("--")]
        names = {each.name for each in COMMANDS}
        said = (words[0], " ".join(words[:2]), " ".join(words[:3]), words[-1])
        self.ran |= {name for name in said if name in names}
        answer = self._desk(*arguments, **more)
        assert answer.code == code, (arguments, answer)
        (self.sang if may_sing else self.out).append(f"{arguments[0]}: {answer.out}{answer.err}")
        return str(answer.out)

    def search(self) -> list[str]:
        """What has flown."""
        return [f"{piece!r} in {each!r}" for each in self.out for piece in PIECES if piece in each.casefold()]


@pytest.fixture
def cage(desk: Callable[..., Any]) -> Cage:
    return Cage(desk)


def bytes_with_it(folder: Path, *allowed: str) -> list[str]:
    """Files under a folder that hold a piece of the canary, but for those whose name begins so."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith(allowed):
            text = file.read_bytes().decode("utf-8", "replace").casefold()
            found += [
                f"{piece} in {file.name}" for piece in PIECES if piece in text and (piece != "9829" or _alone(text))
            ]
    return found


def _alone(text: str) -> bool:
    """Four digits stand by chance in sums and page bytes; these only count with what goes before them in a number."""
    return re.search(r"0118[-+ ]?9829", text) is not None


def reference_of(said: str) -> str:
    return said.strip().split("\n")[0]


def test_every_command(
    cage: Cage, seat: Seat, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_file: Path
) -> None:
    run = cage.run
    later = now + timedelta(days=731)
    run("init")
    protected = reference_of(run("register", "bus_card", *PERSON, *CARD, *PROTECTED))
    plain = reference_of(run("register", "enquiry", *PERSON, may_sing=True))
    drafts.save(seat, Draft("k", "anna", "enquiry", None, {"citizen.name": "Kanarie Fågelsson"}, now))
    for form in ("text", "json"):
        run("show", protected, "--output", form)
        run("search", "kanarie", "--output", form, may_sing=True)
        run("search", protected, "--output", form)
    run("list", "--output", "csv", may_sing=True)
    run("correct", protected, "--set", "citizen.name=Kanarie Nilsson", "--set", "citizen.phone=070-174 06 98")
    run("correct", protected, "--set", "citizen.phone=070-174 06 99", "--output", "json")
    run("note", protected, "Ringde", "igen", "--output", "json")
    run("status", protected, "ongoing")
    run("park", protected, "--until", "2026-12-01")
    run("step", protected, "blocked", "--output", "json")
    run("show", protected, "--reveal", code=2)
    run("show", protected, "--reveal", "--why", "Ringde själv", may_sing=True)
    for login in ("bo", "lisa"):
        run("show", protected, "--output", "json", *("--as", login))
    run("show", protected, "--reveal", "--why", "x y", "--as", "bo", code=2)
    # ---- what is refused says nothing of what was typed
    run("register", "enquiry", *PERSON, "--set", "citizen.personal_number=18900118-9820", code=2)
    run("register", "bus_card", *PERSON, "--set", "details.fee=Kanarie", code=2)
    run("correct", protected, "--set", "citizen.email=kanarie", code=2)
    run("person", "export", "18900118-9828", "--to", str(tmp_path / "none"), code=2)
    # ---- handed out
    run("disclose", protected, "--to", "-")
    run("disclose", protected, "--to", str(tmp_path / "disclosed.txt"), "--mask", "ringde", "--output", "json")
    run("disclose", protected, "--to", str(tmp_path / "never"), "--mask", "Kanarie Svensson", code=2)
    run("disclose", protected, "--to", str(tmp_path / "never"), "--as", "bo", code=2)
    run("person", "export", "070-174 06 99", "--to", str(tmp_path / "export.txt"), code=2)  # no reason given
    run("person", "export", "070-174 06 99", "--to", str(tmp_path / "export.txt"), "--why", "Begäran")
    run("person", "export", "18900118-9829", "--to", str(tmp_path / "export.json"), "--why", "x y", "--output", "json")
    # ---- everything else
    run("hold", plain, "--why", "Överklagat")
    run("hold", plain, "--release")
    the_letters(cage, protected, tmp_path)
    run("close", protected, "--outcome", "solved_later")
    run("reopen", protected)
    run("close", protected, "--outcome", "solved_later")
    run("annul", plain, "--why", "Dubblett")
    run("report", "week", "2026-W46", "--output", "json")
    run("register", "feedback", *PERSON, *PROTECTED, "--set", "details.action=Kanarie", "--set", "demand=failure",
        "--set", "cause=chasing", "--set", "outcome=solved_later")  # fmt: skip
    for form in ("text", "json", "csv"):
        run("report", "demand", "2026-W47", "--output", form)
        run("report", "feedback", "2026-W47", "--output", form)
        run("report", "dialogue", "Barn & utbildning", "2026-11", "--output", form)
        run("due", "--output", form)
    the_pool(cage)
    the_house(cage, tmp_path)
    the_registers(cage, seat, now)
    in_and_out(cage, tmp_path)
    issue_reports(cage, tmp_path)
    run("improvements", "propose", "Skylt vid dörren", "--cause", "chasing")
    run("improvements", "change", "1", "--background", "Många går fel")
    run("improvements", "move", "1", "not_done", "--result", "För dyrt")
    run("improvements", "show", "1", "--output", "json")
    run("improvements", "list", "--output", "json")
    run("calls", "heat", "2026-W46", "--output", "json")
    goals_and_deviations(cage)
    run("access", "list", "--as", "rut", "--output", "json")
    run("trail", "list", "--as", "rut")
    run("trail", "head")
    run("agents", "list")
    run("check")
    run("backup", str(tmp_path / "copy.db"))
    run("retention", "run", *DECISION, "--dry-run", at=later)
    crash(cage, monkeypatch)
    assert cage.search() == []
    assert any("kanarie" in each.casefold() for each in cage.sang)
    assert bytes_with_it(tmp_path, "desk.db", "copy.db", "export.") == []
    assert bytes_with_it(tmp_path, "desk.db", "copy.db") != []
    # ---- and when its time has come, it is nowhere
    told = run("retention", "run", *DECISION, "--output", "json", at=later)
    assert '"cases": 7' in told
    run("show", protected, "--output", "json", at=later)
    run("search", "kanarie", at=later)
    run("list", at=later)
    run("check", at=later)
    seat.database.close()
    assert bytes_with_it(tmp_path, "copy.db", "export.") == []
    # ---- nor does it come back
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    run("restore", str(tmp_path / "copy.db"), at=later)
    run("list", at=later)
    assert cage.search() == []
    assert bytes_with_it(tmp_path, "copy.db", "export.") == []
    assert not (tmp_path / "never").exists()
    left_out = {"demo", "sample", "calls import", "authorized-keys", "wall", "move"}
    people = {"agents add", "agents change", "agents rest", "agents wake", "agents key", "agents pin"}
    nouns = ("staffing ", "survey ", "measurements ", "wheel ", "documents ", "dialogues ", "routines ", "division ",
             "kinds ", "topics ", "departments ", "groups ")  # fmt: skip
    of_numbers = {"calls need", *(each.name for each in COMMANDS if each.name.startswith(nouns))}
    assert {each.name for each in COMMANDS} - cage.ran == left_out | people | of_numbers, (
        "a command that the canary has not met"
    )


def the_letters(cage: Cage, protected: str, folder: Path) -> None:
    """Hand the case over, note an answer and reply: only what goes to the person holds the person."""
    run = cage.run
    run("handover", protected, "--whom", "Miljö", "--follow-up", "2026-11-26")
    run("handover", protected, "--to", str(folder / "letter.eml"), "--output", "json")
    run("handover", protected, "--mailto")
    run("due", "--output", "json")
    run("answer", protected, "--text", "Kanarie Fågelsson har fått svar", "--output", "json")
    run("show", protected)
    run("reply", protected, "--text", "Hej", code=2)
    run("reply", protected, "--text", "Hej", "--why", "x y", "--as", "bo", code=2)
    run("reply", protected, "--why", "Svar", "--to", str(folder / "export.reply.eml"))
    run("reply", protected, "--text", "Hej Kanarie", "--why", "Svar", "--sent", may_sing=True)
    run("show", protected, "--output", "json")
    run("retention", "list", "--output", "json")
    run("retention", "set", "fault", "100", *DECISION)


def the_house(cage: Cage, folder: Path) -> None:
    """Let somebody in whom no list may name, and take in post for them; write the list to take along."""
    run = cage.run
    come = ("visitors", "in", "Kanarie Fågelsson", "--host", "Kanarie Nilsson", "--what", "Möte", "--protected")
    visit = reference_of(run(*come)).partition(":")[0]
    parcel = reference_of(run("post", "in", "Kanarie Fågelsson", "--what", "Paket")).partition(":")[0]
    run("correct", parcel, "--set", "citizen.protected=true")
    for form in ("text", "json", "csv"):
        run("house", "list", "--output", form)
    for ending in ("pdf", "txt", "csv", "json"):
        run("house", "list", "--to", str(folder / f"house.{ending}"))
    cage.out.append(words_in(folder / "house.pdf"))
    for noun, reference in (("visitors", visit), ("post", parcel)):
        run(noun, "out", reference, "--output", "json")
        run("house", "back", reference)
        run(noun, "out", reference)


def the_pool(cage: Cage) -> None:
    """Lend something to somebody whom no list may name, and to others."""
    run = cage.run
    run("pool", "add", "Elbil 1", "--type", "Bil")
    run("pool", "add", "Elbil 2")
    times = ("--from", "2026-11-20 09:00", "--to", "2026-11-20 16:00")
    loan = run("pool", "book", "Elbil 1", *times, *PERSON, *PROTECTED, "--for", "Kanarie Fågelsson").split(":")[0]
    run("pool", "book", "Elbil 1", *times, *PERSON, code=2)
    run("pool", "lend", loan, "--output", "json")
    run("pool", "out", "Elbil 1", "--why", "service", "--output", "json")
    run("pool", "in", "Elbil 1")
    for form in ("text", "json", "csv"):
        run("pool", "calendar", "--output", form)
        run("pool", "list", "--output", form)
        run("pool", "free", *times, "--output", form)
    run("pool", "return", loan, "--damage", "Kanarie backade", "--output", "json")
    run("close", loan, "--outcome", "solved_later")
    run("pool", "change", "Elbil 2", "--name", "Volvo")
    run("pool", "rest", "Volvo")
    again = ("--repeats", "weekly", "--until", "2026-12-04")
    loan = run("pool", "book", "Elbil 1", "--from", "2026-11-21 09:00", "--to", "2026-11-21 10:00", *again).split(":")[
        0
    ]
    run("pool", "skip", loan, "2026-11-28")
    run("pool", "cancel", loan)


def the_registers(cage: Cage, seat: Seat, now: datetime) -> None:
    """Look up, list and block permits and cards that were brought in, of somebody whom no list may name."""
    run = cage.run
    who = {"name": "Kanarie Fågelsson", "person": "189001189829", "phone": "+46701740699", "protected": True}
    bringing = Bringing(int(now.timestamp()), now.date(), 730)
    with seat.database.write() as tx:
        add_permit(tx, BroughtPermit("P1", now.date(), **who), bringing)  # type: ignore[arg-type]
        add_card(tx, BroughtCard("K1", school="Kanarieskolan", **who), bringing)  # type: ignore[arg-type]
    for noun, number in (("permits", "P1"), ("cards", "K1")):
        for form in ("text", "json", "csv"):
            for view in ("active", "blocked", "all"):
                run(noun, "list", "--view", view, "--output", form)
        for form in ("text", "json"):
            run(noun, "show", number, "--output", form)
        run(noun, "show", "kanarie", "--as", "bo", code=2)
        run(noun, "block", number, "--output", "json")
    run("permits", "list", "--view", "appeals")
    run("cards", "list", "--view", "temporary")


def in_and_out(cage: Cage, folder: Path) -> None:
    """Bring in a register that is all about somebody whom nothing may name, and write every list to a file."""
    run = cage.run
    header = "Serienr;Kortnr;Personnr;Namn;Telefon;Giltigt till;Skyddad\n"
    row = "P{0};K{0};18900118-9829;Kanarie Fågelsson;070-174 06 99;{1};ja\n"
    good, wrong = (folder / f"import.{name}.csv" for name in ("good", "wrong"))
    good.write_text(header + row.format(9, "2026-11-18"), encoding="utf-8")
    wrong.write_text(header + row.format(9, "kanarie") * 2, encoding="utf-8")
    for noun in ("permits", "cards"):
        for form in ("text", "json"):
            run("import", noun, str(good), "--dry-run", "--output", form)
            run("import", noun, str(wrong), "--output", form, code=2)
        run("import", noun, str(good))
    for noun, text in (("pool", "Namn\nProjektor 9\n"), ("topics", "Ämne\nBrygga\n")):
        good.with_name("import.list.csv").write_text(text, encoding="utf-8")
        run("import", noun, str(folder / "import.list.csv"))
    for what in ("visitors", "post", "permits", "cards", "pool", "bookings", "improvements", "people"):
        run("export", what, "--to", str(folder / f"list.{what}.csv"))
    for number, only in enumerate((("--only", "state=all"), ("--only", "words=kanarie"))):
        run("export", "cases", *only, "--to", str(folder / f"export.cases.{number}.csv"))
    run("export", "trail", "--to", str(folder / "list.trail.csv"), "--as", "rut")
    for file in (good, wrong):
        file.unlink()


def issue_reports(cage: Cage, folder: Path) -> None:
    """Every report in every form, and one that is kept for good."""
    run = cage.run
    for ending in ("pdf", "xlsx", "txt", "json", "csv"):
        for sort in ("week", "feedback", "demand"):
            run("report", sort, "2026-W47", "--to", str(folder / f"{sort}.{ending}"))
    for sort in ("month", "tertial", "half", "year"):
        run("report", sort, "--to", str(folder / f"{sort}.pdf"))
    run("report", "interim", "2026", "--to", str(folder / "interim.pdf"))
    (folder / "analysis").write_text("Lugnt.", encoding="utf-8")
    run("report", "analysis", "month", "2026-11", "--file", str(folder / "analysis"))
    run("recipients", "add", "month", "Kommundirektören")
    run("recipients", "list")
    run("report", "issue", "month", "2026-11", "--to", str(folder / "issued.pdf"))
    run("recipients", "remove", "1")
    run("report", "compare", "1", code=1)
    run("report", "issue", "month", "2026-11", "--to", str(folder / "issued-2.json"))
    run("report", "issued", "list")
    for form in ("text", "json", "csv"):
        run("report", "issued", "show", "2", "--output", form)
    cage.out += [f"{file.name}: {words_in(file)}" for file in folder.glob("*.pdf")]
    cage.out += [f"{file.name}: {words_in(file)}" for file in folder.glob("*.xlsx")]


def words_in(file: Path) -> str:
    """What a PDF or an Excel file says: neither says it in its bytes."""
    if file.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(file).pages)
    with zipfile.ZipFile(file) as parts:
        return " ".join(parts.read(name).decode() for name in parts.namelist())


def goals_and_deviations(cage: Cage) -> None:
    """Set a goal, plan for it, fall short of it, and say why."""
    run = cage.run
    run("goals", "set", "answer_rate", "95 %", "--decided-by", "KS")
    run("goals", "change", "1", "--target", "96 %")
    run("goals", "list", "--output", "json")
    run("activities", "add", "1", "Fler på måndagar")
    run("activities", "change", "1", "--responsible", "Lisa")
    run("activities", "done", "1")
    run("activities", "add", "1", "Ny växel")
    run("activities", "drop", "2")
    run("activities", "list", "--output", "csv")
    run("calls", "set", "Växel", "2026-W46", "--offered", "100", "--answered", "90")
    run("deviations", "find")
    run("deviations", "explain", "1", "--cause", "sick_leave", "--action", "Vikarier")
    run("deviations", "done", "1")
    run("deviations", "coach", "1", "planned", code=2)
    run("deviations", "board", "1")
    for form in ("text", "json", "csv"):
        run("deviations", "list", "--output", form)
        run("deviations", "causes", "--output", form)
    run("deviations", "show", "1", "--output", "json")
    run("goals", "end", "1")


def crash(cage: Cage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail as a slip of ours would, with the person in the error and in every frame."""

    def fail(*_args: object, **_more: object) -> None:
        person = {"name": "Kanarie Fågelsson", "personal_number": "189001189829"}
        raise ValueError(f"cannot list {person}")

    with monkeypatch.context() as patch:
        patch.setattr(lists, "page", fail)
        cage.run("list", code=70)


def test_the_cage_would_hear_it(cage: Cage) -> None:
    cage.run("register", "enquiry", *PERSON)
    cage.run("list")
    assert cage.search()


def test_every_command_has_a_name_the_cage_knows() -> None:
    assert {"person export", "retention run"} <= {each.name for each in commands.COMMANDS}
