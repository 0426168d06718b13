"""``desk departments|groups|topics …``: what the municipality keeps of its own organisation."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents.case_text import kind_word
from desk.documents.cells import columns, csv_text
from desk.rules.organising import MOST_WORKING_DAYS, Department, Group, KeptTopic, Part
from desk.rules.refusals import refuse
from desk.services import organising
from desk.words import _

FORMATS = ("text", "json", "csv")
DEPARTMENT = ("name", "email", "active", "topics")
GROUP = ("name", "least_staff", "active", "topics", "people")
TOPIC = ("code", "name", "name_en", "kind", "department", "group", "working_days", "solvable", "active")
YES_NO = {"yes": True, "no": False}


# ------------------------------------------------------------------ lists


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``… list`` takes."""
    add_output(parser, FORMATS)


def list_departments(session: Session) -> int:
    """List the departments, those at rest last."""
    header = (_("Name"), _("E-mail address"), _("Topics"), _("State"))
    rows = [
        (each.name, each.email or "–", str(each.topics), _state(each)) for each in organising.departments(session.seat)
    ]
    return _list(session, "departments", DEPARTMENT, organising.departments(session.seat), header, rows)


def list_groups(session: Session) -> int:
    """List the answer groups, those at rest last."""
    found = organising.groups(session.seat)
    header = (_("Name"), _("People"), _("Topics"), _("Needed at least"), _("State"))
    rows = [(each.name, str(each.people), str(each.topics), str(each.least_staff), _state(each)) for each in found]
    return _list(session, "groups", GROUP, found, header, rows)


def list_topics(session: Session) -> int:
    """List the topics, those at rest last."""
    found = organising.topics(session.seat)
    header = (_("Code"), _("Topic"), _("Kind"), _("Department"), _("Answer group"), _("Days"), _("State"))
    rows = [
        (
            each.code, each.label, kind_word(each.kind), each.department or "–", each.group or "–",
            "–" if each.working_days is None else str(each.working_days), _state(each),
        )
        for each in found
    ]  # fmt: skip
    return _list(session, "topics", TOPIC, found, header, rows)


def _list(
    session: Session,
    name: str,
    keys: Sequence[str],
    found: Sequence[Department | Group | KeptTopic],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> int:
    if session.out.form == "csv":
        session.out.raw(csv_text(keys, [[getattr(each, key) for key in keys] for each in found]))
    else:
        lines = columns(tuple(header), [tuple(row) for row in rows], 1, width())
        session.out.answer({name: [_values(each, keys) for each in found]}, lines)
    return 0


def _values(each: object, keys: Sequence[str]) -> dict[str, Any]:
    return {key: getattr(each, key) for key in keys}


def _state(each: Department | Group | KeptTopic) -> str:
    return "" if each.active else _("rests")


def _answer(session: Session, each: Department | Group | KeptTopic, text: str) -> int:
    keys = DEPARTMENT if isinstance(each, Department) else GROUP if isinstance(each, Group) else TOPIC
    session.out.answer(_values(each, keys), [text])
    return 0


# ------------------------------------------------------------------ departments


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=_("NAME"), help=_("Its name, as the list says it."))


def _add_of_department(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", metavar=_("ADDRESS"), help=_("Where cases are handed over to; empty for none."))


def add_department_add(parser: argparse.ArgumentParser) -> None:
    """What ``departments add`` takes."""
    _add_name(parser)
    _add_of_department(parser)
    add_output(parser)


def department_add(session: Session) -> int:
    """Add a department."""
    values = {"name": session.args.name, "email": session.args.email}
    made = organising.add_department(session.seat, values, session.given_now)
    return _answer(session, made, _("{name}: added.", name=made.name))


def add_department_change(parser: argparse.ArgumentParser) -> None:
    """What ``departments change`` takes."""
    _add_name(parser)
    parser.add_argument("--name", dest="new_name", metavar=_("NAME"), help=_("Its new name."))
    _add_of_department(parser)
    add_output(parser)


def department_change(session: Session) -> int:
    """Change a department."""
    args = session.args
    made = organising.change_department(session.seat, args.name, _given(session, "email"), session.given_now)
    return _answer(session, made, _("{name}: changed.", name=made.name))


def _given(session: Session, *names: str) -> dict[str, Any]:
    """What the options say, by field; what they leave out is not there."""
    args = session.args
    found = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if args.new_name is not None:
        found["name"] = args.new_name
    if not found:
        refuse("nothing_changed")
    return found


# ------------------------------------------------------------------ answer groups


def _add_of_group(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--least",
        dest="least_staff",
        metavar=_("N"),
        type=number("--least", 0, 99),
        help=_("How many it needs at least."),
    )


def add_group_add(parser: argparse.ArgumentParser) -> None:
    """What ``groups add`` takes."""
    _add_name(parser)
    _add_of_group(parser)
    add_output(parser)


def group_add(session: Session) -> int:
    """Add an answer group."""
    args = session.args
    least = {} if args.least_staff is None else {"least_staff": args.least_staff}
    made = organising.add_group(session.seat, {"name": args.name, **least}, session.given_now)
    return _answer(session, made, _("{name}: added.", name=made.name))


def add_group_change(parser: argparse.ArgumentParser) -> None:
    """What ``groups change`` takes."""
    _add_name(parser)
    parser.add_argument("--name", dest="new_name", metavar=_("NAME"), help=_("Its new name."))
    _add_of_group(parser)
    add_output(parser)


def group_change(session: Session) -> int:
    """Change an answer group."""
    values = _given(session, "least_staff")
    made = organising.change_group(session.seat, session.args.name, values, session.given_now)
    return _answer(session, made, _("{name}: changed.", name=made.name))


# ------------------------------------------------------------------ topics


def _add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=_("CODE"), help=_("Its code, as the list says it."))


