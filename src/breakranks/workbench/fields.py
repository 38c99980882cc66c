"""The form for a row of a table: each column with what the codebook says of it, and what may stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakranks.assumptions import read_phrases
from breakranks.case import Case, codebook
from breakranks.case.judgements import JUDGED
from breakranks.case.reading.names import kebab
from breakranks.case.reading.table import LAYOUTS
from breakranks.vocabulary import CREDIBILITY, ECHELONS, KINDS, RELIABILITY, TROOPS
from breakranks.workbench.sheet import Sheet, parse

TABLES = {name: {"events": "Reports"}.get(name, name.capitalize()) for name in LAYOUTS}
"""The tables that are edited row by row, by what people call them."""
ONE = {name: title.removesuffix("s").lower() for name, title in TABLES.items()}
LABELS = {
    "people": "People touched", "lat": "Latitude", "lon": "Longitude", "adjacent": "Touches", "front": "At the front",
    "horizon_days": "Within days", "arrives": "Arrives on", "aliases": "Also called", "parent": "Under",
    "date": "Day it happened", "reported": "Day it was out", "formation": "Whom it is about", "area": "Where",
    "url": "Web address",
}  # fmt: skip
"""What a column is called in a form, where its own name says too little."""
MADE = "small letters, digits and hyphens, each once; made of the name where it is left empty"
WIDE = ("note", "name", "aliases")


@dataclass(frozen=True)
class Option:
    """A value that may stand in a cell, and what it means."""

    value: str
    meaning: str


@dataclass(frozen=True)
class Field:
    """A column in the form: its value, its help, and the values to choose from.

    `strict` lists are drawn as a choice, others complete what is typed; `several` values may stand in one cell.
    """

    column: str
    label: str
    help: str
    value: str
    options: tuple[Option, ...] = ()
    strict: bool = False
    several: bool = False
    needed: bool = True
    wide: bool = False
    example: str = ""


def fields(name: str, case: Case | None, sheet: Sheet, values: Mapping[str, str]) -> list[Field]:
    """The fields of a row of a table, in the order of the codebook; columns that are missing everywhere stay so."""
    layout = LAYOUTS[name]
    found = []
    for column, help in layout.columns.items():
        options, strict = _options(name, column, case), _strict(name, column, values.get(column, ""))
        empty = column in layout.may_be_empty or column in layout.optional
        found.append(
            Field(
                column,
                label := _label(name, column),
                MADE if column == "id" and "name" in layout.columns else _help(help, label),
                values.get(column, ""),
                options,
                strict,
                several=(name, column) in (("events", "area"), ("areas", "adjacent")) or column == "source",
                needed=not empty and column != "id",
                wide=column in WIDE,
                example="2022-11-09" if column in ("date", "reported", "arrives", "published", "accessed") else "",
            )
        )
    return found


def _label(name: str, column: str) -> str:
    """What a column is called."""
    if (name, column) == ("judgements", "date"):
        return "Day it was said"
    return LABELS.get(column, column.replace("_", " ").capitalize())


def _help(text: str, label: str) -> str:
    """The codebook's words on a column, without what its label says already."""
    text = text.removeprefix("optional column: ")
    head, mark, rest = text.partition(": ")
    return rest if mark and head.casefold() == label.casefold() else text


def _strict(name: str, column: str, value: str) -> bool:
    """Whether a value is chosen from a short list; what stands there already and is none of it may be kept."""
    short = {"echelon": ECHELONS, "troops": TROOPS, "reliability": RELIABILITY, "credibility": CREDIBILITY,
             "front": ("yes", "no"), "question": codebook.ASKED}  # fmt: skip
    return column in short and value in ("", *short[column])


def _options(name: str, column: str, case: Case | None) -> tuple[Option, ...]:
    """What may stand in a column, with its meaning."""
    fixed: dict[str, Mapping[str, str]] = {
        "kind": {k.id: k.meaning if k.meaning.startswith(k.name) else f"{k.name}: {k.meaning}" for k in KINDS.values()},
        "reliability": RELIABILITY,
        "credibility": CREDIBILITY,
        "echelon": dict.fromkeys(ECHELONS, ""),
        "troops": TROOPS,
        "front": {"yes": "it touches ground that the opponent holds", "no": "it does not"},
        "phrase": {phrase: f"{found.probability:.0%}, {found.yardstick}" for phrase, found in read_phrases().items()},
        "question": {q: codebook.ASKED[q] for q in (JUDGED if name == "judgements" else codebook.ASKED)},
    }
    if column in fixed:
        return tuple(Option(value, meaning) for value, meaning in fixed[column].items())
    if case is None:
        return ()
    if column in ("formation", "parent"):
        return tuple(Option(f.id, f"{f.name} ({f.echelon})") for f in case.formations)
    if column in ("area", "adjacent"):
        return tuple(Option(a.id, a.name) for a in case.areas)
    if column == "source":
        return tuple(Option(s.key, s.name) for s in case.sources.values())
    return ()


def cells_of(name: str, form: Mapping[str, str]) -> dict[str, str]:
    """The cells that a form sends, each on one line; an id that is left empty is made of the name."""
    columns = [column for column in LAYOUTS[name].columns if f"cell.{column}" in form]
    cells = {column: " ".join(form[f"cell.{column}"].split()) for column in columns}
    if cells.get("id") == "" and cells.get("name"):
        cells["id"] = kebab(cells["name"])
    return cells


def beside(sheet: Sheet, ids: Sequence[str], own: str) -> bytes | None:
    """The areas with `own` named by each area that it touches, and by no other; None where all is so already."""
    changed = sheet
    for row in sheet.rows:
        cells = changed.row(row.number)
        named = cells.get("adjacent", "").split()
        if cells.get("id") == own or ((own in named) == (cells.get("id") in ids)):
            continue
        now = [*named, own] if cells.get("id") in ids else [id for id in named if id != own]
        changed = parse("areas", changed.changed(row.number, {"adjacent": " ".join(now)}))
    return None if changed is sheet else changed.written()
