"""The SQL by which a made-up year becomes a copy of itself some years earlier; see :mod:`ten_years`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DAY = 86_400
ZERO = "'\\x" + "00" * 32 + "'::bytea"

STAGE = (
    """
    CREATE FUNCTION base.moved(said text, days int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
    DECLARE made text := ''; place int;
    BEGIN
        LOOP
            place := regexp_instr(said, '\\d{4}-\\d\\d-\\d\\d');
            EXIT WHEN place = 0;
            made := made || left(said, place - 1) || (substr(said, place, 10)::date + days)::text;
            said := substr(said, place + 10);
        END LOOP;
        RETURN made || said;
    END $$""",
    f"""
    CREATE FUNCTION base.link(before bytea, said bytea, first boolean) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
        RETURN sha256(CASE WHEN first THEN {ZERO} ELSE before END || said);
    END $$""",
    """
    CREATE FUNCTION base.chain(before bytea, link bytea, begin bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
        RETURN sha256(coalesce(begin, before) || link);
    END $$""",
    "CREATE AGGREGATE base.linked(bytea, boolean) (SFUNC = base.link, STYPE = bytea, INITCOND = '')",
    "CREATE AGGREGATE base.chained(bytea, bytea) (SFUNC = base.chain, STYPE = bytea, INITCOND = '')",
    """
    CREATE TABLE base.stays AS
    SELECT id FROM base.cases WHERE closed_at IS NULL AND annulled_at IS NULL
    UNION SELECT case_id FROM base.reservations WHERE greatest(ends, returned_at) > {end}""",
    """
    CREATE TABLE base.past_c AS SELECT id, row_number() OVER (ORDER BY id) AS rank FROM base.cases
    WHERE id NOT IN (SELECT id FROM base.stays) ORDER BY id""",
    "CREATE TABLE base.now_c AS SELECT id, id AS rank FROM base.cases ORDER BY id",
    *(
        statement
        for name in ("past", "now")
        for statement in (
            f"ALTER TABLE base.{name}_c ADD PRIMARY KEY (id)",
            f"""
            CREATE TABLE base.{name}_e AS SELECT e.id, row_number() OVER (ORDER BY e.id) AS rank, c.rank AS of_case,
            e.changes ~ '\\d{{4}}-\\d\\d-\\d\\d' AS dated
            FROM base.events e JOIN base.{name}_c c ON c.id = e.case_id ORDER BY e.id""",
            f"ALTER TABLE base.{name}_e ADD PRIMARY KEY (id)",
            f"ANALYZE base.{name}_c",
            f"ANALYZE base.{name}_e",
        )
    ),
    "ANALYZE base.cases",
    "ANALYZE base.events",
)
"""What copies are made with: ``past_…`` numbers what is copied, ``now_…`` everything."""


@dataclass(frozen=True)
class Copy:
    """One copy of the year.

    Attributes:
        back: How many times 364 days it lies before the year.
        cases, events, calls, answers: Ids before its first.
        year: The local year of its first case.
        cut: The instant at which the next year began, in the year that is copied.
        before, after: What is added to a case's place in the copy, to make its number, before and after ``cut``.
    """

    back: int
    cases: int
    events: int
    calls: int
    answers: int
    year: int
    cut: int
    before: int
    after: int

    @property
    def of(self) -> str:
        """Which numbering it goes by."""
        return "past" if self.back else "now"


_TIMES = frozenset({
    "received_at", "registered_at", "first_answered_at", "closed_at", "due", "answer_by", "annulled_at", "at",
    "reopened_at", "begins", "ends", "lent_at", "returned_at", "ended_at", "entered_at",
})  # fmt: skip
_DAYS = frozenset({"day", "parked_until", "retention_date", "active_day", "valid_from", "valid_to", "ended_day"})
_CODES = frozenset({"kind", "channel", "status", "step", "phone", "personal_number", "demand", "cause", "outcome"})
"""Texts without a letter that JSON writes in another way."""
_TEXTS = frozenset(
    {"summary", "note", "name", "email", "passed_on_to", "hold", "annulled_by", "annulled_why", "details"}
)


def statement(table: str, copy: Copy, columns: Sequence[str]) -> str:
    """The statement that writes a table's part of a copy; ``events`` have two of their own."""
    if table == "event_values":
        return (
            "INSERT INTO desk.event_values (event_id, field, salt, before, after)"
            f" SELECT {copy.events} + m.rank, v.field, v.salt, v.before, v.after FROM base.event_values v"
            f" JOIN base.{copy.of}_e m ON m.id = v.event_id ORDER BY v.event_id, v.field"
        )
    own = _own(table, copy)
    names = [name for name in columns if own.get(name, "") is not None]
    said = ", ".join(own.get(name) or _plain(name, copy) for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO desk.{table} ({listed}) SELECT {said} FROM {_from(table, copy)}"


def _from(table: str, copy: Copy) -> str:
    if table == "cases":
        return f"base.cases t JOIN base.{copy.of}_c m ON m.id = t.id ORDER BY t.id"
    if table == "search":
        return (
            f"base.search t JOIN base.{copy.of}_c m ON m.id = t.rowid JOIN base.cases c ON c.id = t.rowid"
            " ORDER BY t.rowid"
        )
    if table in ("calls", "survey_answers", "staffing", "absences"):
        return f"base.{table} t"
    if table == "handles":
        return f"base.handles t JOIN base.{copy.of}_c m ON m.id = t.case_id"
    return f"base.{table} t JOIN base.{copy.of}_c m ON m.id = t.case_id ORDER BY t.case_id"


def _plain(name: str, copy: Copy) -> str:
    if name in _TIMES:
        return f"t.{name} - {copy.back * 364 * DAY}"
    if name in _DAYS:
        return f"t.{name} - {copy.back * 364}"
    return f't."{name}"'


def _own(table: str, copy: Copy) -> Mapping[str, str | None]:
    """Columns that are more than moved in time; ``None`` for those that the database gives."""
    back, number = copy.back, f"{copy.cases} + m.rank"
    card = f"coalesce(t.ended_day, t.active_day + 300) - {back * 364}" if back else "t.ended_day"
    every: dict[str, Mapping[str, str | None]] = {
        "cases": _case(copy),
        "search": {"rowid": number, "words": _words(copy)},
        "handles": {"case_id": number, "handle": _serial("t.handle", "serial:P", copy)},
        "closed_periods": {"id": None, "case_id": number},
        "reservations": {"id": None, "case_id": number},
        "bus_cards": {"id": None, "case_id": number, "ended_day": card},
        "permits": {
            "id": None, "case_id": number, "serial_number": _serial("t.serial_number", "P", copy),
            "ended_day": f"CASE WHEN t.person IS NULL THEN t.ended_day - {back * 364} ELSE {card} END",
        },
        "calls": {"id": f"{copy.calls} + t.id", "key": f"t.key || '{f'-{back}' if back else ''}'"},
        "survey_answers": {"id": f"{copy.answers} + t.id", "key": f"t.key || '{f'-{back}' if back else ''}'"},
    }  # fmt: skip
    return every.get(table, {})


def _serial(column: str, sign: str, copy: Copy) -> str:
    """Permits of each copy have serial numbers of their own: its digit stands where the year's have a nought."""
    return f"replace({column}, '{sign}0', '{sign}{copy.back}')" if copy.back else column


def _case(copy: Copy) -> dict[str, str]:
    moved = f"CASE WHEN t.details <> '{{}}' THEN base.moved(t.details, {-copy.back * 364}) ELSE t.details END"
    moved = moved if copy.back else "t.details"
    serial = _serial(moved, '"P', copy)
    return {
        "id": f"{copy.cases} + m.rank",
        "year": f"CASE WHEN t.registered_at < {copy.cut} THEN {copy.year} ELSE {copy.year + 1} END",
        "number": f"m.rank + CASE WHEN t.registered_at < {copy.cut} THEN {copy.before} ELSE {copy.after} END",
        "due_key": f"CASE WHEN t.due IS NULL THEN t.due_key ELSE t.due_key - {copy.back * 364 * DAY} END",
        "details": f"CASE WHEN t.kind = 'parking_permit' THEN {serial} ELSE {moved} END",
    }


def _words(copy: Copy) -> str:
    """The texts of a case, with the copy's reference in the place of the year's."""
    tail = "substr(t.words, 2 * greatest(6, length(c.number::text)) + 8)"
    if copy.back:
        fitted = rf"regexp_replace({tail}, ' p0(\d{{5}}) (.*)0\1 ', ' p{copy.back}\1 \2{copy.back}\1 ')"
        tail = f"CASE WHEN c.kind = 'parking_permit' THEN {fitted} ELSE {tail} END"
    year = f"(CASE WHEN c.registered_at < {copy.cut} THEN {copy.year % 100} ELSE {(copy.year + 1) % 100} END)"
    number = f"(m.rank + CASE WHEN c.registered_at < {copy.cut} THEN {copy.before} ELSE {copy.after} END)::text"
    digits = f"lpad({number}, greatest(6, length({number})), '0')"
    two = f"lpad({year}::text, 2, '0')"
    return f"' ' || {two} || '-' || {digits} || ' ' || {two} || {digits} || {tail}"


# ------------------------------------------------------------------ the trail


_ESCAPED = r"""replace(replace({}, '\', '\\'), '"', '\"')"""


def _state(copy: Copy) -> str:
    """The digest of a case's row, as :func:`desk.storage.cases.state_of` makes it."""
    from desk.storage.cases import COLUMNS, NOT_IN_STATE

    own = _case(copy)
    parts = []
    for name in [each for each in COLUMNS if each not in NOT_IN_STATE]:
        said = (own.get(name) or _plain(name, copy)).replace("m.rank", "m.of_case")
        if name in _CODES:
            said = f"'\"' || {said} || '\"'"
        elif name in _TEXTS:
            said = f"to_json({said})::text"
        else:
            said = f"({said})::text"
        parts.append(f"coalesce({said}, 'null')")
    return f"sha256(t.salt || convert_to('[' || concat_ws(',', {', '.join(parts)}) || ']', 'UTF8'))"


def linked(copy: Copy) -> str:
    """The statement that makes a copy's entries with their links; the chain comes afterwards, in their order."""
    moved = f"CASE WHEN m.dated THEN base.moved(e.changes, {-copy.back * 364}) ELSE e.changes END"
    moved = moved if copy.back else "e.changes"
    changes = f"CASE WHEN t.kind = 'parking_permit' THEN {_serial(moved, chr(34) + 'P', copy)} ELSE {moved} END"
    said = (
        "concat('[', id, ',', case_id, ',', at, ',\"', by, '\",\"', what, '\",null,\"', "
        + _ESCAPED.format("changes")
        + ", '\",', version, ']')"
    )
    entry = (
        f"SELECT {copy.events} + m.rank AS id, {copy.cases} + m.of_case AS case_id,"
        f' e.at - {copy.back * 364 * DAY} AS at, e."by", e.what, {changes} AS changes, e.version,'
        f" CASE WHEN e.state IS NOT NULL THEN {_state(copy)} END AS state"
        f" FROM base.events e JOIN base.{copy.of}_e m ON m.id = e.id JOIN base.cases t ON t.id = e.case_id"
        " ORDER BY e.id OFFSET 0"
    )
    return (
        f"CREATE UNLOGGED TABLE base.ev_{copy.back} AS SELECT *, base.linked(convert_to({said}, 'UTF8')"
        f" || coalesce(state, ''), version = 1) OVER (ROWS UNBOUNDED PRECEDING) AS link FROM ({entry}) t"
    )


def chained(copy: Copy, chain: bytes) -> str:
    """The statement that writes a copy's entries. ``chain`` is that of the entry before the copy's first."""
    begin = f"CASE WHEN id = {copy.events + 1} THEN '\\x{chain.hex()}'::bytea END"
    return (
        'INSERT INTO desk.events (id, case_id, at, "by", what, subject, changes, version, state, link, chain)'
        ' SELECT id, case_id, at, "by", what, NULL, changes, version, state, link,'
        f" base.chained(link, {begin}) OVER (ROWS UNBOUNDED PRECEDING) FROM base.ev_{copy.back}"
    )
