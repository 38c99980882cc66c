"""What the scores say, in sentences: how the model did, and everywhere that another forecaster did better."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite

from breakranks.presentation.scores.lookup import Place, ScoresLookup
from breakranks.presentation.words import NBSP, listed, number, percent, plural, share, signed
from breakranks.scoring.baselines import COUNTS
from breakranks.scoring.summarise import BASE, MODEL
from breakranks.scoring.types import Interval, Line

Show = Callable[[float, int], str]

PERCENT = f"{NBSP}%"

MEASURES: tuple[tuple[str, Callable[[Line], Interval], bool], ...] = (
    ("log score", lambda line: line.log, False),
    ("area under the ROC curve", lambda line: line.auc, True),
)
"""What is compared over all items besides the Brier score, and whether more is better."""


NO_INTERVAL = "Fewer than three cases were asked, so there are no intervals."
"""What is said where a bootstrap of cases would tell nothing."""


def interval_words(i: Interval, show: Callable[[float], str] = number) -> str:
    """Write the ends of an interval: 0.10–0.13, 58–83 %, or with "to" where the numbers have signs."""
    if not (isfinite(i.low) and isfinite(i.high)):
        return ""
    low, high = show(i.low), show(i.high)
    if low[0] in "+−" or high[0] in "+−":
        return f"{low} to {high}"
    return f"{low.removesuffix(PERCENT) if high.endswith(PERCENT) else low}–{high}"


def brier(i: Interval) -> str:
    """Write a Brier score with its interval: 0.112 (0.095–0.130)."""
    return _with_interval(i, lambda x: number(x, 3))


def skill(i: Interval) -> str:
    """Write a skill with its interval: +0.14 (−0.02 to +0.29)."""
    return _with_interval(i, signed)


def part(i: Interval) -> str:
    """Write a share of days with its interval: 71 % (58–83 %)."""
    return _with_interval(i, share)


def _with_interval(i: Interval, show: Callable[[float], str]) -> str:
    ends = interval_words(i, show)
    return f"{show(i.value)} ({ends})" if ends else show(i.value)


def verdict(look: ScoresLookup) -> list[str]:
    """Say how the model did over all items, and on what explains the conduct."""
    sentences = []
    lines = look.overall.lines
    if MODEL in lines and BASE in lines and isfinite(lines[MODEL].brier.value):
        gain = lines[MODEL].skill
        if not (isfinite(gain.low) and isfinite(gain.high)):
            clear = "fewer than three cases give no interval, so this does not tell the two apart"
        elif gain.low > 0:
            clear = "it does better, and the interval leaves out zero"
        elif gain.high < 0:
            clear = "it does worse, and the interval leaves out zero"
        else:
            clear = "the interval holds zero, so this does not tell the two apart"
        ends = interval_words(gain, signed)
        sentences.append(
            f"Over all {look.extent}, {MODEL} has a Brier score of {number(lines[MODEL].brier.value, 3)} and the "
            f"{BASE} of the other cases {number(lines[BASE].brier.value, 3)}: a skill of "
            f"{signed(gain.value)}{f' (90{NBSP}% interval {ends})' if ends else ''}; {clear}."
        )
        sentences.append(
            f"Its miscalibration (CORP) is {number(lines[MODEL].miscalibration.value, 3)}; over ten bins its "
            f"probabilities are off by {number(lines[MODEL].calibration_error.value, 3)} on average."
        )
    if MODEL in lines and COUNTS in lines and isfinite(lines[COUNTS].behind.low):
        gap = lines[COUNTS].behind
        clear = "leaves out zero" if gap.low > 0 or gap.high < 0 else "holds zero"
        sentences.append(
            f"The Brier score of {COUNTS} less that of {MODEL} is {signed(gap.value, 3)}; the 90{NBSP}% interval, "
            f"{interval_words(gap, lambda x: signed(x, 3))}, {clear}."
        )
    if MODEL in lines and isfinite(lines[MODEL].auc_within.value):
        ranked = lines[MODEL].auc_within
        sentences.append(
            "Of two areas on the same day, of which one was given up in time and the other not, it gave the first the "
            f"higher probability in {share(ranked.value)} of the pairs of a day, on average (50{NBSP}% is chance)."
        )
    explained = look.explanation_lines.get(MODEL)
    if explained is not None and explained.days:
        sentences.append(
            f"It named the explanation that held on {part(explained.top)} of {plural(explained.days, 'day')}"
            f"{'' if isfinite(explained.top.low) else '; fewer than three cases give no interval'}."
        )
    return sentences


def beaten(look: ScoresLookup) -> list[str]:
    """Say in one sentence each where another forecaster does better than the model, or that none does anywhere."""
    found = list(_beaten(look))
    if not found and MODEL in look.overall.lines:
        return [f"Nowhere does another forecaster do better than {MODEL}: over all items, on any question or horizon."]
    return found


def _beaten(look: ScoresLookup) -> Iterator[str]:
    for place in (look.overall, *look.by_question, *look.by_horizon):
        values = {name: line.brier.value for name, line in place.lines.items()}
        yield from _sentence(_where(place), values, "Brier score", number)
    for measure, of, more in MEASURES:
        values = {name: of(line).value for name, line in look.overall.lines.items()}
        yield from _sentence(_where(look.overall), values, measure, number, more)
    told = look.explanation_lines
    where = "What explains the conduct"
    top = {name: line.top.value for name, line in told.items()}
    yield from _sentence(where, top, "share of days named right", lambda x, _: percent(x), more=True)
    yield from _sentence(where, {name: line.log.value for name, line in told.items()}, "log score", number)


def _where(place: Place) -> str:
    return f"{place.name} ({place.happened} of {place.items} happened)"


def _sentence(where: str, values: Mapping[str, float], measure: str, show: Show, more: bool = False) -> Iterator[str]:
    """Name those who do better than the model by one measure, the best first."""
    ours = values.get(MODEL, float("nan"))
    better = {name: x for name, x in values.items() if (x > ours if more else x < ours)}
    if not better:
        return
    # Where rounding would hide the difference, more digits are shown.
    digits = next((d for d in (3, 4, 5) if all(number(x, d) != number(ours, d) for x in better.values())), 6)
    ranked = sorted(better, key=lambda name: better[name], reverse=more)
    who = listed(f"{name} ({show(better[name], digits)})" for name in ranked)
    does = "does" if len(ranked) == 1 else "do"
    yield f"{where}: {who} {does} better than {MODEL} ({show(ours, digits)}) by {measure}."


def best(values: Mapping[str, float]) -> frozenset[str]:
    """Find who has the lowest score; several where they are equal, nobody where there is none."""
    known = {name: x for name, x in values.items() if isfinite(x)}
    return frozenset(name for name, x in known.items() if x == min(known.values()))
