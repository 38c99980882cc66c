"""Days as people write them → ISO 8601. Day or month first is decided by the whole column, never by one cell."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from breakranks.tables import RIGHT_DAY, InputError, read_packaged

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = (
    "monday montag", "tuesday dienstag", "wednesday mittwoch", "thursday donnerstag", "friday freitag",
    "saturday samstag sonnabend", "sunday sonntag",
)  # fmt: skip
"""English and German, of which the beginning will do: three letters or more."""
WHOLE_WEEKDAYS = (
    "понеділок понедельник lundi lunes lunedì poniedziałek", "вівторок вторник mardi martes martedì wtorek",
    "середа среда mercredi miércoles mercoledì środa", "четвер четверг jeudi jueves giovedì czwartek",
    "п'ятниця пятница vendredi viernes venerdì piątek", "субота суббота samedi sábado sabato sobota",
    "неділя воскресенье dimanche domingo domenica niedziela",
)  # fmt: skip
"""Ukrainian, Russian, French, Spanish, Italian and Polish, of which the beginning may be that of a month."""
BETWEEN = (
    "st", "nd", "rd", "th", "of", "the", "er", "de", "del", "di", "il", "le", "º", "р", "року", "г", "года",
    "r", "roku",
)  # fmt: skip
"""Words that may stand between day, month and year."""
ASKED_FOR = "Give one day; if no more is known, the last day that it can have been"
AS_SPAN = "Write the first day and the last, for example 2024-11-27/2024-11-30"
FIRST_SERIAL = date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers."""
_YEARS = range(1500, 2201)
"""Four digits alone are one of these years, not a day number."""
_TIME = re.compile(
    r"[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(:(?P<second>\d{2})([.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?|h|Uhr)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day, and how it was written where not as ISO 8601 (`form` finishes the words "days written …")."""

    day: date
    form: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A day that has two readings by itself; one of them may be no day at all."""

    day_first: date | None
    month_first: date | None
    separator: str


@dataclass(frozen=True, slots=True)
class Span:
    """Several days, of which no more is known: the first, the last, and what they are (`form` as in `Day`)."""

    first: date
    last: date
    form: str

    @property
    def wrong(self) -> str:
        """What is said where one day is wanted."""
        return f"{self.form.removeprefix('as ')} ({in_words(self.first)} to {in_words(self.last)}), not a day"


@dataclass(frozen=True, slots=True)
class NoDay:
    """Not a day: why, and what to write."""

    wrong: str
    right: str = RIGHT_DAY


def read_days(values: Iterable[str]) -> dict[str, Day | Span | NoDay]:
    """What each of the values that a column holds means; empty cells are left out."""
    found = {value: read_alone(value) for value in values if value}
    out: dict[str, Day | Span | NoDay] = {}
    for separator in {meant.separator for meant in found.values() if isinstance(meant, Open)}:
        opened = {v: meant for v, meant in found.items() if isinstance(meant, Open) and meant.separator == separator}
        day_first = [value for value, meant in opened.items() if meant.month_first is None and meant.day_first]
        month_first = [value for value, meant in opened.items() if meant.day_first is None and meant.month_first]
        for value, meant in opened.items():
            out[value] = _decided(value, meant, day_first, month_first)
    return {value: out.get(value) or meant for value, meant in found.items() if not isinstance(meant, Open)} | out


def _decided(value: str, meant: Open, day_first: list[str], month_first: list[str]) -> Day | NoDay:
    a, b = meant.day_first, meant.month_first
    forms = [meant.separator.join(parts) for parts in (("day", "month", "year"), ("month", "day", "year"))]
    if a is None and b is None:
        return NoDay(f"there is no day '{value}'")
    if a and (b is None or (day_first and not month_first) or (a == b and not month_first)):
        return Day(a, f"as {forms[0]}")
    if b and (a is None or a == b or (month_first and not day_first)):
        return Day(b, f"as {forms[1]}")
    assert a
    assert b
    if day_first:
        why = f"the column has both ('{day_first[0]}', '{month_first[0]}')"
    else:
        why = "no other day of the column says which"
    wrong = f"'{value}' may be {in_words(a)} or {in_words(b)}; {why}"
    return NoDay(wrong, f"Write {a} or {b}")


def in_words(day: date) -> str:
    """A day with its month in words, for example "5 December 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


@lru_cache(maxsize=4096)
def read_alone(value: str) -> Day | Span | Open | NoDay:
    """What a day says by itself, where there is no column to decide."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return _day(value, value.split("-"), "")
    text = " ".join(value.translate(_PLAIN).split())
    timed = _TIME.search(text)
    if timed and timed.end() == len(text) and timed.start():
        found = read_alone(text[: timed.start()])
        if not isinstance(found, NoDay) and not _is_time(timed):
            return NoDay(f"'{value}' has a time of day that there is not", "Write the day alone")
        return Day(found.day, found.form or "with a time of day") if isinstance(found, Day) else found
    return _numbers(text, value) or _words(text, value) or _period(text, value) or NoDay(f"'{value}' is not a date")


def _is_time(timed: re.Match[str]) -> bool:
    """Whether there is such a time of day; 24:00 would be that of the day after."""
    hour, minute, second = (int(timed[part] or 0) for part in ("hour", "minute", "second"))
    of_half = (timed["half"] or "")[:1].casefold() in ("a", "p")
    return (1 <= hour <= 12 if of_half else hour < 24) and minute < 60 and second <= 60


_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2010": "-", "\u2011": "-", "\u2013": "-"})


def _day(value: str, parts: Sequence[str], form: str) -> Day | NoDay:
    """The day that a year, a month and a day make."""
    year, month, day = map(int, parts)
    try:
        return Day(date(year, month, day), form)
    except ValueError:
        return NoDay(f"there is no day '{value}'")


def _numbers(text: str, value: str) -> Day | Open | NoDay | None:
    text = re.sub(r"\s*([./-])\s*", r"\1", text).rstrip(".")
    if found := re.fullmatch(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})", text, re.ASCII):
        return _day(value, (found[1], found[3], found[4]), "as year-month-day")
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text, re.ASCII):
        return _day(value, found.groups(), "as year-month-day")
    if found := re.fullmatch(r"(\d{4})-?W(\d{2})-?([1-7])", text, re.ASCII | re.IGNORECASE):
        monday = _monday(int(found[1]), int(found[2]))
        return Day(monday + timedelta(int(found[3]) - 1), "as a day of a week") if monday else None
    if found := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", text, re.ASCII):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return Open(_possible(year, second, first), _possible(year, first, second), found[2])
    if re.fullmatch(r"\d{1,2}([./-])\d{1,2}\1\d{2}", text, re.ASCII):
        return NoDay(f"'{value}' does not say which century")
    if found := re.fullmatch(r"(\d{4,5})([.,]\d+)?", text, re.ASCII):
        number = int(found[1])
        if number not in _YEARS:
            return Day(FIRST_SERIAL + timedelta(number), "as a spreadsheet's day numbers")
    return None


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _words(text: str, value: str) -> Day | Span | NoDay | None:
    """Day, month in words, and year, in any order that leaves no doubt."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+", text)
    words = [word for word in words if word.casefold() not in BETWEEN]
    # At the beginning two letters of a weekday will do: Mo, 5 December 2024.
    weekdays = {at: day for at, word in enumerate(words) if (day := _weekday(word, 3 if at else 2)) is not None}
    if len(weekdays) == 1:
        del words[next(iter(weekdays))]
    meant = [months for word in words if (months := _months(word))]
    numbers = [word for word in words if word.isascii() and word.isdigit()]
    if len(meant) != 1 or len(words) != len(numbers) + 1:
        return None
    years, days = [n for n in numbers if len(n) == 4], [n for n in numbers if len(n) <= 2]
    if len(meant[0]) > 1:
        several = " or ".join(MONTHS[month - 1] for month in sorted(meant[0]))
        return NoDay(f"'{value}' may be in {several}: its month has both readings")
    (month,) = meant[0]
    if len(years) == 1 and len(days) == 1 and len(numbers) == 2:
        found = _day(value, (years[0], str(month), days[0]), "in words")
        return _fitting(value, found, *weekdays.values()) if isinstance(found, Day) else found
    if len(years) == 1 and len(numbers) == 1:
        return _month(int(years[0]), month)
    if len(days) == len(numbers) <= 2:
        return NoDay(f"'{value}' does not say which year")
    if len(years) == 1:
        return _from_to(text) or NoDay(f"'{value}' is more than one day", AS_SPAN)
    return None


