"""How a writing transaction ends, so that one whose end nobody heard of can be asked about afterwards.

A line that is cut while COMMIT is on its way leaves two truths: it was written, or it was not. The number of a
transaction is no answer, because a server that came back from a crash may give it out again. So each thread that
writes has a row of its own, which says how many transactions of its have been committed; it is written in the last
words of the transaction, in the same breath as word to those who watch, and costs no further turn on the line.
"""

from __future__ import annotations

import secrets
import threading
from typing import NamedTuple

CHANNEL = "desk"

MADE = (
    'CREATE TABLE endings (writer text COLLATE "C" PRIMARY KEY, number bigint NOT NULL,'
    " at timestamptz NOT NULL DEFAULT now())",
    f"""
    CREATE FUNCTION ending(whose text, how_many bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = desk, pg_temp AS $$
    BEGIN
        IF pg_current_xact_id_if_assigned() IS NULL THEN RETURN; END IF;
        IF how_many = 1 THEN DELETE FROM endings WHERE at < now() - interval '1 hour'; END IF;
        INSERT INTO endings (writer, number) VALUES (whose, how_many)
            ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = now();
        PERFORM pg_notify('{CHANNEL}', '');
    END $$""",
)
"""What a schema needs for it. Rows that nobody can ask about any more go when another program begins."""
ASKED = "SELECT number FROM endings WHERE writer = %s"


class Ending(NamedTuple):
    """The end of one transaction: whose it is, and how many that makes."""

    writer: str
    number: int

    @property
    def sql(self) -> str:
        """The last words: nothing is told or counted of a transaction that wrote nothing."""
        return f"SELECT ending('{self.writer}', {self.number}); COMMIT"


class Endings:
    """Counts the transactions of one program, for each of its threads."""

    def __init__(self) -> None:
        self._program = secrets.token_hex(8)
        self._thread = threading.local()

    def next(self) -> Ending:
        """The end of the transaction that this thread has in hand."""
        self._thread.number = getattr(self._thread, "number", 0) + 1
        return Ending(f"{self._program}-{threading.get_ident()}", self._thread.number)
