"""Looking after departments, answer groups and topics: adding, changing, renaming, ordering, resting, removing.

Every change is an entry of the trail, and every session that is open reads the organisation anew. What is used is never
removed, since the past names it: it is put to rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.rules.events import Happening
from desk.rules.organising import (
    Department,
    DepartmentInput,
    Group,
    GroupInput,
    KeptTopic,
    Part,
    TopicInput,
    code_of,
    read,
)
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.text import in_swedish_order
from desk.services.kept import demand_both, differences, tell
from desk.services.seat import Seat, moment_of
from desk.storage import organisation, organising
from desk.storage.database import Transaction

__all__ = [
    "add_department", "add_group", "add_topic", "change_department", "change_group", "change_topic", "departments",
    "groups", "move", "remove", "rest", "topics", "wake",
]  # fmt: skip

Kept = Department | Group | KeptTopic
_UNKNOWN = {Part.DEPARTMENT: "department_unknown", Part.GROUP: "group_unknown", Part.TOPIC: "topic_unknown"}
_OF_TOPIC = ("name", "name_en", "kind", "department", "group", "working_days", "solvable")


# ------------------------------------------------------------------ reading


def departments(seat: Seat) -> tuple[Department, ...]:
    """Every department in its order, those at rest last."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(organising.departments(tx))


def groups(seat: Seat) -> tuple[Group, ...]:
    """Every answer group in its order, those at rest last."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(organising.groups(tx))


def topics(seat: Seat) -> tuple[KeptTopic, ...]:
    """Every topic by its name in the language spoken now, those at rest last."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        found = organising.topics(tx)
    return tuple(sorted(found, key=lambda each: (not each.active, in_swedish_order(each.label))))


# ------------------------------------------------------------------ departments


