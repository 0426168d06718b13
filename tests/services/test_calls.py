"""Importing an exchange's file into a real database, and typing a week by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.calls import CallFormat
from desk.rules.refusals import NotAllowed, Refused
from desk.rules.rights import Role
from desk.services import call_files, calls, people
from desk.services.calls import Imported
from desk.services.seat import Seat

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "calls-1999-02-sample.tsv"
REAL = Path(__file__).parents[3] / "shared" / "data" / "calls-1999-02-first-half.tsv"
MAPPING = (DATA / "calls-1999-02.toml").read_text(encoding="utf-8")
Import = Callable[..., Imported]
BEGAN = 1_795_420_800
LOG = """\
{0}|NONE|NONE|NONE|QUEUESTART
{1}|u1|vaxel|NONE|ENTERQUEUE||0701740605|1
{2}|u2|vaxel|NONE|ENTERQUEUE||anonymous|2
{3}|u1|vaxel|SIP/1|CONNECT|2|x|1
{4}|u2|vaxel|NONE|ABANDON|1|2|2
{5}|u3|Reception|NONE|ENTERQUEUE|||1
{6}|NONE|NONE|NONE|NEWS
{63}|u1|vaxel|SIP/1|COMPLETEAGENT|2|60|1
""".format(*(BEGAN + n for n in range(70)))


@pytest.fixture
def sample(seat: Seat) -> Callable[..., Imported]:
    """Import the sample file."""

    def bring(**how: Any) -> Imported:
        return calls.bring_in(seat, SAMPLE, mapping=MAPPING, **how)

    return bring


@pytest.fixture
def log(tmp_path: Path) -> Callable[[str], Path]:
    """Write a queue_log."""

    def write(text: str) -> Path:
        path = tmp_path / "queue_log"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows(seat: Seat, sql: str) -> list[tuple[Any, ...]]:
    with seat.database.read() as tx:
        return tx.all(sql)


def counts(done: Imported) -> tuple[int, int, int, int, int]:
    assert done.new + done.known + done.ignored + done.refused_count == done.read
    return done.read, done.new, done.known, done.ignored, done.refused_count


CALLS = "SELECT key, answer_group, agent, at, day, outcome, wait_s, talk_s FROM calls ORDER BY key"


# ------------------------------------------------------------------ CSV


def test_a_file_is_imported_once(seat: Seat, sample: Import) -> None:
    first = sample()
    assert counts(first) == (200, 196, 0, 4, 0)
    assert (first.format, first.calls, first.written) == (CallFormat.CSV, 196, True)
    before = rows(seat, CALLS)
    assert len(before) == 196
    assert counts(sample()) == (200, 0, 196, 4, 0)
    assert rows(seat, CALLS) == before


def test_calls_lie_on_their_local_day(seat: Seat, sample: Import) -> None:
    sample()
    weeks = rows(seat, "SELECT (day - 1) / 7, count(*) FROM calls WHERE outcome = 'answered' GROUP BY 1")
    assert sum(many for _, many in weeks) == 167
    assert min(day for (day,) in rows(seat, "SELECT day FROM calls")) == datetime(1999, 2, 1).toordinal()  # noqa: DTZ001


def test_the_days_are_counted_anew(seat: Seat, sample: Import) -> None:
    sample()
    assert len(rows(seat, "SELECT day FROM dirty_days")) == 14


def test_groups_and_agents_are_made_who_cannot_log_in(seat: Seat, sample: Import) -> None:
    done = sample()
    assert set(done.groups_made) == {"NW", "NE", "TT"}  # Växel is there from the start
    assert set(done.agents_made) == {"ASTA", "BIRK", "CAJSA", "DAG"}
    assert "NW" in seat.organisation.groups
    made = rows(seat, "SELECT login, name, may_log_in FROM agents WHERE login = 'ASTA'")
    assert made == [("ASTA", "ASTA", 0)]
    with pytest.raises(NotAllowed):
        people.sit_down(seat.database, seat.settings, "ASTA")
    assert sample().groups_made == sample().agents_made == ()


def test_groups_and_agents_are_recognised_by_any_case_and_agents_by_login_or_name(seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    lines = ["id,q,at,end,wait,who"]
    lines += [f"{n},{q},2026-11-19 10:00:00,A,1,{who}" for n, (q, who) in enumerate(
        [("växel", "BO"), ("VÄXEL", "bo ek"), ("Växel", "Bo Ek"), ("ny", "x"), ("NY", "X")])]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    done = calls.bring_in(seat, path, mapping=SMALL)
    assert done.groups_made == ("ny",)
    assert done.agents_made == ("x",)
    every = rows(seat, "SELECT answer_group, agent FROM calls ORDER BY key")
    assert every == [("Växel", "bo")] * 3 + [("ny", "x")] * 2


def test_a_name_that_two_people_share_is_nobodys(seat: Seat, tmp_path: Path, now: datetime) -> None:
    people.add(seat, "bo2", "Bo Ek", Role.AGENT, None, now)
    path = tmp_path / "calls.csv"
    path.write_text("id,q,at,end,wait,who\n1,Växel,2026-11-19 10:00:00,A,1,Bo Ek\n", encoding="utf-8")
    assert calls.bring_in(seat, path, mapping=SMALL).agents_made == ("Bo Ek",)


SMALL = """
[columns]
id = "id"
group = "q"
at = "at"
outcome = "end"
wait_s = "wait"
agent = "who"
[outcomes]
answered = ["A"]
abandoned = ["H"]
"""


def test_the_same_call_twice_in_one_file_is_known(seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_files, "CHUNK", 2)
    path = tmp_path / "calls.csv"
    row = "1,Växel,2026-11-19 10:00:00,A,1,\n"
    path.write_text("id,q,at,end,wait,who\n" + row * 5, encoding="utf-8")
    assert counts(calls.bring_in(seat, path, mapping=SMALL, dry_run=True)) == (5, 1, 4, 0, 0)
    assert counts(calls.bring_in(seat, path, mapping=SMALL)) == (5, 1, 4, 0, 0)


def test_refused_lines_are_named_and_the_others_are_in_place(seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    good = "{},Växel,2026-11-19 10:00:00,A,1,\n"
    path.write_bytes(
        ("id,q,at,end,wait,who\n" + good.format(1)).encode()
        + b"2,V\xe4xel,2026-11-19 10:00:00,A,1,\n"
        + b"3,q,2026-11-19 10:00:00,Q,1,\n"
        + good.format(4).encode()
    )
    done = calls.bring_in(seat, path, mapping=SMALL)
    assert counts(done) == (4, 2, 0, 0, 2)
    assert [(each.line, each.code, each.field) for each in done.refused] == [
        (3, "text_control", "q"),
        (4, "call_outcome", "end"),
    ]
    assert len(rows(seat, CALLS)) == 2


@pytest.mark.parametrize(("dry_run", "strict"), [(True, False), (False, True), (True, True)])
def test_nothing_is_written(seat: Seat, tmp_path: Path, dry_run: bool, strict: bool) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(
        "id,q,at,end,wait,who\n1,ny,2026-11-19 10:00:00,A,1,ny\n2,ny,2026-11-19 10:00:00,A,nil,ny\n", encoding="utf-8"
    )
    tables = ("calls", "answer_groups", "agents", "dirty_days")
    before = [rows(seat, f"SELECT * FROM {each}") for each in tables]
    done = calls.bring_in(seat, path, mapping=SMALL, dry_run=dry_run, strict=strict)
    assert counts(done) == (2, 1, 0, 0, 1)
    assert not done.written
    assert done.groups_made == ("ny",)
    assert [rows(seat, f"SELECT * FROM {each}") for each in tables] == before


def test_strict_writes_everything_where_nothing_is_refused(seat: Seat, sample: Import) -> None:
    assert counts(sample(strict=True)) == (200, 196, 0, 4, 0)
    assert len(rows(seat, CALLS)) == 196


def test_a_dry_run_counts_what_an_import_then_does(sample: Import) -> None:
    expected = sample(dry_run=True)
    done = sample()
    assert counts(expected) == counts(done)
    assert set(expected.agents_made) == set(done.agents_made)


def test_progress_is_told(sample: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_files, "CHUNK", 50)
    told: list[tuple[int, int]] = []
    sample(progress=lambda done, of: told.append((done, of)))
    size = SAMPLE.stat().st_size
    assert len(told) == 4
    assert told[-1] == (size, size)
    assert sorted(told) == told


def test_other_encodings(seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    text = "id,q,at,end,wait,who\n1,Växel,2026-11-19 10:00:00,A,1,\n"
    for encoding in ("iso-8859-1", "utf-16", "utf-8-sig"):
        path.write_bytes(text.encode(encoding))
        done = calls.bring_in(seat, path, mapping=f'[file]\nencoding = "{encoding}"\n{SMALL}', dry_run=True)
        assert counts(done) == (1, 1, 0, 0, 0)
        assert done.groups_made == ()


@pytest.mark.parametrize(
    ("content", "how", "code"),
    [
        (None, {"mapping": SMALL}, "file_missing"),
        (None, {}, "file_missing"),
        (b"", {"mapping": SMALL}, "call_file_empty"),
        (b"a,b\n", {"mapping": SMALL}, "mapping_invalid"),
        (b"a,b\n", {"mapping": "[file"}, "mapping_invalid"),
        (b"a,b\n", {"form": "csv"}, "mapping_missing"),
        (b"a,b\n", {"form": "xml"}, "format_unknown"),
        (b"abcd", {"mapping": '[file]\nencoding = "utf-16"' + SMALL}, "file_encoding"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    seat: Seat, tmp_path: Path, content: bytes | None, how: dict[str, str], code: str
) -> None:
    path = tmp_path / "calls"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        calls.bring_in(seat, path, **how)  # type: ignore[arg-type]
    assert refused.value.problems[0].code == code
    assert "{" not in str(refused.value)
    assert rows(seat, CALLS) == []


@pytest.mark.skipif(not REAL.exists(), reason="the real file of 1999 is not beside the project")
def test_the_real_file(seat: Seat) -> None:
    done = calls.bring_in(seat, REAL, mapping=MAPPING)
    assert counts(done) == (17456, 17313, 0, 143, 0)
    week = "SELECT count(*) FROM calls WHERE outcome = '{}' AND day BETWEEN {} AND {}"
    monday = Week(1999, 5).first.toordinal()
    found = [
        rows(seat, week.format(outcome, monday + start, monday + start + 6))[0][0]
        for start in (0, 7)
        for outcome in ("answered", "abandoned")
    ]
    assert found == [7429, 1519, 6976, 1389]
    assert counts(calls.bring_in(seat, REAL, mapping=MAPPING)) == (17456, 0, 17313, 143, 0)


# ------------------------------------------------------------------ queue_log


def test_a_queue_log_is_imported_once(seat: Seat, log: Callable[[str], Path]) -> None:
    done = calls.bring_in(seat, log(LOG))
    assert counts(done) == (8, 6, 0, 2, 0)
    assert (done.format, done.calls, done.updated, done.pending) == (CallFormat.QUEUE_LOG, 3, 0, 1)
    assert done.unknown_events == {"NEWS": 1}
    every = rows(seat, "SELECT answer_group, agent, at - 1795420800, outcome, wait_s, talk_s FROM calls ORDER BY at")
    assert every == [
        ("vaxel", "SIP/1", 1, "answered", 2, 60),
        ("vaxel", None, 2, "abandoned", 2, None),
        ("Reception", None, 5, "pending", 0, None),
    ]
    again = calls.bring_in(seat, log(LOG))
    assert counts(again) == (8, 0, 6, 2, 0)
    assert (again.calls, again.updated, again.pending) == (0, 0, 1)


@pytest.mark.parametrize("chunk", [1, 3, 1000])
@pytest.mark.parametrize("cut", range(9))
def test_a_log_in_two_files_wherever_it_is_cut(
    seat: Seat, log: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, chunk: int, cut: int
) -> None:
    monkeypatch.setattr(call_files, "CHUNK", chunk)
    lines = LOG.splitlines(keepends=True)
    older = calls.bring_in(seat, log("".join(lines[:cut])))
    newer = calls.bring_in(seat, log("".join(lines[cut:])))
    assert (older.new + newer.new, older.calls + newer.calls) == (6, 3)
    assert older.known == newer.known == 0
    assert newer.updated == {2: 1, 3: 2, 4: 2, 5: 1, 6: 1, 7: 1}.get(cut, 0)
    pieces = rows(seat, "SELECT outcome, agent, wait_s, talk_s FROM calls ORDER BY at")
    assert pieces == [("answered", "SIP/1", 2, 60), ("abandoned", None, 2, None), ("pending", None, 0, None)]


def test_a_dry_run_of_a_log_counts_what_an_import_then_does(
    seat: Seat, log: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_files, "CHUNK", 2)
    path = log(LOG + LOG)
    expected = calls.bring_in(seat, path, dry_run=True)
    assert rows(seat, CALLS) == []
    done = calls.bring_in(seat, path)
    assert counts(expected) == counts(done) == (16, 6, 6, 4, 0)
    assert (expected.calls, expected.pending) == (done.calls, done.pending) == (3, 1)


def test_an_agent_keeps_the_call_when_its_end_comes_later(seat: Seat, log: Callable[[str], Path]) -> None:
    names = '[agents]\n"SIP/1" = "Bo Ek"\n[groups]\nvaxel = "Växel"\n'
    lines = LOG.splitlines(keepends=True)
    calls.bring_in(seat, log("".join(lines[:4])), "queue-log", names)
    calls.bring_in(seat, log("".join(lines[7:])), "queue-log", names)
    assert rows(seat, "SELECT answer_group, agent, talk_s FROM calls WHERE agent IS NOT NULL") == [("Växel", "bo", 60)]


def test_strict_refuses_a_log_whole(seat: Seat, log: Callable[[str], Path]) -> None:
    path = log(LOG + "nonsense\n")
    done = calls.bring_in(seat, path, strict=True)
    assert [(each.line, each.code) for each in done.refused] == [(9, "call_line_fields")]
    assert not done.written
    assert rows(seat, CALLS) == []
    assert counts(calls.bring_in(seat, path)) == (9, 6, 0, 2, 1)


def test_an_import_that_fails_half_way_goes_on_from_there(
    seat: Seat, sample: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_files, "CHUNK", 50)

    def stop(done: int, of: int) -> None:
        if len(rows(seat, CALLS)) > 60:
            raise sqlite3.OperationalError("stopped")

    with pytest.raises(sqlite3.OperationalError):
        sample(progress=stop)
    some = len(rows(seat, CALLS))
    assert 60 < some < 196
    assert sample().new == 196 - some


# ------------------------------------------------------------------ by hand


def test_a_week_is_typed_and_typed_again(seat: Seat, now: datetime) -> None:
    typed = calls.set_week(seat, "växel", Week(2026, 47), 412, 389, now=now)
    assert (typed.group, typed.instead) == ("Växel", False)
    calls.set_week(seat, "Växel", Week(2026, 47), 413, 390, now=now)
    assert rows(seat, "SELECT answer_group, week, offered, answered, typed_by FROM typed_calls") == [
        ("Växel", "2026-W47", 413, 390, "anna")
    ]


def test_imported_calls_are_replaced_only_when_asked(seat: Seat, sample: Import, now: datetime) -> None:
    sample()
    with pytest.raises(Refused) as refused:
        calls.set_week(seat, "Växel", Week(1999, 5), 10, 9, now=now)
    assert refused.value.problems[0].code == "calls_imported_already"
    assert rows(seat, "SELECT * FROM typed_calls") == []
    assert calls.set_week(seat, "Växel", Week(1999, 5), 10, 9, replace=True, now=now).instead
    assert not calls.set_week(seat, "Växel", Week(1999, 7), 10, 9, now=now).instead
    assert not calls.set_week(seat, "Reception", Week(1999, 5), 10, 9, now=now).instead
    assert len(rows(seat, CALLS)) == 196


def test_an_import_names_the_weeks_in_whose_place_typed_figures_stand(
    seat: Seat, sample: Import, now: datetime
) -> None:
    calls.set_week(seat, "Växel", Week(1999, 6), 10, 9, now=now)
    calls.set_week(seat, "Växel", Week(1999, 9), 10, 9, now=now)
    assert sample(dry_run=True).typed == sample().typed == (("Växel", "1999-W06"),)


@pytest.mark.parametrize(
    ("group", "week", "offered", "answered", "code"),
    [
        ("Växel", Week(2026, 48), 1, 1, "week_in_future"),
        ("Nowhere", Week(2026, 47), 1, 1, "group_unknown"),
        ("Växel", Week(2026, 47), 1, 2, "calls_answered_more"),
        ("Växel", Week(2026, 47), -1, -1, "number_too_small"),
        ("Växel", Week(2026, 47), 10**7, 1, "number_too_large"),
    ],
)
def test_a_week_that_cannot_be_typed(
    seat: Seat, now: datetime, group: str, week: Week, offered: int, answered: int, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        calls.set_week(seat, group, week, offered, answered, now=now)
    assert refused.value.problems[0].code == code
    assert rows(seat, "SELECT * FROM typed_calls") == []


@pytest.mark.parametrize(("login", "allowed"), [("lisa", True), ("bo", False), ("rut", False)])
def test_who_may(seat_of: Callable[[str], Seat], now: datetime, login: str, allowed: bool) -> None:
    seat = seat_of(login)
    if allowed:
        assert calls.bring_in(seat, SAMPLE, mapping=MAPPING, dry_run=True).read == 200
        assert calls.set_week(seat, "Växel", Week(2026, 47), 1, 1, now=now).offered == 1
        return
    with pytest.raises(NotAllowed):
        calls.bring_in(seat, SAMPLE, mapping=MAPPING, dry_run=True)
    with pytest.raises(NotAllowed):
        calls.set_week(seat, "Växel", Week(2026, 47), 1, 1, now=now)
