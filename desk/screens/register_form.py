"""The form of every kind: it follows its own answers. The topic brings its kind's fields, the demand its causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from itertools import islice

from textual.app import ComposeResult
from textual.widget import Widget

from desk.rules.cases import PASSED_ON, Demand, causes_of
from desk.rules.fields import Field
from desk.rules.kinds import kind as kind_with
from desk.rules.kinds import kinds, kinds_in_use
from desk.rules.refusals import Problem
from desk.rules.topics import Topic
from desk.screens.register_among import AmongInput
from desk.screens.register_fields import DETAILS, first_fields, head_fields, proposals_of, tail_fields, usual_channel
from desk.screens.register_known import CHOSEN_AMONG, Known, Offer
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.field_widgets import widget_for
from desk.screens.widgets.form import Form
from desk.screens.widgets.form_row import FormRow
from desk.screens.widgets.topic_input import TopicInput
from desk.services.registration import usual_department
from desk.words import N_, _

KIND = Field("kind", "choice", N_("Kind"))
LAST_BEFORE_DETAILS = "summary"
REPEATS, RULE, BY_RULE = "details.repeats", "details.rule", "by_rule"
COMES_BACK = ("details.repeats_until", RULE, "details.days_left_out")
AT_ONCE = 9
"""Fields that are painted first. A whole form takes a tenth of a second and more."""


class RegisterForm(Form):
    """Fields of a contact of any kind.

    All that follows from an answer happens before the next key: a field that appears is there to be gone to.

    Args:
        known: Topics, departments and so on to choose among.
        kind: The kind that it is for, or ``None`` where the topic decides.
        asks_kind: Ask for the kind first; topics are then of that kind.
    """

    def __init__(
        self,
        known: Known,
        *,
        kind: str | None,
        asks_kind: bool,
        answers: Mapping[str, object],
        today: date,
        zone: tzinfo,
        label_width: int,
        id: str | None = None,
    ) -> None:
        self._known = known
        self._fixed = kind
        self._asks_kind = asks_kind
        self._today, self._zone, self._label_width = today, zone, label_width
        self._answered = dict(answers)
        self._followed: Topic | None = None
        self._proposed: Mapping[str, str | None] = {}
        self._demand: Answer = None
        self._topic_input: TopicInput[Offer] = TopicInput(known.offers(kind), self._offers)
        self.kind = self._kind_in(answers)
        fields = (*((KIND,) if asks_kind else ()), *head_fields(), *first_fields(self.kind), *tail_fields())
        super().__init__(
            [_bare(each) for each in fields],
            today=today,
            zone=zone,
            widgets=self._own_widgets(),
            label_width=label_width,
            id=id,
        )
        self._fields = {each.name: each for each in fields}
        self.show_field("received_at", "received_at" in answers)
        self._restore(answers)

    def compose(self) -> ComposeResult:
        """What one sees first; the rest, after that is painted."""
        yield from islice(super().compose(), 1 + AT_ONCE)
        self.call_after_refresh(self._mount_rest)

    def _mount_rest(self) -> None:
        if self.is_attached and (rest := [row for row in self._rows.values() if row.parent is None]):
            self.mount(*rest)

    def focus_field(self, name: str) -> None:
        """Go to a field, at once."""
        self._mount_rest()
        super().focus_field(name)

    def _own_widgets(self) -> dict[str, Widget]:
        widgets: dict[str, Widget] = {name: Choice(self._known.options(name), in_row=False) for name in CHOSEN_AMONG}
        widgets |= {each.name: found for each in first_fields(self.kind) if (found := self._among(each))}
        widgets["topic"] = self._topic_input
        if self._asks_kind:
            widgets["kind"] = Choice(_kinds_to_choose())
        return widgets

    def _among(self, field: Field) -> AmongInput | None:
        """The widget for a field that names something that can be booked."""
        return AmongInput(self._known.among(field.among)) if field.among else None

    def _kind_in(self, answers: Mapping[str, object]) -> str | None:
        topic = self._known.topics.get(str(answers.get("topic")))
        asked = str(answers["kind"]) if answers.get("kind") in kinds() else None
        return self._fixed or asked or (topic.kind if topic else None)

    def _restore(self, answers: Mapping[str, object]) -> None:
        """Show answers as they were; a topic among them proposes nothing again."""
        self.fill(answers)
        self._followed = self.topic
        if answers.get("topic") or answers.get("kind"):
            self._proposed = self._proposals()
        else:
            self._propose()
        self.adapt()

    # ------------------------------------------------------------------ what is answered

    @property
    def topic(self) -> Topic | None:
        """The topic taken, if one is."""
        offer = self._topic_input.topic
        return offer.topic if offer else None

    def answer(self, name: str) -> Answer:
        """One answer; ``None`` where there is none, no such field, or it is not shown."""
        row = self._rows.get(name)
        return (self._field(name).answer or None) if row is not None and row.asked else None

    def answers(self) -> dict[str, Answer]:
        """What has been answered, by dotted name."""
        return {name: value for name, value in self.values().items() if value is not None and value != ""}

    def finished(self) -> bool:
        """Take what is half typed; False, and the problems shown, where an answer cannot be read."""
        self._take()
        if problems := self.complaints():
            self.show_problems(problems)
        return not problems

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong where it stands, fields that were hidden too, and go to the first."""
        for problem in problems:
            if problem.field in self._rows:
                self.show_field(problem.field, True)
        self.show_problems(problems)

    def know(self, known: Known) -> None:
        """Choose among what has been read meanwhile; what is answered stays."""
        self._known = known
        answer = self._topic_input.answer
        self._topic_input.set_topics(known.offers(None))
        if self.topic is None and answer in known.topics and not self._topic_input.has_focus_within:
            self._topic_input.show_answer(answer)
            self._followed = self.topic
            self._proposed = self._proposals()
        if self._asks_kind:
            asked = self._field("kind").answer or self._answered.get("kind")
            self.set_options("kind", _kinds_to_choose())
            self._field("kind").show_answer(asked)
        for name in CHOSEN_AMONG:
            was = self._field(name).answer or self._answered.get(name)
            self.set_options(name, known.options(name))
            self._field(name).show_answer(was)
        for name, field in self._fields.items():
            if isinstance(chosen := self._rows[name].field, AmongInput):
                chosen.know(known.among(field.among))
        self.adapt()

    def help_of(self, name: str) -> str:
        """A sentence about a field, with an example where it has one; empty where its label says it all."""
        field = self._fields[name]
        example = _("Such as {example}.", example=field.example) if field.example else ""
        if field.type == "instant":
            return f"{field.help} {_('A time today, or day and time: 9.15 or 19 nov 16:00.')}".strip()
        return f"{field.help} {example}".strip()

    def among(self) -> dict[str, str]:
        """The fields that name something that can be booked, with its sort."""
        return {name: field.among for name, field in self._fields.items() if field.among}

    def show_free(self, free: Mapping[str, frozenset[str] | None]) -> None:
        """Say at each field that names something to book whether it is free, or what is."""
        for name, names in free.items():
            row = self._rows.get(name)
            if row is None or not isinstance(chosen := row.field, AmongInput):
                continue
            chosen.show_free(names)
            if not row.wrong:
                row.say(chosen.free_in_words(), wrong=False)

    def about_the_kind(self) -> str:
        """A sentence about the kind, where it has one."""
        return _(kind_with(self.kind).help) if self.kind else ""

    def working_days(self) -> int | None:
        """The deadline that the topic or the kind gives, if one does."""
        if self.topic is not None and self.topic.working_days is not None:
            return self.topic.working_days
        return kind_with(self.kind).working_days if self.kind else None

    def focus_first(self, name: str = "") -> None:
        """Go to the field at which one begins to type; to the first where none is named."""
        if name:
            self.focus_field(name)
        else:
            super().focus_field(next(iter(self._rows)))

    # ------------------------------------------------------------------ following

    def adapt(self) -> None:
        """Bring the form in line with its answers."""
        if self._asks_kind and (asked := self._field("kind").answer) != self._fixed:
            self._fixed = str(asked) if asked else None
            if self.topic is not None and self._fixed not in (None, self.topic.kind):
                self._topic_input.show_answer(None)
            self._use_kind(self._fixed or (self.topic.kind if self.topic else None))
            self._take_only_topic()
        if self.topic is not None and self.topic is not self._followed:
            self._follow(self.topic)
        self._ask_for_causes()
        self._ask_how_it_comes_back()
        self.show_field("passed_on_to", self._field("outcome").answer in PASSED_ON)

    def _take_only_topic(self) -> None:
        """A kind that has one topic is about that."""
        offers = self._known.offers(self._fixed) if self._fixed else ()
        if len(offers) == 1 and self._topic_input.answer in (None, ""):
            self._topic_input.show_answer(offers[0].code)

    def _follow(self, topic: Topic) -> None:
        """Fill in what the topic decides, where nobody has said otherwise."""
        if self._fixed is None:
            self._use_kind(topic.kind)
        self._followed = topic
        self._propose()

    def _propose(self) -> None:
        """Show what topic and kind propose, where nobody has said otherwise."""
        before, self._proposed = self._proposed, self._proposals()
        for name in (*before, *(each for each in self._proposed if each not in before)):
            field = self._field(name)
            if field.answer in (None, "", before.get(name)):
                field.show_answer(self._proposed.get(name))

    def _proposals(self) -> dict[str, str | None]:
        usual = kind_with(self.kind).department if self.kind else None
        proposed = proposals_of(self._followed, usual_department(usual, self._known.departments, self._known.former))
        return proposed | ({"channel": usual_channel(self.kind)} if self._asks_kind else {})

    def _ask_for_causes(self) -> None:
        demand = self._field("demand").answer
        self.show_field("cause", demand is not None)
        if demand != self._demand:
            self._demand = demand
            was = self._field("cause").answer or self._answered.get("cause")
            self.set_options("cause", causes_of(Demand(str(demand))) if demand else ())
            self._field("cause").show_answer(was)

    def _ask_how_it_comes_back(self) -> None:
        """Until when, and by which rule, is only asked of what comes back."""
        if (repeats := self._rows.get(REPEATS)) is None:
            return
        how = repeats.field.answer if isinstance(repeats.field, Choice) else None
        for name in COMES_BACK:
            if name in self._rows:
                self.show_field(name, how is not None and (name != RULE or how == BY_RULE))

    def _use_kind(self, code: str | None) -> None:
        """Have the kind's own fields; what was typed in others comes back with them."""
        if code == self.kind:
            return
        self.kind = code
        for name in [each for each in self._rows if each.startswith(DETAILS)]:
            self._answered[name] = self._field(name).answer
            row = self._rows.pop(name)
            if row.parent is not None:
                row.remove()
            del self._fields[name]
        self._add_after(LAST_BEFORE_DETAILS, first_fields(code))
        self._propose()

    def _add_after(self, before: str, fields: Sequence[Field]) -> None:
        rows = {}
        for field in fields:
            widget = self._among(field) or widget_for(_bare(field), today=self._today, zone=self._zone)
            rows[field.name] = FormRow(field.name, field.label, widget, label_width=self._label_width)
            self._fields[field.name] = field
        place = list(self._rows).index(before) + 1
        every = list(self._rows.items())
        if rows:
            self.mount(*rows.values(), after=self._rows[before])
        self._rows.clear()
        self._rows.update([*every[:place], *rows.items(), *every[place:]])
        for name in rows:
            if name in self._answered:
                self._field(name).show_answer(self._answered[name])

    def _offers(self, words: str) -> Sequence[Offer]:
        return self._known.offers(self._fixed, words)

    # ------------------------------------------------------------------ keys

    def _take(self) -> None:
        if (name := self._focused()) is not None:
            self._field(name).commit()
        self.adapt()

    def action_next_field(self) -> None:
        """Go on; a field that the answer just given brings is the next."""
        self._take()
        super().action_next_field()

    def action_previous_field(self) -> None:
        """Go back."""
        self._take()
        super().action_previous_field()

    def action_save(self) -> None:
        """Ask to be saved, with all that follows from the last answer."""
        self._take()
        super().action_save()

    def on_form_changed(self) -> None:
        """Follow the answer before the next key."""
        self.adapt()


def _kinds_to_choose() -> list[Option]:
    return [Option(code, _(each.label)) for code, each in kinds_in_use().items() if each.listed]


def _bare(field: Field) -> Field:
    """Without its example, which stands in the line of help: in a field it would look like an answer."""
    return replace(field, example="")
