"""Adding a row to a table of the user's: what stands there keeps its encoding, its separators and its line ends."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from breakranks.case.reading.columns import find
from breakranks.case.reading.table import LAYOUTS
from breakranks.grids import MOST_ABOVE, UnreadableError, decode, is_workbook, load, separator_of
from breakranks.tables import InputError, Problem, unread

ENCODINGS = (
    "utf-8-sig", "utf-8", "utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-16-le", "utf-16-be", "cp1252",
)  # fmt: skip


class TextTable:
    """A table of a case as text, to which rows and missing columns are added.

    Raises:
        InputError: it cannot be read, or is a workbook.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.path = name, path
        layout = LAYOUTS[name]
        if not path.exists():
            self._encoding, self._end, self._separator = "utf-8", "\n", ","
            self._lines = [",".join(layout.columns)]
            self._at, self._header = {column: at for at, column in enumerate(layout.columns)}, 0
            self._width = len(layout.columns)
            return
        raw = self._load()
        self._encoding = _encoding_of(raw, decode(raw)[0])
        text = raw.decode(self._encoding)
        self._end = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
        self._separator, _ = separator_of(text.replace("\r\n", "\n").replace("\r", "\n"))
        self._lines = list(_records(text, self._end))
        filled = ((at, self._cells(line)) for at, line in enumerate(self._lines) if self._is_row(line))
        rows = list(islice(filled, MOST_ABOVE + 1))
        which, header = find(path.name, rows, layout.required, layout.optional)
        (self._header, cells), self._at = rows[which], dict(header.at)
        self._width = len(cells)

    def _load(self) -> bytes:
        try:
            raw = load(self.path)
        except (OSError, UnreadableError) as error:
            raise InputError([unread(self.path, error)]) from None
        if is_workbook(self.path, raw):
            wrong = f"the table {self.name} is in a workbook, to which no row is added"
            right = (
                f"Run breakranks tidy {self.path.parent}, which makes CSV files of the tables and keeps the workbook"
            )
            raise InputError([Problem(self.path.name, None, None, wrong, right)])
        return raw

    def _cells(self, line: str) -> list[str]:
        return [cell.strip() for cell in next(csv.reader(io.StringIO(line, newline=""), delimiter=self._separator))]

    def _is_row(self, line: str) -> bool:
        return bool(line.strip()) and not line.strip('"').lower().startswith("sep=") and any(self._cells(line))

    def add(self, cells: Mapping[str, str]) -> None:
        """Add a row; columns of the format that are not there are added if they have something to say.

        Raises:
            InputError: the table's encoding has no sign for what is to be written.
        """
        for column, value in cells.items():
            if value and column not in self._at:
                self._at[column] = self._width
                self._lines = list(self._widened(column))
                self._width += 1
        row = [""] * self._width
        for column, at in self._at.items():
            row[at] = cells.get(column, "")
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self._separator, lineterminator="").writerow(row)
        while self._lines and not self._lines[-1].strip():
            self._lines.pop()
        self._lines.append(out.getvalue())

    def _widened(self, column: str) -> Iterator[str]:
        """The lines from the header on with a column more."""
        for at, line in enumerate(self._lines):
            if at < self._header or not self._is_row(line):
                yield line
                continue
            missing = self._width - len(self._cells(line))
            yield line + self._separator * (max(missing, 0) + 1) + (column if at == self._header else "")

    def written(self) -> bytes:
        """The file as it should be.

        Raises:
            InputError: its encoding has no sign for what is to be written.
        """
        text = self._end.join([*self._lines, ""])
        try:
            return text.encode(self._encoding)
        except UnicodeEncodeError as error:
            wrong = f"the file is not UTF-8, and has no sign for '{text[error.start]}'"
            right = f"Run breakranks tidy {self.path.parent}, which makes it UTF-8"
            raise InputError([Problem(self.path.name, None, None, wrong, right)]) from None


def _encoding_of(raw: bytes, text: str) -> str:
    """The encoding in which bytes are this text, a mark at the beginning included."""
    for encoding in ENCODINGS:
        if encoding == "utf-8-sig" and not raw.startswith(b"\xef\xbb\xbf"):
            continue
        try:
            if raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n") == text:
                return encoding
        except UnicodeDecodeError:
            continue
    raise AssertionError("whatever was read has an encoding")


def _records(text: str, end: str) -> Iterator[str]:
    """The lines of a table; one that is broken within quotation marks stays one."""
    open_quote, record = False, list[str]()
    for line in text.split(end):
        record.append(line)
        open_quote ^= line.count('"') % 2 == 1
        if not open_quote:
            yield end.join(record)
            record = []
    if record:
        yield end.join(record)
