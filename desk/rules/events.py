"""What the trail says in words: what happened to a case, and to which of its fields."""

from __future__ import annotations

from desk.rules.case_fields import case_fields
from desk.rules.labels import Code
from desk.words import N_, _


class Happening(Code):
    """What an event of the trail was."""

    REGISTERED = "registered", N_("Registered")
    STEP = "step", N_("Step taken")
    STATUS = "status", N_("Status changed")
    PARKED = "parked", N_("Parked")
    NOTE = "note", N_("Note added")
    FORWARDED = "forwarded", N_("Passed on")
    TAKEN_OVER = "taken_over", N_("Taken over")
    CLOSED = "closed", N_("Closed")
    REOPENED = "reopened", N_("Reopened")
    CORRECTED = "corrected", N_("Corrected")
    ANNULLED = "annulled", N_("Annulled")
    HELD = "held", N_("Held back from disposal")
    RELEASED = "released", N_("Released for disposal")
    DISPOSED = "disposed", N_("Personal data disposed of")
    DISCLOSED = "disclosed", N_("Handed out")
    OPENED = "opened", N_("Opened")
    EXPORTED = "exported", N_("Handed out to the person")
    FOLLOW_UP = "follow_up", N_("Day to ask again")
    DEPARTMENT_ANSWERED = "department_answered", N_("Answer received")
    LETTER = "letter", N_("Letter written")
    REPLIED = "replied", N_("Replied to the citizen")
    # ---- of the desk itself
    PERSON_ADDED = "person_added", N_("Person added")
    PERSON_CHANGED = "person_changed", N_("Person changed")
    PERSON_RESTED = "person_rested", N_("Person put to rest")
    PERSON_WOKEN = "person_woken", N_("Person back at work")
    KEY_ADDED = "key_added", N_("Key added")
    KEY_WITHDRAWN = "key_withdrawn", N_("Key withdrawn")
    PIN_SET = "pin_set", N_("PIN chosen")
    PIN_CLEARED = "pin_cleared", N_("PIN cleared")
    PIN_FAILED = "pin_failed", N_("Wrong PIN five times")
    RETENTION_RUN = "retention_run", N_("Disposal")
    RETENTION_CHANGED = "retention_changed", N_("Retention changed")
    BACKED_UP = "backed_up", N_("Copied")
    RESTORED = "restored", N_("Restored")
    MOVED = "moved", N_("Moved")
    # ---- of the follow-up
    ADDED = "added", N_("Added")
    CHANGED = "changed", N_("Changed")
    ENDED = "ended", N_("Ended")
    REMOVED = "removed", N_("Removed")
    BROUGHT_IN = "brought_in", N_("Brought in")
    ISSUED = "issued", N_("Issued")


def happening(code: str) -> str:
    """The word for an event, in the language spoken now; the code itself where it has none."""
    try:
        return Happening(code).label
    except ValueError:
        return code


_OTHERS = {
    "status": N_("Status"),
    "step": N_("Step"),
    "first_answered_at": N_("First answered"),
    "closed_at": N_("Closed"),
    "parked_until": N_("Parked until"),
    "hold": N_("Hold"),
    "annulled_at": N_("Annulled"),
    "annulled_why": N_("Reason"),
    "decision": N_("Decision"),
    "masked": N_("Masked"),
    "words": N_("Words masked"),
    "follow_up": N_("Ask again on"),
    "answer": N_("Answer"),
    "reply": N_("Reply"),
    "letter_to": N_("To"),
}


def field_word(name: str, kind: str) -> str:
    """The word for a field by its dotted name, in the language spoken now; the name itself where it has none."""
    if name in _OTHERS:
        return _(_OTHERS[name])
    found = case_fields(kind).get(name)
    return found.label if found else name
