"""Files as people save them → rows of text: CSV as spreadsheets write it, and workbooks."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""How the names of workbooks end."""
PLAIN_TEXT = "Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
MOST_BYTES = 32_000_000
"""A file that people write by hand has no more; what is larger is another file, and might fill the memory."""
MOST_ABOVE, FEWEST = 5, 5
"""Lines that may stand above a header, and columns below one that has a separator itself, at least."""
MOST_UNPACKED = 4 * MOST_BYTES
"""Bytes of a workbook, which is packed."""
MOST_CELLS = 5_000_000
"""Cells from the first of a sheet to the last, most of them empty: memory is taken for each."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that are no text: a terminal may take them for orders."""
_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How workbooks begin, whatever they are called."""
_FOREIGN = re.compile(r"[À-ÿ]{3,}|[£¥³¹¿¼¾ª¯±²€Ÿ][^\W\d_]|[ÐÞÝðþý]")
"""What letters of other Windows encodings look like if they are taken for Windows-1252."""
_SHOWN = 3


class UnreadableError(ValueError):
    """A file that cannot be read: on which line, why, and what to do."""

    def __init__(self, line: int | None, wrong: str, right: str) -> None:
        self.line, self.wrong, self.right = line, wrong, right
        super().__init__(wrong)


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table that are not blank, each with the line that it begins on and its trimmed cells.

    `unusual` says how the file was read where it is not UTF-8 with commas; `broken` what kept the rows after these
    from being read.
    """

    rows: Sequence[tuple[int, list[str]]]
    separator: str = ","
    unusual: tuple[str, ...] = ()
    broken: UnreadableError | None = None


def load(path: Path) -> bytes:
    """What a file holds.

    Raises:
        OSError: the file cannot be opened.
        UnreadableError: there is too much of it.
    """
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        wrong = f"the file has more than {MOST_BYTES // 10**6} MB"
        raise UnreadableError(None, wrong, "Give a smaller file; this one is perhaps another than you think")
    return raw


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file with plain line ends, and how it was read where it is not UTF-8.

    UTF-8, UTF-16 and UTF-32, with or without byte order mark; else Windows-1252, unless that would give nonsense.

    Raises:
        UnreadableError: no encoding fits, more than one may, or there is a control character.
    """
    unusual: tuple[str, ...] = ()
    wide = wide_of(raw)
    try:
        text = raw.decode(wide or "utf-8-sig")
        unusual = (f"as {wide[:6].upper()}",) if wide else ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        if wide:
            raise UnreadableError(line, f"this is broken {wide[:6].upper()}", PLAIN_TEXT) from None
        text = _windows(raw, line, f"byte {error.start + 1} (0x{raw[error.start]:02x}) is not UTF-8")
        words = dict.fromkeys(word for word in re.findall(r"\w+", text) if not word.isascii())
        shown = ", ".join(f"'{word}'" for word in list(words)[:_SHOWN])
        unusual = (f"as Windows-1252{f' ({shown})' if shown else ''}",)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UnreadableError(line, _control(found[0]), "Delete it, and save the file as plain UTF-8 text")
    return text, unusual


def _control(sign: str) -> str:
    return f"there is a {'NUL' if sign == chr(0) else 'control'} character (U+{ord(sign):04X})"


def wide_of(raw: bytes) -> str | None:
    """Which UTF-16 or UTF-32 the bytes are, by their mark, or by where plain letters have bytes that are zero."""
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    begin = raw[:200]
    low, high = begin[0::2], begin[1::2]
    if len(begin) >= 8 and len(raw) % 4 == 0:
        for bytes_order, letter in (("le", 0), ("be", 3)):
            others = [byte for at, byte in enumerate(begin) if at % 4 != letter]
            if others.count(0) * 10 > len(others) * 9 and 0 not in begin[letter::4]:
                return f"utf-32-{bytes_order}"
    if len(begin) >= 4 and high.count(0) * 2 > len(high) and 0 not in low:
        return "utf-16-le"
    if len(begin) >= 4 and low.count(0) * 2 > len(low) and 0 not in high:
        return "utf-16-be"
    return None


def _windows(raw: bytes, line: int, wrong: str) -> str:
    """The bytes as Windows-1252, if they cannot well be anything else."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableError(line, wrong, PLAIN_TEXT) from None
    mixed = re.search(rb"[\xc3\xd0\xd1][\x80-\xbf]", raw)
    foreign = _FOREIGN.search(text)
    if mixed or foreign:
        near = text[max(0, foreign.start() - 8) : foreign.end() + 8].split() if foreign else []
        shown = f", and as Windows-1252 it would read '{' '.join(near)}'" if near else ""
        raise UnreadableError(line, wrong + shown, PLAIN_TEXT)
    return text


