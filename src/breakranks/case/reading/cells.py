"""The cells of a case's tables as people write them → as the format has them."""

import re
from collections.abc import Callable, Iterable, Mapping

from breakranks.assumptions import read_phrases
from breakranks.case import codebook
from breakranks.case.head import Head
from breakranks.case.reading.cited import read_cited
from breakranks.case.reading.days import ASKED_FOR, NoDay, Span, read_days
from breakranks.case.reading.names import KEBAB, Doubt, Found, Names, kebab
from breakranks.case.reading.people import NONE, RANGE, read_people, says_nothing
from breakranks.case.reading.readings import Readings
from breakranks.case.reading.table import BOTH_CODES, Table
from breakranks.case.reading.words import YES_NO, Words, kind_meant, kinds_meant
from breakranks.tables import LISTED, MOST_SLIPS, Row
from breakranks.vocabulary import CREDIBILITY, ECHELONS, EXPLANATIONS, QUESTIONS, RELIABILITY, TROOPS

DAYS = {
    "events": ("date", "reported"), "formations": ("arrives",), "outcomes": ("date",), "judgements": ("date",),
    "sources": ("published", "accessed"), "moves": ("date", "reported"),
}  # fmt: skip
KEPT, LAST = "kept", "last"
SPANS = {
    ("events", "date"): KEPT, ("events", "reported"): LAST, ("moves", "reported"): LAST, ("sources", "published"): LAST,
    ("sources", "accessed"): LAST,
}  # fmt: skip
"""Columns of days in which a week, a month or a span may stand, and what becomes of it."""
DECIMALS = {"areas": ("lat", "lon"), "judgements": ("probability",)}
PEOPLE = {"events": "people", "formations": "strength", "moves": "strength"}
MAY_SAY_NOTHING = {
    "areas": ("adjacent",), "formations": ("parent", "area", "arrives"),
    "events": ("area", "reliability", *codebook.OPTIONAL_OF_EVENTS), "sources": codebook.OPTIONAL_OF_SOURCES,
    "moves": ("area", "parent", "source"), "outcomes": ("area", "formation", "date", "source"),
    "judgements": ("area", "phrase", "probability", "source"),
}  # fmt: skip
"""Columns besides those of people whose cells may be empty, and in which a dash or n/a stands for that."""
MOST_LETTERS = 200
"""A longer cell is no pair of names."""
SHARED_NOUN = re.compile(r"(.+) (?:and|und|&) (\S+) (.+?)s?")
REPORT = "report with the id"
NO_FIGURE = "Write digits alone, for example 3500"
NO_FIGURE_OF_AN_EVENT = f"{NO_FIGURE}, or a range, 500-700, or leave the cell empty and say it in the note"


def read_cells(tables: Mapping[str, Table], head: Head, readings: Readings) -> None:
    """Replace the cells of all tables by what they mean, and note those that mean nothing, or more than one thing."""
    for name, columns in MAY_SAY_NOTHING.items():
        for column in columns:
            _Column(tables[name], column, readings).nothing()
    areas, formations = (_names(tables[name], readings) for name in ("areas", "formations"))
    places = (areas, tables["areas"], "area")
    bodies = (formations, tables["formations"], "formation")
    _Column(tables["areas"], "adjacent", readings).several(*places)
    for name in ("formations", "moves"):
        _Column(tables[name], "parent", readings).one(*bodies)
        _Column(tables[name], "area", readings).one(*places)
    _Column(tables["events"], "area", readings).several(*places)
    for name in ("events", "moves", "outcomes"):
        _Column(tables[name], "formation", readings).one(*bodies)
    for name in ("outcomes", "judgements"):
        _Column(tables[name], "area", readings).one(*places)
    for name, table in tables.items():
        for column in DAYS.get(name, ()):
            _Column(table, column, readings).days(SPANS.get((name, column), ""))
        for column in DECIMALS.get(name, ()):
            _Column(table, column, readings).decimals()
        if name in PEOPLE:
            _Column(table, PEOPLE[name], readings).people()
    _Column(tables["events"], "retracts", readings).several(_reports(tables["events"]), tables["events"], REPORT)
    _codes(tables["events"], readings)
    _words(tables, readings)
    read_cited(tables, head, readings)
    meant = formations.one(head.text["command"])
    if isinstance(meant, Found) and meant.ids[0] != head.text["command"]:
        readings.cell("command", "case.toml", head.text["command"], meant.ids[0])
        head.text["command"] = meant.ids[0]


