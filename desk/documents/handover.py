"""Letters for somebody to send: a case to the department that takes it over, and a reply to the citizen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from desk.documents.case_text import minute, value_word
from desk.documents.cases import local_value
from desk.rules.cases import Case
from desk.rules.events import field_word
from desk.rules.handing_over import Letter, told_fields
from desk.rules.kinds import kinds
from desk.rules.people import show_phone
from desk.rules.topics import Topic
from desk.services.handovers import ForDepartment, Reply
from desk.words import _

GAP = 2


def letter_to_department(
    about: ForDepartment, municipality: str, topics: Mapping[str, Topic], zone: tzinfo, by: str
) -> Letter:
    """What a department is told of a case, in the language spoken now.

    Args:
        by: The name of whoever hands it over.
    """
    case = about.case
    topic = _topic(case, topics)
    subject = _("Case {reference}: {topic}", reference=case.reference, topic=topic)
    body = "\n".join(_to_department(about, topic, zone, f"{by}\n{municipality}"))
    return Letter(about.address, subject, body)


def _to_department(about: ForDepartment, topic: str, zone: tzinfo, by: str) -> Iterator[str]:
    case = about.case
    yield _("Hello,")
    yield ""
    yield _("The reception hands this case over to you ({to}).", to=about.to)
    yield ""
    facts = [(name, value) for name, value in _facts(case, topic, zone) if value]
    widest = max(len(name) for name, _value in facts) + GAP
    for name, value in facts:
        yield f"{name + ':':<{widest}}{value}"
    if case.note:
        yield ""
        yield f"{_('Note')}:"
        yield from case.note.split("\n")
    yield ""
    yield from _guarded(about)
    yield _answer_until(about)
    yield ""
    yield by


def _guarded(about: ForDepartment) -> Iterator[str]:
    if about.guarded:
        yield (
            _("The person's identity is protected: nothing about them is written here.")
            if about.case.protected
            else _("The case is confidential: what it says is not written here.")
        )
        yield _("Call the reception for the rest, and give the case's number.")
        yield ""


def _answer_until(about: ForDepartment) -> str:
    if about.follow_up is None:
        return _("Please answer with the case's number in the subject.")
    return _(
        "Please answer by {day} at the latest, with the case's number in the subject.", day=about.follow_up.isoformat()
    )


def _facts(case: Case, topic: str, zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield _("Case"), case.reference
    yield _("Received"), f"{minute(case.received_at, zone)} ({case.channel.label})"
    yield _("About"), topic
    yield _("What"), case.summary
    yield _("Citizen"), _("Anonymous") if case.anonymous else ""
    yield _("Name"), case.name or ""
    yield _("Telephone"), show_phone(case.phone)
    yield _("E-mail address"), case.email or ""
    for name in told_fields(case):
        dotted = f"details.{name}"
        value = local_value(dotted, case.details.get(name), zone, case.kind)
        yield field_word(dotted, case.kind), value_word(dotted, value, case.kind)


def _topic(case: Case, topics: Mapping[str, Topic]) -> str:
    topic = topics.get(case.topic or "")
    return topic.label if topic is not None else _(kinds()[case.kind].label)


# ------------------------------------------------------------------ the reply


def letter_to_citizen(about: Reply, words: str, municipality: str, topics: Mapping[str, Topic], by: str) -> Letter:
    """A reply in the words of whoever writes it, with a greeting and the case's number."""
    case = about.case
    greeting = _("Hello {name},", name=case.name) if case.name else _("Hello,")
    subject = _("Reply to your case {reference}", reference=case.reference)
    about_what = _("You contacted us about: {topic}.", topic=_topic(case, topics))
    closing = _("Keep the number {reference} if you contact us again.", reference=case.reference)
    body = "\n".join([greeting, "", about_what, "", words, "", closing, "", by, municipality])
    return Letter(about.address, subject, body)


def letter_lines(letter: Letter) -> list[str]:
    """A letter to read, or to copy by hand."""
    return [f"{_('To')}: {letter.to or '–'}", f"{_('Subject')}: {letter.subject}", "", *letter.body.split("\n")]


def file_name(case_reference: str, what: str, now: datetime) -> str:
    """What a letter's file is called: it says nothing of anybody."""
    return f"desk-{case_reference}-{what}-{now:%Y%m%d}.eml"
