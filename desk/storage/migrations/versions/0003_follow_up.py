"""Follow-up: goals, deviations, staffing, satisfaction, measurements, board, wheel, documents, dialogues, reports.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
SCHEMA = 3


def upgrade() -> None:
    """Make the tables that are new; nothing that is there changes. Days counted beforehand are kept in another form
    now, and counted anew when they are asked for."""
    _goals()
    _improvements()
    _deviations()
    _staffing()
    _answers()
    _wheel()
    _documents()
    _dialogues()
    _reports()
    op.execute("DELETE FROM day_facts")
    for trigger in TRIGGERS:
        op.execute(trigger)
    op.execute(f"PRAGMA user_version = {SCHEMA}")


def _goals() -> None:
    """Goals and the activities that lead to them."""
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("goals_figure", "goals", ["figure", "level", "name", "valid_from"])
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("dropped_on", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_id"],
            ["goals.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("activities_goal", "activities", ["goal_id"])


def _improvements() -> None:
    """The improvement board."""
    op.create_table(
        "improvements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("proposed_on", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("walked_on", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["proposed_by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["topic"], ["topics.code"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("improvements_status", "improvements", ["status", "due"])


def _deviations() -> None:
    """Which spans were looked through, and what fell short in them."""
    op.create_table(
        "followed_spans",
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("span"),
    )
    op.create_table(
        "deviations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.Float(), nullable=False),
        sa.Column("actual", sa.Float(), nullable=False),
        sa.Column("found_at", sa.Integer(), nullable=False),
        sa.Column("met_at", sa.Integer(), nullable=True),
        sa.Column("cause_code", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("coaching", sa.String(), nullable=True),
        sa.Column("improvement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvements.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("deviations_days", "deviations", ["first", "last"])
    open_ = "met_at IS NULL AND (action IS NULL OR cause IS NULL AND cause_code IS NULL)"
    due = "due IS NOT NULL AND done_on IS NULL AND met_at IS NULL"
    op.create_index("deviations_open", "deviations", ["last", "span", "level", "name"], sqlite_where=sa.text(open_))
    op.create_index("deviations_due", "deviations", ["due"], sqlite_where=sa.text(due))
    op.create_index("deviations_place", "deviations", ["span", "figure", "level", "name"], unique=True)


def _staffing() -> None:
    """Who was planned and present, and how many were away."""
    op.create_table(
        "staffing",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("answer_group", sa.Text(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("hourly", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("day", "answer_group"),
        sqlite_with_rowid=False,
    )
    op.add_column("answer_groups", sa.Column("least_staff", sa.Integer(), server_default="3", nullable=False))
    op.create_table(
        "absences",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("answer_group", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("day", "answer_group", "reason"),
        sqlite_with_rowid=False,
    )


def _answers() -> None:
    """What people answered, and what was measured."""
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("answer_group", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("attitude", sa.Integer(), nullable=True),
        sa.Column("knowledge", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.CheckConstraint("attitude BETWEEN 1 AND 5", name="attitude_is_a_grade"),
        sa.CheckConstraint("knowledge BETWEEN 1 AND 5", name="knowledge_is_a_grade"),
        sa.ForeignKeyConstraint(["agent"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["answer_group"], ["answer_groups.name"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["entered_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("survey_answers_facts", "survey_answers", ["day", "answer_group", "agent", "attitude", "knowledge"])
    op.create_table(
        "measurements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("forwarded", sa.Boolean(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("actions", sa.String(), nullable=False),
        sa.Column("handled_at", sa.Integer(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["handled_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "measurement_results",
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("against", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measurement_id"],
            ["measurements.id"],
        ),
        sa.PrimaryKeyConstraint("measurement_id", "parameter", "against"),
        sqlite_with_rowid=False,
    )


def _wheel() -> None:
    """The annual wheel."""
    op.create_table(
        "wheel_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "wheel_done",
        sa.Column("date_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agents.login"], onupdate="CASCADE"),
        sa.ForeignKeyConstraint(
            ["date_id"],
            ["wheel_dates.id"],
        ),
        sa.PrimaryKeyConstraint("date_id", "day"),
        sqlite_with_rowid=False,
    )


def _documents() -> None:
    """Steering documents and their versions."""
    op.create_table(
        "steering_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("title"),
    )
    op.create_table(
        "steering_versions",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["steering_documents.id"],
        ),
        sa.ForeignKeyConstraint(["written_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "version"),
        sqlite_with_rowid=False,
    )


def _dialogues() -> None:
    """Dialogues and what they decided."""
    op.create_table(
        "dialogues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("span", sa.String(), nullable=True),
        sa.Column("present", sa.String(), nullable=False),
        sa.Column("views", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("dialogues_department", "dialogues", ["department", "day"])
    op.create_table(
        "dialogue_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by_whom", sa.String(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("dropped_on", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("improvement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dialogue_id"],
            ["dialogues.id"],
        ),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvements.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("dialogue_decisions_dialogue", "dialogue_decisions", ["dialogue_id"])


def _reports() -> None:
    """What is written for a report, to whom it goes, and what was issued."""
    op.create_table(
        "report_texts",
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["written_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("sort", "span", "department"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("recipients_once", "recipients", ["sort", "department", "name"], unique=True)
    op.create_table(
        "issued_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["issued_by"], ["agents.login"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("issued_reports_once", "issued_reports", ["sort", "span", "department", "number"], unique=True)


TRIGGERS = (
    """CREATE TRIGGER issued_stay BEFORE UPDATE ON issued_reports BEGIN
        SELECT RAISE(ABORT, 'an issued report stays as it was issued');
    END""",
    """CREATE TRIGGER issued_remain BEFORE DELETE ON issued_reports BEGIN
        SELECT RAISE(ABORT, 'an issued report stays as it was issued');
    END""",
    """CREATE TRIGGER versions_stay BEFORE UPDATE ON steering_versions
        WHEN OLD.text IS NOT NEW.text OR OLD.decided_on IS NOT NULL AND OLD.decided_on IS NOT NEW.decided_on BEGIN
        SELECT RAISE(ABORT, 'a version of a document stays as it was written');
    END""",
    """CREATE TRIGGER versions_remain BEFORE DELETE ON steering_versions BEGIN
        SELECT RAISE(ABORT, 'a version of a document stays as it was written');
    END""",
)
