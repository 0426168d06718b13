"""Handing over: what a department is told and what it is not, when to ask again, its answer, the citizen's reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.documents.handover import letter_lines, letter_to_citizen, letter_to_department
from desk.rules.cases import Outcome, Status
from desk.rules.due import DueSort
from desk.rules.handing_over import MAILTO_LENGTH, Letter
from desk.rules.refusals import NotAllowed, Problem, Refused
from desk.services import cases, disclosure, due, handovers, organising, person, reading, retention
from desk.services.seat import Seat

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
NEXT_WEEK = date(2026, 11, 26)
CITIZEN = {
    "name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se", "personal_number": "18900118-9811",
}  # fmt: skip


def registered(seat: Seat, **more: Any) -> str:
    values = {
        "kind": "fault", "channel": "phone", "summary": "Trasig lampa", "note": "Sedan i måndags", "citizen": CITIZEN,
        "details": {"place": "Storgatan 3"}, **more,
    }  # fmt: skip
    return cases.register(seat, values, NOW).reference


def letter_of(seat: Seat, reference: str) -> Letter:
    about = handovers.to_department(seat, reference)
    return letter_to_department(about, "Östra Göinge", seat.topics, seat.settings.zone, seat.who.name)


# ------------------------------------------------------------------ to the department


def test_a_case_is_handed_to_a_department_with_a_day_to_ask_again(seat: Seat) -> None:
    reference = registered(seat)
    moved = cases.forward(seat, reference, "miljö", NOW, follow_up=NEXT_WEEK)
    assert (moved.case.status, moved.case.passed_on_to) == (Status.HANDED_OVER, "Miljö")
    (handed,) = reading.open_case(seat, reference).handovers
    assert (handed.department, handed.to, handed.by, handed.follow_up) == ("Miljö", "Miljö", "anna", NEXT_WEEK)
    event = reading.open_case(seat, reference).events[-1]
    assert (event.what, event.changes["follow_up"]) == ("forwarded", (None, "2026-11-26"))


def test_the_letter_says_what_the_department_needs_and_never_a_personal_number(seat: Seat) -> None:
    organising.change_department(seat, "Miljö", {"email": "miljo@example.se"}, NOW)
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW, follow_up=NEXT_WEEK)
    letter = letter_of(seat, reference)
    assert letter.to == "miljo@example.se"
    assert letter.subject == f"Case {reference}: Fault report"
    for words in (
        "Trasig lampa", "Sedan i måndags", "Karin Ström", "070-174 06 05", "karin@example.se", "Storgatan 3",
        "answer by 2026-11-26", "Anna Lind", "2026-11-19 10:42",
    ):  # fmt: skip
        assert words in letter.body, words
    for words in ("189001189811", "18900118", "9811"):
        assert words not in letter.body + letter.subject


@pytest.mark.parametrize("kind", ["parking_permit", "debt_advice"])
def test_what_the_department_does_not_need_is_left_out(kind: str, seat: Seat) -> None:
    details = {"parking_permit": {"application": "new", "lasting": True, "resident": True}, "debt_advice": {}}[kind]
    reference = registered(seat, kind=kind, details=details)
    cases.forward(seat, reference, "Socialtjänst", NOW)
    body = letter_of(seat, reference).body.casefold()
    assert "lasting" not in body
    assert "resident" not in body
    assert ("application" in body) == (kind == "parking_permit")


@pytest.mark.parametrize(("guard", "said"), [("protected", "identity is protected"), ("confidential", "confidential")])
def test_of_a_guarded_case_the_letter_says_only_that_it_is_there(guard: str, said: str, seat: Seat) -> None:
    more = {"citizen": {**CITIZEN, "protected": True}} if guard == "protected" else {"confidential": True}
    reference = registered(seat, **more)
    cases.forward(seat, reference, "Miljö", NOW)
    letter = letter_of(seat, reference)
    assert reference in letter.subject
    assert said in letter.body
    for words in ("Karin", "070-174", "karin@", "Storgatan", "lampa", "måndags", "9811"):
        assert words not in letter.body + letter.subject, words


def test_a_case_that_was_not_handed_over_has_no_letter(seat: Seat, refusal: Refusal) -> None:
    reference = registered(seat)
    assert refusal(lambda: handovers.to_department(seat, reference)).code == "handover_none"
    closed = registered(seat, outcome="forwarded", passed_on_to="Kommunala bolag")
    assert letter_of(seat, closed).to == ""
    assert handovers.to_department(seat, closed).to == "Kommunala bolag"


def test_as_a_file_and_as_a_link(seat: Seat, refusal: Refusal) -> None:
    organising.change_department(seat, "Miljö", {"email": "miljo@example.se"}, NOW)
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW)
    letter = letter_of(seat, reference)
    message = message_from_bytes(letter.eml(), policy=default)
    assert (message["To"], message["X-Unsent"], message["From"]) == ("miljo@example.se", "1", None)
    assert message["Subject"] == letter.subject
    assert message.get_content().replace("\r\n", "\n") == letter.body + "\n"
    from urllib.parse import parse_qs, urlsplit

    link = urlsplit(letter.mailto())
    asked = parse_qs(link.query)
    assert (link.scheme, link.path, asked["subject"]) == ("mailto", "miljo@example.se", [letter.subject])
    assert asked["body"] == [letter.body.replace("\n", "\r\n")]
    long = Letter("", "x", "å" * MAILTO_LENGTH)
    assert refusal(long.mailto).code == "mailto_too_long"
    assert letter_lines(letter)[:2] == ["To: miljo@example.se", f"Subject: {letter.subject}"]


def test_a_subject_cannot_bring_a_header_of_its_own(seat: Seat) -> None:
    topic = organising.add_topic(seat, {"name": "Fråga å", "kind": "enquiry"}, NOW)
    reference = cases.register(seat, {"topic": topic.code, "channel": "visit"}, NOW).reference
    cases.forward(seat, reference, "Bcc: någon@example.se", NOW)
    message = message_from_bytes(letter_of(seat, reference).eml(), policy=default)
    assert message["Bcc"] is None
    assert set(message.keys()) == {
        "Subject", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


# ------------------------------------------------------------------ asking again


def test_it_falls_due_and_stands_on_the_desk_until_it_is_answered(seat: Seat, seat_of: SeatOf) -> None:
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW, follow_up=NEXT_WEEK)
    (found,) = [each for each in due.due(seat, NOW) if each.sort is DueSort.HANDOVER]
    assert (found.case, found.what, found.day, found.late) == (reference, f"{reference} · Miljö", NEXT_WEEK, False)
    before = due.due_count(seat, NOW)
    later = NOW + timedelta(days=9)
    assert due.due_count(seat, later).late == before.late + 1
    assert not [each for each in due.due(seat_of("bo"), later) if each.sort is DueSort.HANDOVER]
    handovers.answer(seat, reference, "Lampan är lagad", now=later)
    assert not [each for each in due.due(seat, later) if each.sort is DueSort.HANDOVER]


def test_what_is_closed_is_asked_about_no_more(seat: Seat) -> None:
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW, follow_up=NEXT_WEEK)
    cases.close(seat, reference, Outcome.FORWARDED, NOW)
    assert not [each for each in due.due(seat, NOW) if each.sort is DueSort.HANDOVER]


def test_the_day_is_moved_and_taken_away(seat: Seat, refusal: Refusal) -> None:
    reference = registered(seat)
    assert refusal(lambda: handovers.ask_again(seat, reference, NEXT_WEEK, NOW)).code == "handover_none"
    cases.forward(seat, reference, "Miljö", NOW)
    handovers.ask_again(seat, reference, NEXT_WEEK, NOW)
    assert reading.open_case(seat, reference).handovers[0].follow_up == NEXT_WEEK
    assert refusal(lambda: handovers.ask_again(seat, reference, NEXT_WEEK, NOW)).code == "nothing_changed"
    past = refusal(lambda: handovers.ask_again(seat, reference, date(2026, 11, 19), NOW))
    assert (past.reason, past.right) == ("The day to ask again has to lie ahead.", "Name a day after today.")
    assert refusal(lambda: cases.forward(seat, reference, "Miljö", NOW, follow_up=date(2026, 11, 1))).code == past.code
    handovers.ask_again(seat, reference, None, NOW)
    opened = reading.open_case(seat, reference)
    assert opened.handovers[0].follow_up is None
    assert opened.events[-1].changes == {"follow_up": ("2026-11-26", None)}


def test_handed_on_to_somebody_else_only_the_last_is_asked_about(seat: Seat) -> None:
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW, follow_up=NEXT_WEEK)
    cases.forward(seat, reference, "Maria Holm", NOW, follow_up=date(2026, 11, 27))
    first, second = reading.open_case(seat, reference).handovers
    assert (first.follow_up, second.department, second.to) == (None, None, "Maria Holm")
    (found,) = [each for each in due.due(seat, NOW) if each.sort is DueSort.HANDOVER]
    assert found.day == date(2026, 11, 27)


# ------------------------------------------------------------------ the answer


def test_an_answer_brings_the_case_back_and_stands_in_its_timeline(seat: Seat, refusal: Refusal) -> None:
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW, follow_up=NEXT_WEEK)
    moved = handovers.answer(seat, reference, " Lampan är lagad ", now=NOW + timedelta(days=1))
    assert moved.case.status is Status.ONGOING
    opened = reading.open_case(seat, reference)
    assert (opened.handovers[0].answer, opened.handovers[0].answered_on) == ("Lampan är lagad", date(2026, 11, 20))
    assert opened.events[-1].what == "department_answered"
    assert opened.events[-1].changes["answer"] == (None, "Lampan är lagad")
    again = refusal(lambda: handovers.answer(seat, reference, "En gång till", now=NOW + timedelta(days=1)))
    assert again.reason == "It was answered 2026-11-20."


@pytest.mark.parametrize(
    ("words", "on", "code"),
    [
        ("", None, "required"),
        ("x" * 5001, None, "too_long"),
        ("x", date(2026, 11, 20), "day_in_future"),
        ("x", date(2026, 11, 18), "day_before_handover"),
    ],
)
def test_answers_that_cannot_be(words: str, on: date | None, code: str, seat: Seat, refusal: Refusal) -> None:
    reference = registered(seat)
    cases.forward(seat, reference, "Miljö", NOW)
    assert refusal(lambda: handovers.answer(seat, reference, words, on, NOW)).code == code
    assert reading.open_case(seat, reference).handovers[0].waits


def test_an_earlier_desk_left_only_to_whom_and_a_closed_case_takes_an_answer(seat: Seat) -> None:
    reference = registered(seat, outcome="forwarded", passed_on_to="Miljö")
    moved = handovers.answer(seat, reference, "Tack", now=NOW)
    assert moved.case.status is Status.CLOSED
    (handed,) = reading.open_case(seat, reference).handovers
    assert (handed.department, handed.answer) == ("Miljö", "Tack")


def test_feedback_keeps_the_answer_as_its_own_and_a_reply_takes_its_step(seat: Seat) -> None:
    reference = registered(seat, kind="feedback", details={"type": "complaint", "reply_wanted": True})
    cases.forward(seat, reference, "Miljö", NOW)
    moved = handovers.answer(seat, reference, "Vi plogar oftare", now=NOW)
    assert moved.case.details["answer"] == "Vi plogar oftare"
    about = handovers.reply(seat, reference)
    assert (about.address, about.words) == ("karin@example.se", "Vi plogar oftare")
    later = NOW + timedelta(days=1)
    replied = handovers.note_reply(seat, reference, about.words, later)
    assert (replied.case.step, replied.case.details["answered_on"]) == ("answered", "2026-11-20")
    assert replied.case.first_answered_at == later
    assert replied.proposed is Outcome.SOLVED_LATER
    handovers.note_reply(seat, reference, "En sak till", later)
    assert [each.what for each in reading.open_case(seat, reference).events[-2:]] == ["replied", "replied"]


# ------------------------------------------------------------------ the reply


def test_a_reply_greets_by_name_and_gives_the_number(seat: Seat) -> None:
    reference = registered(seat)
    about = handovers.reply(seat, reference)
    letter = letter_to_citizen(about, "Lampan är lagad.", "Östra Göinge", seat.topics, "Anna Lind")
    assert letter.to == "karin@example.se"
    assert letter.body.startswith("Hello Karin Ström,\n")
    assert "\nLampan är lagad.\n" in letter.body
    assert reference in letter.subject
    assert "9811" not in letter.body


def test_who_cannot_be_replied_to(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    nobody = registered(seat, citizen={"anonymous": True})
    without = registered(seat, citizen={"name": "Karin Ström"})
    hidden = registered(seat, citizen={**CITIZEN, "protected": True}, agent="bo")
    for make in (
        lambda ref, at=seat: handovers.reply(at, ref, "", NOW),
        lambda ref, at=seat: handovers.note_reply(at, ref, "x", NOW),
    ):
        assert refusal(lambda m=make: m(nobody)).code == "reply_to_nobody"  # type: ignore[misc]
        assert refusal(lambda m=make: m(without)).code == "reply_no_address"  # type: ignore[misc]
        with pytest.raises(NotAllowed):
            make(hidden, seat_of("bo"))
    assert refusal(lambda: handovers.reply(seat, hidden)).code == "protected_why"
    about = handovers.reply(seat, hidden, "Ringde själv", NOW)
    assert about.address == "karin@example.se"
    from desk.services import access

    (entry,) = access.page(seat_of("rut"), reference=hidden).rows
    assert (entry.by, entry.why) == ("anna", "Ringde själv")


# ------------------------------------------------------------------ who may, and what becomes of it


def test_a_confidential_case_is_nobody_elses_to_hand_over_or_answer(seat: Seat, seat_of: SeatOf) -> None:
    reference = registered(seat, confidential=True)
    cases.forward(seat, reference, "Miljö", NOW, follow_up=NEXT_WEEK)
    bo, rut = seat_of("bo"), seat_of("rut")
    for other in (bo, rut):
        for call in (
            lambda at=other: handovers.to_department(at, reference),
            lambda at=other: handovers.ask_again(at, reference, NEXT_WEEK, NOW),
            lambda at=other: handovers.answer(at, reference, "x", now=NOW),
            lambda at=other: handovers.reply(at, reference, "", NOW),
            lambda at=other: handovers.note_reply(at, reference, "x", NOW),
            lambda at=other: handovers.note_letter(at, reference, "", NOW),
        ):
            with pytest.raises(NotAllowed):
                call()


def test_a_protected_persons_answer_is_shown_when_it_is_opened(seat: Seat) -> None:
    reference = registered(seat, citizen={**CITIZEN, "protected": True})
    cases.forward(seat, reference, "Miljö", NOW)
    handovers.answer(seat, reference, "Karin har fått besked", now=NOW)
    opened = reading.open_case(seat, reference)
    assert opened.handovers[0].answer is None
    assert opened.events[-1].changes["answer"] == (None, None)
    assert reading.reveal(seat, reference, "Ringde", NOW).handovers[0].answer == "Karin har fått besked"
    handed_out = disclosure.disclose(seat, reference, (), NOW)
    assert "besked" not in repr(handed_out.opened.events[-1].changes)


def test_the_answer_goes_with_the_person_and_is_handed_out_to_them(
    seat: Seat, refusal: Refusal, database_file: Path
) -> None:
    reference = registered(seat)
    cases.forward(seat, reference, "Maria Holm", NOW)
    handovers.answer(seat, reference, "Karin fick svar", now=NOW)
    handovers.note_letter(seat, reference, "karin@example.se", NOW)
    handovers.note_reply(seat, reference, "Hej Karin", NOW)
    held = person.export(seat, "070-174 06 05", now=NOW)
    assert held.cases[0].opened.handovers[0].answer == "Karin fick svar"
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    retention.run(seat, "KS 1", now=NOW + timedelta(days=800))
    (handed,) = reading.open_case(seat, reference).handovers
    assert (handed.to, handed.answer, handed.answered_on) == ("", None, date(2026, 11, 19))
    data = on_engine.kept(database_file)
    for words in ("Karin fick svar", "Maria Holm", "Hej Karin", "karin@example.se"):
        assert words.encode() not in data, words
    with pytest.raises(Refused):
        handovers.reply(seat, reference)


def test_who_saw_an_older_version_is_told(seat: Seat, refusal: Refusal) -> None:
    reference = registered(seat)
    moved = cases.forward(seat, reference, "Miljö", NOW)
    handovers.answer(seat, reference, "Ja", now=NOW, version=moved.case.version)
    late = refusal(lambda: handovers.ask_again(seat, reference, NEXT_WEEK, NOW, moved.case.version))
    assert late.code == "case_changed"
