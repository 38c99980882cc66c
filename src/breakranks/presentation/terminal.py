"""Lines for a terminal of any width: nothing is cut off, and nothing fails where a sign cannot be shown."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from breakranks.presentation.plain import encodable

WIDTH = 100
"""Lines get no longer than this, however wide the terminal is."""
HEAD, QUIET = "bold cyan", "dim"


def width_of(console: Console) -> int:
    """How long lines may be."""
    return max(min(console.width, WIDTH), 20)


def show(lines: Iterable[Text], console: Console) -> None:
    """Print lines; a sign that the terminal's encoding does not know becomes a plain one."""
    for line in lines:
        line.plain = encodable(line.plain, console.encoding)
        console.print(line, soft_wrap=True)


def where(report: Path | None) -> list[Text]:
    """Say where the report lies, where there is one."""
    return [] if report is None else [Text.assemble(("Report", HEAD), f"  {report}")]


def heading(title: str, more: str = "", width: int = WIDTH) -> list[Text]:
    """A heading, and beside it what it is about."""
    first, *rest = _wrapped(f"{title}  {more}".rstrip(), width)
    start = Text.assemble((first[: len(title)], HEAD), (first[len(title) :], QUIET))
    return [start, *(Text(line, QUIET) for line in rest)]


def paragraph(text: str, width: int, indent: int = 2, style: str = "", hang: int = 0) -> list[Text]:
    """Wrapped text; lines after the first stand `hang` further to the right."""
    lines = _wrapped(text, width - indent - hang)
    return [Text(" " * (indent + (hang if n else 0)) + line, style) for n, line in enumerate(lines)]


def grid(
    rows: Iterable[Sequence[str]], widths: Sequence[int], styles: Sequence[str] = (), indent: int = 0
) -> list[Text]:
    """A table whose cells are wrapped to the width of their column, a space between columns.

    A first cell with a word that does not fit into its column stands above its row.
    """
    lines = []
    for row in rows:
        first, *others = row
        if _longest(first) > widths[0]:
            above = sum(widths) + len(widths) - 1 + indent
            lines += paragraph(first, above, indent, styles[0] if styles else "")
            first = ""
        cells = [_wrapped(cell, width) for cell, width in zip((first, *others), widths, strict=True)]
        for pieces in zip_longest(*cells, fillvalue=""):
            line = Text(" " * indent)
            for piece, width, style in zip_longest(pieces, widths, styles, fillvalue=""):
                line.append(f"{piece:<{width}} ", style)
            line.rstrip()
            lines.append(line)
    return lines


def table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, left: int = 1) -> list[Text]:
    """A table as wide as its cells, all but the first `left` columns set right.

    Where that is wider than the console, each row is a paragraph that names its cells.
    """
    widths = [
        max([_longest(title) if n else len(title), 1, *(len(row[n]) for row in rows)]) for n, title in enumerate(head)
    ]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        lines = [*paragraph(head[0], width, indent=0, style=HEAD)] if head[0] else []
        for first, *others in rows:
            told = (f"{title} {cell.strip()}" for title, cell in zip(head[1:], others, strict=True) if cell)
            lines += paragraph(f"{first}: {', '.join(told)}", width, indent=0, hang=4)
        return lines
    titles = [wrap(title, size) for title, size in zip(head, widths, strict=True)]
    deep = max(map(len, titles))
    above = [([""] * (deep - len(title)) + title) for title in titles]
    lines = []
    for n, cells in enumerate([*zip(*above, strict=True), *rows]):
        put = [f"{c:<{w}}" if i < left else f"{c:>{w}}" for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
        lines.append(Text("  ".join(put).rstrip(), HEAD if n < deep else ""))
    return lines


def _longest(text: str) -> int:
    """The length of the longest piece that is not broken."""
    return max(map(len, re.split(r" |(?<=\w-)", text)))


def _wrapped(text: str, width: int) -> list[str]:
    # `wrap` keeps a number and its unit together: it breaks at no no-break space.
    return wrap(text, max(width, 8)) or [""]
