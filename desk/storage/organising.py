"""Departments, answer groups and topics as they are kept: added, changed, renamed, put in order, at rest or removed.

Departments and groups are known by their names. The foreign keys carry a new name to every row that points to it;
what keeps a name without pointing (:data:`BESIDE`) is renamed here, in the same transaction.
"""

from __future__ import annotations

import json
from typing import Any

from desk.rules.organising import Department, Group, KeptTopic, Part
from desk.rules.text import in_swedish_order
from desk.storage import remembered
from desk.storage.database import Row, Transaction
from desk.storage.organisation import FORMER_DEPARTMENTS, FORMER_GROUPS, former

TABLES = {Part.DEPARTMENT: "departments", Part.GROUP: "answer_groups", Part.TOPIC: "topics"}
_KEYS = {Part.DEPARTMENT: "name", Part.GROUP: "name", Part.TOPIC: "code"}

BESIDE: dict[Part, tuple[tuple[str, str, str], ...]] = {
    Part.DEPARTMENT: (
        ("report_texts", "department", "1 = 1"),
        ("recipients", "department", "1 = 1"),
        ("issued_reports", "department", "1 = 1"),
    ),
    Part.GROUP: (("goals", "name", "level = 'group'"), ("deviations", "name", "level = 'group'")),
    Part.TOPIC: (),
}
"""Table, column and condition of the names that no foreign key points from."""


# ------------------------------------------------------------------ reading

_TOPICS = "(SELECT count(*) FROM topics t WHERE t.active = 1 AND t.{column} = d.name)"
_DEPARTMENTS = f"SELECT name, email, active, {_TOPICS.format(column='department')}, position FROM departments d"
_GROUPS = (
    f"SELECT name, least_staff, active, {_TOPICS.format(column='answer_group')}, (SELECT count(*) FROM agents a"
    " WHERE a.answer_group = d.name AND a.active = 1 AND a.may_log_in = 1), position FROM answer_groups d"
)


def departments(tx: Transaction) -> list[Department]:
    """Every department in its order, those at rest last."""
    rows = sorted(tx.all(_DEPARTMENTS), key=_as_shown)
    return [Department(name, email, bool(active), topics) for name, email, active, topics, _place in rows]


def groups(tx: Transaction) -> list[Group]:
    """Every answer group in its order, those at rest last."""
    rows = sorted(tx.all(_GROUPS), key=_as_shown)
    return [Group(name, least, bool(active), *counts) for name, least, active, *counts, _place in rows]


def _as_shown(row: Row) -> tuple[bool, int, str]:
    return not row[2], row[-1], in_swedish_order(row[0])


def topics(tx: Transaction) -> list[KeptTopic]:
    """Every topic, those at rest too."""
    rows = tx.all(
        "SELECT code, name, name_en, kind, department, answer_group, working_days, solvable, active FROM topics"
    )
    rows.sort(key=lambda row: (not row[-1], in_swedish_order(row[1])))
    return [
        KeptTopic(code, name, name_en, kind, department, group, days, solvable=bool(solvable), active=bool(active))
        for code, name, name_en, kind, department, group, days, solvable, active in rows
    ]


def topics_to(tx: Transaction, part: Part, name: str) -> list[str]:
    """The codes of the topics in use that lead to a department or group."""
    column = "department" if part is Part.DEPARTMENT else "answer_group"
    return [
        row[0] for row in tx.all(f"SELECT code FROM topics WHERE active = 1 AND {column} = ? ORDER BY code", (name,))
    ]


def people_in(tx: Transaction, group: str) -> list[str]:
    """The names of those who belong to a group and can log in."""
    sql = "SELECT name FROM agents WHERE answer_group = ? AND active = 1 AND may_log_in = 1"
    return sorted((row[0] for row in tx.all(sql, (group,))), key=in_swedish_order)


# ------------------------------------------------------------------ writing


def add_department(tx: Transaction, new: Department) -> None:
    """Add a department after the others."""
    tx.run(
        "INSERT INTO departments (name, email, active, position)"
        " VALUES (?, ?, 1, (SELECT coalesce(max(position) + 1, 0) FROM departments))",
        (new.name, new.email),
    )


def add_group(tx: Transaction, new: Group) -> None:
    """Add an answer group after the others."""
    tx.run(
        "INSERT INTO answer_groups (name, least_staff, active, position)"
        " VALUES (?, ?, 1, (SELECT coalesce(max(position) + 1, 0) FROM answer_groups))",
        (new.name, new.least_staff),
    )


