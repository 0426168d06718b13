"""``desk goals …`` and ``desk activities …``: what is to be reached, and what is done to reach it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import number, one_of
from desk.cli.session import Session
from desk.documents import goals as document
from desk.rules.goals import FIGURES, Goal, GoalSpan, figure
from desk.rules.report import Level
from desk.rules.targets import in_words, read_target
from desk.services import activities, goals, people
from desk.words import _

FIGURE_CODES = tuple(each.code for each in FIGURES)
LEVELS = tuple(str(each) for each in Level)
SPANS = tuple(str(each) for each in GoalSpan)
_MOST = 10**9


def _codes(allowed: tuple[str, ...]) -> str:
    return "{" + ",".join(allowed) + "}"


# ------------------------------------------------------------------ goals


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``goals list`` takes."""
    parser.add_argument("--on", metavar=_("DATE"), help=_("The goals that hold on this day; today where left out."))
    parser.add_argument("--all", action="store_true", help=_("Every goal ever decided, ended ones too."))
    add_output(parser, ("text", "json", "csv"))


def list_goals(session: Session) -> int:
    """Print the goals that hold, or all."""
    on = session.day("--on", session.args.on) or session.today
    found = goals.decided(session.seat) if session.args.all else goals.holding(session.seat, on)
    if session.out.form == "csv":
        session.out.raw(document.goals_csv(found))
    else:
        session.out.answer(
            {"goals": [document.goal_document(each) for each in found]}, document.goal_lines(found, width())
        )
    return 0


def add_set(parser: argparse.ArgumentParser) -> None:
    """What ``goals set`` takes."""
    parser.add_argument(
        "figure",
        metavar=_("FIGURE"),
        type=one_of("figure", FIGURE_CODES),
        help=_("The figure: {allowed}.", allowed=", ".join(FIGURE_CODES)),
    )
    parser.add_argument("target", metavar=_("GOAL"), help=_("What it is to reach: 95 % or 0.95; a grade as 4.3."))
    parser.add_argument("--decided-by", metavar=_("WHO"), required=True, help=_("Who decided it."))
    _add_fields(parser)
    parser.add_argument(
        "--replace", action="store_true", help=_("Ends the goal that holds now, the day before this one begins.")
    )
    add_output(parser)


def _add_fields(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--level",
        metavar=_codes(LEVELS),
        type=one_of("--level", LEVELS),
        help=_("For the whole desk, its answer groups or its individuals."),
    )
    parser.add_argument("--name", metavar=_("NAME"), help=_("One answer group or one person's login, instead of all."))
    parser.add_argument(
        "--span",
        metavar=_codes(SPANS),
        type=one_of("--span", SPANS),
        help=_("Over what it is followed: a deviation is found when one ends."),
    )
    parser.add_argument("--decided-on", metavar=_("DATE"), help=_("When it was decided."))
    parser.add_argument("--from", dest="valid_from", metavar=_("DATE"), help=_("Its first day; today where left out."))
    parser.add_argument("--to", dest="valid_to", metavar=_("DATE"), help=_("Its last day."))
    parser.add_argument("--note", metavar=_("TEXT"), help=_("Where it is written down, or what else is to be said."))


def set_goal(session: Session) -> int:
    """Set a goal."""
    args = session.args
    wanted = replace(Goal(args.figure, read_target(figure(args.figure), args.target)), **_given(session))
    made = goals.set_goal(session.seat, wanted, replace_earlier=args.replace, now=session.given_now)
    _say(session, made, _("Goal {number}: {figure}, {target}.", **_words(made)))
    return 0


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``goals change`` takes."""
    _add_number(parser, _("The goal's number."))
    parser.add_argument("--target", metavar=_("GOAL"), help=_("What it is to reach: 95 % or 0.95; a grade as 4.3."))
    parser.add_argument("--decided-by", metavar=_("WHO"), help=_("Who decided it."))
    _add_fields(parser)
    add_output(parser)


def change(session: Session) -> int:
    """Correct a goal."""
    args = session.args
    before = goals.get(session.seat, args.number)
    given = _given(session)
    if args.target is not None:
        given["target"] = read_target(figure(before.figure), args.target)
    changed = goals.change(session.seat, replace(before, **given), session.given_now)
    _say(session, changed, _("Goal {number}: {figure}, {target}.", **_words(changed)))
    return 0


def add_end(parser: argparse.ArgumentParser) -> None:
    """What ``goals end`` takes."""
    _add_number(parser, _("The goal's number."))
    parser.add_argument("--on", metavar=_("DATE"), help=_("The last day on which it holds; today where left out."))
    parser.add_argument(
        "--withdraw", action="store_true", help=_("Takes it back instead, as if it had never been decided.")
    )
    add_output(parser)


def end(session: Session) -> int:
    """End a goal, or take it back."""
    args = session.args
    if args.withdraw:
        ended = goals.withdraw(session.seat, args.number, session.given_now)
        _say(session, ended, _("Goal {number} is withdrawn.", number=ended.id))
    else:
        ended = goals.end(session.seat, args.number, session.day("--on", args.on), session.given_now)
        _say(session, ended, _("Goal {number} holds until {day}.", number=ended.id, day=ended.valid_to))
    return 0


def _given(session: Session) -> dict[str, Any]:
    """The goal's fields that the command line says."""
    args = session.args
    said = {
        "level": None if args.level is None else Level(args.level),
        "name": args.name,
        "span": None if args.span is None else GoalSpan(args.span),
        "decided_by": args.decided_by,
        "decided_on": session.day("--decided-on", args.decided_on),
        "valid_from": session.day("--from", args.valid_from),
        "valid_to": session.day("--to", args.valid_to),
        "note": args.note,
    }
    return {name: value for name, value in said.items() if value is not None}


