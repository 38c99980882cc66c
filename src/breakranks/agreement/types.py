"""What two codings of one case have in common."""

import datetime as dt
from dataclasses import dataclass

from breakranks.assessment.types import Key
from breakranks.assessment.variants import Numbers
from breakranks.case import Case, Event


@dataclass(frozen=True)
class Pair:
    """A row of each coding that tell of the same; `likeness` is in 0..1, or None where both have one id."""

    first: Event
    second: Event
    likeness: float | None


@dataclass(frozen=True)
class Effect:
    """What the numbers would be less what they are, if something were coded as the second coder has it.

    `leading` is the explanation that would be the likeliest. `forecast` is the question and area whose probability
    within 28 days would move most, from `before` to `after`; None where no forecast has a number.
    """

    leading: str
    control: float
    forecast: Key | None
    before: float
    after: float

    @property
    def most(self) -> float:
        """How far control or the forecast would move, whichever moves further."""
        return max(abs(self.control), abs(self.after - self.before))


@dataclass(frozen=True)
class Field:
    """How far the coders agree in one column.

    `pairs` counts the pairs of rows in which both give a value, `same` those in which it is one value. `alpha` is
    Krippendorff's; where it is None `why` says the reason. `effect` is that of the second's values in all pairs.
    """

    name: str
    level: str
    pairs: int
    same: int
    alpha: float | None
    why: str
    effect: Effect | None


@dataclass(frozen=True)
class Disagreement:
    """One cell in which a pair differs, and what the second's value would change; else `why` there is nothing to say.

    Where only one coder has the row, `first` or `second` is None; the effect is then that of leaving it out or adding
    it, and `field` is "row".
    """

    first: Event | None
    second: Event | None
    field: str
    values: tuple[str, str]
    effect: Effect | None
    why: str = ""


@dataclass(frozen=True)
class Agreement:
    """Two codings of one case, compared as of a day.

    `names` are the folders. `differences` says in sentences where the cases themselves differ. `cells` are the cells
    in which pairs differ, `alone` the rows that only one coder has, both with what would change most first. `numbers`
    are those of the first coding, and `all_rows` what all rows of the second in place of all of the first's would
    change.
    """

    names: tuple[str, str]
    cases: tuple[Case, Case]
    as_of: dt.date
    differences: tuple[str, ...]
    pairs: tuple[Pair, ...]
    fields: tuple[Field, ...]
    cells: tuple[Disagreement, ...]
    alone: tuple[Disagreement, ...]
    numbers: Numbers
    all_rows: Effect | None
