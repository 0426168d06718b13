"""What people write for reports, and to whom reports go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from desk.storage.database import Transaction


@dataclass(frozen=True)
class ReportText:
    """A text for the report of a sort, span and department. ``version`` counts every change, from 1."""

    text: str
    version: int
    written_at: datetime
    written_by: str


def text(tx: Transaction, sort: str, span: str, department: str = "") -> ReportText | None:
    """The text; ``None`` where nobody has written any."""
    row = tx.one(
        "SELECT text, version, written_at, written_by FROM report_texts WHERE sort = ? AND span = ? AND department = ?",
        (sort, span, department),
    )
    return None if row is None else ReportText(row[0], row[1], datetime.fromtimestamp(row[2], UTC), row[3])


def put_text(tx: Transaction, sort: str, span: str, department: str, text: str, at: int, login: str) -> int:
    """Write the text over what it was; its version."""
    tx.run(
        "INSERT INTO report_texts (sort, span, department, text, version, written_at, written_by)"
        " VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT (sort, span, department) DO UPDATE SET"
        " text = excluded.text, version = report_texts.version + 1, written_at = excluded.written_at,"
        " written_by = excluded.written_by",
        (sort, span, department, text, at, login),
    )
    found = tx.value(
        "SELECT version FROM report_texts WHERE sort = ? AND span = ? AND department = ?", (sort, span, department)
    )
    return int(found)


# ------------------------------------------------------------------ recipients


@dataclass(frozen=True)
class Recipient:
    """To whom reports of a sort go; ``department`` is empty for reports of the whole desk."""

    id: int
    sort: str
    department: str
    name: str
    title: str = ""
    email: str | None = None


_COLUMNS = "id, sort, department, name, title, email"


def recipients(tx: Transaction, sort: str | None = None, department: str | None = None) -> tuple[Recipient, ...]:
    """Recipients in the order in which they were added; of one sort and department where they are named."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM recipients WHERE (?1 IS NULL OR sort = ?1) AND (?2 IS NULL OR department = ?2)"
        " ORDER BY id",
        (sort, department),
    )
    return tuple(Recipient(*row) for row in rows)


def recipient(tx: Transaction, number: int) -> Recipient | None:
    """The recipient with this number."""
    row = tx.one(f"SELECT {_COLUMNS} FROM recipients WHERE id = ?", (number,))
    return None if row is None else Recipient(*row)


def add_recipient(tx: Transaction, new: Recipient) -> int:
    """Keep a recipient; the number."""
    return tx.insert(
        "INSERT INTO recipients (sort, department, name, title, email) VALUES (?, ?, ?, ?, ?)",
        (new.sort, new.department, new.name, new.title, new.email),
    )


def remove_recipient(tx: Transaction, number: int) -> None:
    """Keep a recipient no longer."""
    tx.run("DELETE FROM recipients WHERE id = ?", (number,))
