"""The rights of a login under which people work are those that the program's own statements take, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

STORAGE = Path(__file__).parents[2] / "desk" / "storage"
SAID = (
    ("INSERT", re.compile(r'INSERT INTO "?(\w+)')),
    ("UPDATE", re.compile(r'\bUPDATE "?(\w+)"? SET')),
    ("DELETE", re.compile(r'DELETE FROM "?(\w+)')),
)
BY_NAME = {
    **{name: {"UPDATE", "DELETE"} for name in ("answer_groups", "departments", "topics")},  # organising.TABLES
    **{name: {"UPDATE"} for name in ("goals", "deviations", "report_texts", "recipients", "issued_reports")},  # …BESIDE
    **{name: {"DELETE"} for name in ("staffing", "absences")},  # staffing.py
}
"""Tables that statements name in the place of a word, and what they do to them."""


def texts() -> Iterator[str]:
    """Every text in the code of the storage, put together as Python does; but for what only SQLite hears."""
    for path in STORAGE.rglob("*.py"):
        if "sqlite" in path.parts or "migrations" in path.parts or path.name == "restore.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values)


def taken() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {name: set(rights) for name, rights in BY_NAME.items()}
    for text in texts():
        for right, said in SAID:
            for match in said.finditer(text):
                found.setdefault(match[1], set()).add(right)
                if right == "INSERT" and "DO UPDATE" in text[match.end() :].partition(";")[0]:
                    found[match[1]].add("UPDATE")
    return found


def test_every_right_that_the_program_takes_is_given() -> None:
    from desk.storage.engines.postgres.roles import RIGHTS

    wanted = {table: rights for table, rights in taken().items() if table in RIGHTS}
    given = {table: set(RIGHTS[table]) for table in wanted}
    missing = {table: rights - given[table] for table, rights in wanted.items() if rights - given[table]}
    assert missing == {"endings": {"INSERT", "UPDATE", "DELETE"}, "schema_version": {"INSERT"}}
    # these two are written by a function of the owner's, and when the tables are made


def test_no_right_is_given_that_the_program_does_not_take() -> None:
    from desk.storage.engines.postgres.roles import RIGHTS

    wanted = taken()
    assert {table: set(rights) - wanted.get(table, set()) for table, rights in RIGHTS.items()} == {
        table: set() for table in RIGHTS
    }
