"""What is printed where a console knows few signs, is narrow, closed or full, or its user has had enough."""

import fcntl
import io
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from breakranks import presentation, scoring, whole
from breakranks.assessment.types import Assessment, Comparison, Reasons
from breakranks.cli import app, main
from breakranks.learning import Lessons
from breakranks.presentation import scores
from breakranks.presentation.plain import PLAIN
from breakranks.presentation.scores import print_learnt
from breakranks.scoring import Taught
from case_folder import spoil, write_case
from shown import console
from shown import said as shown
from synthetic_scores import synthetic

CASE = "kherson-2022"
DAYS = ("--from", "2022-09-15", "--to", "2022-09-24")


class Said(NamedTuple):
    code: int
    out: bytes
    err: bytes


Speak = Callable[..., Said]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Reasons, Comparison]:
    """A small case assessed, whose notes hold signs that few consoles know."""
    case = write_case(tmp_path_factory.mktemp("worked") / "river-line")
    spoil(case, "events.csv", "forty men gone", "“forty” men gone – to Łódź at −3 °C…")
    spoil(case, "areas.csv", "town,The town", "town,Ødegård’s town")
    found = whole.assess(case)
    return found, whole.reasons(found), whole.compare(case, date(2030, 1, 13), date(2030, 2, 10))


@pytest.fixture
def speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worked: tuple[object, ...]) -> Iterator[Speak]:
    """Runs the command line in this process on streams of an encoding; what takes long has been worked out before."""
    monkeypatch.chdir(tmp_path)
    write_case(tmp_path / "river-line")
    spoil(write_case(tmp_path / "spoilt"), "areas.csv", "town,The town", "тиша–“x”,The town")
    for module, name, found in (
        (whole, "assess", worked[0]),
        (whole, "reasons", worked[1]),
        (whole, "compare", worked[2]),
        (scoring, "score", synthetic()),
        (scoring, "calibrate", taught()),
        (presentation, "write", {"report": Path("Übersicht–1/report.html")}),
        (scores, "write_scores", {"page": Path("Übersicht–1/scores.html")}),
    ):
        monkeypatch.setattr(module, name, lambda *_, found=found: found, raising=False)
    monkeypatch.setattr(scoring, "write_learnt", lambda *_: (Path("calibration/learnt.csv"),))
    usual = signal.getsignal(signal.SIGINT)

    def run(*arguments: str, encoding: str = "utf-8") -> Said:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        monkeypatch.setattr(sys, "argv", ["breakranks", *arguments])
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as caught:
            main()
        for stream in streams:
            stream.flush()
        out, err = (stream.buffer.getvalue() for stream in streams)
        return Said(int(caught.value.code or 0), out, err)

    yield run
    signal.signal(signal.SIGINT, usual)


def taught() -> tuple[Taught, ...]:
    """Two cases, each of which moved a parameter."""
    lessons = [
        Lessons({"area.base": {"value": v, "uncertainty": 0.3, "mean": 0.0, "cases": 2}}, {}, {}, {})
        for v in (-5.4, -5.6)
    ]
    named = zip((None, "a-case", "another-case"), (lessons[0], lessons[1], lessons[1]), strict=True)
    return tuple(Taught(without, lesson, {}, 0.5) for without, lesson in named)


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:[,.]\d+)?|[^\W\d_]+", text))


COMMANDS = [
    ("--help",),
    ("--version",),
    ("cases",),
    ("check", "river-line"),
    ("check", "spoilt"),
    ("check", "–niemand–"),
    ("new", "Ordner-ß"),
    ("assess", "–"),
    ("assess", CASE, "--out", "there"),
    ("assess", CASE, "--help"),
    ("compare", CASE, *DAYS),
    ("score", CASE),
    ("calibrate",),
]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_console_that_knows_few_signs_loses_nothing(speak: Speak, tmp_path: Path, arguments, encoding: str) -> None:
    full = speak(*arguments)
    if arguments[0] == "new":
        for file in (tmp_path / "Ordner-ß").iterdir():
            file.unlink()
        (tmp_path / "Ordner-ß").rmdir()
    plain = speak(*arguments, encoding=encoding)
    assert plain.code == full.code == (2 if {"spoilt", "–", "–niemand–"} & {*arguments} else 0)
    for few, all_ in zip(plain[1:], full[1:], strict=True):
        text = all_.decode()
        # What a user of this encoding would have made of it himself.
        expected = text.encode(encoding, PLAIN).decode(encoding)
        assert tokens(few.decode(encoding)) == tokens(expected)
        assert few.count(b"?") == all_.count(b"?")
        assert b"Traceback" not in few


@pytest.mark.parametrize("arguments", [("assess", CASE, "--out", "there"), ("compare", CASE, *DAYS)], ids=" ".join)
def test_json_is_the_same_bytes_on_every_console(speak: Speak, arguments) -> None:
    said = {speak(*arguments, "--json", encoding=encoding).out for encoding in ("utf-8", "cp1252", "ascii")}
    assert len(said) == 1
    said.pop().decode("utf-8")


