"""How a transaction begins, in one turn on the line: with the schema that it meets, a writer with the lock as well."""

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT version FROM schema_version"
INSIDE = "BEGIN; SELECT version FROM schema_version"
"""A writer who holds the gate, and so the lock, already."""
LOCK = "BEGIN; SET LOCAL lock_timeout = {wait}; SELECT pg_advisory_xact_lock({key}); SELECT version FROM schema_version"
GATE = "SET lock_timeout = {wait}; SELECT pg_advisory_lock({key})"
