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
from desk.storage.engines.asked import Asked, Expression, Held
from desk.storage.lists import SELECT_LISTED, VISIBLE, Cursor, Listed, Viewer

INSERT = "INSERT INTO search (rowid, names, words, folded) VALUES (?, ?, ?, ?)"


def texts_of(case: Case, details: type[Details]) -> tuple[str, str, str]:
    """What the index holds of a case. Of a protected identity it holds the reference, and nothing else."""
    plain = case.reference.replace("-", "")
    if case.protected:
        return "", f" {case.reference} {plain} ", ""
    own = [str(case.details[name]) for name in details.searched if case.details.get(name)]
    people = [case.name or "", *(str(case.details.get(name) or "") for name in details.named)]
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


def match(words: Iterable[Sequence[str]], *, bent: bool = False) -> Expression | None:
    """The expression for all ``words``, each in any of its spellings; ``None`` where all are too short to ask.

    Two letters ask for names that begin so. With ``bent`` the words as they are written without dots and accents
    count too.
    """
    columns, names = (("names", "words", "folded"), ("names", "folded")) if bent else (("names", "words"), ("names",))
    parts = []
    for spellings in words:
        asked = tuple(Held(columns, each) for each in spellings if len(each) > SHORTEST)
        if not asked:
            asked = tuple(Held(names, f" {each}") for each in spellings if len(each) == SHORTEST)
        if asked:
            parts.append(asked)
    return Expression(tuple(parts)) if parts else None


def find(
    tx: Transaction, query: Query, viewer: Viewer, limit: int, after: Cursor | None = None
) -> list[tuple[Listed, Cursor]]:
    """The newest ``limit`` cases that hold all the words, as they are spelt, each with the cursor of what follows.

    Of two letters alone, names that are just those (*Bo*) come before names that begin so (*Boel*); the cursor's
    first number says among which one is.
    """
    found: list[tuple[Listed, Cursor]] = []
    stages = _stages(query)
    for stage in range(after[0] if after else 0, len(stages)):
        before = after[1] if after and after[0] == stage else None
        rows = _ask(tx, stages[stage], query, viewer, limit - len(found), before)
        found += [(row, (stage, row.id)) for row in rows]
        if len(found) >= limit:
            break
    return found


def _stages(query: Query) -> list[Expression | None]:
    """The expressions to ask one after the other; ``None`` asks for no words."""
    if not query.words:
        return [None]
    begun = match(query.spellings)
    if begun is None:
        return []
    only = query.words[0]
    if len(query.words) > 1 or len(only) != SHORTEST or query.spelt:
        return [begun]
    whole = Held(("names",), f" {only} ")
    return [Expression(((whole,),)), Expression(begun.all_of, whole)]


def find_folded(tx: Transaction, query: Query, viewer: Viewer, limit: int, known: Iterable[int] = ()) -> list[Listed]:
    """What the same words find without dots and accents (``o`` for ``ö``), less what is ``known`` already."""
    seen = set(known)
    expression = match([[folded(each) for each in spellings] for spellings in query.spellings], bent=True)
    if expression is None:
        return []
    found = _ask(tx, expression, query, viewer, limit + len(seen), None)
    return [each for each in found if each.id not in seen][:limit]


def _ask(
    tx: Transaction, expression: Expression | None, query: Query, viewer: Viewer, limit: int, before: int | None
) -> list[Listed]:
    conditions, values = _conditions(query)
    conditions.append(VISIBLE)
    values += [viewer.all_confidential, viewer.login]
    if expression is not None:
        rows = tx.newest(Asked(expression, SELECT_LISTED, tuple(conditions), tuple(values), limit, before))
    else:
        if before is not None:
            conditions.append("c.id < ?")
            values.append(before)
        sql = f"{SELECT_LISTED} FROM cases c WHERE {' AND '.join(conditions)} ORDER BY c.id DESC LIMIT ?"
        rows = tx.all(sql, (*values, limit))
    return [Listed._make(row) for row in rows]


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
