"""Whatever is thrown at a case, what comes back is a case or sentences."""

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakranks.case import Case, check, examine, read, tidy
from breakranks.evidence.force import known_force
from breakranks.tables import InputError
from breakranks.vocabulary import KINDS
from case_folder import EVENTS, FILES, VERSION_2, write_case

# What is read otherwise is asked of `examine`; the warning has a test of its own.
pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")

COLUMNS = EVENTS.splitlines()[0].split(",")
WRITTEN = st.one_of(
    st.from_regex(r"[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}([T ][0-9]{1,2}:[0-9]{2})?", fullmatch=True),
    st.from_regex(r"(~|ca\. |>)?[0-9]{1,4}([., '][0-9]{3}){0,2}( ?(-|–|to) ?[0-9]{1,5}|\+|k| men)?", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}\.? (Dec|December|Okt|mai|W)[ ,]*[0-9]{2,4}", fullmatch=True),
    st.from_regex(r"(order|conduct|opponent)?[._ ]?(retreat|hold|attack|flee|no-?retreat)", fullmatch=True),
    st.lists(st.sampled_from(["town", "Town", "The bridge", ",", ";", "and", "brigade-1", "2nd Brigade"]), max_size=9)
    .map(" ".join),
    st.sampled_from(["B2", "b-2", "2024-W48", "n/a", "–", "High Command", "TOWN", "brigade_1", "47000", "46,6",
                     "0001-W01", "9999-W53", "9999-12-31 23:59"]),
)  # fmt: skip
"""What people write for days, figures, kinds and names, or nearly."""
ODD = st.sampled_from(
    ["", "-1", "1e9", "٣", "9" * 5000, "NaN", "2030-02-30", "0000-01-01", "9999-12-31", "town town",
     "\N{NO-BREAK SPACE}", '"', ",", "\r", "a\nb", "\u2028", "\x1a", "\x00", "=1+1", "town\tbridge"]
)  # fmt: skip
TEXT = st.one_of(WRITTEN, ODD, st.text(max_size=30), st.sampled_from([*KINDS, "town", "brigade-1", "wire", "A", "3"]))
SETTINGS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def case() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write_case(Path(folder) / "river-line")


@pytest.fixture(scope="module")
def moving() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        case = write_case(Path(folder) / "river-line", MOVING)
        assert not check(case)
        yield case


def case_or_sentences(folder: Path) -> None:
    """Reading gives a case where the check finds nothing, else the check's problems; nothing else is raised."""
    problems = check(folder)
    if not problems:
        assert isinstance(read(folder), Case)
        return
    assert all(p.file and p.wrong and p.right for p in problems)
    with pytest.raises(InputError) as caught:
        read(folder)
    assert caught.value.problems == problems


@SETTINGS
@given(row=st.integers(0, 3), column=st.sampled_from(COLUMNS), value=TEXT)
def test_any_text_in_any_cell_of_the_events(case: Path, row: int, column: str, value: str) -> None:
    rows = list(csv.DictReader(io.StringIO(EVENTS)))
    rows[row][column] = value
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    (case / "events.csv").write_bytes(out.getvalue().encode())
    case_or_sentences(case)
    (case / "events.csv").write_text(EVENTS, encoding="utf-8")


@SETTINGS
@given(file=st.sampled_from(sorted(FILES)), content=st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_bytes_for_any_file(case: Path, file: str, content: bytes | str) -> None:
    (case / file).write_bytes(content.encode() if isinstance(content, str) else content)
    case_or_sentences(case)
    (case / file).write_text(FILES[file], encoding="utf-8")


@SETTINGS
@given(file=st.sampled_from(sorted(FILES)), at=st.integers(0, 2000), length=st.integers(0, 40), put=TEXT)
def test_any_text_put_anywhere_into_any_file(case: Path, file: str, at: int, length: int, put: str) -> None:
    text = FILES[file]
    at %= len(text)
    (case / file).write_bytes((text[:at] + put + text[at + length :]).encode())
    case_or_sentences(case)
    (case / file).write_text(text, encoding="utf-8")


@SETTINGS
@given(st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=8), st.integers(), st.booleans()), max_size=3))
def test_any_values_in_the_head(case: Path, values: dict[str, object]) -> None:
    def quoted(text: str) -> str:
        return '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"'

    lines = [f"{quoted(k)} = {quoted(v) if isinstance(v, str) else str(v).lower()}" for k, v in values.items()]
    (case / "case.toml").write_text("\n".join([*lines, FILES["case.toml"]]), encoding="utf-8")
    case_or_sentences(case)
    (case / "case.toml").write_text(FILES["case.toml"], encoding="utf-8")


