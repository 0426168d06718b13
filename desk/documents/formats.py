"""One place that writes a document into a file: the ending of its name chooses the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from desk.documents.files import write_new
from desk.rules.refusals import refuse

Made = Callable[[], str | bytes]
"""A form of a document: made when it is asked for, for each needs its own library."""
OFFICE = (".xlsx", ".pdf")
"""The forms that a person opens elsewhere; they are no text, and never printed."""


def write(forms: Mapping[str, Made], path: Path, field: str = "to") -> None:
    """Write a document into a new file that its owner alone may read.

    Raises:
        Refused: ``format_unknown``, ``file_exists``, ``file_not_written``, or the library for it is not installed.
    """
    made = forms.get(path.suffix.lower())
    if made is None:
        refuse("format_unknown", field, allowed=tuple(forms))
    write_new(path, made(), field)
