"""What a case is: the objects that reading a case folder gives, immutable and complete."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report was published; events, outcomes and judgements cite its key.

    `archived` is the address of a copy, `accessed` the day it was read, `licence` what it allows. `reliability` is the
    Admiralty code of reports that cite it and give none.
    """

    key: str
    name: str
    url: str | None = None
    archived: str | None = None
    published: dt.date | None = None
    accessed: dt.date | None = None
    licence: str = ""
    reliability: str | None = None


@dataclass(frozen=True, slots=True)
class Formation:
    """A headquarters or a body of troops; echelons carry APP-6 names, strength counts people."""

    id: str
    name: str
    parent: str | None
    echelon: str
    troops: str
    strength: int
    area: str | None
    arrives: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A named piece of ground; WGS 84 degrees of its middle, and the ids of the areas it touches.

    `front` says whether it touches the opponent on the first day; None where the case does not say.
    """

    id: str
    name: str
    lat: float
    lon: float
    adjacent: tuple[str, ...]
    front: bool | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One reported event: a row of events.csv.

    `number` counts rows from 1 in the order of the file and is how reports are cited ("report 17"). `sources` are the
    keys of those that agree on it, and `independent` how many of them go back to different publishers. `coder` says who
    or what proposed the row, and who accepted it. `retracts` are the ids of the reports that it withdraws or corrects.
    Where no more is known than that it happened from one day to another, `span` has both, and `date` is the middle;
    where people were given as a range, `people_range` has its ends, and `people` is the middle.
    """

    number: int
    date: dt.date
    reported: dt.date
    formation: str
    areas: tuple[str, ...]
    kind: str
    people: int | None
    sources: tuple[str, ...]
    reliability: str
    credibility: int
    note: str
    id: str = ""
    retracts: tuple[str, ...] = ()
    coder: str = ""
    independent: int = 1
    span: tuple[dt.date, dt.date] | None = None
    people_range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a formation on a day: a new area, superior or strength, each None where it stays as it was.

    A strength of 0 says that it was dissolved, or left the force.
    """

    date: dt.date
    reported: dt.date
    formation: str
    area: str | None
    parent: str | None
    strength: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the record says happened in the end; scoring reads it, an assessment never does."""

    question: str
    area: str | None
    formation: str | None
    date: dt.date | None
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said on a day would happen within `horizon` days; scoring reads it, an assessment never does.

    `probability` is None where it was said in words alone: then `phrase` is one of `assumptions/phrases.csv`. Where it
    is a number, the phrase is the wording, for the reader.
    """

    date: dt.date
    author: str
    question: str
    area: str | None
    horizon: int
    phrase: str
    probability: float | None
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """One force under one command in one campaign, as open sources reported it."""

    slug: str
    title: str
    summary: str
    force: str
    opponent: str
    command: str
    start: dt.date
    end: dt.date
    as_of: tuple[dt.date, ...]
    winter: tuple[tuple[dt.date, dt.date], ...]
    sources: Mapping[str, Source]
    formations: tuple[Formation, ...]
    areas: tuple[Area, ...]
    events: tuple[Event, ...]
    outcomes: tuple[Outcome, ...]
    judgements: tuple[Judgement, ...] = ()
    opponent_strength: int | None = None
    moves: tuple[Move, ...] = ()

    @property
    def usual_day(self) -> dt.date:
        """The day as of which it is assessed where none is given: the last of its `as_of` days, or its end."""
        return self.as_of[-1] if self.as_of else self.end

    @property
    def first_day(self) -> dt.date:
        """The first day of the window on which a formation with people is there."""
        return first_day(self.formations, self.start)


def first_day(formations: Iterable[Formation], start: dt.date) -> dt.date:
    """The first day, from `start` on, on which a formation with people is there; the root is there from the start."""
    there = (f.arrives if f.arrives and f.parent else start for f in formations if f.strength)
    return max(min(there, default=start), start)