WRONG = [
    (("assess", CASE, "--as-of", "foo"), "--as-of': 'foo' is not a date. Write the day as year-month-day"),
    (("assess", CASE, "--as-of", "2022-02-30"), "'2022-02-30' is not a date"),
    (("compare", CASE, "--from", "9.11.2022", "--to", "2022-11-10"), "--from': '9.11.2022' is not a date"),
    (("assess", CASE, "--as-of", "2022-10-10", "--as-of", "2022-11-10"), "--as-of is given 2 times. Give it once."),
    (("assess", CASE, "--json", "--json"), "--json is given 2 times"),
    (("score", CASE, "--out", "a", "--out", "b"), "--out is given 2 times"),
    (("score", CASE, CASE), "kherson-2022 stands twice"),
    (("score", "river-line", "below/river-line"), "river-line stands twice"),
    (("assess", CASE, "--out", "file"), "file is a file, not a folder"),
    (("assess", CASE, "--out", "file/below"), "file is a file, not a folder"),
    (("assess", CASE, "--out", "/proc/breakranks"), "/proc/breakranks cannot be used"),
    (("compare", CASE, *DAYS, "--out", "/proc/breakranks"), "/proc/breakranks cannot be used"),
    (("score", CASE, "--out", "/proc/breakranks"), "/proc/breakranks cannot be used"),
    (("calibrate", "--out", "/proc/breakranks"), "/proc/breakranks cannot be used"),
    (("assess", CASE, "--out", "half"), "half/numbers is a file, not a folder"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=[" ".join(a) for a, _ in WRONG])
def test_what_cannot_be_is_said_before_the_work(
    speak: Speak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments, sentence: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "below").mkdir()
    write_case(tmp_path / "below" / "river-line")
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "report.html").write_text("an old report of breakranks", encoding="utf-8")
    (tmp_path / "half" / "numbers").touch()
    before = sorted(tmp_path.rglob("*"))
    for module, name in ((whole, "assess"), (whole, "compare"), (scoring, "score"), (scoring, "calibrate")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("the work has begun"))
    code, out, err = speak(*arguments)
    assert (code, out) == (2, b"")
    assert sentence in " ".join(err.decode().split())
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_nobody_may_write_to_is_said_before_the_work(
    speak: Speak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests may run as one who may write anywhere."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", forbidden)
    code, _, err = speak("assess", CASE, "--out", "a/b")
    assert (code, err.decode()) == (
        2,
        "a/b cannot be used (Permission denied). Give --out a folder that can be written to.\n",
    )
    assert not (tmp_path / "a").exists()


def test_a_file_that_a_case_does_not_know_is_said_and_the_rest_is_read(speak: Speak, tmp_path: Path) -> None:
    for name in ("outcome.csv", "notes.docx", ".DS_Store", "README.md", "~$events.xlsx"):
        (tmp_path / "river-line" / name).touch()
    code, out, err = speak("check", "river-line")
    assert (code, out[:20]) == (0, b"river-line is a case")
    assert [line.partition(" is not read. ")[::2] for line in err.decode().splitlines()] == [
        (
            "river-line/notes.docx",
            "The files of a case are case.toml, areas.csv, formations.csv, events.csv, sources.csv, moves.csv, "
            "outcomes.csv, judgements.csv.",
        ),
        ("river-line/outcome.csv", "Nearest: 'outcomes.csv'."),
    ]


def test_an_interruption_of_the_work_ends_it_without_a_word(speak: Speak, monkeypatch: pytest.MonkeyPatch) -> None:
    def enough(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(whole, "assess", enough)
    assert speak("assess", CASE, "--out", "there") == (130, b"", b"")


def started(*arguments: str, before: str = "", **more: object) -> subprocess.Popen[bytes]:
    """The command line in a process of its own, after some lines of code."""
    code = f"import os, signal, sys\n{before}\nfrom breakranks.__main__ import main\nmain()"
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, **more)


@pytest.mark.parametrize("module", ["click", "numpy", "breakranks.whole"])
def test_an_interruption_while_modules_load_ends_it_without_a_word(module: str, tmp_path: Path) -> None:
    hook = (
        "class Hook:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Hook())"
    )
    done = started("assess", CASE, before=hook, cwd=tmp_path, stdout=subprocess.PIPE)
    out, err = done.communicate(timeout=60)
    assert (done.returncode, out, err) == (-signal.SIGINT, b"", b"")
    assert not list(tmp_path.iterdir())


def test_whoever_has_closed_the_pipe_hears_no_more() -> None:
    done = started("--help", stdout=subprocess.PIPE)
    assert done.stdout
    done.stdout.close()
    assert done.wait(timeout=60) == -signal.SIGPIPE
    assert done.stderr
    assert done.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device to write to")
def test_a_full_disk_is_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = started("--help", stdout=full)
        _, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (1, b"What there is to print could not be written (No space left on device).\n")


def on_a_terminal(columns: int, *arguments: str, **environment: str) -> str:
    """What stands on a terminal so many columns wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "PYTHONIOENCODING")} | environment
    done = started(*arguments, stdin=theirs, stdout=theirs, env={**env, "NO_COLOR": "1"})
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so where the other end is closed.
            break
        if not part:
            break
        said += part
    os.close(ours)
    assert done.wait(timeout=60) == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode()).replace("\r", "")


def test_the_cases_fit_a_narrow_terminal_that_knows_ascii_alone(speak: Speak) -> None:
    narrow = on_a_terminal(60, "cases", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert max(map(len, narrow.splitlines())) <= 60
    assert tokens(narrow) == tokens(speak("cases", encoding="ascii").out.decode())
    assert "?" not in narrow
    assert narrow.isascii()


@pytest.mark.parametrize("width", [40, 60, 80])
def test_what_each_case_moved_is_whole_on_a_narrow_console(width: int) -> None:
    said = {}
    for columns in (width, 200):
        to = console(columns)
        print_learnt(taught(), to, [Path("calibration/learnt.csv")])
        said[columns] = shown(to)
    assert max(map(len, said[width].splitlines())) <= width
    assert set(tokens(said[width])) == set(tokens(said[200]))


def test_the_list_of_commands_says_all_of_each() -> None:
    narrow = " ".join(on_a_terminal(60, "--help").split())
    for command in app.commands.values():
        assert command.help.strip() in narrow
