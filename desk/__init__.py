"""Desk: a municipal reception's register of visits, calls, e-mail and errands, and its weekly follow-up."""

__version__ = "0.1.0"
