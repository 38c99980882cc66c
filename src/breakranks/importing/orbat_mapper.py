"""ORBAT Mapper: the order of battle of one side of a scenario, files of version 2 and 3."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from breakranks.case.reading.days import Day, read_alone
from breakranks.case.reading.names import Found as Known
from breakranks.case.reading.names import kebab
from breakranks.drafts import Draft, one_sentence
from breakranks.grids import UnreadableError, decode, load
from breakranks.importing.found import Found
from breakranks.importing.into import OPPONENT, Into
from breakranks.importing.mapping import actors_example, write_mapping
from breakranks.importing.reading import degrees
from breakranks.tables import InputError, Problem, unread
from breakranks.vocabulary import ECHELONS, TROOPS

Json = Mapping[str, Any]
OF_NUMBER = {
    "11": "team", "12": "squad", "13": "section", "14": "platoon", "15": "company", "16": "battalion",
    "17": "regiment", "18": "brigade", "21": "division", "22": "corps", "23": "army", "24": "army-group",
    "25": "region", "26": "command",
}  # fmt: skip
"""Echelons by digits 9 and 10 of a symbol code of 20 digits (MIL-STD-2525D, APP-6D)."""
OF_LETTER = dict(zip("ABCDEFGHIJKLMN", ECHELONS, strict=True))
"""Echelons by letter 12 of an older symbol code of 15 letters (MIL-STD-2525C)."""
DUMMIES = "1357"
"""Digit 8 of the symbol code of a dummy, or of something said to be one."""
SMALLEST = ECHELONS.index("battalion")
"""Smaller units are counted with the unit above them."""
OWN = "breakranks-"
"""How the ids of scenarios begin that breakranks has written; the ids of their units are those of formations."""
DEEPEST = 60
"""No order of battle has more levels."""


@dataclass
class Unit:
    """A unit of a scenario: what it is, the people given for it, and the units below it.

    `arrives` is the day on which it first has a place, if that is in the window of the case and not there from its
    start; `troops` a kind of troops, if its people are called one; `stem` what an id is made of, if not of the name.
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
    moves: int
    below: list["Unit"] = field(default_factory=list)
    stem: str = ""

    def all(self) -> Iterator["Unit"]:
        """The unit and all below it."""
        yield self
        for unit in self.below:
            yield from unit.all()


def orbat_mapper(file: Path, into: Into) -> Found:
    """Drafts of the formations of a scenario's side that is the force of the case.

    Raises:
        InputError: this is no scenario, it is encrypted, or no side of it is the force.
    """
    scenario = _scenario(file)
    sides = [side for side in _dicts(scenario.get("sides")) if side]
    if not sides:
        raise InputError([Problem(file.name, None, "sides", "the scenario has no sides", "Save it from ORBAT Mapper")])
    ours, others = _force(file, sides, into)
    found = Found()
    units = [_unit(unit, into, 0) for unit in _tops(ours)]
    found.rows = sum(1 for unit in units for _ in unit.all())
    if str(scenario.get("id", "")).startswith(OWN):
        for unit in (unit for top in units for unit in top.all()):
            unit.stem = unit.id
    taken = {formation: formation for formation in into.formations.ids}
    for unit in units:
        found.drafts += _formations(unit, into.case.command, into, found, taken)
    found.drafts += _dummies(units, scenario, into, found, taken)
    found.said += _said(ours, others, units, found, into)
    return found


def _scenario(file: Path) -> Json:
    try:
        content = json.loads(decode(load(file))[0])
    except (OSError, UnreadableError) as error:
        raise InputError([unread(file, error)]) from None
    except (ValueError, RecursionError) as error:
        right = "Give the JSON file that ORBAT Mapper saves"
        raise InputError([Problem(file.name, None, None, f"this is not JSON ({error})", right)]) from None
    kind = str(content.get("type", "")) if isinstance(content, dict) else ""
    if kind == "ORBAT-mapper-encrypted":
        right = "Open it in ORBAT Mapper with its password, and save it without one"
        raise InputError([Problem(file.name, None, "type", "the scenario is encrypted", right)])
    if kind != "ORBAT-mapper":
        wrong = "this is not a scenario of ORBAT Mapper"
        raise InputError([Problem(file.name, None, "type", wrong, "Give the JSON file that ORBAT Mapper saves")])
    return content


def _dicts(value: object) -> list[Json]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _force(file: Path, sides: list[Json], into: Into) -> tuple[Json, list[Json]]:
    """The side that is the force, by name or alias; where there are two, the one that is not the opponent."""
    who = [into.actor(_text(side.get("name"))) for side in sides]
    ours = [n for n, meant in enumerate(who) if into.ours(meant)]
    if not ours and len(sides) == 2 and OPPONENT in who:
        ours = [1 - who.index(OPPONENT)]
    if len(ours) == 1:
        return sides[ours[0]], [side for n, side in enumerate(sides) if n != ours[0]]
    names = [(_text(side.get("name")) or "a side without a name") for side in sides]
    path = into.mapping.path or write_mapping(
        file, actors_example(file, [(name, 0) for name in names], into.case.force, into.case.opponent)
    )
    listed = ", ".join(f"'{name}'" for name in names)
    wrong = f"which of the sides ({listed}) is the force of the case ('{into.case.force}') cannot be told"
    raise InputError([Problem(file.name, None, "sides", wrong, f"Say so in {path}, and import again")])


