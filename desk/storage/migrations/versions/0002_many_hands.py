"""Many hands: a chained trail that also holds the access log, keys, PINs, disposals, and who has which case open.

Revision ID: 0002

The sums are made here and not with ``desk.storage.chain``: what this migration does must not change with it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
SCHEMA = 2

Row = tuple[Any, ...]


def upgrade() -> None:
    """Chain the trail of an earlier Desk, and make the tables that are new."""
    for name in ("events_stay", "events_remain", "openings_stay", "openings_remain", "cases_changed"):
        op.execute(f"DROP TRIGGER {name}")
    _columns()
    _tables()
    _trail()
    op.execute(OPENINGS)
    for trigger in TRIGGERS:
        op.execute(trigger)
    op.execute(f"PRAGMA user_version = {SCHEMA}")


def _columns() -> None:
    op.add_column("cases", sa.Column("salt", sa.LargeBinary(), server_default=sa.text("x''"), nullable=False))
    op.add_column("cases", sa.Column("disposed_at", sa.Integer(), nullable=True))
    op.execute("UPDATE cases SET salt = randomblob(16)")
    is_due = sa.text("retention_date IS NOT NULL AND disposed_at IS NULL")
    op.create_index("cases_retention", "cases", ["retention_date", "id"], sqlite_where=is_due)
    op.add_column("sessions", sa.Column("case_id", sa.Integer(), nullable=True))


def _tables() -> None:
    op.create_table(
        "agent_keys",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("added_at", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.Integer(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("fingerprint"),
    )
    op.create_index("agent_keys_login", "agent_keys", ["login"])
    op.create_table(
        "pins",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("set_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("login"),
    )
    op.create_table(
        "disposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "disposed",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposals.id"]),
        sa.PrimaryKeyConstraint("disposal_id", "case_id"),
        sqlite_with_rowid=False,
    )


# ------------------------------------------------------------------ the trail, chained


def _trail() -> None:
    """Write every entry anew, with its sums; what was the access log follows as entries of its own."""
    connection = op.get_bind().connection.driver_connection
    assert connection is not None  # noqa: S101  op.execute has just used it
    op.drop_index("events_case", "events")
    op.create_table(
        "events_chained",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    values: list[Row] = []
    rows = connection.execute('SELECT id, case_id, at, "by", what, changes FROM events ORDER BY id')
    opened = connection.execute('SELECT case_id, at, "by", field, why FROM openings ORDER BY id')
    connection.executemany(
        "INSERT INTO events_chained VALUES (?, ?, ?, ?, ?, NULL, ?, NULL, NULL, ?, ?)",
        _chained(_entries(rows, opened, values)),
    )
    connection.execute("DROP TABLE openings")
    # Renaming with the old behaviour leaves event_values' own link to "events" as it is written.
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute("DROP TABLE events")
    connection.execute("ALTER TABLE events_chained RENAME TO events")
    connection.execute("PRAGMA legacy_alter_table = OFF")
    op.create_index("events_case", "events", ["case_id", "id"])
    access = sa.text("what IN ('opened', 'exported', 'disclosed')")
    op.create_index("events_access", "events", ["id"], sqlite_where=access)
    connection.executemany("INSERT INTO event_values VALUES (?, ?, ?, ?, ?)", values)


def _entries(rows: Iterator[Row], opened: Iterator[Row], values: list[Row]) -> Iterator[Row]:
    """Every entry, numbered without gaps: the trail as it was, and then the openings."""
    number = 0
    for _id, *entry in rows:
        number += 1
        if _id != number:
            raise ValueError(f"an entry of the trail is missing before {_id}")
        yield number, *entry
    for case_id, at, by, field, why in opened:
        number += 1
        changes: dict[str, Any] = {"fields": [None, [field]]}
        if why:
            salt, text = (
                os.urandom(16),
                json.dumps(why, ensure_ascii=False),
            )  # a salt that could be guessed hides nothing
            sum_of = hashlib.sha256(salt + b"null" + b"\0" + text.encode()).hexdigest()
            changes["why"] = {"digest": sum_of}
            values.append((number, "why", salt, "null", text))
        said = json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield number, case_id, at, by, "opened", said


def _chained(entries: Iterator[Row]) -> Iterator[Row]:
    links: dict[int, bytes] = {}
    chain = bytes(32)
    for number, case_id, at, by, what, changes in entries:
        entry = (number, case_id, at, by, what, None, changes, None)
        said = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        link = links[case_id] = hashlib.sha256(links.get(case_id, bytes(32)) + said).digest()
        chain = hashlib.sha256(chain + link).digest()
        yield number, case_id, at, by, what, changes, link, chain


OPENINGS = """CREATE VIEW openings AS
    SELECT e.id, e.case_id, e.at, e."by", f.value AS field, coalesce(json_extract(v.after, '$'), '') AS why
    FROM events e, json_each(e.changes, '$.fields[1]') f
    LEFT JOIN event_values v ON v.event_id = e.id AND v.field = 'why'
    WHERE e.what = 'opened'"""
"""The access log as one reads it with SQL: a row for each value that was opened."""

_MARK = "INSERT INTO dirty_days (day, stamp) VALUES ({row}.day, 1) ON CONFLICT (day) DO UPDATE SET stamp = stamp + 1"
_NEVER = str(1 << 53)

TRIGGERS = (
    # As before, but not where personal data are disposed of: no figure changes by that.
    f"""CREATE TRIGGER cases_changed AFTER UPDATE ON cases WHEN OLD.disposed_at IS NEW.disposed_at BEGIN
        {_MARK.format(row="OLD")};
        {_MARK.format(row="NEW")};
        DELETE FROM standings WHERE day >= CASE
            WHEN OLD.annulled_at IS NOT NEW.annulled_at OR OLD.received_at IS NOT NEW.received_at
              OR OLD.agent IS NOT NEW.agent OR OLD.answer_group IS NOT NEW.answer_group THEN min(OLD.day, NEW.day)
            ELSE min(
              iif(OLD.closed_at IS NEW.closed_at, {_NEVER},
                  min(ifnull(OLD.closed_at, {_NEVER}), ifnull(NEW.closed_at, {_NEVER}))),
              iif(OLD.due IS NEW.due, {_NEVER}, min(ifnull(OLD.due, {_NEVER}), ifnull(NEW.due, {_NEVER})))
            ) / 86400 + 719162 END;
    END""",
    """CREATE TRIGGER events_follow BEFORE INSERT ON events
        WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM events) BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER values_once BEFORE INSERT ON event_values
        WHEN EXISTS (SELECT 1 FROM event_values WHERE event_id = NEW.event_id AND field = NEW.field) BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER values_stay BEFORE UPDATE ON event_values BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER values_remain BEFORE DELETE ON event_values
        WHEN NOT EXISTS (SELECT 1 FROM events e JOIN cases c ON c.id = e.case_id
                         WHERE e.id = OLD.event_id AND c.disposed_at IS NOT NULL) BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
)
