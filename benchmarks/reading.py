"""How long it takes to read and check a case: a shipped one, and tables as long as they may be, and longer.

Seconds of the processor are told beside those of the clock: on a busy machine they say more.
"""

import csv
import tempfile
from functools import partial
from importlib.resources import files
from pathlib import Path
from time import process_time

from benchmarks.timing import process, seconds
from openpyxl import Workbook

from breakranks.case import examine

SLUG = "kherson-2022"
ROWS = (10_000, 100_000)
"""As many events as a case may have, and ten times that, which is refused."""


def main() -> None:
    """Print the seconds of each."""
    print(f"{'':46}{'clock':>7}{'processor':>11}")
    with tempfile.TemporaryDirectory() as folder:
        # The first may still compile what it loads.
        runs = [process(["check", SLUG], Path(folder)) for _ in range(6)]
        _say(f"check {SLUG}", min(run.end for run in runs), min(run.processor for run in runs))
        for rows in ROWS:
            for how, write in (("CSV", _csv), ("workbook", _workbook)):
                case = _case(Path(folder) / f"{how}-{rows}")
                write(case, _events(rows))
                found = examine(case)
                said = "a case" if found.case else str(found.problems[0].wrong)
                call = partial(examine, case)
                _say(f"{rows:,} events, {how}", seconds(call, 3), seconds(call, 3, process_time), said)


def _say(what: str, clock: float, processor: float, said: str = "") -> None:
    print(f"{what:46}{clock:7.2f}{processor:11.2f} s   {said}".rstrip(), flush=True)


def _case(folder: Path) -> Path:
    """The shipped case without its events."""
    folder.mkdir()
    for file in Path(str(files("breakranks.case") / "library" / SLUG)).iterdir():
        if file.name != "events.csv":
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


def _events(count: int) -> list[list[str]]:
    """The header and so many rows, those of the case again and again, each with a note of its own."""
    table = Path(str(files("breakranks.case") / "library" / SLUG / "events.csv"))
    with table.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    note = head.index("note")
    return [head, *([*row[:note], f"{row[note]} {n}", *row[note + 1 :]] for n in range(count)
                    for row in [rows[n % len(rows)]])]  # fmt: skip


def _csv(case: Path, rows: list[list[str]]) -> None:
    with (case / "events.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _workbook(case: Path, rows: list[list[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("events")
    for row in rows:
        sheet.append(row)
    book.save(case / "case.xlsx")
