"""Tables of any size, read row by row: CSV as people save it, packed or not, and workbooks."""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from breakranks.case.reading.names import key
from breakranks.grids import (
    MOST_ABOVE,
    UnreadableError,
    decode,
    is_workbook,
    load,
    separator_of,
    sheets_of,
    wide_of,
)
from breakranks.tables import InputError, Problem, unread

TELLING = {"eventidcnty": "acled", "typeofviolence": "ucdp", "eventid1pd": "viina"}
"""Columns that only one of the data sets has, as `key` makes them, and what imports it."""
TEXTS = (".csv", ".tsv", ".txt", ".tab")
CHUNK = 1 << 20
MOST_UNPACKED = 4_000_000_000
"""Bytes of a packed file once it is unpacked; the largest yearly data set has a tenth of that."""
Lines = Callable[[], Iterator[tuple[int, list[str]]]]


class TableFile:
    """A table with its header; its rows are read anew each time that they are asked for, and never all kept.

    `read` counts the rows of the last time, `broken` those of them that have more or fewer cells than the header and
    are passed over; `first_broken` is the line of the first of these.
    """

    def __init__(self, label: str, lines: Lines) -> None:
        self.label = label
        self._lines = lines
        self.read = 0
        self.broken = 0
        self.first_broken: int | None = None
        self._headless = False
        self.header = next((cells for _, cells in lines()), [])

    def without_header(self, columns: Sequence[str]) -> None:
        """Take the first row for a row like the others, under these columns."""
        self.header, self._headless = list(columns), True

    def has(self, columns: Iterable[str]) -> bool:
        """Whether the header names all of these, however their letters are written."""
        return {key(column) for column in columns} <= {key(name) for name in self.header}

    def need(self, columns: Iterable[str], what: str) -> None:
        """Refuse a table that lacks columns; `what` says what it should be.

        Raises:
            InputError: naming them.
        """
        there = {key(name) for name in self.header}
        if missing := [column for column in columns if key(column) not in there]:
            wrong = f"this is not {what}: there is no column {', '.join(missing[:5])}"
            shown = ", ".join(self.header[:6]) or "nothing"
            right = f"Give the file as it was downloaded; its first row has {shown}"
            if other := next((name for column, name in TELLING.items() if column in there), None):
                right = f"It looks like a file for breakranks import {other}"
            raise InputError([Problem(self.label, 1, None, wrong, right)])

    def rows(self, columns: Iterable[str] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
        """The line and the cells of each row, of these columns alone; cells of columns that are not there are empty."""
        wanted = list(self.header if columns is None else columns)
        at = {key(name): place for place, name in reversed(list(enumerate(self.header)))}
        places = [(column, at[key(column)]) for column in wanted if key(column) in at]
        empty = {column: "" for column in wanted if key(column) not in at}
        width = len(self.header)
        self.read, self.broken, self.first_broken = 0, 0, None
        for number, (line, cells) in enumerate(self._lines()):
            if number == 0 and not self._headless:
                continue
            self.read += 1
            if len(cells) != width and any(cells[width:] or ["short"] * (len(cells) < width)):
                self.broken += 1
                self.first_broken = self.first_broken or line
                continue
            yield line, {column: cells[place].strip() for column, place in places} | empty


def open_tables(path: Path) -> list[TableFile]:
    """The tables in a file: one of a CSV, of a workbook one for each sheet, of a ZIP one for each table in it.

    Raises:
        InputError: the file cannot be read, or there is no table in it.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(4096)
        if zipfile.is_zipfile(path) and not _is_packed_workbook(path):
            return _packed(path)
        if is_workbook(path, begin):
            return [_sheet(f"{path.name}, sheet {name}", rows) for name, rows in sheets_of(load(path)).items()]
        return [_text(path.name, lambda: path.open("rb"))]
    except (OSError, UnreadableError) as error:
        raise InputError([unread(path, error)]) from None
    except zipfile.BadZipFile:
        wrong = "this packed file is broken"
        raise InputError([Problem(path.name, None, None, wrong, "Download it again, or unpack it")]) from None


def _is_packed_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        return bool({"[Content_Types].xml", "mimetype"} & set(packed.namelist()))


def _packed(path: Path) -> list[TableFile]:
    with zipfile.ZipFile(path) as packed:
        entries = [e for e in packed.infolist() if e.filename.casefold().endswith(TEXTS) and e.file_size]
    entries = [entry for entry in entries if not Path(entry.filename).name.startswith(".")]
    if not entries:
        wrong, right = "there is no table in this packed file", "Give one that holds a CSV file"
        raise InputError([Problem(path.name, None, None, wrong, right)])
    if any(entry.flag_bits & 1 for entry in entries):
        wrong = "this packed file wants a password"
        raise InputError([Problem(path.name, None, None, wrong, "Unpack it, and give the file that was in it")])
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        wrong = f"this unpacks to more than {MOST_UNPACKED // 10**9} GB"
        raise InputError([Problem(path.name, None, None, wrong, "Give a smaller file")])

    def opened(name: str) -> Callable[[], IO[bytes]]:
        return lambda: zipfile.ZipFile(path).open(name)

    return [_text(f"{path.name}, {entry.filename}", opened(entry.filename)) for entry in entries]


def _sheet(label: str, rows: Sequence[tuple[int, list[str]]]) -> TableFile:
    return TableFile(label, lambda: _untitled(iter(rows)))


def _text(label: str, opened: Callable[[], IO[bytes]]) -> TableFile:
    with opened() as file:
        encoding, begin = _encoding(file)
    separator, skipped = separator_of(begin)

    def lines() -> Iterator[tuple[int, list[str]]]:
        with opened() as file:
            text = io.TextIOWrapper(file, encoding, newline="")
            reader = csv.reader(text, delimiter=separator, strict=True)
            line = 1
            try:
                for cells in reader:
                    begins, line = line, reader.line_num + 1
                    if any(cells) and not (skipped and begins == 1):
                        yield begins, cells
            except (csv.Error, UnicodeError) as error:
                wrong = f"the file cannot be read from here on ({error})"
                right = "Download it again, or save it as CSV UTF-8"
                raise InputError([Problem(label, line, None, wrong, right)]) from None

    return TableFile(label, lambda: _untitled(lines()))


def _untitled(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows without titles above them: rows of one cell, before one of several."""
    begin = list(islice(rows, MOST_ABOVE + 1))
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in begin]
    first = next((n for n, count in enumerate(filled) if count > 2), 0)
    yield from begin[first if max(filled[:first], default=0) <= 1 else 0 :]
    yield from rows


def _encoding(file: IO[bytes]) -> tuple[str, str]:
    """The encoding of a whole file, and its beginning as text.

    Raises:
        UnreadableError: no encoding fits, or more than one may.
    """
    begin = file.read(CHUNK)
    if wide := wide_of(begin):
        return wide, begin[: len(begin) // 2 * 2].decode(wide, "replace")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    chunk = begin
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = file.read(CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # What spoils UTF-8 may stand far from the beginning; whole lines of it say what else it is.
        decode(chunk[chunk.find(b"\n") + 1 : chunk.rfind(b"\n") + 1] or chunk)
        return "cp1252", begin.decode("cp1252", "replace")
    return "utf-8-sig", begin.decode("utf-8-sig", "replace")
