"""What looks wrong with a case that can be read: warnings, which keep nothing from being assessed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from statistics import median

from breakranks.case.codebook import EXPLANATION
from breakranks.case.create import BRIGADE, SAID, TOWN
from breakranks.case.types import Area, Case, Event, Formation
from breakranks.tables import Problem, read_packaged
from breakranks.vocabulary import HORIZONS

NEAR = 0.1
"""A headquarters' strength that is this near to the sum of what is below it is that sum."""
CLOSE = 3
"""As-of days fewer days apart ask nearly the same twice."""
QUIET = 14
"""So many days without any report are a hole rather than a lull."""
ENOUGH = 10
"""From so many reports on, what all of them have in common is no accident."""
FEW = 5
MARGIN = 1.0
"""Degrees within which places lie together anyway."""

MOVED = ("area", "parent", "strength")
"""What a row of moves.csv may change."""

Box = tuple[float, float, float, float]
"""South, north, west, east."""


def doubts(case: Case, files: Mapping[str, str], lines: Mapping[str, list[int]]) -> tuple[Problem, ...]:
    """Every warning about a case; `files` names the file of each table, `lines` the line of each of its items."""
    found = (
        *_swapped(case, files["areas"], lines["areas"]),
        *_counted_twice(case.formations, files["formations"], lines["formations"]),
        *_twice(case.events, files["events"], lines["events"]),
        *_as_of(case),
        *_holes(case, files["events"]),
        *_all_alike(case.events, files["events"]),
        *_moves(case, files["moves"], lines["moves"]),
        *_after_the_end(case, files, lines),
        *_still_empty(case, files, lines),
    )
    return tuple(found)


def _swapped(case: Case, file: str, lines: list[int]) -> Iterator[Problem]:
    """Areas that lie where the case is only if latitude and longitude change places."""
    text = f"{case.title} {case.force} " + " ".join(area.name for area in case.areas)
    named = _countries_in(text) or _countries_in(f"{case.summary} {case.opponent}")
    outside = [a for a in case.areas if not any(_inside(a.lat, a.lon, box) for box in named.values())]
    for country, box in named.items():
        if 2 * len(outside) > len(case.areas) and all(_inside(area.lon, area.lat, box) for area in case.areas):
            wrong = f"{len(outside)} of {len(case.areas)} areas lie outside {country}, and none if the two are swapped"
            yield Problem(file, None, "lat", wrong, "If latitude and longitude were taken for each other, swap them")
            return
    for area, line in zip(case.areas, lines, strict=True):
        others = [other for other in case.areas if other is not area]
        if len(others) > 1 and _belongs(area.lon, area.lat, others) and not _belongs(area.lat, area.lon, others, 4.0):
            wrong = f"'{area.id}' lies far from all other areas, and among them if the two are swapped"
            yield Problem(file, line, "lat", wrong, "If latitude and longitude were taken for each other, swap them")


def _inside(lat: float, lon: float, box: Box) -> bool:
    south, north, west, east = box
    return south <= lat <= north and west <= lon <= east


def _belongs(lat: float, lon: float, others: Iterable[Area], reach: float = 1.0) -> bool:
    """Whether a place is as near to the middle of the other areas as they are, or `reach` times that."""
    lats, lons = [area.lat for area in others], [area.lon for area in others]
    middle = median(lats), median(lons)
    widest = max(abs(a - m) for values, m in ((lats, middle[0]), (lons, middle[1])) for a in values)
    return max(abs(lat - middle[0]), abs(lon - middle[1])) <= reach * max(widest, MARGIN)


def _countries_in(text: str) -> dict[str, Box]:
    """The boxes of the countries that a text names, whatever the ending of the word."""
    return {
        country: box
        for country, (words, box) in _countries().items()
        if re.search(rf"\b(?:{words})[a-z]{{0,5}}\b", text)
    }


@cache
def _countries() -> dict[str, tuple[str, Box]]:
    columns = ("country", "words", "south", "north", "west", "east")
    rows, _ = read_packaged("breakranks.case", "countries.csv", columns)
    return {
        row.cells["country"]: (
            "|".join(map(re.escape, row.cells["words"].split("; "))),
            (float(row.cells["south"]), float(row.cells["north"]), float(row.cells["west"]), float(row.cells["east"])),
        )
        for row in rows
    }


def _counted_twice(formations: tuple[Formation, ...], file: str, lines: list[int]) -> Iterator[Problem]:
    """Headquarters whose strength is that of the formations below them."""
    own = {formation.id: formation.strength for formation in formations}
    below = dict.fromkeys(own, 0)
    parents = {formation.id: formation.parent for formation in formations}
    for id, strength in own.items():
        up = parents[id]
        while up:
            below[up] += strength
            up = parents[up]
    for formation, line in zip(formations, lines, strict=True):
        people = below[formation.id]
        if people and formation.strength and abs(formation.strength - people) <= NEAR * people:
            wrong = f"'{formation.id}' has {formation.strength} people, and the formations below it have {people}"
            right = "If these are the same people, give the headquarters 0"
            yield Problem(file, line, "strength", wrong, right)


def _twice(events: tuple[Event, ...], file: str, lines: list[int]) -> Iterator[Problem]:
    """Rows that are the same in every cell."""
    seen: dict[tuple[object, ...], int] = {}
    for event, line in zip(events, lines, strict=True):
        cells = (
            event.date, event.reported, event.formation, event.areas, event.kind, event.people, event.sources,
            event.reliability, event.credibility, event.note,
        )  # fmt: skip
        if cells in seen:
            yield Problem(file, line, None, f"this row is the same as line {seen[cells]}", "Keep one of them")
        seen.setdefault(cells, line)


