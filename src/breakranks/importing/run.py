"""From a file to drafts in the folder of a case, and an account of it in a few lines."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from breakranks.case import shipped
from breakranks.case.changing import alone
from breakranks.drafts import Draft, add_drafts, read_drafts
from breakranks.importing.acled import acled
from breakranks.importing.found import FAR, OUTSIDE_WINDOW, Found
from breakranks.importing.into import Into
from breakranks.importing.mapping import Meanings, beside, read_mapping
from breakranks.importing.orbat_mapper import orbat_mapper
from breakranks.importing.table import table
from breakranks.importing.ucdp import ucdp
from breakranks.importing.viina import viina
from breakranks.tables import InputError, day_of, nearest

IMPORTERS: Mapping[str, Callable[[Path, Into], Found]] = {
    "acled": acled,
    "ucdp": ucdp,
    "viina": viina,
    "orbat-mapper": orbat_mapper,
    "table": table,
}
"""What can be imported, by the name that is given on the command line."""
OF_FORMATIONS = ("orbat-mapper", "table")
"""What may bring the first formations of a case."""
DAYS_TOGETHER = 3
"""Rows of one kind, formation and area in so many days become one draft: an assessment counts them once anyway."""
JUMP, ENOUGH, LEAST_DAYS = 3.0, 30, 7
"""The number of rows a day jumps if it changes by this factor from one month to the next, in months that have so many
days, one of them with at least so many rows."""


class Imported(NamedTuple):
    """How many drafts were added, and what a person should be told, in sentences."""

    added: int
    said: tuple[str, ...]


def import_file(name: str, file: Path, folder: Path, mapping: Path | None = None) -> Imported:
    """Import a file of the kind `name` (one of `IMPORTERS`) into the drafts of the case in a folder.

    `mapping` is a file in which a person says what is meant; without it one beside the file is used, if it is there.

    Raises:
        InputError: the kind, the file, the mapping or the case cannot be used.
    """
    if name not in IMPORTERS:
        near = nearest(name, IMPORTERS)
        raise InputError(f"'{name}' cannot be imported. {near or 'One of: ' + ', '.join(IMPORTERS)}.")
    if str(folder) in shipped() and not folder.is_dir():
        raise InputError(f"{folder} is a shipped case. Give the folder of your own, made with breakranks new.")
    path = mapping or (beside(file) if beside(file).exists() else None)
    into = Into(folder, read_mapping(path) if path else Meanings(), name in OF_FORMATIONS)
    found = IMPORTERS[name](file, into)
    with alone(folder):
        drafts, together = bundled(found.drafts, read_drafts(folder))
        added = add_drafts(folder, drafts)
    said = [*found.said, f"Read {found.rows:,} rows{f' by {path}' if path else ''}."]
    said += [f"Left out: {count:,} {reason}." for reason, count in found.left_out.most_common() if count]
    if together:
        said.append(
            f"Put together: {together:,} with others of the same kind, formation and area within {DAYS_TOGETHER} days."
        )
    said += [text for text in (jump(found.days),) if text]
    if not drafts:
        said += list(_hints(found, into))
    known = f", {added.known:,} known already" if added.known else ""
    after = f" Go through them: breakranks drafts {folder}" if added.added else ""
    said.append(f"Drafts added: {added.added:,}{known}.{after}")
    return Imported(added.added, tuple(said))


def _hints(found: Found, into: Into) -> Iterator[str]:
    """What would help, where most of a file was left out for a reason that lies in the case."""
    case = into.case
    if 2 * found.left_out[OUTSIDE_WINDOW] > found.rows and into.days:
        first, last = min(into.days), max(into.days)
        yield (
            f"Its rows are of {first} to {last}, and the case is of {case.start} to {case.end}: "
            "see start and end in case.toml."
        )
    if 2 * found.left_out[FAR] > found.rows:
        yield (
            f"No area of areas.csv has its middle within {into.mapping.within_km:g} km of these places: add the areas "
            "that they lie in, or say within_km in a mapping."
        )


def bundled(drafts: Iterable[Draft], before: Iterable[Draft]) -> tuple[list[Draft], int]:
    """Drafts of events with those of one kind, formation and area in three days put together; how many were.

    The surest of them stands for the others, and of these the first. One that was drafted `before` stands for those
    that belong to it, even where the data set has since got more rows of those days.
    """
    known = {_together(draft): draft.id for draft in before if draft.table == "events"}
    groups: dict[object, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(_together(draft), []).append(draft)
    out, together = [], 0
    for what, group in groups.items():
        group = sorted(group, key=lambda draft: (draft.credibility, draft.date, draft.id))
        first = next((draft for draft in group if draft.id == known.get(what)), group[0])
        together += len(group) - 1
        if len(group) > 1:
            people = sum(int(draft.people or 0) for draft in group)
            note = f"{first.note}; and {len(group) - 1} more of these days"
            first = replace(first, note=note, people=str(people or ""))
        out.append(replace(first, id=known.get(what, first.id)))
    return sorted(out, key=lambda draft: draft.date), together


def _together(draft: Draft) -> object:
    """What drafts have in common that are put together.

    One without a kind, or of a span of days, stands alone, and so does every row of a person's own table.
    """
    day, data = day_of(draft.date), draft.id.partition(":")[0]
    if draft.table != "events" or not draft.kind or day is None or data == "table":
        return draft.id
    return data, draft.kind, draft.formation, draft.area, day.toordinal() // DAYS_TOGETHER


def jump(days: Counter[date]) -> str | None:
    """A sentence where there are far more, or far fewer, rows a day in one month than in the one before."""
    if not days:
        return None
    first, last = min(days), max(days)
    months: dict[date, list[int]] = {}
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        months.setdefault(day.replace(day=1), []).append(days[day])
    full = [(month, counts) for month, counts in months.items() if len(counts) >= LEAST_DAYS]
    for (before, old), (month, new) in pairwise(full):
        rates = [sum(old) / len(old), sum(new) / len(new)]
        if max(sum(old), sum(new)) >= ENOUGH and max(rates) >= JUMP * min(rates):
            return (
                f"The number of rows jumps from {rates[0]:.1f} a day in {before:%Y-%m} to {rates[1]:.1f} in "
                f"{month:%Y-%m}: more or less may have happened, or the sources changed. Look before you trust it."
            )
    return None
