"""Files as people save them: encodings, separators and workbooks."""

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from breakranks import grids
from breakranks.grids import UnreadableError, decode, read_grid, sheets_of
from breakranks.tables import read_table

TEXT = "id,name\na,Beschuß\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("as UTF-16",)),
        ("utf-16-le", ("as UTF-16",)),
        ("utf-16-be", ("as UTF-16",)),
        ("utf-32", ("as UTF-32",)),
        ("utf-32-le", ("as UTF-32",)),
        ("utf-32-be", ("as UTF-32",)),
        ("cp1252", ("as Windows-1252 ('Beschuß')",)),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_of_spreadsheets_are_read_and_told(encoding: str, told: tuple[str, ...], newline: str) -> None:
    assert decode(TEXT.replace("\n", newline).encode(encoding)) == (TEXT, told)


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("id,name\na,Перша бригада\n".encode("cp1251"), 2),
        ("id,name\na,Πρώτη\n".encode("cp1253"), 2),
        ("id,name\na,Łódź\n".encode("cp1250"), 2),
        (b"id,name\na,caf\xc3\xa9\nb,caf\xe9\n", 3),
        (b"id,name\na,\x81\n", 2),
        (b"\xff\xfeid", None),
    ],
    ids=["Cyrillic", "Greek", "Polish", "two encodings in one", "no letter", "cut off"],
)
def test_an_encoding_that_may_be_another_is_asked_about(raw: bytes, line: int | None) -> None:
    if line is None:
        raw += b"\n"
    with pytest.raises(UnreadableError) as caught:
        decode(raw)
    assert caught.value.line == (line or 1)
    assert "UTF-8" in caught.value.right


@pytest.mark.parametrize("content", ["sep=;\nid;name\na;b, c\n", '"sep=;"\nid;name\na;b, c\n'])
def test_excel_s_line_that_names_the_separator_is_no_row(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    grid = read_grid(tmp_path / "t.csv")
    assert grid.rows == [(2, ["id", "name"]), (3, ["a", "b, c"])]
    assert grid.unusual == ("with semicolons between the columns",)


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_of_a_workbook_are_what_somebody_would_write(tmp_path: Path) -> None:
    row = [1.0, 36.2, date(2030, 1, 4), datetime(2030, 1, 4, 12, 30), True, " x ", None]
    (tmp_path / "t.xlsx").write_bytes(workbook(one=[["a"] * 7, [None] * 7, row], empty=[]))
    (_, header), (line, cells) = read_grid(tmp_path / "t.xlsx").rows
    assert header == ["a"] * 7
    assert (line, cells) == (3, ["1", "36.2", "2030-01-04", "2030-01-04 12:30:00", "yes", "x", ""])


def test_a_workbook_with_several_sheets_is_one_table_only_if_a_sheet_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(workbook(other=[["x"]], T=[["id"]]))
    assert read_grid(tmp_path / "t.xlsx").rows == [(1, ["id"])]
    (tmp_path / "u.xlsx").write_bytes(workbook(other=[["x"]], T=[["id"]]))
    with pytest.raises(UnreadableError, match=r"several sheets \(other, T\)"):
        read_grid(tmp_path / "u.xlsx")


@pytest.mark.parametrize("raw", [b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, b""])
def test_what_only_looks_like_a_workbook_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(UnreadableError, match="no workbook"):
        sheets_of(raw)


def far() -> bytes:
    """A workbook with a cell that is as far from the others as can be."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(t=[["id"]])))
    book["t"]["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(size: int) -> bytes:
    """A workbook that is small and unpacks to much."""
    out = io.BytesIO(workbook(t=[["id"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image.bmp", b"\0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "line", "said"),
    [
        ("t.csv", b"id,name\na,\x1b[31m\n", 2, r"control character \(U\+001B\)"),
        ("t.csv", "id,name\na,\x9b\n".encode("utf-16"), 2, r"control character \(U\+009B\)"),
        ("t.csv", b"id,name\na,\xe9\x07\n", 2, r"control character \(U\+0007\)"),
        ("t.xlsx", workbook(t=[["id"], ["a\x9b"]]), 2, r"control character \(U\+009B\) in the sheet t"),
        ("t.csv", b"id,name\n" + b"a" * 100_000, None, "more than 0 MB"),
        ("t.xlsx", far(), None, "reaches to column XFD and row 1048576"),
        ("t.xlsx", packed(500_000), None, "unpacks to more than 0 MB"),
        ("t.csv", b'id,name\na,"' + b"b\n" * 80_000, 2, "longer than 131072 characters"),
    ],
    ids=["control", "UTF-16", "Windows-1252", "workbook", "large", "far", "packed", "long"],
)
def test_what_might_fill_the_memory_or_steer_a_terminal_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, line: int | None, said: str
) -> None:
    monkeypatch.setattr(grids, "MOST_BYTES", 99_999 if said == "more than 0 MB" else grids.MOST_BYTES)
    monkeypatch.setattr(grids, "MOST_UNPACKED", 400_000)
    (tmp_path / name).write_bytes(content)
    _, problems = read_table(tmp_path / name, ("id", "name"))
    (problem,) = problems
    assert problem.line == line
    assert re.search(said, problem.wrong)
