"""The first desk: every table, the search index, and the triggers that keep trail and caches true.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
SCHEMA = 1


def upgrade() -> None:
    """Make an empty desk."""
    _organisation()
    _cases()
    _case_indexes()
    _beside_cases()
    _cards_and_permits()
    _trail()
    _people_at_work()
    _calls()
    _caches()
    op.execute(SEARCH)
    for trigger in TRIGGERS:
        op.execute(trigger)
    op.execute(f"PRAGMA user_version = {SCHEMA}")


def _organisation() -> None:
    """What the municipality sets up: departments, answer groups, people, topics."""
    op.create_table(
        "departments",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "answer_groups",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "agents",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("answer_group", sa.Text(), nullable=True),
        sa.Column("may_log_in", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("login"),
    )
    op.create_table(
        "topics",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("answer_group", sa.Text(), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("solvable", sa.Boolean(), nullable=False),
        sa.Column("routine", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "reference_counters",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )


def _cases() -> None:
    """The cases themselves."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("personal_number", sa.String(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("answer_group", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("passed_on_to", sa.String(), nullable=True),
        sa.Column("demand", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.Integer(), nullable=False),
        sa.Column("first_answered_at", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.Integer(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("due_key", sa.Integer(), nullable=False),
        sa.Column("answer_by", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("parked_until", sa.Integer(), nullable=True),
        sa.Column("retention_date", sa.Integer(), nullable=True),
        sa.Column("hold", sa.String(), nullable=True),
        sa.Column("annulled_at", sa.Integer(), nullable=True),
        sa.Column("annulled_by", sa.String(), nullable=True),
        sa.Column("annulled_why", sa.String(), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("details_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        sa.CheckConstraint("typeof(received_at) = 'integer' AND typeof(day) = 'integer'", name="times_are_integers"),
        sa.CheckConstraint("closed_at IS NULL OR outcome IS NOT NULL", name="closed_has_outcome"),
        sa.ForeignKeyConstraint(["agent"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["topic"], ["topics.code"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )


def _case_indexes() -> None:
    """What lists and reports walk along."""
    is_open = sa.text("closed_at IS NULL AND annulled_at IS NULL")
    is_closed = sa.text("closed_at IS NOT NULL AND annulled_at IS NULL")
    op.create_index("cases_reference", "cases", ["year", "number"], unique=True)
    op.create_index("cases_key", "cases", ["key"], unique=True, sqlite_where=sa.text("key IS NOT NULL"))
    op.create_index("cases_agent", "cases", ["agent", "id"])
    op.create_index("cases_kind", "cases", ["kind", "id"])
    op.create_index("cases_open", "cases", ["due_key", "id"], sqlite_where=is_open)
    op.create_index("cases_open_agent", "cases", ["agent", "due_key", "id"], sqlite_where=is_open)
    op.create_index("cases_open_group", "cases", ["answer_group", "due_key", "id"], sqlite_where=is_open)
    closed = ["closed_at", "day", "due", "answer_group", "agent"]
    op.create_index("cases_closed", "cases", closed, sqlite_where=is_closed)
    facts = [
        "day", "answer_group", "agent", "channel", "kind", "topic", "department", "outcome", "demand", "cause",
        "received_at", "closed_at", "first_answered_at", "answer_by", "due",
    ]  # fmt: skip
    op.create_index("cases_facts", "cases", facts, sqlite_where=sa.text("annulled_at IS NULL"))


def _beside_cases() -> None:
    """What spans cases: exact look-ups, times of closure."""
    op.create_table(
        "handles",
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("handle", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closed_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.Integer(), nullable=False),
        sa.Column("reopened_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_closed_periods_case_id"), "closed_periods", ["case_id"])


def _cards_and_permits() -> None:
    """Bus cards and permits: a number that is in use, one active permit a person."""
    in_use = sa.text("active_day IS NOT NULL AND ended_day IS NULL")
    op.create_table(
        "bus_cards",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("active_day", sa.Integer(), nullable=True),
        sa.Column("ended_day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("bus_cards_active", "bus_cards", ["card_number"], unique=True, sqlite_where=in_use)
    op.create_index("bus_cards_holder", "bus_cards", ["holder"])
    op.create_table(
        "permits",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("serial_number", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("active_day", sa.Integer(), nullable=True),
        sa.Column("ended_day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("permits_active", "permits", ["person"], unique=True, sqlite_where=in_use)
    op.create_index("permits_serial", "permits", ["serial_number"], unique=True)


def _trail() -> None:
    """Who did what, and who opened what."""
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("events_case", "events", ["case_id", "id"])
    op.create_table(
        "event_values",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("event_id", "field"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_openings_case_id"), "openings", ["case_id"])


def _people_at_work() -> None:
    """Half-filled forms, and who is here."""
    op.create_table(
        "drafts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("saved_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )


def _calls() -> None:
    """The telephone exchange's calls, and weeks typed by hand."""
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("answer_group", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("wait_s", sa.Integer(), nullable=False),
        sa.Column("talk_s", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agent"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("calls_facts", "calls", ["day", "answer_group", "agent", "outcome", "wait_s", "talk_s"])
    op.create_table(
        "typed_calls",
        sa.Column("answer_group", sa.Text(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("typed_at", sa.Integer(), nullable=False),
        sa.Column("typed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["typed_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("answer_group", "week"),
    )


def _caches() -> None:
    """Days counted beforehand."""
    op.create_table(
        "dirty_days",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "day_facts",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "subject", "level"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standings",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "level"),
        sqlite_with_rowid=False,
    )


SEARCH = "CREATE VIRTUAL TABLE search USING fts5(names, words, folded, tokenize = 'trigram')"

_MARK = "INSERT INTO dirty_days (day, stamp) VALUES ({row}.day, 1) ON CONFLICT (day) DO UPDATE SET stamp = stamp + 1"
_FORGET = "DELETE FROM standings WHERE day >= {day}"

# The first day whose end looks different after a change. Closing or moving a deadline touches nothing earlier; an
# instant's UTC day, less one, is at or before its local day everywhere. 719163 is 1970-01-01.
_NEVER = str(1 << 53)
_FIRST_TOUCHED = f"""CASE
    WHEN OLD.annulled_at IS NOT NEW.annulled_at OR OLD.received_at IS NOT NEW.received_at
      OR OLD.agent IS NOT NEW.agent OR OLD.answer_group IS NOT NEW.answer_group THEN min(OLD.day, NEW.day)
    ELSE min(
      iif(OLD.closed_at IS NEW.closed_at, {_NEVER},
          min(ifnull(OLD.closed_at, {_NEVER}), ifnull(NEW.closed_at, {_NEVER}))),
      iif(OLD.due IS NEW.due, {_NEVER}, min(ifnull(OLD.due, {_NEVER}), ifnull(NEW.due, {_NEVER})))
    ) / 86400 + 719162 END"""

TRIGGERS = (
    f"""CREATE TRIGGER cases_registered AFTER INSERT ON cases BEGIN
        {_MARK.format(row="NEW")};
        {_FORGET.format(day="NEW.day")};
    END""",
    f"""CREATE TRIGGER cases_changed AFTER UPDATE ON cases BEGIN
        {_MARK.format(row="OLD")};
        {_MARK.format(row="NEW")};
        {_FORGET.format(day=_FIRST_TOUCHED)};
    END""",
    f"""CREATE TRIGGER calls_came AFTER INSERT ON calls BEGIN
        {_MARK.format(row="NEW")};
    END""",
    f"""CREATE TRIGGER calls_changed AFTER UPDATE ON calls BEGIN
        {_MARK.format(row="OLD")};
        {_MARK.format(row="NEW")};
    END""",
    f"""CREATE TRIGGER calls_gone AFTER DELETE ON calls BEGIN
        {_MARK.format(row="OLD")};
    END""",
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN
        SELECT RAISE(ABORT, 'the trail is append-only');
    END""",
    """CREATE TRIGGER openings_stay BEFORE UPDATE ON openings BEGIN
        SELECT RAISE(ABORT, 'the access log is append-only');
    END""",
    """CREATE TRIGGER openings_remain BEFORE DELETE ON openings BEGIN
        SELECT RAISE(ABORT, 'the access log is append-only');
    END""",
    """CREATE TRIGGER cases_remain BEFORE DELETE ON cases BEGIN
        SELECT RAISE(ABORT, 'a case is annulled, never removed');
    END""",
)
