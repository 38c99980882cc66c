"""The recipe of docs/importing.md, done in a copy of the package and run."""

import re
from pathlib import Path

import pytest

from breakranks.drafts import read_drafts
from breakranks.importing import IMPORTERS, import_file
from breakranks.importing.mapping import SECTIONS, read_mapping
from case_folder import write_case
from test_extending import ROOT, STEP, package, run

__all__ = ["package"]
PAGE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
BULLETIN = """\
nr,day,unit,act,town,text
1,2030-01-18,1st Brigade,left,The town,They left. In the night.
2,2030-01-19,2nd Brigade,slept,bridge,
3,2031-01-19,2nd Brigade,left,bridge,
4,2030-01-19,9th Brigade,left,bridge,
"""


def put(package: Path, file: str, where: str, text: str) -> None:
    """Do one step of the recipe."""
    path = package / "breakranks" / file
    if where == "a new file":
        path.write_text(text, encoding="utf-8")
        return
    line = re.fullmatch(r"after `(.+)`", where)
    assert line
    old = path.read_text(encoding="utf-8")
    assert old.count(f"{line[1]}\n") == 1
    path.write_text(old.replace(f"{line[1]}\n", f"{line[1]}\n{text}"), encoding="utf-8")


@pytest.mark.whole
def test_an_importer_of_ones_own_is_used_like_the_others(package: Path) -> None:
    steps = STEP.findall(PAGE)
    assert len(steps) == 3
    for file, where, text in steps:
        put(package, file, where, text)
    write_case(package / "case")
    (package / "b.csv").write_text(BULLETIN, encoding="utf-8")
    said = run(
        package,
        "from breakranks.importing import import_file\n"
        "done = [import_file('bulletin', Path('b.csv'), Path('case')) for _ in range(2)]\n"
        "print(json.dumps([done[0].said, done[1].added]))",
    )
    assert {line for line in said[0] if line.startswith("Left out")} == {
        "Left out: 1 of a kind that says nothing about the force.",
        "Left out: 1 outside the window of the case.",
        "Left out: 1 about others than the force and its opponent.",
    }
    assert said[1] == 0
    (draft,) = read_drafts(package / "case")
    assert (draft.id, draft.kind, draft.formation, draft.words) == (
        "bulletin:1:1", "conduct.withdraw", "brigade-1", "They left.",
    )  # fmt: skip


def test_the_page_names_every_importer_and_its_mappings_can_be_read(tmp_path: Path) -> None:
    listed = re.findall(r"^\| \[`([\w-]+)`\]", PAGE, re.MULTILINE)
    assert listed == list(IMPORTERS)
    mappings = re.findall(r"^ *```toml\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(mappings) == 2
    for text in mappings:
        (tmp_path / "m.toml").write_text(text, encoding="utf-8")
        mapping = read_mapping(tmp_path / "m.toml")
        assert any(getattr(mapping, part) for part in SECTIONS)


def test_the_short_mapping_of_the_page_does_what_it_says(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case")
    mapping = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[-1]
    (tmp_path / "notes.mapping.toml").write_text(mapping.replace('"kherson-city"', '"town"'), encoding="utf-8")
    table = (
        "Datum,Was,Einheit,Ort,Text\n2030-01-18,Rückzug,1st Brigade,Cherson,Weg.\n2030-01-18,Wetter,,Cherson,Nass.\n"
    )
    (tmp_path / "notes.csv").write_text(table, encoding="utf-8")
    import_file("table", tmp_path / "notes.csv", case)
    (draft,) = read_drafts(case)
    assert (draft.kind, draft.area, draft.source, draft.reliability) == ("conduct.withdraw", "town", "own-notes", "C")
