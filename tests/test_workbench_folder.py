"""The case folder under the workbench: rows change alone, every edit can be undone, and nothing is lost on the way."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.case import check
from breakranks.tables import InputError
from breakranks.workbench.folder import CaseFolder, ConflictError
from breakranks.workbench.journal import Patch, applied, backwards, patch_of
from breakranks.workbench.sheet import parse
from case_folder import EVENTS, FILES, write_case


@pytest.fixture
def folder(tmp_path: Path) -> CaseFolder:
    return CaseFolder(write_case(tmp_path / "line"))


def change(folder: CaseFolder, text: str, name: str = "events.csv", what: str = "an edit") -> None:
    folder.change(what, {name: text.encode()}, {name: folder.version_of(name)})


def text(folder: CaseFolder, name: str = "events.csv") -> str:
    return (folder.path / name).read_bytes().decode()


# Rows


def test_one_row_changes_and_no_other_byte() -> None:
    sheet = parse("events", EVENTS.encode())
    new = sheet.changed(2, {"people": "60", "note": 'sixty, "gone"'}).decode().splitlines(keepends=True)
    old = EVENTS.splitlines(keepends=True)
    assert [n for n in range(5) if new[n] != old[n]] == [2]
    assert new[2] == '2030-01-08,2030-01-09,brigade-1,town,conduct.desert,60,daily,C,3,"sixty, ""gone"""\n'


OWN = (
    "\ufeffID;date;reported;formation;area;kind;people;source;reliability;credibility;my rating;note\r\n"
    "\r\n"
    'a1;2030-01-04;2030-01-05;high-command;town;order.hold;;wire;B;2;5;"told; to\r\nhold"\r\n'
    "a2;2030-01-08;2030-01-09;brigade-1;town;conduct.desert;40;daily;C;3;;gone"
)


def test_a_spreadsheet_s_own_ways_stay() -> None:
    sheet = parse("events", OWN.encode())
    assert sheet.row(1)["note"] == "told; to\r\nhold"
    changed = sheet.changed(2, {"people": "41"}).decode()
    assert changed == OWN.replace(";40;", ";41;") + "\r\n"
    added = sheet.added({"date": "2030-01-09", "note": "a; b"}).decode()
    assert added == OWN + '\r\n;2030-01-09;;;;;;;;;;"a; b"\r\n'
    assert sheet.without(1).decode() == OWN[: OWN.index("a1")] + OWN[OWN.index("a2") :]


def test_a_column_that_is_missing_is_added_where_it_is_needed() -> None:
    areas = parse("areas", FILES["areas.csv"].encode())
    assert "front" not in areas.changed(1, {"name": "Town"}).decode()
    lines = areas.changed(1, {"front": "yes"}).decode().splitlines()
    assert lines[0].endswith(",front")
    assert lines[1].endswith(",yes")
    assert lines[2].endswith("town,")


@given(st.lists(st.text(alphabet='a,;"\n é', max_size=8), min_size=10, max_size=10))
def test_what_is_written_is_what_is_read(cells: list[str]) -> None:
    columns = EVENTS.splitlines()[0].split(",")
    row = dict(zip(columns, cells, strict=True)) | {"date": "2030-01-09"}
    sheet = parse("events", parse("events", EVENTS.encode()).added(row))
    assert sheet.row(5) == {column: cell.strip() for column, cell in row.items()}
    assert parse("events", sheet.without(5)).rows == parse("events", EVENTS.encode()).rows


def test_what_is_no_utf_8_is_not_changed() -> None:
    with pytest.raises(InputError, match="is not UTF-8"):
        parse("events", EVENTS.replace("arrests", "Verhaftungen für alle").encode("cp1252"))


# Undo and redo


