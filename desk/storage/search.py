"""The search index: trigrams over what a case is found by, newest first, never by rank.

Three columns: ``names`` (each name between spaces, so that two letters find its beginning), ``words`` (everything
else), ``folded`` (only the words with å, ä, ö or accents, written without them, for a second question).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from desk.rules.cases import Case
from desk.rules.kinds import Details
from desk.rules.people import show_phone
from desk.rules.searching import SHORTEST, Query, bare_number
from desk.rules.text import folded
from desk.storage.database import Transaction
from desk.storage.lists import SELECT_LISTED, VISIBLE, Listed, Viewer, listed_of

INSERT = "INSERT INTO search (rowid, names, words, folded) VALUES (?, ?, ?, ?)"


def texts_of(case: Case, details: type[Details]) -> tuple[str, str, str]:
    """What the index holds of a case. Of a protected identity it holds the reference, and nothing else."""
    plain = case.reference.replace("-", "")
    if case.protected:
        return "", f" {case.reference} {plain} ", ""
    own = [str(case.details[name]) for name in details.searched if case.details.get(name)]
    people = [case.name or "", str(case.details.get("pupil") or "")]
    numbers = [bare_number(text) for text in own if any(c.isdigit() for c in text)]
    phone = [bare_number(show_phone(case.phone)), show_phone(case.phone)] if case.phone else []
    words = [case.reference, plain, *phone, case.email or "", case.summary, *own, *numbers, case.note]
    names, rest = _joined(people), _joined(words)
    return names, rest, _joined(_bent(f"{names} {rest}"))


def _joined(parts: Iterable[str]) -> str:
    text = " ".join(part for part in parts if part)
    return f" {text} " if text else ""


def _bent(text: str) -> Iterable[str]:
    """The words that are written otherwise without their dots and accents."""
    if text.isascii():
        return []
    return [bare for word in text.split() if not word.isascii() and (bare := folded(word)) != word.lower()]


def put(tx: Transaction, case: Case, details: type[Details]) -> None:
    """Index a new case."""
    tx.run(INSERT, (case.id, *texts_of(case, details)))


def renew(tx: Transaction, before: Case, after: Case, details: type[Details]) -> None:
    """Index a changed case anew, where what it is found by has changed."""
    texts = texts_of(after, details)
    if texts != texts_of(before, details):
        tx.run("UPDATE search SET names = ?, words = ?, folded = ? WHERE rowid = ?", (*texts, after.id))


# ------------------------------------------------------------------ asking


def quoted(token: str) -> str:
    """A token as FTS5 reads it literally, whatever it holds."""
    return '"' + token.replace("\0", "").replace('"', '""') + '"'


def match(words: Sequence[str], *, whole_names: bool = False, bent: bool = False) -> str | None:
    """The FTS5 expression for all ``words``; ``None`` where they are too short to be asked for.

    Two letters ask for names that begin so, or with ``whole_names`` for names that are just those two letters.
    With ``bent`` the words as they are written without dots and accents count too.
    """
    columns, names = ("{names words folded}", "{names folded}") if bent else ("{names words}", "names")
    parts = []
    for word in words:
        if len(word) > SHORTEST:
            parts.append(f"{columns} : {quoted(word)}")
        elif len(word) == SHORTEST:
            parts.append(f"{names} : {quoted(f' {word} ' if whole_names else f' {word}')}")
    return " AND ".join(parts) or None


def find(tx: Transaction, query: Query, viewer: Viewer, limit: int, before: int | None = None) -> list[Listed]:
    """The newest ``limit`` cases that hold all the words, as they are spelt; ``before`` an id, for the next page."""
    if not query.words:
        return _ask(tx, None, query, viewer, limit, before)
    if len(query.words) == 1 and len(query.words[0]) == SHORTEST and before is None:
        exact = _ask(tx, match(query.words, whole_names=True), query, viewer, limit, None)
        known = {each.id for each in exact}
        more = _ask(tx, match(query.words), query, viewer, limit, None)
        return [*exact, *(each for each in more if each.id not in known)][:limit]
    return _ask(tx, match(query.words), query, viewer, limit, before)


def find_folded(tx: Transaction, query: Query, viewer: Viewer, limit: int, known: Iterable[int] = ()) -> list[Listed]:
    """What the same words find without dots and accents (``o`` for ``ö``), less what is ``known`` already."""
    seen = set(known)
    expression = match([folded(word) for word in query.words], bent=True)
    if expression is None:
        return []
    found = _ask(tx, expression, query, viewer, limit + len(seen), None)
    return [each for each in found if each.id not in seen][:limit]


def _ask(
    tx: Transaction, expression: str | None, query: Query, viewer: Viewer, limit: int, before: int | None
) -> list[Listed]:
    conditions, values = _conditions(query)
    if query.words and expression is None:
        return []
    if before is not None:
        conditions.append("c.id < ?")
        values.append(before)
    if expression is None:
        source = "cases c"
        order = "c.id"
    else:
        source = "search s JOIN cases c ON c.id = s.rowid"
        order = "s.rowid"
        conditions.insert(0, "search MATCH ?")
        values.insert(0, expression)
        if before is not None:
            conditions.append("s.rowid < ?")
            values.append(before)
    sql = f"{SELECT_LISTED} FROM {source} WHERE {' AND '.join([*conditions, VISIBLE])} ORDER BY {order} DESC LIMIT ?"
    rows = tx.all(sql, (*values, viewer.all_confidential, viewer.login, limit))
    return [listed_of(row) for row in rows]


_NARROW = {
    "kind": "c.kind = ?",
    "channel": "c.channel = ?",
    "department": "c.department = ?",
    "group": "c.answer_group = ?",
    "agent": "c.agent = ?",
    "topic": "c.topic = ?",
}


def _conditions(query: Query) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    for name, value in query.narrow.items():
        if name == "status" and value == "open":
            conditions.append("c.closed_at IS NULL AND c.annulled_at IS NULL")
        elif name == "status":
            conditions.append("c.status = ?")
            values.append(value)
        else:
            conditions.append(_NARROW[name])
            values.append(value)
    for day, sign in ((query.first, ">="), (query.last, "<=")):
        if isinstance(day, date):
            conditions.append(f"c.day {sign} ?")
            values.append(day.toordinal())
    return conditions, values
