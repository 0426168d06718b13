"""What PostgreSQL's own tables are asked about a desk's tables."""

from __future__ import annotations

LINKS = """
SELECT quote_ident(c.relname), k.conname, quote_ident(f.relname),
  k.convalidated AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D'),
  ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.conkey) WITH ORDINALITY AS n(number, place)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.number ORDER BY n.place),
  ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.confkey) WITH ORDINALITY AS n(number, place)
    JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.number ORDER BY n.place),
  EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'id')
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_namespace n ON n.oid = k.connamespace
WHERE k.contype = 'f' AND n.nspname = current_schema() ORDER BY c.relname, k.conname
"""
"""Every foreign key: table, name, the table it points to, whether it is watched, its columns and theirs; and whether
the table's rows have an ``id``."""
