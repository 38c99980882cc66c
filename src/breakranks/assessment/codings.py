"""Two codings of one case as of one day compared: what moved, and which rows of events.csv and moves.csv moved it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import reduce
from itertools import groupby
from operator import add
from typing import Generic, TypeVar

from breakranks.assessment.attribution import both_orders, parts_of
from breakranks.assessment.types import Key, Shift
from breakranks.assessment.variants import Numbers, conclude
from breakranks.assumptions import Assumptions
from breakranks.case import Case, Event
from breakranks.case.moves import possible
from breakranks.case.types import Move
from breakranks.evidence import as_of
from breakranks.tables import InputError

Row = TypeVar("Row", Event, Move)
MOST = 100
"""Rows that may differ: each is changed alone, twice, which takes time."""


@dataclass(frozen=True)
class Difference(Generic[Row]):
    """A row that two codings have differently: as it was before (None: not there) and after (None: not there)."""

    before: Row | None
    after: Row | None


@dataclass(frozen=True)
class CodingComparison:
    """What moved between two codings.

    `before` and `after` are the numbers of each. Their difference is the sum of `parts`, one of each row of events.csv
    and of moves.csv that differs, and of `other`, which is what the other tables moved.
    """

    before: Numbers
    after: Numbers
    parts: tuple[tuple[Difference[Event] | Difference[Move], Shift], ...]
    other: Shift


def compare_codings(
    assumptions: Assumptions, before: Case, after: Case, day: date, asked: Collection[Key]
) -> CodingComparison:
    """Attribute the change between two codings of a case, as of one day, to the rows that differ.

    The rows change one by one in the order of the files, and in the reverse of it; what each moves is the mean of both,
    so that no row owes its part to its place in line and all parts add up (as in `compare_days`).

    Raises:
        InputError: too many rows differ, or the codings are of different formations or areas.
    """
    if {f.id for f in before.formations} - {f.id for f in after.formations} or (
        {a.id for a in before.areas} - {a.id for a in after.areas}
    ):
        raise InputError("The two codings are not of the same formations and areas, so their rows cannot be compared.")
    reports, moves = _merged_reports(before.events, after.events), _merged(before.moves, after.moves)
    first = _apart(reports)
    line: list[Difference[Event] | Difference[Move]] = [*first, *_apart(moves)]
    if len(line) > MOST:
        raise InputError(f"{len(line):,} rows differ; at most {MOST} can be told apart.")

    def with_taken(case: Case, taken: Collection[int]) -> Case:
        rows = _with(reports, taken)
        events = tuple(replace(event, number=n) for n, event in enumerate(rows, start=1))
        # What is known later must not stand in the way of what is known.
        there = [move for move in _with(moves, [k - len(first) for k in taken]) if move.reported <= day]
        return replace(case, events=events, moves=tuple(possible(case.formations, there, day)))

    def told(case: Case, changes: Sequence[Collection[int]]) -> list[Numbers]:
        found = list[Numbers]()
        for _, together in groupby((with_taken(case, taken) for taken in changes), lambda each: each.moves):
            evidence = [as_of(each, day, assumptions.values) for each in together]
            force, winter = evidence[0].force, evidence[0].winter
            found += conclude(assumptions, force, [e.reading for e in evidence], winter, day, asked)
        return found

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


def _merged_reports(before: Sequence[Event], after: Sequence[Event]) -> list[Difference[Event]]:
    """The reports of both in one line; their numbers are no difference."""
    unnumbered = ([replace(event, number=0) for event in events] for events in (before, after))
    return _merged(before, after, *unnumbered)


def _merged(
    before: Sequence[Row], after: Sequence[Row], old: Sequence[Row] | None = None, new: Sequence[Row] | None = None
) -> list[Difference[Row]]:
    """The rows of both in one line that keeps the order of each; `old` and `new` are what is compared of them.

    A row that is the same in both has the same object as before and after.
    """
    found = []
    matcher = SequenceMatcher(None, old or before, new or after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [Difference[Row](row, row) for row in before[a:b]]
        else:
            both = min(b - a, d - c)
            found += [Difference[Row](before[a + k], after[c + k]) for k in range(both)]
            found += [Difference[Row](row, None) for row in before[a + both : b]]
            found += [Difference[Row](None, row) for row in after[c + both : d]]
    return found


def _apart(merged: Sequence[Difference[Row]]) -> list[Difference[Row]]:
    """The rows that differ."""
    return [each for each in merged if each.before is not each.after]


def _with(merged: Sequence[Difference[Row]], taken: Collection[int]) -> list[Row]:
    """The rows before, with the differences made that are `taken`, by their places among those that differ.

    Each row stands where it stands in its file: of two moves on one day the later row counts.
    """
    rows, made = list[Row | None](), iter(range(len(merged)))
    for each in merged:
        same = each.before is each.after
        rows.append(each.before if same or next(made) not in taken else each.after)
    return [row for row in rows if row is not None]
