"""``desk register``: one case, or many as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from desk.cli.json_input import Given, read_json
from desk.cli.options import add_output
from desk.cli.output import refusal, told
from desk.cli.parser import one_of
from desk.cli.progress import Bar, Watched
from desk.cli.session import Session
from desk.cli.values import filled_in, nested, read_sets
from desk.rules.cases import Channel, Registration
from desk.rules.fields import Field, fields_of
from desk.rules.kinds import built_in, kind
from desk.rules.refusals import NotAllowed, Problem, Refused, refuse
from desk.rules.rights import Right
from desk.services import cases
from desk.services.cases import RefusedLine, Registered
from desk.storage.faults import DatabaseUnusable
from desk.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``register`` takes."""
    channels = tuple(str(each) for each in Channel)
    parser.add_argument(
        "kind", metavar=_("KIND"), nargs="?", help=_("The kind of case; a topic or the JSON may say it.")
    )
    parser.add_argument(
        "--channel",
        metavar=_("CHANNEL"),
        type=one_of("--channel", channels),
        help=_("How the contact came in: {allowed}.", allowed=", ".join(channels)),
    )
    parser.add_argument(
        "--set",
        dest="sets",
        metavar=_("FIELD=VALUE"),
        action="append",
        default=[],
        help=_("Gives a field its value; may be repeated."),
    )
    parser.add_argument(
        "--json",
        metavar=_("FILE"),
        help=_("Reads one object, an array, or one object a line from the file, or from standard input for `-`."),
    )
    parser.add_argument(
        "--each",
        action="store_true",
        help=_("Lets every line stand for itself, instead of all or nothing."),
    )
    add_output(parser)
    parser.epilog = fields_help()


def fields_help() -> str:
    """The fields that ``--set`` and JSON take, as text below the help."""
    lines = [_("Fields:"), *(_field_help(each) for each in fields_of(Registration))]
    for code, model in built_in().items():
        own = fields_of(model, "details.")
        if own:
            lines += ["", _("Fields of {kind}:", kind=code), *(_field_help(each) for each in own)]
    return "\n".join(lines)


def _know(session: Session) -> None:
    """Take the seat before kinds and fields are looked at: the municipality's own are in its database."""
    session.seat.demand(Right.HANDLE)


_FORMS = {"yes_no": "true | false", "date": "2026-11-19", "instant": "2026-11-19T10:42+01:00", "number": "0, 1, 2 …"}


def _field_help(field: Field) -> str:
    form = " | ".join(str(each) for each in field.choices) or _FORMS.get(field.type, "")
    return f"  {field.name:<30} {form}".rstrip()


def run(session: Session) -> int:
    """Register, and print the references."""
    args = session.args
    _know(session)
    if args.kind is not None:
        kind(args.kind)
    values = read_sets(args.sets, session.today, session.settings.zone)
    for name in ("kind", "channel"):
        if getattr(args, name) is not None and name in values:
            refuse("set_twice", name)
    if args.channel is not None:
        values["channel"] = args.channel
    defaults = nested(values)
    if args.json is None:
        if args.each:
            refuse("each_without_json", "--each")
        return _one(session, defaults)
    with _opened(args.json) as stream:
        given = (_completed(each, args.kind, defaults) for each in read_json(stream))
        return _each(session, given) if args.each else _all(session, given)


def _one(session: Session, values: dict[str, Any]) -> int:
    if session.args.kind is not None:
        values = {**values, "kind": session.args.kind}
    done = cases.register(session.seat, values, session.given_now)
    session.out.answer({"references": [done.reference]}, [done.reference])
    return 0


def _completed(given: Given, named: str | None, defaults: dict[str, Any]) -> Given:
    """A line with what the command line says for every line. It must not contradict the kind that was named."""
    if given.problem is not None:
        return given
    own = given.values.get("kind")
    if named is not None and own not in (None, "", named):
        return Given(given.line, {}, Problem("kind_contradicts", "kind", {"kind": named}))
    more = defaults if named is None else {**defaults, "kind": named}
    return Given(given.line, filled_in(given.values, more) if more else given.values)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    path = Path(name)
    try:
        # A folder opens and cannot be read; a name with NUL in it is no name at all.
        if path.is_dir():
            raise IsADirectoryError(name)
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "--json", {"file": name})) from error
    with stream:
        yield stream


# ------------------------------------------------------------------ all or nothing


def _all(session: Session, given: Iterator[Given]) -> int:
    lines = list(given)
    wrong = [(each.line, each.problem) for each in lines if each.problem is not None]
    if wrong:
        session.out.refuse(wrong)
        return 2
    with Bar(_("Registering")) as bar:
        try:
            done = cases.register_all(session.seat, Watched([each.values for each in lines], bar), session.given_now)
        except RefusedLine as refused:
            at = lines[refused.line - 1].line
            session.out.refuse((at, each) for each in refused.problems)
            return 2
    references = [each.reference for each in done]
    session.out.answer({"references": references}, references)
    return 0


# ------------------------------------------------------------------ each for itself


def _each(session: Session, given: Iterator[Given]) -> int:
    """Register line by line. Whatever ends it early, what has been registered by then is told."""
    references: list[str] = []
    refused: list[dict[str, Any]] = []
    text = session.out.form == "text"
    try:
        with Bar(_("Registering")) as bar:
            for done, each in enumerate(given):
                bar(done)
                answer = _try(session, each)
                if isinstance(answer, Registered):
                    references.append(answer.reference)
                    if text:
                        session.out.line(answer.reference)
                        session.out.flush()
                else:
                    refused += [refusal(problem, each.line) for problem in answer]
                    for problem in answer:
                        session.out.say(told(problem, each.line))
    except (DatabaseUnusable, KeyboardInterrupt):
        _tell(session, references, refused)
        raise
    _tell(session, references, refused)
    return 1 if refused else 0


def _try(session: Session, given: Given) -> Registered | tuple[Problem, ...]:
    if given.problem is not None:
        return (given.problem,)
    try:
        return cases.register(session.seat, given.values, session.given_now)
    except NotAllowed:
        raise
    except Refused as refusal_:
        return refusal_.problems


def _tell(session: Session, references: list[str], refused: list[dict[str, Any]]) -> None:
    if session.out.form == "json":
        session.out.document({"references": references, "refused": refused})
