"""The tables of the follow-up: goals, deviations, staffing, satisfaction, the board, the wheel, documents, reports.

As in :mod:`desk.storage.tables`: instants are epoch seconds, days are ordinals of the local day. A name that is the
whole desk's, or every department's, is the empty string, so that it can be part of a key.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from desk.storage.follow_up_sql import OPEN_DEVIATION


def _link(target: str, *, null: bool = True, primary: bool = False) -> Column[str]:
    key = ForeignKey(target, onupdate="CASCADE")
    return Column(Text, key, nullable=null, primary_key=primary)


def _part(target: str) -> Column[int]:
    return Column(Integer, ForeignKey(target), nullable=False)


# ------------------------------------------------------------------ goals and deviations


class Goal(SQLModel, table=True):
    """What a figure is to reach at a level, who decided it, and for which days. ``name`` is one group's or agent's."""

    __tablename__ = "goals"
    __table_args__ = (Index("goals_figure", "figure", "level", "name", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    figure: str
    level: str
    name: str = ""
    target: float
    span: str
    decided_by: str
    decided_on: int
    valid_from: int
    valid_to: int | None = None
    note: str = ""


class Activity(SQLModel, table=True):
    """What is done to reach a goal (*handlingsplan*): by whom, and by when."""

    __tablename__ = "activities"
    __table_args__ = (Index("activities_goal", "goal_id"),)

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(sa_column=_part("goals.id"))
    what: str
    responsible: str = ""
    due: int | None = None
    done_on: int | None = None
    dropped_on: int | None = None
    result: str = ""


class Deviation(SQLModel, table=True):
    """A figure short of its goal in a span, at one level; ``name`` is the group's or the agent's login.

    ``met_at`` is set where figures that came later show the goal met after all. ``coaching`` only for individuals.
    """

    __tablename__ = "deviations"
    __table_args__ = (
        Index("deviations_place", "span", "figure", "level", "name", unique=True),
        Index("deviations_days", "first", "last"),
        Index("deviations_open", "last", "span", "level", "name", sqlite_where=text(OPEN_DEVIATION)),
        Index("deviations_due", "due", sqlite_where=text("due IS NOT NULL AND done_on IS NULL AND met_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    span: str
    first: int
    last: int
    figure: str
    level: str
    name: str = ""
    goal: float
    actual: float
    found_at: int
    met_at: int | None = None
    cause_code: str | None = None
    cause: str | None = None
    action: str | None = None
    responsible: str | None = None
    due: int | None = None
    done_on: int | None = None
    coaching: str | None = None
    improvement_id: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("improvements.id")))


class FollowedSpan(SQLModel, table=True):
    """Up to where deviations have been looked for in a span: the sum of its days' stamps, and of what else counts."""

    __tablename__ = "followed_spans"

    span: str = Field(primary_key=True)
    stamp: str
    at: int


# ------------------------------------------------------------------ staffing


class Staffing(SQLModel, table=True):
    """How many were planned and present in an answer group on a day, and how many of them by the hour."""

    __tablename__ = "staffing"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    answer_group: str = Field(sa_column=_link("answer_groups.name", null=False, primary=True))
    planned: int = 0
    present: int | None = None
    hourly: int = 0


class Absence(SQLModel, table=True):
    """How many were away from an answer group on a day, for what sort of reason. Nobody is named."""

    __tablename__ = "absences"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    answer_group: str = Field(sa_column=_link("answer_groups.name", null=False, primary=True))
    reason: str = Field(primary_key=True)
    persons: int


# ------------------------------------------------------------------ satisfaction and service measurements


