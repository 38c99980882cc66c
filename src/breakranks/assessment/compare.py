"""Two days compared: what moved, and which reports and moves moved it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from itertools import groupby
from operator import add
from typing import NamedTuple

from breakranks.assessment.attribution import both_orders, parts_of
from breakranks.assessment.types import Assessment, Comparison, Contribution
from breakranks.assessment.variants import Changed, Numbers, asked_of, conclude
from breakranks.case.moves import possible
from breakranks.case.types import Case
from breakranks.evidence import Evidence, as_of
from breakranks.evidence.reports import retracted
from breakranks.tables import InputError

MOST = 1_000
"""Reports that may have come out between the days: each is let in alone, twice, which takes time and memory."""
MOST_MOVES = 100
"""Moves likewise: with each the force is another, so that nothing can be worked out together."""


def compare_days(
    case: Case, before: Assessment, after: Assessment, progress: Callable[[float], None] = lambda _: None
) -> Comparison:
    """Attribute the change between two days of a case to the reports and moves that came out between them.

    They arrive one by one in the order in which they came out, and in the reverse of it; what each moves is the mean
    of both, so that none owes its part to its place in line and all parts add up (with two these are Shapley's values;
    Shapley 1953). With a report that withdraws an earlier one, that one goes. `progress` is told the part that is done.

    Raises:
        InputError: more than a thousand reports, or a hundred moves, came out between the days.
    """
    assert before.provenance.assumptions == after.provenance.assumptions
    assumptions = after.provenance.assumptions
    between = _Between(case, before.evidence, after.evidence)
    line = between.line
    asked_then = set(asked_of(after))
    asked = tuple(key for key in asked_of(before) if key in asked_then)
    first, day = before.evidence, after.evidence.as_of
    (start,) = conclude(assumptions, first.force, [first.reading], first.winter, first.as_of, asked)
    steps, told = both_orders(len(line)), list[Numbers]()
    for evidence, hidden in between.steps(steps, assumptions.values):
        readings = Changed(evidence, [dict.fromkeys(numbers) for numbers in hidden], assumptions.values)
        done, part = len(told) / len(steps), len(hidden) / len(steps)
        part_done = partial(_of_all, progress, done, part)
        told += conclude(assumptions, evidence.force, readings, evidence.winter, day, asked, part_done)
    effects = parts_of(told)
    parts = tuple(
        Contribution(came.number, effect, None if came.move is None else case.moves[came.move])
        for came, effect in zip(line, effects, strict=True)
    )
    total = _headline(after, asked).less(_headline(before, asked))
    passed = told[0].less(start)
    explained = reduce(add, effects, passed)
    return Comparison(before, after, total, passed, parts, total - explained)


class _Came(NamedTuple):
    """What came out: a report, by its number, or a move, by its place in moves.csv."""

    number: int | None = None
    move: int | None = None


class _Between:
    """What came out between two days, in the order in which it did, and the evidence with some of it alone."""

    def __init__(self, case: Case, before: Evidence, after: Evidence) -> None:
        self.case, self.since, self.until = case, before.as_of, after.as_of
        reports = [r.event for r in after.reports if r.event.reported > self.since]
        moves = [n for n, move in enumerate(case.moves) if self.since < move.reported <= self.until]
        for found, most, what in ((reports, MOST, "reports"), (moves, MOST_MOVES, "moves")):
            if len(found) > most:
                raise InputError(
                    f"{len(found):,} {what} came out between {self.since} and {self.until}; at most {most:,} can "
                    "be told apart. Choose days that are closer to each other."
                )
        came = [((e.reported, 0, e.number), _Came(number=e.number)) for e in reports]
        came += [((case.moves[n].reported, 1, n), _Came(move=n)) for n in moves]
        self.line = [what for _, what in sorted(came)]
        self.standing = {r.event.number for r in (*before.reports, *after.reports)}
        self.known = {event.number for event in case.events if event.reported <= self.since}
        self.linked = [e for e in case.events if e.id or e.retracts] if any(e.retracts for e in case.events) else []

    def steps(
        self, steps: Sequence[Sequence[int]], values: Mapping[str, float]
    ) -> Iterator[tuple[Evidence, list[list[int]]]]:
        """The evidence as of the second day with each set of moves, and the reports hidden in each step that has it.

        Withdrawals are undone in it: which reports stand says what is hidden.
        """
        events = self.case.events
        if self.linked:
            events = tuple(replace(e, retracts=()) for e in events if e.number in self.standing)
        for moves, together in groupby(steps, self._moves):
            known = [move for n, move in enumerate(self.case.moves) if move.reported <= self.since or n in moves]
            there = possible(self.case.formations, known, self.until)
            evidence = as_of(replace(self.case, events=events, moves=tuple(there)), self.until, values)
            yield evidence, [self._hidden(step) for step in together]

    def _moves(self, step: Sequence[int]) -> frozenset[int]:
        return frozenset(move for n in step if (move := self.line[n].move) is not None)

    def _hidden(self, step: Sequence[int]) -> list[int]:
        """The reports that do not stand while only these have come, in the order in which they came out."""
        let_in = {self.line[n].number for n in step}
        known = [e for e in self.linked if e.number in self.known or e.number in let_in]
        gone = retracted(replace(self.case, events=tuple(known)), self.until) if known else {}
        new = [n for came in self.line if (n := came.number) is not None and n not in let_in]
        return [*new, *(n for n in gone if n in self.standing)]


def _of_all(progress: Callable[[float], None], done: float, part: float, share: float) -> None:
    """Tell the part of all that is done, when `share` of a `part` after `done` is."""
    progress(done + part * share)


def _headline(assessment: Assessment, asked: tuple[tuple[str, str | None], ...]) -> Numbers:
    """The numbers that the assessment prints."""
    printed = {
        f.key: f.probability.value
        for f in assessment.forecasts
        if f.probability and f.formation is None and f.horizon == 28
    }
    explanations = {z: p.value for z, p in assessment.explanations.items()}
    return Numbers(explanations, assessment.control.value, {key: printed[key] for key in asked})
