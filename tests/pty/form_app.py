"""A form over the terminal floor, without a database: what the pty suite types into.

Each saved form is one JSON line in the file named first; ``hang.json`` beside it is what a hangup saved.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from desk.terminal import start

start.clean_environment()

from datetime import date  # noqa: E402
from typing import NamedTuple  # noqa: E402
from zoneinfo import ZoneInfo  # noqa: E402

from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.screen import ModalScreen, Screen  # noqa: E402
from textual.widgets import Static  # noqa: E402

from desk.rules.cases import Cause, Demand, Outcome  # noqa: E402
from desk.rules.fields import Field  # noqa: E402
from desk.screens.widgets.form import Form  # noqa: E402
from desk.screens.widgets.line_input import LineInput  # noqa: E402
from desk.screens.widgets.topic_input import TopicInput  # noqa: E402
from desk.terminal.gated import GatedApp  # noqa: E402


class Subject(NamedTuple):
    """A topic, as far as the field knows."""

    code: str
    name: str


SUBJECTS = [
    Subject("library", "Bibliotekets öppettider"),
    Subject("building", "Bygglov – fråga"),
    Subject("school_bus_late", "Skolskjuts – försening"),
    Subject("school_bus", "Skolskjuts – ansökan"),
    Subject("water", "Vatten och avlopp"),
]

FIELDS = [
    Field("topic", "text", "Topic"),
    Field("name", "text", "Name", max_length=40),
    Field("phone", "text", "Telephone", max_length=20, example="070-174 06 05"),
    Field("summary", "text", "What", max_length=200),
    Field("demand", "choice", "Demand", choices=tuple(Demand)),
    Field("cause", "choice", "Cause", choices=tuple(Cause)),
    Field("outcome", "choice", "Outcome", choices=tuple(Outcome)),
    Field("until", "date", "Until"),
    Field("fee", "number", "Fee"),
    Field("anonymous", "yes_no", "Anonymous", default=False),
    Field("resident", "yes_no", "Resident here"),
    Field("note", "long_text", "Note", max_length=20_000),
]


def match(text: str) -> list[Subject]:
    """Topics with a word that begins as typed."""
    return [each for each in SUBJECTS if f" {text.casefold()}" in f" {each.name.casefold()}"]


class Ask(ModalScreen[str]):
    """Asks for one line, and closes with Enter."""

    BINDINGS = [Binding("enter", "close", "Close")]
    AUTO_FOCUS = "LineInput"

    def compose(self) -> ComposeResult:
        yield LineInput(id="asked")

    def action_close(self) -> None:
        self.dismiss(self.query_one(LineInput).value)


class FormScreen(Screen[None]):
    """The form, a line that says what was saved, and a key that asks."""

    BINDINGS = [Binding("f2", "ask", "Ask"), Binding("f3", "crash", "Crash")]
    AUTO_FOCUS = "LineInput"

    def compose(self) -> ComposeResult:
        yield Static("READY", id="status", markup=False)
        yield Form(
            FIELDS,
            today=date(2026, 11, 21),
            zone=ZoneInfo("Europe/Stockholm"),
            widgets={"topic": TopicInput(SUBJECTS, match)},
        )

    def on_form_submitted(self, event: Form.Submitted) -> None:
        values = event.form.values()
        with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")
        event.form.clear()
        event.form.focus_field("topic")
        self.query_one("#status", Static).update(f"SAVED {values['name']}")

    def action_ask(self) -> None:
        self.app.push_screen(Ask(), self._asked)

    def _asked(self, answer: str | None) -> None:
        form = self.query_one(Form)
        form.fill({"summary": answer})

    def action_crash(self) -> None:
        number = "189001189811"
        raise RuntimeError(number)


class FormApp(GatedApp):
    """The form as a program."""

    def on_mount(self) -> None:
        self.push_screen(FormScreen())

    def save_before_hangup(self) -> bool:
        form = self.screen_stack[-1].query_one(Form)
        Path(sys.argv[1]).with_name("hang.json").write_text(json.dumps(form.values()), encoding="utf-8")
        return True


if __name__ == "__main__":
    if sentence := start.refuse_without_terminal():
        print(sentence, file=sys.stderr)
        sys.exit(2)
    sys.exit(FormApp(log_folder=Path(os.environ.get("DESK_LOG_FOLDER", "."))).run_desk())
