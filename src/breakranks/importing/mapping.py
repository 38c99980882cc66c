"""A mapping: a small TOML file in which a person says what the words of a table mean for a case."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from breakranks.case.reading.words import kind_meant
from breakranks.grids import UnreadableError, decode, load
from breakranks.importing.ground import WITHIN_KM
from breakranks.tables import InputError, Problem, nearest, unread

SECTIONS = {
    "columns": "which column of your table stands for which cell of a draft",
    "cells": "cells that are the same in every draft",
    "kinds": "what the words of your table are in the codebook; left empty, such rows are left out",
    "actors": 'who is who: "force", "opponent", or the id of a formation',
    "places": "which area of the case a place is",
    "strength": "people of a unit of which no number is given, by its echelon",
}
"""The parts of a mapping, and what each is for."""
GROUND, TABLE = "within_km", "table"
OF_EVENTS, OF_UNITS = "events", "formations"
"""What the rows of a table may be."""
FROM_TABLE = (
    "id", "date", "reported", "formation", "actor", "opposed", "area", "lat", "lon", "kind", "people", "words", "note",
    "source", "source_name", "source_url", "source_published", "reliability", "credibility", "name", "parent",
    "echelon", "troops", "strength",
)  # fmt: skip
"""Cells that a column may stand for; actor and opposed are the two sides of a row, as the table calls them."""
ALWAYS = (
    "formation", "area", "kind", "people", "note", "source", "source_name", "source_url", "source_published",
    "reliability", "credibility", "troops",
)  # fmt: skip
"""Cells that may be the same in every draft."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a mapping says; empty where there is none."""

    path: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    strength: Mapping[str, str] = field(default_factory=dict)
    within_km: float = WITHIN_KM
    table: str = OF_EVENTS


def beside(file: Path) -> Path:
    """Where the mapping of a file is looked for and written: reports.csv has reports.mapping.toml."""
    return file.parent / f"{file.stem}.mapping.toml"


def read_mapping(path: Path) -> Meanings:
    """The mapping in a file.

    Raises:
        InputError: it cannot be read, or says something that a mapping cannot.
    """
    try:
        content = tomllib.loads(decode(load(path))[0])
    except (OSError, UnreadableError) as error:
        raise InputError([unread(path, error)]) from None
    except (ValueError, RecursionError) as error:
        right = "Put every name with other signs than a to z, digits, - and _ between quotation marks"
        raise InputError([Problem(path.name, None, None, f"this is not TOML ({error})", right)]) from None
    problems: list[Problem] = []
    parts: dict[str, Any] = {}
    for name, value in content.items():
        if name == GROUND:
            parts[name] = _distance(path, value, problems)
        elif name == TABLE and value in (OF_EVENTS, OF_UNITS):
            parts[name] = value
        elif name == TABLE:
            wrong, right = f"'{value}' is no table to import into", f'Write "{OF_EVENTS}" or "{OF_UNITS}"'
            problems.append(Problem(path.name, None, TABLE, wrong, right))
        elif name not in SECTIONS or not isinstance(value, dict):
            parted = ", ".join(f"[{section}]" for section in SECTIONS)
            right = nearest(name, SECTIONS) or f"The parts are {GROUND}, {TABLE} and {parted}"
            problems.append(Problem(path.name, None, name, f"a mapping has no part '{name}'", right))
        else:
            parts[name] = _texts(path, name, value, problems)
    for name, known in (("columns", FROM_TABLE), ("cells", ALWAYS)):
        for cell in parts.get(name, {}):
            if cell not in known:
                right = nearest(cell, known) or f"The cells are {', '.join(known)}"
                problems.append(Problem(path.name, None, f"{name}.{cell}", f"a draft has no cell '{cell}'", right))
    if problems:
        raise InputError(problems)
    return Meanings(path, **parts)


def _distance(path: Path, value: object, problems: list[Problem]) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1000:
        return float(value)
    wrong = f"'{value}' is not a distance"
    problems.append(Problem(path.name, None, GROUND, wrong, f"Write kilometres, for example {GROUND} = 25"))
    return WITHIN_KM


def _texts(path: Path, name: str, value: Mapping[str, object], problems: list[Problem]) -> dict[str, str]:
    texts = {}
    for key, text in value.items():
        if isinstance(text, str) or (isinstance(text, int | float) and not isinstance(text, bool)):
            texts[key] = str(text).strip()
        else:
            wrong, right = f"'{text}' is not text", f'Write it between quotation marks, for example {key} = "…"'
            problems.append(Problem(path.name, None, f"{name}.{key}", wrong, right))
    return texts


def write_mapping(file: Path, text: str) -> Path:
    """Write the mapping of a file beside it, if there is none yet, and give its place.

    Raises:
        InputError: it cannot be written.
    """
    path = beside(file)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as new:
            new.write(text)
    except FileExistsError:
        pass
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}). Put {file.name} into another folder.") from None
    return path


