"""Steering documents and their versions as they are remembered. A version's text is never written over."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime

from desk.rules.steering import Document, DocumentSort, Version
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal

_VERSION = "version, {text}, written_at, written_by, decided_by, decided_on, review_on"


def documents(tx: Transaction) -> list[Document]:
    """Every document, those in use first, without the versions' texts."""
    versions: dict[int, list[Version]] = defaultdict(list)
    sql = f"SELECT document_id, {_VERSION.format(text='NULL')} FROM steering_versions ORDER BY document_id, version"
    for number, *row in tx.run(sql):
        versions[number].append(_version(tuple(row)))
    rows = tx.all("SELECT id, sort, title, active FROM steering_documents ORDER BY active DESC, id")
    return [_document(row, tuple(versions[row[0]])) for row in rows]


def get(tx: Transaction, number: int) -> Document | None:
    """One document with all its texts."""
    row = tx.one("SELECT id, sort, title, active FROM steering_documents WHERE id = ?", (number,))
    if row is None:
        return None
    sql = f"SELECT {_VERSION.format(text='text')} FROM steering_versions WHERE document_id = ? ORDER BY version"
    return _document(row, tuple(_version(each) for each in tx.all(sql, (number,))))


def _document(row: Row, versions: tuple[Version, ...]) -> Document:
    return Document(row[0], DocumentSort(row[1]), row[2], bool(row[3]), versions)


def _version(row: Row) -> Version:
    number, text, written_at, written_by, decided_by, decided_on, review_on = row
    at = datetime.fromtimestamp(written_at, UTC)
    return Version(number, text, at, written_by, decided_by, local_day(decided_on), local_day(review_on))


def title_taken(tx: Transaction, title: str) -> bool:
    """Whether a document has this title, however its letters are."""
    return any(title.casefold() == known.casefold() for (known,) in tx.all("SELECT title FROM steering_documents"))


def add(tx: Transaction, sort: DocumentSort, title: str) -> int:
    """Add a document without any version; its number."""
    return tx.insert("INSERT INTO steering_documents (sort, title, active) VALUES (?, ?, 1)", (str(sort), title))


def add_version(tx: Transaction, number: int, version: int, text: str, at: int, by: str) -> None:
    """Add a version, which nobody has decided yet."""
    tx.run(
        "INSERT INTO steering_versions (document_id, version, text, written_at, written_by) VALUES (?, ?, ?, ?, ?)",
        (number, version, text, at, by),
    )


def decide(tx: Transaction, number: int, version: int, by: str, on: date, review_on: date | None) -> None:
    """Say who decided a version, and when."""
    tx.run(
        "UPDATE steering_versions SET decided_by = ?, decided_on = ?, review_on = ?"
        " WHERE document_id = ? AND version = ?",
        (by, on.toordinal(), ordinal(review_on), number, version),
    )


def put_review(tx: Transaction, number: int, version: int, review_on: date | None) -> None:
    """Say when a version is to be looked at again."""
    tx.run(
        "UPDATE steering_versions SET review_on = ? WHERE document_id = ? AND version = ?",
        (ordinal(review_on), number, version),
    )


def set_active(tx: Transaction, number: int, active: bool) -> None:
    """Take a document out of use, or into it again."""
    tx.run("UPDATE steering_documents SET active = ? WHERE id = ?", (active, number))
