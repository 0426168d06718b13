"""A case in words: its facts and its timeline, and what may be done with it. Worked out in a reading thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from desk.documents.case_text import topic_word, value_word
from desk.documents.cases import local_value
from desk.rules.cases import Case, Outcome, added
from desk.rules.division import answers_in_words
from desk.rules.events import field_word, happening
from desk.rules.handing_over import Handover
from desk.rules.kinds import details_of, kind
from desk.rules.people import show_personal_number, show_phone
from desk.rules.text import shown
from desk.screens.widgets.hanging import Row
from desk.screens.wording import due_in_words, kind_in_words, moment_in_words, step_in_words, who_in_words
from desk.services import cases, division, people, reading
from desk.services.changing import circumstances_of
from desk.services.reading import Opened
from desk.services.seat import Seat
from desk.storage.routines import Written
from desk.storage.trail import Event
from desk.words import _

LABEL = 16
"""Cells for a fact's name."""
LATE = "bold $error"
UNSAID = frozenset({"closed_at", "first_answered_at", "annulled_at", "status"})
"""Fields that change with what happened and are said by it, or stand among the facts."""


@dataclass(frozen=True)
class CaseView:
    """What the screen shows of a case, and which steps and outcome it offers."""

    case: Case
    facts: tuple[Row, ...]
    timeline: tuple[Row, ...]
    routine: Written | None
    steps: tuple[str, ...]
    proposed: Outcome
    revealed: bool
    handovers: tuple[Handover, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether somebody outside the desk is to answer."""
        if self.case.disposed_at is not None or self.case.annulled_at is not None:
            return False
        return self.handovers[-1].waits if self.handovers else bool(self.case.passed_on_to)

    @property
    def title(self) -> str:
        """Reference, kind and person."""
        case = self.case
        who = who_in_words(case.name, anonymous=case.anonymous, protected=case.protected and not self.revealed)
        return " · ".join(part for part in (case.reference, kind_in_words(case.kind), who) if part)

    @property
    def hidden(self) -> bool:
        """Something of the person is masked."""
        return not self.revealed and (self.case.protected or bool(self.case.personal_number))


@dataclass(frozen=True)
class Words:
    """Says values of a case: with the desk's topics and people, seen from ``now``."""

    seat: Seat
    now: datetime
    names: Mapping[str, str]

    @classmethod
    def at(cls, seat: Seat, now: datetime) -> Words:
        """With the names of everybody at this desk."""
        return cls(seat, now, {each.login: each.name for each in people.everybody(seat)})

    @property
    def zone(self) -> tzinfo:
        """The municipality's zone."""
        return self.seat.settings.zone

    def moment(self, at: datetime | None) -> str:
        """An instant; empty for none."""
        return moment_in_words(at, self.now, self.zone) if at else ""

    def person(self, login: str | None) -> str:
        """A person's name."""
        return self.names.get(login or "", login or "")

    def value(self, name: str, value: Any, kind_code: str) -> str:
        """A value of the trail."""
        if name == "topic":
            return topic_word(value, self.seat.topics)
        if name == "agent":
            return self.person(value)
        return _safe(value_word(name, local_value(name, value, self.zone, kind_code), kind_code))


def load(seat: Seat, reference: str, now: datetime) -> CaseView:
    """Open a case, masked."""
    return view_of(seat, reading.open_case(seat, reference), now)


def reveal(seat: Seat, reference: str, why: str, now: datetime) -> CaseView:
    """Open a case with nothing masked; that it was is logged."""
    return view_of(seat, reading.reveal(seat, reference, why, now), now)


def view_of(seat: Seat, opened: Opened, now: datetime) -> CaseView:
    """A case in words."""
    case = opened.case
    words = Words.at(seat, now)
    return CaseView(
        case=case,
        facts=_facts(words, opened, _answers(seat, case, now)),
        timeline=_timeline(words, opened),
        routine=seat.organisation.routine(case.topic, case.kind),
        steps=cases.next_steps(seat, case, now) if case.annulled_at is None else (),
        proposed=_proposed(seat, case, now) or Outcome.SOLVED_LATER,
        revealed=opened.revealed,
        handovers=opened.handovers,
    )


def _proposed(seat: Seat, case: Case, now: datetime) -> Outcome | None:
    if case.step is None:
        return None
    details = details_of(case.kind, dict(case.details))
    return details.proposed_outcome(case.step, circumstances_of(seat, case, now))


# ------------------------------------------------------------------ facts


def _answers(seat: Seat, case: Case, now: datetime) -> str:
    """Who answers for an open case's topic today, where somebody does and it is not its agent."""
    if not case.is_open or case.topic not in seat.organisation.answered:
        return ""
    found = division.division(seat, now)
    here = found.now(case.topic)
    return "" if here is not None and here.login == case.agent else answers_in_words(found.of(case.topic))


def _facts(words: Words, opened: Opened, answers: str) -> tuple[Row, ...]:
    case = opened.case
    parts = [
        _stand(words, case),
        [
            (_("Topic"), topic_word(case.topic, words.seat.topics)),
            (_("Routine"), _("r shows it") if words.seat.organisation.routine(case.topic, case.kind) else ""),
            (_("What"), _safe(case.summary)),
        ],
        _person(case, opened.revealed),
        list(_details(case, words)),
        _work(words, case, answers, _ask_again(words, opened.handovers)),
        [(_("Note"), _safe(case.note))],
    ]
    rows: list[Row] = []
    for part in parts:
        said = [Row(name, text, LABEL, style=LATE if text.startswith("! ") else "") for name, text in part if text]
        rows += [Row(), *said] if rows and said else said
    return tuple(rows)


def _stand(words: Words, case: Case) -> list[tuple[str, str]]:
    outcome = f" – {case.outcome.label}" if case.outcome else ""
    annulled = ""
    if case.annulled_at is not None:
        annulled = " · ".join(
            part for part in (f"! {words.moment(case.annulled_at)}", _safe(case.annulled_why or "")) if part
        )
    until = f" {case.parked_until.isoformat()}" if case.parked_until else ""
    due = due_in_words(case.due, words.now, words.zone, over=case.overdue(words.now)) if case.is_open else ""
    return [
        (_("Annulled"), annulled),
        (_("Status"), case.status.label + until + outcome),
        (_("Step"), step_in_words(case.kind, case.step)),
        (_("Due"), due),
        (_("Hold"), _safe(case.hold or "")),
        (_("Disposed of"), words.moment(case.disposed_at)),
    ]


def _person(case: Case, revealed: bool) -> list[tuple[str, str]]:
    hidden = _("Protected identity") + ("" if revealed else f" – {_('v shows it')}")
    return [
        (_("Citizen"), hidden if case.protected else _("Anonymous") if case.anonymous else ""),
        (_("Name"), _safe(case.name or "")),
        (_("Telephone"), show_phone(case.phone)),
        (_("E-mail address"), _safe(case.email or "")),
        (_("Personal number"), show_personal_number(case.personal_number)),
    ]


def _details(case: Case, words: Words) -> Iterator[tuple[str, str]]:
    """The kind's own fields in their order, then what earlier wordings of a kind of one's own had."""
    for name in dict.fromkeys((*kind(case.kind).every_field().model_fields, *case.details)):
        value = case.details.get(name)
        inner = value.items() if isinstance(value, Mapping) else [("", value)]
        for part, each in inner:
            dotted = f"details.{name}.{part}" if part else f"details.{name}"
            yield field_word(dotted, case.kind), words.value(dotted, each, case.kind)
    for word, day in details_of(case.kind, dict(case.details)).days_that_follow().items():
        yield _(word), day.isoformat()


def _work(words: Words, case: Case, answers: str, ask_again: str) -> list[tuple[str, str]]:
    return [
        (_("Channel"), case.channel.label),
        (_("Received"), words.moment(case.received_at)),
        (_("Department"), case.department or ""),
        (_("Answer group"), case.group or ""),
        (_("Agent"), words.person(case.agent)),
        (_("Division"), answers),
        (_("Passed on to"), _safe(case.passed_on_to or "")),
        (_("Ask again"), ask_again),
        (_("Demand"), ", ".join(each.label for each in (case.demand, case.cause) if each)),
        (_("Confidential"), _("yes") if case.confidential else ""),
        (_("First answered"), words.moment(case.first_answered_at)),
        (_("Closed"), words.moment(case.closed_at)),
    ]


def _ask_again(words: Words, handovers: Sequence[Handover]) -> str:
    """The day on which to ask, where nobody has answered; marked where it has passed."""
    day = handovers[-1].follow_up if handovers and handovers[-1].waits else None
    if day is None:
        return ""
    late = day < words.now.astimezone(words.zone).date()
    return f"{'! ' if late else ''}{day.isoformat()}"


# ------------------------------------------------------------------ timeline


def _timeline(words: Words, opened: Opened) -> tuple[Row, ...]:
    """The newest first."""
    return event_rows(words, tuple(reversed(opened.events)), opened.case.kind)


def event_rows(words: Words, events: Sequence[Event], code: str) -> tuple[Row, ...]:
    """Entries of a trail: when and who, what, and what changed."""
    rows: list[Row] = []
    for event in events:
        rows += [Row()] if rows else []
        rows.append(Row(f"{words.moment(event.at)} · {words.person(event.by)}"))
        rows.append(Row(happening(event.what), name_style="bold"))
        said = (change_in_words(words, event, name, code) for name in event.changes if name not in UNSAID)
        rows += [Row("", line, 2) for line in said if line]
    return tuple(rows)


def change_in_words(words: Words, event: Event, name: str, code: str) -> str:
    """What an entry says of one field; empty where it says nothing. What is masked stays so."""
    before, after = event.changes[name]
    if event.what == "registered":
        return ""
    field = field_word(name, code)
    if name in event.gone:
        return f"{field}: {_('removed')}"
    if name == "note" and event.what == "note":
        return _safe(added(str(before or ""), str(after or "")))  # an earlier Desk kept the whole note both times
    old, new = words.value(name, before, code), words.value(name, after, code)
    if name in event.personal and not (old or new):
        return f"{field}: {_('hidden')}"
    return from_to(field, old, new)


def from_to(field: str, old: str, new: str) -> str:
    """A field that changed: ``Topic: library → school bus``."""
    return f"{field}: {old} → {new or '–'}" if old else f"{field}: {new}"


def _safe(text: str) -> str:
    """Text as it may be shown, its lines kept."""
    return "\n".join(shown(line) for line in text.splitlines())
