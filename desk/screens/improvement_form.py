"""One improvement as a form: to propose it, or to change what its card says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from desk import keys
from desk.rules.fields import Field, fields_of
from desk.rules.improvements import OWN_FIELDS, Improvement, Proposal, is_theirs
from desk.rules.rights import Right
from desk.rules.topics import match_topics
from desk.screens.place import Place, Trouble
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.topic_input import TopicInput
from desk.services import improvements
from desk.services.seat import Seat
from desk.words import _

LABEL_WIDTH = 20
Saving = Callable[[Seat], Improvement]


class Offer(NamedTuple):
    """A topic as the field shows it."""

    code: str
    name: str


class ImprovementForm(Place[Improvement | None]):
    """The form of one improvement; its answer is the improvement as it was saved.

    Args:
        card: Which to change; ``None`` proposes one.
        filled: What a new one begins with.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "board.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(self, card: Improvement | None, filled: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._card = card
        self._filled = filled or {}
        self._before: dict[str, Answer] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, form, keys."""
        card = self._card
        title = _("New improvement") if card is None else _("Improvement {number}", number=card.id)
        yield TitleBar(title, id="title")
        yield Form(
            self._fields(),
            today=self.program.today(),
            widgets=self._widgets(),
            label_width=LABEL_WIDTH,
            id="form",
        )
        yield Static(self._hint(), id="hint", markup=False)
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Fill the form, and go to its first field."""
        form = self.query_one(Form)
        form.fill(self._begins_with())
        self._before = form.values()
        form.focus_field(self._fields()[0].name)

    def _begins_with(self) -> dict[str, Any]:
        card = self._card
        if card is None:
            return dict(self._filled)
        values = {name: getattr(card, name) for name in Proposal.model_fields}
        return {**values, "due": card.due.isoformat() if card.due else "", "cause": card.cause and str(card.cause)}

    def _fields(self) -> list[Field]:
        """What the person may fill in: all, or one's own words; the result once there is a card."""
        every = fields_of(Proposal)
        who, card = self.program.seat.who, self._card
        if who.may(Right.FOLLOW_UP):
            return [each for each in every if card is not None or each.name != "result"]
        if card is not None and is_theirs(card, who) and card.proposed_by != who.login:
            return [each for each in every if each.name == "result"]
        return [each for each in every if each.name in OWN_FIELDS]

    def _widgets(self) -> dict[str, Widget]:
        seat = self.program.seat
        offers = {code: Offer(code, topic.label) for code, topic in seat.topics.items()}

        def match(words: str) -> list[Offer]:
            return [offers[each.code] for each in match_topics(words, seat.topics.values())]

        topic: TopicInput[Offer] = TopicInput(tuple(offers.values()), match)
        departments = [Option(each, each) for each in seat.organisation.departments]
        return {"department": Choice(departments, in_row=False), "topic": topic}

    def _hint(self) -> str:
        if self.program.seat.who.may(Right.FOLLOW_UP):
            return _("What is decided needs somebody responsible and an expected end date.")
        return _("Those who keep the follow-up decide. Nothing about citizens here.")

    # ------------------------------------------------------------------ saving

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Propose it, or send what differs."""
        values = event.form.values()
        if self._saving:
            return
        card = self._card
        if card is not None and values == self._before:
            self.dismiss(None)
            return
        self._saving = True
        self.program.tell(self._adding(values) if card is None else self._changing(card, values), self._saved,
                          self._refused)  # fmt: skip

    def _adding(self, values: dict[str, Answer]) -> Saving:
        given, now = {name: value for name, value in values.items() if value not in (None, "")}, self.program.now()
        return lambda seat: improvements.propose(seat, given, now)

    def _changing(self, card: Improvement, values: dict[str, Answer]) -> Saving:
        now = self.program.now()
        given = {name: value or "" for name, value in values.items() if value != self._before[name]}
        return lambda seat: improvements.change(seat, card.id, given, card.version, now)

    def _saved(self, card: Improvement) -> None:
        if self._card is None:
            self.app.notify(_("Improvement {number} is on the board.", number=card.id))
        if self.is_attached:
            self.dismiss(card)

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        else:
            self.query_one(Form).show_problems(trouble.problems)

    # ------------------------------------------------------------------ leaving

    def action_leave(self) -> None:
        """Leave; where something was changed, it takes another Esc."""
        if self.query_one(Form).values() == self._before or self.has_class("-leaving"):
            self.dismiss(None)
            return
        self.add_class("-leaving")
        self.app.notify(_("Not saved. Esc again leaves without saving, ^S saves."), severity="warning")

    def on_form_changed(self) -> None:
        """Something was changed since Esc was pressed."""
        self.remove_class("-leaving")
