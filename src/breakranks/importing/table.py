"""Any table: a mapping says which of its columns stands for what, and what its words mean."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from breakranks.case.reading.names import Found as Known
from breakranks.case.reading.names import kebab, key
from breakranks.case.reading.people import read_people
from breakranks.case.reading.table import BOTH_CODES
from breakranks.case.reading.words import kind_meant, kinds_meant
from breakranks.drafts import Draft
from breakranks.importing.files import TableFile, open_tables
from breakranks.importing.found import FAR, OTHERS, OUTSIDE_WINDOW, UNREAD, UNSAID, Becomes, Codes, Found
from breakranks.importing.into import OPPONENT, Into
from breakranks.importing.mapping import OF_UNITS, Meanings, table_example, units_example, write_mapping
from breakranks.importing.reading import Dates, Source, degrees, event, spread
from breakranks.importing.units import GUESSES as UNIT_GUESSES
from breakranks.importing.units import units
from breakranks.tables import InputError, Problem, nearest

GUESSES = {
    "id": ("id", "event_id", "nr", "no", "number"),
    "date": ("date", "day", "event_date", "datum", "tag", "when", "date_start"),
    "reported": ("reported", "published", "report_date", "gemeldet", "meldedatum", "source_date"),
    "kind": ("kind", "type", "event", "event_type", "category", "art", "typ", "what"),
    "formation": ("formation", "unit", "einheit", "verband", "who"),
    "actor": ("actor", "actor1", "side", "akteur"),
    "opposed": ("actor2", "opponent", "target"),
    "area": ("area", "place", "location", "town", "ort", "gebiet", "where"),
    "lat": ("lat", "latitude", "breite", "y"),
    "lon": ("lon", "lng", "long", "longitude", "länge", "x"),
    "people": ("people", "number_of_people", "persons", "personen", "anzahl"),
    "words": ("notes", "text", "description", "headline", "beschreibung", "summary"),
    "note": ("note", "notiz", "remark", "bemerkung"),
    "source": ("source", "quelle"),
    "source_url": ("url", "link", "source_url"),
    "reliability": ("reliability", "zuverlässigkeit"),
    "credibility": ("credibility", "glaubwürdigkeit"),
}
"""What columns are often called; no more than a proposal that a person looks over."""
MOST_WORDS = 60
SHOWN = 5


def table(file: Path, into: Into) -> Found:
    """The drafts that a table gives by its mapping; without one, an example is written beside it, and no draft made.

    Raises:
        InputError: the file is no table, or the mapping does not fit it.
    """
    tables = open_tables(file)
    if len(tables) != 1:
        names = ", ".join(found.label for found in tables)
        wrong = f"there are {len(tables)} tables in it ({names})"
        raise InputError([Problem(file.name, None, None, wrong, "Save the one that is meant in a file of its own")])
    (source,) = tables
    if into.mapping.path is None:
        path = write_mapping(file, _example(file, source))
        return Found(said=[f"Wrote {path}: say there what the columns mean, then run this again. No draft was made."])
    columns = _columns(source, into.mapping)
    if into.mapping.table == OF_UNITS:
        found, rows = Found(), source.rows(columns.values())
        found.drafts = units((_cells(row, columns, into.mapping) for _, row in rows), into, found)
        found.count(source)
        return found
    return _events(source, columns, into)


def _cells(row: Mapping[str, str], columns: Mapping[str, str], mapping: Meanings) -> dict[str, str]:
    """The cells of a row by what they stand for, with those that are the same in every row."""
    return {**mapping.cells, **{cell: row[column] for cell, column in columns.items() if row[column]}}


def _events(source: TableFile, columns: Mapping[str, str], into: Into) -> Found:
    kinds = _kinds(into.mapping)
    days = {cell: Dates() for cell in ("date", "reported", "source_published") if cell in columns}
    for _, row in source.rows(columns.values()):
        for cell, dates in days.items():
            dates.note(row[columns[cell]])
    for cell, dates in days.items():
        dates.decide(source.label, columns[cell])
    found, unknown = Found(), {"kind": Counter[str](), "area": Counter[str](), "actor": Counter[str]()}
    for _, row in source.rows(columns.values()):
        cells = _cells(row, columns, into.mapping)
        meant = {cell: dates.span(cells.get(cell, "")) for cell, dates in days.items()}
        found.drafts += _draft(_id(cells, source), cells, meant, kinds, into, found, unknown)
    found.count(source)
    found.said += _told(unknown, into.mapping)
    return found


def _example(file: Path, source: TableFile) -> str:
    """A mapping with the columns that can be guessed by their names, and the words in that of kinds."""
    guessed = _guessed(source, GUESSES)
    of_units = _guessed(source, UNIT_GUESSES)
    if "kind" not in guessed and "name" in of_units and {"parent", "echelon"} & of_units.keys():
        return units_example(file, source.header, of_units)
    words = Counter[str]()
    if "kind" in guessed:
        words.update(row[guessed["kind"]] for _, row in source.rows([guessed["kind"]]))
    return table_example(file, source.header, guessed, dict(words.most_common(MOST_WORDS)))


def _guessed(source: TableFile, guesses: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The columns whose names say for which cells they stand."""
    by_key = {key(name): name for name in reversed(source.header) if name}
    guessed: dict[str, str] = {}
    for cell, names in guesses.items():
        there = (by_key[key(name)] for name in names if key(name) in by_key)
        if name := next((name for name in there if name not in guessed.values()), None):
            guessed[cell] = name
    return guessed


