"""Issuing reports: kept as they were, for good, by whoever may; what changed since; texts and recipients."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.calendar import Week
from desk.rules.improvements import BoardStatus
from desk.rules.period import ReportSort, span_for
from desk.rules.refusals import NotAllowed, Problem, Refused
from desk.rules.staffing import DayStaff
from desk.services import (
    calls,
    cases,
    demand,
    improvements,
    issuing,
    measurements,
    periods,
    report_texts,
    staffing,
    surveys,
)
from desk.services.seat import Seat
from desk.storage.faults import DatabaseUnusable

Refusal = Callable[[Callable[[], object]], Problem]
NOVEMBER = span_for(ReportSort.MONTH, "2026-11")
AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
PERSON = {"name": "Kanarie Fågelsson", "phone": "070-174 06 99", "personal_number": "18900118-9829"}


def _register(seat: Seat, **values: Any) -> str:
    given = {"kind": "enquiry", "channel": "phone", "outcome": "solved_first", **values}
    return cases.register(seat, given, AT).reference


def _trail(seat: Seat, subject: str) -> list[tuple[str, str, dict[str, Any]]]:
    with seat.database.read() as tx:
        rows = tx.all('SELECT what, "by", changes FROM events WHERE subject = ? ORDER BY id', (subject,))
    return [(what, by, json.loads(changes)) for what, by, changes in rows]


# ------------------------------------------------------------------ gathering


def test_everything_that_is_followed_is_in_it(seat: Seat) -> None:
    _register(seat, topic="school_meals", demand="failure", cause="no_reply")
    cases.register(seat, {"kind": "feedback", "channel": "email", "department": "Miljö", "details":
                          {"type": "complaint"}}, AT)  # fmt: skip
    staffing.put(seat, DayStaff("Reception", date(2026, 11, 16), 4, 3, 0, {}), LATER)
    surveys.add(seat, attitude=4, knowledge=3, group="Reception", day=date(2026, 11, 16), now=LATER)
    measurements.add(seat, {"name": "Mätning 2026", "made_on": "2026-10-01"}, LATER)
    made = improvements.propose(seat, {"proposal": "Skylt", "department": "Miljö"}, AT)
    improvements.move(seat, made.id, BoardStatus.DECIDED, {"responsible": "bo", "due": date(2026, 12, 1)}, now=AT)
    report_texts.write_analysis(seat, ReportSort.MONTH, NOVEMBER, "Lugnt.", now=LATER)
    report_texts.add_recipient(seat, ReportSort.MONTH, "Karin", "direktör", now=LATER)
    report = periods.gather(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    assert report.figures.cases.registered == 2
    assert report.so_far is not None
    assert report.so_far.span == "2026-11-ytd"
    assert report.ended
    assert [each.figure for each in report.goals if each.goal is not None][:2] == ["answer_rate", "email"]
    assert report.demand is not None
    assert report.demand.failure == 1
    assert report.feedback is not None
    assert [each.name for each in report.feedback.departments] == ["Miljö"]
    assert report.staffing is not None
    assert report.staffing.planned == 4
    assert report.figures.attitude.n == 1
    assert report.measurement is not None
    assert (report.measurement.name, report.measurement.handled) == ("Mätning 2026", False)
    assert [(each.proposal, each.responsible) for each in report.improvements] == [("Skylt", "Bo Ek")]
    assert (report.analysis, report.analysis_by) == ("Lugnt.", "Anna Lind")
    assert [str(each) for each in report.recipients] == ["Karin, direktör"]
    assert report.topics["school_meals"].sv


def test_no_individual_is_ever_in_it(seat: Seat) -> None:
    _register(seat)
    for number in range(6):
        surveys.add(seat, attitude=1, group="Reception", agent="bo", day=date(2026, 11, 16 - number), now=LATER)
    kept = issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    assert kept.report.figures.agents == ()
    assert {str(each.level) for each in kept.report.deviations} == {"all", "group"}
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM deviations WHERE level = 'agent'") > 0
        document = str(tx.value("SELECT document FROM issued_reports"))
    assert "Bo Ek" not in document
    assert '"bo"' not in document


def test_a_department_gets_its_own(seat: Seat) -> None:
    _register(seat, department="Miljö", demand="failure", cause="no_reply")
    _register(seat, department="Extern", demand="failure", cause="chasing")
    report = periods.gather(seat, ReportSort.MONTH, NOVEMBER, "miljö", LATER)
    assert report.department == "Miljö"
    assert report.demand is not None
    assert [each.cause for each in report.demand.causes] == ["no_reply"]
    assert (report.deviations, report.staffing, report.hours, report.measurement) == ((), None, (), None)


def test_what_cannot_be_is_refused(seat: Seat, refusal: Refusal) -> None:
    ahead = span_for(ReportSort.MONTH, "2026-12")
    assert refusal(lambda: periods.gather(seat, ReportSort.MONTH, ahead, now=AT)).code == "report_in_future"
    assert refusal(lambda: periods.gather(seat, ReportSort.MONTH, NOVEMBER, "Mars", AT)).code == "department_unknown"


def test_it_is_read_as_of_one_moment(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is registered while a report is gathered is in all of it or in none."""
    _register(seat, demand="failure", cause="no_reply")
    asked = demand.in_report

    def meanwhile(*arguments: Any) -> Any:
        _register(seat, demand="failure", cause="no_reply")
        return asked(*arguments)

    monkeypatch.setattr(demand, "in_report", meanwhile)
    report = periods.gather(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    assert report.demand is not None
    assert report.demand.failure == report.figures.failure_demand.failure == 1


# ------------------------------------------------------------------ issuing


def test_an_issued_report_stays_as_it_was(seat: Seat) -> None:
    _register(seat)
    kept = issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    assert (kept.line.id, kept.line.number, kept.line.by, kept.line.at) == (1, 1, "anna", LATER)
    _register(seat)
    again = issuing.kept(seat, 1)
    assert again.report == kept.report
    assert again.report.figures.cases.registered == 1


def test_the_next_one_counts_on_and_says_what_changed(seat: Seat, refusal: Refusal) -> None:
    reference = _register(seat)
    _register(seat)
    issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    cases.annul(seat, reference, "Dubblett", LATER)
    calls.set_week(seat, "Växel", Week(2026, 47), offered=100, answered=90, now=LATER)
    second = issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER + timedelta(days=1))
    assert second.line.number == 2
    assert second.report.issue is not None
    found = {(each.part, each.name, each.figure): (each.before, each.after) for each in second.report.issue.changes}
    assert found["whole", "", "cases.registered"] == (2, 1)
    assert found["whole", "", "calls.offered"] == (0, 100)
    assert found["whole", "", "calls.answer_rate"] == (None, 0.9)
    assert found["group", "Växel", "calls.answered"] == (0, 90)
    other = issuing.issue(seat, ReportSort.TERTIAL, span_for(ReportSort.TERTIAL, "2026-T2"), now=LATER)
    assert other.line.number == 1
    assert [each.id for each in issuing.everyone(seat)] == [3, 2, 1]
    assert [each.id for each in issuing.everyone(seat, ReportSort.MONTH)] == [2, 1]
    assert refusal(lambda: issuing.compare(seat, 1, 3, LATER)).code == "issued_other_report"


