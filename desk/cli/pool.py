"""``desk pool …``: what can be booked and its calendar; booking, lending, returning, out of service."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from desk.cli.cases import add_reference, print_case
from desk.cli.options import add_output
from desk.cli.output import width
from desk.cli.parser import one_of
from desk.cli.session import Session
from desk.cli.values import nested, read_sets
from desk.documents import bookings as document
from desk.rules.bookings import Repeats, Resource, ResourceSort, said
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Right
from desk.rules.written import read_instant
from desk.services import bookings, reading
from desk.services.changing import Moved
from desk.words import _

FORMATS = ("text", "json", "csv")
SORTS = tuple(map(str, ResourceSort))
WEEK = timedelta(days=6)
FOR = {ResourceSort.POOL: "borrower", ResourceSort.FACILITY: "association"}


def _add_sort(parser: argparse.ArgumentParser, default: str | None = "pool") -> None:
    parser.add_argument(
        "--sort",
        metavar="{" + ",".join(SORTS) + "}",
        type=one_of("--sort", SORTS),
        default=default,
        help=_("What sort: items of the pool, rooms and facilities, or officiants."),
    )


def _sort(session: Session) -> ResourceSort:
    return ResourceSort(session.args.sort)


def _add_item(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("item", metavar=_("ITEM"), help=_("Its name, or its number as `desk pool list` gives it."))
    _add_sort(parser)


def _item(session: Session) -> Resource:
    return bookings.resource(session.seat, session.args.item, _sort(session))


def _instant(session: Session, name: str, text: str) -> datetime:
    try:
        return read_instant(text, session.today, session.settings.zone)
    except Refused:
        raise Refused(Problem("invalid_time", name)) from None


# ------------------------------------------------------------------ looking


def add_list(parser: argparse.ArgumentParser) -> None:
    """What ``pool list`` takes."""
    _add_sort(parser, None)
    parser.add_argument("--all", action="store_true", help=_("Lists what is not booked any more too."))
    add_output(parser, FORMATS)


def list_all(session: Session) -> int:
    """List what can be booked."""
    sort = None if session.args.sort is None else _sort(session)
    every, zone = bookings.resources(session.seat, sort, rested=session.args.all), session.settings.zone
    lines = document.resource_lines(every, zone, session.now, width())
    session.out.answer({"resources": [document.resource_json(each, zone) for each in every]}, lines)
    return 0


def add_calendar(parser: argparse.ArgumentParser) -> None:
    """What ``pool calendar`` takes."""
    _add_sort(parser)
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("The first day; today if nothing is said."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"), help=_("The last day; a week if nothing is said."))
    add_output(parser, FORMATS)


def calendar(session: Session) -> int:
    """Print what is taken, day by day, and what is overdue."""
    first = session.day("--from", session.args.first) or session.today
    last = session.day("--to", session.args.last) or first + WEEK
    if last < first:
        raise Refused(Problem("out_ends_before", "--to", {"first": first}))
    found = bookings.calendar(session.seat, _sort(session), first, last, session.given_now)
    late = bookings.overdue(session.seat, session.given_now) if found.sort is ResourceSort.POOL else ()
    lines = [*document.calendar_lines(found, width()), *document.overdue_lines(late, session.settings.zone)]
    session.out.answer(document.calendar_json(found), lines)
    return 0


def _add_times(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="begins", metavar=_("TIME"), required=True, help=_("When it begins."))
    parser.add_argument("--to", dest="ends", metavar=_("TIME"), required=True, help=_("When it ends."))


def _times(session: Session) -> tuple[datetime, datetime]:
    return _instant(session, "--from", session.args.begins), _instant(session, "--to", session.args.ends)


def add_free(parser: argparse.ArgumentParser) -> None:
    """What ``pool free`` takes."""
    _add_times(parser)
    _add_sort(parser)
    add_output(parser, FORMATS)


def free(session: Session) -> int:
    """List what is free for all of a time."""
    zone = session.settings.zone
    every = bookings.free(session.seat, _sort(session), *_times(session), session.given_now)
    lines = document.resource_lines(every, zone, session.now, width()) if every else [_("Nothing is free then.")]
    session.out.answer({"resources": [document.resource_json(each, zone) for each in every]}, lines)
    return 0


# ------------------------------------------------------------------ keeping it


def add_add(parser: argparse.ArgumentParser) -> None:
    """What ``pool add`` takes."""
    parser.add_argument("name", metavar=_("NAME"), help=_("What people call it."))
    _add_sort(parser)
    parser.add_argument(
        "--type", metavar=_("WORD"), default="", help=_("A word of your own, such as car or projector.")
    )
    parser.add_argument("--note", metavar=_("TEXT"), default="", help=_("What one must know about it."))
    add_output(parser)


def add(session: Session) -> int:
    """Add something that can be booked."""
    args = session.args
    made = bookings.add_resource(
        session.seat, _sort(session), args.name, type=args.type, note=args.note, now=session.given_now
    )
    return _told(session, made, _("{name} can be booked: number {number}.", name=made.name, number=made.id))


def add_change(parser: argparse.ArgumentParser) -> None:
    """What ``pool change`` takes."""
    _add_item(parser)
    for name, help_ in (
        ("name", _("A new name; what is booked stays.")),
        ("type", _("Another type.")),
        ("note", _("Another note.")),
    ):
        parser.add_argument(f"--{name}", metavar=_("TEXT"), help=help_)
    add_output(parser)


def change(session: Session) -> int:
    """Change name, type or note."""
    values = {each: getattr(session.args, each) for each in ("name", "type", "note")}
    values = {name: value for name, value in values.items() if value is not None}
    made = bookings.change_resource(session.seat, _item(session).id, values, session.given_now)
    return _told(session, made, _("{name}: changed.", name=made.name))


def add_rest(parser: argparse.ArgumentParser) -> None:
    """What ``pool rest`` takes."""
    _add_item(parser)
    parser.add_argument("--again", action="store_true", help=_("Lets it be booked again."))
    add_output(parser)


def rest(session: Session) -> int:
    """Let something be booked no more, or again."""
    again = session.args.again
    made = bookings.rest_resource(session.seat, _item(session).id, rest=not again, now=session.given_now)
    text = _("{name}: can be booked again.", name=made.name) if again else _("{name}: rests.", name=made.name)
    return _told(session, made, text)


def add_out(parser: argparse.ArgumentParser) -> None:
    """What ``pool out`` takes."""
    _add_item(parser)
    parser.add_argument("--from", dest="first", metavar=_("DATE"), help=_("The first day; now if nothing is said."))
    parser.add_argument("--to", dest="last", metavar=_("DATE"), help=_("The last day; until further notice if empty."))
    parser.add_argument("--why", metavar=_("TEXT"), default="", help=_("Why, such as service."))
    add_output(parser)


def out(session: Session) -> int:
    """Take something out of service, and say who had booked it meanwhile."""
    args, zone = session.args, session.settings.zone
    first, last = session.day("--from", args.first), session.day("--to", args.last)
    done = bookings.out_of_service(session.seat, _item(session).id, first, last, args.why, session.given_now)
    booked = [document.reservation_json(done.resource, each, session.now, zone) for each in done.booked]
    state = document.state(done.resource, zone, session.now)
    lines = [f"{done.resource.name}: {state}"]
    for each in done.booked:
        begins = said(each.begins, zone)
        lines.append(_("Booked meanwhile: {reference}, {begins}.", reference=each.reference, begins=begins))
    session.out.answer({**document.resource_json(done.resource, zone), "booked": booked}, lines)
    return 0


def add_in(parser: argparse.ArgumentParser) -> None:
    """What ``pool in`` takes."""
    _add_item(parser)
    add_output(parser)


def in_again(session: Session) -> int:
    """Put something back in service."""
    made = bookings.in_service(session.seat, _item(session).id, session.given_now)
    return _told(session, made, _("{name}: in service.", name=made.name))


def _told(session: Session, made: Resource, text: str) -> int:
    session.out.answer(document.resource_json(made, session.settings.zone), [text])
    return 0


# ------------------------------------------------------------------ booking


def add_book(parser: argparse.ArgumentParser) -> None:
    """What ``pool book`` takes."""
    parser.add_argument("item", metavar=_("ITEM"), help=_("Its name."))
    _add_times(parser)
    _add_sort(parser)
    parser.add_argument("--for", dest="who", metavar=_("WHO"), help=_("The borrower, or the association."))
    allowed = ", ".join(each for each in Repeats if each is not Repeats.BY_RULE)
    parser.add_argument(
        "--repeats", metavar=_("HOW"), help=_("How often it comes back: {allowed}, or an rrule.", allowed=allowed)
    )
    parser.add_argument("--until", metavar=_("DATE"), help=_("The last day on which it begins."))
    parser.add_argument(
        "--set",
        dest="sets",
        metavar=_("FIELD=VALUE"),
        action="append",
        default=[],
        help=_("Gives a field its value; may be repeated."),
    )
    add_output(parser)


def book(session: Session) -> int:
    """Book something: one case, however often it comes back."""
    args, sort = session.args, _sort(session)
    session.seat.demand(Right.HANDLE)
    values: dict[str, Any] = nested(read_sets(args.sets, session.today, session.settings.zone))
    details = values.setdefault("details", {})
    if args.who is not None:
        details[FOR.get(sort, "partner_one")] = args.who
    if (until := session.day("--until", args.until)) is not None:
        details["repeats_until"] = until.isoformat()
    done = bookings.book(session.seat, sort, args.item, *_times(session), values, args.repeats, session.given_now)
    session.out.answer({"references": [done.reference]}, [_("{reference}: booked.", reference=done.reference)])
    return 0


# ------------------------------------------------------------------ lending, returning, giving up


def add_lend(parser: argparse.ArgumentParser) -> None:
    """What ``pool lend`` and ``pool cancel`` take."""
    add_reference(parser)
    add_output(parser)


def lend(session: Session) -> int:
    """Say that a loan was handed out."""
    moved = bookings.lend(session.seat, session.args.reference, session.given_now)
    return _moved(session, moved, _("{reference}: lent.", reference=moved.case.reference))


def add_return(parser: argparse.ArgumentParser) -> None:
    """What ``pool return`` takes."""
    add_reference(parser)
    parser.add_argument("--damage", metavar=_("TEXT"), help=_("What was damaged."))
    add_output(parser)


def give_back(session: Session) -> int:
    """Say that a loan is back."""
    moved = bookings.give_back(session.seat, session.args.reference, session.args.damage, session.given_now)
    return _moved(session, moved, _("{reference}: returned.", reference=moved.case.reference))


def cancel(session: Session) -> int:
    """Give up what a case has booked."""
    moved = bookings.cancel(session.seat, session.args.reference, session.given_now)
    return _moved(session, moved, _("{reference}: cancelled; it is free.", reference=moved.case.reference))


def add_skip(parser: argparse.ArgumentParser) -> None:
    """What ``pool skip`` takes."""
    add_reference(parser)
    parser.add_argument("day", metavar=_("DATE"), help=_("The day that is given up; the others stay."))
    add_output(parser)


def skip(session: Session) -> int:
    """Give up one day of a booking that comes back."""
    day = session.day("DATE", session.args.day)
    if day is None:
        raise Refused(Problem("invalid_date", "DATE"))
    moved = bookings.skip(session.seat, session.args.reference, day, session.given_now)
    return _moved(session, moved, _("{reference}: {day} is free.", reference=moved.case.reference, day=day.isoformat()))


def _moved(session: Session, moved: Moved, text: str) -> int:
    if session.out.form == "json":
        print_case(session, reading.open_case(session.seat, moved.case.reference))
    else:
        session.out.line(text)
    return 0
