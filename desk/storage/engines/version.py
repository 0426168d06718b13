"""The schema that this Desk writes, on every engine."""

SCHEMA = 4
"""Each migration counts it up. SQLite keeps it as ``user_version``, PostgreSQL in the table ``schema_version``."""