def _names(table: Table, readings: Readings) -> Names:
    """What the rows of a table are called, their ids having been made as ids are."""
    names = Names()
    for row in table.rows:
        written = row.cells["id"]
        id = written if KEBAB.fullmatch(written) else kebab(written)
        if id and id != written:
            readings.cell("latin", table.label, written, id)
            row.cells["id"] = id
        if id:
            aliases = (alias.strip() for alias in row.cells.get("aliases", "").split(";"))
            names.add(id, written, [name for name in (row.cells["name"], *aliases) if name])
    return names


def _reports(events: Table) -> Names:
    """The ids of reports, which are kept as they are written."""
    names = Names()
    for row in events.rows:
        if id := row.cells.get("id"):
            names.add(id, id, ())
    return names


class _Column:
    """One column of a table, whose cells are replaced; empty cells, and a column that is not there, are left alone."""

    def __init__(self, table: Table, column: str, readings: Readings) -> None:
        self.table, self.column, self.readings = table, column, readings
        self.rows = [row for row in table.rows if row.cells.get(column)]

    def _put(self, row: Row, read: str, what: str) -> None:
        written, row.cells[self.column] = row.cells[self.column], read
        self.readings.cell(what, self.table.label, written, read)

    def _ask(self, row: Row, wrong: str, right: str) -> None:
        self.table.ask(row, self.column, wrong, right)

    def nothing(self) -> None:
        """Dashes and the like, which stand for an empty cell."""
        for row in self.rows:
            if says_nothing(row.cells[self.column]):
                self._put(row, "", NONE)

    def days(self, spans: str) -> None:
        """Days; whether day or month comes first is decided by the whole column.

        Weeks, months and spans of days are kept, read as their last day, or asked about, as `spans` says.
        """
        meant = read_days(row.cells[self.column] for row in self.rows)
        for row in self.rows:
            written = row.cells[self.column]
            day = meant[written]
            if isinstance(day, Span) and spans == KEPT:
                if written != (read := f"{day.first}/{day.last}"):
                    self._put(row, read, day.form)
            elif isinstance(day, Span) and spans == LAST:
                self._put(row, str(day.last), day.form)
            elif isinstance(day, Span):
                self._ask(row, f"'{written}' is {day.wrong}", ASKED_FOR)
            elif isinstance(day, NoDay):
                self._ask(row, day.wrong, day.right)
            elif day.form:
                self._put(row, str(day.day), day.form)

    def decimals(self) -> None:
        """Numbers with a decimal comma, and minus signs that are none."""
        for row in self.rows:
            written = row.cells[self.column]
            read = re.sub(r"^([+-]?[0-9]+),([0-9]+)$", r"\1.\2", written.replace("\N{MINUS SIGN}", "-"))
            if read != written:
                self._put(row, read, "decimal")

    def people(self) -> None:
        """Figures of people."""
        right = NO_FIGURE_OF_AN_EVENT if self.column == "people" else NO_FIGURE
        for row in self.rows:
            written = row.cells[self.column]
            if re.fullmatch("[0-9]+", written):
                continue
            found = read_people(written)
            if found and found[1] == RANGE and self.column != "people":
                self._ask(row, f"'{written}' is a range", "Write the best estimate")
                continue
            if found is None:
                self._ask(row, f"'{written}' is not a whole number of 0 or more", right)
            elif found[0] != written:
                self._put(row, *found)

    def words(self, meant: Callable[[str], str | None], right: Callable[[str], str] | None = None) -> None:
        """Words of the codebook; those that are none are left for the check, or told with what `right` says."""
        for row in self.rows:
            written = row.cells[self.column]
            read = meant(written)
            if read and read != written:
                self._put(row, read, "word")
            elif not read and right:
                self._ask(row, f"'{written}' is not a {self.column}", right(written))

    def one(self, names: Names, of: Table, what: str) -> None:
        """The id of one row of another table."""
        for row in self.rows:
            written = row.cells[self.column]
            found = names.one(written)
            if isinstance(found, Doubt) and len(ids := _every(names, written)) > 1:
                self._ask(row, f"'{written}' names {len(ids)} {what}s ({', '.join(ids)})", self._one_of_them())
            elif isinstance(found, Doubt):
                self._doubt(row, found, names, of, what)
            elif found.ids[0] != written:
                self._put(row, found.ids[0], found.by)

    def _one_of_them(self) -> str:
        each = "; if the report is about each of them, give each a row of its own"
        return f"Name one{each if self.column == 'formation' else ''}"

    def several(self, names: Names, of: Table, what: str) -> None:
        """Ids of rows of another table."""
        for row in self.rows:
            written = row.cells[self.column]
            found = names.several(written)
            if isinstance(found, Doubt):
                self._doubt(row, found, names, of, what)
            elif (read := " ".join(found.ids)) != " ".join(written.split()):
                parted = len(found.ids) > 1 and len(written.split()) != len(found.ids)
                listed = what == "area" and (parted or re.search("[,;/|+&]", written))
                self._put(row, read, "areas" if listed else found.by)

    def _doubt(self, row: Row, doubt: Doubt, names: Names, of: Table, what: str) -> None:
        written = row.cells[self.column]
        if doubt.readings:
            ids = [f"'{' '.join(ids)}'" for ids in doubt.readings]
            right = "Write the id, or the ids with spaces between"
            self._ask(row, f"'{written}' may be {' or '.join(ids)}", right)
            return
        # What is not known may stand in a row that was lost.
        for unknown in doubt.unknown if of.whole else ():
            self._ask(row, f"there is no {what} '{unknown}'", self._unknown(unknown, names, of, what))

    def _unknown(self, value: str, names: Names, of: Table, what: str) -> str:
        if len(self.table.told) < MOST_SLIPS and (near := names.near(value)):
            return f"Nearest: '{near}'"
        if what == REPORT:
            return "Write the id of the report that is withdrawn, as it stands in its column id"
        few = f"Use one of: {', '.join(names.ids)}; or add" if what == "area" and len(names.ids) <= LISTED else "Add"
        article = "an" if what == "area" else "a"
        return f"{few} it to {of.label}, as {article} {what} of its own or among the aliases of the one that is meant"


