import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from breakranks.assessment.types import Caution
from breakranks.presentation import brief_markdown, print_brief
from synthetic_assessment import synthetic, with_note

HEADINGS = [
    "What does not fit",
    "What explains it",
    "Control left",
    "Given up within",
    "Force, within",
    "The forks",
    "Decisive",
    "Watch for",
    "Self-inflicted",
    "seed 1",
    "Report",
]


def printed(assessment: object, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=False)
    print_brief(assessment, console, Path("out/report.html"))  # type: ignore[arg-type]
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def test_brief_has_its_parts_in_order() -> None:
    lines = printed(synthetic())
    places = [next(n for n, line in enumerate(lines) if line.startswith(heading)) for heading in HEADINGS]
    assert places == sorted(places)
    assert lines[0].startswith("Kherson")
    assert "as of" in lines[0]
    assert lines[-1].endswith("out/report.html")


@pytest.mark.parametrize("which", [0, 2, 5])
def test_brief_fits_one_screen(which: int) -> None:
    base = synthetic(which=which)
    wordy = replace(base, cautions=tuple(Caution("limit", "This must be known first. " * 12) for _ in range(6)))
    for assessment in (base, wordy):
        lines = printed(assessment)
        assert len(lines) <= 45
        assert max(map(len, lines)) <= 100


def test_brief_gives_every_rung_its_number_and_word() -> None:
    lines = printed(synthetic())
    rung = next(line for line in lines if line.startswith("Unordered exit"))
    cells = re.findall(r"([<>]?\d+\s%) (remote|highly|unlikely|realistic|likely|almost)", rung)
    assert len(cells) == 4


def test_brief_survives_a_narrow_console() -> None:
    assert max(map(len, printed(synthetic(), width=60))) <= 60


def test_rich_markup_in_a_note_is_shown_as_it_is() -> None:
    text = "\n".join(printed(with_note(synthetic(), "[bold]a note[/bold]")))
    assert "[bold]a note[/bold]" in text


def test_markdown_says_more_and_cites_its_sources() -> None:
    text = brief_markdown(synthetic())
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == [
        "What does not fit",
        "What explains it",
        "How much control is left",
        "The ladder",
        "The forks",
        "What to watch",
        "Self-inflicted",
        "Sixteen questions",
    ]
    assert "](<https://" in text
    assert len(re.findall(r"^\d+\. \*\*", text, re.MULTILINE)) == 16


def test_markdown_escapes_what_a_case_says() -> None:
    text = brief_markdown(with_note(synthetic(), "<script>alert(1)</script> | *x* [y](z)"))
    assert "<script>" not in text
    assert "\\| \\*x\\* \\[y\\](z)" in text