def read_grid(path: Path) -> Grid:
    """The table in a file: CSV, or a workbook with one sheet, whatever its name ends in.

    Raises:
        OSError: the file cannot be opened.
        UnreadableError: what it holds is no table.
    """
    raw = load(path)
    if not is_workbook(path, raw):
        return _csv(*decode(raw))
    sheets = sheets_of(raw)
    if len(sheets) > 1:
        named = [name for name in sheets if name.casefold() == path.stem.casefold()]
        if len(named) != 1:
            right = f"Call the right one '{path.stem}', or delete the others"
            raise UnreadableError(None, f"the workbook has several sheets ({', '.join(sheets)})", right)
        sheets = {named[0]: sheets[named[0]]}
    return Grid(next(iter(sheets.values()), ()), unusual=("as a workbook",))


def is_workbook(path: Path, raw: bytes) -> bool:
    """Whether a file is a workbook, by what it holds, or by a name that nothing else has."""
    return raw.startswith(_BEGINNINGS) or path.suffix.casefold() in WORKBOOKS


def sheets_of(raw: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    """The rows of every sheet of a workbook that is not empty.

    Raises:
        UnreadableError: this is no workbook, or too large a one, or there is a control character.
    """
    _check_size(raw)
    # Few cases are workbooks, and nobody else should wait for the reader to load.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError, MemoryError) as error:
        right = "Save it again as .xlsx or .ods, or the table as CSV UTF-8"
        raise UnreadableError(None, f"this is no workbook that can be read ({error})", right) from None
    found = {}
    for name, cells in sheets.items():
        rows = [(line, [_text(cell).strip() for cell in row]) for line, row in enumerate(cells, start=1)]
        for line, text in ((None, name), *((line, "\n".join(row)) for line, row in rows)):
            if sign := CONTROL.search(text):
                raise UnreadableError(line, f"{_control(sign[0])} in the sheet {CONTROL.sub('', name)}", "Delete it")
        if kept := [(line, row) for line, row in rows if any(row)]:
            found[name] = kept
    return found


def _text(value: object) -> str:
    """A cell of a workbook as somebody would write it."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


_FILLED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
"""A cell of an .xlsx file that is not empty, with its column and row."""


def _check_size(raw: bytes) -> None:
    """Refuse a workbook that would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                wrong = f"the workbook unpacks to more than {MOST_UNPACKED // 10**6} MB"
                raise UnreadableError(None, wrong, "Save the table alone, as CSV UTF-8")
            for name in packed.namelist():
                if re.fullmatch(r"xl/worksheets/[^/]*\.xml", name):
                    _check_cells(packed.read(name))
    except UnreadableError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        return  # Not packed, or broken: what reads the workbook says so.


def _check_cells(sheet: bytes) -> None:
    """Refuse a sheet with a cell so far from the others that there is no room for all between them."""
    columns, lines = set[bytes](), set[bytes]()
    for found in _FILLED.finditer(sheet):
        columns.add(found[1])
        lines.add(found[2])
    if not lines:
        return
    across, rows = {_number(column): column for column in columns}, [*map(int, lines)]
    if (max(across) - min(across) + 1) * (max(rows) - min(rows) + 1) > MOST_CELLS:
        wrong = f"a sheet reaches to column {across[max(across)].decode()} and row {max(rows)}"
        raise UnreadableError(None, wrong, "Delete what stands far from the table, or save the table as CSV UTF-8")


def _number(column: bytes) -> int:
    """The number of a column that is named in letters."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def _csv(text: str, unusual: tuple[str, ...]) -> Grid:
    separator, skipped = separator_of(text)
    if skipped:
        text = "\n" + text.partition("\n")[2]
    if separator != ",":
        unusual = (*unusual, f"with {SEPARATORS.get(separator, repr(separator))} between the columns")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            cells = [cell.strip() for cell in cells]
            if any(cells):
                rows.append((line, cells))
    except csv.Error as error:
        wrong = f"the quoting is broken from here on ({error})"
        if "limit" in str(error):
            wrong = f"a cell is longer than {csv.field_size_limit()} characters, or its quotation mark is left open"
        right = "Close every quotation mark and double those inside a cell"
        return Grid(rows, separator, unusual, UnreadableError(begin, wrong, right))
    return Grid(rows, separator, unusual)


def separator_of(text: str) -> tuple[str, bool]:
    """What stands between the columns, and whether the first line says nothing but that, as Excel may have it."""
    lines = (line for line in text.split("\n", 50) if line.strip())
    first = next(lines, "")
    if told := re.fullmatch(r'"?sep=(.)"?[,;\t]*', first.strip("\n"), re.IGNORECASE):
        return told[1], text.startswith(first)
    widest = max(SEPARATORS, key=lambda separator: _width([first], separator))
    if _width([first], widest) > 2:
        return widest, False
    # A title above the header says nothing of the columns.
    near = [first, *islice(lines, MOST_ABOVE)]
    widths = {(n, sign): _width([line], sign) for n, line in enumerate(near) for sign in SEPARATORS}
    (_, separator), width = max(widths.items(), key=lambda item: item[1])
    return (separator if width >= FEWEST or _width([first], widest) < 2 else widest), False


def _width(lines: Iterable[str], separator: str) -> int:
    try:
        return len(next(csv.reader(lines, delimiter=separator), []))
    except csv.Error:
        return 0
