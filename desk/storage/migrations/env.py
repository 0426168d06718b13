"""Alembic's way in. It is handed a connection with a transaction open; nothing here opens one of its own."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True, render_as_batch=False)
context.run_migrations()
