"""Erlang C against published tables, against the textbook's sums in exact fractions, and against a simulation."""

from __future__ import annotations

import math
from fractions import Fraction
from heapq import heapreplace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.erlang import MOST_ERLANGS, Aim, Load, erlang_b, erlang_c, need, outcome, with_shrinkage

KLENKE = {21: (137, 35, 95), 22: (51, 59, 91), 23: (25, 75, 87), 24: (13, 85, 83), 25: (7, 91, 80)}
"""Agents to (mean wait in seconds, per cent within 30 seconds, per cent occupied) at 20 erlangs, 400 calls an hour of
180 seconds, whole numbers, some of them cut: M. Klenke, “Occupancy vs. Speed of Answer Goals”, On Target, Winter 2018;
that it is of 180 seconds says P. Reynolds, “Staffing Tradeoffs”, On Target, Spring 2024 (both of the Society of
Workforce Planning Professionals, swpp.org)."""
REYNOLDS = {100: (12, 0.69), 200: (21, 0.79), 400: (39, 0.85), 800: (74, 0.90), 1600: (142, 0.94)}
"""Calls an hour of 300 seconds to (staff for 80 % within 20 seconds, occupancy): “Understanding Agent Occupancy”, The
Call Center School, in Multichannel Merchant."""
DUNLOP = ((8, 0.05, 3.87), (10, 0.01, 4.08))
"""Channels, probability of queueing, erlangs: the Erlang C table (A.4) of Dunlop, Girma and Irvine, “Digital Mobile
Communications and the TETRA System”, Wiley 1999, as its own example reads it."""


# ------------------------------------------------------------------ published


@pytest.mark.parametrize("agents", KLENKE)
def test_waits_are_those_of_a_published_table(agents: int) -> None:
    seconds, within, occupied = KLENKE[agents]
    met = outcome(agents, Load(400, 180), 30)
    assert met.answer_s is not None
    for published, found in (
        (seconds, met.answer_s),
        (within, met.service_level * 100),
        (occupied, met.occupancy * 100),
    ):
        assert published in (math.floor(found), round(found))


@pytest.mark.parametrize("calls", REYNOLDS)
def test_people_needed_are_those_of_a_published_table(calls: int) -> None:
    staff, occupancy = REYNOLDS[calls]
    needed = need(Load(calls, 300), Aim(0.8, 20))
    assert needed.agents == staff
    assert needed.outcome.occupancy == pytest.approx(occupancy, abs=0.005)


@pytest.mark.parametrize(("agents", "waiting", "erlangs"), DUNLOP)
def test_loads_are_those_of_a_published_table(agents: int, waiting: float, erlangs: float) -> None:
    """The table gives the load to two decimals at which so many have to wait."""
    assert erlang_c(agents, erlangs - 0.005) < waiting < erlang_c(agents, erlangs + 0.005)


def test_the_numbers_of_two_libraries() -> None:
    """The examples of pyworkforce 0.1.0 (PyPI) and of ErlangC 0.1.0 (CRAN): 100 calls a half-hour of 180 seconds."""
    load = Load(200, 180)
    needed = need(load, Aim(0.8, 20), 0.3)
    assert (needed.agents, needed.people) == (14, 20)
    assert needed.outcome.service_level == pytest.approx(0.8883500191794669, rel=1e-12)
    assert needed.outcome.waiting == pytest.approx(0.1741319335950498, rel=1e-12)
    assert needed.outcome.answer_s == pytest.approx(7.83593701177724, rel=1e-12)
    assert needed.outcome.occupancy == pytest.approx(0.7142857142857143)
    eleven = outcome(11, load, 20)
    assert (round(eleven.waiting, 7), round(eleven.service_level, 7)) == (0.6821182, 0.3896138)


def test_call_takers_of_an_alarm_centre() -> None:
    """Two of them, 30 calls an hour: under 8 % wait over 10 seconds at 60 seconds a call, 14 % at 80 (al911.org)."""
    late = [1 - outcome(2, Load(30, seconds), 10).service_level for seconds in (60, 80)]
    assert late == [pytest.approx(0.078, abs=0.0005), pytest.approx(0.141, abs=0.0005)]


# ------------------------------------------------------------------ by other ways


def textbook(agents: int, erlangs: Fraction) -> Fraction:
    """Erlang C as it stands in a textbook, in exact fractions."""
    last = erlangs**agents / math.factorial(agents) * agents / (agents - erlangs)
    return last / (sum(erlangs**k / math.factorial(k) for k in range(agents)) + last)


@given(st.integers(1, 60), st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100))
def test_it_is_the_textbooks_formula(agents: int, busy: Fraction) -> None:
    erlangs = agents * busy
    assert erlang_c(agents, float(erlangs)) == pytest.approx(float(textbook(agents, erlangs)), rel=1e-9)


