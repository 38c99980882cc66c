"""Two days compared: what moved, and which reports moved it."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add

from breakranks.assessment.attribution import both_orders, parts_of
from breakranks.assessment.types import Assessment, Comparison, Contribution
from breakranks.assessment.variants import Changed, Numbers, asked_of, conclude
from breakranks.evidence import Evidence, Report
from breakranks.tables import InputError

MOST = 1_000
"""Reports that may have come out between the days: each is let in alone, twice, which takes time and memory."""


def compare_days(
    before: Assessment, after: Assessment, progress: Callable[[float], None] = lambda _: None
) -> Comparison:
    """Attribute the change between two days of one case to the reports that came out between them.

    Reports arrive one by one in the order in which they came out, and in the reverse of it; what each moves is the mean
    of both, so that no report owes its part to its place in line and all parts add up (with two reports these are
    Shapley's values; Shapley 1953). `progress` is told the part that is done.

    Raises:
        InputError: more than a thousand reports came out between the days.
    """
    assert before.provenance.assumptions == after.provenance.assumptions
    evidence, assumptions = after.evidence, after.provenance.assumptions
    new = [r for r in evidence.reports if r.event.reported > before.evidence.as_of]
    if len(new) > MOST:
        raise InputError(
            f"{len(new):,} reports came out between {before.evidence.as_of} and {evidence.as_of}; at most {MOST:,} can "
            "be told apart. Choose days that are closer to each other."
        )
    asked_then = set(asked_of(after))
    asked = tuple(key for key in asked_of(before) if key in asked_then)
    line = [r.event.number for r in sorted(new, key=lambda r: (r.known, r.event.number))]
    hidden = [[x for n, x in enumerate(line) if n not in let_in] for let_in in both_orders(len(line))]

    def conclude_from(
        evidence: Evidence, changes: Sequence[Mapping[int, Report | None]], told: Callable[[float], None]
    ) -> list[Numbers]:
        readings = Changed(evidence, changes, assumptions.values)
        return conclude(assumptions, evidence.force, readings, evidence.winter, evidence.as_of, asked, told)

    (start,) = conclude_from(before.evidence, [{}], lambda _: None)
    told = conclude_from(evidence, [dict.fromkeys(numbers) for numbers in hidden], progress)
    parts = tuple(map(Contribution, line, parts_of(told)))
    total = _headline(after, asked).less(_headline(before, asked))
    passed = told[0].less(start)
    explained = reduce(add, (part.effect for part in parts), passed)
    return Comparison(before, after, total, passed, parts, total - explained)


def _headline(assessment: Assessment, asked: tuple[tuple[str, str | None], ...]) -> Numbers:
    """The numbers that the assessment prints."""
    printed = {
        f.key: f.probability.value
        for f in assessment.forecasts
        if f.probability and f.formation is None and f.horizon == 28
    }
    explanations = {z: p.value for z, p in assessment.explanations.items()}
    return Numbers(explanations, assessment.control.value, {key: printed[key] for key in asked})
