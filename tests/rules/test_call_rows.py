"""A telephone system's CSV, read as a mapping says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.rules.call_mapping import CallMapping, call_mapping, call_names
from desk.rules.call_rows import read_calls
from desk.rules.calls import Call, CallOutcome, Ignored, LineRefused
from desk.rules.refusals import Refused

DATA = Path(__file__).parents[1] / "data"
REAL = Path(__file__).parents[3] / "shared" / "data" / "calls-1999-02-first-half.tsv"

SMALL = """
[file]
delimiter = ";"
[columns]
id = "no"
group = "queue"
at = "came"
outcome = "end"
wait_s = "wait"
talk_s = "talk"
agent = "who"
[outcomes]
answered = ["A"]
abandoned = ["H"]
ignored = ["X"]
"""
HEADER = "no;queue;came;end;wait;talk;who\n"


@pytest.fixture(scope="module")
def mapping() -> CallMapping:
    return call_mapping((DATA / "calls-1999-02.toml").read_text(encoding="utf-8"))


def small(*rows: str, more: str = "") -> list[Call | Ignored | LineRefused]:
    return list(read_calls([HEADER, *(row + "\n" for row in rows)], call_mapping(SMALL + more)))


def lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from file


def by_week(calls: list[Call]) -> dict[tuple[int, CallOutcome], int]:
    return Counter((datetime.fromtimestamp(call.at + 3600, UTC).isocalendar().week, call.outcome) for call in calls)


@pytest.mark.skipif(not REAL.exists(), reason="the real file of 1999 is not beside the project")
def test_the_real_file_gives_its_known_figures(mapping: CallMapping) -> None:
    read = list(read_calls(lines(REAL), mapping))
    calls = [each for each in read if isinstance(each, Call)]
    assert len(read) == 17456
    assert len(calls) == len({call.key for call in calls}) == 17313
    assert sum(isinstance(each, Ignored) for each in read) == 143

    weeks = by_week(calls)
    assert (weeks[5, CallOutcome.ANSWERED], weeks[5, CallOutcome.ABANDONED]) == (7429, 1519)
    assert (weeks[6, CallOutcome.ANSWERED], weeks[6, CallOutcome.ABANDONED]) == (6976, 1389)
    assert round(7429 / (7429 + 1519), 4) == 0.8302
    assert round(6976 / (6976 + 1389), 4) == 0.8340
    assert {call.group for call in calls} == {"Växel", "NW", "NE", "TT", "IN", "PE"}
    assert sum(call.agent is None for call in calls) == 2908 + 275


def test_the_sample_file_reads_likewise(mapping: CallMapping) -> None:
    read = list(read_calls(lines(DATA / "calls-1999-02-sample.tsv"), mapping))
    calls = [each for each in read if isinstance(each, Call)]
    assert (len(read), len(calls), sum(isinstance(each, Ignored) for each in read)) == (200, 196, 4)
    assert by_week(calls)[5, CallOutcome.ANSWERED] + by_week(calls)[6, CallOutcome.ANSWERED] == 167
    assert calls[0] == Call(
        key="csv|ZZ0004|900001|990201|12:53:42",
        group="NE",
        agent="ASTA",
        at=int(datetime(1999, 2, 1, 11, 53, 42, tzinfo=UTC).timestamp()),
        outcome=CallOutcome.ANSWERED,
        wait_s=0,
        talk_s=553,
    )


def test_byte_order_mark_crlf_quotes_and_trailing_delimiters_are_read() -> None:
    row = '7;"Växel; kväll";2026-11-19 10:42:00;A;5;60;"Bo ""B"" Ek";\r\n'
    text = "\ufeffno;queue;came;end;wait;talk;who\r\n" + row
    (call,) = read_calls(text.splitlines(keepends=True), call_mapping(SMALL))
    assert isinstance(call, Call)
    assert (call.group, call.agent) == ("Växel; kväll", 'Bo "B" Ek')


def test_an_abandoned_call_has_no_talk_and_an_unmapped_talk_is_unknown() -> None:
    abandoned, answered = small("1;v;2026-11-19 10:42:00;H;5;60;", "2;v;2026-11-19 10:42:00;A;5;;Bo")
    assert isinstance(abandoned, Call)
    assert (abandoned.talk_s, abandoned.agent, abandoned.wait_s) == (None, None, 5)
    assert isinstance(answered, Call)
    assert answered.talk_s is None


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("1;v;2026-11-19 10:42:00;A;fem;1;", "call_seconds", "wait"),
        ("1;v;2026-11-19 10:42:00;A;-5;1;", "call_seconds", "wait"),
        ("1;v;2026-11-19 10:42:00;A;;1;", "call_seconds", "wait"),
        ("1;v;2026-11-19 10:42:00;A;5;1,5;", "call_seconds", "talk"),
        ("1;v;2026-11-19 10:42:00;A;５;1;", "call_seconds", "wait"),
        ("1;v;2026-11-19 10:42:00;A;9999999999;1;", "call_seconds", "wait"),
        ("1;v;2026-11-19 25:42:00;A;5;1;", "call_time", "came"),
        ("1;v;2026-02-30 10:42:00;A;5;1;", "call_time", "came"),
        ("1;v;1969-02-01 10:42:00;A;5;1;", "call_time", "came"),
        ("1;v;;A;5;1;", "call_time", "came"),
        ("1;v;2026-11-19 10:42:00;Z;5;1;", "call_outcome", "end"),
        ("1;v;2026-11-19 10:42:00;;5;1;", "call_outcome", "end"),
        ("1;;2026-11-19 10:42:00;A;5;1;", "required", "queue"),
        (";v;2026-11-19 10:42:00;A;5;1;", "required", "no"),
        ("1;v\x1b[2J\u202e;2026-11-19 10:42:00;A;5;1;", "text_control", "queue"),
        ("1;v\udce5xel;2026-11-19 10:42:00;A;5;1;", "text_control", "queue"),
        (f"1;{'v' * 121};2026-11-19 10:42:00;A;5;1;", "too_long", "queue"),
        ("1;v;2026-11-19 10:42:00;A;5", "call_columns", None),
        ("1;v;2026-11-19 10:42:00;A;5;1;Bo;x", "call_columns", None),
        ('1;"v"x;2026-11-19 10:42:00;A;5;1;', "call_quotes", None),
    ],
)
def test_a_line_that_cannot_be_used_is_refused(row: str, code: str, field: str | None) -> None:
    good = "9;v;2026-11-19 10:42:00;A;5;1;"
    _, refused, after = small(good, row, good)
    assert isinstance(refused, LineRefused)
    assert (refused.line, refused.code, refused.field) == (3, code, field)
    assert refused.problem.reason
    assert refused.problem.right
    assert "\x1b" not in str(refused.problem)
    assert isinstance(after, Call)


def test_the_refusal_names_what_would_be_right() -> None:
    unknown, late = small("1;v;2026-11-19 10:42:00;Z;5;1;", "1;v;2026-11-19 25:42;A;5;1;")
    assert isinstance(unknown, LineRefused)
    assert isinstance(late, LineRefused)
    assert "“Z”" in unknown.problem.reason
    assert "A, H, X" in unknown.problem.right
    assert "%Y-%m-%d %H:%M:%S" in late.problem.right


def test_a_quote_never_closed_is_refused_where_it_begins() -> None:
    good, refused = small("1;v;2026-11-19 10:42:00;A;5;1;", '2;"v;2026-11-19 10:42:00;A;5;1;', "3;v;…")
    assert isinstance(good, Call)
    assert isinstance(refused, LineRefused)
    assert (refused.line, refused.code) == (3, "call_quotes")


def test_empty_lines_are_passed_over_but_numbered() -> None:
    call, refused = small("1;v;2026-11-19 10:42:00;A;5;1;", "", ";;;", "2;v;2026-11-19 10:42:00;A;x;1;")
    assert isinstance(call, Call)
    assert isinstance(refused, LineRefused)
    assert refused.line == 5


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-10-25 01:59:59", "2026-10-24T23:59:59"),
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00"),  # comes twice: the first
        ("2026-10-25 03:00:00", "2026-10-25T02:00:00"),
        ("2026-03-29 02:30:00", "2026-03-29T01:30:00"),  # never comes: 03:30 summer time
        ("2026-03-29 03:30:00", "2026-03-29T01:30:00"),
    ],
)
def test_nights_when_the_clock_changes(local: str, utc: str) -> None:
    (call,) = small(f"1;v;{local};A;5;1;")
    assert isinstance(call, Call)
    assert datetime.fromtimestamp(call.at, UTC).replace(tzinfo=None).isoformat() == utc


def test_an_offset_in_the_file_goes_before_the_zone() -> None:
    (call,) = small("1;v;2026-11-19T10:42:00+0000;A;5;1;", more='[formats]\nat = "%Y-%m-%dT%H:%M:%S%z"\n')
    assert isinstance(call, Call)
    assert datetime.fromtimestamp(call.at, UTC).hour == 10


@pytest.mark.parametrize(("year", "full"), [("99", 1999), ("26", 2026), ("70", 1970)])
def test_years_of_two_digits(year: str, full: int) -> None:
    (call,) = small(f"1;v;{year}0602 7:05;A;5;1;", more='[formats]\nat = "%y%m%d %H:%M"\n')
    assert isinstance(call, Call)
    assert datetime.fromtimestamp(call.at, UTC).year == full


def test_joined_ids_do_not_run_into_one_another() -> None:
    text = SMALL.replace('id = "no"', 'id = ["no", "queue"]')
    rows = ["1|2;3;2026-11-19 10:42:00;A;5;1;\n", "1;2|3;2026-11-19 10:42:00;A;5;1;\n"]
    first, second = read_calls([HEADER, *rows], call_mapping(text))
    assert isinstance(first, Call)
    assert isinstance(second, Call)
    assert first.key != second.key


# ------------------------------------------------------------------ the mapping itself


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('outcome = "end"', "", "columns.outcome"),
        ('group = "queue"', 'grupp = "queue"', "columns.grupp"),
        ('id = "no"', "id = []", "columns.id"),
        ('at = "came"', "", "columns"),
        ('at = "came"', 'date = "came"', "columns"),
        ('at = "came"', 'at = "came"\ndate = "came"\ntime = "came"', "columns"),
        ('delimiter = ";"', 'delimiter = ";;"', "file.delimiter"),
        ('delimiter = ";"', 'encoding = "klingon"', "file.encoding"),
        ('delimiter = ";"', 'encoding = "base64"', "file.encoding"),
        ('delimiter = ";"', 'timezone = "Europe/Atlantis"', "file.timezone"),
        ('delimiter = ";"', 'timezone = "../etc"', "file.timezone"),
        ('ignored = ["X"]', 'ignored = ["A"]', "outcomes"),
        ('answered = ["A"]', "answered = [1]", "outcomes.answered.0"),
        ("[outcomes]", '[formats]\nat = "%H:%M"\n[outcomes]', "formats.at"),
        ("[outcomes]", '[formats]\nat = "%Y-%m-%d %I:%M"\n[outcomes]', "formats.at"),
        ("[outcomes]", '[formats]\ndate = "%d %"\n[outcomes]', "formats.date"),
        ("[outcomes]", '[groups]\nPS = ""\n[outcomes]', "groups.PS"),
        ("[outcomes]", "[outcomes", None),
    ],
)
def test_a_wrong_mapping_is_refused_naming_its_key(old: str, new: str, key: str | None) -> None:
    assert old in SMALL
    with pytest.raises(Refused) as refused:
        call_mapping(SMALL.replace(old, new))
    problems = refused.value.problems
    assert {each.code for each in problems} == {"mapping_invalid"}
    assert key in {each.field for each in problems}
    assert "{" not in str(refused.value)


def test_columns_that_the_file_has_not_are_all_named() -> None:
    with pytest.raises(Refused) as refused:
        list(read_calls(["no;queue;came;end;wait;wait\n"], call_mapping(SMALL)))
    fields = [each.field for each in refused.value.problems]
    assert fields == ["columns.wait_s", "columns.talk_s", "columns.agent"]
    assert "“talk”" in str(refused.value)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        list(read_calls([], call_mapping(SMALL)))
    assert refused.value.problems[0].code == "call_file_empty"


def test_a_queue_log_takes_only_the_names_of_a_mapping() -> None:
    names = call_names('[groups]\nvx = "Växel"\n[agents]\n"SIP/1" = "Bo"\n[columns]\nwhat = 1\n')
    assert names.group("vx", "q") == "Växel"
    assert names.group("other", "q") == "other"
    assert names.agent("SIP/1", "a") == "Bo"


def test_the_documented_mapping_and_file_are_as_the_program_reads_them(mapping: CallMapping) -> None:
    text = (Path(__file__).parents[2] / "docs" / "calls.md").read_text(encoding="utf-8")
    shown = text.split("```toml\n")[1].split("```")[0]
    assert call_mapping(shown) == mapping
    example = next(block for block in text.split("```") if block.startswith("\nvru+line"))
    answered, abandoned = read_calls(example.strip().splitlines(keepends=True), mapping)
    assert isinstance(answered, Call)
    assert isinstance(abandoned, Call)
    assert (answered.group, answered.agent, answered.talk_s) == ("NE", "ASTA", 553)
    assert (abandoned.group, abandoned.agent, abandoned.wait_s) == ("Växel", None, 26)
