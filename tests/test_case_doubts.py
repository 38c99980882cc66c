"""What looks wrong is warned of, and nothing else; a warning keeps nothing from being read."""

from pathlib import Path

import pytest

from breakranks.case import create, examine, folder_of, shipped
from breakranks.case.doubts import _countries
from breakranks.tables import Problem
from case_folder import EVENTS, FILES, VERSION_2, spoil, write_case

RIGHT = {"russia-1917": ["date"]}
"""Warnings about shipped cases that are right, by their columns: nothing was coded for two weeks."""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = write_case(tmp_path / "river-line")
    more = "2030-01-28,2030-01-29,brigade-1,,claim.hold,,daily,D,4,all is well\n"
    (folder / "events.csv").write_text(EVENTS + more, encoding="utf-8")
    assert doubts(folder) == ()
    return folder


def doubts(folder: Path) -> tuple[Problem, ...]:
    found = examine(folder)
    assert found.case, "\n".join(map(str, found.problems))
    return found.doubts


def only(folder: Path) -> Problem:
    (found,) = doubts(folder)
    return found


@pytest.mark.parametrize("slug", shipped())
def test_shipped_cases_give_no_warning_that_is_wrong(slug: str) -> None:
    with folder_of(slug) as folder:
        assert [doubt.column for doubt in doubts(folder)] == RIGHT.get(slug, [])


def test_latitude_and_longitude_that_changed_places_are_noticed_by_the_country(case: Path) -> None:
    spoil(case, "case.toml", "The Red army", "The Ukrainian army")
    assert doubts(case) == ()
    spoil(case, "areas.csv", "46.6,32.6", "32.6,46.6")
    spoil(case, "areas.csv", "46.7,32.7", "32.7,46.7")
    assert "2 of 2 areas lie outside Ukraine" in only(case).wrong
    spoil(case, "case.toml", "The Ukrainian army", "The Red army")
    assert doubts(case) == ()


def test_one_area_whose_degrees_changed_places_is_noticed_by_the_others(case: Path) -> None:
    rows = FILES["areas.csv"] + "ford,The ford,46.8,32.8,\n"
    (case / "areas.csv").write_text(rows, encoding="utf-8")
    spoil(case, "outcomes.csv", "explanation", "area-given-up,ford,,,daily,held\nexplanation")
    assert doubts(case) == ()
    spoil(case, "areas.csv", "46.8,32.8", "32.8,46.8")
    assert (only(case).line, only(case).column) == (4, "lat")


def test_boxes_of_countries_are_boxes() -> None:
    for _, (south, north, west, east) in _countries().values():
        assert -90 <= south < north <= 90
        assert -180 <= west < east <= 180


def test_a_headquarters_counted_twice_is_noticed(case: Path) -> None:
    spoil(case, "formations.csv", "army-group,professional,0", "army-group,professional,5500")
    assert (only(case).line, only(case).column) == (3, "strength")
    spoil(case, "formations.csv", "army-group,professional,5500", "army-group,professional,900")
    assert doubts(case) == ()


def test_duplicate_rows_are_noticed(case: Path) -> None:
    (case / "events.csv").write_text(
        (case / "events.csv").read_text(encoding="utf-8") + EVENTS.splitlines()[2] + "\n", encoding="utf-8"
    )
    assert (only(case).line, only(case).wrong) == (7, "this row is the same as line 3")


def test_a_window_that_ends_too_soon_to_score_is_noticed_where_there_is_something_to_score(case: Path) -> None:
    spoil(case, "case.toml", "end = 2030-03-31", "end = 2030-02-14")
    spoil(case, "outcomes.csv", "2030-02-20", "2030-02-12")
    assert (only(case).file, only(case).column) == ("case.toml", "end")
    assert "2030-02-17 or later" in only(case).right
    (case / "outcomes.csv").unlink()
    assert doubts(case) == ()


def test_as_of_days_that_are_bunched_are_noticed(case: Path) -> None:
    spoil(case, "case.toml", "2030-02-10]", "2030-01-22]")
    assert only(case).column == "as_of"


def test_weeks_without_any_report_are_noticed(case: Path) -> None:
    spoil(case, "case.toml", "2030-02-10]", "2030-02-20]")
    assert (only(case).file, only(case).column) == ("events.csv", "date")
    assert "2030-01-29 to 2030-02-20" in only(case).wrong