def _tops(side: Json) -> list[Json]:
    """The units of a side that stand below no other, in its groups and outside."""
    tops = _dicts(side.get("subUnits"))
    for group in _dicts(side.get("groups")):
        tops = [*tops, *_dicts(group.get("subUnits"))]
    return tops


def _unit(unit: Json, into: Into, depth: int) -> Unit:
    sidc = re.sub(r"[^0-9A-Z*-]", "", str(unit.get("sidc", "")).upper())
    states = _dicts(unit.get("state"))
    below = _dicts(unit.get("subUnits")) if depth < DEEPEST else []
    place, arrives = _place(unit, states, into), None
    later = [state for state in states if "location" in state and (_day(state.get("t")) or date.min) > into.case.start]
    if place is None and later:
        first = min(later, key=lambda state: _day(state.get("t")) or date.max)
        place, arrives = _degrees(first["location"]), _day(first.get("t"))
        later.remove(first)
    called = {_text(entry.get("name")).casefold() for entry in _dicts(unit.get("personnel"))}
    return Unit(
        id=_text(unit.get("id")),
        name=_text(unit.get("name")) or _text(unit.get("shortName")),
        echelon=echelon_of(sidc),
        dummy=len(sidc) >= 20 and sidc[7] in DUMMIES,
        people=_people(unit, states, into.case.start),
        place=place,
        arrives=arrives if arrives and into.inside(arrives) else None,
        troops=next(iter(called & TROOPS.keys()), "") if len(called) == 1 else "",
        description=_text(unit.get("description")),
        moves=len(later),
        below=[_unit(other, into, depth + 1) for other in below],
    )


def echelon_of(code: str) -> str | None:
    """The echelon in a symbol code of 20 digits or 15 letters (the last three may be missing), if a text is one."""
    sidc = re.sub(r"[^0-9A-Z*-]", "", code.upper())
    if len(sidc) >= 20 and sidc.isdigit():
        return OF_NUMBER.get(sidc[8:10])
    return OF_LETTER.get(sidc[11]) if 12 <= len(sidc) <= 15 else None


