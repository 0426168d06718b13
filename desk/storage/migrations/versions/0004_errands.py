"""Every errand: what can be booked, routines of their own, who answers for what, handing over, registers brought in.

Revision ID: 0004
"""

import json
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
SCHEMA = 4


def upgrade() -> None:
    """Make the tables that are new, let cards and permits be without a case, and make routines of the topics' lines."""
    _bookings()
    _routines()
    _division_of_work()
    _handing_over()
    _own_decisions()
    _cards()
    _permits()
    open_ = sa.text("closed_at IS NULL AND annulled_at IS NULL")
    op.create_index("cases_open_kind", "cases", ["kind", "due_key", "id"], sqlite_where=open_)
    appealable = sa.text("kind = 'parking_permit' AND step IN ('decided', 'refused', 'appealed')")
    op.create_index("cases_appeals", "cases", ["id"], sqlite_where=appealable)
    op.add_column("departments", sa.Column("email", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("disposals", sa.Column("brought_in", sa.Integer(), server_default=sa.text("0"), nullable=False))
    for trigger in TRIGGERS:
        op.execute(trigger)
    op.execute(f"PRAGMA user_version = {SCHEMA}")


def _bookings() -> None:
    op.create_table(
        "resources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("out_from", sa.Integer(), nullable=True),
        sa.Column("out_to", sa.Integer(), nullable=True),
        sa.Column("out_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("resources_name", "resources", ["sort", "name"], unique=True)
    op.create_table(
        "reservations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("lent_at", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends > begins", name="reservation_has_length"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["resource_id"], ["resources.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    held = sa.text("ended_at IS NULL")
    out = sa.text("lent_at IS NOT NULL AND returned_at IS NULL")
    op.create_index("reservations_taken", "reservations", ["resource_id", "ends", "begins"], sqlite_where=held)
    op.create_index("reservations_begun", "reservations", ["resource_id", "begins"], sqlite_where=held)
    op.create_index("reservations_case", "reservations", ["case_id"])
    op.create_index("reservations_days", "reservations", ["begins"], sqlite_where=held)
    op.create_index("reservations_out", "reservations", ["ends"], sqlite_where=out)


def _routines() -> None:
    op.create_table(
        "routines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reviewed_on", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["topic"], ["topics.code"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("routines_topic", "routines", ["topic"])
    op.create_index("routines_kind", "routines", ["kind"])
    op.create_table(
        "routine_versions",
        sa.Column("routine_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["routine_id"], ["routines.id"]),
        sa.PrimaryKeyConstraint("routine_id", "number"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO routines (title, topic, owner, active)"
        " SELECT name, code, '', active FROM topics WHERE routine <> '' ORDER BY code"
    )
    op.execute(
        "INSERT INTO routine_versions (routine_id, number, text, at)"
        " SELECT r.id, 1, t.routine, CAST(strftime('%s', 'now') AS INTEGER)"
        " FROM routines r JOIN topics t ON t.code = r.topic"
    )
    op.execute("ALTER TABLE topics DROP COLUMN routine")


def _division_of_work() -> None:
    op.create_table(
        "responsibilities",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["topic"], ["topics.code"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("topic", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("responsibilities_login", "responsibilities", ["login"])
    op.create_table(
        "away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("away_login", "away", ["login", "first"])


def _handing_over() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    waiting = sa.text("answered_on IS NULL AND follow_up IS NOT NULL")
    op.create_index("handovers_case", "handovers", ["case_id"])
    op.create_index("handovers_follow_up", "handovers", ["follow_up"], sqlite_where=waiting)


def _own_decisions() -> None:
    """What a municipality decides for itself: for how long data are kept, and kinds of its own."""
    op.create_table(
        "retention_periods",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.create_table(
        "own_kinds",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("code", "number"),
        sqlite_with_rowid=False,
    )


# ------------------------------------------------------------------ registers that may be without a case

_IN_USE = "active_day IS NOT NULL AND ended_day IS NULL"


def _cards() -> None:
    op.execute("DROP INDEX bus_cards_active")
    op.execute("DROP INDEX bus_cards_holder")
    op.execute("ALTER TABLE bus_cards RENAME TO bus_cards_before")
    op.create_table(
        "bus_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("active_day", sa.Integer(), nullable=True),
        sa.Column("ended_day", sa.Integer(), nullable=True),
        sa.Column("blocked", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("known_as", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("school", sa.String(), nullable=True),
        sa.Column("protected", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("brought_in_at", sa.Integer(), nullable=True),
        sa.Column("retention_day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    # Until now a card ended only by being blocked, or with its case.
    op.execute(
        "INSERT INTO bus_cards (case_id, card_number, holder, active_day, ended_day, blocked)"
        " SELECT case_id, card_number, holder, active_day, ended_day, ended_day IS NOT NULL AND card_number <> ''"
        " FROM bus_cards_before ORDER BY case_id"
    )
    op.execute("DROP TABLE bus_cards_before")
    for number, name, details, protected in _of_cases("bus_cards"):
        own = json.loads(details)
        if (pupil := own.get("pupil") or name) and not protected:
            known_as = f"pupil:{_folded(pupil)}|{_folded(own.get('school') or '')}"
            op.execute(sa.text("UPDATE bus_cards SET known_as = :a WHERE id = :b").bindparams(a=known_as, b=number))
    op.create_index("bus_cards_active", "bus_cards", ["card_number"], unique=True, sqlite_where=sa.text(_IN_USE))
    op.create_index("bus_cards_holder", "bus_cards", ["holder"])
    op.create_index("bus_cards_number", "bus_cards", ["card_number"])
    op.create_index("bus_cards_blocked", "bus_cards", ["ended_day"], sqlite_where=sa.text("blocked"))
    op.create_index("bus_cards_known_as", "bus_cards", ["known_as"], sqlite_where=sa.text("known_as IS NOT NULL"))
    _of_what_is_brought_in("bus_cards")


def _permits() -> None:
    op.execute("DROP INDEX permits_active")
    op.execute("DROP INDEX permits_serial")
    op.execute("ALTER TABLE permits RENAME TO permits_before")
    op.create_table(
        "permits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("serial_number", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("active_day", sa.Integer(), nullable=True),
        sa.Column("ended_day", sa.Integer(), nullable=True),
        sa.Column("blocked", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("known_as", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("protected", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("brought_in_at", sa.Integer(), nullable=True),
        sa.Column("retention_day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    op.execute(
        "INSERT INTO permits (case_id, person, serial_number, valid_from, valid_to, active_day, ended_day, blocked)"
        " SELECT p.case_id, p.person, p.serial_number, p.valid_from, p.valid_to, p.active_day, p.ended_day,"
        " c.step = 'blocked' AND p.ended_day IS NOT NULL"
        " FROM permits_before p JOIN cases c ON c.id = p.case_id ORDER BY p.case_id"
    )
    op.execute("DROP TABLE permits_before")
    for number, name, _details, protected in _of_cases("permits"):
        if name and not protected:
            op.execute(sa.text("UPDATE permits SET known_as = :a WHERE id = :b").bindparams(a=_folded(name), b=number))
    in_use = sa.text(_IN_USE)
    op.create_index("permits_active", "permits", ["person"], unique=True, sqlite_where=in_use)
    op.create_index("permits_serial", "permits", ["serial_number"], unique=True)
    op.create_index("permits_person", "permits", ["person"])
    op.create_index("permits_blocked", "permits", ["ended_day"], sqlite_where=sa.text("blocked"))
    op.create_index("permits_ending", "permits", ["valid_to"], sqlite_where=in_use)
    _of_what_is_brought_in("permits")


def _of_cases(table: str) -> list[Any]:
    sql = f"SELECT r.id, c.name, c.details, c.protected FROM {table} r JOIN cases c ON c.id = r.case_id"
    return list(op.get_bind().execute(sa.text(sql)))


_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def _folded(text: str) -> str:
    """A name without capitals and accents, as it was looked for when this migration was written."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


def _of_what_is_brought_in(table: str) -> None:
    for name, column in (("phone", "phone"), ("retention", "retention_day")):
        op.create_index(f"{table}_{name}", table, [column], sqlite_where=sa.text(f"{column} IS NOT NULL"))


_TAKEN = """
        SELECT RAISE(ABORT, 'resource out of service') WHERE NEW.ended_at IS NULL AND EXISTS (
            SELECT 1 FROM resources WHERE id = NEW.resource_id AND (NOT active OR out_from < NEW.ends
            AND (out_to IS NULL OR out_to > NEW.begins)));
        SELECT RAISE(ABORT, 'resource taken') WHERE NEW.ended_at IS NULL AND EXISTS (
            SELECT 1 FROM reservations WHERE resource_id = NEW.resource_id AND ended_at IS NULL AND ends > NEW.begins
            AND begins < coalesce(NEW.returned_at, NEW.ends) AND coalesce(returned_at, ends) > NEW.begins
            AND id <> NEW.id);
    END"""

TRIGGERS = (
    # As before, but the list of issued reports follows when a department gets another name: no word of the report does.
    "DROP TRIGGER issued_stay",
    """CREATE TRIGGER issued_stay BEFORE UPDATE OF id, sort, span, number, language, issued_at, issued_by, document,
        digest ON issued_reports BEGIN
        SELECT RAISE(ABORT, 'an issued report stays as it was issued');
    END""",
    f"CREATE TRIGGER reservations_made BEFORE INSERT ON reservations BEGIN{_TAKEN.replace(' AND id <> NEW.id', '')}",
    "CREATE TRIGGER reservations_moved BEFORE UPDATE OF resource_id, begins, ends, ended_at ON reservations"
    " WHEN NEW.resource_id <> OLD.resource_id OR NEW.begins <> OLD.begins OR NEW.ends <> OLD.ends"
    f" OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL BEGIN{_TAKEN}",
    """CREATE TRIGGER reservations_remain BEFORE DELETE ON reservations BEGIN
        SELECT RAISE(ABORT, 'a reservation is ended, not deleted');
    END""",
    """CREATE TRIGGER routines_stay BEFORE UPDATE ON routine_versions BEGIN
        SELECT RAISE(ABORT, 'a version of a routine stays as it was written');
    END""",
    """CREATE TRIGGER routines_remain BEFORE DELETE ON routine_versions BEGIN
        SELECT RAISE(ABORT, 'a version of a routine stays as it was written');
    END""",
    """CREATE TRIGGER own_kinds_remain BEFORE DELETE ON own_kinds BEGIN
        SELECT RAISE(ABORT, 'the description of a kind stays, so that its cases can be read');
    END""",
)
