"""A scenario of ORBAT Mapper as units: what each is on the first day of a case, and what becomes of it later."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from breakranks.case.reading.days import Day, read_alone
from breakranks.grids import CONTROL
from breakranks.importing.reading import degrees
from breakranks.vocabulary import ECHELON_DIGITS, ECHELONS, TROOPS

Json = Mapping[str, Any]
OF_NUMBER = {digits: echelon for echelon, digits in ECHELON_DIGITS.items()}
"""Echelons by digits 9 and 10 of a symbol code of 20 digits."""
OF_LETTER = dict(zip("ABCDEFGHIJKLMN", ECHELONS, strict=True))
"""Echelons by letter 12 of an older symbol code of 15 letters (MIL-STD-2525C)."""
DUMMIES = "1357"
"""Digit 8 of the symbol code of a dummy, or of something said to be one."""
DESTROYED = "4"
"""Digit 7 of the symbol code of what is destroyed."""
ENDED = ("destroyed", "disbanded", "dissolved")
"""Names of a status, which scenarios choose freely, that say that a unit is no more."""
SMALLEST = ECHELONS.index("battalion")
"""Smaller units are counted with the unit above them."""
DEEPEST = 60
"""No order of battle has more levels."""


@dataclass(frozen=True)
class State:
    """What becomes of a unit on a day after the first of the case.

    `place` is where it is from then on, `people` how many are its own, and `superior` the id of the unit, group or side
    that it goes under; None where that stays as it was. `reinforced` is the sign beside its symbol, where that changes.
    `ended` says that it is destroyed or dissolved, `identity` the standard identity that it gets.
    """

    day: date
    place: tuple[float, float] | None
    people: int | None
    superior: str | None
    reinforced: str
    ended: bool
    identity: str
    words: str
    known: str
    url: str


@dataclass
class Unit:
    """A unit of a scenario: what it is, the people given for it, and the units below it.

    `arrives` is the day on which it first has a place, if that is in the window of the case and not there from its
    start; `troops` a kind of troops, if its people are called one. `superior` is the id of what it has gone under
    by the first day, if not what it stands under in the file. `exact` says that breakranks wrote it: then its id is
    that of the formation, its people are its own alone, and no unit is too small for a case.
    """

    id: str
    name: str
    echelon: str | None
    dummy: bool
    people: int | None
    place: tuple[float, float] | None
    arrives: date | None
    troops: str
    description: str
    later: Sequence[State]
    superior: str | None = None
    below: list["Unit"] = field(default_factory=list)
    exact: bool = False

    def all(self) -> Iterator["Unit"]:
        """The unit and all below it."""
        yield self
        for unit in self.below:
            yield from unit.all()

    @property
    def small(self) -> bool:
        """Whether it is smaller than a formation of a case is."""
        return not self.exact and bool(self.echelon) and ECHELONS.index(self.echelon or "") < SMALLEST

    def on(self, day: date) -> "Unit":
        """The unit with the people that it, and those below it, have on a day."""
        told = [state.people for state in self.later if state.day <= day and state.people is not None]
        return replace(self, people=told[-1] if told else self.people, below=[unit.on(day) for unit in self.below])

    @property
    def whole(self) -> int:
        """Its people with all below it: its own figure, unless that of those below is larger."""
        below = sum(other.whole for other in self.below if not other.dummy)
        own = self.people or 0
        return own if own >= below else own + below

    @property
    def own(self) -> tuple[int | None, str]:
        """The people who are its own and no lower formation's, and how that was reckoned; None where nobody says."""
        lower = [unit for unit in self.below if not unit.dummy and not unit.small]
        within = sum(unit.whole for unit in self.below if unit.small and not unit.dummy)
        below = sum(unit.whole for unit in lower)
        if self.people is None and within:
            return within, f"the people of its smaller units, {within}"
        if self.people is None and lower:
            return 0, "a headquarters: the people stand with the units below it"
        if self.people is None:
            return None, "nobody says how many people"
        if lower and not self.exact and self.people >= below > 0:
            return self.people - below, f"{self.people} less {below} in the units below it"
        if within > self.people:
            return self.people + within, f"{self.people} and {within} in its smaller units"
        return self.people, ""


def dicts(value: object) -> list[Json]:
    """The objects in a list of the file."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A text of the file on one line, without signs that JSON may hold and a table may not."""
    if not isinstance(value, str):
        return ""
    return CONTROL.sub("", " ".join(value.split())).encode("utf-8", "ignore").decode()


def tops(side: Json) -> list[Json]:
    """The units of a side that stand below no other, in its groups and outside."""
    found = dicts(side.get("subUnits"))
    for group in dicts(side.get("groups")):
        found = [*found, *dicts(group.get("subUnits"))]
    return found


