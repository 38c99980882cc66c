"""Reading tables that people write: what is forgiven, and what is said about the rest."""

import math
from pathlib import Path

import pytest

from breakranks.tables import Cells, InputError, Problem, Row, nearest, read_table

COLUMNS = ("id", "name")


def rows(path: Path, content: bytes, optional: tuple[str, ...] = ()) -> tuple[list[tuple[int, dict]], list[Problem]]:
    path.write_bytes(content)
    found, problems = read_table(path, COLUMNS, optional)
    return [(row.line, dict(row.cells)) for row in found], problems


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\na,Alpha\nb,Beta\n",
        b"\xef\xbb\xbfid,name\na,Alpha\nb,Beta\n",
        b"id,name\r\na,Alpha\r\nb,Beta\r\n",
        b"id,name\ra,Alpha\rb,Beta\r",
        b"id,name\na,Alpha\nb,Beta",
        b'"id","name"\n"a","Alpha"\n"b","Beta"\n',
        b" id , name\n a , Alpha \n b ,Beta\n",
        b"id;name\na;Alpha\nb;Beta\n",
        b"id\tname\na\tAlpha\nb\tBeta\n",
        "id,name\na,Alpha\nb,Beta\n".encode("utf-16"),
        "id,name\na,Alpha\nb,Beta\n".encode("utf-16-be"),
    ],
    ids=[
        "plain",
        "byte order mark",
        "CRLF",
        "CR",
        "no last newline",
        "quoted",
        "spaces",
        "semicolons",
        "tabs",
        "UTF-16",
        "UTF-16 without mark",
    ],
)
def test_what_spreadsheets_do_differently_is_forgiven(table: Path, content: bytes) -> None:
    assert rows(table, content) == ([(2, {"id": "a", "name": "Alpha"}), (3, {"id": "b", "name": "Beta"})], [])


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_there(table: Path) -> None:
    found, problems = rows(table, b"extra,name,id\nx,Alpha,a\n", optional=("extra",))
    assert (found, problems) == ([(2, {"extra": "x", "name": "Alpha", "id": "a"})], [])


def test_blank_rows_are_passed_over_and_lines_counted_as_the_file_has_them(table: Path) -> None:
    found, problems = rows(table, b'id,name\n\n,\na,"two\nlines, ""quoted"""\nb,Beta\n')
    assert problems == []
    assert found == [(4, {"id": "a", "name": 'two\nlines, "quoted"'}), (6, {"id": "b", "name": "Beta"})]


