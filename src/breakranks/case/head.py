"""case.toml: what the case is, its window, its command, and in version 1 its sources."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from breakranks.case.codebook import CASE_KEYS
from breakranks.case.limits import FIRST_DAY, LAST_DAY, LONGEST_NAME, LONGEST_TEXT, MOST_AS_OF, MOST_DAYS
from breakranks.case.reading.toml_days import days_meant, mended_days
from breakranks.case.types import Source
from breakranks.grids import CONTROL, UnreadableError, decode, load
from breakranks.tables import MOST_PEOPLE, Problem, nearest, unread

TEXTS = ("title", "summary", "force", "opponent", "command")
OPTIONAL = ("winter", "opponent_strength", "sources")
SOURCE_KEYS = ("name", "url", "published")


class Head:
    """What case.toml says, and what is wrong with it; `read` is False where it could not be read at all."""

    def __init__(self, path: Path) -> None:
        self.text: dict[str, str] = dict.fromkeys(TEXTS, "")
        self.start: date | None = None
        self.end: date | None = None
        self.as_of: tuple[date, ...] = ()
        self.winter: tuple[tuple[date, date], ...] = ()
        self.opponent_strength: int | None = None
        self.sources: dict[str, Source] = {}
        self.read = False
        self.problems: list[Problem] = []
        self.raw = ""
        self.unusual: tuple[str, ...] = ()
        try:
            self.raw, self.unusual = decode(load(path))
        except (OSError, UnreadableError) as error:
            self.problems.append(unread(path, error))
            return
        table = self._parsed()
        if table is None:
            return
        self.read = True
        self._read_keys(table)
        self._read_sources(table.get("sources", {}))

    def wrong(self, key: str, wrong: str, right: str, value: object = None) -> None:
        """Note a problem on the line on which the key stands, or the value after it; `key` may be sources.KEY.field."""
        self.problems.append(Problem("case.toml", self._line(key, value), key, wrong, right))

    def covers(self, day: date) -> bool:
        """Whether a day lies in the window, as far as that is known."""
        return (self.start is None or day >= self.start) and (self.end is None or day <= self.end)

    @property
    def window(self) -> str:
        """A sentence that says which days the window has."""
        bounds = ((word, day) for word, day in (("from", self.start), ("up to", self.end)) if day)
        return " ".join(["Choose a day", *(f"{word} {day}" for word, day in bounds)])

    def _parsed(self) -> Mapping[str, object] | None:
        """What the text says; days that are not written as TOML writes them are problems, and read all the same."""
        try:
            return tomllib.loads(self.raw)
        except (ValueError, RecursionError) as error:  # TOML allows longer numbers and deeper nesting than Python
            mended, self.problems = mended_days(self.raw)
            if self.problems:
                try:
                    return tomllib.loads(mended)
                except (ValueError, RecursionError):
                    return None
            at = re.search(r"line (\d+)", str(error))
            line = int(at[1]) if at else self.raw.count("\n") + 1
            wrong = f"this is not TOML ({error})"
            self.problems.append(Problem("case.toml", line, None, wrong, "See the TOML notation at toml.io"))
            return None

    def _line(self, key: str, value: object) -> int | None:
        at = self._at(key)
        if at is not None and value is not None:
            at = max(at, self.raw.find(str(value), at))
        return None if at is None else self.raw.count("\n", 0, at) + 1

    def _at(self, key: str) -> int | None:
        """Where a key stands in the text, or else the table it belongs to: tomllib does not say."""
        name = re.escape(key).replace(r"\.", r'"?\s*\.\s*"?')
        found = re.search(rf'^[ \t]*(\[\s*"?{name}"?\s*\]|"?{name}"?\s*=)', self.raw, re.MULTILINE)
        if found:
            return found.start()
        table, _, field = key.rpartition(".")
        at = self._at(table) if table else None
        if at is None:
            return None
        within = re.compile(rf'^[ \t]*"?{re.escape(field)}"?\s*=', re.MULTILINE).search(self.raw, at)
        return within.start() if within else at

    def _read_keys(self, table: Mapping[str, object]) -> None:
        every = "The keys are " + ", ".join(CASE_KEYS)
        for key in table:
            if key not in CASE_KEYS:
                self.wrong(key, f"there is no key '{key}'", nearest(key, CASE_KEYS) or every)
        for key in CASE_KEYS:
            if key not in table and key not in OPTIONAL:
                self.wrong(key, f"the key '{key}' is missing", every)
        for key in TEXTS:
            value = table.get(key, "-")
            if isinstance(value, str) and value.strip():
                self.text[key] = value if key in table else ""
                self._check_text(key, value, LONGEST_TEXT if key == "summary" else LONGEST_NAME)
            else:
                wrong = "the text is empty" if isinstance(value, str) else f"'{value}' is not text"
                self.wrong(key, wrong, 'Write it between quotation marks, for example title = "Kherson"')
        self._read_window(table)
        self._read_as_of(table)
        self._read_winter(table.get("winter", []))
        self._read_opponent_strength(table.get("opponent_strength"))

    def _check_text(self, key: str, value: str, most: int) -> None:
        if sign := CONTROL.search(value):
            wrong = f"there is a control character (U+{ord(sign[0]):04X}) in the text"
            self.wrong(key, wrong, "Write text alone")
        if len(value) > most:
            self.wrong(key, f"the text has {len(value):,} characters", f"Write at most {most:,}")

    def _read_window(self, table: Mapping[str, object]) -> None:
        self.start, self.end = self._day("start", table.get("start")), self._day("end", table.get("end"))
        for key, day in (("start", self.start), ("end", self.end)):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                wrong = f"{day} leaves no room in the calendar to look back and ahead"
                self.wrong(key, wrong, f"Choose a day from {FIRST_DAY} to {LAST_DAY}")
        if self.start and self.end and self.end < self.start:
            self.wrong("end", f"the window ends on {self.end}, before it starts on {self.start}", "Swap the two days")
        elif self.start and self.end and (length := (self.end - self.start).days + 1) > MOST_DAYS:
            right = f"A window has at most {MOST_DAYS:,}; make several cases of a longer campaign"
            self.wrong("end", f"the window from {self.start} to {self.end} has {length:,} days", right)

    def _read_as_of(self, table: Mapping[str, object]) -> None:
        self.as_of = self._days("as_of", table.get("as_of", []), "as_of = [2022-11-09, 2022-11-25]")
        if len(self.as_of) > MOST_AS_OF:
            right = f"List at most {MOST_AS_OF}; an assessment of any other day can be asked for all the same"
            self.wrong("as_of", f"there are {len(self.as_of):,} days", right)
            self.as_of = self.as_of[:MOST_AS_OF]
        for before, day in zip((None, *self.as_of), self.as_of, strict=False):
            if not self.covers(day):
                self.wrong("as_of", f"{day} lies outside the window", self.window, day)
            if before and day <= before:
                self.wrong("as_of", f"{day} does not come after {before}", "List the days in order, each once", day)

    def _read_winter(self, spells: object) -> None:
        example = "winter = [[2022-10-25, 2022-11-30]]"
        pairs = []
        for spell in spells if isinstance(spells, list) else [spells]:
            if not isinstance(spell, list) or len(spell) != 2:
                self.wrong("winter", f"'{spell}' is not a pair of days", f"Write {example} or winter = []")
                continue
            days = self._days("winter", spell, example)
            if len(days) == 2 and days[1] < days[0]:
                wrong = f"the spell ends on {days[1]}, before it begins on {days[0]}"
                self.wrong("winter", wrong, "Swap the two days", days[0])
            elif len(days) == 2:
                pairs.append((days[0], days[1]))
        self.winter = tuple(pairs)

    def _read_opponent_strength(self, value: object) -> None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_PEOPLE:
            self.opponent_strength = value
        elif value is not None:
            right = f"Write a whole number from 1 to {MOST_PEOPLE} without quotation marks, or leave the key out"
            self.wrong("opponent_strength", f"'{value}' is not a number of people", right)

    def _day(self, key: str, value: object, example: str | None = None) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            days = days_meant(value) if isinstance(value, str) else ()
            if isinstance(value, datetime):
                days = (value.date(),)
            meant = " or ".join(f"{key.rpartition('.')[2]} = {day}" for day in days or ("2022-11-09",))
            example = example or meant
            self.wrong(key, f"'{value}' is not a day", f"Write {example}, without quotation marks and hours")
        return None

    def _days(self, key: str, values: object, example: str) -> tuple[date, ...]:
        if not isinstance(values, list):
            self.wrong(key, f"'{values}' is not a list of days", f"Write {example}")
            return ()
        meant = [(value,) if isinstance(value, date) else days_meant(str(value)) for value in values]
        if values and all(len(days) == 1 for days in meant) and key != "winter":
            example = f"{key} = [{', '.join(str(days[0]) for days in meant)}]"
        return tuple(day for value in values if (day := self._day(key, value, example)))

    def _read_sources(self, table: object) -> None:
        if not isinstance(table, dict):
            self.wrong("sources", "the sources are not tables", "Write a table for each, for example [sources.reuters]")
            return
        for key, entry in table.items():
            here = f"sources.{key}"
            fields = entry if isinstance(entry, dict) else {}
            name, url = fields.get("name"), fields.get("url")
            if not isinstance(name, str) or not name.strip():
                self.wrong(here, "the source has no name", f'Write name = "…" under [{here}]')
            for what, text in ((here, key), (here, str(name)), (f"{here}.url", str(url or ""))):
                self._check_text(what, text, LONGEST_TEXT if text == url else LONGEST_NAME)
            for field in fields:
                if field not in SOURCE_KEYS:
                    right = nearest(field, SOURCE_KEYS) or f"It has {', '.join(SOURCE_KEYS)}"
                    self.wrong(f"{here}.{field}", f"a source has no '{field}'", right)
            if url is not None and not str(url).startswith(("http://", "https://")):
                self.wrong(f"{here}.url", f"'{url}' is not a web address", "Write it with https:// in front")
            # A source that is wrong is known all the same, so that the events citing it are not called wrong too.
            published = self._day(f"{here}.published", fields.get("published"))
            self.sources[key] = Source(key, str(name), url, published=published)
