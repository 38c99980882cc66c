"""What the reader must know before the numbers."""

from collections.abc import Iterator, Sequence

import numpy as np

from breakranks.assessment.types import Caution
from breakranks.assumptions import track_record
from breakranks.evidence.types import Evidence
from breakranks.vocabulary import EXPLANATIONS

RECENT = 28
"""Days over which it is asked whether evidence is thin."""
THIN = 4.0
"""Independent reports of the last 28 days under which evidence is thin."""
SHORT, FEW = 21, 12
"""A case with fewer days and fewer reports than these by the as-of day has little to go on, however good they are."""
HALF = 0.5
"""Share of the strength that has broken above which a verdict of obedience needs a word."""
PARTISAN = 0.5
"""Part of the reports from sources not usually reliable, or not to be judged, above which that is said."""


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def _less(skill: float) -> str:
    return f"{_percent(abs(skill))} {'smaller' if skill >= 0 else 'larger'}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def recent_votes(evidence: Evidence) -> float:
    """How many independent reports the last 28 days hold; doubtful ones count as far as they are true."""
    return sum((r.vote * r.truth for r in evidence.reports if r.day >= evidence.days - RECENT), start=0.0)


def cautions_of(evidence: Evidence) -> tuple[Caution, ...]:
    """Cautions, the gravest first."""
    return tuple(_cautions(evidence))


def caution_of_disagreement(broken: float, control: float, leading: str) -> tuple[Caution, ...]:
    """Warn where most of the strength is `broken` or out of `control` (shares) and the likeliest explanation differs.

    Reports of conduct add up formation by formation, while each is one sign of what explains it.
    """
    if EXPLANATIONS[leading].slackens or (broken <= HALF and control >= HALF):
        return ()
    told = (
        f"By the reports {_percent(broken)} of the strength no longer obeys, has gone or has given itself up"
        if broken > HALF
        else f"Only {_percent(control)} of the force would act on an order it dislikes"
    )
    text = (
        f"{told}. That does not fit the likeliest explanation, “{EXPLANATIONS[leading].name}”: trust what is said of "
        "the formations more."
    )
    return (Caution("disagreement", text),)


def caution_of_learning(without_effect: Sequence[str]) -> tuple[Caution, ...]:
    """Warn where rows of the tables were changed after what was learnt, which stands in their place."""
    if not without_effect:
        return ()
    text = (
        f"Changed, but without effect until breakranks calibrate learns anew: {'; '.join(without_effect)}. What "
        "was learnt before stands in their place, or the prior where that cannot be used."
    )
    return (Caution("learnt", text),)


def _cautions(evidence: Evidence) -> Iterator[Caution]:
    votes = recent_votes(evidence)
    if not evidence.reports:
        yield Caution("evidence", "No report was known by this day: everything below is what other cases taught.")
    elif evidence.days < SHORT and len(evidence.reports) < FEW:
        told = f"{_counted(len(evidence.reports), 'report')} over {_counted(evidence.days, 'day')}"
        yield Caution(
            "evidence",
            f"All there is to go on is {told}. "
            "So short a time says little about how this force usually behaves, and one more report may change much.",
        )
    elif votes < THIN:
        late = sum(r.day >= evidence.days - RECENT for r in evidence.reports)
        told = (
            f"Little was reported in the last {RECENT} days: it weighs as much as {max(round(votes), 1)} independent "
            f"report{'' if votes < 1.5 else 's'} that nobody doubts"
            if late
            else f"Nothing was reported in the last {RECENT} days"
        )
        yield Caution("evidence", f"{told}. The forecast rests more on other cases than on what was reported.")
    if any(area.front is None for area in evidence.force.areas):
        yield Caution(
            "front",
            "areas.csv does not say which areas touch the opponent (column front), so all of them count as front.",
        )
    doubtful = [r.event.reliability in "DEF" for r in evidence.reports]
    if doubtful and np.mean(doubtful) > PARTISAN:
        yield Caution(
            "sources",
            f"{_percent(float(np.mean(doubtful)))} of the reports come from sources that are not usually reliable, "
            "or whose reliability cannot be judged.",
        )
    value, low, high, cases = track_record()["skill"]
    yield Caution(
        "calibration",
        f"How good such forecasts are: in {cases} past cases, each forecast from what the others taught, their error "
        f"(Brier score) was {_less(value)} than that of simply using how often such things happen "
        f"({_less(low)} to {_less(high)}).",
    )
