"""``desk kinds …``: the kinds of cases, and the files that describe a municipality's own."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from desk.cli.options import add_output
from desk.cli.output import told, width
from desk.cli.parser import number
from desk.cli.session import Session
from desk.documents import kinds as document
from desk.rules.kinds import kinds
from desk.rules.own_kind_making import make_kind
from desk.rules.own_kinds import WrongKind
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.retention import days_by_kind
from desk.rules.wordings import Wording
from desk.services import own_kinds, people
from desk.services.own_kinds import KindRow
from desk.storage.own_kinds import Written
from desk.words import _

FOUND = 1
REFUSED = 2


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``kinds list`` takes."""
    add_output(parser, ("text", "json", "csv"))


def list_all(session: Session) -> int:
    """Print every kind; found is, where a file of the settings describes none."""
    rows = own_kinds.everything(session.seat)
    days = days_by_kind(session.seat.retention)
    wrong = session.seat.wrong_kinds
    if session.out.form == "csv":
        session.out.raw(document.kinds_csv(rows, days))
    else:
        values = {
            "kinds": [document.kind_document(each, days) for each in rows],
            "problems": [document.problem_document(file.name, each) for file in wrong for each in file.found],
        }
        session.out.answer(values, document.list_lines(rows, days, width()))
    return FOUND if wrong else 0


# ------------------------------------------------------------------ one


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``kinds show`` takes."""
    _add_code(parser)
    parser.add_argument("--text", action="store_true", help=_("Prints the file of one's own as it was brought in."))
    parser.add_argument(
        "--wording", metavar="N", type=number("--wording", 1, 2**31), help=_("Of this wording; else of the latest.")
    )
    add_output(parser)


def _add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar=_("CODE"), help=_("The kind's code; `desk kinds list` lists them."))


def show(session: Session) -> int:
    """Print what a kind asks and which way it goes, or the text of its file."""
    args, seat = session.args, session.seat
    row = next((each for each in own_kinds.everything(seat) if each.code == args.code), None)
    if row is None:
        raise NotFound(Problem("kind_unknown", "kind", {"allowed": tuple(kinds())}))
    wordings = own_kinds.history(seat, args.code) if row.wording or args.text or args.wording else ()
    chosen = _chosen(wordings, args.wording)
    if args.text and chosen and session.out.form == "text":
        for line in chosen.wording.text.rstrip("\n").split("\n"):
            session.out.line(line)
        return 0
    if args.wording and chosen:
        row = KindRow(make_kind((chosen.wording,)), chosen.wording.number, row.open_cases)
    days, zone = days_by_kind(seat.retention), session.settings.zone
    names = {each.login: each.name for each in people.everybody(seat)}
    lines = [f"{_(row.model.label)} · {document.state(row)}", *document.kind_lines(row.model, days[row.code])]
    if wordings:
        lines += ["", *(document.wording_line(each, names, zone) for each in wordings)]
    session.out.answer(document.whole_document(row, days, wordings, zone), lines)
    return 0


def _chosen(wordings: Sequence[Written], wanted: int | None) -> Written | None:
    if wanted is None:
        return wordings[0] if wordings else None
    found = next((each for each in wordings if each.wording.number == wanted), None)
    if found is None:
        refuse("kind_wording_unknown", "--wording", allowed=tuple(each.wording.number for each in reversed(wordings)))
    return found


# ------------------------------------------------------------------ files


def add_check(parser: argparse.ArgumentParser) -> None:
    """What ``kinds check`` takes."""
    _add_file(parser)
    add_output(parser)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("A TOML file, called by the kind's code: key_loan.toml."))


def check(session: Session) -> int:
    """Say everything that is wrong in a file, with its line; nothing is brought in."""
    path = Path(session.args.file)
    try:
        text = own_kinds.read_file(path)
        own_kinds.check(session.seat, path.stem, text)
    except WrongKind as refusal:
        for each in refusal.found:
            session.out.say(told(each.problem, each.line))
        problems = [document.problem_document(path.name, each) for each in refusal.found]
        session.out.answer({"ok": False, "problems": problems}, ())
        return FOUND
    after = make_kind((Wording(path.stem, 1, text),))
    before = kinds().get(path.stem)
    lines = [document.accepted_line(path.stem, after), *(document.changed_lines(before, after) if before else ())]
    session.out.answer({"ok": True, "problems": []}, lines)
    return 0


def add_bring(parser: argparse.ArgumentParser) -> None:
    """What ``kinds bring`` takes."""
    _add_file(parser)
    add_output(parser)


def bring(session: Session) -> int:
    """Bring in a kind, or another wording of one."""
    path = Path(session.args.file)
    try:
        done = own_kinds.bring(session.seat, path.stem, own_kinds.read_file(path), now=session.given_now)
    except WrongKind as refusal:
        session.out.refuse((each.line, each.problem) for each in refusal.found)
        return REFUSED
    return _answer(session, done)


def add_withdraw(parser: argparse.ArgumentParser) -> None:
    """What ``kinds withdraw`` takes."""
    _add_code(parser)
    add_output(parser)


def withdraw(session: Session) -> int:
    """Let there be no new cases of a kind."""
    return _answer(session, own_kinds.withdraw(session.seat, session.args.code, session.given_now))


def add_use(parser: argparse.ArgumentParser) -> None:
    """What ``kinds use`` takes."""
    _add_code(parser)
    add_output(parser)


def use(session: Session) -> int:
    """Let there be new cases of a kind again."""
    return _answer(session, own_kinds.take_into_use(session.seat, session.args.code, session.given_now))


def _answer(session: Session, done: Written) -> int:
    wording = done.wording
    values = {"code": wording.code, "wording": wording.number, "in_use": wording.active}
    words = {"code": wording.code, "number": wording.number}
    in_use = _("{code}: in use, wording {number}.", **words)
    session.out.answer(values, [in_use if wording.active else _("{code}: withdrawn, wording {number}.", **words)])
    return 0
