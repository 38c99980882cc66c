"""Several programs at one case: the workbench, and the commands that write into its folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from breakranks.case import tidy
from breakranks.case.changing import halves, write_whole
from breakranks.drafts import Draft, accept, add_drafts, read_drafts, reject
from breakranks.extraction import read_into
from breakranks.importing import import_file
from breakranks.tables import InputError
from breakranks.workbench.folder import CaseFolder
from case_folder import EVENTS, FILES, write_case

POSIX = pytest.mark.skipif(os.name != "posix", reason="there are no such permissions here")
DRAFT = Draft(
    "acled:1", kind="conduct.flee", date="2030-01-18", reported="2030-01-19", formation="brigade-2", area="bridge",
    source="wire", reliability="B", credibility="2", note="ran", coder="acled",
)  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "line")


def program(text: str, *asked: object) -> subprocess.Popen[str]:
    """A program of its own process, which has said that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", text, *map(str, asked)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


WORKBENCH = """
import sys
from pathlib import Path
from breakranks.drafts import Draft, addition
from breakranks.workbench.folder import CaseFolder, ConflictError

folder, done = CaseFolder(Path(sys.argv[1])), 0
print("ready", flush=True)
sys.stdin.readline()
while done < 12:
    version, events = folder.version_of("drafts.csv"), folder.version_of("events.csv")
    _, files = addition(folder.path, [Draft(f"read:{done}", note=f"workbench {done}")])
    files = {path.name: raw for path, raw in files.items()}
    row = f"2030-01-18,2030-01-19,brigade-1,,grip.coerce,,wire,B,2,w {done}\\n"
    files["events.csv"] = folder.read("events.csv") + row.encode()
    try:
        folder.change("an edit", files, {"drafts.csv": version, "events.csv": events})
        done += 1
    except ConflictError:
        continue
"""
COMMAND = """
import sys
import time
from pathlib import Path
from breakranks.drafts import Draft, accept, add_drafts

folder = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for n in range(12):
    told = dict(kind="conduct.flee", reported="2030-01-19", source="wire", reliability="B", credibility="2")
    told |= dict(date=f"2030-01-{n + 4:02}", formation="brigade-2", note=f"command {n}")
    add_drafts(folder, [Draft(f"acled:{n}", **told)])
    accept(folder, f"acled:{n}")
    time.sleep(0.02)
"""


def test_a_command_and_an_open_workbench_that_write_at_once_lose_nothing(case: Path) -> None:
    programs = [program(text, case) for text in (WORKBENCH, COMMAND)]
    for each in programs:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    assert [each.wait(timeout=120) for each in programs] == [0, 0]
    drafts = {draft.id: draft.status for draft in read_drafts(case)}
    assert drafts == {f"read:{n}": "open" for n in range(12)} | {f"acled:{n}": "accepted" for n in range(12)}
    notes = {line.split(",")[9] for line in (case / "events.csv").read_text().splitlines()}
    assert {f"w {n}" for n in range(12)} | {f"command {n}" for n in range(12)} <= notes
    assert not halves(case)