def test_every_edit_can_be_undone_and_redone_after_a_restart(folder: CaseFolder) -> None:
    states = [text(folder)]
    for n in range(4):
        change(
            folder,
            states[-1] + f"2030-01-2{n},2030-01-2{n},brigade-1,town,conduct.flee,,wire,B,2,{n}\n",
            what=f"edit {n}",
        )
        states.append(text(folder))
    for n in (3, 2, 1, 0):
        assert CaseFolder(folder.path).undo() == f"edit {n}"
        assert text(folder) == states[n]
    with pytest.raises(InputError, match="nothing to undo"):
        folder.undo()
    for n in (0, 1, 2):
        assert CaseFolder(folder.path).redo() == f"edit {n}"
        assert text(folder) == states[n + 1]
    change(folder, states[0], what="another")
    with pytest.raises(InputError, match="nothing to redo"):
        folder.redo()
    folder.undo()
    assert text(folder) == states[3]


def test_what_is_saved_as_it_was_is_no_edit_to_undo(folder: CaseFolder) -> None:
    change(folder, EVENTS)
    assert folder.journal.to_undo() is None


def test_an_undo_leaves_what_others_wrote_meanwhile(folder: CaseFolder) -> None:
    change(folder, EVENTS.replace("arrests", "many arrests"))
    by_others = (
        text(folder).replace("forty men", "40 men") + "2030-01-20,2030-01-20,brigade-1,,grip.coerce,,wire,B,2,more\n"
    )
    (folder.path / "events.csv").write_text(by_others)
    folder.undo()
    assert text(folder) == by_others.replace("many arrests", "arrests")
    folder.redo()
    assert text(folder) == by_others


def test_an_undo_that_would_lose_what_others_wrote_is_refused(folder: CaseFolder) -> None:
    change(folder, EVENTS.replace("arrests", "many arrests"))
    by_others = text(folder).replace("many arrests", "few arrests")
    (folder.path / "events.csv").write_text(by_others)
    with pytest.raises(InputError, match="changed elsewhere"):
        folder.undo()
    assert text(folder) == by_others


def test_a_file_that_an_edit_made_goes_away_with_it(folder: CaseFolder) -> None:
    change(folder, "date,author,question,area,horizon_days,phrase,probability,source,note\n", "judgements.csv")
    folder.undo()
    assert not (folder.path / "judgements.csv").exists()
    folder.redo()
    assert text(folder, "judgements.csv").startswith("date,author")


def test_the_journal_is_no_part_of_the_case(folder: CaseFolder) -> None:
    change(folder, EVENTS.replace("arrests", "many arrests"))
    assert check(folder.path) == ()
    assert not folder.examine().passed_over
    assert (folder.path / ".breakranks" / "journal.jsonl").is_file()


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "é\n"]), max_size=8).map(lambda lines: "".join(lines).encode())


@given(LINES, LINES)
def test_a_patch_leads_there_and_back(old: bytes, new: bytes) -> None:
    patch = patch_of("events.csv", old, new)
    assert applied(patch, old) == new
    assert applied(backwards(patch), new) == old
    assert Patch(**json.loads(json.dumps(vars(patch)))) == patch


# Accidents


@pytest.mark.parametrize("moment", ["before anything is written", "between two files", "after everything is written"])
def test_a_server_killed_while_it_saves_leaves_all_or_nothing(folder: CaseFolder, moment: str, monkeypatch) -> None:
    before = {name: text(folder, name) for name in ("events.csv", "areas.csv")}
    after = {"events.csv": before["events.csv"] + "\n", "areas.csv": before["areas.csv"].replace("The town", "A town")}
    done = list[str]()
    real = os.replace

    def killed(source: object, target: Path) -> None:
        if moment == "before anything is written" or (moment == "between two files" and done):
            raise KeyboardInterrupt
        real(str(source), target)
        done.append(str(target))

    monkeypatch.setattr(os, "replace", killed)
    versions = {name: folder.version_of(name) for name in after}
    with suppress(KeyboardInterrupt):
        folder.change("both", {name: new.encode() for name, new in after.items()}, versions)
    monkeypatch.undo()
    (folder.path / ".events.csv-0123456789ab.half").write_text("half a fil")
    again = CaseFolder(folder.path)
    now = {name: text(folder, name) for name in after}
    assert now == (before if moment == "before anything is written" else after)
    assert not list(folder.path.glob(".*.half"))
    if now == after:
        assert again.undo() == "both"
        assert {name: text(folder, name) for name in after} == before
    else:
        assert again.journal.to_undo() is None