def put_email(tx: Transaction, name: str, email: str) -> None:
    """Write where cases of a department are handed over to."""
    tx.run("UPDATE departments SET email = ? WHERE name = ?", (email, name))


def put_least_staff(tx: Transaction, name: str, least: int) -> None:
    """Write with how many a group is not short."""
    tx.run("UPDATE answer_groups SET least_staff = ? WHERE name = ?", (least, name))


def put_topic(tx: Transaction, of: KeptTopic) -> None:
    """Write a topic over what it was, or add it."""
    tx.run(
        "INSERT INTO topics (code, name, name_en, kind, department, answer_group, working_days, solvable, active)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET name = excluded.name,"
        " name_en = excluded.name_en, kind = excluded.kind, department = excluded.department,"
        " answer_group = excluded.answer_group, working_days = excluded.working_days, solvable = excluded.solvable,"
        " active = excluded.active",
        (of.code, of.name, of.name_en, of.kind, of.department, of.group, of.working_days, of.solvable, of.active),
    )


def put_active(tx: Transaction, part: Part, key: str, *, active: bool) -> None:
    """Put one to rest, or into use again."""
    tx.run(f"UPDATE {TABLES[part]} SET active = ? WHERE {_KEYS[part]} = ?", (active, key))


def put_order(tx: Transaction, part: Part, names: list[str]) -> None:
    """Write the order of departments or groups."""
    tx.run_many(f"UPDATE {TABLES[part]} SET position = ? WHERE name = ?", [(at, each) for at, each in enumerate(names)])


def remove(tx: Transaction, part: Part, key: str) -> None:
    """Take one away. Nothing may point to it (:func:`uses`)."""
    tx.run(f"DELETE FROM {TABLES[part]} WHERE {_KEYS[part]} = ?", (key,))


def uses(tx: Transaction, part: Part, key: str) -> list[str]:
    """The tables in which it is named."""
    found = []
    for table, column, where in (
        *((table, column, "1 = 1") for table, column in tx.pointing_to(TABLES[part])),
        *BESIDE[part],
    ):
        if tx.value(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}" = ? AND {where})', (key,)):
            found.append(table)
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------ another name


def rename(tx: Transaction, part: Part, old: str, new: str) -> None:
    """Give a department or a group another name, everywhere: the past is told under the new one too.

    Of reports that were issued the list says the new name; what was issued stays as it is. The cached figures of the
    days that name it are counted anew when they are next asked for (the triggers of cases and calls see to it).
    """
    tx.run(f"UPDATE {TABLES[part]} SET name = ? WHERE name = ?", (new, old))
    for table, column, where in BESIDE[part]:
        tx.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ? AND {where}", (new, old))
    _remember_former(tx, part, old, new)
    if part is Part.GROUP:
        tx.run("DELETE FROM standings WHERE level = 'group'")
    _in_drafts(tx, part, old, new)


def _remember_former(tx: Transaction, part: Part, old: str, new: str) -> None:
    """Files of calls, and kinds of one's own, go on saying the old name: it is read as the new one."""
    which = FORMER_GROUPS if part is Part.GROUP else FORMER_DEPARTMENTS
    known = {was: new if name == old else name for was, name in former(tx, which).items()}
    known[old.casefold()] = new
    known.pop(new.casefold(), None)
    remembered.put(tx, which, json.dumps(known, ensure_ascii=False))


def _in_drafts(tx: Transaction, part: Part, old: str, new: str) -> None:
    """Forms that are half filled in name it too."""
    for key, text in tx.all("SELECT key, fields FROM drafts"):
        fields: dict[str, Any] = json.loads(text)
        renamed = {name: _answer(part, fields, name, old, new) for name in fields}
        after = key.replace(f"/{old}:", f"/{new}:") if renamed.get("_place") != fields.get("_place") else key
        if renamed != fields:
            tx.run("UPDATE drafts SET key = ?, fields = ? WHERE key = ?", (after, json.dumps(renamed), key))


def _answer(part: Part, fields: dict[str, Any], name: str, old: str, new: str) -> Any:
    value = fields[name]
    bare = name.removeprefix("_answer.")
    if name == "_place" and isinstance(value, str) and value.endswith(f"/{old}"):
        return f"{value.removesuffix(old)}{new}"
    of_group = bare == "group" or (bare == "name" and fields.get("_answer.level") == "group")
    if value == old and (bare == "department" if part is Part.DEPARTMENT else of_group):
        return new
    return value
