"""What PostgreSQL's tables see to by themselves: the triggers of SQLite's migrations, and the search table."""

from __future__ import annotations

from desk.storage.engines.postgres.searching import SMALL

SEARCH = """
CREATE TABLE search (
    rowid bigint PRIMARY KEY,
    names text COLLATE "C" NOT NULL,
    words text COLLATE "C" NOT NULL,
    folded text COLLATE "C" NOT NULL
);
CREATE INDEX search_names ON search USING gin (names public.gin_trgm_ops);
CREATE INDEX search_words ON search USING gin (words public.gin_trgm_ops);
CREATE INDEX search_folded ON search USING gin (folded public.gin_trgm_ops);
"""
"""Texts are kept in small letters (a trigger sees to it), since a trigram index is asked with LIKE."""

_NEVER = 1 << 53

# printf knows the one form in which it is asked for: a reference, with more than six digits where it takes them.
FUNCTIONS = (
    """
    CREATE FUNCTION printf(form text, year bigint, number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT lpad(year::text, 2, '0') || '-' || lpad(number::text, greatest(6, length(number::text)), '0')
    $$""",
    """
    CREATE FUNCTION json_valid(of text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
        RETURN of::json IS NOT NULL;
    EXCEPTION WHEN invalid_text_representation OR untranslatable_character THEN
        RETURN false;
    END $$""",
    """
    CREATE FUNCTION json_each(of text) RETURNS TABLE(key text, value text, type text) LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
        IF json_typeof(of::json) = 'array' THEN
            RETURN QUERY SELECT (n - 1)::text, e #>> '{}', json_typeof(e)
                FROM json_array_elements(of::json) WITH ORDINALITY AS t(e, n);
        ELSE
            RETURN QUERY SELECT e.key, e.value #>> '{}', json_typeof(e.value) FROM pg_catalog.json_each(of::json) e;
        END IF;
    END $$""",
    """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
    END $$""",
    SMALL,
    """
    CREATE FUNCTION in_small_letters() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.names := small(NEW.names);
        NEW.words := small(NEW.words);
        NEW.folded := small(NEW.folded);
        RETURN NEW;
    END $$""",
    """
    CREATE FUNCTION mark_day(of_day bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO dirty_days (day, stamp) VALUES (of_day, 1)
        ON CONFLICT (day) DO UPDATE SET stamp = dirty_days.stamp + 1
    $$""",
    """
    CREATE FUNCTION case_registered() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO dirty_days (day, stamp) VALUES (NEW.day, 1)
        ON CONFLICT (day) DO UPDATE SET stamp = dirty_days.stamp + 1;
        DELETE FROM standings WHERE day >= NEW.day;
        RETURN NULL;
    END $$""",
    f"""
    CREATE FUNCTION case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM mark_day(OLD.day);
        PERFORM mark_day(NEW.day);
        DELETE FROM standings WHERE day >= CASE
            WHEN OLD.annulled_at IS DISTINCT FROM NEW.annulled_at OR OLD.received_at IS DISTINCT FROM NEW.received_at
              OR OLD.agent IS DISTINCT FROM NEW.agent OR OLD.answer_group IS DISTINCT FROM NEW.answer_group
              THEN least(OLD.day, NEW.day)
            ELSE least(
              CASE WHEN OLD.closed_at IS NOT DISTINCT FROM NEW.closed_at THEN {_NEVER}
                   ELSE least(coalesce(OLD.closed_at, {_NEVER}), coalesce(NEW.closed_at, {_NEVER})) END,
              CASE WHEN OLD.due IS NOT DISTINCT FROM NEW.due THEN {_NEVER}
                   ELSE least(coalesce(OLD.due, {_NEVER}), coalesce(NEW.due, {_NEVER})) END
            ) / 86400 + 719162 END;
        RETURN NULL;
    END $$""",
    """
    CREATE FUNCTION call_touched() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN PERFORM mark_day(OLD.day); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM mark_day(NEW.day); END IF;
        RETURN NULL;
    END $$""",
    """
    CREATE FUNCTION event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE last bigint;
    BEGIN
        SELECT id INTO last FROM events ORDER BY id DESC LIMIT 1;
        IF NEW.id IS DISTINCT FROM coalesce(last, 0) + 1 THEN
            RAISE EXCEPTION USING MESSAGE = 'the trail is append-only', ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE FUNCTION value_remains() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM events e JOIN cases c ON c.id = e.case_id
                       WHERE e.id = OLD.event_id AND c.disposed_at IS NOT NULL) THEN
            RAISE EXCEPTION USING MESSAGE = 'the trail is append-only', ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END $$""",
    """
    CREATE FUNCTION reservation_taken() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.ended_at IS NOT NULL THEN RETURN NEW; END IF;
        IF EXISTS (SELECT 1 FROM resources WHERE id = NEW.resource_id AND (active = 0 OR out_from < NEW.ends
                   AND (out_to IS NULL OR out_to > NEW.begins))) THEN
            RAISE EXCEPTION USING MESSAGE = 'resource out of service', ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM reservations WHERE resource_id = NEW.resource_id AND ended_at IS NULL
                   AND ends > NEW.begins AND begins < coalesce(NEW.returned_at, NEW.ends)
                   AND coalesce(returned_at, ends) > NEW.begins AND id IS DISTINCT FROM NEW.id) THEN
            RAISE EXCEPTION USING MESSAGE = 'resource taken', ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
)


def _never(name: str, when: str, table: str, said: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse('{said}')"


def _emptied(name: str, table: str, said: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse('{said}')"


_TRAIL = "the trail is append-only"
_ISSUED = "an issued report stays as it was issued"
_VERSION = "a version of a document stays as it was written"
_ROUTINE = "a version of a routine stays as it was written"

OPENINGS = """
CREATE VIEW openings AS
    SELECT e.id, e.case_id, e.at, e."by", f.field, coalesce(v.after::json #>> '{}', '') AS why
    FROM events e CROSS JOIN LATERAL json_array_elements_text(e.changes::json #> '{fields,1}') AS f(field)
    LEFT JOIN event_values v ON v.event_id = e.id AND v.field = 'why'
    WHERE e.what = 'opened'
"""
"""The access log as one reads it with SQL: a row for each value that was opened."""

TRIGGERS = (
    "CREATE TRIGGER search_in_small_letters BEFORE INSERT OR UPDATE ON search FOR EACH ROW"
    " EXECUTE FUNCTION in_small_letters()",
    "CREATE TRIGGER cases_registered AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION case_registered()",
    "CREATE TRIGGER cases_changed AFTER UPDATE ON cases FOR EACH ROW"
    " WHEN (OLD.disposed_at IS NOT DISTINCT FROM NEW.disposed_at) EXECUTE FUNCTION case_changed()",
    _never("cases_remain", "DELETE", "cases", "a case is annulled, never removed"),
    "CREATE TRIGGER calls_came AFTER INSERT ON calls FOR EACH ROW EXECUTE FUNCTION call_touched()",
    "CREATE TRIGGER calls_changed AFTER UPDATE ON calls FOR EACH ROW EXECUTE FUNCTION call_touched()",
    "CREATE TRIGGER calls_gone AFTER DELETE ON calls FOR EACH ROW EXECUTE FUNCTION call_touched()",
    "CREATE TRIGGER events_follow BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION event_follows()",
    _never("events_stay", "UPDATE", "events", _TRAIL),
    _never("events_remain", "DELETE", "events", _TRAIL),
    _emptied("events_not_emptied", "events", _TRAIL),
    _never("values_stay", "UPDATE", "event_values", _TRAIL),
    "CREATE TRIGGER values_remain BEFORE DELETE ON event_values FOR EACH ROW EXECUTE FUNCTION value_remains()",
    _emptied("values_not_emptied", "event_values", _TRAIL),
    _never(
        "issued_stay",
        "UPDATE OF id, sort, span, number, language, issued_at, issued_by, document, digest",
        "issued_reports",
        _ISSUED,
    ),
    _never("issued_remain", "DELETE", "issued_reports", _ISSUED),
    "CREATE TRIGGER versions_stay BEFORE UPDATE ON steering_versions FOR EACH ROW"
    " WHEN (OLD.text IS DISTINCT FROM NEW.text"
    " OR OLD.decided_on IS NOT NULL AND OLD.decided_on IS DISTINCT FROM NEW.decided_on)"
    f" EXECUTE FUNCTION refuse('{_VERSION}')",
    _never("versions_remain", "DELETE", "steering_versions", _VERSION),
    "CREATE TRIGGER reservations_made BEFORE INSERT ON reservations FOR EACH ROW EXECUTE FUNCTION reservation_taken()",
    "CREATE TRIGGER reservations_moved BEFORE UPDATE OF resource_id, begins, ends, ended_at ON reservations"
    " FOR EACH ROW WHEN (NEW.resource_id <> OLD.resource_id OR NEW.begins <> OLD.begins OR NEW.ends <> OLD.ends"
    " OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL) EXECUTE FUNCTION reservation_taken()",
    _never("reservations_remain", "DELETE", "reservations", "a reservation is ended, not deleted"),
    _never("routines_stay", "UPDATE", "routine_versions", _ROUTINE),
    _never("routines_remain", "DELETE", "routine_versions", _ROUTINE),
    _never("own_kinds_remain", "DELETE", "own_kinds", "the description of a kind stays, so that its cases can be read"),
)