def _fitting(value: str, found: Day, weekday: int | None = None) -> Day | NoDay:
    """The day, unless it was not the day of the week that stands with it."""
    was = found.day.weekday()
    if weekday in (None, was):
        return found
    named, right = (WEEKDAYS[n].split()[0].capitalize() for n in (weekday or 0, was))
    return NoDay(
        f"'{value}' names a {named}, and that day was a {right}", f"Write {found.day}, or the day that is meant"
    )


def _weekday(word: str, least: int) -> int | None:
    """Which day of the week a word is, or, if it is long enough to say, begins."""
    word = word.casefold().replace("’", "'")
    for place, (begun, whole) in enumerate(zip(WEEKDAYS, WHOLE_WEEKDAYS, strict=True)):
        if word in whole.split() or (len(word) >= least and any(name.startswith(word) for name in begun.split())):
            return place
    return None


def _months(word: str) -> frozenset[int]:
    """The months, from 1, that a word is or begins: three letters or more, with accents or without."""
    bare = _bare(word)
    if len(bare) < 3 or bare.isdigit():
        return frozenset()
    return frozenset(number for name, number in _names_of_months() if name.startswith(bare))


@cache
def _names_of_months() -> tuple[tuple[str, int], ...]:
    rows, problems = read_packaged("breakranks.case.reading", "months.csv", ("number", "language", "names"))
    if problems:
        raise InputError(problems)
    return tuple((_bare(name), int(row.cells["number"])) for row in rows for name in row.cells["names"].split())