def test_one_issue_is_held_against_another_or_against_now(seat: Seat, refusal: Refusal) -> None:
    _register(seat)
    issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    assert issuing.compare(seat, 1, now=LATER).changes == ()
    _register(seat)
    now = issuing.compare(seat, 1, now=LATER)
    assert now.after is None
    assert ("cases.registered", 1, 2) in [(each.figure, each.before, each.after) for each in now.changes]
    issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    assert issuing.compare(seat, 1, 2, LATER).changes == now.changes
    assert [(each.before, each.after) for each in issuing.compare(seat, 2, 1, LATER).changes][:1] == [(2, 1)]
    assert refusal(lambda: issuing.compare(seat, 9, now=LATER)).code == "issued_unknown"


def test_the_database_lets_nobody_change_or_take_one_away(seat: Seat) -> None:
    issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    for sql in ("UPDATE issued_reports SET document = '{}'", "DELETE FROM issued_reports"):
        with pytest.raises((DatabaseUnusable, Exception), match="stays as it was issued"), seat.database.write() as tx:
            tx.run(sql)


def test_one_that_is_not_what_was_kept_is_refused(seat: Seat, refusal: Refusal, database_file: Path) -> None:
    issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    with seat.database.write() as tx:
        tx.run("DROP TRIGGER issued_stay" + (" ON issued_reports" if on_engine.engine() == on_engine.POSTGRES else ""))
        tx.run("UPDATE issued_reports SET document = replace(document, '\"registered\":0', '\"registered\":9')")
    assert refusal(lambda: issuing.kept(seat, 1)).code == "issued_damaged"
    on_engine.lend_no_more(database_file)


