"""Registering a contact of any kind: one form, what helps beside it, and a draft that nothing can lose."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from desk import keys
from desk.rules.cases import Channel
from desk.rules.division import answers_in_words
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Right
from desk.rules.text import mixed_scripts
from desk.screens.place import AwayChanged, Last, MinutePassed, Place, Program, SeatTaken, Trouble
from desk.screens.register_aside import Aside, read_earlier
from desk.screens.register_contact import Contact, contact_of, draft_of, new_contact
from desk.screens.register_fields import SAME_NUMBERS, at_the_form, registration_of
from desk.screens.register_form import RegisterForm
from desk.screens.register_free import FreeThen
from desk.screens.register_known import Known, latest_known, read_known, remember_known
from desk.screens.register_saving import Saving, when_seated
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.form import Form
from desk.screens.widgets.form_row import FormRow
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.wording import kind_in_words
from desk.services import drafts, registration
from desk.services.seat import Seat
from desk.storage.drafts import Draft
from desk.words import _, clock, day

if TYPE_CHECKING:
    from desk.app import DeskApp

DRAFT_SECONDS = 0.5
"""What was typed is in the database after this time, whatever happens to the line or the machine."""
PATIENCE = 2.0
"""Seconds that the last draft waits for the one being written, when the line is lost."""
NARROW_LABELS, WIDE_LABELS = 15, 18


class DraftKept(Message):
    """A draft is in the database; or on this machine, where the database does not answer."""

    def __init__(self, *, there: bool) -> None:
        super().__init__()
        self.there = there


class RegisterScreen(Place[None]):
    """The form of one contact.

    Args:
        begun: A contact that begins or was refused, or the draft that kept one.
    """

    CSS_PATH = "register.tcss"
    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("form.leave", "form.save_open", "form.time", "form.routine")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, begun: Contact | Draft) -> None:
        super().__init__()
        self._begun = begun
        self._form: RegisterForm | None = None
        self._shown_by: Program | None = None
        self._begun_with: Mapping[str, Answer] = {}
        self._state = ""
        self._draft_timer: Timer | None = None
        self._draft_kept = isinstance(begun, Draft)
        self._saving = threading.Lock()
        self._snapshots = self._overtaken = 0
        self._looked_for: tuple[str, ...] = ()
        self._free = FreeThen()
        self._next: tuple[Contact, ...] = ()

    @classmethod
    def opened(cls, what: str, began: datetime) -> RegisterScreen:
        """A form for a contact that begins now; ``what`` is a channel, a kind, or ``other``."""
        return cls(new_contact(what, began))

    @classmethod
    def resumed(cls, draft: Draft) -> RegisterScreen:
        """A form as a draft kept it."""
        return cls(draft)

    @cached_property
    def _contact(self) -> Contact:
        begun = self._begun
        return contact_of(begun, self.program.zone) if isinstance(begun, Draft) else begun

    def compose(self) -> ComposeResult:
        """Title, the form with what helps beside it, a line of help, keys."""
        yield TitleBar(id="title")
        with Horizontal(id="work"):
            yield self._make_form()
            yield Aside(id="aside")
        yield Static(id="hint", markup=False)
        yield KeyLine("form", self.program.keys_chosen, id="keys")

    def _make_form(self) -> RegisterForm:
        contact = self._contact
        program = self._shown_by = self.program
        self._form = RegisterForm(
            latest_known(program),
            kind=contact.kind,
            asks_kind=contact.asks_kind,
            answers={"channel": contact.channel, **contact.answers},
            today=program.today(),
            zone=program.zone,
            label_width=WIDE_LABELS if self.app.size.width >= 110 else NARROW_LABELS,
            id="form",
        )
        self._begun_with = self._form.answers()
        return self._form

    def on_mount(self) -> None:
        """Begin: the first field, what a refusal said, and what is known of the desk."""
        form = self.form
        form.focus_first(self._contact.first)
        if self._contact.problems:
            form.refuse(at_the_form(self._contact.problems, self._known.topics, self._contact.asks_kind))
        if self._contact.trouble:
            self._state = _("Not saved")
            self.app.notify(self._contact.trouble, severity="error", timeout=8)
        self._show()
        self._ask_what_is_known()

    def _see_who_may(self) -> None:
        """Say at once, not when everything has been typed, where the person may not register."""
        if not self.program.seated:
            return
        try:
            self.program.seat.demand(Right.HANDLE)
        except Refused as refusal:
            self.app.notify(f"{refusal.problems[0].reason} {refusal.problems[0].right}", severity="warning")
            self.dismiss(None)

    # ------------------------------------------------------------------ what there is

    @property
    def form(self) -> RegisterForm:
        """The form. Raises RuntimeError before it is shown."""
        if self._form is None:
            raise RuntimeError("the form is not shown yet")
        return self._form

    @property
    def _known(self) -> Known:
        return latest_known(self.program)

    @property
    def touched(self) -> bool:
        """Something has been typed, and is not as it was when the form was opened."""
        return self._form is not None and self._form.answers() != self._begun_with

    def draft(self) -> Draft | None:
        """The form as it stands, where something was typed; nothing older is written after it.

        Also asked for when the line is lost, outside any task.
        """
        self._overtaken = self._snapshots
        if self._saving.acquire(timeout=PATIENCE):
            self._saving.release()
        return self._snapshot()

    def _snapshot(self) -> Draft | None:
        program = self._shown_by
        if program is None or not (self.touched and program.seated):
            return None
        login = program.seat.who.login
        return draft_of(self._contact, self.form.answers(), self.form.kind, login, program.session, program.now())

    def wait(self, contact: Contact) -> None:
        """Open ``contact`` when this form is done with: it was refused while one types here."""
        self._next = (*self._next, contact)
        self.app.notify(
            _("The contact before was not saved: {why} Its form comes after this one.", why=contact.trouble),
            severity="warning",
            timeout=8,
        )

    # ------------------------------------------------------------------ while one types

    @on(Form.Changed)
    def _follow(self, event: Form.Changed) -> None:
        """Title, routine, earlier cases and draft follow what is typed."""
        if event.name == "citizen.name" and mixed_scripts(str(self.form.answer("citizen.name") or "")):
            self.form.remark("citizen.name", _("The name mixes letters of different alphabets. Is it spelt so?"))
        self._show()
        self._look_for_earlier()
        self._free.look(self, self.form)
        self._draft_soon()

    @on(events.DescendantFocus)
    def _help(self) -> None:
        """Say what the field is for, in the line below."""
        hint = self.query_one("#hint", Static)
        row = next((node for node in self._focused_and_up() if isinstance(node, FormRow)), None)
        words = self.form.help_of(row.field_name) if row is not None else ""
        if hint.content != words:
            hint.update(words)

    def _focused_and_up(self) -> list[object]:
        return list(self.focused.ancestors_with_self) if self.focused is not None else []

    def _show(self) -> None:
        form = self.form
        topic = form.topic
        known, code = self._known, topic.code if topic else None
        self.query_one(TitleBar).show(self._title(), self._state)
        aside = self.query_one(Aside)
        aside.show_routine(known.routine(topic, form.kind))
        aside.show_place(topic, form.working_days(), answers_in_words(known.division.of(code)), form.about_the_kind())

    def _title(self) -> str:
        program, began = self.program, self._contact.began
        channel = Channel(str(self.form.answer("channel") or self._contact.channel)).label
        kind = (kind_in_words(self.form.kind),) if self.form.kind else ()
        local = began.astimezone(program.zone)
        when = clock(local) if local.date() == program.today() else f"{day(local.date())} {clock(local)}"
        minutes = max(0, int((program.now() - began).total_seconds()) // 60)
        return f"{' · '.join((channel, *kind, when))} ▸ {_('{n} min', n=minutes)}"

    @on(MinutePassed)
    def _a_minute_later(self) -> None:
        """The only thing that is painted while nobody types."""
        self._show()

    def _look_for_earlier(self) -> None:
        numbers = tuple(str(self.form.answer(name) or "") for name in SAME_NUMBERS)
        if numbers == self._looked_for:
            return
        self._looked_for = numbers
        phone, person, card = numbers
        self.ask(
            "earlier",
            lambda seat: read_earlier(seat, phone, person, card),
            self.query_one(Aside).show_earlier,
            lambda _trouble: None,
        )

    # ------------------------------------------------------------------ what is known of the desk

    @on(SeatTaken)
    def _ask_what_is_known(self) -> None:
        now = self.program.now()
        self.ask("known", lambda seat: read_known(seat, now), self._now_known, lambda _trouble: None)
        self._see_who_may()
        if self.touched:
            self._draft_soon()

    def _now_known(self, known: Known) -> None:
        remember_known(self.app, known)
        untouched = not self.touched
        self.form.know(known)
        self._free.look(self, self.form)
        if untouched:
            self._begun_with = self.form.answers()
        self._show()

    # ------------------------------------------------------------------ the draft

    def _draft_soon(self) -> None:
        if self._draft_timer is None and self.program.seated:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep_draft)

    def _keep_draft(self) -> None:
        self._draft_timer = None
        draft = self._snapshot()
        if draft is not None:
            self._snapshots += 1
            self.program.tell_quietly(partial(self._save_draft, draft, self._snapshots), self._draft_refused)

    def _save_draft(self, draft: Draft, number: int, seat: Seat) -> None:
        """Runs in the writing thread; a draft that was taken when the line was lost may be ahead of it."""
        there = True
        with self._saving:
            if number > self._overtaken:
                there = drafts.save(seat, draft)
        self.post_message(DraftKept(there=there))

    @on(DraftKept)
    def _draft_is_kept(self, event: DraftKept) -> None:
        self._draft_kept = True
        self._say(_("Draft saved") if event.there else _("Draft kept here"))

    @on(AwayChanged)
    def _keep_it_there_too(self, event: AwayChanged) -> None:
        """The database answers again: what was kept on this machine is saved there, and said to be."""
        if not event.words and self._state == _("Draft kept here"):
            self._draft_soon()

    def _draft_refused(self, _trouble: Trouble) -> None:
        if self.is_attached:
            self._say(_("Draft not saved"))
            self._draft_soon()  # the fault may be over by then, and nobody may touch a key meanwhile

    def _say(self, state: str) -> None:
        if self._state != state:
            self._state = state
            self._show()

    # ------------------------------------------------------------------ leaving and saving

    def action_leave(self) -> None:
        """Leave; what was typed is kept as a draft."""
        if self.touched:
            # What is typed is read now; where there is no seat yet, the draft's is filled in when there is.
            contact, answers, kind = self._contact, self.form.answers(), self.form.kind
            when_seated(self._desk, partial(_keep, self._desk, contact, answers, kind))
            self.app.notify(
                _(
                    "Kept as a draft; {key} goes on with it.",
                    key=keys.key_of(keys.action("desk.drafts"), self.program.keys_chosen),
                )
            )
        elif self._contact.resumed:
            self.app.notify(
                _(
                    "Kept as a draft; {key} goes on with it.",
                    key=keys.key_of(keys.action("desk.drafts"), self.program.keys_chosen),
                )
            )
        elif self._draft_kept:
            key = self._contact.key
            self.program.tell_quietly(lambda seat: drafts.throw_away(seat, key), self.program.say_trouble)
        self._close()

    def action_change_time(self) -> None:
        """Say when the contact came in."""
        self.form.show_field("received_at", True)
        self.form.focus_field("received_at")

    def action_routine(self) -> None:
        """Read the whole routine; what is typed stays as it is."""
        from desk.screens.routine import ReadRoutine

        found = self._known.routine(self.form.topic, self.form.kind)
        if found is None:
            self.app.notify(_("There is no routine for this yet."))
        else:
            self.app.push_screen(ReadRoutine(found.of, found.text))

    def action_save_open(self) -> None:
        """Save as an open case, whatever outcome was proposed."""
        if self.form.finished():
            self._save(leave_open=True)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        self._save()

    def _save(self, *, leave_open: bool = False) -> None:
        """Close at once and save in the writing thread, unless something is wrong that needs no database to see."""
        form, now = self.form, self.program.now()
        answers = form.answers()
        sent = {name: value for name, value in answers.items() if not (leave_open and name == "outcome")}
        values = registration_of(sent, self._contact.key, form.kind)
        if problems := self._wrong(values, now):
            form.refuse(at_the_form(problems, self._known.topics, self._contact.asks_kind))
            return
        last = Last("", str(answers["channel"]), _text(sent.get("topic")), _text(sent.get("outcome")), form.kind)
        contact = replace(self._contact, answers=answers, problems=(), trouble="", resumed=True)
        self._close()
        Saving(self._desk, contact, values, now, last, partial(_come_back, self._desk)).begin()

    def _wrong(self, values: Mapping[str, object], now: datetime) -> tuple[Problem, ...]:
        """What every rule says that asks no database."""
        try:
            read = registration.read(values)
            if self._known.read and self.program.seated:
                began = min(self._contact.began, now).replace(microsecond=0)
                registration.prepare(self.program.seat, read, now.replace(microsecond=0), began)
        except Refused as refusal:
            return refusal.problems
        return ()

    def _close(self) -> None:
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self.dismiss(None)
        if self._next:
            first, *others = self._next
            screen = RegisterScreen(first)
            screen._next = tuple(others)
            self.app.push_screen(screen)

    @property
    def _desk(self) -> DeskApp:
        return cast("DeskApp", self.app)


def _text(value: Answer) -> str | None:
    return str(value) if value else None


def _keep(app: DeskApp, contact: Contact, answers: Mapping[str, object], kind: str | None) -> None:
    draft = draft_of(contact, answers, kind, app.seat.who.login, app.session, app.now())
    app.tell_quietly(lambda seat: drafts.save(seat, draft), app.say_trouble)


def _come_back(app: DeskApp, contact: Contact) -> None:
    """The form again, as it was typed; behind the one that is open now, where there is one."""
    if app.covered:  # the form has to wait, and may never be seen in this session
        _keep(app, contact, contact.answers, contact.kind)
    if isinstance(app.screen, RegisterScreen):
        app.screen.wait(contact)
    else:
        app.push_screen(RegisterScreen(contact))
