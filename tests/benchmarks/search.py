"""Search as one types, a million cases: the service against raw FTS5 asking the same, newest fifty."""

from __future__ import annotations

import random
import sqlite3

from figures import Figure, percentile_ms, timed
from sampled import database_of
from seats import seat_at

WORDS = 120


def run() -> list[Figure]:
    """Type words letter by letter, as one does."""
    path = database_of(1_000_000)
    seat = seat_at(path)
    from desk.services import searching

    raw = sqlite3.connect(path)
    for pragma in ("PRAGMA cache_size = -8192", "PRAGMA temp_store = MEMORY"):
        raw.execute(pragma)
    typed = _typed(raw)
    mine: list[float] = []
    limit: list[float] = []
    for turn, line in enumerate(typed):
        pair = [(mine, lambda line=line: searching.find(seat, line)), (limit, lambda line=line: _raw(raw, line))]
        for times, work in pair if turn % 2 else reversed(pair):
            work()
            times.append(timed(work))
    ours, theirs = percentile_ms(mine, 95), percentile_ms(limit, 95)
    detail = f"{ours:.2f} ms against {theirs:.2f} ms, {len(typed)} lines"
    return [
        Figure("search as you type, 1 000 000 cases, p95", ours / theirs, 1.3, detail),
        Figure("search as you type, 1 000 000 cases, p95", ours, 10.0, f"worst {max(mine) * 1000:.1f} ms", unit="ms"),
    ]


def _typed(raw: sqlite3.Connection) -> list[str]:
    """Every beginning, from three letters, of words that stand in the cases."""
    chance = random.Random(7)
    most = raw.execute("SELECT max(id) FROM cases").fetchone()[0]
    lines = []
    for _ in range(WORDS):
        row = raw.execute("SELECT name, summary FROM cases WHERE id = ?", (chance.randint(1, most),)).fetchone()
        words = [word for word in f"{row[0] or ''} {row[1]}".split() if len(word) > 2]
        word = chance.choice(words)
        lines += [word[:length] for length in range(3, len(word) + 1)]
    return lines


def _raw(raw: sqlite3.Connection, word: str) -> list[tuple[object, ...]]:
    """The newest fifty by FTS5, their rows read as the list shows them, and the second question of the folded word."""
    sql = (
        "SELECT c.id, c.year, c.number, c.kind, c.channel, c.status, c.step, c.topic, c.summary, c.name, c.department,"
        " c.answer_group, c.agent, c.received_at, c.due, c.closed_at, c.annulled_at, c.anonymous,"
        " c.protected, c.due_key"
        " FROM search s JOIN cases c ON c.id = s.rowid WHERE search MATCH ? ORDER BY s.rowid DESC LIMIT 51"
    )
    rows = raw.execute(sql, (f'{{names words}} : "{word}"',)).fetchall()
    if len(rows) < 51:
        bent = word.lower().translate(str.maketrans("åäöéü", "aaoeu"))
        rows += raw.execute(sql, (f'{{names words folded}} : "{bent}"',)).fetchall()
    return rows
