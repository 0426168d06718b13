"""One line of Asterisk's queue_log: ``time|call id|queue|agent|event|data1|data2…``.

After https://docs.asterisk.org/Operation/Logging/Queue-Logs/. Older versions leave out some of the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.rules.calls import KEY_LENGTH, Call, CallNames, CallOutcome, Ignored, cleaned, quoted, seconds
from desk.rules.refusals import Problem, Refused

KEY = "queue_log"
"""How the key of every call from a queue_log begins."""
ENTER = "ENTERQUEUE"
CONNECT = "CONNECT"
COMPLETED = {
    "COMPLETECALLER": 0,
    "COMPLETEAGENT": 0,
    "TRANSFER": 2,
    "BLINDTRANSFER": 2,
    "ATTENDEDTRANSFER": 2,
}
"""Events that end an answered call, and where the hold time stands among the data; talk time follows."""
LEFT = {
    "ABANDON": (CallOutcome.ABANDONED, 2),
    "EXITEMPTY": (CallOutcome.ABANDONED, 2),
    "EXITWITHTIMEOUT": (CallOutcome.ABANDONED, 2),
    "EXITWITHKEY": (CallOutcome.NOT_OFFERED, 3),
}
"""Events that end an unanswered call, what they make of it, and where the waiting time stands."""
IGNORED = frozenset(
    {"ADDMEMBER", "REMOVEMEMBER", "PENALTY", "RINGINUSE"}
    | {"PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL"}
    | {"AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF"}
    | {"RINGNOANSWER", "RINGCANCELED", "AGENTDUMP", "SYSCOMPAT"}
    | {"QUEUESTART", "CONFIGRELOAD", "DID"}
)
"""Events that neither begin nor end a call. After AGENTDUMP and SYSCOMPAT an ABANDON follows by itself."""
CLOCK_ERROR = 2
"""By how many seconds times in a log differ when they mean the same: each is cut to whole seconds."""

_CONCERN_CALLS = frozenset({ENTER, CONNECT, *COMPLETED, *LEFT})
_TIME = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,9}))?")
_EVENT = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
_NOBODY = frozenset({"", "NONE"})
_LATEST = 253_402_300_799 - 86_400
"""The last day but one of the year 9999, beyond which there are no dates."""


@dataclass(frozen=True, slots=True)
class QueueEvent:
    """A line that concerns a call. ``prefix`` begins the keys of every entry of this call into this queue."""

    line: int
    name: str
    at: int
    moment: str
    """``at`` as written: some logs tell fractions of a second."""
    prefix: str
    group: str
    agent: str | None
    hold: int | None
    """Seconds in the queue; ``None`` where older versions of Asterisk left them out."""
    talk: int | None

    @property
    def spent(self) -> int | None:
        """Seconds since the call entered the queue, where the line tells them."""
        if self.name not in COMPLETED:
            return self.hold
        return None if self.hold is None or self.talk is None else self.hold + self.talk

    def gap(self, call: Call) -> int:
        """By how many seconds line and call disagree; where the line tells none, seconds since the entry."""
        if self.spent is not None:
            return abs(self.at - self.spent - call.at)
        known = call.wait_s + (call.talk_s or 0) if call.ended else 0
        return abs(self.at - known - call.at)

    def fits(self, call: Call) -> bool:
        """Whether nothing speaks against this being the line's call."""
        return self.spent is None or self.gap(call) <= CLOCK_ERROR

    def may_concern(self, call: Call) -> bool:
        """Whether the call had entered by then; within one second, whether it fits closely."""
        if call.at == self.at:
            return self.gap(call) <= CLOCK_ERROR
        return call.at < self.at


def queue_event(number: int, text: str, names: CallNames) -> QueueEvent | Ignored:
    """Read the line of that number.

    Raises:
        Refused: it is not a line of a queue_log, or a value in it cannot be used.
    """
    text = text.strip("\r\n\ufeff")
    if not text.strip():
        return Ignored(number)
    time, callid, queue, agent, name, *data = _fields(text)
    at, moment = _time(time)
    if name in IGNORED:
        return Ignored(number)
    if name not in _CONCERN_CALLS:
        if not _EVENT.fullmatch(name):
            raise Refused(Problem("call_event", "event", {"value": quoted(name)}))
        return Ignored(number, unknown=name)
    for value, column in ((callid, "callid"), (queue, "queuename")):
        if value in _NOBODY:
            raise Refused(Problem("required", column))
    prefix = cleaned(f"{KEY}|{callid}|{queue}|", "callid", KEY_LENGTH)
    hold, talk = _spent(name, data)
    return QueueEvent(
        line=number,
        name=name,
        at=at,
        moment=moment,
        prefix=prefix,
        group=names.group(queue, "queuename"),
        agent=names.agent("" if agent in _NOBODY else agent, "agent"),
        hold=hold,
        talk=talk,
    )


def _fields(text: str) -> list[str]:
    fields = [each.strip() for each in text.split("|")]
    if len(fields) < 5:
        raise Refused(Problem("call_line_fields", None, {"count": len(fields)}))
    return fields


def _time(text: str) -> tuple[int, str]:
    match = _TIME.fullmatch(text)
    if not match or int(match[1]) > _LATEST:
        raise Refused(Problem("call_line_time", "time", {"value": quoted(text)}))
    fraction = (match[2] or "").rstrip("0")
    return int(match[1]), f"{int(match[1])}{'.' if fraction else ''}{fraction}"


def _spent(name: str, data: list[str]) -> tuple[int | None, int | None]:
    """Seconds in the queue, and of talk, as far as the line tells."""
    if name in LEFT:
        return _number(data, LEFT[name][1]), None
    if name == CONNECT:
        return _number(data, 0), None
    if name in COMPLETED:
        place = COMPLETED[name]
        if name == "ATTENDEDTRANSFER" and data[0] == "LINK" and len(data) >= 6:
            place += 1  # the two channels that were linked stand before it
        return _number(data, place), _number(data, place + 1)
    return None, None


def _number(data: list[str], place: int) -> int | None:
    text = data[place] if place < len(data) else ""
    return seconds(text, f"data{place + 1}") if text else None