class SurveyAnswer(SQLModel, table=True):
    """One answer: grades 1–5, of whom and when. Nothing about who answered. ``key`` makes a repeated file add none."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        Index("survey_answers_facts", "day", "answer_group", "agent", "attitude", "knowledge"),
        CheckConstraint("attitude BETWEEN 1 AND 5", name="attitude_is_a_grade"),
        CheckConstraint("knowledge BETWEEN 1 AND 5", name="knowledge_is_a_grade"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str | None = Field(default=None, unique=True)
    day: int
    answer_group: str | None = Field(default=None, sa_column=_link("answer_groups.name"))
    agent: str | None = Field(default=None, sa_column=_link("agents.login"))
    attitude: int | None = None
    knowledge: int | None = None
    entered_at: int
    entered_by: str = Field(sa_column=_link("agents.login", null=False))


class Measurement(SQLModel, table=True):
    """A service measurement (*servicemätning*). It counts as handled when its analysis and actions are written."""

    __tablename__ = "measurements"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    made_on: int
    made_by: str = ""
    forwarded: bool | None = None
    scope: str = ""
    analysis: str = ""
    actions: str = ""
    handled_at: int | None = None
    handled_by: str | None = Field(default=None, sa_column=_link("agents.login"))


class MeasurementResult(SQLModel, table=True):
    """One comparison of one parameter; ``result`` is better, same, worse or no_data."""

    __tablename__ = "measurement_results"
    __table_args__ = {"sqlite_with_rowid": False}

    measurement_id: int = Field(sa_column=Column(Integer, ForeignKey("measurements.id"), primary_key=True))
    parameter: str = Field(primary_key=True)
    against: str = Field(primary_key=True)
    result: str


# ------------------------------------------------------------------ board and wheel


class Improvement(SQLModel, table=True):
    """An entry on the improvement board. ``walked_on`` is when the weekly walk last came by."""

    __tablename__ = "improvements"
    __table_args__ = (Index("improvements_status", "status", "due"),)

    id: int | None = Field(default=None, primary_key=True)
    proposal: str
    background: str = ""
    department: str | None = Field(default=None, sa_column=_link("departments.name"))
    topic: str | None = Field(default=None, sa_column=_link("topics.code"))
    cause: str | None = None
    status: str
    responsible: str | None = None
    due: int | None = None
    proposed_on: int
    proposed_by: str = Field(sa_column=_link("agents.login", null=False))
    decided_on: int | None = None
    ended_on: int | None = None
    result: str = ""
    walked_on: int | None = None
    version: int = 1


class WheelDate(SQLModel, table=True):
    """A recurring date of the annual wheel (*årshjul*); ``rule`` as ``desk.rules.wheel`` reads it."""

    __tablename__ = "wheel_dates"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    text: str = ""
    rule: str
    starts: int
    ends: int | None = None
    department: str | None = Field(default=None, sa_column=_link("departments.name"))
    responsible: str | None = None
    active: bool = True


class WheelDone(SQLModel, table=True):
    """That a date of the wheel, on one of its days, was seen to."""

    __tablename__ = "wheel_done"
    __table_args__ = {"sqlite_with_rowid": False}

    date_id: int = Field(sa_column=Column(Integer, ForeignKey("wheel_dates.id"), primary_key=True))
    day: int = Field(primary_key=True)
    done_on: int
    by: str = Field(sa_column=_link("agents.login", null=False))
    note: str = ""


# ------------------------------------------------------------------ steering documents and dialogues


class SteeringDocument(SQLModel, table=True):
    """A document that steers the service: its mission, its goals, the rules for telephone and mail."""

    __tablename__ = "steering_documents"

    id: int | None = Field(default=None, primary_key=True)
    sort: str
    title: str = Field(unique=True)
    active: bool = True


class SteeringVersion(SQLModel, table=True):
    """A document's text as it was at one time: by whom decided, when, and when it is to be looked at again."""

    __tablename__ = "steering_versions"
    __table_args__ = {"sqlite_with_rowid": False}

    document_id: int = Field(sa_column=Column(Integer, ForeignKey("steering_documents.id"), primary_key=True))
    version: int = Field(primary_key=True)
    text: str
    decided_by: str | None = None
    decided_on: int | None = None
    review_on: int | None = None
    written_at: int
    written_by: str = Field(sa_column=_link("agents.login", null=False))


class Dialogue(SQLModel, table=True):
    """A meeting with a department (*verksamhetsdialog*), monthly or on strategy. ``span`` is what was looked at."""

    __tablename__ = "dialogues"
    __table_args__ = (Index("dialogues_department", "department", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    department: str = Field(sa_column=_link("departments.name", null=False))
    day: int
    sort: str
    span: str | None = None
    present: str = ""
    views: str = ""
    notes: str = ""
    version: int = 1


class DialogueDecision(SQLModel, table=True):
    """What a dialogue decided, by whom it is to be done, and whether it was."""

    __tablename__ = "dialogue_decisions"
    __table_args__ = (Index("dialogue_decisions_dialogue", "dialogue_id"),)

    id: int | None = Field(default=None, primary_key=True)
    dialogue_id: int = Field(sa_column=_part("dialogues.id"))
    what: str
    by_whom: str = ""
    due: int | None = None
    done_on: int | None = None
    dropped_on: int | None = None
    outcome: str = ""
    improvement_id: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("improvements.id")))


# ------------------------------------------------------------------ reports


class ReportText(SQLModel, table=True):
    """The analysis that somebody wrote for a report. ``department`` is empty but for one department's."""

    __tablename__ = "report_texts"
    __table_args__ = {"sqlite_with_rowid": False}

    sort: str = Field(primary_key=True)
    span: str = Field(primary_key=True)
    department: str = Field(primary_key=True, default="")
    text: str
    version: int = 1
    written_at: int
    written_by: str = Field(sa_column=_link("agents.login", null=False))


class Recipient(SQLModel, table=True):
    """To whom reports of a sort go: a name or a function, for the report's first page."""

    __tablename__ = "recipients"
    __table_args__ = (Index("recipients_once", "sort", "department", "name", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    sort: str
    department: str = ""
    name: str
    title: str = ""
    email: str | None = None


class IssuedReport(SQLModel, table=True):
    """A report as it was issued, for good (triggers see to it); ``number`` counts the issues of the same report."""

    __tablename__ = "issued_reports"
    __table_args__ = (Index("issued_reports_once", "sort", "span", "department", "number", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    sort: str
    span: str
    department: str = ""
    number: int
    language: str
    issued_at: int
    issued_by: str = Field(sa_column=_link("agents.login", null=False))
    document: str
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