def test_that_it_was_issued_is_in_the_trail(seat: Seat) -> None:
    kept = issuing.issue(seat, ReportSort.MONTH, NOVEMBER, "Miljö", LATER)
    ((what, by, changes),) = _trail(seat, f"report:{kept.line.id}")
    assert (what, by) == ("issued", "anna")
    assert changes["report"] == [None, "month 2026-11"]
    assert changes["department"] == [None, "Miljö"]
    with seat.database.read() as tx:
        assert changes["digest"] == [None, bytes(tx.value("SELECT digest FROM issued_reports")).hex()]


def test_the_language_is_kept(seat: Seat) -> None:
    assert issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER, in_language="sv").line.language == "sv"
    assert issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER).line.language == "en"


@pytest.mark.parametrize("login", ["bo", "rut"])
def test_only_who_keeps_the_follow_up_issues_and_writes(login: str, seat_of: Callable[[str], Seat], seat: Seat) -> None:
    other = seat_of(login)
    for change in (
        lambda: issuing.issue(other, ReportSort.MONTH, NOVEMBER, now=LATER),
        lambda: report_texts.write_analysis(other, ReportSort.MONTH, NOVEMBER, "x", now=LATER),
        lambda: report_texts.add_recipient(other, ReportSort.MONTH, "x", now=LATER),
        lambda: report_texts.remove_recipient(other, 1, LATER),
    ):
        with pytest.raises(NotAllowed):
            change()
    with seat.database.read() as tx:
        for table in ("issued_reports", "report_texts", "recipients"):
            assert tx.value(f"SELECT count(*) FROM {table}") == 0
    issuing.issue(seat_of("lisa"), ReportSort.MONTH, NOVEMBER, now=LATER)
    assert issuing.kept(other, 1).line.by == "lisa"


def test_who_lost_the_right_meanwhile_issues_nothing(seat: Seat, seat_of: Callable[[str], Seat]) -> None:
    lisa = seat_of("lisa")
    with seat.database.write() as tx:
        tx.run("UPDATE agents SET role = 'agent' WHERE login = 'lisa'")
    with pytest.raises(NotAllowed):
        issuing.issue(lisa, ReportSort.MONTH, NOVEMBER, now=LATER)


# ------------------------------------------------------------------ disposal


def test_what_is_kept_for_good_holds_nothing_of_a_citizen(seat: Seat) -> None:
    """So that disposal need not wait for it: names in every place where a person may have typed one."""
    canary = "Kanarie Fågelsson 070-174 06 99"
    cases.register(seat, {"kind": "feedback", "channel": "phone", "citizen": PERSON, "summary": canary, "note": canary,
                          "details": {"type": "complaint", "answer": canary, "action": canary},
                          "outcome": "solved_later", "demand": "failure", "cause": "chasing"}, AT)  # fmt: skip
    cases.register(seat, {"kind": "bus_card", "channel": "visit", "citizen": {**PERSON, "protected": True},
                          "details": {"pupil": canary, "school": canary, "card_number": "KANARIE-1",
                                      "reason": "lost"}}, AT)  # fmt: skip
    for sort in ReportSort:
        text = {"week": "2026-W47", "month": "2026-11", "half": "2026-H2"}.get(str(sort), "2026-T3")
        text = "2026" if sort in (ReportSort.YEAR, ReportSort.INTERIM) else text
        issuing.issue(seat, sort, span_for(sort, text), now=LATER)
    with seat.database.read() as tx:
        documents = [row[0].casefold() for row in tx.all("SELECT document FROM issued_reports")]
    assert len(documents) == len(ReportSort)
    for piece in ("kanarie", "fågelsson", "0701740699", "740699", "9829", "174 06 99"):
        assert not any(piece in each for each in documents), piece


# ------------------------------------------------------------------ texts and recipients


