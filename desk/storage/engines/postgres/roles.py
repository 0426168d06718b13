"""Who may do what in a desk's tables: three roles of the server, none of which logs in by itself.

``desk_owner`` has the tables, and nobody is to be a member from one day to the next: whoever owns a table can take its
triggers away. ``desk_agent`` is for logins under which people work: what the program writes, and no more; the trail
they can only add to. ``desk_auditor`` reads everything and writes nothing. The program asks for the same rights by
itself (:mod:`desk.rules.rights`); these hold for whoever comes with another program.
"""

from __future__ import annotations

OWNER, AGENT, AUDITOR = "desk_owner", "desk_agent", "desk_auditor"
ROLES = (OWNER, AGENT, AUDITOR)

_ADDED_TO = ("closed_periods", "disposed", "event_values", "events", "routine_versions")
_KEPT = (
    "activities", "agent_keys", "agents", "calls", "cases", "day_facts", "deviations",
    "dialogue_decisions", "dialogues", "dirty_days", "disposals", "followed_spans", "goals", "handovers",
    "improvements", "issued_reports", "measurement_results", "measurements", "own_kinds", "reference_counters",
    "report_texts", "reservations", "resources", "routines", "search", "settings", "steering_documents",
    "steering_versions", "typed_calls", "wheel_dates",
)  # fmt: skip
_FREE = (
    "answer_groups", "away", "bus_cards", "departments", "drafts", "permits", "pins", "recipients",
    "retention_periods", "sessions", "staffing", "survey_answers", "topics", "wheel_done",
)  # fmt: skip
_PUT_AND_TAKEN = ("absences", "handles", "responsibilities", "standings")
_ONLY_READ = ("endings", "schema_version")

RIGHTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_ONLY_READ, ()),
    **dict.fromkeys(_ADDED_TO, ("INSERT",)),
    **dict.fromkeys(_KEPT, ("INSERT", "UPDATE")),
    **dict.fromkeys(_FREE, ("INSERT", "UPDATE", "DELETE")),
    **dict.fromkeys(_PUT_AND_TAKEN, ("INSERT", "DELETE")),
    "event_values": ("INSERT", "DELETE"),  # a trigger lets go of what belongs to a case that was disposed of
}
"""What a login under which people work may do to each table, besides reading it."""

TRAIL = ("events", "event_values")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _made(role: str) -> str:
    """Roles are the whole server's: another desk there may have made them, or make them this moment."""
    return (
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


MAKE = tuple(_made(each) for each in ROLES)
JOIN = f"GRANT {OWNER}, {AGENT} TO CURRENT_USER"
LEAVE = f"REVOKE {OWNER} FROM CURRENT_USER"
OWNS_FOR_NOW = (
    f"SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid WHERE r.rolname = '{OWNER}'"
    " AND m.member = (SELECT oid FROM pg_roles WHERE rolname = session_user AND NOT rolsuper)"
)
MAY_WRITE = "SELECT has_table_privilege('events', 'INSERT')"


def granted(space: str) -> list[str]:
    """What gives each role its rights in a schema whose tables are all there; run as their owner."""
    said = [
        f"REVOKE ALL ON SCHEMA {space} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {space} TO {AGENT}, {AUDITOR}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {space} TO {AGENT}, {AUDITOR}",
        f"GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA {space} TO {AGENT}",
        f"REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA {space} FROM PUBLIC",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {space} TO {AGENT}",
        _FOR_READERS.format(space=space, auditor=AUDITOR),
    ]
    said += [f"GRANT {', '.join(rights)} ON {space}.{table} TO {AGENT}" for table, rights in RIGHTS.items() if rights]
    said += [f"REVOKE UPDATE, DELETE, TRUNCATE ON {space}.{table} FROM {OWNER}" for table in TRAIL]
    # Foreign keys work with the owner's rights: to hold still what they point to, and to pass a changed login on, which
    # the trail's triggers then refuse where there is anything to change.
    said.append(f'GRANT UPDATE (id, "by") ON {space}.events TO {OWNER}')
    return said


_FOR_READERS = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT oid::regprocedure AS it FROM pg_proc
        WHERE pronamespace = '{space}'::regnamespace AND NOT prosecdef AND prorettype <> 'trigger'::regtype LOOP
        EXECUTE 'GRANT EXECUTE ON FUNCTION ' || each.it || ' TO {auditor}';
    END LOOP;
END $$"""
"""Whoever only reads needs the functions that questions are asked with; none that does more than they may."""


def preparation(space: str, database: str, login: str) -> str:
    """What an administrator of the server runs once in the desk's database, where the login may not by itself.

    It can be run again. The login gets the tables' ownership until ``desk init`` has given it up.
    """
    place = _quoted(database)
    lines = [
        "-- For an administrator of the server, once, in the database that the desk is to have for itself:",
        f"--   psql -v ON_ERROR_STOP=1 -d {database} -f FILE",
        *(f"{each};" for each in MAKE),
        "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;",
        f"REVOKE ALL ON DATABASE {place} FROM PUBLIC;",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {place} TO {AGENT}, {AUDITOR};",
        f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {place} TO {OWNER};",
        f"CREATE SCHEMA IF NOT EXISTS {space} AUTHORIZATION {OWNER};",
        f"GRANT {AGENT} TO {_quoted(login)};",
        "-- Until `desk init` has been run, which gives it up again:",
        f"GRANT {OWNER} TO {_quoted(login)} WITH ADMIN OPTION;",
    ]
    return "\n".join(lines)