def _every(names: Names, written: str) -> tuple[str, ...]:
    """The ids that a cell names in which one is wanted; "92nd and 93rd Brigades" names two brigades."""
    found = names.several(written)
    if isinstance(found, Doubt) and len(written) <= MOST_LETTERS and (shared := SHARED_NOUN.fullmatch(written)):
        first, second, noun = shared.groups()
        found = names.several(f"{first} {noun}, {second} {noun}")
    return tuple(dict.fromkeys(found.ids)) if isinstance(found, Found) else ()


def _codes(events: Table, readings: Readings) -> None:
    """Both Admiralty codes in one cell."""
    for row in events.rows:
        for column, other in (("reliability", "credibility"), ("credibility", "reliability")):
            both = BOTH_CODES.fullmatch(row.cells.get(column, ""))
            if not both:
                continue
            codes = dict(zip(("reliability", "credibility"), (both[1].upper(), both[2]), strict=True))
            stands = row.cells.get(other, "")
            if stands.upper() not in ("", codes[other], row.cells[column].upper()):
                wrong = f"'{row.cells[column]}' says {other} {codes[other]}, and the column {other} says '{stands}'"
                right = f"Write {codes[column]} here, and the right one there"
                events.ask(row, column, wrong, right)
            else:
                readings.cell("codes", events.label, row.cells[column], f"{both[1].upper()} {both[2]}")
                row.cells.update(codes)
            break


def _words(tables: Mapping[str, Table], readings: Readings) -> None:
    def read(table: str, column: str, words: Mapping[str, Iterable[str]]) -> None:
        _Column(tables[table], column, readings).words(Words(words).meant)

    read("formations", "echelon", dict.fromkeys(ECHELONS, ()))
    read("formations", "troops", {troops: (meaning,) for troops, meaning in TROOPS.items()})
    read("areas", "front", YES_NO)
    for table in ("events", "sources"):
        read(table, "reliability", {code: (meaning,) for code, meaning in RELIABILITY.items()})
    read("events", "credibility", {code: (meaning,) for code, meaning in CREDIBILITY.items()})
    _Column(tables["events"], "kind", readings).words(kind_meant, kinds_meant)
    asked = {id: (QUESTIONS[id].name,) if id in QUESTIONS else () for id in codebook.ASKED}
    for table in ("outcomes", "judgements"):
        read(table, "question", asked)
    explained = _Column(tables["outcomes"], "note", readings)
    explained.rows = [row for row in explained.rows if row.cells["question"] == codebook.EXPLANATION]
    explained.words(Words({id: (e.name,) for id, e in EXPLANATIONS.items()}).meant)
    if tables["judgements"].rows:
        phrases = _Column(tables["judgements"], "phrase", readings)
        # Beside a number the phrase is the author's wording, for the reader.
        phrases.rows = [row for row in phrases.rows if not row.cells["probability"]]
        phrases.words(Words(dict.fromkeys(read_phrases(), ())).meant)
