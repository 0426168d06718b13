"""The division of work as rows: who answers for what, who is away, and what those who are have left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk.documents import division as words
from desk.documents.case_text import topic_word
from desk.rules.division import Away, Division, at_work
from desk.rules.rights import Right
from desk.rules.text import in_swedish_order
from desk.rules.topics import Topic
from desk.screens.widgets.list_table import Column, Line
from desk.screens.widgets.whole_list import WholeList
from desk.services import covering, division
from desk.services.covering import Left
from desk.services.kept import day_of
from desk.services.seat import Seat
from desk.words import N_, _, n_


class TopicTable(WholeList):
    """Who answers for each topic and who covers, by department."""

    COLUMNS = (
        Column("reference", N_("Topic"), 30),
        Column("answers", N_("Answers for it"), 20),
        Column("covers", N_("Covers"), 24),
        Column("department", N_("Department"), 18, 100),
    )
    GROWING = ("reference", "covers", "answers", "department")
    MOST = {"reference": 44, "covers": 50, "answers": 30, "department": 24}
    LATE = "answers"


class AwayTable(WholeList):
    """Who is away today or will be."""

    COLUMNS = (Column("reference", N_("Name"), 26), Column("days", N_("Away"), 44))
    GROWING = ("reference",)
    MOST = {"reference": 44}


class LeftTable(WholeList):
    """Open cases of those who are away, by person and topic."""

    COLUMNS = (
        Column("reference", N_("Away"), 20),
        Column("topic", N_("Topic"), 28),
        Column("many", N_("Open"), 6),
        Column("cover", N_("Covers"), 18),
    )
    GROWING = ("topic", "reference", "cover")
    MOST = {"reference": 30, "topic": 44, "cover": 30}
    LATE = "cover"


@dataclass(frozen=True)
class Shown:
    """What was read, and the same as rows; each row's id is the place of its thing."""

    division: Division
    topics: tuple[Topic, ...]
    left: tuple[Left, ...]
    topic_lines: tuple[Line, ...]
    away_lines: tuple[Line, ...]
    left_lines: tuple[Line, ...]

    @property
    def away(self) -> tuple[Away, ...]:
        """Who is away today or will be."""
        return self.division.away


def read(seat: Seat, now: datetime) -> Shown:
    """Read it all. Runs in a reading thread."""
    found, today = division.division(seat, now), day_of(seat, now)
    topics = tuple(
        sorted(
            seat.topics.values(),
            key=lambda each: (in_swedish_order(each.department or ""), in_swedish_order(each.label)),
        )
    )
    left = covering.left(seat, now) if seat.who.may(Right.SEE_CASES) else ()
    left = tuple(sorted(left, key=lambda each: each.cover != seat.who.login))
    return Shown(
        found,
        topics,
        left,
        tuple(_topic(place, each, found) for place, each in enumerate(topics)),
        tuple(_away(place, each, found, today) for place, each in enumerate(found.away)),
        tuple(_left(place, each, seat) for place, each in enumerate(left)),
    )


def _topic(place: int, each: Topic, found: Division) -> Line:
    people = found.of(each.code)
    late = bool(people) and at_work(people) is None
    cells = {
        "answers": ("! " if late else "") + words.answers_word(people),
        "covers": words.covers_word(people),
        "department": each.department or "",
    }
    return Line(place, each.label, cells, late)


def _away(place: int, each: Away, found: Division, today: date) -> Line:
    return Line(place, found.names.get(each.login, each.login), {"days": words.away_words(each, today)})


def _left(place: int, each: Left, seat: Seat) -> Line:
    mine = each.cover == seat.who.login
    cover = _("you") if mine else each.cover_name or "! " + _("nobody")
    topic = topic_word(each.topic, seat.topics) or "–"
    return Line(place, each.name, {"topic": topic, "many": str(each.many), "cover": cover}, not each.cover_name)


def about(shown: Shown, view: str, who: str) -> str:
    """What stands above the list of a view."""
    if view == "away":
        return _("Who is away today or will be. Never why.") if shown.away else _("Nobody is away, or will be.")
    if view == "left":
        return _left_about(shown.left, who)
    said = len(shown.division.topics)
    without = len(shown.topics) - sum(each.code in shown.division.topics for each in shown.topics)
    if not said:
        return _("Nobody answers for any topic yet: an open case stays with whoever registers it.")
    return n_("An open case becomes that of who answers. {n} topic has nobody.",
              "An open case becomes that of who answers. {n} topics have nobody.", without)  # fmt: skip


def _left_about(left: Sequence[Left], who: str) -> str:
    if not left:
        return _("Nobody who is away has left anything for you.")
    many, mine = sum(each.many for each in left), sum(each.many for each in left if each.cover == who)
    said = [n_("{n} open case of those who are away", "{n} open cases of those who are away", many)]
    if mine:
        said.append(n_("{n} is yours to cover", "{n} are yours to cover", mine))
    if alone := sum(each.many for each in left if not each.cover_name):
        said.append(n_("! {n} that nobody covers", "! {n} that nobody covers", alone))
    return " · ".join(said)