def test_a_line_of_the_journal_that_was_cut_off_is_passed_over(folder: CaseFolder) -> None:
    change(folder, EVENTS.replace("arrests", "many arrests"), what="first")
    with (folder.path / ".breakranks" / "journal.jsonl").open("a") as file:
        file.write('{"id": 2, "what": "sec')
    again = CaseFolder(folder.path)
    change(again, EVENTS.replace("arrests", "few arrests"), what="third")
    assert [edit.what for edit in again.journal.edits()] == ["first", "third"]
    again.undo()
    again.undo()
    assert text(folder) == EVENTS


def test_an_edit_of_what_is_no_longer_there_is_refused(folder: CaseFolder) -> None:
    version = folder.version_of("events.csv")
    (folder.path / "events.csv").write_text(EVENTS.replace("arrests", "no arrests"))
    with pytest.raises(ConflictError):
        folder.change("mine", {"events.csv": EVENTS.encode()}, {"events.csv": version})
    assert "no arrests" in text(folder)
    assert not folder.journal.edits()


def test_the_version_follows_every_file(folder: CaseFolder) -> None:
    seen = {folder.version}
    for name in ("events.csv", "case.toml", "areas.geojson"):
        with (folder.path / name).open("a") as file:
            file.write("\n")
        seen.add(folder.version)
    assert len(seen) == 4
    (folder.path / ".hidden").write_text("nothing")
    assert folder.version in seen


def test_fifty_edits_leave_a_journal_of_fifty_lines(folder: CaseFolder) -> None:
    for n in range(50):
        change(folder, EVENTS.replace("arrests", f"{n} arrests"))
    lines = (folder.path / ".breakranks" / "journal.jsonl").read_text().splitlines()
    assert len(lines) == 50
    assert max(map(len, lines)) < 700


def test_the_version_is_known_before_it_is_saved(folder: CaseFolder) -> None:
    new = EVENTS.replace("arrests", "many arrests").encode()
    foreseen = folder.version_with({"events.csv": new})
    assert foreseen != folder.version
    folder.change("it", {"events.csv": new}, {})
    assert folder.version == foreseen
    assert CaseFolder(folder.path).version == foreseen
    without = folder.version_with({"outcomes.csv": None})
    (folder.path / "outcomes.csv").unlink()
    assert folder.version == without


def test_files_that_somebody_put_back_stay_after_a_restart(folder: CaseFolder) -> None:
    before = {name: text(folder, name) for name in ("events.csv", "areas.csv")}
    folder.change("both", {name: old.encode() + b"\n" for name, old in before.items()}, {})
    # As `git checkout events.csv` does.
    (folder.path / "events.csv").write_text(before["events.csv"])
    change(CaseFolder(folder.path), before["areas.csv"], "areas.csv")
    assert text(folder) == before["events.csv"]


