"""Two codings of one case, compared."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from breakranks.agreement.alpha import COLUMNS, alpha
from breakranks.agreement.effects import cannot, try_rows
from breakranks.agreement.match import match
from breakranks.agreement.types import Agreement, Disagreement, Effect, Field, Pair
from breakranks.case import Case, Event, load_case
from breakranks.tables import InputError
from breakranks.whole import Progress, assess

MOST, MOST_ROWS = 1_000, 1_000_000
"""Disagreements of which it is tried what each would change, and the rows read for that; more take many minutes."""
ATTRIBUTES = {"area": ("areas",), "date": ("date", "span"), "people": ("people", "people_range")}
"""What of an event a column holds, where that is not what it is called after."""
LISTED = 8
"""So many ids are listed of those that only one coder has."""


def agree(first: str | Path, second: str | Path, progress: Progress = lambda *_: None) -> Agreement:
    """Compare two codings of one case: slugs of shipped cases, or folders.

    What a disagreement would change is found with the first coding as of its usual day: one cell, or one row, is taken
    as the second coder has it. `progress` is told a stage ("first", "disagreements") and the part of it that is done.

    Raises:
        InputError: one of them is no case, or they are of different forces or times.
    """
    names = str(first), str(second)
    cases = _both(names)
    pairs = match(*cases)
    progress("first", 0.0)
    assessment = assess(cases[0])
    progress("first", 1.0)
    trials = [*_cells(cases[0], pairs), *_alone(cases, pairs)]
    sums = [_columns_as_second(cases[0], pairs, column) for column in COLUMNS]
    whole = _all_rows(cases)
    most = min(MOST, MOST_ROWS // max(len(cases[0].events), 1))
    tried = [trial for trial in trials if trial.rows is not None][:most]
    variants = [trial.rows() for trial in tried if trial.rows is not None]
    told: Callable[[float], None] = lambda part: progress("disagreements", part)  # noqa: E731
    numbers, effects = try_rows(cases[0], assessment, [*sums, *([whole] if whole else []), *variants], told)
    of_trial = dict(zip(map(id, tried), effects[len(sums) + bool(whole) :], strict=True))
    done = sorted((_told(trial, of_trial.get(id(trial)), most) for trial in trials), key=_order)
    return Agreement(
        names=names,
        cases=cases,
        as_of=assessment.evidence.as_of,
        differences=tuple(_differences(cases)),
        pairs=pairs,
        fields=tuple(_field(column, pairs, effect) for column, effect in zip(COLUMNS, effects, strict=False)),
        cells=tuple(d for d in done if d.first and d.second),
        alone=tuple(d for d in done if not (d.first and d.second)),
        numbers=numbers,
        all_rows=effects[len(sums)] if whole else None,
    )


def _both(names: tuple[str, str]) -> tuple[Case, Case]:
    found, problems = list[Case](), list[str]()
    for name in names:
        try:
            found.append(load_case(name))
        except InputError as error:
            problems.append(f"{name} is no case that can be compared:\n{error}")
    if problems:
        raise InputError("\n".join(problems))
    first, second = found
    if not {f.id for f in first.formations} & {f.id for f in second.formations}:
        raise InputError(
            f"{names[0]} and {names[1]} have no formation in common. Give two codings of one case, with the same ids "
            "in formations.csv."
        )
    if first.start > second.end or second.start > first.end:
        raise InputError(
            f"{names[0]} ({first.start} to {first.end}) and {names[1]} ({second.start} to {second.end}) have no day in "
            "common. Give two codings of one case."
        )
    return first, second


class _Trial(NamedTuple):
    """A disagreement, and what gives the first's rows with it as the second has it; None where there can be none."""

    found: Disagreement
    rows: Callable[[], Sequence[Event]] | None


def _cells(case: Case, pairs: Sequence[Pair]) -> Iterator[_Trial]:
    for pair in pairs:
        for column in COLUMNS:
            if _value(pair.first, column) == _value(pair.second, column):
                continue
            other = _recoded(pair, column)
            why = cannot(case, other)
            values = text(pair.first, column), text(pair.second, column)
            yield _Trial(
                Disagreement(pair.first, pair.second, column, values, None, why),
                None if why else partial(_with, case, other.number, other),
            )


