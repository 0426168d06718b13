"""What identifies and reaches a person: personal numbers, telephone numbers, e-mail addresses.

Each rule takes ``None`` for *not given* and gives it back. The libraries are heavy and are imported when the
first value is read. The errors raised are pydantic's (:func:`desk.rules.refusals.wrong`), for validators.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk.rules.refusals import wrong

# ------------------------------------------------------------------ personal numbers

_PERSONAL_NUMBER = re.compile(
    r"(?P<century>[0-9]{2})?(?P<year>[0-9]{2})(?P<rest>[0-9]{4})(?P<sign>[-+]?)(?P<last>[0-9]{4})"
)
_OLDEST = 1800
"""The check digit leaves the century out, so that a slip in it (1090 for 1990) shows only here."""
_COORDINATION = 60
_HIDDEN = "\N{BULLET}"


def personal_number(text: str | None, *, today: date | None = None) -> str | None:
    """Return a personal or coordination number as twelve digits.

    Ten digits are of the last hundred years, and with ``+`` of the hundred before them, counted by calendar
    year. Only then, and to refuse a birth in the future, does ``today`` matter; left out, it is the day in
    Sweden now (a pydantic validator has no way to pass one).

    Raises:
        PydanticCustomError: ``personal_number_format`` for what is no number or no day,
            ``personal_number_checksum`` for a wrong last digit, ``personal_number_future`` for a day to come.
    """
    if text is None:
        return None
    found = _PERSONAL_NUMBER.fullmatch(re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s", "", text)))
    if found is None:
        raise wrong("personal_number_format")
    now = today or datetime.now(UTC).astimezone(ZoneInfo("Europe/Stockholm")).date()
    century = found["century"] or _century(int(found["year"]), found["sign"], now)
    digits = century + found["year"] + found["rest"] + found["last"]
    born = _born(digits)
    if born is None or born.year < _OLDEST:
        raise wrong("personal_number_format")
    from personnummer import personnummer

    if not personnummer.valid(digits):
        raise wrong("personal_number_checksum" if digits[8:11] != "000" else "personal_number_format")
    if born > now:
        raise wrong("personal_number_future")
    return digits


def _century(year: int, sign: str, today: date) -> str:
    latest = today.year - (100 if sign == "+" else 0)
    return f"{(latest - (latest - year) % 100) // 100:02d}"


def _born(digits: str) -> date | None:
    day = int(digits[6:8])
    try:
        return date(int(digits[:4]), int(digits[4:6]), day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return None


def show_personal_number(number: str | None) -> str:
    """Write a stored number for reading: ``18900118-9811``."""
    return f"{number[:8]}-{number[8:]}" if number and len(number) == 12 else number or ""


def mask_personal_number(number: str | None) -> str:
    """Write a stored number for a list, without the digits that single out a person: ``18900118-••••``."""
    if not number:
        return ""
    return f"{number[:8]}-{_HIDDEN * 4}" if len(number) == 12 else _HIDDEN * len(number)


# ------------------------------------------------------------------ telephone

_SHORT = re.compile(r"[1-9][0-9]{2,4}|11[0-9]{4}")
_LONGEST = 40


@lru_cache(maxsize=256)
def phone_number(text: str | None) -> str | None:
    """Return a telephone number in E.164 (``+46701740605``); without country code it is Swedish.

    A short number (112, 1177, 114 14, 116 117) or an internal extension, three to five digits or six that
    begin with 11, is kept as its digits. A Swedish number must lie in a series that is in use; of a foreign
    one only the length is checked, since other countries' series change without us knowing. An extension
    after a number is refused rather than dropped. Remembered for a while: a form asks of the same number at every
    look and once more when it is saved.

    Raises:
        PydanticCustomError: ``phone_invalid``.
    """
    if text is None:
        return None
    if len(text) > _LONGEST or any(each.isalpha() for each in text):
        raise wrong("phone_invalid")
    bare = re.sub(r"[\s.-]", "", text)
    if _SHORT.fullmatch(bare):
        return bare
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "SE")
    except phonenumbers.NumberParseException:
        raise wrong("phone_invalid") from None
    swedish = number.country_code == 46
    good = phonenumbers.is_valid_number(number) if swedish else phonenumbers.is_possible_number(number)
    if not good or number.extension:
        raise wrong("phone_invalid")
    if swedish:
        return f"+46{number.national_number}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=1024)
def show_phone(number: str | None) -> str:
    """Write a stored number for reading: ``070-174 06 05``, or a foreign one as ``+45 32 …``."""
    if not number or not number.startswith("+"):
        return number or ""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    forms = phonenumbers.PhoneNumberFormat
    form = forms.NATIONAL if parsed.country_code == 46 else forms.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


# ------------------------------------------------------------------ e-mail


def email_address(text: str | None) -> str | None:
    """Return an e-mail address, its domain in lower case; nothing is looked up on the network.

    Raises:
        PydanticCustomError: ``email_invalid``.
    """
    if text is None:
        return None
    import email_validator

    try:
        return email_validator.validate_email(text.strip(), check_deliverability=False).normalized
    except email_validator.EmailNotValidError:
        raise wrong("email_invalid") from None
