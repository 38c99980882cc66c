"""How far the verdict hangs on single reports and on how they were coded, in sentences and in rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from breakranks.assessment.types import Key, ReportWeight, Shift
from breakranks.presentation.lookup import Lookup, moves
from breakranks.presentation.words import (
    coding_words,
    event_days,
    in_points,
    lower_first,
    percent,
    plural,
    points,
)
from breakranks.vocabulary import EXPLANATIONS, KINDS

NAMED = 3
"""Reports that are named in a sentence; the others are counted."""


@dataclass(frozen=True)
class Change:
    """One report coded otherwise (`coded` instead of `instead`), or left out (both empty), and what follows.

    `effect` is what the numbers would be less what they are; `leading` the explanation that would be the likeliest.
    """

    number: int
    coded: str
    instead: str
    effect: Shift
    leading: str

    @property
    def forecast(self) -> tuple[Key, float] | None:
        """The forecast that moves most, and how far."""
        return self.effect.largest_forecast

    @property
    def explanation(self) -> tuple[str, float]:
        """The explanation that moves most, and how far."""
        return max(self.effect.explanations.items(), key=lambda item: abs(item[1]))

    @property
    def size(self) -> float:
        """How far the number moves that moves most."""
        return max(abs(x) for _, _, x in moves(self.effect))


def recoded(look: Lookup) -> list[Change]:
    """Every recoding of a report, first that which moves a forecast most."""
    assert look.reasons is not None
    found = []
    for recoding in look.reasons.recodings:
        coded, _, instead = recoding.change.partition(" instead of ")
        found.append(Change(recoding.number, coded, instead, recoding.effect, recoding.leading))
    return sorted(found, key=lambda c: -abs(c.forecast[1]) if c.forecast else 0.0)


def once_each(changes: Iterable[Change], count: int) -> list[Change]:
    """The first changes, of each report only the first."""
    found = dict[int, Change]()
    for change in changes:
        found.setdefault(change.number, change)
    return list(found.values())[:count]


def left_out(look: Lookup) -> list[Change]:
    """Every report left out, first that which moves a number most."""
    assert look.reasons is not None
    now = {z: p.value for z, p in look.assessment.explanations.items()}
    found = []
    for weight in look.reasons.weights:
        effect = weight.effect * -1.0
        leading = max(now, key=lambda z: now[z] + effect.explanations[z])
        found.append(Change(weight.number, "", "", effect, leading))
    return sorted(found, key=lambda c: -c.size)


def verdict(look: Lookup) -> list[str]:
    """Say whether a report more or less, another coder, or silence of command would change the first explanation."""
    first = look.explanations[0]
    turning = [[c for c in changes if c.leading != first] for changes in (recoded(look), left_out(look))]
    if not any(turning):
        told = ["No single report, left out or coded otherwise, would change the first explanation."]
    else:
        told = [sentence for changes in turning for sentence in _turning(look, changes)]
    return [*_one_more(look), *told, _claims(look)]


def _one_more(look: Lookup) -> Iterator[str]:
    """Say where one more report, as telling as the most telling one so far, would change the lead."""
    assert look.reasons is not None
    (first, second, *_), now = look.explanations, look.assessment.explanations
    lead = now[first].value - now[second].value

    def gained(weight: ReportWeight) -> float:
        return abs(weight.effect.explanations[first] - weight.effect.explanations[second])

    most = max(look.reasons.weights, key=gained, default=None)
    if most is not None and gained(most) >= lead:
        yield (
            f"{EXPLANATIONS[first].name} leads {lower_first(EXPLANATIONS[second].name)} by {in_points(lead)[1:]}. "
            f"One more report that weighs as much as {look.report(most.number)} would change the lead: that one moved "
            f"it by {in_points(gained(most))[1:]}."
        )


def _turning(look: Lookup, changes: list[Change]) -> Iterator[str]:
    """Name the changes that would change the first explanation."""
    for c in changes[:NAMED]:
        report, then = look.report(c.number), f"{lower_first(EXPLANATIONS[c.leading].name)} the likeliest explanation"
        if c.coded:
            yield f"Coded as {coded_as(c)}, {report} would make {then}."
        else:
            yield f"Left out, {report} would make {then}."
    if len(changes) > NAMED:
        more = plural(len(changes) - NAMED, "other recoding" if changes[0].coded else "other report, left out,")
        yield f"{more} would change it as well."


def _claims(look: Lookup) -> str:
    assert look.reasons is not None
    if not any(KINDS[event.kind].group == "claim" for event in look.events.values()):
        return "Command said nothing in public that this could hang on."
    shift, leading, a = look.reasons.without_claims, look.reasons.leading_without_claims, look.assessment
    now = a.explanations[leading].value
    stays = "would still be" if leading == look.explanations[0] else "would be"
    told = (
        f"Without command's own public words {lower_first(EXPLANATIONS[leading].name)} {stays} the likeliest "
        f"explanation, at {percent(now + shift.explanations[leading])} (now {percent(now)}); control would be "
        f"{percent(a.control.value + shift.control)} (now {percent(a.control.value)})"
    )
    if (largest := shift.largest_forecast) is None:
        return f"{told}."
    key, by = largest
    return f"{told}; the forecast that would move most is “{lower_first(look.question(*key))}”, by {in_points(by)}."


def coded_as(c: Change) -> str:
    """Write how a report would be coded, and how it is: “attacks” instead of “stands and fights”."""
    return f"“{coding_words(c.coded)}” instead of “{coding_words(c.instead)}”"


def report_words(look: Lookup, number: int) -> str:
    """Name a report with its day and whom it is about: 17, 9 Nov 2022, 49th Army."""
    event = look.events[number]
    return f"{number}, {event_days(event)}, {look.who(event.formation)}"


def told(look: Lookup, c: Change) -> str:
    """What a change would move most, in points: the explanation, and the forecast."""
    z, by = c.explanation
    moved = [(lower_first(EXPLANATIONS[z].name), points(by))]
    if c.forecast is not None:
        moved.append((look.event(*c.forecast[0]), points(c.forecast[1])))
    return "; ".join(f"{name} {by}" for name, by in moved if by != "0") or "nothing by a tenth of a point"
