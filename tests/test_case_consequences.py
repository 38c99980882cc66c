"""One slip is told once, where it was made, and does not bury others; what the tables say of each other must agree."""

from pathlib import Path

import pytest

from breakranks.case import check, read
from breakranks.tables import Problem
from case_folder import FILES, spoil, write_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line")


def places(problems: tuple[Problem, ...]) -> list[tuple[str, int | None, str | None]]:
    return [(p.file, p.line, p.column) for p in problems]


def test_reports_about_a_formation_whose_row_is_broken_are_not_called_wrong(case: Path) -> None:
    spoil(case, "formations.csv", "brigade-1,1st Brigade", "brigade-1,1st, or Iron, Brigade")
    assert places(check(case)) == [("formations.csv", 4, None)]


def test_a_misspelt_area_is_not_also_a_missing_one(case: Path) -> None:
    spoil(case, "outcomes.csv", "given-up,bridge", "given-up,brdge")
    assert places(check(case)) == [("outcomes.csv", 3, "area")]


def test_a_source_without_a_name_is_told_once_and_not_by_each_event_that_cites_it(case: Path) -> None:
    spoil(case, "case.toml", 'name = "A wire agency, January 2030"\n', "")
    assert places(check(case)) == [("case.toml", 11, "sources.wire")]


def test_a_case_toml_that_is_not_toml_does_not_make_every_source_unknown(case: Path) -> None:
    spoil(case, "case.toml", "as_of = [", "as_of = ")
    assert {p.file for p in check(case)} == {"case.toml"}


def test_a_misspelt_command_is_no_fault_of_the_root(case: Path) -> None:
    spoil(case, "case.toml", 'command = "high-command"', 'command = "stavka"')
    [problem] = check(case)
    assert (problem.file, problem.line, problem.column) == ("case.toml", 5, "command")
    assert "'high-command'" in problem.right


def test_a_circle_is_told_once_in_a_row_that_belongs_to_it(case: Path) -> None:
    header, *rows = FILES["formations.csv"].splitlines()
    more = [
        "company-1,1st Company,battalion-1,company,conscript,0,,",
        "battalion-1,1st Battalion,battalion-2,battalion,conscript,0,,",
        "battalion-2,2nd Battalion,battalion-1,battalion,conscript,0,,",
    ]
    (case / "formations.csv").write_text("\n".join([header, *more, *rows]), encoding="utf-8")
    [problem] = check(case)
    assert (problem.file, problem.line, problem.column) == ("formations.csv", 3, "parent")
    assert "battalion-1 → battalion-2 → battalion-1" in problem.wrong


def test_a_day_that_stands_elsewhere_too_is_found_behind_its_key(case: Path) -> None:
    spoil(case, "case.toml", "end = 2030-03-31", "end = 2030-02-01")
    spoil(case, "case.toml", "as_of = [2030-01-20, 2030-02-10]", "as_of = [\n  2030-01-20,\n  2030-02-10,\n]")
    spoil(case, "case.toml", "published = 2030-01-09", "published = 2030-02-10")
    spoil(case, "outcomes.csv", "2030-02-20", "2030-01-20")
    [problem] = check(case)
    assert (problem.file, problem.line, problem.column) == ("case.toml", 10, "as_of")
    assert problem.right == "Choose a day from 2030-01-01 up to 2030-02-01"


def test_an_area_whose_fate_is_left_out_is_named_if_that_of_others_is_told(case: Path) -> None:
    spoil(case, "outcomes.csv", "area-given-up,bridge,,,daily,held\n", "")
    [problem] = check(case)
    assert (problem.file, problem.column) == ("outcomes.csv", "area")
    assert "'bridge'" in problem.wrong
    spoil(case, "outcomes.csv", "area-given-up,town,,2030-02-20,wire,left by night\n", "")
    assert [outcome.question for outcome in read(case).outcomes] == ["explanation"]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column", "wrong"),
    [
        ("areas.csv", "32.6,bridge", "32.6,bridge town", 2, "adjacent", "touch itself"),
        ("areas.csv", "32.6,bridge", "32.6,bridge bridge", 2, "adjacent", "named twice"),
        ("events.csv", "town bridge", "town bridge town", 4, "area", "named twice"),
        ("outcomes.csv", "explanation,,,2030-01-01", "explanation,,,", 4, "date", "empty"),
        ("outcomes.csv", "given-up,bridge", "given-up,", 3, "area", "empty"),
    ],
)
def test_what_one_cell_cannot_say(
    case: Path, file: str, old: str, new: str, line: int, column: str, wrong: str
) -> None:
    spoil(case, file, old, new)
    assert [p for p in check(case) if (p.file, p.line, p.column) == (file, line, column) and wrong in p.wrong]


def test_a_force_that_stands_in_no_one_place_may_have_people(case: Path) -> None:
    spoil(case, "formations.csv", "conscript,3000,town", "conscript,3000,")
    assert check(case) == ()


def test_a_force_of_which_nobody_stands_anywhere_holds_nothing(case: Path) -> None:
    spoil(case, "formations.csv", "conscript,3000,town", "conscript,3000,")
    spoil(case, "formations.csv", "mobilised,2500,bridge", "mobilised,2500,")
    [problem] = check(case)
    assert (problem.file, problem.column) == ("formations.csv", "area")
    assert "stands in an area" in problem.wrong


def test_a_cell_with_a_line_end_is_still_one_line(case: Path) -> None:
    spoil(case, "events.csv", "daily,C,3", 'daily,"C\nC",3')
    [problem] = check(case)
    assert str(problem).startswith("events.csv, line 3, column reliability: 'C C' is not a reliability")


def test_files_that_the_format_does_not_know_are_passed_over(case: Path) -> None:
    (case / "notes.csv").write_bytes(b"\xff\xfe not a table")
    assert check(case) == ()