MOVES = """\
date,reported,formation,area,parent,strength,source
2030-01-20,2030-01-21,brigade-1,bridge,,,wire
2030-01-22,2030-01-22,brigade-2,town,high-command,,daily wire
2030-01-24,2030-01-28,brigade-1,,,2500,
2030-02-12,2030-02-12,brigade-2,,,0,https://example.org/gone
"""
LINKED = "".join(
    f"{row},{cells}\n"
    for row, cells in zip(EVENTS.splitlines(), ("id,retracts,coder", "a,,", "b-1,,Ann", "c,,", "D,a,"), strict=True)
)
MOVING = {**VERSION_2, "events.csv": LINKED.replace("01-15,2030-01-17", "01-20,2030-01-22"), "moves.csv": MOVES}
"""A case of version 2 with formations that move, and a report that withdraws another."""
TABLES = ["areas.csv", "formations.csv", "events.csv", "outcomes.csv", "moves.csv", "sources.csv"]
ROWS = [
    "title",
    "drop",
    "twice",
    "swap",
    "blank",
    "column away",
    "column twice",
    "columns turned",
    "cell more",
    "cell less",
]


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def change(rows: list[list[str]], how: str, at: int, to: int) -> None:
    """Do to rows or columns what happens to them in a spreadsheet, or on the way from one to the next."""
    row, other = at % len(rows), to % len(rows)
    match how:
        case "title":
            rows.insert(0, ["A title", *[""] * (to % 8)])
        case "drop":
            rows[row : row + 1] = [[]]
        case "twice":
            rows.insert(other, list(rows[row]))
        case "swap":
            rows[row], rows[other] = rows[other], rows[row]
        case "blank":
            rows.insert(row, [""] * (to % 12))
        case "column away":
            rows[:] = [cells[: to % 10] + cells[to % 10 + 1 :] for cells in rows]
        case "column twice":
            rows[:] = [cells[: to % 10] + cells[at % 10 : at % 10 + 1] + cells[to % 10 :] for cells in rows]
        case "columns turned":
            rows[:] = [cells[::-1] for cells in rows]
        case "cell more":
            rows[row].insert(to % 12, "more")
        case "cell less":
            rows[row][to % 12 : to % 12 + 1] = []


def a_case_the_same_when_tidied_or_sentences(case: Path, tidied: bool) -> None:
    found = examine(case)
    assert all(found.readings)
    assert (found.case is None) == bool(found.problems)
    assert all(p.file and p.wrong and p.right and "\n" not in str(p) for p in (*found.problems, *found.doubts))
    if found.case:
        # Whoever moves wherever in whatever order, somebody can say who stands below whom.
        for day in found.case.as_of:
            assert known_force(found.case, day).superiors
    if found.case and tidied:
        # What is written in one way is the same case, and there is nothing more to say of it.
        done = tidy(case)
        again = examine(case)
        assert again.case == found.case
        assert all("of your own" in line or "case.toml" in line for line in again.readings)
        if done.originals:
            shutil.rmtree(done.originals)


as_people_save_it = given(
    name=st.sampled_from(TABLES),
    cells=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10), TEXT), max_size=8),
    moved=st.lists(st.tuples(st.sampled_from(ROWS), st.integers(0, 11), st.integers(0, 11)), max_size=2),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1251"] * 2 + ["xlsx"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    junk=st.one_of(st.just(b""), st.just(b""), st.binary(max_size=8)),
    at=st.integers(0, 9999),
)
"""A table with other cells, rows and columns, saved in other ways, and with junk somewhere in the file."""


def save_and_read(
    case: Path,
    name: str,
    cells: list[tuple[int, int, str]],
    moved: list[tuple[str, int, int]],
    separator: str,
    encoding: str,
    newline: str,
    junk: bytes,
    at: int,
) -> None:
    rows = list(csv.reader(io.StringIO(MOVING[name])))
    for row, column, value in cells:
        found = rows[row % len(rows)]
        found[column % len(found) : column % len(found) + (column < 10)] = [value]
    for how, first, second in moved:
        change(rows, how, first, second)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(rows)
    raw = workbook(rows) if encoding == "xlsx" else out.getvalue().encode(encoding, "replace")
    at %= len(raw) + 1
    (case / name).write_bytes(raw[:at] + junk + raw[at:])
    a_case_the_same_when_tidied_or_sentences(case, len(cells) + len(moved) > 2)
    for file, text in MOVING.items():
        (case / file).write_text(text, encoding="utf-8")


@settings(SETTINGS, max_examples=200)
@as_people_save_it
def test_any_table_as_people_save_it(moving: Path, **drawn: Any) -> None:
    save_and_read(moving, **drawn)


@pytest.mark.slow
@settings(SETTINGS, max_examples=int(os.environ.get("BREAKRANKS_FUZZ", "20000")))
@as_people_save_it
def test_very_many_tables_as_people_save_them(moving: Path, **drawn: Any) -> None:
    """`BREAKRANKS_FUZZ=100000` tries as many."""
    save_and_read(moving, **drawn)
