"""Kinds of one's own: brought in from their files, looked at, withdrawn and taken into use again.

What a file says is brought into the database, where every wording stays. So a session needs no file to read its cases,
a file that is wrong stops nobody (what was brought in last holds), and a copy of the file that lies somewhere else and
is older changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.rules.events import Happening
from desk.rules.kinds import Details, built_in, kinds
from desk.rules.own_kinds import LONGEST_TEXT, Definition, Wrong, WrongKind, read_kind
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.wordings import Wording
from desk.services.board import people_by_login
from desk.services.kept import demand_both, tell
from desk.services.lists import viewer
from desk.services.seat import Seat, moment_of
from desk.storage import organisation
from desk.storage import own_kinds as stored
from desk.storage.database import Transaction
from desk.storage.faults import DatabaseUnusable
from desk.storage.own_kinds import Written

MOST_FILES = 100


@dataclass(frozen=True)
class WrongFile:
    """A file that describes no kind, by its name, and why. Where it was brought in before, that wording holds."""

    name: str
    found: tuple[Wrong, ...]


@dataclass(frozen=True)
class KindRow:
    """A kind among all. ``wording`` is the number of the newest of one's own, ``None`` of one that Desk came with."""

    model: type[Details]
    wording: int | None
    open_cases: int

    @property
    def code(self) -> str:
        """The kind's code."""
        return self.model.kind


# ------------------------------------------------------------------ looking


def everything(seat: Seat) -> tuple[KindRow, ...]:
    """Every kind, in the order in which one chooses; those that are withdrawn as well."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        stored.take_up(tx)
        numbers = {each.code: each.number for each in stored.every(tx)}
        eyes = viewer(seat)
        counts = stored.open_cases(tx, eyes.login, all_confidential=eyes.all_confidential)
    return tuple(KindRow(model, numbers.get(code), counts.get(code, 0)) for code, model in kinds().items())


def history(seat: Seat, code: str) -> tuple[Written, ...]:
    """Every wording of a kind of one's own, the newest first.

    Raises:
        NotFound: there is no such kind, or Desk came with it.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _history(tx, code)


def _history(tx: Transaction, code: str) -> tuple[Written, ...]:
    found = tuple(stored.history(tx, code))
    if not found:
        own = tuple({each.code: None for each in stored.every(tx)})
        raise NotFound(Problem("kind_not_own", "kind", {"allowed": own or ("–",)}))
    return found


def check(seat: Seat, code: str, text: str) -> Definition:
    """What a file would make, without bringing it in.

    Raises:
        WrongKind: with every problem and its line.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _checked(seat, code, text, stored.every(tx))


def _checked(seat: Seat, code: str, text: str, known: Sequence[Wording]) -> Definition:
    if code in built_in() and code not in {each.code for each in known}:
        raise WrongKind([Wrong(1, Problem("kind_code_taken", None, {"name": code}))])
    return read_kind(code, text, seat.organisation.departments)


# ------------------------------------------------------------------ bringing in


def bring(seat: Seat, code: str, text: str, seen: int | None = None, now: datetime | None = None) -> Written:
    """Bring in a kind, or another wording of one.

    Args:
        seen: The number of the wording that the person saw; where there is a later one, it is refused.

    Raises:
        NotAllowed: the person does not keep the kinds.
        WrongKind: with every problem and its line.
        Refused: ``kind_same_wording``, ``kind_changed``.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        stored.take_up(tx)
        known = stored.every(tx)
        before = [each for each in known if each.code == code]
        if seen is not None and before and before[-1].number != seen:
            last = stored.history(tx, code)[0].by or ""
            refuse("kind_changed", None, name=people_by_login(tx).get(last, last))
        if before and before[-1].text == text:
            refuse("kind_same_wording")
        _bring(tx, seat, _checked(seat, code, text, known), text, before, moment_of(now))
        stored.take_up(tx)
        return stored.history(tx, code)[0]


def _bring(
    tx: Transaction, seat: Seat, read: Definition, text: str, before: Sequence[Wording], moment: datetime
) -> None:
    """Write another wording, with its entry of the trail."""
    code, number = read.code, len(before) + 1
    active = not read.kind.withdrawn
    changes: dict[str, tuple[object, object]] = {"wording": (number - 1 or None, number)}
    if before:
        days, earlier = read.kind.retention_days, kinds()[code].retention_days
        if days != earlier:
            changes["retention_days"] = (earlier, days)
            stored.keep_default(tx, code, earlier)
        if active != before[-1].active:
            changes["active"] = (before[-1].active, active)
    stored.add(tx, Wording(code, number, text, active), int(moment.timestamp()), seat.who.login)
    tell(tx, seat, moment, Happening.CHANGED if before else Happening.ADDED, _subject(code), changes)
    organisation.touched(tx)


