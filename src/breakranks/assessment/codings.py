"""Two codings of one case as of one day compared: what moved, and which rows of events.csv moved it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import reduce
from operator import add

from breakranks.assessment.attribution import both_orders, parts_of
from breakranks.assessment.types import Key, Shift
from breakranks.assessment.variants import Numbers, conclude
from breakranks.assumptions import Assumptions
from breakranks.case import Case, Event
from breakranks.evidence import as_of
from breakranks.tables import InputError

MOST = 100
"""Rows that may differ: each is changed alone, twice, which takes time."""


@dataclass(frozen=True)
class Difference:
    """A row that two codings have differently: as it was before (None: not there) and after (None: not there)."""

    before: Event | None
    after: Event | None


@dataclass(frozen=True)
class CodingComparison:
    """What moved between two codings.

    `before` and `after` are the numbers of each. Their difference is the sum of `parts`, one of each row that differs,
    and of `other`, which is what the other tables moved.
    """

    before: Numbers
    after: Numbers
    parts: tuple[tuple[Difference, Shift], ...]
    other: Shift


def compare_codings(
    assumptions: Assumptions, before: Case, after: Case, day: date, asked: Collection[Key]
) -> CodingComparison:
    """Attribute the change between two codings of a case, as of one day, to the rows that differ.

    The rows change one by one in the order of the file, and in the reverse of it; what each moves is the mean of both,
    so that no row owes its part to its place in line and all parts add up (as in `compare_days`).

    Raises:
        InputError: too many rows differ, or the codings are of different formations or areas.
    """
    if {f.id for f in before.formations} - {f.id for f in after.formations} or (
        {a.id for a in before.areas} - {a.id for a in after.areas}
    ):
        raise InputError("The two codings are not of the same formations and areas, so their rows cannot be compared.")
    line = differences(before.events, after.events)
    if len(line) > MOST:
        raise InputError(f"{len(line):,} reports differ; at most {MOST} can be told apart.")

    def told(case: Case, changes: Sequence[Collection[int]]) -> list[Numbers]:
        cases = [replace(case, events=_with(before.events, line, taken)) for taken in changes]
        evidence = [as_of(each, day, assumptions.values) for each in cases]
        first = evidence[0]
        return conclude(assumptions, first.force, [e.reading for e in evidence], first.winter, day, asked)

    n = len(line)
    (start,) = told(before, [()])
    found = told(after, both_orders(n))
    explained = parts_of(found)
    total = found[n].less(start)
    return CodingComparison(
        start,
        found[n],
        tuple(zip(line, explained, strict=True)),
        total - reduce(add, explained) if explained else total,
    )


def differences(before: Sequence[Event], after: Sequence[Event]) -> list[Difference]:
    """The rows that are not the same in both, in the order of the file; a row that gave way to another is one."""
    old, new = ([replace(event, number=0) for event in events] for events in (before, after))
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            both = min(b - a, d - c)
            found += [Difference(before[a + k], after[c + k]) for k in range(both)]
            found += [Difference(event, None) for event in before[a + both : b]]
            found += [Difference(None, event) for event in after[c + both : d]]
    return found


def _with(events: Sequence[Event], line: Sequence[Difference], taken: Collection[int]) -> tuple[Event, ...]:
    """The rows before with some of the differences made; numbers stay apart, and say nothing."""
    made = [line[k] for k in taken]
    gone = {difference.before.number for difference in made if difference.before}
    kept = [event for event in events if event.number not in gone]
    new = [difference.after for difference in made if difference.after]
    return tuple(replace(event, number=n) for n, event in enumerate([*kept, *new], start=1))
