"""What was learnt from past cases, on the terminal."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from breakranks.presentation.terminal import HEAD, QUIET, paragraph, show, table, width_of
from breakranks.presentation.words import NBSP, number, plural, signed
from breakranks.scoring.calibrate import Taught, moved


def print_learnt(found: Sequence[Taught], console: Console, files: Iterable[Path]) -> None:
    """Print what each case moved: the parameters that would be furthest off without it."""
    width, rows = width_of(console), []
    for case, moves in moved(found).items():
        for n, move in enumerate(moves):
            by = f"{signed(move.errors, 1)}{NBSP}SE"
            rows.append(("" if n else case, move.parameter, number(move.without), number(move.learnt), by))
    every = next(taught for taught in found if taught.without is None)
    weights = [taught.mixture for taught in found if taught.without]
    about = "What each case moved, in standard errors (SE) of what is learnt without it"
    worth = (
        f"The worlds are worth {number(every.mixture)} beside base rates; without one case, {number(min(weights))} to "
        f"{number(max(weights))}."
    )
    lines = paragraph(f"Learnt from {plural(len(found) - 1, 'case')}", width, indent=0, style="bold")
    lines += paragraph(about, width, indent=0, style=QUIET)
    lines += table(("Case", "moved", "from", "to", "by"), rows, width, left=2)
    lines += [Text(), *paragraph(worth, width, indent=0)]
    show([*lines, *(Text.assemble(("Wrote", HEAD), f"  {path}") for path in files)], console)
