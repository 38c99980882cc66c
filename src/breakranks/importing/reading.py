"""What the importers of data sets have in common: the one table of a file, days, places, and the draft of an event."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from breakranks.case.reading.days import Day, NoDay, Span, read_days
from breakranks.drafts import Draft, one_sentence
from breakranks.importing.files import TableFile, open_tables
from breakranks.importing.found import Becomes, Codes
from breakranks.importing.into import OPPONENT, Into
from breakranks.importing.mapping import actors_example, beside, write_mapping
from breakranks.tables import InputError, Problem

SHOWN, WRITTEN = 5, 40
"""So many actors are named in a sentence, and written into a mapping."""


def one_table(file: Path, columns: Iterable[str], what: str) -> TableFile:
    """The one table in a file that has these columns; `what` says what the file should be.

    Raises:
        InputError: there is none, or there are several.
    """
    columns = list(columns)
    tables = open_tables(file)
    right = [table for table in tables if table.has(columns)]
    if len(right) == 1:
        return right[0]
    if len(tables) == 1 or not right:
        tables[0].need(columns, what)
    names = ", ".join(table.label for table in right)
    wrong = f"there are {len(right)} tables that may be meant ({names})"
    raise InputError([Problem(file.name, None, None, wrong, "Give each in a file of its own")])


@dataclass
class Dates:
    """The days of a column, which decides as a whole whether day or month comes first."""

    _written: set[str] = field(default_factory=set)
    _days: dict[str, tuple[date, date]] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Take in a cell of the column."""
        self._written.add(text)

    def decide(self, file: str, column: str) -> None:
        """Read all that were noted.

        Raises:
            InputError: day and month cannot be told apart.
        """
        for text, meant in read_days(self._written).items():
            if isinstance(meant, Day):
                self._days[text] = meant.day, meant.day
            elif isinstance(meant, Span):
                self._days[text] = meant.first, meant.last
            elif isinstance(meant, NoDay) and " may be " in meant.wrong:
                raise InputError([Problem(file, None, column, meant.wrong, meant.right)])

    def span(self, text: str) -> tuple[date, date] | None:
        """The first and the last day that a cell means, if it means any; mostly both are the same."""
        return self._days.get(text)

    def day(self, text: str) -> date | None:
        """The day that a cell means, if it means one."""
        first, last = self._days.get(text, (None, None))
        return first if first == last else None


def spread(first: date, last: date) -> str:
    """A day, or a span of days of which no more is known, as a case says it."""
    return str(first) if first == last else f"{first}/{last}"


def degrees(lat: str, lon: str) -> tuple[float, float] | None:
    """Coordinates, if that is what two cells hold; a decimal comma is one."""
    try:
        north, east = (float(text.replace(",", ".")) for text in (lat, lon))
    except ValueError:
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def whole(text: str) -> int | None:
    """A whole number of people or a code, if that is what a cell holds; 12.0 is one."""
    found = re.fullmatch(r"([0-9]{1,8})(?:\.0*)?", text)
    return int(found[1]) if found else None


def actors_known(file: Path, into: Into, actors: Counter[str]) -> None:
    """Make sure that of both the force and its opponent it is known what a file calls them.

    Else a mapping is written for a person to fill in.

    Raises:
        InputError: it is not known of one of them, and there are actors of whom nothing is known.
    """
    who = {name: into.actor(name) for name in actors}
    missing = [
        f"the {side}"
        for side, there in (
            ("force", any(into.ours(meant) for meant in who.values())),
            ("opponent", OPPONENT in who.values()),
        )
        if not there
    ]
    unknown = [(name, count) for name, count in actors.most_common() if who[name] is None]
    if not missing or not unknown:
        return
    path = into.mapping.path or write_mapping(
        file, actors_example(file, unknown[:WRITTEN], into.case.force, into.case.opponent)
    )
    shown = ", ".join(f"'{name}' ({count:,} row{'s' if count > 1 else ''})" for name, count in unknown[:SHOWN])
    wrong = f"the case does not know {' or '.join(missing)} among the actors; most often named are {shown}"
    right = f"Say in {path} who they are, or among the aliases of a formation, and import again"
    raise InputError([Problem(file.name, None, None, wrong, right)])


def others_named(into: Into, actors: Counter[str], path: Path) -> list[str]:
    """A sentence that names the actors that nobody said anything of."""
    unknown = [f"'{name}' ({count:,})" for name, count in actors.most_common() if into.actor(name) is None][:SHOWN]
    if not unknown:
        return []
    place = into.mapping.path or beside(path)
    return [f"Not of the case, as far as it says: {', '.join(unknown)}. If one is, say so in {place} under [actors]."]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a data set come from."""

    key: str
    name: str
    url: str = ""
    published: str = ""


def event(
    id: str,
    becomes: Becomes,
    when: tuple[str, date],
    whom: tuple[str, str],
    codes: Codes,
    said: tuple[str, str],
    source: Source,
    people: str = "",
) -> Draft:
    """The draft of an event.

    `when` is the day (or days) and the day that it was reported, `whom` the formation and the area, `said` a note in
    words of ours and the text that it rests on, of which a sentence is kept.
    """
    return Draft(
        id=id,
        date=when[0],
        reported=str(when[1]),
        formation=whom[0],
        area=whom[1],
        kind=becomes.kind,
        people=people,
        source=source.key,
        reliability=codes.reliability,
        credibility=codes.credibility,
        note=said[0],
        alternatives=becomes.alternatives,
        words=one_sentence(said[1]),
        source_name=source.name,
        source_url=source.url,
        source_published=source.published,
        coder=id.partition(":")[0],
    )


def after(day: date) -> date:
    """The day after."""
    return day + timedelta(1)