def actors_example(file: Path, actors: Iterable[tuple[str, int]], force: str, opponent: str) -> str:
    """A mapping that names the actors of a data set, for a person to say who they are."""
    counted = ((actor, f"  # {count:,} row{'s' if count > 1 else ''}" if count else "") for actor, count in actors)
    lines = [f'# {quoted(actor)} = ""{rows}' for actor, rows in counted]
    listed = "\n".join(lines)
    return f"""\
# A place is taken for the area in which it lies (areas.geojson), else for the nearest whose middle is so near.
{GROUND} = {WITHIN_KM:g}

# What {file.name} calls the two sides. Take away the # before each actor of the case, and write between the
# quotation marks what it is:
#   "force"     {force}
#   "opponent"  {opponent}
#   or the id of a formation of formations.csv.
# Rows about others are left out. Then run the import again: it finds this file by its name.
[actors]
{listed}
"""


def table_example(file: Path, header: Sequence[str], guessed: Mapping[str, str], words: Mapping[str, int]) -> str:
    """A mapping for a table of events, with what could be guessed filled in for a person to look over."""
    kinds = "\n".join(f"{quoted(word)} = {quoted(kind_meant(word) or '')}  # {n:,} rows" for word, n in words.items())
    return f"""\
{_top(file, header, OF_EVENTS)}
[columns]
{_lines(_OF_EVENTS, guessed)}

# Cells that are the same in every row. The codes are the Admiralty's: A to F for the source, 1 to 6 for the news.
[cells]
# source = "my-table"
# source_name = "A table, its author and day"
# reliability = "C"
# credibility = "3"

# What the words in the column of kinds are in the codebook, for example "conduct.withdraw".
# Left empty, such rows are left out. A word that is a kind already need not stand here.
[kinds]
{kinds}

# What the table calls the two sides, where it has columns for them: "force", "opponent", or the id of a formation.
[actors]

# What the table calls places that are areas of the case under another name.
[places]
"""


def units_example(file: Path, header: Sequence[str], guessed: Mapping[str, str]) -> str:
    """A mapping for a table of units, with what could be guessed filled in for a person to look over."""
    return f"""\
{_top(file, header, OF_UNITS)}
[columns]
{_lines(_OF_UNITS, guessed)}

# Cells that are the same in every row.
[cells]
# troops = "conscript"

# People of a unit of which no number is given, by its echelon.
[strength]
# brigade = 3000

# What the table calls places that are areas of the case under another name.
[places]
"""


def _top(file: Path, header: Sequence[str], rows: str) -> str:
    return f"""\
# How {file.name} is read. Nothing of it is used before you have looked this file over; then run the import again.
# Its columns are: {", ".join(header)}

# What its rows are: "{OF_EVENTS}" (something that happened) or "{OF_UNITS}" (a unit of the order of battle).
{TABLE} = "{rows}"

# A place is taken for the area in which it lies (areas.geojson), else for the nearest whose middle is so near.
{GROUND} = {WITHIN_KM:g}

# Which column of {file.name} stands for which cell. Lines that begin with # are not used."""


def _lines(cells: Mapping[str, str], guessed: Mapping[str, str]) -> str:
    return "\n".join(
        f"{cell} = {quoted(guessed[cell])}  # {meaning}" if cell in guessed else f'# {cell} = ""  # {meaning}'
        for cell, meaning in cells.items()
    )


_OF_EVENTS = {
    "id": "what tells a row from all others; else its words do",
    "date": "the day it happened",
    "reported": "the day an outside reader could have known it; else the day it happened is taken",
    "kind": "what it is, see [kinds]",
    "formation": "whom it is about; else the high command",
    "actor": "who did it, instead of formation, see [actors]",
    "opposed": "to whom it was done, see [actors]",
    "area": "where, by name or id",
    "lat": "degrees north, where the table has coordinates",
    "lon": "degrees east",
    "people": "how many people it touched",
    "words": "the text that it rests on; one sentence is kept in the draft",
    "note": "a line in your own words",
    "source": "key of a source",
    "source_name": "what the source is called",
    "source_url": "its address",
    "source_published": "the day it came out",
    "reliability": "A to F",
    "credibility": "1 to 6",
}
_OF_UNITS = {
    "name": "what the unit is called",
    "formation": "its id; else one is made of the name",
    "parent": "the name of the next headquarters up; else the high command",
    "echelon": "its size in words, or a symbol code",
    "troops": "what kind of people serve in it",
    "strength": "how many people it has",
    "area": "where it stands, by name or id",
    "lat": "degrees north, where the table has coordinates",
    "lon": "degrees east",
    "words": "what is said of it",
}


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
