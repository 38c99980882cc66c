"""How large and how odd a case may be: what no assessment could be made of is refused in a sentence."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from breakranks.case import check, read
from breakranks.case.limits import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_AS_OF,
    MOST_DAYS,
    MOST_ROWS,
    MOST_TOGETHER,
    MOST_WORK,
)
from breakranks.grids import MOST_BYTES
from breakranks.tables import Problem
from case_folder import EVENTS, FILES, VERSION_2, spoil, write_case

PAGE = (Path(__file__).parents[1] / "docs" / "codebook.md").read_text(encoding="utf-8")
QUIET = {**FILES, "events.csv": EVENTS.splitlines()[0] + "\n", "outcomes.csv": FILES["outcomes.csv"].splitlines()[0]}
"""The case with nothing reported and nothing known in the end, so that its window can be moved."""

JUDGEMENTS = """\
date,author,question,area,horizon_days,phrase,probability,source,note
2030-01-08,a newspaper,mutiny,,7,likely,,,
"""
MOVES = """\
date,reported,formation,area,parent,strength,source
2030-01-08,2030-01-08,brigade-1,bridge,,,
"""


def window(folder: Path, start: date, end: date) -> Path:
    files = {name: text.replace("2030-01-10\n", "\n") for name, text in QUIET.items()}
    head = files["case.toml"].replace("2030-01-01", str(start)).replace("2030-03-31", str(end))
    files["case.toml"] = head.replace("as_of = [2030-01-20, 2030-02-10]", "as_of = []")
    return write_case(folder / "case", files)


def only(case: Path) -> Problem:
    (problem,) = check(case)
    return problem


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (FIRST_DAY, FIRST_DAY),
        (LAST_DAY, LAST_DAY),
        (date(2030, 1, 1), date(2030, 1, 1) + timedelta(days=MOST_DAYS - 1)),
    ],
)
def test_the_first_the_last_and_the_longest_window_pass(tmp_path: Path, start: date, end: date) -> None:
    assert check(window(tmp_path, start, end)) == ()


@pytest.mark.parametrize(
    ("start", "end", "line", "key"),
    [
        (FIRST_DAY - timedelta(days=1), FIRST_DAY, 6, "start"),
        (LAST_DAY, LAST_DAY + timedelta(days=1), 7, "end"),
    ],
)
def test_a_window_at_the_end_of_the_calendar_is_refused(
    tmp_path: Path, start: date, end: date, line: int, key: str
) -> None:
    problem = only(window(tmp_path, start, end))
    assert (problem.file, problem.line, problem.column) == ("case.toml", line, key)
    assert "no room in the calendar" in problem.wrong
    assert problem.right == f"Choose a day from {FIRST_DAY} to {LAST_DAY}"


def test_a_window_of_eight_thousand_years_is_refused(tmp_path: Path) -> None:
    problem = only(window(tmp_path, date(1000, 1, 1), date(9000, 1, 1)))
    assert (problem.file, problem.line, problem.column) == ("case.toml", 7, "end")
    assert "2,921,941 days" in problem.wrong
    assert f"at most {MOST_DAYS:,}" in problem.right


def test_more_as_of_days_than_can_be_scored_are_refused(tmp_path: Path) -> None:
    case = window(tmp_path, date(2030, 1, 1), date(2031, 1, 1))
    days = [date(2030, 1, 1) + timedelta(days=n) for n in range(MOST_AS_OF + 1)]
    spoil(case, "case.toml", "as_of = []", f"as_of = [{', '.join(map(str, days[:-1]))}]")
    assert check(case) == ()
    spoil(case, "case.toml", f"{days[-2]}]", f"{days[-2]}, {days[-1]}]")
    problem = only(case)
    assert (problem.file, problem.line, problem.column) == ("case.toml", 8, "as_of")
    assert f"at most {MOST_AS_OF}" in problem.right


@pytest.mark.parametrize("name", MOST_ROWS)
def test_more_rows_than_can_be_assessed_are_refused(tmp_path: Path, name: str) -> None:
    case, most = (
        write_case(tmp_path / "case", {**VERSION_2, "judgements.csv": JUDGEMENTS, "moves.csv": MOVES}),
        MOST_ROWS[name],
    )
    file = case / f"{name}.csv"
    head, row, *_ = file.read_text(encoding="utf-8").splitlines()

    def too_many(rows: int) -> list[Problem]:
        file.write_text("\n".join([head, *[row] * rows]), encoding="utf-8")
        return [p for p in check(case) if "this is row" in p.wrong]

    assert too_many(most) == []
    (problem,) = too_many(most + 2)
    assert (problem.file, problem.line, problem.column) == (file.name, most + 2, None)
    assert f"row {most + 1:,} of {most + 2:,}" in problem.wrong
    assert f"at most {most:,}" in problem.right


def test_formations_and_areas_over_too_many_days_are_refused(tmp_path: Path) -> None:
    case = window(tmp_path, date(2030, 1, 1), date(2030, 1, 1) + timedelta(days=999))
    most = MOST_TOGETHER // 1000 - 2
    head, *own = FILES["formations.csv"].replace("2030-01-10", "").splitlines()
    row = "more-{n},More,high-command,brigade,elite,9,town,"

    def write(count: int) -> None:
        more = [row.format(n=n) for n in range(count - len(own))]
        (case / "formations.csv").write_text("\n".join([head, *own, *more]), encoding="utf-8")

    write(most)
    assert check(case) == ()
    write(most + 1)
    problem = only(case)
    assert (problem.file, problem.line) == ("formations.csv", None)
    assert f"{most + 1} formations and 2 areas over 1,000 days" in problem.wrong
    assert f"there may be {MOST_TOGETHER // 1000} of them" in problem.right


def test_reports_on_too_many_formations_over_too_many_days_are_refused(tmp_path: Path) -> None:
    case = window(tmp_path, date(2030, 1, 1), date(2030, 1, 1) + timedelta(days=2_499))
    most = MOST_WORK // (6 * 2_500)
    row = "2030-01-08,2030-01-09,brigade-1,town,conduct.desert,40,daily,C,3,gone"

    def write(count: int) -> None:
        (case / "events.csv").write_text("\n".join([EVENTS.splitlines()[0], *[row] * count]), encoding="utf-8")

    write(most)
    assert check(case) == ()
    write(most + 1)
    problem = only(case)
    assert (problem.file, problem.line) == ("events.csv", None)
    assert f"{most + 1:,} reports on 6 formations and areas over 2,500 days" in problem.wrong
    assert f"there may be {most:,} reports" in problem.right


def test_an_as_of_day_before_anybody_is_there_is_refused(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case")
    spoil(case, "formations.csv", "brigade,conscript,3000,town,", "brigade,conscript,3000,town,2030-01-21")
    spoil(case, "formations.csv", "2030-01-10", "2030-01-25")
    problem = only(case)
    assert (problem.file, problem.line, problem.column) == ("case.toml", 8, "as_of")
    assert "2030-01-20" in problem.wrong
    assert "2030-01-21" in problem.right
    spoil(case, "formations.csv", "2030-01-21", "2030-01-20")
    assert check(case) == ()
    assert read(case).first_day == date(2030, 1, 20)


def test_the_high_command_itself_is_there_from_the_start(tmp_path: Path) -> None:
    header = FILES["formations.csv"].splitlines()[0]
    row = "high-command,The garrison,,battalion,militia,400,town,2030-03-01"
    case = write_case(tmp_path / "case", {**QUIET, "formations.csv": f"{header}\n{row}\n"})
    assert check(case) == ()


@pytest.mark.parametrize(
    ("file", "old", "line", "column", "most"),
    [
        ("case.toml", "A made-up river line", 1, "title", LONGEST_NAME),
        ("case.toml", "Two brigades hold a town and a bridge.", 2, "summary", LONGEST_TEXT),
        ("case.toml", "A wire agency, January 2030", 11, "sources.wire", LONGEST_NAME),
        ("case.toml", "https://example.org/wire", 13, "sources.wire.url", LONGEST_TEXT),
        ("areas.csv", "The bridge", 3, "name", LONGEST_NAME),
        ("formations.csv", "2nd Brigade", 5, "name", LONGEST_NAME),
        ("formations.csv", "brigade-2,", 5, "id", LONGEST_NAME),
    ],
)
def test_names_and_texts_have_a_longest(tmp_path: Path, file: str, old: str, line: int, column: str, most: int) -> None:
    case = write_case(tmp_path / "case", {**FILES, "events.csv": QUIET["events.csv"]})
    end = "," if old.endswith(",") else ""
    text = old.removesuffix(",") + "x" * (most - len(old) + len(end))
    spoil(case, file, old, text + end)
    assert check(case) == ()
    spoil(case, file, text, text + "x")
    problem = only(case)
    assert (problem.file, problem.line, problem.column) == (file, line, column)
    assert f"{most + 1:,} characters" in problem.wrong


@pytest.mark.parametrize("sign", ["\x1b", "\x7f", "\x9b", "\x0c"])
def test_a_control_character_is_refused_and_never_printed(tmp_path: Path, sign: str) -> None:
    case = write_case(tmp_path / "case")
    spoil(case, "events.csv", "arrests", f"arrests{sign}[2J")
    spoil(case, "case.toml", '"The Red army"', f'"The \\u00{ord(sign):02x}[31m army"')
    one, other = check(case)
    assert (one.file, one.line, one.column) == ("case.toml", 3, "force")
    assert (other.file, other.line, other.column) == ("events.csv", 5, None)
    assert all(f"U+{ord(sign):04X}" in p.wrong and sign not in str(p) for p in (one, other))


def test_a_command_with_orders_to_a_terminal_is_not_printed_as_it_is(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case")
    spoil(case, "case.toml", 'command = "high-command"', 'command = "high\\u001b[2J"')
    told = "\n".join(map(str, check(case)))
    assert "there is no formation 'high" in told
    assert "\x1b" not in told


def test_a_cell_that_is_never_closed_and_a_file_that_is_none_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = write_case(tmp_path / "case")
    spoil(case, "events.csv", "arrests", "x" * 140_000)
    problem = only(case)
    assert (problem.file, problem.line) == ("events.csv", 5)
    assert "longer than 131072 characters" in problem.wrong
    monkeypatch.setattr("breakranks.grids.MOST_BYTES", 100_000)
    problem = only(case)
    assert (problem.file, problem.line) == ("events.csv", None)
    assert "smaller file" in problem.right


def test_what_is_wrong_is_told_short_however_long_the_cell(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case")
    spoil(case, "events.csv", "conduct.desert", "x" * 100_000)
    assert len(str(only(case))) < 700


def test_the_codebook_names_the_limits() -> None:
    part = PAGE.partition("## How large a case may be")[2].partition("\n## ")[0]
    numbers = [*MOST_ROWS.values(), MOST_DAYS, MOST_AS_OF, MOST_TOGETHER, MOST_WORK, LONGEST_NAME, LONGEST_TEXT]
    assert [n for n in numbers if f"{n:,}" not in part] == []
    assert [day for day in (FIRST_DAY, LAST_DAY) if str(day) not in part] == []
    assert f"{MOST_BYTES // 10**6} MB" in part
