"""Reads a case folder and says everything that is wrong with it at once."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from breakranks.case.codebook import CREDIBILITY, ECHELONS, EXPLANATIONS, KINDS, QUESTIONS, RELIABILITY, TROOPS
from breakranks.case.types import Area, Case, Event, Formation, Outcome, Source
from breakranks.tables import Cells, InputError, Problem, Row, listed, nearest, read_table, read_text

FORMATION_COLUMNS = ("id", "name", "parent", "echelon", "troops", "strength", "area")
AREA_COLUMNS = ("id", "name", "lat", "lon", "adjacent")
EVENT_COLUMNS = (
    "date", "reported", "formation", "area", "kind", "people", "source", "reliability", "credibility", "note",
)  # fmt: skip
OUTCOME_COLUMNS = ("question", "area", "formation", "date", "source", "note")
KEYS = ("title", "summary", "force", "opponent", "command", "start", "end", "as_of", "winter", "sources")
SOURCE_KEYS = ("name", "url", "published")
T = TypeVar("T")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(path: Path) -> Case:
    """The case in the folder at `path`.

    Raises:
        InputError: the folder is not a case; all problems of all its files.
    """
    case, problems = _read(path)
    if problems or case is None:
        raise InputError(problems)
    return case


def check(path: Path) -> tuple[Problem, ...]:
    """Every problem of the case in the folder at `path`, by file and line."""
    return InputError(_read(path)[1]).problems


def _read(path: Path) -> tuple[Case | None, list[Problem]]:
    if not path.is_dir():
        return None, [
            Problem(str(path), None, None, "there is no such folder", "A case is a folder with a case.toml in it")
        ]
    head = _Head(path / "case.toml")
    areas = _areas(path / "areas.csv")
    formations = _formations(path / "formations.csv", areas, head)
    events = _events(path / "events.csv", formations, areas, head)
    outcomes = _outcomes(path / "outcomes.csv", formations, areas, head)
    problems = [p for part in (areas, formations, events, outcomes) for p in part.cells.problems] + head.problems
    if problems:
        return None, problems
    return (
        Case(
            slug=path.resolve().name,
            title=head.text["title"],
            summary=head.text["summary"],
            force=head.text["force"],
            opponent=head.text["opponent"],
            command=head.text["command"],
            start=head.start or date.min,
            end=head.end or date.max,
            as_of=head.as_of,
            winter=head.winter,
            sources=head.sources,
            formations=tuple(formations.items),
            areas=tuple(areas.items),
            events=tuple(events.items),
            outcomes=tuple(outcomes.items),
        ),
        [],
    )


class _Head:
    """case.toml."""

    def __init__(self, path: Path) -> None:
        self.text: dict[str, str] = dict.fromkeys(KEYS, "")
        self.start: date | None = None
        self.end: date | None = None
        self.as_of: tuple[date, ...] = ()
        self.winter: tuple[tuple[date, date], ...] = ()
        self.sources: dict[str, Source] = {}
        self.readable = False
        self.raw, self.problems = read_text(path)
        if self.problems:
            return
        try:
            table = tomllib.loads(self.raw)
        except (ValueError, RecursionError) as error:  # not every number and nesting that TOML allows can be held
            at = re.search(r"line (\d+)", str(error))
            line = int(at[1]) if at else self.raw.count("\n") + 1
            self.problems = [
                Problem("case.toml", line, None, f"this is not TOML ({error})", "See the TOML notation at toml.io")
            ]
            return
        self.readable = True
        self._keys(table)

    def wrong(self, key: str, wrong: str, right: str, value: object = None) -> None:
        """Note a problem on the line on which the key stands, or its value after it."""
        found = re.search(rf"^[ \t]*\[?{re.escape(key)}\]?[ \t]*(=|#|$)", self.raw, re.MULTILINE)
        at = found.start() if found else None
        if found and value is not None:
            at = max(at or 0, self.raw.find(str(value), found.end()))
        line = None if at is None else self.raw.count("\n", 0, at) + 1
        self.problems.append(Problem("case.toml", line, key, wrong, right))

    def _keys(self, table: Mapping[str, object]) -> None:
        for key in table:
            if key not in KEYS:
                self.wrong(key, f"there is no key '{key}'", nearest(key, KEYS) or "The keys are " + ", ".join(KEYS))
        for key in KEYS:
            if key not in table and key not in ("winter", "sources"):
                self.wrong(key, f"the key '{key}' is missing", "The keys are " + ", ".join(KEYS))
        for key in ("title", "summary", "force", "opponent", "command"):
            value = table.get(key, "-")
            if not isinstance(value, str) or not value.strip():
                self.wrong(
                    key,
                    f"{_shown(value)} is not text",
                    'Write it between quotation marks, for example title = "Kherson"',
                )
            else:
                self.text[key] = value
        self.start, self.end = self._day("start", table.get("start")), self._day("end", table.get("end"))
        if self.start and self.end and self.end < self.start:
            self.wrong("end", f"the window ends on {self.end}, before it starts on {self.start}", "Swap the two days")
        self.as_of = tuple(d for d in self._days("as_of", table.get("as_of", [])) if d)
        for before, day in zip((None, *self.as_of), self.as_of, strict=False):
            if not self.covers(day):
                self.wrong("as_of", f"{day} lies outside the window", self.choose(), day)
            if before and day <= before:
                self.wrong("as_of", f"{day} does not come after {before}", "List the days in order, each once", day)
        winter = table.get("winter", [])
        if not isinstance(winter, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in winter):
            self.wrong(
                "winter",
                "this is not a list of pairs of days",
                "Write winter = [[2022-10-25, 2022-11-30]] or winter = []",
            )
        else:
            pairs = [(a, b) for a, b in (self._days("winter", pair) for pair in winter) if a and b]
            for a, b in pairs:
                if b < a:
                    self.wrong("winter", f"the spell ends on {b}, before it begins on {a}", "Swap the two days", a)
            self.winter = tuple(pairs)
        self._sources(table.get("sources", {}))

    def _day(self, key: str, value: object) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.wrong(key, f"{_shown(value)} is not a day", "Write a day as 2022-11-09, without quotation marks")
        return None

    def _days(self, key: str, values: object) -> list[date | None]:
        if not isinstance(values, list):
            self.wrong(key, f"{_shown(values)} is not a list of days", f"Write {key} = [2022-11-09]")
            return []
        return [self._day(key, value) for value in values]

    def _sources(self, table: object) -> None:
        if not isinstance(table, dict):
            self.wrong("sources", "the sources are not tables", "Write a table for each, for example [sources.reuters]")
            return
        for key, entry in table.items():
            name = f"sources.{key}"
            title = entry.get("name") if isinstance(entry, dict) else None
            if not isinstance(entry, dict) or not isinstance(title, str) or not title.strip():
                self.wrong(name, "the source has no name", f'Write name = "…" under [{name}]')
                self.sources[key] = Source(key, "")  # there, so that events may cite it
                continue
            for field in entry:
                if field not in SOURCE_KEYS:
                    right = nearest(field, SOURCE_KEYS) or f"A source has {listed(SOURCE_KEYS)}"
                    self.wrong(name, f"a source has no '{field}'", right, field)
            url = entry.get("url")
            if url is not None and not str(url).startswith(("http://", "https://")):
                self.wrong(name, f"'{url}' is not a web address", "Write it with https:// in front")
            self.sources[key] = Source(key, title, url, self._day(name, entry.get("published")))

    def covers(self, day: date) -> bool:
        """Whether a day lies in the window."""
        return (self.start is None or day >= self.start) and (self.end is None or day <= self.end)

    def choose(self) -> str:
        """What would be right for a day outside the window."""
        bounds = ((word, day) for word, day in (("from", self.start), ("to", self.end)) if day)
        return " ".join(["Choose a day", *(f"{word} {day}" for word, day in bounds)])


class _Part(Generic[T]):
    """What one table gave: its items, the line of each id, and its problems."""

    def __init__(self, path: Path, columns: Sequence[str], optional: Sequence[str] = (), needed: bool = True) -> None:
        self.cells = Cells(path.name)
        self.rows: list[Row] = []
        if needed or path.exists():
            self.rows, self.cells.problems = read_table(path, columns, optional)
        self.readable = not self.cells.problems
        self.items: list[T] = []
        self.lines: dict[str, int] = {}

    def id(self, row: Row) -> str:
        """The row's id: kebab-case, once."""
        value = row.cells["id"]
        if not KEBAB.fullmatch(value):
            right = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
            self.cells.wrong(
                row, "id", f"'{value}' is not lower-case kebab-case", f"Write '{right}'" if right else "Give it an id"
            )
        self.cells.unique(row, "id", self.lines)
        return value

    def known(self, row: Row, column: str, value: str, ids: Collection[str], what: str) -> None:
        """Note an id that stands for nothing."""
        if value not in ids:
            wrong = f"there is no {what} '{value}'" if value else "the cell is empty"
            self.cells.wrong(row, column, wrong, _instead(value, ids))

    def cites(self, row: Row, column: str, value: str, other: "_Part[Any]", what: str) -> None:
        """Note an id that the other table does not have; where that could not be read whole, nobody can say."""
        if other.readable:
            self.known(row, column, value, other.lines, what)

    def sourced(self, row: Row, head: _Head) -> None:
        """Note a source that case.toml does not have."""
        if head.readable:
            self.known(row, "source", row.cells["source"], head.sources, "source")


