"""Tables are written in one way, nothing is lost, and what was there is kept."""

import os
from pathlib import Path

import pytest

from breakranks.case import examine, read, tidy
from breakranks.tables import InputError
from case_folder import FILES, VERSION_2, spoil, write_case
from test_case_reading import columns, put, sheets

# What is read otherwise is asked of `examine`; the warning has a test of its own.
pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line", VERSION_2)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def untidy(case: Path) -> dict[str, bytes]:
    text = columns("events.csv", date=["4.1.2030", "8.1.2030", "12.1.2030", "15.1.2030"], people=["", "~40", "n/a", ""])
    text = text.replace("brigade-1", "1st Brigade").replace("note", "note,mine").replace("arrests", "arrests,Jürgen")
    text = (
        text.replace("hold the town", "hold the town,x").replace("men gone", "men gone,x").replace('town"', 'town",x')
    )
    put(case, "events.csv", text, "cp1252")
    spoil(case, "formations.csv", "brigade-1,1st", "Brigade 1,1st")
    return contents(case)


def test_tidying_changes_no_case_keeps_the_originals_and_leaves_nothing_to_do(case: Path) -> None:
    before = untidy(case)
    expected = read(case)
    done = tidy(case)
    assert [file.name for file in done.written] == ["formations.csv", "events.csv"]
    assert done.originals == case / "originals-1"
    assert contents(case / "originals-1") == {name: before[name] for name in ("formations.csv", "events.csv")}
    found = examine(case)
    assert found.case == expected
    assert found.readings == ("events.csv: columns of your own, kept and not read: mine",)
    header, *rows = (case / "events.csv").read_text(encoding="utf-8").splitlines()
    assert header == "date,reported,formation,area,kind,people,source,reliability,credibility,note,mine"
    assert rows[3] == "2030-01-15,2030-01-17,brigade-1,,grip.coerce,,daily,D,4,arrests,Jürgen"
    assert rows[1].startswith("2030-01-08,2030-01-09,brigade-1,town,conduct.desert,40,")
    assert (case / "areas.csv").read_text(encoding="utf-8") == FILES["areas.csv"]
    assert tidy(case) == ((), None)


def test_an_earlier_original_is_never_overwritten(case: Path) -> None:
    for number in (1, 2):
        spoil(case, "events.csv", "daily,C,3", "daily,c,3")
        assert tidy(case).originals == case / f"originals-{number}"
        assert b"daily,c,3" in (case / f"originals-{number}" / "events.csv").read_bytes()


def test_a_workbook_becomes_tables_and_is_kept(case: Path) -> None:
    expected = read(case)
    sheets(case, "case.xlsx", "areas", "formations", "events", "outcomes")
    book = (case / "case.xlsx").read_bytes()
    done = tidy(case)
    assert {file.name for file in done.written} == {"areas.csv", "formations.csv", "events.csv", "outcomes.csv"}
    assert not (case / "case.xlsx").exists()
    assert contents(case / "originals-1") == {"case.xlsx": book}
    assert read(case) == expected
    assert {name: (case / name).read_text(encoding="utf-8") for name in VERSION_2} == VERSION_2


def test_what_goes_wrong_on_the_way_loses_nothing(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(case, "events.csv", "daily,C,3", "daily,c,3")
    before = contents(case)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        tidy(case)
    after = contents(case)
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if name.startswith(".") and name != ".breakranks/lock"]


def test_a_case_with_problems_is_not_touched(case: Path) -> None:
    spoil(case, "events.csv", "daily,C,3", "daily,c,9")
    before = contents(case)
    with pytest.raises(InputError):
        tidy(case)
    assert contents(case) == before
