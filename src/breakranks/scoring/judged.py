"""What people said would happen, against what did."""

from math import inf, log

from breakranks.assumptions import read_phrases
from breakranks.case import Case, Judgement
from breakranks.scoring.types import Item, Judged


def judged(case: Case) -> tuple[Judged, ...]:
    """Every judgement of the case with its probability and its scores, in the order of the file."""
    return tuple(_judged(case, judgement) for judgement in case.judgements)


def _judged(case: Case, judgement: Judgement) -> Judged:
    if judgement.probability is None:
        phrase = read_phrases()[judgement.phrase]
        probability, low, high = phrase.probability, phrase.low, phrase.high
        yardstick: str | None = phrase.yardstick
    else:
        probability = low = high = judgement.probability
        yardstick = None
    answer = _answer(case, judgement)
    if isinstance(answer, str):
        return Judged(judgement, probability, low, high, yardstick, None, answer, None, None)
    item = Item(case.slug, judgement.date, judgement.question, judgement.area, judgement.horizon, answer)
    given = probability if answer else 1.0 - probability
    return Judged(
        judgement, probability, low, high, yardstick, item, "", (1.0 - given) ** 2, -log(given) if given else inf
    )


def _answer(case: Case, judgement: Judgement) -> bool | str:
    """Whether it happened within the horizon, or why nobody can say."""
    rows = [
        outcome
        for outcome in case.outcomes
        if outcome.question == judgement.question
        and (judgement.question != "area-given-up" or outcome.area == judgement.area)
    ]
    if not rows:
        return "the record does not say whether it happened"
    first = min((outcome.date for outcome in rows if outcome.date), default=None)
    if first and first <= judgement.date:
        return f"it had happened already, on {first}"
    # Also where it happened in time: else only what happened would be counted of judgements that reach so far.
    if (case.end - judgement.date).days < judgement.horizon:
        return f"the record ends on {case.end}, before the horizon does"
    return first is not None and (first - judgement.date).days <= judgement.horizon
