"""The follow-up counted plainly, straight from the rows: nothing cached, nothing put together, no code of Desk's own
but its calendar of working days. What reports say is held against it."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from desk.rules.calendar import working_days_after

ZONE = ZoneInfo("Europe/Stockholm")
Values = dict[str, Any]
_CASES = (
    "received_at, channel, kind, topic, department, answer_group, agent, demand, cause, outcome, closed_at,"
    " first_answered_at, answer_by, details, anonymous"
)


@dataclass(frozen=True)
class Case:
    """A case that was not annulled."""

    received_at: int
    channel: str
    kind: str
    topic: str | None
    department: str | None
    group: str | None
    agent: str | None
    demand: str | None
    cause: str | None
    outcome: str | None
    closed_at: int | None
    first_answered_at: int | None
    answer_by: int | None
    details: str
    anonymous: int


@dataclass(frozen=True)
class Call:
    """A call, on the local day of its instant."""

    group: str
    agent: str | None
    day: date
    outcome: str
    wait: int


@dataclass(frozen=True)
class Plain:
    """A plain count of some days, at one moment.

    Attributes:
        first, last: The span's local days.
        now: Epoch seconds.
    """

    db: sqlite3.Connection
    first: date
    last: date
    now: int
    short: int = 0
    soon: int = 60

    # -------------------------------------------------------------- the levels

    def whole(self) -> Values:
        """The figures of the whole desk, named as in the JSON."""
        cases = self.cases
        return {
            **self._of(cases, self._counted_calls(), self._typed(), self.stock("1"), self._grades("1")),
            "email": self._email(cases),
            "feedback": self._feedback(cases),
        }

    def groups(self, besides: Iterable[str] = ()) -> dict[str, Values]:
        """The same of every group that has any, and of those named."""
        return self._parts("group", "answer_group", self._counted_calls(), besides, by_hand=True)

    def agents(self, besides: Iterable[str] = ()) -> dict[str, Values]:
        """The same of every agent; grades of fewer than five answers say only how many."""
        return self._parts("agent", "agent", self.calls, besides, by_hand=False)

    def points(self, stretches: Iterable[tuple[date, date]]) -> list[tuple[int, int, int]]:
        """Offered, answered and registered of parts of the span."""
        found = []
        for first, last in stretches:
            part = Plain(self.db, first, last, self.now, self.short, self.soon)
            calls = self._call_figures(part._counted_calls(), part._typed())
            found.append((calls["offered"], calls["answered"], len(part.cases)))
        return found

    def _parts(
        self, name: str, column: str, calls: list[Call], besides: Iterable[str], *, by_hand: bool
    ) -> dict[str, Values]:
        cases, typed = self.cases, self._typed() if by_hand else []
        names = {getattr(each, name) for each in (*cases, *calls)} | {each[0] for each in typed}
        names |= {*self._names(column), *besides}
        return {
            each: self._of(
                [case for case in cases if getattr(case, name) == each],
                [call for call in calls if getattr(call, name) == each],
                [numbers for numbers in typed if numbers[0] == each],
                self.stock(f"{column} = '{each}'"),
                self._grades(f"{column} = '{each}'", fewest=5 if column == "agent" else 1),
            )
            for each in names - {None}
        }

    def _of(
        self,
        cases: list[Case],
        calls: list[Call],
        typed: list[tuple[str, int, int]],
        stock: tuple[int, int],
        grades: Values,
    ) -> Values:
        closed = [each for each in cases if each.closed_at is not None]
        took = [max((each.closed_at or 0) - each.received_at, 0) for each in closed]
        failures = [each for each in cases if each.demand == "failure"]
        classified = sum(each.demand is not None for each in cases)
        return {
            "calls": self._call_figures(calls, typed),
            "cases": {
                "registered": len(cases),
                "closed": len(closed),
                "open": stock[0],
                "overdue": stock[1],
                "by_channel": _count(each.channel for each in cases),
                "by_kind": _count(each.kind for each in cases),
                "by_topic": _count(each.topic for each in cases),
                "by_department": _count(each.department for each in cases),
            },
            "first_contact": _share("solved", "closed", sum(e.outcome == "solved_first" for e in closed), len(closed)),
            "handling": {"median_s": _percentile(took, 50), "p90_s": _percentile(took, 90)},
            "failure_demand": {
                "failure": len(failures),
                "classified": classified,
                "share": len(failures) / classified if classified else None,
                "causes": _count(each.cause for each in failures),
            },
            **grades,
        }

    # -------------------------------------------------------------- rows

    @cached_property
    def cases(self) -> list[Case]:
        """The cases received in the span."""
        sql = f"SELECT {_CASES} FROM cases WHERE annulled_at IS NULL AND received_at >= ? AND received_at < ?"
        return [Case(*row) for row in self.db.execute(sql, (_midnight(self.first), _midnight(_after(self.last))))]

    @cached_property
    def calls(self) -> list[Call]:
        """The calls that the exchange told of."""
        sql = "SELECT answer_group, agent, at, outcome, wait_s FROM calls WHERE at >= ? AND at < ?"
        rows = self.db.execute(sql, (_midnight(self.first), _midnight(_after(self.last)))).fetchall()
        return [Call(group, agent, _local(at), outcome, wait) for group, agent, at, outcome, wait in rows]

    def _counted_calls(self) -> list[Call]:
        """Without those of a group in a week that was typed for it."""
        typed = set(self.db.execute("SELECT answer_group, week FROM typed_calls").fetchall())
        return [each for each in self.calls if (each.group, _week(each.day)) not in typed]

    def _typed(self) -> list[tuple[str, int, int]]:
        """Group, offered and answered of the typed weeks whose Thursday lies in the span."""
        rows = self.db.execute("SELECT answer_group, week, offered, answered FROM typed_calls").fetchall()
        return [
            (group, offered, answered)
            for group, week, offered, answered in rows
            if self.first <= date.fromisocalendar(int(week[:4]), int(week[6:]), 4) <= self.last
        ]

    def _names(self, column: str) -> list[str]:
        """Whoever has answers in the span."""
        days = (self.first.toordinal(), self.last.toordinal())
        sql = f"SELECT DISTINCT {column} FROM survey_answers WHERE day BETWEEN ? AND ? AND {column} IS NOT NULL"
        return [row[0] for row in self.db.execute(sql, days)]

    # -------------------------------------------------------------- figures

    def _call_figures(self, calls: list[Call], typed: list[tuple[str, int, int]]) -> Values:
        answered = [each.wait for each in calls if each.outcome == "answered"]
        gave_up = [each.wait for each in calls if each.outcome == "abandoned"]
        offered = len(answered) + sum(wait >= self.short for wait in gave_up) + sum(each[1] for each in typed)
        taken = len(answered) + sum(each[2] for each in typed)
        of_level = len(answered) + sum(wait > self.soon for wait in gave_up)
        return {
            "offered": offered,
            "answered": taken,
            "abandoned": offered - taken,
            "answer_rate": taken / offered if offered else None,
            "service_level": sum(wait <= self.soon for wait in answered) / of_level if of_level else None,
            "wait_median_s": _percentile(answered, 50),
            "source": "typed" if typed else "imported" if answered or gave_up else None,
            "wait_p90_s": _percentile(answered, 90),
            "abandon_rate": (offered - taken) / offered if offered else None,
        }

    def stock(self, where: str) -> tuple[int, int]:
        """How many stood open when the span ended, or stand open now, and how many of them overdue."""
        end = _midnight(_after(self.last))
        if end > self.now:
            sql = f"SELECT count(*), count(iif(due < ?, 1, NULL)) FROM cases WHERE closed_at IS NULL AND {where}"
            found = self.db.execute(f"{sql} AND annulled_at IS NULL", (self.now,)).fetchone()
        else:
            sql = (
                "SELECT count(*), count(iif(due < :end, 1, NULL)) FROM cases c WHERE annulled_at IS NULL"
                f" AND {where} AND received_at < :end AND (closed_at IS NULL OR closed_at >= :end) AND NOT EXISTS"
                " (SELECT 1 FROM closed_periods WHERE case_id = c.id AND closed_at < :end AND reopened_at >= :end)"
            )
            found = self.db.execute(sql, {"end": end}).fetchone()
        return int(found[0]), int(found[1])

    def _grades(self, where: str, fewest: int = 1) -> Values:
        days = (self.first.toordinal(), self.last.toordinal())
        sql = f"SELECT attitude, knowledge FROM survey_answers WHERE day BETWEEN ? AND ? AND {where}"
        rows = self.db.execute(sql, days).fetchall()
        return {
            "attitude": _grade([row[0] for row in rows if row[0] is not None], fewest),
            "knowledge": _grade([row[1] for row in rows if row[1] is not None], fewest),
        }

    def _email(self, cases: list[Case]) -> Values:
        letters = [each for each in cases if each.channel == "email" and each.answer_by is not None]
        in_time = late = 0
        for each in letters:
            by, answered = each.answer_by or 0, each.first_answered_at
            if answered is None:
                late += by < self.now
            elif answered <= by:
                in_time += 1
            else:
                late += 1
        return _share("in_time", "received", in_time, in_time + late)

    def _feedback(self, cases: list[Case]) -> Values:
        views = [(_local(each.received_at), each.anonymous, json.loads(each.details)) for each in cases
                 if each.kind == "feedback"]  # fmt: skip
        sorts = Counter(details.get("type") for _, _, details in views)
        named = [(day, details) for day, anonymous, details in views if not anonymous]
        return {
            **{name: sorts[name] for name in ("complaint", "praise", "suggestion")},
            "confirmed_in_time": self._in_time(named, "confirmed_on", lambda day: working_days_after(day, 2)),
            "answered_in_time": self._in_time(named, "answered_on", lambda day: working_days_after(day, 10)),
        }

    def _in_time(self, views: Iterable[tuple[date, Values]], field: str, by: Callable[[date], date]) -> float | None:
        today = _local(self.now)
        counted = [
            on is not None and date.fromisoformat(on) <= by(day)
            for day, details in views
            if (on := details.get(field)) is not None or by(day) < today
        ]
        return sum(counted) / len(counted) if counted else None


# ------------------------------------------------------------------ held against a report

_TREND = {
    "answer_rate": ("calls", "answer_rate"), "service_level": ("calls", "service_level"),
    "first_contact": ("first_contact", "rate"), "email": ("email", "rate"), "attitude": ("attitude", "mean"),
    "knowledge": ("knowledge", "mean"), "failure_demand": ("failure_demand", "share"),
    "feedback_confirmed": ("feedback", "confirmed_in_time"), "feedback_answered": ("feedback", "answered_in_time"),
}  # fmt: skip


def differences(document: Values, plain: Plain) -> list[str]:
    """What a report's JSON says otherwise than the plain count of the same days: the whole and each part of it."""
    whole = plain.whole()
    found = _differ("whole", {name: document[name] for name in whole}, whole)
    for key, count in (("groups", plain.groups), ("agents", plain.agents)):
        if document[key]:
            told = {each["name"]: {name: of for name, of in each.items() if name != "name"} for each in document[key]}
            for name, values in count(told).items():
                found += _differ(f"{key} {name}", told.get(name), values)
    if document["points"]:
        stretches = [(date.fromisoformat(each["from"]), date.fromisoformat(each["to"])) for each in document["points"]]
        said = [(each["offered"], each["answered"], each["registered"]) for each in document["points"]]
        found += _differ("points", said, plain.points(stretches))
    return found