def add_department(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> Department:
    """Add a department.

    Args:
        values: As :class:`desk.rules.organising.DepartmentInput` has them.

    Raises:
        NotAllowed: the person does not keep the organisation.
        Refused: ``name_taken``, or whatever is wrong with the values.
    """
    seat.demand(Right.ORGANISE)
    given = read(DepartmentInput, values)
    new = Department(given.name, given.email or "")
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        _demand_new_name(tx, Part.DEPARTMENT, new.name, None)
        organising.add_department(tx, new)
        _tell(tx, seat, now, Happening.ADDED, Part.DEPARTMENT, new.name, differences(None, new, ("name", "email")))
    seat.forget()
    return new


def change_department(seat: Seat, name: str, values: Mapping[str, Any], now: datetime | None = None) -> Department:
    """Change a department's name or e-mail address. Another name reaches everything that was ever called by it.

    Args:
        values: Some of ``name`` and ``email``; what is not named stays.

    Raises:
        NotFound: there is none of this name.
        Refused: ``name_taken``, ``nothing_changed``, or whatever is wrong with the values.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, Part.DEPARTMENT, name)
        if not isinstance(before, Department):
            raise TypeError(before)
        given = read(DepartmentInput, {"name": before.name, "email": before.email} | dict(values))
        after = replace(before, name=given.name, email=given.email or "")
        changes = differences(before, after, ("name", "email"))
        _rename(tx, Part.DEPARTMENT, before.name, after.name, changes)
        organising.put_email(tx, after.name, after.email)
        _tell(tx, seat, now, Happening.CHANGED, Part.DEPARTMENT, before.name, changes)
    seat.forget()
    return after


# ------------------------------------------------------------------ answer groups


def add_group(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> Group:
    """Add an answer group. Arguments and refusals as for :func:`add_department`."""
    seat.demand(Right.ORGANISE)
    given = read(GroupInput, values)
    new = Group(given.name, given.least_staff)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        _demand_new_name(tx, Part.GROUP, new.name, None)
        organising.add_group(tx, new)
        _tell(tx, seat, now, Happening.ADDED, Part.GROUP, new.name, differences(None, new, ("name", "least_staff")))
    seat.forget()
    return new


def change_group(seat: Seat, name: str, values: Mapping[str, Any], now: datetime | None = None) -> Group:
    """Change an answer group's name, or how many it needs at least. As :func:`change_department`.

    Files of calls and answers may go on saying the old name: they are read as the new one's.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, Part.GROUP, name)
        if not isinstance(before, Group):
            raise TypeError(before)
        given = read(GroupInput, {"name": before.name, "least_staff": before.least_staff} | dict(values))
        after = replace(before, name=given.name, least_staff=given.least_staff)
        changes = differences(before, after, ("name", "least_staff"))
        _rename(tx, Part.GROUP, before.name, after.name, changes)
        organising.put_least_staff(tx, after.name, after.least_staff)
        _tell(tx, seat, now, Happening.CHANGED, Part.GROUP, before.name, changes)
    seat.forget()
    return after


# ------------------------------------------------------------------ topics


def add_topic(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> KeptTopic:
    """Add a topic.

    Args:
        values: As :class:`desk.rules.organising.TopicInput` has them; without a code it gets one from its name.

    Raises:
        NotAllowed: the person does not keep the organisation.
        Refused: ``name_taken``, ``topic_code``, ``kind_unknown``, ``department_unknown``, ``group_unknown``.
    """
    seat.demand(Right.ORGANISE)
    given = read(TopicInput, values)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        every = organising.topics(tx)
        code = given.code or _free_code(every, code_of(given.name))
        if any(each.code == code for each in every):
            refuse("name_taken", "code", name=code)
        new = _topic(tx, given, code)
        _demand_new_topic(every, new)
        organising.put_topic(tx, new)
        _tell(tx, seat, now, Happening.ADDED, Part.TOPIC, code, differences(None, new, _OF_TOPIC))
    seat.forget()
    return new


def change_topic(seat: Seat, code: str, values: Mapping[str, Any], now: datetime | None = None) -> KeptTopic:
    """Change a topic. Cases that were registered on it stay where they are; its code stays as it is.

    Args:
        values: Some of the fields of :class:`desk.rules.organising.TopicInput`; what is not named stays.

    Raises:
        NotFound: there is none with this code.
        Refused: as :func:`add_topic`, and ``nothing_changed``, ``code_stays``.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, Part.TOPIC, code)
        if not isinstance(before, KeptTopic):
            raise TypeError(before)
        if values.get("code", before.code) != before.code:
            refuse("code_stays", "code")
        was = {name: getattr(before, name) for name in _OF_TOPIC}
        if before.name_en == before.name:
            was["name_en"] = None  # nobody has said an English one: it goes on being the Swedish
        given = read(TopicInput, was | dict(values))
        after = replace(_topic(tx, given, before.code, before), active=before.active)
        changes = differences(before, after, _OF_TOPIC)
        if not changes:
            refuse("nothing_changed")
        _demand_new_topic(organising.topics(tx), after)
        organising.put_topic(tx, after)
        _tell(tx, seat, now, Happening.CHANGED, Part.TOPIC, before.code, changes)
    seat.forget()
    return after


def _topic(tx: Transaction, given: TopicInput, code: str, before: KeptTopic | None = None) -> KeptTopic:
    department = _place(tx, Part.DEPARTMENT, given.department, before.department if before else None)
    group = _place(tx, Part.GROUP, given.group, before.group if before else None)
    english = given.name_en or given.name
    return KeptTopic(
        code, given.name, english, given.kind, department, group, given.working_days, solvable=given.solvable
    )


def _place(tx: Transaction, part: Part, name: str | None, before: str | None) -> str | None:
    """A department or group as it is spelt: one in use, or the one that it was."""
    if name is None or name == before:
        return name
    every: Sequence[Department | Group]
    every = organising.departments(tx) if part is Part.DEPARTMENT else organising.groups(tx)
    known = tuple(each.name for each in every if each.active)
    found = next((each for each in known if each.casefold() == name.casefold()), None)
    if found is None:
        refuse(_UNKNOWN[part], str(part), allowed=known)
    return found


def _free_code(every: Sequence[KeptTopic], wanted: str) -> str:
    taken = {each.code for each in every}
    number = 2
    code = wanted
    while code in taken:
        code, number = f"{wanted}_{number}", number + 1
    return code


def _demand_new_topic(every: Sequence[KeptTopic], new: KeptTopic) -> None:
    """Two topics in use of the same name could not be told apart in a form."""
    for each in every:
        if each.code != new.code and each.active and each.name.casefold() == new.name.casefold():
            refuse("name_taken", "name", name=each.name)


# ------------------------------------------------------------------ order, rest, removal


def move(seat: Seat, part: Part, name: str, by: int, now: datetime | None = None) -> None:
    """Move a department or an answer group up (``by`` -1) or down (1) among those in use; at an end it stays.

    Raises:
        NotFound: there is none of this name.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        known = _known(tx, part, name)
        names = [each.key for each in _every(tx, part) if each.active]
        if not known.active:
            return
        at = names.index(known.key)
        to = at + by
        if not 0 <= to < len(names):
            return
        names[at], names[to] = names[to], names[at]
        organising.put_order(tx, part, names)
        _tell(tx, seat, now, Happening.CHANGED, part, known.key, {"place": (at + 1, to + 1)})
    seat.forget()


def rest(seat: Seat, part: Part, key: str, now: datetime | None = None) -> Kept:
    """Put one to rest: it is offered no more. What it had stays, in figures and on cases.

    Raises:
        NotFound: there is none.
        Refused: ``at_rest_already``, ``topics_lead_there``, ``people_belong_there``.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, part, key)
        if not before.active:
            refuse("at_rest_already", str(part))
        if part is not Part.TOPIC and (leading := organising.topics_to(tx, part, before.key)):
            refuse("topics_lead_there", str(part), topics=_some(leading))
        if part is Part.GROUP and (belonging := organising.people_in(tx, before.key)):
            refuse("people_belong_there", str(part), people=_some(belonging))
        return _put_active(tx, seat, part, before, now, active=False)


def wake(seat: Seat, part: Part, key: str, now: datetime | None = None) -> Kept:
    """Put one that rests into use again.

    Raises:
        NotFound: there is none.
        Refused: ``in_use_already``; ``name_taken`` where a topic in use has its name by now.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, part, key)
        if before.active:
            refuse("in_use_already", str(part))
        if isinstance(before, KeptTopic):
            _demand_new_topic(organising.topics(tx), before)
        return _put_active(tx, seat, part, before, now, active=True)


def _put_active(tx: Transaction, seat: Seat, part: Part, before: Kept, now: datetime | None, *, active: bool) -> Kept:
    organising.put_active(tx, part, before.key, active=active)
    what = Happening.CHANGED if active else Happening.ENDED
    _tell(tx, seat, now, what, part, before.key, {"active": (not active, active)})
    seat.forget()
    return replace(before, active=active)


def remove(seat: Seat, part: Part, key: str, now: datetime | None = None) -> Kept:
    """Remove one that nothing has ever named: a slip of the finger.

    Raises:
        NotFound: there is none.
        Refused: ``still_used``.
    """
    seat.demand(Right.ORGANISE)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, part, key)
        if organising.uses(tx, part, before.key):
            refuse("still_used", str(part))
        organising.remove(tx, part, before.key)
        _tell(tx, seat, now, Happening.REMOVED, part, before.key, {"name": (before.name, None)})
    seat.forget()
    return before