def _bare(word: str) -> str:
    """A word in small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))


_MANY = re.compile(r"\d{4}-\d{2}(-\d{2})?/[\d-]+|[\d./ ]+-[\d./ ]+[./ ]\d{4}", re.ASCII)
_FROM_TO = re.compile(r"(.+?)(?:\s+(?:to|until|till|bis|-+)\s+|/)(.+)")


def _period(text: str, value: str) -> Span | NoDay | None:
    """A week, a month, or a span of days; a year is said to be no day."""
    if week := re.fullmatch(r"(\d{4})[- ]?W(\d{1,2})", text, re.ASCII | re.IGNORECASE):
        if monday := _monday(int(week[1]), int(week[2])):
            return Span(monday, monday + timedelta(6) if monday < date(9999, 12, 25) else date.max, "as a week")
    elif month := re.fullmatch(r"(\d{4})[-./](\d{1,2})", text, re.ASCII):
        return _month(int(month[1]), int(month[2]))
    elif month := re.fullmatch(r"(\d{1,2})[-./](\d{4})", text, re.ASCII):
        return _month(int(month[2]), int(month[1]))
    elif re.fullmatch(r"\d{4}", text, re.ASCII):
        return NoDay(f"'{value}' is a year, not a day", ASKED_FOR)
    elif span := _from_to(text):
        return span
    elif back := _backwards(text):
        return back
    elif _MANY.fullmatch(text):
        return NoDay(f"'{value}' is more than one day", AS_SPAN)
    return None


def _from_to(text: str) -> Span | None:
    """Two days with a word, a dash or a slash between them, each of which is clear by itself."""
    found = _FROM_TO.fullmatch(text)
    if not found:
        return None
    first, last = read_alone(found[1]), read_alone(found[2])
    if isinstance(first, Day) and isinstance(last, Day) and first.day < last.day:
        return Span(first.day, last.day, "as a span of days")
    return None


def _backwards(text: str) -> NoDay | None:
    """Two days of which the second is not after the first."""
    if found := _FROM_TO.fullmatch(text):
        first, last = read_alone(found[1]), read_alone(found[2])
        if isinstance(first, Day) and isinstance(last, Day):
            if first.day == last.day:
                return NoDay(f"'{text}' begins and ends on one day", f"Write {first.day}")
            right = f"Write {last.day}/{first.day}, if these are the days that are meant"
            return NoDay(f"'{text}' ends before it begins", right)
    return None


def _month(year: int, month: int) -> Span | None:
    first = _possible(year, month, 1)
    if first is None:
        return None
    last = date.max if (year, month) == (9999, 12) else date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return Span(first, last, "as a month")