HOLDING = """
import sys
from pathlib import Path
from breakranks.case.changing import locked

with locked(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_every_command_that_writes_into_a_case_waits_for_the_others(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_drafts(case, [DRAFT])
    text, table = tmp_path / "text.txt", tmp_path / "table.csv"
    text.write_text("18 January 2030\n\nForty men of the 1st Brigade deserted.\n")
    table.write_text(
        "table,date,reported,formation,kind,source\nevents,2030-01-18,2030-01-19,brigade-2,grip.coerce,wire\n"
    )
    (case / "areas.csv").write_text(FILES["areas.csv"].replace("\n", "\n\n", 1))
    before = {path.name: path.read_bytes() for path in case.iterdir() if path.is_file()}
    monkeypatch.setattr("breakranks.case.changing.PATIENCE", 0.1)
    other = program(HOLDING, case)
    for change in (
        lambda: accept(case, DRAFT.id),
        lambda: reject(case, DRAFT.id),
        lambda: add_drafts(case, [DRAFT]),
        lambda: read_into(str(text), case),
        lambda: import_file("table", table, case),
        lambda: tidy(case),
    ):
        with pytest.raises(InputError, match=r"Another program has been changing .* for 0.1 seconds. Try again"):
            change()
    assert {path.name: path.read_bytes() for path in case.iterdir() if path.is_file()} == before
    other.kill()
    other.wait(timeout=30)
    assert accept(case, DRAFT.id).status == "accepted"


def test_what_a_workbench_left_half_done_is_for_it_to_finish(case: Path) -> None:
    add_drafts(case, [DRAFT])
    (case / ".events.csv-0123456789ab.half").write_text("half a fil")
    with pytest.raises(InputError, match=r"Open the case once with breakranks open"):
        reject(case, DRAFT.id)
    with CaseFolder(case).alone():
        assert not halves(case)
    assert reject(case, DRAFT.id).status == "rejected"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links here")
def test_a_folder_for_the_lock_that_leads_elsewhere_is_not_written_to(case: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (case / ".breakranks").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link, so nothing can be changed here"):
        add_drafts(case, [DRAFT])
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (case / "drafts.csv").exists()


# What others of the machine may see


@POSIX
def test_nobody_sees_more_of_a_case_than_they_did(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FILES:
        (case / name).chmod(0o600)
    seen = dict[str, int]()
    move = os.replace

    def looked_at(source: Path, target: Path) -> None:
        seen[Path(target).name] = Path(source).stat().st_mode
        move(source, target)

    monkeypatch.setattr(os, "replace", looked_at)
    add_drafts(case, [DRAFT])
    accept(case, DRAFT.id)
    folder = CaseFolder(case)
    moves = b"date,reported,formation,area,parent,strength,source\n"
    folder.change("an edit", {"events.csv": EVENTS.encode(), "moves.csv": moves}, {})
    (case / "areas.csv").write_text(FILES["areas.csv"].replace("\n", "\n\n", 1))
    tidy(case)
    assert {"drafts.csv", "events.csv", "moves.csv", "areas.csv"} <= set(seen)
    now = {path.name: path.stat().st_mode for path in case.rglob("*") if path.is_file() and path.name != "lock"}
    assert not [name for name, mode in {**now, **seen}.items() if mode & 0o077 and name != "journal.jsonl"]
    assert (case / ".breakranks").stat().st_mode & 0o777 == 0o700


@POSIX
def test_a_file_is_not_readable_while_it_is_written(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (case / "events.csv").chmod(0o600)
    seen = list[int]()
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(os.fstat(handle).st_mode & 0o077))
    write_whole({case / "events.csv": b"new"})
    assert seen == [0]


@POSIX
@pytest.mark.parametrize(("mode", "own"), [(0o755, 0o700), (0o775, 0o770), (0o2770, 0o770), (0o777, 0o777)])
def test_the_journal_and_the_lock_are_for_those_who_may_write(case: Path, mode: int, own: int) -> None:
    (case / ".breakranks").mkdir()
    (case / ".breakranks").chmod(0o755)
    case.chmod(mode)
    CaseFolder(case).change("an edit", {"events.csv": b"new"}, {})
    assert (case / ".breakranks").stat().st_mode & 0o777 == own
    assert (case / ".breakranks" / "journal.jsonl").stat().st_mode & 0o777 == own & 0o666


# Programs that are killed

EDITING = """
import sys
from pathlib import Path
from breakranks.workbench.folder import CaseFolder

folder = CaseFolder(Path(sys.argv[1]))
print("ready", flush=True)
n = len(folder.journal.edits())
while True:
    files = {name: folder.read(name) + f"{n}\\n".encode() for name in ("events.csv", "areas.csv")}
    folder.change(f"{n}", files, {})
    folder.undo()
    folder.redo()
    n += 1
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="programs are killed otherwise here")
def test_whenever_a_workbench_is_killed_all_of_an_edit_is_there_or_nothing(case: Path) -> None:
    for name in ("events.csv", "areas.csv"):
        (case / name).write_text("begin\n")
    for round in range(2):
        process = program(EDITING, case)
        time.sleep(0.02 + 0.06 * round)
        process.kill()
        process.wait(timeout=30)
        folder = CaseFolder(case)
        events, areas = ((case / name).read_text() for name in ("events.csv", "areas.csv"))
        assert events == areas
        assert not halves(case)
        standing = [edit for edit in folder.journal.edits() if edit.stands]
        assert events == "begin\n" + "".join(f"{edit.what}\n" for edit in standing)
    assert standing
    for _ in standing:
        folder.undo()
    assert {(case / name).read_text() for name in ("events.csv", "areas.csv")} == {"begin\n"}