def _columns(source: TableFile, mapping: Meanings) -> Mapping[str, str]:
    """The columns by the cells that they stand for, all of them there, and enough of them."""
    file = mapping.path.name if mapping.path else ""
    problems = []
    for cell, column in mapping.columns.items():
        if column and not source.has([column]):
            right = nearest(column, source.header) or f"The columns are {', '.join(source.header)}"
            wrong = f"{source.label} has no column '{column}'"
            problems.append(Problem(file, None, f"columns.{cell}", wrong, right))
    columns = {cell: column for cell, column in mapping.columns.items() if column}
    for cell in ("name",) if mapping.table == OF_UNITS else ("date", "kind"):
        if cell not in columns and not (cell == "kind" and mapping.cells.get("kind")):
            right = f'Write {cell} = "…", the name of a column of {source.label}'
            problems.append(Problem(file, None, "columns", f"no column stands for {cell}", right))
    if problems:
        raise InputError(problems)
    return columns


def _kinds(mapping: Meanings) -> Mapping[str, str]:
    """The kinds that words stand for; empty where such rows are to be left out."""
    kinds, problems = {}, []
    for word, value in mapping.kinds.items():
        kind = kind_meant(value) if value else ""
        if kind is None:
            file = mapping.path.name if mapping.path else ""
            problems.append(Problem(file, None, f"kinds.{word}", f"'{value}' is not a kind", kinds_meant(value)))
        kinds[key(word)] = kind or ""
    if problems:
        raise InputError(problems)
    return kinds


def _draft(
    id: str,
    cells: Mapping[str, str],
    days: Mapping[str, tuple[date, date] | None],
    kinds: Mapping[str, str],
    into: Into,
    found: Found,
    unknown: Mapping[str, Counter[str]],
) -> list[Draft]:
    """The draft of a row, or none, and then why not is counted."""
    span = days.get("date")
    if span is None:
        return found.leave(UNREAD)
    first, last = span
    if not into.inside(first) or not into.inside(last):
        return found.leave(OUTSIDE_WINDOW)
    word = cells.get("kind", "")
    kind = kinds.get(key(word))
    if kind is None:
        kind = kind_meant(word)
    if not kind:
        unknown["kind"].update([] if key(word) in kinds else [word])
        return found.leave(UNSAID)
    formation = _formation(cells, into, unknown)
    if formation is None:
        return found.leave(OTHERS)
    area = _area(cells, into, unknown)
    if area is None:
        return found.leave(FAR)
    found.days[first] += 1
    reported = (days.get("reported") or span)[-1]
    when = spread(first, last), max(reported, last)
    source = _source(cells, (days.get("source_published") or (None,))[0])
    people = read_people(cells.get("people", "")) if cells.get("people") else None
    said = cells.get("note") or word, cells.get("words", "")
    draft = event(
        f"table:{id}", Becomes(kind, "", 0, False), when, (formation, area), _codes(cells), said, source,
        people[0] if people else "",
    )  # fmt: skip
    return [draft]


def _formation(cells: Mapping[str, str], into: Into, unknown: Mapping[str, Counter[str]]) -> str | None:
    """Whom a row is about: the formation named, else the high command; None where that is somebody else."""
    named = [cells[cell] for cell in ("formation", "actor", "opposed") if cells.get(cell)]
    if not named:
        return into.case.command
    who = {name: into.actor(name) for name in named}
    for meant in who.values():
        if meant is not None and into.ours(meant):
            return meant
    unknown["actor"].update(name for name, meant in who.items() if meant is None)
    return into.case.command if OPPONENT in who.values() and len(named) == 1 else None


def _area(cells: Mapping[str, str], into: Into, unknown: Mapping[str, Counter[str]]) -> str | None:
    """The area or areas of a row; empty where it names no place, None where its place is not of the case."""
    name, place = cells.get("area", ""), degrees(cells.get("lat", ""), cells.get("lon", ""))
    if name:
        one, several = into.place(name), into.areas.several(name)
        if one or isinstance(several, Known):
            return one or " ".join(several.ids if isinstance(several, Known) else ())
    area = into.ground.area(*place) if place else None
    if area is None and name and place is None:
        unknown["area"][name] += 1
    return area if name or place else ""


def _codes(cells: Mapping[str, str]) -> Codes:
    """The two codes, also where one cell holds both; where nobody gave them, that they cannot be judged."""
    reliability, credibility = cells.get("reliability", ""), cells.get("credibility", "")
    if both := BOTH_CODES.fullmatch(reliability) or BOTH_CODES.fullmatch(credibility):
        return Codes(both[1].upper(), both[2])
    return Codes(reliability or "F", credibility or "6")


def _source(cells: Mapping[str, str], published: date | None) -> Source:
    name, url = cells.get("source_name", ""), cells.get("source_url", "")
    given = cells.get("source", "") or name or url
    source = kebab(given)[:60].strip("-") or "table"
    return Source(source, name or cells.get("source", "") or url, url, str(published or ""))


def _id(cells: Mapping[str, str], source: TableFile) -> str:
    """What tells a row from all others: its id within its table, else all that it says."""
    if cells.get("id"):
        return f"{kebab(source.label)}:{cells['id']}"
    said = "\x1f".join(f"{cell}={cells[cell]}" for cell in sorted(cells))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _told(unknown: Mapping[str, Counter[str]], mapping: Meanings) -> Iterable[str]:
    """Sentences that name what the mapping does not say."""
    parts = {"kind": "kinds", "area": "places", "actor": "actors"}
    for cell, words in unknown.items():
        if words:
            shown = ", ".join(f"'{word}' ({count:,})" for word, count in words.most_common(SHOWN))
            yield f"Not known: {shown}. {mapping.path} may say under [{parts[cell]}] what is meant."
