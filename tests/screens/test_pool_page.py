"""What stands in the cells of what can be booked, and which time is offered in them: all of it values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from textual.geometry import Size

from desk.rules.bookings import Calendar, CalendarRow, Reservation, Resource, ResourceSort, Taken, in_order
from desk.screens.pool_booking import proposed
from desk.screens.pool_grid import FREE, Cell, Head, Mark, PoolGrid, Row
from desk.screens.pool_page import OUT, SIGNS, Asked, View, rows_of
from desk.terminal.filter import _LINES

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
THURSDAY = date(2026, 11, 19)
CAR = Resource(1, ResourceSort.POOL, "Elbil 1", "Elbil")


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A local time of this Thursday, or days from it."""
    return datetime(2026, 11, 19, hour, minute, tzinfo=ZONE) + timedelta(days=days)


def taken(number: int, begins: datetime, ends: datetime, **more: object) -> Reservation:
    """A reservation of the car."""
    given = {"who": "Åsa Alm", "step": "booked", **more}
    return Reservation(number, 1, number, f"26-00000{number}", "pool_loan", begins, ends, **given)  # type: ignore[arg-type]


def cells(*reservations: Reservation, view: View = View.WEEK, resource: Resource = CAR) -> Sequence[Cell]:
    """The car's row of the week, or of Thursday's hours."""
    asked = Asked(view=view, day=THURSDAY, resource=resource.id)
    row = CalendarRow(resource, reservations)
    calendar = Calendar(ResourceSort.POOL, asked.days[0], asked.days[-1], ZONE, NOW, (row,))
    _heads, (found, *_others) = rows_of(calendar, [row], asked)
    return found.cells


class Wide(PoolGrid):
    """A grid that is not mounted, of a given width."""

    has_focus = False

    def __init__(self, rows: Sequence[Row], columns: int, width: int) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._heads = tuple(Head("", "") for _ in range(columns))
        self._size_of = Size(width, 10)

    @property
    def content_size(self) -> Size:
        """As it was said."""
        return self._size_of


def drawn(found: Sequence[Cell], width: int = 78) -> str:
    """The row as it is drawn, without its label."""
    grid = Wide([Row("", "", tuple(found))], len(found), width)
    return grid.render().plain.splitlines()[1].strip()


# ------------------------------------------------------------------ what stands there


def test_a_booking_of_many_days_is_one_bar_with_its_name_once() -> None:
    found = drawn(cells(taken(1, at(8, days=-2), at(16, days=1))))
    assert found.split() == [FREE, "◆", "Åsa", "Alm", "─" * 21, FREE, FREE]


def test_a_booking_within_a_day_says_its_hours_and_draws_no_bar() -> None:
    found = cells(taken(1, at(9), at(11, 30)))
    assert drawn(found).split() == [FREE, FREE, FREE, "◆9", "Åsa…", FREE, FREE, FREE]
    assert drawn(found, 140).split() == [FREE, FREE, FREE, "◆", "9–11.30", "Åsa…", FREE, FREE, FREE]


def test_several_in_a_cell_are_told_by_their_hours_or_counted() -> None:
    two = (taken(1, at(9), at(10)), taken(2, at(13), at(14), who="Bo"))
    assert "◆9 ◆13" in drawn(cells(*two))
    three = (*two, taken(3, at(15), at(16)))
    assert "◆×3" in drawn(cells(*three))
    assert "◆ 9 Åsa Alm  ◆ 13 Bo" in drawn(cells(*two), 200)


def test_what_is_lent_is_late_from_its_end_until_now() -> None:
    late = taken(1, at(8, days=-3), at(16, days=-2), lent_at=at(8, days=-3).astimezone(UTC))
    found = cells(late)
    assert [bool(each.taken) for each in found] == [True, True, True, True, False, False, False]
    assert drawn(found).startswith("! Åsa Alm ─")


def test_what_came_back_early_is_free_from_then() -> None:
    back = taken(1, at(8, days=-3), at(16, days=1), lent_at=at(8, days=-3), returned_at=at(12, days=-2))
    assert drawn(cells(back)).split()[0] == "✓"
    assert [bool(each.taken) for each in cells(back)] == [True, True, False, False, False, False, False]


