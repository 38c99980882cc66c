"""When something happened, as a sentence says it, seen from the day on which it was published."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from breakranks.extraction.lexicon import times
from breakranks.extraction.words import Hit, listed, words_of


@dataclass(frozen=True, slots=True)
class When:
    """A day; where only a span of days is known, its last day, and its first."""

    day: date
    first: date | None = None

    @property
    def written(self) -> str:
        """As events.csv has it."""
        return f"{self.first}/{self.day}" if self.first else str(self.day)


def day_in(text: str, language: str, published: date | None) -> When | None:
    """The day that a sentence names, not after that of publication; None where it names none."""
    if found := re.search(r"\b(\d{4})-(\d\d)-(\d\d)\b", text):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        return When(day) if day else None
    if found := re.search(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4})\b", text):
        day = _day(int(found[3]), int(found[2]), int(found[1]))
        return When(day) if day else None
    # The month is written with a capital.
    words = words_of(re.sub(r"\bmay\b", " ", text))
    hits = times(language).find(words)
    for hit in hits:
        if hit.label.startswith("month-name-") and (day := _of_month(words, hit, published)):
            return When(day)
    # "In the night to Monday" says more than "in the night".
    hits.sort(key=lambda hit: (hit.first, -hit.last))
    before = [_before(hit.label, published) for hit in hits] if published else []
    return next((when for when in before if when), None)


def _before(label: str, published: date) -> When | None:
    """The day, seen from that of publication, that a word of times.csv means."""
    what, _, number = label.partition("-")
    if what == "day":
        return When(published - timedelta(int(number)))
    if what == "weekday":
        return When(published - timedelta((published.weekday() - int(number)) % 7))
    if what == "week":
        sunday = published - timedelta(published.weekday() + 1)
        return When(sunday, sunday - timedelta(6))
    if label == "month-1":
        last = published.replace(day=1) - timedelta(1)
        return When(last, last.replace(day=1))
    return None


def _of_month(words: list[str], hit: Hit, published: date | None) -> date | None:
    """The day of a month that stands before or after the month's name; without a year the last such day."""
    month = int(hit.label.rpartition("-")[2])
    around = [*words[max(hit.first - 2, 0) : hit.first][::-1], *words[hit.last + 1 : hit.last + 2]]
    numbers = [int(n[1]) for word in around if (n := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|-?[а-яіїє]{1,2})?", word))]
    years = [int(word) for word in words[hit.last + 1 : hit.last + 3] if re.fullmatch(r"1[5-9]\d\d|2[01]\d\d", word)]
    if not numbers or not (years or published):
        return None
    if years:
        return _day(years[0], month, numbers[0])
    assert published
    days = [_day(published.year - back, month, numbers[0]) for back in (0, 1)]
    return next((day for day in days if day and day <= published), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def horizon_in(text: str, language: str) -> int | None:
    """Within how many days a sentence says that something will happen; None where it does not say."""
    words = words_of(text)
    for at, word in enumerate(words[1:], start=1):
        number = re.fullmatch(r"\d{1,3}", words[at - 1])
        unit = next((days for begin, days in _UNITS.items() if word.startswith(begin)), None)
        before = words[max(at - 4, 0) : at]
        if number and unit and any(w in _WITHIN for w in before):
            return int(words[at - 1]) * unit
    found = [int(hit.label.rpartition("-")[2]) for hit in times(language).find(words) if hit.label.startswith("within")]
    return max(found, default=None)


_WITHIN = listed("within in next nächsten naechsten innerhalb binnen протягом упродовж найближчих в течение ближайших")
_UNITS = {"day": 1, "tag": 1, "дн": 1, "week": 7, "woche": 7, "тижн": 7, "недел": 7, "month": 30, "monat": 30}
_UNITS |= {"місяц": 30, "месяц": 30}