@pytest.mark.parametrize("erlangs", [1000, 5000, 19_000])
def test_thousands_of_erlangs_neither_overflow_nor_lose_themselves(erlangs: int) -> None:
    """Against the same sum by logarithms of gamma, from its largest term."""
    agents = erlangs + 2 * math.isqrt(erlangs)
    log_last = agents * math.log(erlangs) - math.lgamma(agents + 1)
    lost = 1 / math.fsum(math.exp(k * math.log(erlangs) - math.lgamma(k + 1) - log_last) for k in range(agents + 1))
    assert erlang_b(agents, erlangs) == pytest.approx(lost, rel=1e-6)
    waiting = lost / (1 - erlangs / agents * (1 - lost))
    assert erlang_c(agents, erlangs) == pytest.approx(waiting, rel=1e-6)
    assert need(Load(erlangs * 20, 180), Aim(0.95, 60)).outcome.service_level >= 0.95


def test_one_agent_is_the_simple_queue() -> None:
    """With one agent as many wait as she is busy (M/M/1)."""
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert outcome(1, Load(14, 180), 60).answer_s == pytest.approx(0.7 * 180 / 0.3)


def simulated(agents: int, load: Load, within_s: int, calls: int) -> tuple[float, float, float]:
    """The share that waited, the share answered in time and the mean wait of made-up calls, first come first served."""
    rng = Random(4)
    free = [0.0] * agents
    now, waits = 0.0, []
    for _call in range(calls):
        now += rng.expovariate(load.calls / 3600)
        start = max(now, free[0])
        waits.append(start - now)
        heapreplace(free, start + rng.expovariate(1 / load.handling_s))
    return sum(w > 0 for w in waits) / calls, sum(w <= within_s for w in waits) / calls, sum(waits) / calls


def test_a_simulation_meets_the_same() -> None:
    load = Load(40, 180)
    met = outcome(4, load, 60)
    waited, in_time, mean = simulated(4, load, 60, 200_000)
    assert met.waiting == pytest.approx(waited, rel=0.03)
    assert met.service_level == pytest.approx(in_time, rel=0.01)
    assert met.answer_s == pytest.approx(mean, rel=0.05)


# ------------------------------------------------------------------ need

LOADS = st.builds(Load, st.floats(0.1, 2000), st.floats(10, 900))
AIMS = st.builds(Aim, st.floats(0.01, 0.999), st.integers(0, 600))


@given(LOADS, AIMS, st.floats(0, 0.8))
def test_it_is_the_fewest_with_whom_the_aim_is_reached(load: Load, aim: Aim, shrinkage: float) -> None:
    needed = need(load, aim, shrinkage)
    assert needed.outcome.service_level >= aim.level
    assert needed.outcome == outcome(needed.agents, load, aim.within_s)
    assert needed.agents > load.erlangs
    if needed.one_fewer is not None:
        assert needed.one_fewer.service_level < aim.level
        assert needed.one_fewer.service_level == pytest.approx(
            outcome(needed.agents - 1, load, aim.within_s).service_level, abs=1e-9
        )
    assert needed.people * (1 - shrinkage) >= needed.agents - 1e-6
    assert (needed.people - 1) * (1 - shrinkage) < needed.agents


def test_more_calls_longer_calls_and_a_higher_aim_never_need_fewer() -> None:
    base = need(Load(40, 200), Aim(0.8, 60)).agents
    calls, length, level, within = Load(80, 200), Load(40, 400), Aim(0.95, 60), Aim(0.8, 0)
    assert need(calls, Aim(0.8, 60)).agents > base
    assert need(length, Aim(0.8, 60)).agents > base
    assert need(Load(40, 200), level).agents > base
    assert need(Load(40, 200), within).agents > base


def test_without_load_nobody_is_needed() -> None:
    for load in (Load(0, 180), Load(30, 0)):
        needed = need(load, Aim(0.8, 20), 0.3)
        assert (needed.agents, needed.people, needed.one_fewer) == (0, 0, None)
        assert needed.outcome.service_level == 1


def test_a_queue_that_only_grows_has_no_mean_wait() -> None:
    met = outcome(5, Load(100, 180), 20)
    assert (met.waiting, met.service_level, met.answer_s, met.occupancy) == (1.0, 0.0, None, 1.0)
    assert erlang_c(4, 5.0) == 1


@pytest.mark.parametrize(("agents", "shrinkage", "people"), [(7, 0.3, 10), (14, 0.3, 20), (5, 0.0, 5), (1, 0.9, 10)])
def test_shrinkage_is_a_share_of_the_time_at_work(agents: int, shrinkage: float, people: int) -> None:
    """A binary fraction's noise makes nobody more."""
    assert with_shrinkage(agents, shrinkage) == people


@pytest.mark.parametrize(
    ("load", "aim", "shrinkage"),
    [
        (Load(10, 180), Aim(1.0, 20), 0.0),
        (Load(10, 180), Aim(0.0, 20), 0.0),
        (Load(10, 180), Aim(0.8, -1), 0.0),
        (Load(10, 180), Aim(0.8, 20), 1.0),
        (Load(-1, 180), Aim(0.8, 20), 0.0),
        (Load(MOST_ERLANGS + 1, 3600), Aim(0.8, 20), 0.0),
    ],
)
def test_what_cannot_be_is_an_error(load: Load, aim: Aim, shrinkage: float) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        need(load, aim, shrinkage)