def _instead(value: str, ids: Collection[str]) -> str:
    if not ids:
        return "There is none yet; add it first"
    return nearest(value, ids) or f"Use one that is there: {listed(ids)}"


def _shown(value: object) -> str:
    """A TOML value as a person would say it."""
    return (
        f"'{value}'" if isinstance(value, str | date) else str(value).lower() if isinstance(value, bool) else f"{value}"
    )


def _areas(path: Path) -> _Part[Area]:
    part = _Part[Area](path, AREA_COLUMNS)
    cells = part.cells
    for row in part.rows:
        adjacent = tuple(row.cells["adjacent"].split())
        lat, lon = cells.number(row, "lat", -90.0, 90.0), cells.number(row, "lon", -180.0, 180.0)
        part.items.append(Area(part.id(row), cells.text(row, "name"), lat, lon, adjacent))
    beside = {area.id: area.adjacent for area in part.items}
    for row, area in zip(part.rows, part.items, strict=True):
        for other in area.adjacent:
            part.cites(row, "adjacent", other, part, "area")
            if other == area.id:
                cells.wrong(row, "adjacent", f"'{other}' is said to touch itself", "Leave it out")
            elif other in beside and area.id not in beside[other]:
                line = part.lines[other]
                cells.wrong(
                    row,
                    "adjacent",
                    f"'{other}' touches it but not the other way round",
                    f"Add '{area.id}' in line {line}",
                )
    if not part.rows and not cells.problems:
        cells.wrong(None, None, "there is no area", "Name at least one")
    return part