def unit_of(unit: Json, start: date, end: date, exact: bool, depth: int = 0) -> Unit:
    """A unit with all below it, as of the first day of a case; days after its end are passed over."""
    sidc = _code(unit.get("sidc"))
    states = sorted(
        dicts(unit.get("state")), key=lambda state: (day_of(state.get("t")) or date.min, str(state.get("t")))
    )
    past = [state for state in states if (day_of(state.get("t")) or date.min) <= start]
    later = list(_later(unit, past, states[len(past) :], end))
    places = [unit.get("location"), *(state["location"] for state in past if "location" in state)]
    place, arrives = _degrees(places[-1]), None
    first = next((n for n, state in enumerate(later) if state.place), None)
    if place is None and first is not None:
        place, arrives = later[first].place, later[first].day
        later[first] = replace(later[first], place=None)
    arrival = next((state for state in states if _arrives(unit, state)), None)
    if arrives is None and arrival and start < (day_of(arrival.get("t")) or date.min) <= end:
        arrives = day_of(arrival.get("t"))
    called = {text(entry.get("name")).casefold() for entry in dicts(unit.get("personnel"))}
    below = dicts(unit.get("subUnits")) if depth < DEEPEST else []
    return Unit(
        id=text(unit.get("id")),
        name=text(unit.get("name")) or text(unit.get("shortName")),
        echelon=echelon_of(sidc),
        dummy=len(sidc) >= 20 and sidc[7] in DUMMIES,
        people=_sum(_people(unit, past)),
        place=place,
        arrives=arrives,
        troops=next(iter(called & TROOPS.keys()), "") if len(called) == 1 else "",
        description=text(unit.get("description")),
        later=later,
        superior=next((s for state in reversed(past) if (s := _superior(state))), None),
        below=[unit_of(other, start, end, exact, depth + 1) for other in below],
        exact=exact,
    )


def _arrives(unit: Json, state: Json) -> bool:
    """Whether a state says that a unit which stands in no one place arrives, as breakranks writes it."""
    return state.get("id") == f"{text(unit.get('id'))}-arrives" and "location" not in state


def echelon_of(code: str) -> str | None:
    """The echelon in a symbol code of 20 digits or 15 letters (the last three may be missing), if a text is one."""
    sidc = _code(code)
    if len(sidc) >= 20 and sidc.isdigit():
        return OF_NUMBER.get(sidc[8:10])
    return OF_LETTER.get(sidc[11]) if 12 <= len(sidc) <= 15 else None


def _code(value: object) -> str:
    return re.sub(r"[^0-9A-Z*-]", "", str(value or "").upper())


def day_of(value: object) -> date | None:
    """A day of the scenario: text as in files, or milliseconds as in older ones."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e14:
        days = int(value // 86_400_000) + date(1970, 1, 1).toordinal()
        return date.fromordinal(days) if 0 < days <= date.max.toordinal() else None
    found = read_alone(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
    return found.day if isinstance(found, Day) else None


def known_on(subtitle: str) -> tuple[date, str] | None:
    """The day on which something was known, and its source, as breakranks writes it."""
    found = re.fullmatch(r"(?:(.+), )?reported (\d{4}-\d\d-\d\d)", subtitle)
    day = day_of(found[2]) if found else None
    return (day, found[1] or "") if found and day else None


def _later(unit: Json, past: Sequence[Json], states: Iterable[Json], end: date) -> Iterator[State]:
    """What becomes of a unit from the second day of the case on."""
    people, reinforced = _people(unit, past), text(unit.get("reinforcedStatus"))
    for state in past:
        reinforced = text(state.get("reinforcedStatus")) or reinforced
    for state in states:
        day = day_of(state.get("t"))
        if day is None or day > end or _arrives(unit, state):
            continue
        now, sign, sidc = _updated(people, state), text(state.get("reinforcedStatus")), _code(state.get("sidc"))
        ended = text(state.get("status")).casefold() in ENDED or (len(sidc) >= 20 and sidc[6] == DESTROYED)
        yield State(
            day=day,
            place=_degrees(state.get("location")),
            people=None if now == people else _sum(now),
            superior=_superior(state),
            reinforced=sign if sign and sign != reinforced else "",
            ended=ended,
            identity=sidc[3] if len(sidc) >= 20 else "",
            words=": ".join(filter(None, (text(state.get("title")), text(state.get("description"))))),
            known=text(state.get("subTitle")),
            url=text(state.get("externalUrl")),
        )
        people, reinforced = now, sign or reinforced


People = Mapping[str, tuple[int | None, int | None]]
"""How many of each kind a unit should have and how many are on hand, None where that is not said."""


def _people(unit: Json, states: Iterable[Json]) -> People:
    """The people of a unit itself after some states."""
    found: People = {text(entry.get("name")): _counts(entry) for entry in dicts(unit.get("personnel"))}
    for state in states:
        found = _updated(found, state)
    return found


def _updated(people: People, state: Json) -> People:
    """The people after a state: an update says how many there are, a diff how many more are on hand."""
    found = dict(people)
    for how in ("update", "diff"):
        part = state.get(how)
        for entry in dicts(part.get("personnel")) if isinstance(part, dict) else []:
            name, (count, hand) = text(entry.get("name")), _counts(entry)
            old, there = found.get(name, (None, None))
            if how == "update":
                found[name] = (old if count is None else count, there if hand is None else hand)
            elif hand is not None:
                found[name] = (old, (old or 0 if there is None else there) + hand)
    return found


def _counts(entry: Json) -> tuple[int | None, int | None]:
    return _number(entry.get("count")), _number(entry.get("onHand"))


def _number(value: object) -> int | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e8
    return int(value) if known else None  # type: ignore[call-overload]


def _sum(people: People) -> int | None:
    """All of them, those on hand where that is said; None where nobody is told of."""
    counts = [hand if hand is not None else count for count, hand in people.values()]
    return sum(max(n or 0, 0) for n in counts) if counts else None


def _superior(state: Json) -> str | None:
    """The id of what a unit goes under: what it is put on, or what the unit stands under that it is put beside."""
    move = state.get("hierarchy")
    if not isinstance(move, dict):
        return None
    on = text(move.get("placement")) in ("", "on")
    return text(move.get("targetId") if on else move.get("parentId")) or text(move.get("parentId")) or None


def _degrees(place: object) -> tuple[float, float] | None:
    """Latitude and longitude of a place, which scenarios write the other way round."""
    return degrees(str(place[1]), str(place[0])) if isinstance(place, list) and len(place) >= 2 else None
