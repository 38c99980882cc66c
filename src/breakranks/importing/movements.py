"""What becomes of the units of a scenario after the first day of a case → drafts for moves.csv."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from breakranks.drafts import Draft, one_sentence
from breakranks.importing.found import Found
from breakranks.importing.into import Into
from breakranks.importing.reading import after
from breakranks.importing.scenario import State, Unit, known_on

UNSAID = {
    "Reinforced": "reinforced, nobody says to how many",
    "Reduced": "reduced, nobody says to how many",
    "ReinforcedReduced": "reinforced and reduced, nobody says to how many",
}
"""What the sign beside a symbol says of its people."""


@dataclass(frozen=True)
class Sides:
    """Who stands on whose side in a scenario.

    `formations` has the formation of each unit, side and group of the force by its id, `others` the ids of what belongs
    to other sides, and `identities` the standard identities that the other sides have and the force has not.
    """

    formations: Mapping[str, str]
    others: frozenset[str]
    identities: frozenset[str]


@dataclass
class _Day:
    """What becomes of a unit on one day."""

    area: str = ""
    parent: str = ""
    strength: str = ""
    notes: list[str] = field(default_factory=list)
    states: list[State] = field(default_factory=list)


def movements(units: Sequence[Unit], sides: Sides, scenario: str, into: Into, found: Found) -> list[Draft]:
    """A draft for each formation and day on which it moves, changes its superior or its people, or is dissolved.

    Several things of one day are one row. What does not reach another area is counted, and so is what a case cannot
    say. `scenario` is its name, the source of them all.
    """
    drafts = list[Draft]()
    people = _people(units)
    for unit in (unit for top in units for unit in top.all()):
        formation = sides.formations.get(unit.id)
        if unit.later and (unit.dummy or formation is None):
            found.left_out["movements of what is no formation of the case"] += len(unit.later)
            continue
        days = _days(unit, people.get(unit.id, {}), sides, into, found) if unit.later or unit.id in people else {}
        for (day, _), what in sorted(days.items(), key=lambda item: item[0]):
            drafts.append(_draft(unit, formation or "", day, what, scenario))
            if what.strength == "0":
                break
    return drafts


def _people(units: Sequence[Unit]) -> dict[str, dict[date, int]]:
    """By unit and day how many people are a formation's own from then on, on the days on which that changes."""
    days = sorted({s.day for top in units for unit in top.all() for s in unit.later if s.people is not None})
    now = {unit.id: unit.own[0] for top in units for unit in top.all()}
    found: dict[str, dict[date, int]] = {}
    for day in days:
        for unit in (unit for top in units for unit in top.on(day).all()):
            own, _ = unit.own
            if own is not None and own != now[unit.id]:
                found.setdefault(unit.id, {})[day] = own
                now[unit.id] = own
    return found


def _days(
    unit: Unit, people: Mapping[date, int], sides: Sides, into: Into, found: Found
) -> dict[tuple[date, str], _Day]:
    """What becomes of a unit by day; as breakranks writes it, by the day on which it was known as well."""
    days: dict[tuple[date, str], _Day] = {}
    stands = into.ground.area(*unit.place) if unit.place else None
    headquarters = unit.own[0] == 0
    for state in unit.later:
        what = days.setdefault((state.day, state.known if unit.exact else ""), _Day())
        what.states.append(state)
        if state.place and (area := into.ground.area(*state.place)) != stands:
            if area is None:
                found.left_out["places of units that are not on the ground of the case"] += 1
            else:
                what.area = stands = area
        elif state.place:
            found.left_out["movements within one area"] += 1
        if state.superior in sides.others or state.identity in sides.identities or state.ended:
            _ends(what, state, headquarters, found)
        elif state.superior:
            what.parent = sides.formations.get(state.superior, "")
            if not what.parent:
                found.left_out["new superiors that are no formation of the case"] += 1
        if state.reinforced in UNSAID and state.people is None and not headquarters:
            what.notes.append(UNSAID[state.reinforced])
    told = {state.day: state.known for state in unit.later if unit.exact and state.people is not None}
    for day, own in people.items():
        if headquarters:
            found.left_out["people that a headquarters gets, who have no place in a case"] += 1
        elif (what := days.setdefault((day, told.get(day, "")), _Day())).strength != "0":
            what.strength = str(own)
    return {day: w for day, w in days.items() if w.area or w.parent or w.strength or w.notes}


def _ends(what: _Day, state: State, headquarters: bool, found: Found) -> None:
    if headquarters:
        found.left_out["ends of headquarters, which moves.csv cannot say"] += 1
        return
    what.strength = "0"
    what.notes.append("destroyed or dissolved" if state.ended else "goes over to another side")


def _draft(unit: Unit, formation: str, day: date, what: _Day, scenario: str) -> Draft:
    own = next((found for state in what.states if unit.exact and (found := known_on(state.known))), None)
    url = next((state.url for state in what.states if state.url), "")
    known, name = own or (after(day), scenario)
    said = next((state.words for state in what.states if state.words), "")
    return Draft(
        id=f"orbat:{unit.id or formation}:{day}{f':{known}' if own else ''}",
        table="moves",
        date=str(day),
        reported=str(known),
        formation=formation,
        area="" if what.strength == "0" else what.area,
        parent="" if what.strength == "0" else what.parent,
        strength=what.strength,
        source="orbat-mapper" if name else "",
        note="; ".join(dict.fromkeys(what.notes)),
        words=one_sentence(f"{unit.name}: {said}" if said else unit.name),
        source_name=name,
        source_url=url if own and name else "",
        coder="orbat-mapper",
    )
