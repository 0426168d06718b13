"""One person: a form to add somebody with, or to change a name, a role or an answer group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from desk import keys
from desk.rules.fields import Field
from desk.rules.rights import Person, Role
from desk.screens.place import Place, Trouble
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import people
from desk.services.seat import Seat
from desk.words import N_, _

LABEL_WIDTH = 14
LONGEST_LOGIN, LONGEST_NAME = 32, people.LONGEST_NAME
Saving = Callable[[Seat], Person]


class PersonScreen(Place[None]):
    """The form of one person.

    Args:
        who: Whom to change; ``None`` adds somebody.
        groups: The answer groups there are.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "admin.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(self, who: Person | None, groups: Sequence[str]) -> None:
        super().__init__()
        self._who = who
        self._groups = tuple(groups)
        self._before: dict[str, Answer] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, form, what a login is, keys."""
        title = _("New person") if self._who is None else _("{name} ({login})", name=self._who.name, login=self._login)
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
        who = self._who
        if who is not None:
            form.fill({"name": who.name, "role": str(who.role), "group": who.group})
        self._before = form.values()
        form.focus_field("login" if who is None else "name")

    @property
    def _login(self) -> str:
        return self._who.login if self._who is not None else ""

    def _fields(self) -> list[Field]:
        login = Field("login", "text", N_("Login"), max_length=LONGEST_LOGIN, required=True)
        name = Field("name", "text", N_("Name"), max_length=LONGEST_NAME, required=True)
        role = Field("role", "choice", N_("Role"), choices=tuple(Role), default=Role.AGENT)
        group = Field("group", "choice", N_("Answer group"))
        return [*([login] if self._who is None else []), name, role, group]

    def _widgets(self) -> dict[str, Widget]:
        return {"group": Choice([Option(each, each) for each in self._groups], in_row=False)}

    def _hint(self) -> str:
        if self._who is None:
            return _(
                "The login is what the operating system calls the person, or, for sessions over SSH, "
                "what you choose to call them here. It cannot be changed afterwards."
            )
        return _("Another role holds at once, also in a session that is open.")

    # ------------------------------------------------------------------ saving

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Add the person, or send what differs."""
        values = event.form.values()
        if self._saving:
            return
        if self._who is not None and values == self._before:
            self.dismiss(None)
            return
        self._saving = True
        save = self._adding(values) if self._who is None else self._changing(values)
        self.program.tell(save, self._saved, self._refused)

    def _adding(self, values: dict[str, Answer]) -> Saving:
        login, name, now = str(values["login"]).strip(), str(values["name"]), self.program.now()
        role, group = Role(str(values["role"])), _text(values["group"])
        return lambda seat: people.add(seat, login, name, role, group, now)

    def _changing(self, values: dict[str, Answer]) -> Saving:
        login, now = self._login, self.program.now()
        differs = {name for name, value in values.items() if value != self._before[name]}
        name = str(values["name"]) if "name" in differs else None
        role = Role(str(values["role"])) if "role" in differs else None
        group = _text(values["group"]) or "" if "group" in differs else None
        return lambda seat: people.change(seat, login, name=name, role=role, group=group, now=now)

    def _saved(self, who: Person) -> None:
        self.app.notify(_("{name} ({login}): saved.", name=who.name, login=who.login))
        if self.is_attached:
            self.dismiss(None)

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


def _text(value: Answer) -> str | None:
    return str(value) if value else None
