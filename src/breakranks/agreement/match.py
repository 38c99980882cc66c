"""Which rows of two codings tell of the same."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache

from breakranks.agreement.types import Pair
from breakranks.case import Case, Event, Source

DAY, WITHIN = timedelta(days=1), 7
"""Days that the same event may be apart in two codings."""
ENOUGH = 0.6
"""Rows less alike than this are not taken for the same."""
WEIGHTS = {"day": 0.15, "formation": 0.2, "area": 0.1, "source": 0.15, "note": 0.4}
"""What makes two rows alike. The kind is no part of it: agreement on kinds is what is to be found out."""


def match(first: Case, second: Case) -> tuple[Pair, ...]:
    """Pairs of rows: those with one id, and of the others the most alike first, each row once."""
    ids = {event.id: event for event in second.events if event.id}
    pairs = [Pair(event, ids[event.id], None) for event in first.events if event.id in ids]
    taken = {pair.first.id for pair in pairs}
    left, right = ([event for event in case.events if event.id not in taken] for case in (first, second))
    above, sources = _superiors(first), (first.sources, second.sources)
    right.sort(key=lambda event: event.date)
    days = [event.date for event in right]
    likely: dict[tuple[int, int], float] = {}
    for n, a in enumerate(left):
        near = range(bisect_left(days, a.date - WITHIN * DAY), bisect_right(days, a.date + WITHIN * DAY))
        likely |= {(n, m): likeness for m in near if (likeness := alike(a, right[m], above, sources)) >= ENOUGH}
    pairs += [Pair(left[n], right[m], likely[n, m]) for n, m in _best(likely)]
    return tuple(sorted(pairs, key=lambda pair: pair.first.number))


def _best(likely: Mapping[tuple[int, int], float]) -> Iterable[tuple[int, int]]:
    """Of the pairs that may be, the most alike first, each row once."""
    left, right = set[int](), set[int]()
    for n, m in sorted(likely, key=lambda pair: (-likely[pair], pair)):
        if n not in left and m not in right:
            left.add(n)
            right.add(m)
            yield n, m


def alike(
    a: Event, b: Event, above: Mapping[str, frozenset[str]], sources: tuple[Mapping[str, Source], Mapping[str, Source]]
) -> float:
    """How alike two rows are, from 0 to 1; where one has no note the other parts weigh as much more."""
    parts = {
        "day": 1 - abs((a.date - b.date).days) / (WITHIN + 1),
        "formation": _near(a.formation, b.formation, above),
        "area": _overlap(frozenset(a.areas), frozenset(b.areas)),
        "source": float(_share_a_source(a, b, sources)),
    }
    if a.note and b.note:
        parts["note"] = _overlap(_words(a.note), _words(b.note))
    weight = sum(WEIGHTS[part] for part in parts)
    return sum(WEIGHTS[part] * value for part, value in parts.items()) / weight


def _near(a: str, b: str, above: Mapping[str, frozenset[str]]) -> float:
    """1 for one formation, a half where one stands above the other."""
    related = b in above.get(a, frozenset()) or a in above.get(b, frozenset())
    return 1.0 if a == b else 0.5 if related else 0.0


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """The part that two sets have in common of the smaller; 1 where both are empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else float(a == b)


def _share_a_source(a: Event, b: Event, sources: tuple[Mapping[str, Source], Mapping[str, Source]]) -> bool:
    """Whether two rows cite one source, by its address or its name where that is known: keys are each coder's own."""
    first, second = (
        {text for key in event.sources for text in (known[key].url, known[key].name) if text}
        for event, known in zip((a, b), sources, strict=True)
    )
    return not first.isdisjoint(second)


@lru_cache(maxsize=65536)
def _words(note: str) -> frozenset[str]:
    """The words of a note that say something: numbers, and words of four letters or more."""
    return frozenset(re.findall(r"\d+|[^\W\d_]{4,}", note.casefold()))


def _superiors(case: Case) -> Mapping[str, frozenset[str]]:
    parent = {formation.id: formation.parent for formation in case.formations}

    def chain(formation: str) -> frozenset[str]:
        found, up = set[str](), parent[formation]
        while up is not None:
            found.add(up)
            up = parent[up]
        return frozenset(found)

    return {formation: chain(formation) for formation in parent}