def test_reports_that_are_all_alike_are_noticed(case: Path) -> None:
    header, *rows = (case / "events.csv").read_text(encoding="utf-8").splitlines()
    same = [row.replace(row.split(",")[4], "conduct.flee") for row in rows]
    (case / "events.csv").write_text("\n".join([header, *same]), encoding="utf-8")
    assert only(case).wrong == "all 5 reports are 'conduct.flee'"


def test_reports_that_were_all_known_at_once_are_noticed(case: Path) -> None:
    header, *rows = (case / "events.csv").read_text(encoding="utf-8").splitlines()
    cells = [row.split(",", 2) for row in rows]
    same = [f"{day},{day},{rest}" for day, _, rest in cells]
    (case / "events.csv").write_text("\n".join([header, *same]), encoding="utf-8")
    assert doubts(case) == ()  # five may be chance
    again = [row.replace("2030-01", "2030-02") for row in same]
    (case / "events.csv").write_text("\n".join([header, *same, *again]), encoding="utf-8")
    assert only(case).column == "reported"


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
@pytest.mark.parametrize(
    ("rows", "line", "column", "wrong"),
    [
        (["20,brigade-1,bridge,,,wire", "20,brigade-1,bridge,,,wire"], 3, None, "says what line 2 says of 'brigade-1'"),
        (["20,brigade-1,bridge,,,wire", "22,brigade-1,bridge,,,daily"], 3, None, "says what line 2 says"),
        (["20,brigade-1,town,,,"], 2, None, "says what formations.csv says of 'brigade-1' already"),
        (["20,brigade-1,bridge,,,", "20,brigade-1,town,,,"], 3, "area", "line 2 gives 'brigade-1' another area"),
        (["20,brigade-1,,,900,", "20,brigade-1,bridge,,700,"], 3, "strength", "another strength on 2030-01-20"),
        (["05,brigade-2,town,,,"], 2, "date", "joins the force on 2030-01-10, which is later"),
    ],
)
def test_moves_that_disagree_or_say_nothing_new_are_noticed(
    tmp_path: Path, rows: list[str], line: int, column: str | None, wrong: str
) -> None:
    found = only(case_that_moves(tmp_path, rows))
    assert (found.file, found.line, found.column) == ("moves.csv", line, column)
    assert wrong in found.wrong


def case_that_moves(tmp_path: Path, rows: list[str]) -> Path:
    moves = "".join(
        f"2030-01-{day},2030-01-{int(day) + 1:02},{rest}\n" for day, rest in (r.split(",", 1) for r in rows)
    )
    head = "date,reported,formation,area,parent,strength,source\n"
    events = EVENTS + "2030-01-28,2030-01-29,brigade-1,,claim.hold,,daily,D,4,all is well\n"
    return write_case(tmp_path / "river-line", {**VERSION_2, "events.csv": events, "moves.csv": head + moves})


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_what_agrees_of_one_day_is_not_noticed(tmp_path: Path) -> None:
    rows = ["20,brigade-1,bridge,,,", "20,brigade-1,,,900,", "22,brigade-1,town,,,", "24,brigade-1,bridge,,,"]
    assert doubts(case_that_moves(tmp_path, rows)) == ()


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_reports_about_who_was_dissolved_before_are_noticed(tmp_path: Path) -> None:
    found = only(case_that_moves(tmp_path, ["20,brigade-1,,,0,"]))
    assert (found.file, found.line, found.column) == ("events.csv", 6, "formation")
    assert found.wrong == "'brigade-1' was dissolved on 2030-01-20 (moves.csv, line 2)"


def test_what_is_still_as_in_an_empty_case_is_noticed_once_somebody_fills_it_in(tmp_path: Path) -> None:
    create(tmp_path / "case")
    assert doubts(tmp_path / "case") == ()
    rows = {"areas": "ford,The ford,46.8,32.8,,no,", "formations": "brigade-2,B,high-command,brigade,elite,9,,,"}
    for name, row in rows.items():
        with (tmp_path / "case" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    found = {(problem.file, problem.line, problem.column) for problem in doubts(tmp_path / "case")}
    keys = {("case.toml", None, key) for key in ("title", "summary", "force", "opponent")}
    assert found >= {*keys, ("areas.csv", 2, None), ("formations.csv", 3, None)}
