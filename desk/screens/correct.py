"""Correcting a case: its form, filled with what was registered. Only what was changed is sent; both values are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult
from textual.widget import Widget

from desk import keys
from desk.rules.cases import Case, Cause, Status
from desk.rules.fields import Field
from desk.rules.people import show_phone
from desk.rules.refusals import Problem
from desk.screens.case_drafts import Kept
from desk.screens.conflict import Clash, Decision
from desk.screens.correct_words import both_notes, wanted
from desk.screens.dialogs import KEEP_SECONDS
from desk.screens.place import Trouble
from desk.screens.register_among import AmongInput
from desk.screens.register_fields import head_fields, kind_fields, tail_fields
from desk.screens.register_known import CHOSEN_AMONG, Known, Offer, latest_known, read_known
from desk.screens.shared import CompanyLine, Question, Seen, SharedPlace
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.choice import Choice
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.topic_input import TopicInput
from desk.screens.wording import problem_in_words
from desk.services import corrections
from desk.services.changing import Moved
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.words import _


class CorrectScreen(SharedPlace[int | None]):
    """The form of a case that is there already; answers with the version it was saved as, ``None`` where it was not.

    Args:
        case: The case as it was seen, masked or not; what is masked and left alone stays as it is.
        problems: What is missing for a step, shown where it is to be filled in.
        seen: The version that the person has seen; the case's own where none is given.
        answers: What was typed before, by field: a draft that is gone on with.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "correct.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(
        self,
        case: Case,
        problems: Sequence[Problem] = (),
        *,
        seen: Seen | None = None,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        super().__init__()
        self._answers = answers or {}
        self._kept: Kept | None = None
        self._case = case
        self._seen = seen or Seen(case.version)
        self._problems = problems
        self._before: dict[str, Answer] = {}

    def compose(self) -> ComposeResult:
        """Title, who else is here, form, keys."""
        yield TitleBar(_("Correct {reference}", reference=self._case.reference), id="title")
        yield CompanyLine(id="company")
        yield Form(
            self._fields(),
            today=self.program.today(),
            zone=self.program.zone,
            widgets=self._widgets(),
            label_width=17,
            id="form",
        )
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Fill the form, and go to its first field."""
        self.on_company_changed()
        form = self.query_one(Form)
        form.fill(_answers(self._case))
        self._before = form.values()
        form.focus_field(self._fields()[0].name)
        if self._problems:
            form.show_problems(self._problems)
        form.fill({name: value for name, value in self._answers.items() if name in self._before})
        self._kept = Kept(self.program, "correction", self._case.reference)
        self.set_interval(KEEP_SECONDS, self._keep)
        self.ask("known", read_known, self._know)

    # ------------------------------------------------------------------ half typed

    def _changed(self) -> dict[str, Answer]:
        after = self.query_one(Form).values()
        return {name: value for name, value in after.items() if value != self._before.get(name)}

    def _keep(self) -> None:
        if self._kept is not None:
            self._kept.typed(self._changed())

    def draft(self) -> Draft | None:
        """What differs from the case, half typed as it is."""
        return self._kept.draft(self._changed()) if self._kept is not None else None

    def _leave(self, version: int | None = None) -> None:
        """Go: what was typed is saved, or thrown away."""
        kept, self._kept = self._kept, None
        if version is None and kept is not None:
            kept.forget()
        self.dismiss(version)

    def _know(self, known: Known) -> None:
        """Choose among what the desk has now; what has been answered meanwhile stays."""
        form, answers = self.query_one(Form), _answers(self._case)
        for name in CHOSEN_AMONG:
            touched = form.values()[name] != self._before[name]
            form.set_options(name, known.options(name))
            if not touched:
                form.fill({name: answers[name]})
                self._before[name] = form.values()[name]
        for field in self._fields():
            if isinstance(among := form.widget(field.name), AmongInput):
                among.know(known.among(field.among))

    def _fields(self) -> Sequence[Field]:
        closed = self._case.status is Status.CLOSED
        every = (*head_fields(), *kind_fields(self._case.kind), *tail_fields())
        hidden = {"citizen.name", "citizen.phone", "citizen.email", "citizen.personal_number"}
        masked = self._case.protected and not (self._case.name or self._case.phone or self._case.email)
        shown = [each for each in every if (closed or each.name != "outcome") and not (masked and each.name in hidden)]
        return [replace(each, example="") for each in shown]  # in a field an example would look like an answer

    def _widgets(self) -> dict[str, Widget]:
        known, kind = latest_known(self.program), self._case.kind
        topic: TopicInput[Offer] = TopicInput(known.offers(kind), lambda words: known.offers(kind, words))
        chosen: dict[str, Widget] = {name: Choice(known.options(name), in_row=False) for name in CHOSEN_AMONG}
        among = {each.name: AmongInput(known.among(each.among)) for each in self._fields() if each.among}
        return {"topic": topic, "cause": Choice(tuple(Cause)), **chosen, **among}

    # ------------------------------------------------------------------ saving

    def on_form_submitted(self, _event: Form.Submitted) -> None:
        """Send what differs."""
        changed = self._changed()
        if not changed:
            self._leave()
            return
        self._save(changed)

    def _save(self, changed: Mapping[str, Answer]) -> None:
        reference, now = self._case.reference, self.program.now()
        draft = self._kept.key if self._kept is not None else None

        def correct(seat: Seat, version: int) -> Moved:
            return corrections.correct(seat, reference, changed, now, version, draft)

        self.program.tell(partial(self._seen.make, correct), self._corrected, partial(self._refused, changed))

    def _corrected(self, moved: Moved) -> None:
        self.app.notify(_("{reference}: corrected", reference=moved.case.reference))
        if self.is_attached:
            self._leave(moved.case.version)

    def _refused(self, changed: Mapping[str, Answer], trouble: Trouble) -> None:
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        elif trouble.has("case_changed"):
            before = self._before
            self.ask_what_to_do(
                Question(
                    self._case.reference,
                    self._seen,
                    lambda words: wanted(words, self._case, before, changed),
                    _("Save mine all the same"),
                    True,
                    partial(self._decided, changed),
                    self.program.say_trouble,
                )
            )
        else:
            topics = self.program.seat.topics
            said = [problem_in_words(each, self._case.kind, topics) for each in trouble.problems]
            self.query_one(Form).show_problems(said)

    # ------------------------------------------------------------------ somebody else was first

    def _decided(self, changed: Mapping[str, Answer], choice: Decision, clash: Clash) -> None:
        if choice is Decision.THEIRS:
            self._leave()
            return
        self._go_on_with(clash)
        if choice is Decision.MINE:
            self._save({name: self.query_one(Form).values()[name] for name in changed})

    def _go_on_with(self, clash: Clash) -> None:
        """Show the case as it is now, what was changed here upon it, and at each field what others did to it."""
        form, old, answers = self.query_one(Form), self._case, _answers(clash.case)
        mine = {name: value for name, value in form.values().items() if value != self._before.get(name)}
        if "note" in mine:
            mine["note"] = both_notes(old.note, str(mine["note"] or ""), clash.case.note)
        form.clear_problems()
        form.fill(answers)
        self._case, self._seen, self._before = clash.case, Seen(clash.case.version), form.values()
        form.fill(mine)
        for name, words in clash.remarks.items():
            if name in self._before:
                form.remark(name, words)

    def action_leave(self) -> None:
        """Leave; where something was changed, it takes another Esc."""
        form = self.query_one(Form)
        if form.values() == self._before or self.has_class("-leaving"):
            self._leave()
            return
        self.add_class("-leaving")
        self.app.notify(_("Not saved. Esc again leaves without saving, ^S saves."), severity="warning")

    def on_form_changed(self) -> None:
        """Something was changed since Esc was pressed."""
        self.remove_class("-leaving")


def correctable(field: str | None) -> bool:
    """Whether a field is the person's or the kind's own, so that it can be filled in here."""
    return (field or "").startswith(("citizen.", "details."))


def _answers(case: Case) -> dict[str, object]:
    """The case as answers, by dotted name."""
    given = corrections.registration_of(case)
    citizen, details = given.pop("citizen"), given.pop("details")
    answers = {**given, **{f"citizen.{name}": value for name, value in citizen.items()}}
    answers["citizen.phone"] = show_phone(case.phone)
    for name, value in details.items():
        if isinstance(value, Mapping):
            answers |= {f"details.{name}.{part}": each for part, each in value.items()}
        else:
            answers[f"details.{name}"] = value
    return answers
