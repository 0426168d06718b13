"""Conditions that an index and the questions asked of it have to word alike, or SQLite does not use it."""

OPEN_DEVIATION = "met_at IS NULL AND (action IS NULL OR cause IS NULL AND cause_code IS NULL)"
"""A deviation lacks a cause or an action."""