@pytest.mark.parametrize("moment", [0, 1])
def test_an_edit_that_could_not_be_written_is_none_to_undo(
    folder: CaseFolder, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    change(folder, EVENTS.replace("arrests", "many arrests"), what="first")
    real, done = os.replace, list[object]()

    def full(*paths: object) -> None:
        if len(done) >= moment:
            raise OSError(28, "No space left on device")
        done.append(paths)
        real(*map(str, paths))

    monkeypatch.setattr(os, "replace", full)
    files = {"events.csv": EVENTS.encode(), "areas.csv": FILES["areas.csv"].encode() + b"\n"}
    with pytest.raises(InputError, match="No space left on device"):
        folder.change("second", files, {})
    monkeypatch.undo()
    change(folder, EVENTS.replace("arrests", "few arrests"), what="third")
    # What was half done is done by then, so that no file is of before and no other of after.
    expected = ["first", "second", "third"] if moment else ["first", "third"]
    assert [edit.what for edit in folder.journal.edits()] == expected
    while folder.journal.to_undo():
        folder.undo()
    assert text(folder) == EVENTS
    assert text(folder, "areas.csv") == FILES["areas.csv"]
    assert not list(folder.path.glob(".*.half"))


def test_a_journal_that_was_cut_in_half_undoes_what_it_still_tells_of(folder: CaseFolder) -> None:
    for word in ("one", "two", "three", "four"):
        change(folder, EVENTS.replace("arrests", word), what=word)
    folder.undo()
    place = folder.path / ".breakranks" / "journal.jsonl"
    lines = place.read_bytes().splitlines(keepends=True)
    place.write_bytes(lines[0] + lines[1][:40] + b"\n" + b"".join(lines[2:])[:-30])
    again = CaseFolder(folder.path)
    assert [edit.what for edit in again.journal.edits()] == ["one", "three", "four"]
    with pytest.raises(InputError, match="changed elsewhere"):
        again.undo()
    assert text(folder) == EVENTS.replace("arrests", "three")
    change(again, EVENTS.replace("arrests", "five"), what="five")
    again.undo()
    assert text(folder) == EVENTS.replace("arrests", "three")


def test_what_came_to_nothing_takes_no_other_edit_with_it(folder: CaseFolder) -> None:
    change(folder, EVENTS.replace("arrests", "many arrests"), what="first")
    with (folder.path / ".breakranks" / "journal.jsonl").open("a") as file:
        file.write('{"id": 2, "what": "sec\n{"at": "2030-01-20T12:00:00+00:00", "void": true}\n')
    assert [edit.what for edit in CaseFolder(folder.path).journal.edits()] == ["first"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
@pytest.mark.parametrize("name", ["events.csv", "case.toml", "areas.geojson", "drafts.csv"])
def test_what_is_no_file_is_not_waited_for(folder: CaseFolder, name: str) -> None:
    (folder.path / name).unlink(missing_ok=True)
    os.mkfifo(folder.path / name)
    again = CaseFolder(folder.path)
    with pytest.raises(InputError, match=f"{name} is no file"):
        again.read(name)
    assert again.version
    if name in FILES:
        for problems in (again.examine().problems, check(folder.path)):
            assert [(problem.file, problem.wrong) for problem in problems] == [(name, "this is no file")]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links here")
def test_a_folder_that_became_a_link_is_neither_read_nor_written(folder: CaseFolder, tmp_path: Path) -> None:
    other = write_case(tmp_path / "other")
    before = {path.name: path.read_bytes() for path in other.iterdir()}
    folder.path.rename(tmp_path / "away")
    folder.path.symlink_to(other)
    for act in (lambda: folder.version, lambda: folder.read("events.csv"), lambda: change(folder, "mine"), folder.undo):
        with pytest.raises(InputError, match="leads somewhere else now"):
            act()
    assert {path.name: path.read_bytes() for path in other.iterdir()} == before


def test_a_large_file_beside_the_tables_is_not_read(folder: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breakranks.workbench.folder.MOST_BYTES", 3000)
    (folder.path / "film.mp4").write_bytes(b"x" * 5000)
    (folder.path / "notes.txt").write_bytes(b"x" * 50)
    (folder.path / "events.csv").write_bytes(b"x" * 5000)
    copied = dict[str, int]()
    monkeypatch.setattr(
        "breakranks.workbench.folder.examine",
        lambda copy: copied.update({path.name: path.stat().st_size for path in copy.iterdir()}),
    )
    folder.tried({})
    assert (copied["events.csv"], copied["notes.txt"], "film.mp4" in copied) == (3001, 50, False)


# Two workbenches at one case

ADDING = """
import sys
from pathlib import Path
from breakranks.workbench.folder import CaseFolder, ConflictError

folder, done = CaseFolder(Path(sys.argv[1])), 0
print("ready", flush=True)
sys.stdin.readline()
while done < int(sys.argv[3]):
    version, now = folder.version_of("events.csv"), folder.read("events.csv")
    try:
        folder.change("an edit", {"events.csv": now + f"{sys.argv[2]} {done}\\n".encode()}, {"events.csv": version})
        done += 1
    except ConflictError:
        continue
"""
HOLDING = """
import sys
from pathlib import Path
from breakranks.workbench.folder import CaseFolder

with CaseFolder(Path(sys.argv[1])).alone():
    print("held", flush=True)
    sys.stdin.read()
"""


def started(program: str, *asked: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, asked)]
    return subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_two_programs_that_edit_one_case_lose_nothing(folder: CaseFolder) -> None:
    each = 25
    programs = [started(ADDING, folder.path, name, each) for name in ("one", "two")]
    assert [program.stdout.readline() for program in programs if program.stdout] == ["ready\n"] * 2
    for program in programs:
        assert program.stdin
        program.stdin.write("go\n")
        program.stdin.flush()
    assert [program.wait(timeout=120) for program in programs] == [0, 0]
    added = text(folder).removeprefix(EVENTS).splitlines()
    assert sorted(added) == sorted(f"{name} {n}" for name in ("one", "two") for n in range(each))
    assert [edit.id for edit in folder.journal.edits()] == list(range(1, 2 * each + 1))
    for _ in range(2 * each):
        folder.undo()
    assert text(folder) == EVENTS


def test_a_program_that_was_killed_shuts_nobody_out(folder: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breakranks.case.changing.PATIENCE", 0.2)
    ours = CaseFolder(folder.path)
    program = started(HOLDING, folder.path)
    assert program.stdout
    assert program.stdout.readline() == "held\n"
    with pytest.raises(InputError, match=r"Another program has been changing .* Try again"):
        change(ours, EVENTS.replace("arrests", "many arrests"))
    assert text(folder) == EVENTS
    program.kill()
    program.wait(timeout=30)
    change(ours, EVENTS.replace("arrests", "many arrests"))
    assert "many arrests" in text(folder)


def test_what_another_program_left_half_done_is_finished_before_the_next_edit(
    folder: CaseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, real, done = CaseFolder(folder.path), os.replace, list[object]()

    def killed(source: object, target: object) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(target)
        real(str(source), str(target))

    areas = text(folder, "areas.csv").replace("The town", "A town")
    monkeypatch.setattr(os, "replace", killed)
    # Nobody clears up after a program that was killed.
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
    with suppress(KeyboardInterrupt):
        other.change("both", {"events.csv": EVENTS.encode() + b"\n", "areas.csv": areas.encode()}, {})
    monkeypatch.undo()
    assert "The town" in text(folder, "areas.csv")
    change(folder, EVENTS.replace("arrests", "many arrests"), what="mine")
    assert text(folder, "areas.csv") == areas
    assert not list(folder.path.glob(".*.half"))
    assert [edit.what for edit in folder.journal.edits()] == ["both", "mine"]


def test_a_lock_that_leads_elsewhere_is_not_written_to(folder: CaseFolder, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("hidden words")
    (folder.path / ".breakranks").mkdir()
    (folder.path / ".breakranks" / "lock").symlink_to(tmp_path / "outside")
    with pytest.raises(InputError, match="is a link, so nothing can be changed here"):
        change(folder, EVENTS.replace("arrests", "many arrests"))
    assert (tmp_path / "outside").read_text() == "hidden words"


def test_looking_at_a_case_leaves_nothing_in_its_folder(folder: CaseFolder) -> None:
    before = sorted(folder.path.rglob("*"))
    CaseFolder(folder.path).examine()
    assert sorted(folder.path.rglob("*")) == before


@pytest.mark.parametrize("above", ["Reports of the week\n", "Meldungen; Woche 3\n\n", "sep=,\n"])
def test_a_table_below_a_title_is_changed_row_by_row(above: str) -> None:
    """The check passes over a title, and so must the workbench, which keeps it."""
    text = above + FILES["events.csv"]
    sheet = parse("events", text.encode())
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4]
    assert sheet.written().decode() == text
    assert sheet.changed(1, {"note": "held"}).decode() == text.replace("told to hold the town", "held")
    assert sheet.added({"date": "2030-02-01"}).decode().startswith(f"{text}2030-02-01,")
