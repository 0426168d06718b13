"""``desk measurements …``: service measurements, their analysis and their actions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desk.cli.json_input import Given, read_json
from desk.cli.options import add_output
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import measurements as document
from desk.rules.measurements import Against, Measurement, Parameter, Result, Text
from desk.rules.refusals import Problem, Refused, refuse
from desk.services import measurements, people
from desk.words import _

FORMATS = ("text", "json", "csv")
FORWARDED = {"yes": True, "no": False, "unknown": None}
STANDARD_INPUT = "-"


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``measurements list`` takes."""
    add_output(parser, FORMATS)


def list_all(session: Session) -> int:
    """List every measurement, the latest first."""
    every = measurements.every(session.seat)
    if session.out.form == "csv":
        session.out.raw(document.csv_text(every))
    else:
        session.out.answer({"measurements": [each.to_json() for each in every]}, document.list_lines(every))
    return 0


def add_show(parser: argparse.ArgumentParser) -> None:
    """What ``measurements show`` takes."""
    _add_number(parser)
    add_output(parser, FORMATS)


def _add_number(parser: argparse.ArgumentParser) -> None:
    help_ = _("The measurement's number; `desk measurements list` lists them.")
    parser.add_argument("number", metavar=_("NUMBER"), type=number("number", 1, 2**53), help=help_)


def show(session: Session) -> int:
    """Print one measurement."""
    made = measurements.one(session.seat, session.args.number)
    if session.out.form == "csv":
        session.out.raw(document.csv_text([made]))
    else:
        names = {each.login: each.name for each in people.everybody(session.seat)}
        session.out.answer(made.to_json(), document.text_lines(made, session.settings.zone, names))
    return 0