def trend_differences(point: Values, plain: Plain) -> list[str]:
    """What a trend's point says otherwise than the plain count of its span."""
    whole = plain.whole()
    said = {name: value for name, value in point.items() if name != "span"}
    return _differ(point["span"], said, {name: whole[group][of] for name, (group, of) in _TREND.items()})


def _differ(where: str, said: Any, right: Any) -> list[str]:
    if isinstance(said, dict) and isinstance(right, dict) and said.keys() == right.keys():
        return [line for name, value in right.items() for line in _differ(f"{where} {name}", said[name], value)]
    if isinstance(said, float | int) and isinstance(right, float | int):
        return [] if math.isclose(said, right, rel_tol=1e-12, abs_tol=1e-12) else [f"{where}: {said}, counted {right}"]
    return [] if said == right else [f"{where}: {said}, counted {right}"]


# ------------------------------------------------------------------ small


def _percentile(values: Sequence[int], percent: int) -> float | None:
    """By the definition: the place between the least and the greatest, and what lies there in proportion."""
    if not values:
        return None
    ordered = sorted(values)
    place = Fraction(percent * (len(ordered) - 1), 100)
    low = ordered[place.__floor__()]
    return float(low + (ordered[place.__ceil__()] - low) * (place - place.__floor__()))


def _count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(value for value in values if value is not None))


def _share(part: str, whole: str, many: int, of: int) -> Values:
    return {part: many, whole: of, "rate": many / of if of else None}


def _grade(grades: list[int], fewest: int) -> Values:
    if len(grades) < fewest:
        return {"mean": None, "index": None, "n": len(grades)}
    mean = Fraction(sum(grades), len(grades))
    return {"mean": float(mean), "index": float((mean - 1) * 25), "n": len(grades)}


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), ZONE).timestamp())


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _local(at: int) -> date:
    return _of_quarter(at // 900)


@lru_cache(maxsize=100_000)
def _of_quarter(quarter: int) -> date:
    """No zone's midnight lies within a quarter of an hour."""
    return datetime.fromtimestamp(quarter * 900, UTC).astimezone(ZONE).date()


@lru_cache(maxsize=10_000)
def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"
