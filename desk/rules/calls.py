"""A call at the telephone exchange, and what becomes of a line in an exchange's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused
from desk.rules.text import clean_line, shown
from desk.words import N_

NAME_LENGTH = 120
"""The longest name of a group or an agent."""
KEY_LENGTH = 300
VALUE_SHOWN = 40
"""How much of a refused value is repeated in the refusal."""


class CallOutcome(Code):
    """What became of a call. Only answered and abandoned ones are offered."""

    ANSWERED = "answered", N_("Answered")
    ABANDONED = "abandoned", N_("Abandoned")
    PENDING = "pending", N_("Still waiting")
    NOT_OFFERED = "not_offered", N_("Left by choice")


OFFERED = frozenset({CallOutcome.ANSWERED, CallOutcome.ABANDONED})
"""Outcomes that count as offered: the denominator of the answer rate."""


class CallFormat(Code):
    """How a file of calls is written."""

    QUEUE_LOG = "queue-log", N_("Asterisk queue_log")
    CSV = "csv", N_("CSV with a mapping")


@dataclass(frozen=True, slots=True)
class Call:
    """One call in one queue, once.

    Attributes:
        key: Names the call for ever, so that a repeated file adds nothing. Never shown.
        group: The answer group, by its name at the desk.
        agent: Who took the call, as the file (or its mapping) names them; ``None`` for nobody.
        at: When it entered the queue, in whole seconds since 1970 in UTC.
        wait_s: Seconds in the queue; 0 while the outcome is pending.
        talk_s: Seconds of talk; ``None`` where unknown, and for calls that nobody answered.
    """

    key: str
    group: str
    agent: str | None
    at: int
    outcome: CallOutcome
    wait_s: int = 0
    talk_s: int | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more is to come: a later file adds nothing to this call."""
        if self.outcome is CallOutcome.ANSWERED:
            return self.talk_s is not None
        return self.outcome is not CallOutcome.PENDING


@dataclass(frozen=True, slots=True)
class Known:
    """A line that told nothing new about ``call``."""

    line: int
    call: Call


@dataclass(frozen=True, slots=True)
class Ignored:
    """A line that concerns no call. ``unknown`` names an event that the format's documentation has not."""

    line: int
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class LineRefused:
    """A line that cannot be used, by its number in the file (the first is 1), and what is wrong with it.

    The problem's ``field`` is the column of a CSV file, or the field's name in the format's documentation.
    """

    line: int
    problem: Problem

    @property
    def code(self) -> str:
        """The stable code of the refusal."""
        return self.problem.code

    @property
    def field(self) -> str | None:
        """The column or field that is wrong."""
        return self.problem.field


Read = Call | Known | Ignored | LineRefused
"""What a line of a file came to. A ``Call`` is the call as it stands now: to be remembered under its key."""

Held = Callable[[str], Sequence[Call]]
"""Finds the calls remembered whose key begins so, those read a moment ago in the same file included."""


@dataclass(frozen=True, slots=True)
class CallNames:
    """Other names for groups and agents than those in the file; an empty agent is nobody."""

    groups: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)

    def group(self, text: str, at: str) -> str:
        """The answer group for the file's ``text`` in column ``at``. Raises Refused where there is none."""
        name = self.groups.get(text, text)
        if not name:
            raise Refused(Problem("required", at))
        return cleaned(name, at)

    def agent(self, text: str, at: str) -> str | None:
        """The agent for the file's ``text`` in column ``at``, or ``None`` for nobody."""
        return cleaned(self.agents.get(text, text), at) or None


def cleaned(text: str, at: str, longest: int = NAME_LENGTH) -> str:
    """Return ``text`` fit to be stored as a name. Raises Refused for what cannot be shown, or is too long."""
    try:
        line = clean_line(text)
    except ValueError as error:
        raise Refused(Problem("text_control", at)) from error
    if len(line) > longest:
        raise Refused(Problem("too_long", at, {"max_length": longest}))
    return line


def seconds(text: str, at: str) -> int:
    """Read a whole number of seconds, 0 or more (at most nine digits). Raises Refused otherwise."""
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    raise Refused(Problem("call_seconds", at, {"value": quoted(text)}))


def quoted(text: str) -> str:
    """A value from a file as a refusal repeats it: safe to show, and short."""
    short = shown(text[: VALUE_SHOWN + 1])
    return f"“{short[:VALUE_SHOWN]}…”" if len(short) > VALUE_SHOWN else f"“{short}”"
