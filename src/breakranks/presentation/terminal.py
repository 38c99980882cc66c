"""Lines for a terminal of any width: nothing is cut off, and nothing fails where a sign cannot be shown."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.text import Text

WIDTH = 100
"""Lines get no longer than this, however wide the terminal is."""
HEAD, QUIET = "bold cyan", "dim"

_PLAIN = str.maketrans("█░→↔−–…·“”’\N{NO-BREAK SPACE}", '#.>|--.-""\' ')
"""Plain signs of the same width, for terminals that know few."""


def width_of(console: Console) -> int:
    """How long lines may be."""
    return max(min(console.width, WIDTH), 20)


def show(lines: Iterable[Text], console: Console) -> None:
    """Print lines; a sign that the terminal's encoding does not know becomes a plain one, or a question mark."""
    for line in lines:
        line.plain = encodable(line.plain, console.encoding)
        console.print(line, soft_wrap=True)


def encodable(text: str, encoding: str) -> str:
    """The same text of the same length in signs that an encoding knows."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text


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
    """A table whose cells are wrapped to the width of their column, a space between columns."""
    lines = []
    for row in rows:
        cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for pieces in zip_longest(*cells, fillvalue=""):
            line = Text(" " * indent)
            for piece, width, style in zip_longest(pieces, widths, styles, fillvalue=""):
                line.append(f"{piece:<{width}} ", style)
            line.rstrip()
            lines.append(line)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    # `wrap` keeps a number and its unit together: it breaks at no no-break space.
    return wrap(text, max(width, 8)) or [""]