def test_what_is_out_of_service_says_why() -> None:
    out = Resource(1, ResourceSort.POOL, "Elbil 1", out_from=at(0, days=-1), out_to=at(0, days=1), out_why="Service")
    assert drawn(cells(resource=out)).split() == [FREE, FREE, "✗", "Service", "─────", FREE, FREE, FREE]


def test_among_hours_a_booking_takes_each_hour_that_it_touches() -> None:
    found = cells(taken(1, at(9, 30), at(11, 15)), view=View.DAY)
    assert [hour for hour, each in enumerate(found) if each.taken] == [9, 10, 11]


def test_the_hour_that_summer_time_takes_is_nobodys() -> None:
    """29 March 2026: after 01:59 comes 03:00."""
    asked = Asked(view=View.DAY, day=date(2026, 3, 29))
    row = CalendarRow(CAR, (taken(1, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)),))
    calendar = Calendar(ResourceSort.POOL, asked.day, asked.day, ZONE, NOW, (row,))
    _heads, (found,) = rows_of(calendar, [row], asked)
    assert [hour for hour, each in enumerate(found.cells) if not each.taken] == [2]


def test_every_sign_is_another_also_where_only_ascii_is_drawn() -> None:
    signs = [*SIGNS.values(), OUT, FREE]
    plain = [each.translate(_LINES) for each in signs]
    assert len(set(plain)) == len(signs)
    assert "".join(plain).isascii()
    assert set(SIGNS) == set(Taken)


def test_names_are_sorted_as_people_count() -> None:
    names = [("Cykel 10", "Cykel"), ("Cykel 2", "Cykel"), ("Allt möjligt", ""), ("Bil", "Bil")]
    things = [Resource(0, ResourceSort.POOL, name, type_) for name, type_ in names]
    assert [each.name for each in sorted(things, key=in_order)] == ["Bil", "Cykel 2", "Cykel 10", "Allt möjligt"]


def test_a_name_of_wide_letters_keeps_the_row_straight() -> None:
    found = drawn(cells(taken(1, at(8, days=-2), at(16), who="山田太郎"), taken(2, at(8, days=1), at(16, days=2))))
    assert found.endswith(FREE)
    assert Wide([Row("", "", ())], 7, 78).content_size.width == 78


def test_the_first_wording_that_fits_is_shown() -> None:
    mark = Mark("1", ("◆ 9–11", "◆9–11", "◆9", "◆"), "Åsa Alm")
    found = [Cell(CAR, at(0), at(1), mark=mark)]
    grid = Wide([Row("", "", tuple(found))], 24, 78)
    assert grid.render().plain.splitlines()[1].strip() == "◆9"


# ------------------------------------------------------------------ which time is offered


@pytest.mark.parametrize(
    ("sort", "begins", "ends"),
    [
        (ResourceSort.POOL, at(8, days=1), at(16, days=1)),
        (ResourceSort.FACILITY, at(8, days=1), at(10, days=1)),
        (ResourceSort.OFFICIANT, at(8, days=1), at(8, 30, days=1)),
    ],
)
def test_a_free_day_is_offered_as_long_as_such_a_thing_is_booked(
    sort: ResourceSort, begins: datetime, ends: datetime
) -> None:
    assert proposed(sort, [cells()[4]], True, NOW, ZONE) == (begins, ends)


def test_today_begins_now() -> None:
    assert proposed(ResourceSort.POOL, [cells()[3]], True, NOW, ZONE) == (at(10, 42), at(16))


def test_an_evening_is_offered_from_now_and_not_backwards() -> None:
    evening = at(19).astimezone(UTC)
    assert proposed(ResourceSort.POOL, [cells()[3]], True, evening, ZONE) == (at(19), at(19, 15))


def test_what_is_taken_is_left_out() -> None:
    around = cells(taken(1, at(8, days=1), at(10, days=1)), taken(2, at(12, days=1), at(13, days=1)))
    assert proposed(ResourceSort.POOL, [around[4]], True, NOW, ZONE) == (at(10, days=1), at(12, days=1))


def test_hours_are_offered_as_they_stand_and_the_one_that_has_begun_from_now() -> None:
    hours = cells(view=View.DAY)
    assert proposed(ResourceSort.FACILITY, hours[13:15], False, NOW, ZONE) == (at(13), at(15))
    assert proposed(ResourceSort.FACILITY, hours[10:11], False, NOW, ZONE) == (at(10, 42), at(11))
