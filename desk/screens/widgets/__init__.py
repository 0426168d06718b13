"""Pieces of screens, used by more than one. They send messages; screens decide."""
