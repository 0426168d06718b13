"""Reports as they were issued, for good: two triggers refuse whatever would change one or take one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from desk.storage.database import Row, Transaction


@dataclass(frozen=True)
class Issued:
    """An issued report in the list; ``id`` is the number that commands know it by, ``number`` counts its issues."""

    id: int
    sort: str
    span: str
    department: str
    number: int
    language: str
    at: datetime
    by: str


_COLUMNS = "id, sort, span, department, number, language, issued_at, issued_by"


def issued(
    tx: Transaction, sort: str | None = None, span: str | None = None, department: str | None = None
) -> tuple[Issued, ...]:
    """Issued reports, the latest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM issued_reports WHERE (?1 IS NULL OR sort = ?1) AND (?2 IS NULL OR span = ?2)"
        " AND (?3 IS NULL OR department = ?3) ORDER BY id DESC",
        (sort, span, department),
    )
    return tuple(_issued(row) for row in rows)


def one(tx: Transaction, number: int) -> Issued | None:
    """The issued report with this id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM issued_reports WHERE id = ?", (number,))
    return None if row is None else _issued(row)


def latest(tx: Transaction, sort: str, span: str, department: str) -> Issued | None:
    """The last issue of a report."""
    return next(iter(issued(tx, sort, span, department)), None)


def document(tx: Transaction, number: int) -> tuple[str, bytes]:
    """The kept JSON of an issued report, and the digest that was kept beside it."""
    row = tx.one("SELECT document, digest FROM issued_reports WHERE id = ?", (number,))
    return ("", b"") if row is None else (row[0], bytes(row[1]))


def add(tx: Transaction, new: Issued, at: int, document: str, digest: bytes) -> int:
    """Keep an issued report; its id."""
    return tx.insert(
        "INSERT INTO issued_reports (sort, span, department, number, language, issued_at, issued_by, document, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (new.sort, new.span, new.department, new.number, new.language, at, new.by, document, digest),
    )


def _issued(row: Row) -> Issued:
    number, sort, span, department, count, language, at, by = row
    return Issued(number, sort, span, department, count, language, datetime.fromtimestamp(at, UTC), by)
