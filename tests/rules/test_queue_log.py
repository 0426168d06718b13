"""Asterisk's queue_log: which call a line belongs to, however the log is cut, repeated or put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desk.rules.calls import Call, CallNames, CallOutcome, Ignored, LineRefused, Read
from desk.rules.queue_events import CONNECT
from desk.rules.queue_log import WAITING, read_queue_log

T0 = 1_366_720_000


@dataclass
class Memory:
    """Remembers calls as the database does, and what became of every line."""

    calls: dict[str, Call] = field(default_factory=dict)
    read: list[Read] = field(default_factory=list)

    def held(self, prefix: str) -> list[Call]:
        return [call for key, call in self.calls.items() if key.startswith(prefix)]

    def feed(self, *lines: str, names: CallNames | None = None) -> Memory:
        self.read = []
        for each in read_queue_log(lines, self.held, names):
            self.read.append(each)
            if isinstance(each, Call):
                self.calls[each.key] = each
        return self

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(type(each).__name__ for each in self.read))

    @property
    def told(self) -> list[tuple[str, str | None, int, CallOutcome, int, int | None]]:
        every = sorted(self.calls.values(), key=lambda call: (call.at, call.key))
        return [(c.group, c.agent, c.at - T0, c.outcome, c.wait_s, c.talk_s) for c in every]


def line(at: int, call: str, queue: str, event: str, *data: object, agent: str = "NONE") -> str:
    return "|".join(map(str, (T0 + at, call, queue, agent, event, *data)))


ANSWERED, ABANDONED, PENDING, NOT_OFFERED = (
    CallOutcome.ANSWERED,
    CallOutcome.ABANDONED,
    CallOutcome.PENDING,
    CallOutcome.NOT_OFFERED,
)

BOTH_QUEUES = (
    line(0, "NONE", "NONE", "QUEUESTART"),
    line(1, "MANAGER", "vaxel", "ADDMEMBER", agent="SIP/8007"),
    line(10, "u1", "vaxel", "DID", "0451"),
    line(10, "u1", "vaxel", "ENTERQUEUE", "", "0701740605", 1),
    line(12, "u1", "vaxel", "RINGNOANSWER", 1000, agent="SIP/8007"),
    line(15, "u2", "vaxel", "ENTERQUEUE", "", "anonymous", 2),
    line(20, "u1", "vaxel", "CONNECT", 10, "u1b", 3, agent="SIP/8008"),
    line(40, "u2", "vaxel", "EXITWITHTIMEOUT", 1, 2, 25),
    line(40, "u2", "reception", "ENTERQUEUE", "", "anonymous", 1),
    line(50, "u2", "reception", "ABANDON", 1, 1, 10),
    line(80, "u1", "vaxel", "BLINDTRANSFER", "8100", "inne", 10, 60, 1, agent="SIP/8008"),
    line(82, "u1", "reception", "ENTERQUEUE", "", "0701740605", 1),
    line(85, "u1", "reception", "CONNECT", 3, "u1c", 3, agent="SIP/8100"),
    line(90, "u3", "vaxel", "ENTERQUEUE", "", "", 1),
    line(95, "u3", "vaxel", "EXITWITHKEY", "1", 1, 1, 5),
    line(99, "u3", "vaxel", "ENTERQUEUE", "", "", 1),
    line(99, "u3", "vaxel", "EXITEMPTY", 1, 1, 0),
    line(105, "u1", "reception", "COMPLETECALLER", 3, 20, 1, agent="SIP/8100"),
    line(110, "u3", "vaxel", "ENTERQUEUE", "", "", 1),
    line(111, "NONE", "NONE", "BRANDNEW", agent="SIP/8007"),
)
BOTH_QUEUES_TOLD = [
    ("vaxel", "SIP/8008", 10, ANSWERED, 10, 60),
    ("vaxel", None, 15, ABANDONED, 25, None),
    ("reception", None, 40, ABANDONED, 10, None),
    ("reception", "SIP/8100", 82, ANSWERED, 3, 20),
    ("vaxel", None, 90, NOT_OFFERED, 5, None),
    ("vaxel", None, 99, ABANDONED, 0, None),
    ("vaxel", None, 110, PENDING, 0, None),
]


def test_a_call_is_its_id_its_queue_and_its_entry() -> None:
    memory = Memory().feed(*BOTH_QUEUES)
    assert memory.told == BOTH_QUEUES_TOLD
    assert memory.counts == {"Call": 15, "Ignored": 5}
    ignored = [each for each in memory.read if isinstance(each, Ignored)]
    assert [each.unknown for each in ignored if each.unknown] == ["BRANDNEW"]


def test_a_repeated_log_adds_nothing_and_every_line_is_known() -> None:
    memory = Memory().feed(*BOTH_QUEUES)
    once = dict(memory.calls)
    memory.feed(*BOTH_QUEUES)
    assert memory.calls == once
    assert memory.counts == {"Known": 15, "Ignored": 5}


def test_a_log_concatenated_with_itself_adds_nothing() -> None:
    memory = Memory().feed(*BOTH_QUEUES, *BOTH_QUEUES)
    assert memory.told == BOTH_QUEUES_TOLD
    assert memory.counts == {"Call": 15, "Known": 15, "Ignored": 10}


@pytest.mark.parametrize("cut", range(len(BOTH_QUEUES) + 1))
def test_a_rotated_log_gives_the_same_calls_wherever_it_is_cut(cut: int) -> None:
    older, newer = BOTH_QUEUES[:cut], BOTH_QUEUES[cut:]
    memory = Memory().feed(*older).feed(*newer).feed(*newer).feed(*older).feed(*BOTH_QUEUES)
    assert memory.told == BOTH_QUEUES_TOLD


def test_a_call_connected_in_one_file_gets_its_talk_from_the_next() -> None:
    memory = Memory().feed(line(0, "u", "q", "ENTERQUEUE"), line(5, "u", "q", CONNECT, 5, agent="Bo"))
    assert memory.told == [("q", "Bo", 0, ANSWERED, 5, None)]
    (call,) = memory.calls.values()
    assert not call.ended
    memory.feed(line(65, "u", "q", "COMPLETEAGENT", 5, 60, 1, agent="Bo"))
    assert memory.told == [("q", "Bo", 0, ANSWERED, 5, 60)]
    assert memory.counts == {"Call": 1}


def test_the_end_of_an_earlier_entry_never_ends_a_later_one() -> None:
    first = line(0, "u", "q", "ENTERQUEUE")
    ends = line(5, "u", "q", "EXITWITHTIMEOUT", 1, 1, 5)
    again = line(5, "u", "q", "ENTERQUEUE")
    connect = line(9, "u", "q", "CONNECT", 4, agent="Bo")
    told = [("q", None, 0, ABANDONED, 5, None), ("q", "Bo", 5, ANSWERED, 4, None)]
    assert Memory().feed(first).feed(ends, again).feed(ends, again).feed(connect).told == told
    assert Memory().feed(ends, again).feed(ends, again).feed(connect).told == told[1:]


def test_entries_within_one_second_are_told_apart_by_their_order() -> None:
    log = [line(7, "u", "q", *event) for event in (("ENTERQUEUE",), ("EXITEMPTY", 1, 1, 0)) * 3]
    memory = Memory().feed(*log)
    assert memory.told == [("q", None, 7, ABANDONED, 0, None)] * 3
    assert Memory().feed(*log).feed(*log).told == memory.told
    assert memory.feed(*log[:2]).counts == {"Known": 2}


def test_fractions_of_a_second_tell_entries_apart() -> None:
    log = [f"{T0}.25|u|q|NONE|ENTERQUEUE", f"{T0}.5|u|q|NONE|EXITEMPTY|1|1|0", f"{T0}.75|u|q|NONE|ENTERQUEUE"]
    memory = Memory().feed(*log).feed(log[2]).feed(f"{T0}.750|u|q|NONE|ENTERQUEUE")
    assert [call.outcome for call in memory.calls.values()] == [ABANDONED, PENDING]


def test_lines_out_of_order_find_their_entry() -> None:
    log = [
        line(65, "u", "q", "COMPLETEAGENT", 5, 60, 1, agent="Bo"),
        line(5, "u", "q", "CONNECT", 5, agent="Bo"),
        line(0, "u", "q", "ENTERQUEUE"),
    ]
    memory = Memory().feed(*log)
    assert memory.told == [("q", "Bo", 0, ANSWERED, 5, 60)]
    assert sum(memory.counts.values()) == 3


def test_the_newer_of_two_logs_read_first_is_made_good_by_reading_it_again() -> None:
    older, newer = BOTH_QUEUES[:6], BOTH_QUEUES[6:]
    assert Memory().feed(*newer).feed(*older).feed(*newer).told == BOTH_QUEUES_TOLD


def test_a_line_whose_call_began_before_every_log_is_ignored() -> None:
    memory = Memory().feed(line(5, "u", "q", "CONNECT", 5), line(9, "u", "q", "ABANDON", 1, 1, 9))
    assert memory.counts == {"Ignored": 2}


def test_lines_that_wait_are_bounded() -> None:
    memory = Memory().feed(*(line(5, f"u{n}", "q", "CONNECT", 5) for n in range(WAITING + 5)))
    first_told = [each.line for each in memory.read[:5] if isinstance(each, Ignored)]
    assert first_told == [WAITING + n for n in range(1, 6)]
    assert len(memory.read) == WAITING + 5


def test_an_entry_takes_what_was_told_of_it_even_where_the_times_disagree() -> None:
    memory = Memory().feed(line(0, "u", "q", "ENTERQUEUE"), line(30, "u", "q", "CONNECT", 4, agent="Bo"))
    assert memory.told == [("q", "Bo", 0, ANSWERED, 4, None)]


def test_versions_that_leave_out_the_waiting_time() -> None:
    log = (
        line(0, "u", "q", "ENTERQUEUE"),
        line(25, "u", "q", "EXITWITHTIMEOUT", 1),
        line(25, "u", "q", "ENTERQUEUE"),
        line(30, "u", "q", "CONNECT", agent="Bo"),
        line(70, "u", "q", "TRANSFER", "8100", "inne", agent="Bo"),
    )
    told = [("q", None, 0, ABANDONED, 25, None), ("q", "Bo", 25, ANSWERED, 5, 40)]
    assert Memory().feed(*log).told == told
    assert Memory().feed(*log[:3]).feed(*log[1:3]).feed(*log[3:]).feed(*log).told == told


@pytest.mark.parametrize(
    ("event", "data", "talk"),
    [
        ("COMPLETECALLER", (5, 60, 1), 60),
        ("COMPLETEAGENT", (5, 60, 1), 60),
        ("TRANSFER", ("8100", "inne", 5, 60, 1), 60),
        ("TRANSFER", ("8100", "inne", 5, 60), 60),
        ("BLINDTRANSFER", ("8100", "inne", 5, 60, 1), 60),
        ("ATTENDEDTRANSFER", ("BRIDGE", "b-1", 5, 60, 1), 60),
        ("ATTENDEDTRANSFER", ("APP", "VoiceMail", 5, 60, 1), 60),
        ("ATTENDEDTRANSFER", ("LINK", "SIP/1", "SIP/2", 5, 60, 1), 60),
    ],
)
def test_every_way_a_talk_ends(event: str, data: tuple[object, ...], talk: int) -> None:
    begun = (line(0, "u", "q", "ENTERQUEUE"), line(5, "u", "q", "CONNECT", 5, agent="Bo"))
    ends = line(65, "u", "q", event, *data, agent="Bo")
    assert Memory().feed(*begun, ends).told == [("q", "Bo", 0, ANSWERED, 5, talk)]
    assert Memory().feed(begun[0], ends).told == [("q", "Bo", 0, ANSWERED, 5, talk)]


@pytest.mark.parametrize("event", ["RINGNOANSWER", "RINGCANCELED", "AGENTDUMP", "SYSCOMPAT"])
def test_what_happens_on_the_way_neither_ends_a_call_nor_is_unknown(event: str) -> None:
    memory = Memory().feed(line(0, "u", "q", "ENTERQUEUE"), line(5, "u", "q", event, agent="Bo"))
    assert memory.told == [("q", None, 0, PENDING, 0, None)]
    assert memory.read[1] == Ignored(2)


def test_names_of_a_mapping_change_groups_and_agents_but_not_which_call_it_is() -> None:
    names = CallNames({"q": "Växel"}, {"SIP/1": "Bo Ek", "SIP/2": ""})
    log = (line(0, "u", "q", "ENTERQUEUE"), line(5, "u", "q", "CONNECT", 5, agent="SIP/1"))
    memory = Memory().feed(*log, names=names)
    assert memory.told == [("Växel", "Bo Ek", 0, ANSWERED, 5, None)]
    assert memory.feed(*log).counts == {"Known": 2}


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("1366720340|u|q", "call_line_fields", None),
        ("plain words", "call_line_fields", None),
        ("yesterday|u|q|NONE|ENTERQUEUE", "call_line_time", "time"),
        ("-5|u|q|NONE|ENTERQUEUE", "call_line_time", "time"),
        ("999999999999|u|q|NONE|ENTERQUEUE", "call_line_time", "time"),
        ("1366720340|u|q|NONE|", "call_event", "event"),
        ("1366720340|u|q|NONE|\x1b[2J", "call_event", "event"),
        ("1366720340||q|NONE|ENTERQUEUE", "required", "callid"),
        ("1366720340|u|NONE|NONE|ENTERQUEUE", "required", "queuename"),
        ("1366720340|u\u202e|q|NONE|ENTERQUEUE", "text_control", "callid"),
        ("1366720340|u|q|NONE|ABANDON|1|1|-4", "call_seconds", "data3"),
        ("1366720340|u|q|B|COMPLETEAGENT|1|2 s", "call_seconds", "data2"),
        (f"1366720340|u|{'q' * 121}|NONE|ENTERQUEUE", "too_long", "queuename"),
        (f"1366720340|{'u' * 400}|q|NONE|ENTERQUEUE", "too_long", "callid"),
    ],
)
def test_a_line_that_is_none_is_refused_by_its_number(text: str, code: str, field: str | None) -> None:
    memory = Memory().feed(line(0, "u", "q", "ENTERQUEUE"), text, line(3, "u", "q", "ABANDON", 1, 1, 3))
    refused = memory.read[1]
    assert isinstance(refused, LineRefused)
    assert (refused.line, refused.code, refused.field) == (2, code, field)
    assert refused.problem.reason
    assert refused.problem.right
    assert "\x1b" not in str(refused.problem)
    assert memory.told == [("q", None, 0, ABANDONED, 3, None)]


def test_line_ends_marks_and_empty_lines() -> None:
    first = "\ufeff" + line(0, "u", "q", "ENTERQUEUE") + "\r\n"
    memory = Memory().feed(first, "\r\n", "", line(1, "u", "q", "ABANDON"))
    assert memory.told == [("q", None, 0, ABANDONED, 1, None)]
    assert memory.counts == {"Call": 2, "Ignored": 2}


# ------------------------------------------------------------------ any log, cut and repeated anyhow

InParts = tuple[list[str], list[list[str]]]
seconds = st.integers(0, 6)


@st.composite
def one_caller(draw: st.DrawFn, caller: int) -> list[tuple[int, str]]:
    """The lines of one caller, who may enter queues again and again, never one queue twice in one second."""
    at = draw(st.integers(0, 20))
    found: list[tuple[int, str]] = []

    def say(at: int, event: str, *data: object, by: str = "NONE") -> None:
        found.append((at, line(at, f"u{caller}", queue, event, *data, agent=by)))

    for _ in range(draw(st.integers(1, 4))):
        queue, agent = draw(st.sampled_from(["q1", "q2"])), draw(st.sampled_from(["A1", "A2"]))
        entered = at
        say(at, "ENTERQUEUE", "", "", 1)
        if draw(st.booleans()):
            say(at, "RINGNOANSWER", 1000, by=agent)
        at += (hold := draw(seconds))
        how = draw(st.sampled_from(["ABANDON", "EXITWITHTIMEOUT", "EXITWITHKEY", "talk", "talk", "nothing"]))
        if how == "nothing":
            break
        if how == "talk":
            say(at, "CONNECT", hold, "x", 1, by=agent)
            at += (talk := draw(seconds))
            ends = draw(st.sampled_from(["COMPLETECALLER", "COMPLETEAGENT"]))
            say(at, ends, hold, talk, 1, by=agent)
        else:
            say(at, how, *(("1",) if how == "EXITWITHKEY" else ()), 1, 1, hold)
        at = max(at + draw(st.integers(0, 2)), entered + 1)
    return found


@st.composite
def logs(draw: st.DrawFn) -> list[str]:
    every = [each for caller in range(draw(st.integers(1, 4))) for each in draw(one_caller(caller))]
    return [text for _, text in sorted(every, key=lambda each: each[0])]


@st.composite
def logs_in_parts(draw: st.DrawFn) -> InParts:
    """A log, and what is fed: its parts in order, with earlier ones or stretches of them repeated in between."""
    log = draw(logs())
    cuts = sorted(draw(st.lists(st.integers(0, len(log)), max_size=4)))
    fed = []
    for start, end in zip([0, *cuts], [*cuts, len(log)], strict=True):
        fed.append(log[start:end])
        for _ in range(draw(st.integers(0, 2))):
            low, high = sorted((draw(st.integers(0, end)), draw(st.integers(0, end))))
            fed.append(log[low:high])
    return log, fed


def calls_of(parts: Sequence[Sequence[str]]) -> dict[str, Call]:
    memory = Memory()
    for part in parts:
        memory.feed(*part)
        assert len(memory.read) == len(part)
        lines = [each.line for each in memory.read if not isinstance(each, Call)]
        assert len(lines) == len(set(lines))
    return memory.calls


@settings(deadline=None)
@given(logs_in_parts())
def test_any_log_in_parts_some_repeated_gives_the_calls_of_the_whole(case: InParts) -> None:
    log, parts = case
    assert calls_of(parts) == calls_of([log])


@settings(deadline=None)
@given(logs_in_parts())
def test_the_same_put_together_into_one_file(case: InParts) -> None:
    log, parts = case
    # What is repeated of the very second in which the part before it ended looks like entering again.
    seconds = [[each.split("|")[0] for each in part] for part in parts if part]
    assume(all(before[-1] not in after for before, after in pairwise(seconds)))
    assert calls_of([[each for part in parts for each in part]]) == calls_of([log])


@settings(deadline=None)
@given(logs())
def test_every_entry_is_one_call(log: list[str]) -> None:
    calls = calls_of([log])
    assert len(calls) == sum("|ENTERQUEUE|" in each for each in log)
    ends = sum(each.split("|")[4].startswith(("COMPLETE", "ABANDON", "EXIT")) for each in log)
    assert sum(call.ended for call in calls.values()) == ends


@settings(deadline=None)
@given(st.text(alphabet="|0123456789.uqENTRQUCOABD\n\r\x00\ud800é", max_size=80))
def test_no_line_whatever_is_more_than_refused(text: str) -> None:
    assert len(Memory().feed(text).read) == 1
