"""Marks on a map: none covers another, each stands on its own ground, and nobody is left out unsaid."""

import runpy
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from breakranks.workbench import symbols
from breakranks.workbench.marks import Marks, Subject, placed

ROOT = Path(__file__).parents[1]


def square(x: float, y: float, side: float, name: str, units: int) -> Subject:
    ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    return Subject([ring], (x + side / 2, y + side / 2), name, "24 %", units)


def field(count: int, side: float, units: int) -> list[Subject]:
    """Areas side by side, in rows of ten, with up to so many formations each."""
    luck = np.random.default_rng(1)
    return [
        square(n % 10 * side, n // 10 * side, side, f"The long name of area {n}", int(luck.integers(units + 1)))
        for n in range(count)
    ]


def overlapping(marks: list[Marks]) -> list[tuple[Marks, Marks]]:
    boxes = [(m, m.corners) for m in marks if m.corners]
    return [
        (one, other)
        for (one, ((a, b), (c, d))), (other, ((e, f), (g, h))) in combinations(boxes, 2)
        if a < g and e < c and b < h and f < d
    ]


@pytest.mark.parametrize(("count", "side", "units"), [(100, 55.0, 4), (100, 20.0, 12), (12, 150.0, 8), (1, 300.0, 0)])
def test_no_mark_covers_another_and_each_formation_is_shown_or_counted(count: int, side: float, units: int) -> None:
    subjects = field(count, side, units)
    scale, marks = placed(subjects, (1.0, 0.7))
    assert scale in (1.0, 0.7)
    assert not overlapping(marks)
    for subject, m in zip(subjects, marks, strict=True):
        if m.symbols:
            assert len(m.symbols) + (m.more[2] if m.more else 0) == subject.units
            x, y = m.symbols[0]
            (left, top), (right, bottom) = m.corners
            assert left <= x <= right - 36 * scale
            assert top <= y <= bottom - 28 * scale
    told = [m for m in marks if m.lines or m.symbols]
    assert len(told) == count or side < 30


def test_where_there_is_room_all_is_said_at_full_size() -> None:
    scale, (marks,) = placed([square(0, 0, 300, "A town", 3)], (1.0, 0.7))
    assert scale == 1.0
    assert [text for _, _, text in marks.lines] == ["A town", "24 %"]
    assert len(marks.symbols) == 3
    assert marks.more is None


def test_where_there_is_none_one_symbol_tells_how_many_others_there_are() -> None:
    walls = [square(x, y, 46, "", 1) for x in (-46, 0, 46) for y in (-46, 0, 46) if (x, y) != (0, 0)]
    _, marks = placed([*walls, square(0, 0, 66, "A town with a name", 5)], (1.0, 0.8))
    assert len(marks[-1].symbols) == 1
    assert marks[-1].more
    assert marks[-1].more[2] == 4


@pytest.mark.whole  # Another version of the package may draw otherwise.
def test_the_symbols_are_those_that_milsymbol_draws() -> None:
    written = (Path(symbols.__file__).parent / "templates" / "desk" / "app6.svg").read_text()
    assert written == runpy.run_path(str(ROOT / "scripts" / "symbols.py"))["symbols"](), "see scripts/symbols.py"
