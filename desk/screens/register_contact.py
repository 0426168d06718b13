"""A contact being registered: what its form was opened with, what was typed, and the draft that keeps it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from desk.rules.refusals import Problem
from desk.screens.register_fields import opened_with
from desk.storage.drafts import Draft

_BEGAN, _FIXED, _ASKED, _AT_STEP = "_began", "_fixed", "_asked", "_at_step"
"""Beside the answers in a draft: when it began, whether the kind was fixed or asked for, and where it begins."""


@dataclass(frozen=True)
class Contact:
    """What a form is opened with.

    Attributes:
        key: The registration's key, so that it is registered once however often it is sent.
        kind: The kind that the form was opened for; ``None`` leaves it to the topic.
        asks_kind: The form asks for the kind first.
        began: When the form was opened: the contact's time, unless another is given by hand.
        answers: What has been typed, by dotted name.
        problems: What was refused when it was last saved; ``trouble`` says so where it was no problem of a field.
        resumed: It comes from a draft.
        at_step: The step at which it begins, where not at the kind's first.
        first: The field at which one begins to type; empty for the first there is.
    """

    key: str
    channel: str
    kind: str | None
    asks_kind: bool
    began: datetime
    answers: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    resumed: bool = False
    at_step: str | None = None
    first: str = ""

    def __repr__(self) -> str:
        return f"Contact({self.key})"


def new_contact(what: str, began: datetime) -> Contact:
    """A contact that begins now. ``what`` is a channel, a kind, or ``other``."""
    channel, kind, asks_kind = opened_with(what)
    return Contact(uuid.uuid4().hex, channel, kind, asks_kind, began)


def draft_of(
    contact: Contact, answers: Mapping[str, object], kind: str | None, login: str, session: str, now: datetime
) -> Draft:
    """The contact as it stands, to be kept."""
    beside = {_BEGAN: contact.began.isoformat(), _FIXED: contact.kind, _ASKED: contact.asks_kind}
    if contact.at_step:
        beside[_AT_STEP] = contact.at_step
    channel = str(answers.get("channel") or contact.channel)
    return Draft(contact.key, login, kind, channel, {**answers, **beside}, now, session)


def contact_of(draft: Draft, zone: tzinfo) -> Contact:
    """The contact that a draft kept. When it began is its time by hand, because *now* is not when it came in."""
    answers = {name: value for name, value in draft.fields.items() if not name.startswith("_")}
    began = _began(draft)
    answers.setdefault("received_at", began.astimezone(zone).isoformat(timespec="minutes"))
    fixed, at_step = draft.fields.get(_FIXED), draft.fields.get(_AT_STEP)
    return Contact(
        key=draft.key,
        channel=draft.channel or "phone",
        kind=str(fixed) if fixed else None,
        asks_kind=bool(draft.fields.get(_ASKED)),
        began=began,
        answers=answers,
        resumed=True,
        at_step=str(at_step) if at_step else None,
    )


def _began(draft: Draft) -> datetime:
    try:
        began = datetime.fromisoformat(str(draft.fields.get(_BEGAN)))
    except ValueError:
        return draft.saved_at
    return began if began.tzinfo is not None else draft.saved_at