def _day(value: object) -> date | None:
    """A day of the scenario: text as in files, or milliseconds as in older ones."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e14:
        days = int(value // 86_400_000) + date(1970, 1, 1).toordinal()
        return date.fromordinal(days) if 0 < days <= date.max.toordinal() else None
    found = read_alone(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
    return found.day if isinstance(found, Day) else None


def _people(unit: Json, states: Iterable[Json], start: date) -> int | None:
    """The people given for a unit itself, those on hand where that is said, as of the first day of the case."""
    lists = [unit.get("personnel")]
    for state in states:
        update = state.get("update")
        if (_day(state.get("t")) or date.min) <= start and isinstance(update, dict) and update.get("personnel"):
            lists.append(update["personnel"])
    entries = {_text(entry.get("name")): entry for given in lists for entry in _dicts(given)}
    counts = [_number(entry.get("onHand"), entry.get("count")) for entry in entries.values()]
    return sum(counts) if counts else None


def _number(*values: object) -> int:
    return next((int(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v < 1e8), 0)


def _place(unit: Json, states: Iterable[Json], into: Into) -> tuple[float, float] | None:
    """Where a unit is on the first day of the case, latitude first."""
    places = [unit.get("location")]
    for state in sorted(states, key=lambda state: str(state.get("t", ""))):
        if "location" in state and (_day(state.get("t")) or date.min) <= into.case.start:
            places.append(state["location"])
    return _degrees(places[-1])


def _degrees(place: object) -> tuple[float, float] | None:
    """Latitude and longitude of a place, which scenarios write the other way round."""
    return degrees(str(place[1]), str(place[0])) if isinstance(place, list) and len(place) >= 2 else None


def _formations(unit: Unit, parent: str, into: Into, found: Found, taken: dict[str, str]) -> list[Draft]:
    """Drafts of a unit and those below it, the higher first; what the case has already is passed over."""
    if unit.dummy:
        return []
    if unit.echelon and ECHELONS.index(unit.echelon) < SMALLEST:
        return found.leave("smaller than a battalion, counted with the unit above")
    if not unit.name:
        return found.leave("without a name")
    known = into.formations.one(unit.name)
    if isinstance(known, Known):
        id, own = known.ids[0], found.leave("that the case has already")
    else:
        id = _free(kebab(unit.stem or unit.name) or kebab(unit.id) or "unit", taken)
        own = [_formation(unit, id, parent, into, found)]
    taken[id] = unit.id
    return [*own, *(draft for other in unit.below for draft in _formations(other, id, into, found, taken))]


def _free(id: str, taken: Mapping[str, str]) -> str:
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}-{number}"
    return free


def _formation(unit: Unit, id: str, parent: str, into: Into, found: Found) -> Draft:
    strength, note = _strength(unit, into)
    area = into.ground.area(*unit.place) if unit.place else None
    if unit.place and area is None:
        found.left_out["places of units that are not on the ground of the case"] += 1
    troops = unit.troops or into.mapping.cells.get("troops", "")
    words = f"{unit.name}: {unit.description}" if unit.description else unit.name
    return Draft(
        id=f"orbat:{unit.id or id}",
        table="formations",
        formation=id,
        name=unit.name,
        parent=parent,
        echelon=unit.echelon or "",
        troops=troops if troops in TROOPS else "",
        strength="" if strength is None else str(strength),
        area=area or "",
        date=str(unit.arrives or ""),
        note=note,
        words=one_sentence(words),
        coder="orbat-mapper",
    )


def _strength(unit: Unit, into: Into) -> tuple[int | None, str]:
    """The people who are this unit's and no lower formation's, and how that was reckoned; None where nobody says."""
    lower = [u for u in unit.below if not u.dummy and not (u.echelon and ECHELONS.index(u.echelon) < SMALLEST)]
    within = sum(_whole(u) for u in unit.below if u not in lower and not u.dummy)
    below = sum(_whole(u) for u in lower)
    if unit.people is None and within:
        return within, f"the people of its smaller units, {within}"
    if unit.people is None and lower:
        return 0, "a headquarters: the people stand with the units below it"
    if unit.people is None:
        usual = into.mapping.strength.get(unit.echelon or "", "")
        return (int(usual), "strength by the mapping") if usual.isdigit() else (None, "nobody says how many people")
    if lower and unit.people >= below > 0:
        return unit.people - below, f"{unit.people} less {below} in the units below it"
    if within > unit.people:
        return unit.people + within, f"{unit.people} and {within} in its smaller units"
    return unit.people, ""


def _whole(unit: Unit) -> int:
    """The people of a unit with all below it: its own figure, unless that of those below is larger."""
    below = sum(_whole(other) for other in unit.below if not other.dummy)
    own = unit.people or 0
    return own if own >= below else own + below


def _dummies(units: list[Unit], scenario: Json, into: Into, found: Found, taken: Mapping[str, str]) -> list[Draft]:
    """A draft of a decoy for every dummy, where the scenario begins in the window of the case and its area is known."""
    day, drafts = _day(scenario.get("startTime")), list[Draft]()
    meta = scenario.get("meta")
    saved = _day(meta.get("lastModifiedDate")) if isinstance(meta, dict) else None
    above = {id(lower): unit for top in units for unit in top.all() for lower in unit.below}
    ids = {unit: formation for formation, unit in taken.items()}
    for unit in (unit for top in units for unit in top.all() if unit.dummy):
        area = into.ground.area(*unit.place) if unit.place else None
        if day is None or not into.inside(day) or area is None:
            found.leave("dummies without an area of the case, or of another time")
            continue
        over = above.get(id(unit))
        name = _text(scenario.get("name")) or "A scenario"
        drafts.append(
            Draft(
                id=f"orbat:{unit.id or kebab(unit.name)}",
                date=str(day),
                reported=str(max(saved, day)) if saved else "",
                formation=ids.get(over.id, into.case.command) if over else into.case.command,
                area=area,
                kind="prepare.decoy",
                source="orbat-mapper",
                reliability="F",
                credibility="6",
                note="marked as a dummy in the scenario",
                words=one_sentence(unit.name),
                source_name=f"{name} (ORBAT Mapper scenario)",
                coder="orbat-mapper",
            )
        )
    return drafts


def _said(ours: Json, others: list[Json], units: list[Unit], found: Found, into: Into) -> list[str]:
    names = ", ".join(_text(side.get("name")) or "a side without a name" for side in others)
    said = [f"Taken for the force: {_text(ours.get('name'))}{f'; for others: {names}' if names else ''}."]
    formations = [draft for draft in found.drafts if draft.table == "formations"]
    for column, what in (("troops", "what kind of troops serve"), ("strength", "how many people there are")):
        if empty := sum(1 for draft in formations if not draft.cells[column]):
            how = 'troops = "conscript" under [cells]' if column == "troops" else "brigade = 3000 under [strength]"
            said.append(f"Not said of {empty} of the formations: {what}. You will be asked, or a mapping has {how}.")
    if moves := sum(unit.moves for top in units for unit in top.all()):
        said.append(f"Later movements of units, not imported: {moves}. The drafts say where they stood at the start.")
    if theirs := sum(_whole(_unit(unit, into, 0)) for side in others for unit in _tops(side)):
        said.append(f"The other sides have {theirs:,} people; case.toml may say so as opponent_strength.")
    return said
