"""What moved between two days, and what moved it, on the terminal."""

from pathlib import Path

from rich.console import Console

from breakranks.assessment.types import Comparison
from breakranks.presentation.comparison.parts import Compared
from breakranks.presentation.lookup import ORDINARY
from breakranks.presentation.terminal import HEAD, grid, heading, paragraph, show, where, width_of
from breakranks.presentation.words import MISSING, point_tenths, short

NUMBER = 13
"""Letters of a column of changes."""


def print_comparison(comparison: Comparison, console: Console, report_path: Path | None = None) -> None:
    """Print what moved, and what moved the numbers that moved most; the parts add up to the change.

    `report_path` is where the page lies that shows what moved the others.
    """
    compared, width = Compared(comparison), width_of(console)
    lines = paragraph(compared.title, width, indent=0, style="bold")
    if comparison.after.provenance.assumptions.ordinary:
        lines += paragraph(f"! {ORDINARY}", width, indent=0, style="yellow", hang=2)
    told = 16 if width < 80 else 26
    widths = (max(width - 2 * told - 10, 12), told, told, 6)
    lines += grid([("What moved", "before", "after", "points")], widths, [HEAD] * 4)
    for m in compared.moved:
        change = MISSING if m.change is None else point_tenths(m.change)
        lines += grid([(m.name, m.before, m.after, f"{change:>6}")], widths)
    lines += heading("What moved it", "in points, in order of their largest effect on any number", width)
    columns = [compared.column(about) for about in compared.most]
    parts = (max(width - (NUMBER + 1) * len(columns) - 1, 8), *(NUMBER for _ in columns))
    titles = (short(compared.after.about(*about).replace("Area given up", "Given up"), 36) for about in compared.most)
    lines += grid([("", *titles)], parts, [HEAD] * len(parts))
    names = [f"{p.name}{f', {short(p.source, 40)}' if p.source else ''}" for p in compared.parts]
    for name, *tenths in zip([*names, "Change"], *columns, strict=True):
        numbers = (f"{point_tenths(x / 1000):>7}" for x in tenths)
        lines += grid([(name, *numbers)], parts, ["bold" if name == "Change" else ""] * len(parts))
    show([*lines, *where(report_path)], console)
