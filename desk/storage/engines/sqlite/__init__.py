"""A desk in a file."""
