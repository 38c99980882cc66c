"""How far two codings agree, as CSV files."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from breakranks.agreement.types import Agreement, Disagreement, Effect
from breakranks.case import Event
from breakranks.presentation.folder import put, text
from breakranks.presentation.sheets import csv_text

Cells = tuple[object, ...]
EFFECT = ("first_explanation", "control_change", "question", "question_area", "before", "after")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agreement": ("field", "measured_as", "pairs", "same", "alpha", "why_no_alpha", *EFFECT),
    "matched": ("first_row", "second_row", "likeness"),
    "disagreements": ("first_row", "second_row", "field", "first", "second", *EFFECT, "why_no_effect"),
    "only-one": (
        "coder", "row", "date", "formation", "area", "kind", "sources", "note", *EFFECT, "why_no_effect",
    ),
}  # fmt: skip
"""The files, by name, and their columns."""
MARK = ",".join(COLUMNS["agreement"][:4]).encode()
"""How the first of them is known."""


def write_agreement(found: Agreement, folder: Path) -> tuple[Path, ...]:
    """Write agreement.csv, matched.csv, disagreements.csv and only-one.csv, and say where each lies.

    `first_explanation`, `control_change` and what follows say what the second coder's value would change in the
    assessment of the first.

    Raises:
        InputError: the folder cannot be one, cannot be written to, or holds others' files of these names.
    """
    rows: Mapping[str, Iterable[Cells]] = {
        "agreement": [(f.name, f.level, f.pairs, f.same, f.alpha, f.why, *_effect(f.effect)) for f in found.fields],
        "matched": [(p.first.number, p.second.number, p.likeness) for p in found.pairs],
        "disagreements": [
            (_row(d.first), _row(d.second), d.field, *d.values, *_effect(d.effect), d.why) for d in found.cells
        ],
        "only-one": [_alone(d) for d in found.alone],
    }
    files = {name: (f"{name}.csv", text(partial(csv_text, COLUMNS[name], rows[name]))) for name in COLUMNS}
    return tuple(put(folder, files, MARK).values())


def _row(event: Event | None) -> int | None:
    return event.number if event else None


def _effect(effect: Effect | None) -> Cells:
    if effect is None:
        return (None,) * len(EFFECT)
    question, area = effect.forecast or (None, None)
    return effect.leading, effect.control, question, area, effect.before, effect.after


def _alone(found: Disagreement) -> Cells:
    coder, event = ("first", found.first) if found.first else ("second", found.second)
    assert event
    told = event.date, event.formation, " ".join(event.areas), event.kind, " ".join(event.sources), event.note
    return coder, event.number, *told, *_effect(found.effect), found.why