def _alone(cases: tuple[Case, Case], pairs: Sequence[Pair]) -> Iterator[_Trial]:
    first, second = cases
    known = {pair.first.number for pair in pairs}, {pair.second.number for pair in pairs}
    for event in first.events:
        if event.number not in known[0]:
            yield _Trial(
                Disagreement(event, None, "row", ("there", ""), None), partial(_with, first, event.number, None)
            )
    for event in second.events:
        if event.number not in known[1]:
            why = cannot(first, event)
            new = replace(event, number=len(first.events) + 1)
            yield _Trial(
                Disagreement(None, event, "row", ("", "there"), None, why),
                None if why else partial(_with, first, None, new),
            )


def _with(case: Case, number: int | None, new: Event | None) -> Sequence[Event]:
    """The rows of a case without that of this number, and with another in its place or at the end."""
    rows = [event for event in case.events if event.number != number]
    return [*rows, new] if new else rows


def _columns_as_second(case: Case, pairs: Sequence[Pair], column: str) -> Sequence[Event]:
    """The rows of the first with one column as the second has it, wherever that can be."""
    others = {pair.first.number: _recoded(pair, column) for pair in pairs}
    return [other if (other := others.get(e.number, e)) and not cannot(case, other) else e for e in case.events]


def _all_rows(cases: tuple[Case, Case]) -> Sequence[Event]:
    """The second's rows, but for those that cannot stand in the first."""
    return [event for event in cases[1].events if not cannot(cases[0], event)]


def _recoded(pair: Pair, column: str) -> Event:
    """The first's row with one cell as the second has it; a report is never earlier than what it tells of."""
    event = replace(pair.first, **{name: getattr(pair.second, name) for name in ATTRIBUTES.get(column, (column,))})
    return replace(event, reported=max(event.date, event.reported))


def _value(event: Event, column: str) -> object:
    if column == "area":
        return frozenset(event.areas)
    return tuple(getattr(event, name) for name in ATTRIBUTES.get(column, (column,)))


def text(event: Event, column: str) -> str:
    """A cell of a row as it is written."""
    if column == "area":
        return " ".join(event.areas)
    if column == "date" and event.span:
        return "/".join(map(str, event.span))
    if column == "people" and event.people_range:
        return "-".join(map(str, event.people_range))
    value = getattr(event, column)
    return "" if value is None else str(value)


def _told(trial: _Trial, effect: Effect | None, most: int) -> Disagreement:
    why = trial.found.why or ("" if effect else f"not tried: there are more than {most:,}")
    return replace(trial.found, effect=effect, why=why)


def _order(found: Disagreement) -> tuple[float, int]:
    """What would change most comes first."""
    event = found.first or found.second
    return -(found.effect.most if found.effect else -1.0), event.number if event else 0


def _field(column: str, pairs: Sequence[Pair], effect: Effect) -> Field:
    level, value = COLUMNS[column]
    values = [(value(pair.first), value(pair.second)) for pair in pairs]
    both = [(a, b) for a, b in values if a is not None and b is not None]
    found, why = alpha(level, both)
    return Field(column, level, len(both), sum(a == b for a, b in both), found, why, effect)


def _differences(cases: tuple[Case, Case]) -> Iterator[str]:
    """Sentences on where the cases themselves are not the same; effects take the first's."""
    for what in ("formations", "areas"):
        ids: list[Mapping[str, object]] = [{item.id: item for item in getattr(case, what)} for case in cases]
        for whose, here, there in (("first", *ids), ("second", *ids[::-1])):
            if only := [item for item in here if item not in there]:
                more = f" and {len(only) - LISTED} more" if len(only) > LISTED else ""
                yield f"Only the {whose} has the {what} {', '.join(only[:LISTED])}{more}."
        if other := [item for item in ids[0] if item in ids[1] and ids[0][item] != ids[1][item]]:
            more = f" and {len(other) - LISTED} more" if len(other) > LISTED else ""
            yield f"They describe these {what} otherwise: {', '.join(other[:LISTED])}{more}. The first's are taken."
    moves, others = (Counter(replace(move, sources=()) for move in case.moves) for case in cases)
    if moves != others:
        alone = f"only the first has: {(moves - others).total()}; only the second: {(others - moves).total()}"
        yield f"Rows of moves.csv that {alone}. The first's are taken."
    windows = [f"{case.start} to {case.end}" for case in cases]
    if windows[0] != windows[1]:
        yield f"The first's window is {windows[0]}, the second's {windows[1]}. The first's is taken."