def _formations(path: Path, areas: _Part[Area], head: _Head) -> _Part[Formation]:
    part = _Part[Formation](path, FORMATION_COLUMNS, ("arrives",))
    cells = part.cells
    for row in part.rows:
        area = row.cells["area"] or None
        strength = cells.whole(row, "strength")
        if area:
            part.cites(row, "area", area, areas, "area")
        arrives = cells.date(row, "arrives", optional=True)
        if arrives and not head.covers(arrives):
            cells.wrong(row, "arrives", f"{arrives} lies outside the window", head.choose())
        part.items.append(
            Formation(
                id=part.id(row),
                name=cells.text(row, "name"),
                parent=row.cells["parent"] or None,
                echelon=cells.choice(row, "echelon", ECHELONS, "an echelon"),
                troops=cells.choice(row, "troops", TROOPS, "a kind of troops"),
                strength=strength or 0,
                area=area,
                arrives=arrives,
            )
        )
    parents = {f.id: f.parent for f in part.items}
    for row, formation in zip(part.rows, part.items, strict=True):
        if formation.parent:
            part.cites(row, "parent", formation.parent, part, "formation")
            chain = [formation.id]
            while (up := parents.get(chain[-1])) and up not in chain:
                chain.append(up)
            if up == formation.id:
                loop = " → ".join([*chain, up])
                cells.wrong(
                    row, "parent", f"the chain of command runs in a circle ({loop})", "Let it end at the high command"
                )
        elif head.text["command"] and formation.id != head.text["command"]:
            wrong = (
                f"'{formation.id}' has no parent but is not the command that case.toml names ('{head.text['command']}')"
            )
            cells.wrong(row, "parent", wrong, "Name the headquarters it answers to")
    if part.readable and head.text["command"] and head.text["command"] not in part.lines:
        right = _instead(head.text["command"], part.lines)
        head.wrong("command", f"there is no formation '{head.text['command']}'", right)
    elif parents.get(head.text["command"]):
        head.wrong(
            "command", f"'{head.text['command']}' has a parent", "The command is the root of the order of battle"
        )
    if not cells.problems and not any(f.strength for f in part.items):
        cells.wrong(None, "strength", "no formation has people", "Give at least one a strength above 0")
    return part


