"""How the command line answers: text for people, JSON or CSV for programs, refusals on standard error."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from desk.rules.refusals import Problem
from desk.rules.text import shown
from desk.words import _

_SURROGATES = dict.fromkeys(range(55296, 57344), "�")
_ESCAPED = {each: f"\\u{each:04x}" for each in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""What a terminal would obey and JSON lets stand: written as its escape, which reads as the same text."""


@dataclass
class Output:
    """Standard output and standard error in one form.

    Attributes:
        form: ``text``, ``json`` or ``csv``.
    """

    form: str = "text"
    _answered: bool = False

    def prepare(self) -> None:
        """Write UTF-8 for programs whatever the locale; for people what the locale can, the rest as ``?``."""
        for_programs = self.form != "text"
        if isinstance(sys.stdout, io.TextIOWrapper):
            if for_programs:
                sys.stdout.reconfigure(encoding="utf-8", newline="\n" if self.form == "json" else "")
            sys.stdout.reconfigure(errors="replace")
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr.reconfigure(errors="replace")

    # ------------------------------------------------------------------ answers

    def answer(self, document: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Answer with the document where JSON is wanted, else with the lines, which are made safe to show.

        As CSV a list is answered with the objects that it holds, a line each.
        """
        rows = _table_in(document) if self.form == "csv" else None
        if self.form == "json":
            self.document(document)
        elif rows is not None:
            from desk.documents.listing import as_csv, columns_of

            self.raw(as_csv(columns_of(rows), rows))
        else:
            for line in lines:
                self.line(line)

    def document(self, document: Mapping[str, Any]) -> None:
        """Write one JSON document. There is one in an answer: refusals that come after it are told in words alone."""
        self._answered = True
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        _write(sys.stdout, text.translate(_SURROGATES | _ESCAPED) + "\n")

    def line(self, text: str) -> None:
        """Write one line for a person, with nothing in it that a terminal would obey."""
        _write(sys.stdout, shown(text) + "\n")

    def raw(self, text: str) -> None:
        """Write text that is a document of its own (CSV)."""
        _write(sys.stdout, text.translate(_SURROGATES))

    def flush(self) -> None:
        """Hand over what was written, so that a lost reader or a full disk is noticed here."""
        if sys.stdout is not None:
            _handing_over(sys.stdout.flush)

    # ------------------------------------------------------------------ refusals

    def say(self, text: str) -> None:
        """Write a line to standard error."""
        _write(sys.stderr, shown(text) + "\n")

    def refuse(self, problems: Iterable[tuple[int | None, Problem]]) -> None:
        """Tell problems, each with the line of the input it is in: a line each, and JSON where that is wanted."""
        found = list(problems)
        for line, problem in found:
            self.say(told(problem, line))
        if self.form == "json" and not self._answered:
            self.document({"refused": [refusal(problem, line) for line, problem in found]})

    def unusable(self, fault: str, sentence: str) -> None:
        """Tell why the database cannot be used."""
        self.say(sentence)
        if self.form == "json" and not self._answered:
            told = {"code": f"database_{fault}", "field": "database", "reason": shown(sentence), "right": ""}
            self.document({"refused": [told]})


class Unwritten(Exception):  # noqa: N818  what was asked for is done; only its answer is lost
    """The answer could not be written, for another reason than that nobody reads it."""


def told(problem: Problem, line: int | None = None) -> str:
    """A problem as one line, with the number of the line of the input it is in."""
    text = f"{problem.field}: {_words(problem)}" if problem.field else _words(problem)
    return text if line is None else _("Line {line}: {problem}", line=line, problem=text)


def refusal(problem: Problem, line: int | None = None) -> dict[str, Any]:
    """A problem as JSON: its stable code, the field, and the words."""
    where = {} if line is None else {"line": line}
    named = shown(problem.field) if problem.field else None
    return {
        **where,
        "code": problem.code,
        "field": named,
        "reason": shown(problem.reason),
        "right": shown(problem.right),
    }


def _table_in(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...] | None:
    """The objects of a document's one list of objects; ``None`` where it has no such list, or more than one."""
    lists = [each for each in document.values() if isinstance(each, list) and all(isinstance(e, Mapping) for e in each)]
    return tuple(lists[0]) if len(lists) == 1 else None


def _words(problem: Problem) -> str:
    return f"{problem.reason} {problem.right}".strip()


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        _handing_over(lambda: stream.write(text))


def _handing_over(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritten(error.strerror or type(error).__name__) from error


def width() -> int | None:
    """The columns of the terminal that reads the answer; ``None`` where none does, and nothing is to be cut."""
    try:
        if not sys.stdout.isatty():
            return None
    except (AttributeError, ValueError):
        return None
    return shutil.get_terminal_size().columns


def lose_reader() -> None:
    """Nobody reads any more: let what is left go nowhere, so that Python's own farewell is quiet too."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return