@pytest.mark.parametrize(
    ("content", "line", "column", "wrong", "right"),
    [
        (b"id,name\na,Al\0pha\n", 2, None, "NUL", "UTF-8"),
        (b"id,name\r\n\r\na,Al\0pha\r\n", 3, None, "NUL", "UTF-8"),
        (b"", 1, None, "empty", "id, name"),
        (b"\n\n", 1, None, "empty", "id, name"),
        (b"id\na\n", 1, "name", "missing", "id, name"),
        (b"id,name,colour\na,Alpha,red\n", 1, "colour", "no column 'colour'", "id, name"),
        (b"id,name,naem\na,Alpha,x\n", 1, "naem", "no column 'naem'", "'name'"),
        (b"id,name,name\na,Alpha,x\n", 1, "name", "twice", "one"),
        (b"id,name\na,Alpha\nb,Beta,too much\n", 3, None, "3 cells", "one cell a column"),
        (b"id,name\na\n", 2, None, "1 cells", "one cell a column"),
        (b'id,name\na,Alpha\nb,"Beta\nc,Gamma\n', 3, None, "quoting", "quotation mark"),
        (b'id,name\na,"Al"pha\n', 2, None, "quoting", "quotation mark"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_what_to_do(
    table: Path, content: bytes, line: int, column: str | None, wrong: str, right: str
) -> None:
    problems = rows(table, content)[1]
    at_place = [p for p in problems if (p.file, p.line, p.column) == ("table.csv", line, column)]
    assert len(at_place) == 1, problems
    assert wrong in at_place[0].wrong
    assert right in at_place[0].right


def test_good_rows_survive_a_bad_one(table: Path) -> None:
    found, problems = rows(table, b"id,name\na\nb,Beta\n")
    assert [line for line, _ in found] == [3]
    assert [p.line for p in problems] == [2]


def test_a_missing_file_and_a_folder_in_its_place(tmp_path: Path) -> None:
    assert "missing" in read_table(tmp_path / "none.csv", COLUMNS)[1][0].wrong
    (tmp_path / "folder.csv").mkdir()
    assert "cannot be read" in read_table(tmp_path / "folder.csv", COLUMNS)[1][0].wrong


def test_problems_are_told_by_file_line_and_column_and_end_in_sentences() -> None:
    problems = [
        Problem("b.csv", 2, "name", "x", "y"),
        Problem("a.csv", 10, None, "x", "y"),
        Problem("a.csv", 9, "name", "x", "y"),
        Problem("a.csv", 9, "id", "x", "y"),
        Problem("a.csv", None, None, "x", "y"),
    ]
    error = InputError(problems)
    places = [(p.file, p.line, p.column) for p in error.problems]
    assert places == [
        ("a.csv", None, None), ("a.csv", 9, "id"), ("a.csv", 9, "name"), ("a.csv", 10, None), ("b.csv", 2, "name"),
    ]  # fmt: skip
    assert str(error).splitlines()[1] == "a.csv, line 9, column id: x. y."
    assert InputError("Just a sentence.").problems == ()
    assert str(InputError("Just a sentence.")) == "Just a sentence."


@pytest.mark.parametrize(
    ("value", "near"),
    [("conduct.surender", "conduct.surrender"), ("Brigade", "brigade"), ("BRIGADE", "brigade"), ("xyz", None)],
)
def test_the_nearest_value_is_named_if_there_is_one(value: str, near: str | None) -> None:
    found = nearest(value, ("brigade", "conduct.surrender", "conduct.defend"))
    assert found == (f"Nearest: '{near}'" if near else None)


def cell(value: str) -> Row:
    return Row(7, {"x": value})


@pytest.mark.parametrize(
    "value", ["2022-02-30", "2022-13-01", "9.11.2022", "2022-1-9", "20221109", "२०२२-११-०९", "soon"]
)
def test_only_iso_days_are_days(value: str) -> None:
    cells = Cells("t.csv")
    assert cells.date(cell(value), "x") is None
    [problem] = cells.problems
    assert (problem.line, problem.column) == (7, "x")
    assert value in problem.wrong
    assert "2022-11-09" in problem.right


@pytest.mark.parametrize("value", ["-5", "3.5", "3,500", "about 40", "1e3", "٣", "", "9" * 5000])
def test_only_whole_numbers_are_people(value: str) -> None:
    cells = Cells("t.csv")
    assert cells.whole(cell(value), "x") is None
    [problem] = cells.problems
    assert (problem.line, problem.column) == (7, "x")


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "90.1", "-90.1", "46,6", "46.6 N", "", "1e999"])
def test_only_numbers_within_bounds_are_degrees(value: str) -> None:
    cells = Cells("t.csv")
    assert math.isnan(cells.number(cell(value), "x", -90.0, 90.0))
    [problem] = cells.problems
    assert (problem.line, problem.column) == (7, "x")


def test_an_empty_optional_cell_is_no_problem() -> None:
    cells = Cells("t.csv")
    assert cells.date(cell(""), "x", optional=True) is None
    assert cells.whole(cell(""), "x", optional=True) is None
    assert cells.problems == []


def test_a_choice_among_few_lists_them_and_among_many_does_not_flood() -> None:
    few, many = Cells("t.csv"), Cells("t.csv")
    few.choice(cell("zzz"), "x", ("red", "blue"), "a colour")
    many.choice(cell("zzz"), "x", [f"red-{n}" for n in range(500)], "a colour")
    assert few.problems[0].right == "One of: red, blue"
    assert len(many.problems[0].right) < 300


def test_of_one_kind_of_problem_ten_are_told_in_full_and_the_rest_counted() -> None:
    problems = [Problem("a.csv", n, "kind", f"'{n}' is not a kind", "One of: a") for n in range(1, 31)]
    other = Problem("a.csv", 40, "people", "'x' is not a whole number", "Write digits")
    lines = str(InputError([*problems, other])).splitlines()
    assert len(lines) == 12
    assert lines[9].startswith("a.csv, line 10, column kind")
    assert lines[10] == str(other)
    assert lines[11] == "a.csv, column kind: the same in 20 more places, the last in line 30."
    assert len(InputError(problems).problems) == 30