def _events(path: Path, formations: _Part[Formation], areas: _Part[Area], head: _Head) -> _Part[Event]:
    part = _Part[Event](path, EVENT_COLUMNS)
    cells = part.cells
    for number, row in enumerate(part.rows, start=1):
        day, reported = cells.date(row, "date"), cells.date(row, "reported")
        if day and not head.covers(day):
            cells.wrong(row, "date", f"{day} lies outside the window", head.choose())
        if day and reported and reported < day:
            cells.wrong(
                row, "reported", f"it was reported on {reported}, before it happened on {day}", "Check both days"
            )
        part.cites(row, "formation", row.cells["formation"], formations, "formation")
        where = tuple(row.cells["area"].split())
        for area in where:
            part.cites(row, "area", area, areas, "area")
        part.sourced(row, head)
        credibility = cells.choice(row, "credibility", CREDIBILITY, "a credibility")
        part.items.append(
            Event(
                number=number,
                date=day or date.min,
                reported=reported or date.min,
                formation=row.cells["formation"],
                areas=where,
                kind=cells.choice(row, "kind", KINDS, "a kind"),
                people=cells.whole(row, "people", optional=True),
                source=row.cells["source"],
                reliability=cells.choice(row, "reliability", RELIABILITY, "a reliability"),
                credibility=int(credibility) if credibility in CREDIBILITY else 6,
                note=row.cells["note"],
            )
        )
    return part


def _outcomes(path: Path, formations: _Part[Formation], areas: _Part[Area], head: _Head) -> _Part[Outcome]:
    part = _Part[Outcome](path, OUTCOME_COLUMNS, needed=False)
    cells = part.cells
    seen: dict[tuple[str, ...], int] = {}
    for row in part.rows:
        question = cells.choice(row, "question", QUESTIONS, "a question")
        area, formation, note = row.cells["area"], row.cells["formation"], row.cells["note"]
        day = cells.date(row, "date", optional=question != "explanation")
        if day and not head.covers(day):
            right = f"{head.choose()}, or leave the cell empty where it never happened in it"
            cells.wrong(row, "date", f"{day} lies outside the window", right)
        if area:
            part.cites(row, "area", area, areas, "area")
        elif question == "area-given-up":
            cells.wrong(row, "area", "the cell is empty", "Name the area; the question has a row for each")
        if formation:
            part.cites(row, "formation", formation, formations, "formation")
        if row.cells["source"]:
            part.sourced(row, head)
        if question == "explanation":
            cells.choice(row, "note", EXPLANATIONS, "an explanation")
        key = (question, area, formation, row.cells["date"] if question == "explanation" else "")
        if key in seen:
            cells.wrong(row, "question", f"this question is answered already in line {seen[key]}", "Keep one row")
        seen.setdefault(key, row.line)
        part.items.append(Outcome(question, area or None, formation or None, day, row.cells["source"], note))
    return part