# ------------------------------------------------------------------ what all share

MOST_NAMED = 5


def _some(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names) if len(names) <= MOST_NAMED else (*names[:MOST_NAMED], "…")


def _every(tx: Transaction, part: Part) -> Sequence[Kept]:
    if part is Part.DEPARTMENT:
        return organising.departments(tx)
    return organising.groups(tx) if part is Part.GROUP else organising.topics(tx)


def _known(tx: Transaction, part: Part, key: str) -> Kept:
    every = _every(tx, part)
    wanted = key.strip().casefold()
    found = next((each for each in every if each.key.casefold() == wanted), None)
    if found is None:
        allowed = tuple(each.key for each in every if part is not Part.TOPIC or each.key[:3] == wanted[:3])
        raise NotFound(Problem(_UNKNOWN[part], str(part), {"allowed": allowed[:10] or ("–",)}))
    return found


def _demand_new_name(tx: Transaction, part: Part, name: str, but: str | None) -> None:
    for each in _every(tx, part):
        if each.key != but and each.key.casefold() == name.casefold():
            refuse("name_taken", "name", name=each.key)


def _rename(tx: Transaction, part: Part, old: str, new: str, changes: Mapping[str, object]) -> None:
    if not changes:
        refuse("nothing_changed")
    if old != new:
        _demand_new_name(tx, part, new, old)
        organising.rename(tx, part, old, new)


def _tell(
    tx: Transaction,
    seat: Seat,
    now: datetime | None,
    what: Happening,
    part: Part,
    key: str,
    changes: Mapping[str, tuple[Any, Any]],
) -> None:
    organisation.touched(tx)
    tell(tx, seat, moment_of(now), what, f"{part}:{key}", changes)
