"""A desk on a PostgreSQL server, 15 or later."""
