"""Krippendorff's alpha of one column: agreement beyond chance, 1 where all is the same, 0 where it is chance."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from breakranks.case import Event
from breakranks.vocabulary import CREDIBILITY, RELIABILITY

FEWEST = 10
"""From fewer pairs no alpha is told: a single row would move it too far."""
Distance = Callable[[Any, Any], float]


class Column(NamedTuple):
    """A column of events: how its values are measured, and how to read one; None where there is none to compare."""

    level: str
    value: Callable[[Event], Hashable]


COLUMNS: Mapping[str, Column] = {
    "date": Column("interval", lambda e: e.date.toordinal()),
    "reported": Column("interval", lambda e: e.reported.toordinal()),
    "formation": Column("nominal", lambda e: e.formation),
    "area": Column("nominal, sets", lambda e: frozenset(e.areas or ("",))),
    "kind": Column("nominal", lambda e: e.kind),
    "people": Column("ratio", lambda e: e.people),
    # The last of each says that nobody can judge: it has no place in the order.
    "reliability": Column("ordinal", lambda e: {r: n for n, r in enumerate([*RELIABILITY][:-1])}.get(e.reliability)),
    "credibility": Column(
        "ordinal", lambda e: {int(c): n for n, c in enumerate([*CREDIBILITY][:-1])}.get(e.credibility)
    ),
}
"""The columns that are compared. Sources are not: their keys are each coder's own."""


def alpha(level: str, pairs: Sequence[tuple[Any, Any]]) -> tuple[float | None, str]:
    """Krippendorff's alpha of pairs of values, or None and why there is none (Krippendorff 2019, chapter 12).

    Areas are sets, two of which may agree in part: their distance is MASI (Passonneau 2006).
    """
    if len(pairs) < FEWEST:
        return None, f"fewer than {FEWEST} pairs"
    if len({value for pair in pairs for value in pair}) == 1:
        return None, "all have one value"
    # Loaded where it is needed: it takes longer than most commands.
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import binary_distance, interval_distance, masi_distance

    distances: Mapping[str, Distance] = {
        "nominal": binary_distance,
        "nominal, sets": masi_distance,
        "interval": interval_distance,
        "ratio": _ratio,
        "ordinal": _ordinal(Counter(value for pair in pairs for value in pair)),
    }
    told = [(coder, str(item), value) for item, pair in enumerate(pairs) for coder, value in enumerate(pair)]
    return float(AnnotationTask(told, distance=distances[level]).alpha()), ""


def _ratio(a: float, b: float) -> float:
    return ((a - b) / (a + b)) ** 2 if a + b else 0.0


def _ordinal(counts: Mapping[int, int]) -> Distance:
    """The distance of ranks: how many values lie between them, half of those on each counted."""

    def distance(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        between = sum(counts.get(rank, 0) for rank in range(low, high + 1))
        return (between - (counts.get(low, 0) + counts.get(high, 0)) / 2) ** 2

    return distance
