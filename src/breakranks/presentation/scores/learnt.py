"""What was learnt from past cases, on the terminal."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from breakranks.presentation.words import NBSP, number, plural, signed
from breakranks.scoring.calibrate import Taught, moved


def print_learnt(found: Sequence[Taught], console: Console, files: Iterable[Path]) -> None:
    """Print what each case moved: the parameters that would be furthest off without it."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold cyan")
    for title in ("Case", "moved", "from", "to", "by"):
        table.add_column(title, justify="left" if title in ("Case", "moved") else "right", no_wrap=True)
    for case, moves in moved(found).items():
        for n, move in enumerate(moves):
            by = f"{signed(move.errors, 1)}{NBSP}SE"
            table.add_row("" if n else case, move.parameter, number(move.without), number(move.learnt), by)
    every = next(taught for taught in found if taught.without is None)
    weights = [taught.mixture for taught in found if taught.without]
    console.print(
        Group(
            Text(f"Learnt from {plural(len(found) - 1, 'case')}", "bold"),
            Text("What each case moved, in standard errors (SE) of what is learnt without it", "dim"),
            table,
            Text(
                f"\nThe worlds are worth {number(every.mixture)} beside base rates; without one case, "
                f"{number(min(weights))} to {number(max(weights))}."
            ),
            *(Text.assemble(("Wrote", "bold cyan"), f"  {path}", overflow="fold") for path in files),
        )
    )