def test_an_analysis_is_written_over_only_by_who_has_seen_it(seat: Seat, refusal: Refusal) -> None:
    write = report_texts.write_analysis
    assert write(seat, ReportSort.MONTH, NOVEMBER, " Ett.\r\n\r\nTvå. ", version=0, now=LATER) == 1
    found = report_texts.analysis(seat, ReportSort.MONTH, NOVEMBER)
    assert found is not None
    assert (found.text, found.written_by, found.written_at) == ("Ett.\n\nTvå.", "anna", LATER)
    assert refusal(lambda: write(seat, ReportSort.MONTH, NOVEMBER, "x", version=0, now=LATER)).code == "text_changed"
    assert write(seat, ReportSort.MONTH, NOVEMBER, "Tre.", version=1, now=LATER) == 2
    assert write(seat, ReportSort.MONTH, NOVEMBER, "Tre.", now=LATER) == 2
    assert write(seat, ReportSort.MONTH, NOVEMBER, "", now=LATER) == 3
    assert [each[2]["text"] for each in _trail(seat, "analysis:month:2026-11")] == [
        [None, "Ett.\n\nTvå."], ["Ett.\n\nTvå.", "Tre."], ["Tre.", None],
    ]  # fmt: skip


def test_each_report_has_a_text_of_its_own(seat: Seat) -> None:
    report_texts.write_analysis(seat, ReportSort.MONTH, NOVEMBER, "Hela.", now=LATER)
    report_texts.write_analysis(seat, ReportSort.MONTH, NOVEMBER, "Miljö.", "Miljö", now=LATER)
    assert periods.gather(seat, ReportSort.MONTH, NOVEMBER, "Miljö", LATER).analysis == "Miljö."
    assert periods.gather(seat, ReportSort.MONTH, NOVEMBER, now=LATER).analysis == "Hela."
    other = span_for(ReportSort.MONTH, "2026-10")
    assert report_texts.analysis(seat, ReportSort.MONTH, other) is None


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 20_001, "too_long"), ("a\u202eb", "text_control"), ("a\x00b", "text_control")]
)
def test_a_text_that_cannot_be_is_refused(text: str, code: str, seat: Seat, refusal: Refusal) -> None:
    write = report_texts.write_analysis
    assert refusal(lambda: write(seat, ReportSort.MONTH, NOVEMBER, text, now=LATER)).code == code


def test_twenty_thousand_characters_are_kept(seat: Seat) -> None:
    text = "å" * 20_000
    report_texts.write_analysis(seat, ReportSort.MONTH, NOVEMBER, text, now=LATER)
    assert issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER).report.analysis == text


def test_recipients_are_added_once_and_taken_away(seat: Seat, refusal: Refusal) -> None:
    add = report_texts.add_recipient
    karin = add(seat, ReportSort.MONTH, " Karin Ström ", "direktör", "karin@example.se", now=LATER)
    assert (karin.name, karin.title, karin.email, karin.department) == (
        "Karin Ström",
        "direktör",
        "karin@example.se",
        "",
    )
    add(seat, ReportSort.MONTH, "Karin Ström", department="miljö", now=LATER)
    assert refusal(lambda: add(seat, ReportSort.MONTH, "Karin Ström", now=LATER)).code == "recipient_known"
    assert refusal(lambda: add(seat, ReportSort.MONTH, " ", now=LATER)).code == "required"
    assert refusal(lambda: add(seat, ReportSort.MONTH, "x", email="@", now=LATER)).code == "email_invalid"
    assert refusal(lambda: add(seat, ReportSort.MONTH, "x" * 101, now=LATER)).code == "too_long"
    assert [each.department for each in report_texts.recipients(seat, ReportSort.MONTH)] == ["", "Miljö"]
    assert [each.id for each in report_texts.recipients(seat, ReportSort.MONTH, "")] == [karin.id]
    assert report_texts.recipients(seat, ReportSort.YEAR) == ()
    report_texts.remove_recipient(seat, karin.id, LATER)
    assert refusal(lambda: report_texts.remove_recipient(seat, karin.id, LATER)).code == "recipient_unknown"
    added, removed = _trail(seat, f"recipient:{karin.id}")
    assert (added[0], added[2]["name"]) == ("added", [None, "Karin Ström"])
    assert (removed[0], removed[2]["name"]) == ("removed", ["Karin Ström", None])


def test_an_issued_report_keeps_its_recipients(seat: Seat) -> None:
    karin = report_texts.add_recipient(seat, ReportSort.MONTH, "Karin", now=LATER)
    issuing.issue(seat, ReportSort.MONTH, NOVEMBER, now=LATER)
    report_texts.remove_recipient(seat, karin.id, LATER)
    assert [each.name for each in issuing.kept(seat, 1).report.recipients] == ["Karin"]
    with pytest.raises(Refused):
        issuing.kept(seat, 2)
