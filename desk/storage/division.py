"""Who answers for which topic and who covers, and who is away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from desk.rules.division import Answerer, Away
from desk.rules.rights import MAY, Right, Role
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal

_ABLE = tuple(str(role) for role in Role if Right.HANDLE in MAY[role])
_HERE = f"a.login IS NOT NULL AND a.active = 1 AND a.may_log_in = 1 AND a.role IN ({', '.join(map(repr, _ABLE))})"
_AWAY = (
    "EXISTS (SELECT 1 FROM away w WHERE w.login = r.login AND w.first <= :day AND (w.last IS NULL OR w.last >= :day))"
)
_ANSWERERS = (
    f"SELECT r.topic, r.login, coalesce(a.name, r.name), r.login IS NOT NULL AND (NOT ({_HERE}) OR {_AWAY})"
    " FROM responsibilities r LEFT JOIN agents a ON a.login = r.login"
)


def topics(tx: Transaction, day: date) -> dict[str, tuple[Answerer, ...]]:
    """By topic, who answers and who covers; whether each is away on a local day."""
    found: dict[str, list[Answerer]] = {}
    for topic, *row in tx.all(f"{_ANSWERERS} ORDER BY r.topic, r.place", {"day": day.toordinal()}):
        found.setdefault(topic, []).append(_answerer(row))
    return {topic: tuple(people) for topic, people in found.items()}


def of(tx: Transaction, topic: str, day: date) -> tuple[Answerer, ...]:
    """Who answers for a topic and who covers; whether each is away on a local day."""
    values = {"topic": topic, "day": day.toordinal()}
    rows = tx.all(f"{_ANSWERERS} WHERE r.topic = :topic ORDER BY r.place", values)
    return tuple(_answerer(row[1:]) for row in rows)


def _answerer(row: Sequence[object]) -> Answerer:
    login, name, away = row
    return Answerer(None if login is None else str(login), str(name), bool(away))


def put(tx: Transaction, topic: str, people: Iterable[Answerer]) -> None:
    """Remember who answers for a topic and who covers, instead of those before."""
    tx.run("DELETE FROM responsibilities WHERE topic = ?", (topic,))
    tx.run_many(
        "INSERT INTO responsibilities (topic, place, login, name) VALUES (?, ?, ?, ?)",
        [(topic, place, each.login, "" if each.login else each.name) for place, each in enumerate(people)],
    )


# ------------------------------------------------------------------ away

_SELECT_AWAY = "SELECT id, login, first, last FROM away"


def away_from(tx: Transaction, day: date, login: str | None = None) -> list[Away]:
    """Who is away on a local day or later, by day; one person, or everybody."""
    sql = f"{_SELECT_AWAY} WHERE (last IS NULL OR last >= :day) AND (:login IS NULL OR login = :login)"
    rows = tx.all(f"{sql} ORDER BY first, id", {"day": day.toordinal(), "login": login})
    return [_away(row) for row in rows]


def _away(row: Row) -> Away:
    number, login, first, last = row
    return Away(number, login, date.fromordinal(first), local_day(last))


def add_away(tx: Transaction, login: str, first: date, last: date | None) -> int:
    """Remember that somebody is away; its number."""
    sql = "INSERT INTO away (login, first, last) VALUES (?, ?, ?)"
    return tx.insert(sql, (login, first.toordinal(), ordinal(last)))


def end_away(tx: Transaction, number: int, last: date | None) -> None:
    """Let it end on a day; with ``None`` it never was."""
    if last is None:
        tx.run("DELETE FROM away WHERE id = ?", (number,))
    else:
        tx.run("UPDATE away SET last = ? WHERE id = ?", (last.toordinal(), number))


# ------------------------------------------------------------------ open cases of those who are away

_ABSENT = (
    "SELECT login FROM agents WHERE may_log_in = 1 AND active = 0 UNION"
    " SELECT login FROM away WHERE first <= :day AND (last IS NULL OR last >= :day)"
)
_OPEN = "c.closed_at IS NULL AND c.annulled_at IS NULL AND c.disposed_at IS NULL"
_SEEN = "(c.confidential = 0 OR :all = 1 OR c.agent = :viewer)"


def left_open(tx: Transaction, day: date, viewer: str, *, all_confidential: bool) -> list[tuple[str, str | None, int]]:
    """Open cases of those who are away on a local day: login, topic, how many the viewer may see."""
    sql = (
        f"SELECT c.agent, c.topic, count(*) FROM cases c WHERE c.agent IN ({_ABSENT}) AND {_OPEN} AND {_SEEN}"
        " GROUP BY c.agent, c.topic ORDER BY c.agent, c.topic"
    )
    values = {"day": day.toordinal(), "all": all_confidential, "viewer": viewer}
    return [(login, topic, many) for login, topic, many in tx.all(sql, values)]


def open_cases(
    tx: Transaction, login: str, topic: str | None, viewer: str, limit: int, *, all_confidential: bool
) -> list[int]:
    """The ids of somebody's open cases of a topic (``None``: without one) that the viewer may see, the oldest first."""
    sql = (
        f"SELECT c.id FROM cases c WHERE c.agent = :login AND c.topic IS :topic AND {_OPEN} AND {_SEEN}"
        " ORDER BY c.id LIMIT :limit"
    )
    values = {"login": login, "topic": topic, "limit": limit, "all": all_confidential, "viewer": viewer}
    return [row[0] for row in tx.all(sql, values)]
