"""The building blocks of the report's page: tables, figures, keys."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from breakranks.presentation.charts import Spec

NARROW = 65
"""Letters of a row of a table that fits into half a printed page."""


@dataclass(frozen=True)
class Cell:
    """One cell: its text, a second line, what it sorts by, how strongly it is shaded (−1..1; 0: not at all).

    `link` is where the text leads, `note_link` where the second line does; `mark` is a class of the page's
    style, or an anchor; `tip` is shown to whoever points at the cell.
    """

    text: str
    note: str = ""
    sort: float | str | None = None
    shade: float = 0.0
    link: str | None = None
    note_link: str | None = None
    mark: str = ""
    tip: str = ""

    @property
    def key(self) -> str:
        """What the cell sorts by, as the page's script reads it."""
        return str(self.text if self.sort is None else self.sort)


@dataclass(frozen=True)
class Column:
    """A column: its heading, whether it holds numbers or text, and whether each row is headed by it."""

    title: str
    kind: Literal["number", "text", "prose"] = "text"
    heads_row: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; `sortable` puts a button in each heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sortable: bool = False

    @property
    def narrow(self) -> bool:
        """Whether it is long, and narrow enough to be printed in two columns."""
        return len(self.rows) >= 8 and max(sum(len(cell.text) for cell in row) for row in self.rows) <= NARROW

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True)
class KeyEntry:
    """One entry of a chart's key: its colour, shape and name."""

    name: str
    colour: str
    shape: str = "block"
    hollow: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart with what it shows in a sentence, how to read it, its key and the same numbers as a table."""

    id: str
    title: str
    reading: str
    summary: str
    spec: Spec
    table: Table
    key: tuple[KeyEntry, ...] = field(default=())

    @property
    def json(self) -> str:
        """The specification, safe inside a script element."""
        text = json.dumps(self.spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def columns(*titles: str, numbers: Sequence[str] = (), prose: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns of text, the first heading its rows, except those named in `numbers` and `prose`."""
    return tuple(
        Column(title, "number" if title in numbers else "prose" if title in prose else "text", n == 0)
        for n, title in enumerate(titles)
    )