def _words(goal: Goal) -> Mapping[str, object]:
    reads = figure(goal.figure)
    return {"number": goal.id, "figure": reads.label, "target": in_words(reads, goal.target)}


def _say(session: Session, goal: Goal, text: str) -> None:
    session.out.answer(document.goal_document(goal), [text])


def _add_number(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("number", metavar=_("NUMBER"), type=number("number", 1, _MOST), help=text)


# ------------------------------------------------------------------ activities


def add_activities_list(parser: argparse.ArgumentParser) -> None:
    """What ``activities list`` takes."""
    parser.add_argument(
        "--goal", metavar=_("NUMBER"), type=number("--goal", 1, _MOST), help=_("Those of one goal, by its number.")
    )
    add_output(parser, ("text", "json", "csv"))


def list_activities(session: Session) -> int:
    """Print the activities."""
    goal = session.args.goal
    found = activities.every(session.seat) if goal is None else activities.of_goal(session.seat, goal)
    if session.out.form == "csv":
        session.out.raw(document.activities_csv(found))
    else:
        values = {"activities": [document.activity_document(each) for each in found]}
        names = {each.login: each.name for each in people.everybody(session.seat)}
        session.out.answer(values, document.activity_lines(found, session.today, names, width()))
    return 0


def add_activities_add(parser: argparse.ArgumentParser) -> None:
    """What ``activities add`` takes."""
    _add_number(parser, _("The goal's number."))
    parser.add_argument("what", metavar=_("WHAT"), help=_("What is done."))
    _add_plan(parser)
    add_output(parser)


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--responsible", metavar=_("WHO"), help=_("Who sees to it."))
    parser.add_argument("--due", metavar=_("DATE"), help=_("By when."))


def add_activity(session: Session) -> int:
    """Plan an activity."""
    args = session.args
    due = session.day("--due", args.due)
    made = activities.add(session.seat, args.number, args.what, args.responsible or "", due, session.given_now)
    text = _("Activity {number} is planned for goal {goal}.", number=made.id, goal=made.goal_id)
    session.out.answer(document.activity_document(made), [text])
    return 0


def add_activities_change(parser: argparse.ArgumentParser) -> None:
    """What ``activities change`` takes."""
    _add_number(parser, _("The activity's number."))
    parser.add_argument("--what", metavar=_("WHAT"), help=_("What is done."))
    _add_plan(parser)
    add_output(parser)


def change_activity(session: Session) -> int:
    """Change an activity that is under way."""
    args = session.args
    changed = activities.change(
        session.seat,
        args.number,
        what=args.what,
        responsible=args.responsible,
        due=session.day("--due", args.due),
        no_due=args.due == "",
        now=session.given_now,
    )
    session.out.answer(document.activity_document(changed), [_("Activity {number}: saved.", number=changed.id)])
    return 0


def add_activities_done(parser: argparse.ArgumentParser) -> None:
    """What ``activities done`` and ``activities drop`` take."""
    _add_number(parser, _("The activity's number."))
    parser.add_argument("--on", metavar=_("DATE"), help=_("On which day; today where left out."))
    parser.add_argument("--result", metavar=_("TEXT"), default="", help=_("What came of it, or why not."))
    add_output(parser)


def activity_done(session: Session) -> int:
    """Say that an activity was done."""
    args = session.args
    ended = activities.done(session.seat, args.number, session.day("--on", args.on), args.result, session.given_now)
    session.out.answer(document.activity_document(ended), [_("Activity {number} is done.", number=ended.id)])
    return 0


def drop_activity(session: Session) -> int:
    """Say that an activity is not done after all."""
    args = session.args
    ended = activities.drop(session.seat, args.number, session.day("--on", args.on), args.result, session.given_now)
    session.out.answer(document.activity_document(ended), [_("Activity {number} is dropped.", number=ended.id)])
    return 0
