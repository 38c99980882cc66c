"""The numbers in a spreadsheet: as a workbook and as CSV."""

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from breakranks.presentation import frames, write
from breakranks.presentation.numbers import arrow
from breakranks.presentation.sheets import as_csv, as_workbook
from shown import bare, early, why

SIGNS = ["=1+1", "+cmd", "-2 degrees", "@sum", "\tx", "Grüße, „Kherson“\nand a line", "plain", None]


@pytest.fixture
def table() -> pa.Table:
    return arrow("note date people", [(note, date(2022, 11, 9), n) for n, note in enumerate(SIGNS)])


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def test_no_cell_of_a_csv_is_worked_out_by_a_spreadsheet(table: pa.Table, tmp_path: Path) -> None:
    as_csv(table)(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith("\N{ZERO WIDTH NO-BREAK SPACE}note,date,people\r\n".encode())
    head, *rows = rows_of(tmp_path / "a.csv")
    assert head == ["note", "date", "people"]
    assert [row[0] for row in rows] == ["'=1+1", "'+cmd", "'-2 degrees", "'@sum", "'\tx", SIGNS[5], "plain", ""]
    assert rows[3][1:] == ["2022-11-09", "3"]


def test_numbers_keep_their_sign_in_a_csv(tmp_path: Path) -> None:
    as_csv(arrow("effect held", [(-0.25, True), (None, False)]))(tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == [["effect", "held"], ["-0.25", "yes"], ["", "no"]]


def test_a_workbook_holds_text_as_text_and_days_as_days(table: pa.Table, tmp_path: Path) -> None:
    odd = arrow("note", [("bell \a",), ("x" * 40_000,)])
    as_workbook({"one": table, "odd": odd})(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    first, *rows = book["one"].iter_rows()
    assert [cell.value for cell in first] == table.column_names
    assert [row[0].value for row in rows] == SIGNS
    assert {row[0].data_type for row in rows[:-1]} == {"s"}
    assert rows[2][1].value == datetime(2022, 11, 9)
    assert rows[2][2].value == 2
    assert [len(row[0].value) for row in book["odd"].iter_rows()] == [4, 6, 32_767]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(early(), why(), tmp_path_factory.mktemp("numbers") / "out")


def test_every_table_stands_beside_its_parquet_as_csv(places: dict[str, Path]) -> None:
    for name, table in frames(early(), why()).items():
        assert places[f"csv/{name}"] == places[f"numbers/{name}"].with_suffix(".csv")
        head, *rows = rows_of(places[f"csv/{name}"])
        assert (head, len(rows)) == (table.column_names, table.num_rows)
    shown = {row[0]: float(row[1]) for row in rows_of(places["csv/explanations"])[1:]}
    assert shown == {z: p.value for z, p in early().explanations.items()}


def test_the_workbook_has_every_table_but_those_of_single_worlds(places: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(places["workbook"], read_only=True)
    tables = {name: t for name, t in frames(early(), why()).items() if not name.startswith("worlds")}
    assert book.sheetnames == list(tables)
    for name, table in tables.items():
        rows = list(book[name].iter_rows(values_only=True))
        assert (list(rows[0]), len(rows) - 1) == (table.column_names, table.num_rows)


def test_empty_tables_keep_their_columns(tmp_path: Path) -> None:
    tables = frames(bare(early()))
    as_workbook(tables)(tmp_path / "a.xlsx")
    as_csv(tables["recodings"])(tmp_path / "a.csv")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert [*next(book["recodings"].iter_rows(values_only=True))] == tables["recodings"].column_names
    assert rows_of(tmp_path / "a.csv") == [tables["recodings"].column_names]
