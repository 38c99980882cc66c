"""How far two codings agree, on the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from breakranks.agreement.types import Agreement, Disagreement, Effect
from breakranks.case import Event
from breakranks.presentation.terminal import HEAD, grid, heading, paragraph, show, table, width_of
from breakranks.presentation.words import (
    MISSING,
    day_words,
    number,
    plural,
    point_tenths,
    question_name,
    short,
    tenths,
)
from breakranks.vocabulary import EXPLANATIONS

SHOWN = 12
"""So many disagreements are printed; the files have all."""
ALPHA = (
    "alpha is Krippendorff's: 1 where the coders agree in all, 0 where they agree no more than by chance. 0.8 is "
    "commonly asked for, and from 0.667 on what is concluded is tentative. Rows were matched by day, formation, area, "
    "source and note, so that these agree by more than they would alone."
)


def print_agreement(found: Agreement, console: Console, places: Sequence[Path] = ()) -> None:
    """Print how far the coders agree, and the disagreements that would change most; `places` are the files written."""
    width = width_of(console)
    lines = paragraph(f"{found.names[0]} and {found.names[1]}", width, indent=0, style="bold")
    lines += paragraph(_rows(found), width, indent=0)
    for difference in found.differences:
        lines += paragraph(f"! {difference}", width, indent=0, style="yellow", hang=2)
    lines += heading("How far the coders agree", "by column, in the rows that both have", width)
    lines += table(
        ("", "pairs", "same", "alpha", "measured as"), [_field(found, n) for n in range(len(found.fields))], width
    )
    lines += paragraph(ALPHA, width, indent=0, style="dim")
    names = _names(found)
    lines += _changes("Where they differ", found.cells, found, names, width)
    lines += _changes("Rows that only one has", found.alone, found, names, width)
    if found.all_rows:
        text = f"All rows of the second instead of the first's: {_effect(found.all_rows, found, names)}."
        lines += paragraph(text, width, indent=0)
    for place in places:
        lines += [Text.assemble(("Written", HEAD), f"  {place}")]
    show(lines, console)


def _rows(found: Agreement) -> str:
    first, second = (len(case.events) for case in found.cases)
    by_id = sum(pair.likeness is None for pair in found.pairs)
    both = len(found.pairs)
    how = f"{by_id} by their ids, {both - by_id} by what they say" if by_id else "by what they say"
    return (
        f"The first has {plural(first, 'row')}, the second {plural(second, 'row')}. {plural(both, 'row')} "
        f"{'tells' if both == 1 else 'tell'} of the "
        f"same ({how}); {first - both} stand in the first alone, {second - both} in the second alone."
    )


def _field(found: Agreement, n: int) -> tuple[str, ...]:
    field = found.fields[n]
    shown = MISSING if field.alpha is None else number(field.alpha)
    return field.name, str(field.pairs), str(field.same), shown, field.why or field.level


def _names(found: Agreement) -> Mapping[str | None, str]:
    return {area.id: area.name for area in found.cases[0].areas}


def _changes(
    title: str, rows: Sequence[Disagreement], found: Agreement, names: Mapping[str | None, str], width: int
) -> list[Text]:
    if not rows:
        return []
    told = f"what the second's would change in the assessment of the first as of {day_words(found.as_of)}"
    lines = heading(f"{title}: {len(rows)}", f"{told}, the most first", width)
    left = min(max(width // 2, 20), 48)
    lines += grid(
        [(_what(row), row.why if row.effect is None else _effect(row.effect, found, names)) for row in rows[:SHOWN]],
        (left, max(width - left - 1, 20)),
    )
    if len(rows) > SHOWN:
        lines += paragraph(f"… and {len(rows) - SHOWN} more; --out writes all of them.", width, indent=0, style="dim")
    return lines


def _what(row: Disagreement) -> str:
    if row.first and row.second:
        first, second = (value or "nothing" for value in row.values)
        return f"row {row.first.number} and {row.second.number}: {row.field} {first}, or {second}"
    event, whose = (row.first, "first") if row.first else (row.second, "second")
    assert event
    return f"only the {whose}, row {event.number}: {_event(event)}"


def _event(event: Event) -> str:
    return f"{event.kind}, {event.formation}, {day_words(event.date)}"


def _effect(effect: Effect, found: Agreement, names: Mapping[str | None, str]) -> str:
    parts = []
    if effect.leading != found.numbers.leading:
        name = EXPLANATIONS[effect.leading].name
        parts.append(f"first explanation {name} instead of {EXPLANATIONS[found.numbers.leading].name}")
    parts.append(f"control {point_tenths(effect.control)} points")
    if effect.forecast:
        question, area = effect.forecast
        name = short(question_name(question, names.get(area, area) if area else None), 40)
        parts.append(f"{name} {tenths(effect.before)} → {tenths(effect.after)}")
    return "; ".join(parts)