def _as_of(case: Case) -> Iterator[Problem]:
    """As-of days that ask the same twice, or of which nothing can be scored."""
    close = [(a, b) for a, b in pairwise(case.as_of) if (b - a).days < CLOSE]
    if close:
        a, b = close[0]
        wrong = f"as-of days are fewer than {CLOSE} days apart, for example {a} and {b}"
        right = "Spread them over the window: days close together ask the same again"
        yield Problem("case.toml", None, "as_of", wrong, right)
    if all(outcome.question == EXPLANATION for outcome in case.outcomes):
        return
    late = [day for day in case.as_of if (case.end - day).days < min(HORIZONS)]
    if late:
        last = case.as_of[-1] + timedelta(min(HORIZONS)) if case.as_of[-1] <= date.max - timedelta(7) else date.max
        wrong = f"the window ends {(case.end - late[0]).days} days after the as-of day {late[0]}"
        right = f"Nothing forecast then can be scored before a week has passed: end the window on {last} or later"
        yield Problem("case.toml", None, "end", wrong, right)


def _holes(case: Case, file: str) -> Iterator[Problem]:
    """Spells without any report, from the first day of the window to the last as-of day."""
    if not case.events:
        return
    until = case.as_of[-1] if case.as_of else case.end
    days = sorted({case.start - timedelta(1) if case.start > date.min else case.start, *(e.date for e in case.events)})
    days = [day for day in days if day <= until]
    holes = [(a, b) for a, b in pairwise([*days, until]) if (b - a).days > QUIET]
    if holes:
        spells = ", ".join(f"{a + timedelta(1)} to {b - timedelta(b < until)}" for a, b in holes[:3])
        more = f" and {len(holes) - 3} more" if len(holes) > 3 else ""
        right = "If nothing was collected for them, look again; if all was quiet, code what says so"
        yield Problem(file, None, "date", f"there is no report for two weeks or more ({spells}{more})", right)


def _all_alike(events: tuple[Event, ...], file: str) -> Iterator[Problem]:
    """What only somebody who codes from memory would have."""
    kinds = {event.kind for event in events}
    if len(events) >= FEW and len(kinds) == 1:
        wrong = f"all {len(events)} reports are '{next(iter(kinds))}'"
        yield Problem(file, None, "kind", wrong, "Code the dull reports too: what did not fit tells as much")
    if len(events) >= ENOUGH and all(event.date == event.reported for event in events):
        wrong = f"all {len(events)} reports were reported on the day that they tell of"
        right = "Write the day on which it could be read; news that came later must not be known earlier"
        yield Problem(file, None, "reported", wrong, right)


def _moves(case: Case, file: str, lines: Sequence[int]) -> Iterator[Problem]:
    """Moves that say what is so already, that disagree with another of the same day, or come before the formation."""
    arrives = {formation.id: formation.arrives for formation in case.formations}
    now = {(f.id, column): (getattr(f, column), 0) for f in case.formations for column in MOVED}
    days: dict[tuple[str, str], tuple[date, int]] = {}
    for move, line in sorted(zip(case.moves, lines, strict=True), key=lambda pair: pair[0].date):
        told = {column: value for column in MOVED if (value := getattr(move, column)) is not None}
        since = [now[move.formation, column] for column in told]
        if [value for value, _ in since] == list(told.values()):
            at = max(line for _, line in since)
            wrong = f"it says what {f'line {at} says' if at else 'formations.csv says'} of '{move.formation}' already"
            yield Problem(file, line, None, wrong, "Take the row out, or correct it")
        for column, value in told.items():
            day, at = days.get((move.formation, column), (None, 0))
            if day == move.date and now[move.formation, column][0] != value:
                wrong = f"line {at} gives '{move.formation}' another {column} on {day}, and the row further down counts"
                yield Problem(file, line, column, wrong, "Keep one of them, or correct one of the days")
            now[move.formation, column], days[move.formation, column] = (value, line), (move.date, line)
        came = arrives[move.formation]
        if came is not None and move.date < came:
            wrong = f"'{move.formation}' joins the force on {came}, which is later"
            yield Problem(file, line, "date", wrong, "Correct one of the days")


def _after_the_end(case: Case, files: Mapping[str, str], lines: Mapping[str, list[int]]) -> Iterator[Problem]:
    """Reports about formations that had been dissolved by then."""
    ended = {
        move.formation: (move.date, line)
        for move, line in zip(case.moves, lines["moves"], strict=True)
        if move.strength == 0
    }
    for event, line in zip(case.events, lines["events"], strict=True):
        day, at = ended.get(event.formation, (date.max, 0))
        if event.date > day:
            wrong = f"'{event.formation}' was dissolved on {day} ({files['moves']}, line {at})"
            right = "Name who has its people now, or correct one of the days"
            yield Problem(files["events"], line, "formation", wrong, right)


def _still_empty(case: Case, files: Mapping[str, str], lines: Mapping[str, list[int]]) -> Iterator[Problem]:
    """What a case that somebody has begun to fill in still has of the empty one."""
    if not case.events and len(case.formations) <= 2 and len(case.areas) <= 1:
        return
    for key, said in SAID.items():
        if getattr(case, key) == said:
            yield Problem("case.toml", None, key, "it says what an empty case says", "Say what it is")
    right = "Take the row out, or write what it is"
    for table, items, example in (("areas", case.areas, TOWN), ("formations", case.formations, BRIGADE)):
        for item, line in zip(items, lines[table], strict=True):
            if item == example and len(items) > 1 + (table == "formations"):
                yield Problem(files[table], line, None, f"'{example.id}' is the example of an empty case", right)
