"""What moved between two days, and the parts that the change is made of, in numbers that visibly add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import floor
from operator import add

from breakranks.assessment.types import AGAIN, HAPPENED, OPEN, Comparison, Contribution, Shift
from breakranks.presentation.lookup import CONTROL, MONTH, Lookup, moves
from breakranks.presentation.words import MISSING, day_words, event_days, forecast_words, listed, percent, plural
from breakranks.vocabulary import EXPLANATIONS, KINDS

SHOWN = 12
"""Reports that stand by themselves; the others are added up."""

About = tuple[str, str | None]
"""An explanation, control, or a question and its area."""


@dataclass(frozen=True)
class Moved:
    """One number on both days, in words, and by how much it changed; None where one of the days gives no number.

    `happened` says that it came true in between and is settled.
    """

    about: About
    name: str
    before: str
    after: str
    change: float | None
    happened: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the change: the time that passed, a report or a move, the others together, or the rest.

    `source` is that of a report or a move.
    """

    name: str
    effect: Shift
    source: str = ""


@dataclass(frozen=True)
class Compared:
    """A comparison, ready to show."""

    comparison: Comparison

    @cached_property
    def before(self) -> Lookup:
        """The first day."""
        return Lookup(self.comparison.before)

    @cached_property
    def after(self) -> Lookup:
        """The second day."""
        return Lookup(self.comparison.after)

    @property
    def title(self) -> str:
        """The case and the two days."""
        first, last = (look.assessment.evidence.as_of for look in (self.before, self.after))
        return f"{self.after.assessment.evidence.title}: from {day_words(first)} to {day_words(last)}"

    @cached_property
    def change(self) -> dict[About, float]:
        """How far every number moved that both days give."""
        return {(about, area): x for about, area, x in moves(self.comparison.change)}

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """Explanations, control, and forecasts within 28 days, on both days."""
        return tuple(self._moved())

    def _moved(self) -> Iterator[Moved]:
        for about in ((z, None) for z in (*EXPLANATIONS, CONTROL)):
            before, after = (MISSING if p is None else percent(p) for p in self.values(about))
            yield Moved(about, self.after.about(*about), before, after, self.change[about])
        for then in self.after.assessment.forecasts:
            first = self.before.forecast(then.question, then.horizon, then.area, then.formation)
            if then.horizon != MONTH or then.formation is not None or first is None:
                continue
            if first.probability or then.probability or first.state != then.state:
                # What has happened in between is the same question on both days only by the name it had.
                name = (self.after if first.state == then.state else self.before).question(*then.key)
                if (first.state, then.state) == (OPEN, AGAIN):
                    name = f"{name}, then another"
                told = forecast_words(first), forecast_words(then)
                happened = first.state != then.state == HAPPENED
                yield Moved(then.key, name, *told, self.change.get(then.key), happened)

    def values(self, about: About) -> tuple[float | None, float | None]:
        """A number on both days; none where a day gives none."""
        return _value(self.before, *about), _value(self.after, *about)

    def states(self, about: About) -> tuple[str | None, str | None]:
        """The states of a forecast on both days; none for explanations and control."""
        first, then = (look.forecast(about[0], area=about[1]) for look in (self.before, self.after))
        return first.state if first else None, then.state if then else None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts, which add up to the change: reports and moves in order of their largest effect on any number."""
        ranked = sorted(self.comparison.contributions, key=lambda c: -max(abs(x) for _, _, x in moves(c.effect)))
        shown, others = ranked[:SHOWN], ranked[SHOWN:]
        found = [Part("Time without reports", self.comparison.time), *(self._part(c) for c in shown)]
        if others:
            name = f"The other {self.counted(others)} together"
            found.append(Part(name, reduce(add, (c.effect for c in others))))
        return (*found, Part("Rest", self.comparison.rest))

    def counted(self, contributions: Sequence[Contribution]) -> str:
        """How many reports and moves there are."""
        moved = sum(c.move is not None for c in contributions)
        told = [plural(len(contributions) - moved, "report")] if moved < len(contributions) or not moved else []
        return " and ".join([*told, *([plural(moved, "move")] if moved else [])])

    def _part(self, c: Contribution) -> Part:
        if c.move:
            what = f"{self.after.who(c.move.formation)} {self.after.moved(c.move)}"
            name = f"{day_words(c.move.date, year=False)}: {what} (move)"
            return Part(name, c.effect, self.after.source(c.move))
        event = self.after.events[c.number or 0]
        what = f"{KINDS[event.kind].name}, {self.after.who(event.formation)}"
        gone = [old.number for old, new in self.after.assessment.evidence.withdrawn if new.number == c.number]
        told = [f"report {c.number}", *([f"withdraws {listed([str(n) for n in gone])}"] if gone else [])]
        return Part(f"{event_days(event, year=False)}: {what} ({'; '.join(told)})", c.effect, self.after.source(event))

    def column(self, about: About) -> list[int]:
        """What each part moved one number by, in tenths of a point, and the change in the end: they add up as shown."""
        effects = [next(x for a, area, x in moves(part.effect) if (a, area) == about) for part in self.parts]
        total = round(self.change[about] * 1000)
        return [*adding_up([1000 * x for x in effects], total), total]

    @cached_property
    def most(self) -> tuple[About, ...]:
        """The explanation that moved most, control, and the forecast that moved most."""
        explanation = max(((z, None) for z in EXPLANATIONS), key=lambda key: abs(self.change[key]))
        forecasts = [key for key in self.change if key not in {(z, None) for z in (*EXPLANATIONS, CONTROL)}]
        last = max(forecasts, key=lambda key: abs(self.change[key]), default=None)
        return (explanation, (CONTROL, None), *([last] if last else []))


def _value(look: Lookup, about: str, area: str | None) -> float | None:
    if about == CONTROL:
        return look.assessment.control.value
    if about in EXPLANATIONS:
        return look.assessment.explanations[about].value
    f = look.forecast(about, area=area)
    return f.probability.value if f and f.probability else None


def adding_up(values: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the values that add up to the total (largest remainders)."""
    whole = [floor(x) for x in values]
    by_remainder = sorted(range(len(values)), key=lambda i: whole[i] - values[i])
    left = total - sum(whole)
    for i in range(abs(left)):
        whole[by_remainder[i % len(values)]] += 1 if left > 0 else -1
    return whole
