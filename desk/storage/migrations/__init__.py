"""Steps from one schema to the next. Alembic is loaded only when there is a step to take."""
