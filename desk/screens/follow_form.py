"""A form of the follow-up: what is typed in it is kept every second, and filled in again when it was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from desk import keys
from desk.rules.fields import Field
from desk.screens.dialogs import KEEP_SECONDS
from desk.screens.place import Place, Trouble
from desk.screens.text_drafts import KeptForm
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.words import _

T = TypeVar("T")
Answers = Mapping[str, Answer]


class FollowForm(Place[T | None], Generic[T]):
    """A form whose answer is what was saved; ``None`` where it was left. A subclass says what stands between.

    Args:
        title: What it is of.
        hint: Said below the fields.
        kept: Keeps what is typed.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "follow_form.tcss"
    BINDINGS = keys.bindings("form.leave")
    LABEL_WIDTH = 16

    def __init__(self, title: str, hint: str, kept: KeptForm) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._kept: KeptForm | None = kept
        self._before: dict[str, Answer] = {}
        self._saving = False

    # ------------------------------------------------------------------ for the subclass

    def fields(self) -> list[Field]:
        """What is asked."""
        raise NotImplementedError

    def widgets(self) -> dict[str, Widget]:
        """By field, a widget in place of the usual one."""
        return {}

    def begins_with(self) -> dict[str, Any]:
        """What stands there to begin with."""
        return {}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], T]:
        """What saves the answers, in the writing thread; ``changed`` are those that differ from the beginning."""
        raise NotImplementedError

    def said(self, done: T) -> str:
        """What is told when it was saved."""
        raise NotImplementedError

    def adapt(self) -> None:
        """An answer was changed: show, hide and offer what follows from it."""

    # ------------------------------------------------------------------ what is shown

    def compose(self) -> ComposeResult:
        """Title, form, hint, keys."""
        yield TitleBar(self._title, id="title")
        yield Form(
            self.fields(),
            today=self.program.today(),
            zone=self.program.zone,
            widgets=self.widgets(),
            label_width=self.LABEL_WIDTH,
            id="form",
        )
        yield Static(self._hint, id="hint", markup=False)
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Fill the form, go to its first field, and look whether something was left of it."""
        self.form.fill(self.begins_with())
        self.adapt()
        self._before = self.form.values()
        self.form.focus_field(self.fields()[0].name)
        if self._kept is not None:
            self.ask("left", self._kept.left, self._go_on)
            self.set_interval(KEEP_SECONDS, self._keep)

    @property
    def form(self) -> Form:
        """The form itself."""
        return self.query_one(Form)

    def _go_on(self, left: Answers) -> None:
        if left and not self._changed():
            for _each in range(2):  # what shows a field may itself be among the answers
                self.form.fill({name: value for name, value in left.items() if name in self._before})
                self.adapt()
            self.say_hint(_("This was left half typed; ^S saves it.") + "\n" + self._hint)

    def say_hint(self, text: str) -> None:
        """Say something else below the fields."""
        self.query_one("#hint", Static).update(text)

    # ------------------------------------------------------------------ half typed

    def _changed(self) -> dict[str, Answer]:
        """The answers that differ from how it began."""
        return {name: value for name, value in self.form.values().items() if value != self._before.get(name)}

    def _keep(self) -> None:
        if self._kept is not None and not self._saving:
            self._kept.keep(self._changed())

    def draft(self) -> Draft | None:
        """What is half typed."""
        changed = self._changed()
        return self._kept.draft(changed) if self._kept is not None and changed else None

    # ------------------------------------------------------------------ saving and leaving

    def on_form_changed(self, _event: Form.Changed) -> None:
        """Something else may be asked now."""
        self.adapt()

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Save what was typed; where nothing was, leave."""
        if self._saving:
            return
        changed = self._changed()
        if not changed:
            self._forget()
            self.dismiss(None)
            return
        self.save(self.saving(event.form.values(), frozenset(changed)))

    def save(self, how: Callable[[Seat], T]) -> None:
        """Save; refused, what was typed stays on the screen."""
        self._keep()
        self._saving = True
        self.program.tell(how, self._saved, self._refused)

    def _saved(self, done: T) -> None:
        self._forget()
        self.app.notify(self.said(done))
        if self.is_attached:
            self.dismiss(done)

    def _forget(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.forget()

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        elif not self.answered_otherwise(trouble):
            self.form.show_problems(trouble.problems)

    def answered_otherwise(self, trouble: Trouble) -> bool:
        """Whether a refusal is asked about instead of shown."""
        del trouble
        return False

    def action_leave(self) -> None:
        """Leave; what was typed is kept as a draft."""
        changed = self._changed()
        if changed:
            self._keep()
            self.app.notify(_("Kept as a draft."))
        else:
            self._forget()
        self.dismiss(None)