def _add_of_topic(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name-en", metavar=_("NAME"), help=_("Its name in English; the Swedish one where left out."))
    parser.add_argument("--kind", metavar=_("KIND"), help=_("The kind of case."))
    parser.add_argument("--department", metavar=_("NAME"), help=_("The department it leads to; empty for none."))
    parser.add_argument("--group", metavar=_("NAME"), help=_("The answer group it leads to; empty for none."))
    parser.add_argument(
        "--working-days", metavar=_("N"), type=number("--working-days", 0, MOST_WORKING_DAYS),
        help=_("The deadline; the kind's where it is left out."),
    )  # fmt: skip
    parser.add_argument(
        "--solvable", metavar="{yes,no}", type=one_of("--solvable", tuple(YES_NO)),
        help=_("Whether the desk can solve it by itself."),
    )  # fmt: skip


_OF_TOPIC = ("name_en", "kind", "department", "group", "working_days", "solvable")


def add_topic_add(parser: argparse.ArgumentParser) -> None:
    """What ``topics add`` takes."""
    _add_name(parser)
    parser.add_argument("--code", metavar=_("CODE"), help=_("Its code; made of the name where it is left out."))
    _add_of_topic(parser)
    add_output(parser)


def topic_add(session: Session) -> int:
    """Add a topic."""
    args = session.args
    given = {name: getattr(args, name) for name in (*_OF_TOPIC, "code") if getattr(args, name) is not None}
    if "solvable" in given:
        given["solvable"] = YES_NO[given["solvable"]]
    made = organising.add_topic(session.seat, {"kind": "enquiry", **given, "name": args.name}, session.given_now)
    return _answer(session, made, _("{name} ({code}): added.", name=made.label, code=made.code))


def add_topic_change(parser: argparse.ArgumentParser) -> None:
    """What ``topics change`` takes."""
    _add_code(parser)
    parser.add_argument("--name", dest="new_name", metavar=_("NAME"), help=_("Its new name."))
    _add_of_topic(parser)
    add_output(parser)


def topic_change(session: Session) -> int:
    """Change a topic."""
    values = _given(session, *_OF_TOPIC)
    if "solvable" in values:
        values["solvable"] = YES_NO[values["solvable"]]
    made = organising.change_topic(session.seat, session.args.name, values, session.given_now)
    return _answer(session, made, _("{name} ({code}): changed.", name=made.label, code=made.code))


# ------------------------------------------------------------------ what all three share


def add_one(parser: argparse.ArgumentParser) -> None:
    """What ``… rest``, ``… wake`` and ``… remove`` take."""
    parser.add_argument("name", metavar=_("NAME"), help=_("Its name, of a topic its code, as the list says it."))
    add_output(parser)


def add_move(parser: argparse.ArgumentParser) -> None:
    """What ``… move`` takes."""
    _add_name(parser)
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument("--up", action="store_true", help=_("One step up."))
    ways.add_argument("--down", action="store_true", help=_("One step down."))
    add_output(parser)


def _rest(session: Session, part: Part) -> int:
    done = organising.rest(session.seat, part, session.args.name, session.given_now)
    return _answer(session, done, _("{name}: rests.", name=done.key))


def _wake(session: Session, part: Part) -> int:
    done = organising.wake(session.seat, part, session.args.name, session.given_now)
    return _answer(session, done, _("{name}: in use again.", name=done.key))


def _remove(session: Session, part: Part) -> int:
    done = organising.remove(session.seat, part, session.args.name, session.given_now)
    return _answer(session, done, _("{name}: removed.", name=done.key))


def _move(session: Session, part: Part) -> int:
    organising.move(session.seat, part, session.args.name, -1 if session.args.up else 1, session.given_now)
    return list_departments(session) if part is Part.DEPARTMENT else list_groups(session)


def department_rest(session: Session) -> int:
    """Put a department to rest."""
    return _rest(session, Part.DEPARTMENT)


def department_wake(session: Session) -> int:
    """Put a department into use again."""
    return _wake(session, Part.DEPARTMENT)


def department_remove(session: Session) -> int:
    """Remove a department that nothing has named."""
    return _remove(session, Part.DEPARTMENT)


def department_move(session: Session) -> int:
    """Move a department in the order."""
    return _move(session, Part.DEPARTMENT)


def group_rest(session: Session) -> int:
    """Put an answer group to rest."""
    return _rest(session, Part.GROUP)


def group_wake(session: Session) -> int:
    """Put an answer group into use again."""
    return _wake(session, Part.GROUP)


def group_remove(session: Session) -> int:
    """Remove an answer group that nothing has named."""
    return _remove(session, Part.GROUP)


def group_move(session: Session) -> int:
    """Move an answer group in the order."""
    return _move(session, Part.GROUP)


def topic_rest(session: Session) -> int:
    """Put a topic to rest."""
    return _rest(session, Part.TOPIC)


def topic_wake(session: Session) -> int:
    """Put a topic into use again."""
    return _wake(session, Part.TOPIC)


def topic_remove(session: Session) -> int:
    """Remove a topic that nothing has named."""
    return _remove(session, Part.TOPIC)