def bring_in_files(seat: Seat, folder: Path | None, now: datetime | None = None) -> tuple[WrongFile, ...]:
    """Bring in what the files of the settings say, where somebody sits down who may; never refuses, never waits long.

    A text that was brought in before is passed over, whatever came after it: the file is an older copy then, or what
    was changed in Desk since. ``folder`` is where the files lie; there may be none.

    Returns:
        The files that are wrong, each with its problems.
    """
    if folder is None or not seat.who.may(Right.ORGANISE):
        return ()
    wrong: list[WrongFile] = []
    new: list[tuple[str, str, str]] = []
    with seat.database.read() as tx:
        texts = {(each.code, each.text) for each in stored.every(tx)}
    files = _files(folder)
    if len(files) > MOST_FILES:
        too_many = Problem("kind_too_many_files", None, {"most": MOST_FILES})
        wrong.append(WrongFile(folder.name, (Wrong(1, too_many),)))
    for path in files[:MOST_FILES]:
        code = path.stem
        try:
            text = read_file(path)
            if (code, text) not in texts:
                check(seat, code, text)
                new.append((path.name, code, text))
        except WrongKind as refusal:
            wrong.append(WrongFile(path.name, refusal.found))
    if new:
        wrong += _bring_all(seat, new, moment_of(now))
    return tuple(wrong)


def _bring_all(seat: Seat, new: Sequence[tuple[str, str, str]], moment: datetime) -> list[WrongFile]:
    wrong = []
    try:
        with seat.database.write() as tx:
            demand_both(tx, seat, Right.ORGANISE)
            stored.take_up(tx)
            for name, code, text in new:
                known = stored.every(tx)
                before = [each for each in known if each.code == code]
                if any(each.text == text for each in before):
                    continue  # somebody else sat down at the same time
                try:
                    _bring(tx, seat, _checked(seat, code, text, known), text, before, moment)
                except WrongKind as refusal:
                    wrong.append(WrongFile(name, refusal.found))
                stored.take_up(tx)
    except DatabaseUnusable:  # full, or locked for long: the next who sits down brings them in
        with seat.database.read() as tx:
            stored.take_up(tx)
    return wrong


def _files(folder: Path) -> list[Path]:
    """The files that describe kinds, by name."""
    try:
        return sorted(path for path in folder.glob("*.toml") if path.is_file() and not path.name.startswith("."))
    except OSError:
        return []


def read_file(path: Path) -> str:
    """A file's text.

    Raises:
        WrongKind: it is not there, no text in UTF-8, or far too long.
    """
    unread = WrongKind([Wrong(1, Problem("kind_file_unread", None, {"most": LONGEST_TEXT}))])
    try:
        with path.open("rb") as stream:
            content = stream.read(4 * LONGEST_TEXT + 1)
        text = content.decode("utf-8-sig")
    except (OSError, ValueError):
        raise unread from None
    if len(text) > LONGEST_TEXT:
        raise unread
    return text.replace("\r\n", "\n")


# ------------------------------------------------------------------ in use or not


def withdraw(seat: Seat, code: str, now: datetime | None = None) -> Written:
    """Let there be no new cases of a kind; those that there are go on, and can be read for ever.

    Raises:
        NotFound: there is no such kind, or Desk came with it.
        Refused: ``kind_withdrawn_already``.
    """
    return _set_active(seat, code, False, now)


def take_into_use(seat: Seat, code: str, now: datetime | None = None) -> Written:
    """Let there be new cases of a kind that was withdrawn. Raises as :func:`withdraw`, ``kind_in_use_already``."""
    return _set_active(seat, code, True, now)


def _set_active(seat: Seat, code: str, active: bool, now: datetime | None) -> Written:
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        latest = _history(tx, code)[0].wording
        if latest.active is active:
            refuse("kind_in_use_already" if active else "kind_withdrawn_already", None, name=_name(code))
        stored.set_active(tx, latest, active=active)
        happening = Happening.CHANGED if active else Happening.ENDED
        tell(tx, seat, moment_of(now), happening, _subject(code), {"active": (latest.active, active)})
        organisation.touched(tx)
        stored.take_up(tx)
        return _history(tx, code)[0]


def _name(code: str) -> str:
    from desk.words import _

    found = kinds().get(code)
    return _(found.label) if found else code


def _subject(code: str) -> str:
    return f"kind:{code}"
