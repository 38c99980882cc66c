"""A comparison as JSON, as tables, and as a folder."""

from collections.abc import Mapping
from pathlib import Path

from breakranks.assessment.types import Comparison
from breakranks.case.types import Move
from breakranks.presentation.comparison.page import comparison_html
from breakranks.presentation.comparison.parts import Compared
from breakranks.presentation.document import as_json, records
from breakranks.presentation.folder import numbers, put, text
from breakranks.presentation.lookup import moves
from breakranks.presentation.numbers import Rows, arrow

FORMAT = "breakranks-comparison/1"
CHANGES = "about area before after change state_before state_after"
CONTRIBUTIONS = "part report date kind formation source about area effect"


def comparison_json(comparison: Comparison) -> str:
    """Give the changes and what they are made of as one JSON document in ASCII."""
    before, after = comparison.before, comparison.after
    return as_json(
        {
            "format": FORMAT,
            "case": after.evidence.slug,
            "title": after.evidence.title,
            "since": before.evidence.as_of,
            "until": after.evidence.as_of,
            "version": after.provenance.version,
            "ordinary": after.provenance.assumptions.ordinary,
            "columns": {name: columns.split() for name, (columns, _) in _tables(comparison).items()},
            "tables": {name: records(columns, rows) for name, (columns, rows) in _tables(comparison).items()},
        }
    )


def write_comparison(comparison: Comparison, folder: Path) -> dict[str, Path]:
    """Write comparison.html and the changes and contributions as Parquet, CSV and numbers.xlsx; say where each lies.

    The keys are `page`, `workbook`, and for each table `numbers/NAME` (Parquet) and `csv/NAME`.

    Raises InputError where the folder cannot be one or cannot be written to.
    """
    tables = {name: arrow(columns, rows) for name, (columns, rows) in _tables(comparison).items()}
    page = ("comparison.html", text(lambda: comparison_html(comparison)))
    return put(folder, {"page": page, **numbers(tables)})


def _tables(comparison: Comparison) -> Mapping[str, tuple[str, Rows]]:
    return {"changes": (CHANGES, _changes(comparison)), "contributions": (CONTRIBUTIONS, _contributions(comparison))}


def _changes(comparison: Comparison) -> Rows:
    """Every number on both days; none where a day gives none."""
    compared = Compared(comparison)
    for m in compared.moved:
        before, after = compared.values(m.about)
        yield *m.about, before, after, m.change, *compared.states(m.about)


def _contributions(comparison: Comparison) -> Rows:
    """Every part of the change, unrounded: the time, each report and each move, the rest."""
    look = Compared(comparison).after
    none = (None,) * 5
    yield from (("time", *none, *move) for move in moves(comparison.time))
    for c in comparison.contributions:
        row = c.move or look.events[c.number or 0]
        part, kind = ("move", None) if isinstance(row, Move) else ("report", row.kind)
        told = (part, c.number, row.date, kind, row.formation, " ".join(row.sources))
        yield from ((*told, *move) for move in moves(c.effect))
    yield from (("rest", *none, *move) for move in moves(comparison.rest))