# ------------------------------------------------------------------ entering


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``measurements add`` takes."""
    parser.add_argument("name", metavar=_("NAME"), nargs="?", help=_("What the measurement is called; the JSON may."))
    _add_about(parser)
    parser.add_argument(
        "--json",
        metavar=_("FILE"),
        help=_("Reads one object, or an array, from the file, or from standard input for `-`."),
    )
    add_output(parser)
    parser.epilog = _keys_help()


def _keys_help() -> str:
    """What a JSON object holds, as text below the help."""
    rows = (
        ("name, made_by, scope, analysis, actions", _("text")),
        ("made_on", "2021-10-01"),
        ("forwarded", "true | false | null"),
        ("results", '{"PARAMETER": {"AGAINST": "RESULT"}}'),
        ("PARAMETER", " | ".join(Parameter)),
        ("AGAINST", " | ".join(Against)),
        ("RESULT", " | ".join(Result)),
    )
    return "\n".join([_("Fields:"), *(f"  {name:<40} {form}" for name, form in rows)])


def _add_about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--made-on", metavar=_("DAY"), help=_("The day on which it was made."))
    parser.add_argument("--made-by", metavar=_("WHO"), help=_("Who made it."))
    parser.add_argument(
        "--forwarded",
        metavar="{" + ",".join(FORWARDED) + "}",
        type=one_of("--forwarded", tuple(FORWARDED)),
        help=_("Whether calls and mail that were passed on were measured too."),
    )
    parser.add_argument("--scope", metavar=_("TEXT"), help=_("What was measured, in words."))


def _about(session: Session) -> dict[str, Any]:
    """What the options say, by field; what they leave out is not there."""
    args = session.args
    found = {name: getattr(args, name) for name in ("made_by", "scope") if getattr(args, name) is not None}
    if args.made_on is not None:
        found["made_on"] = session.day("--made-on", args.made_on)
    if args.forwarded is not None:
        found["forwarded"] = FORWARDED[args.forwarded]
    if getattr(args, "name", None) is not None:
        found["name"] = args.name
    return found


def add(session: Session) -> int:
    """Enter a measurement, or those of a file, all or none."""
    about = _about(session)
    given = [Given(1, {})] if session.args.json is None else _given(session.args.json)
    if problems := [(each.line, each.problem) for each in given if each.problem is not None]:
        session.out.refuse(problems)
        return 2
    every = measurements.add_all(session.seat, [{**each.values, **about} for each in given], session.given_now)
    document_ = {"measurements": [each.to_json() for each in every]}
    session.out.answer(document_, [_entered(each) for each in every])
    return 0


def _given(name: str) -> list[Given]:
    try:
        if name == STANDARD_INPUT:
            return list(read_json(sys.stdin.buffer))
        with Path(name).open("rb") as stream:
            return list(read_json(stream))
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "--json", {"file": name})) from error


def _entered(made: Measurement) -> str:
    return _("Measurement {number}: {name}. {state}", number=made.id, name=made.name, state=document.state(made))


def add_set(parser: argparse.ArgumentParser) -> None:
    """What ``measurements set`` takes."""
    _add_number(parser)
    for name, codes, text in (
        ("parameter", Parameter, _("What was measured: {allowed}.")),
        ("against", Against, _("What it is compared with: {allowed}.")),
        ("result", Result, _("What the comparison came to: {allowed}.")),
    ):
        allowed = tuple(map(str, codes))
        parser.add_argument(
            name, metavar=name.upper(), nargs="?", type=one_of(name, allowed),
            help=text.format(allowed=", ".join(allowed)),
        )  # fmt: skip
    parser.add_argument("--name", metavar=_("NAME"), help=_("What the measurement is called."))
    _add_about(parser)
    add_output(parser)


def set_values(session: Session) -> int:
    """Say what a comparison came to, or change what is said about the measurement."""
    args, about = session.args, _about(session)
    cell = (args.parameter, args.against, args.result)
    if any(cell) and not all(cell):
        refuse("option_missing", "result", command="desk measurements set")
    if not any(cell) and not about:
        refuse("nothing_changed")
    made = measurements.change(session.seat, args.number, about, session.given_now) if about else None
    if all(cell):
        made = measurements.set_result(
            session.seat, args.number, Parameter(cell[0]), Against(cell[1]), Result(cell[2]), session.given_now
        )
    if made is not None:
        session.out.answer(made.to_json(), [_entered(made)])
    return 0


# ------------------------------------------------------------------ analysis and actions


def add_analyse(parser: argparse.ArgumentParser) -> None:
    """What ``measurements analyse`` takes."""
    _add_number(parser)
    parser.add_argument("--analysis", metavar=_("TEXT"), help=_("What the results mean."))
    parser.add_argument("--actions", metavar=_("TEXT"), help=_("What is done because of them."))
    parser.add_argument(
        "--analysis-file", metavar=_("FILE"), help=_("Reads the analysis from a file; `-` is standard input.")
    )
    parser.add_argument(
        "--actions-file", metavar=_("FILE"), help=_("Reads the actions from a file; `-` is standard input.")
    )
    add_output(parser)


def analyse(session: Session) -> int:
    """Write the analysis, the actions or both."""
    args = session.args
    texts: dict[Text, str] = {}
    for which in Text:
        text, name = getattr(args, str(which)), getattr(args, f"{which}_file")
        if text is not None and name is not None:
            refuse("set_twice", str(which))
        if text is not None or name is not None:
            texts[which] = text if name is None else _text(name, f"--{which}-file")
    if not texts:
        refuse("option_missing", "--analysis", command="desk measurements analyse")
    made = measurements.one(session.seat, args.number)
    for which, text in texts.items():
        made = measurements.write(session.seat, args.number, which, text, session.given_now)
    session.out.answer(made.to_json(), [_entered(made)])
    return 0


def _text(name: str, option: str) -> str:
    try:
        return sys.stdin.read() if name == STANDARD_INPUT else Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", option, {"file": name})) from error


def add_handle(parser: argparse.ArgumentParser) -> None:
    """What ``measurements handle`` takes."""
    _add_number(parser)
    add_output(parser)


def handle(session: Session) -> int:
    """Say that a measurement is handled."""
    made = measurements.handle(session.seat, session.args.number, session.given_now)
    session.out.answer(made.to_json(), [_entered(made)])
    return 0
