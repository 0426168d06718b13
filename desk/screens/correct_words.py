"""A correction in words: what one wanted to change, masked as everything is, and two notes made one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from desk.rules.cases import PERSONAL, Case
from desk.rules.events import field_word
from desk.rules.kinds import kinds
from desk.rules.people import mask_personal_number
from desk.screens.case_view import Words, from_to
from desk.screens.widgets.answer import Answer
from desk.words import _

LONGEST = 200
"""Characters of a text that are shown; the whole of it stands in the form."""
FREE_TEXT = ("summary", "note", "passed_on_to")
"""Personal, and shown all the same, as on the case itself."""


def wanted(words: Words, case: Case, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[str, ...]:
    """What was changed in the form, a line each. What is hidden of a protected identity is not told here either."""
    return tuple(_lines(words, case, before, after))


def _lines(words: Words, case: Case, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Iterator[str]:
    own = {f"details.{name}" for name in kinds()[case.kind].personal}
    for name, value in after.items():
        field = field_word(name, case.kind)
        if case.protected and name in own.union(PERSONAL) and name not in FREE_TEXT:
            yield f"{field}: {_('hidden')}"
        else:
            yield from_to(field, _said(words, case, name, before.get(name)), _said(words, case, name, value))


def _said(words: Words, case: Case, name: str, value: Answer) -> str:
    if value in (None, ""):
        return ""
    if name == "citizen.personal_number":
        return mask_personal_number(re.sub(r"\D", "", str(value)))
    said = words.value(name, value, case.kind)
    return said if len(said) <= LONGEST else said[:LONGEST] + " …"


def both_notes(before: str, mine: str, theirs: str) -> str:
    """My note with what was added to theirs meanwhile; mine alone where theirs was changed otherwise.

    Notes grow at their end, so that what two have written goes below each other and neither is lost.
    """
    if not theirs.startswith(before):
        return mine
    added = theirs[len(before) :].strip("\n")
    return "\n".join(each for each in (mine, added) if each)
