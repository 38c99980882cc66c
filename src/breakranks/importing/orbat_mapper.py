"""ORBAT Mapper: the order of battle of one side of a scenario, and what became of it; files of version 2 and 3."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from breakranks.case.reading.names import Found as Known
from breakranks.case.reading.names import free_id, kebab
from breakranks.drafts import Draft, one_sentence
from breakranks.grids import UnreadableError, decode, load
from breakranks.importing.found import Found
from breakranks.importing.ground import within
from breakranks.importing.into import OPPONENT, Into
from breakranks.importing.mapping import actors_example, write_mapping
from breakranks.importing.movements import Sides, movements
from breakranks.importing.scenario import Json, Unit, day_of, dicts, text, tops, unit_of
from breakranks.tables import InputError, Problem, unread
from breakranks.vocabulary import TROOPS

OWN = "breakranks-"
"""How the ids of scenarios begin that breakranks has written; the ids of their units are those of formations."""
NEAR = 0.6
"""Units stand in one proposed area within this part of the distance up to which a place is taken for an area."""


def orbat_mapper(file: Path, into: Into) -> Found:
    """Drafts of the formations of a scenario's side that is the force of the case, and of what becomes of them.

    Raises:
        InputError: this is no scenario, it is encrypted, or no side of it is the force.
    """
    scenario = _scenario(file)
    sides = [side for side in dicts(scenario.get("sides")) if side]
    if not sides:
        raise InputError([Problem(file.name, None, "sides", "the scenario has no sides", "Save it from ORBAT Mapper")])
    ours, others = _force(file, sides, into)
    exact = text(scenario.get("id")).startswith(OWN)
    units, theirs = (
        [unit_of(unit, into.case.start, into.case.end, exact) for side in of for unit in tops(side)]
        for of in ([ours], others)
    )
    found = Found(rows=sum(1 for unit in units for _ in unit.all()))
    found.drafts += (ground := list(_ground(units, into)))
    taken = {formation: formation for formation in into.formations.ids}
    found.drafts += _order_of_battle(ours, units, into, found, taken)
    formations = {unit: formation for formation, unit in taken.items()}
    found.drafts += _dummies(units, scenario, into, found, formations)
    name = f"{text(scenario.get('name')) or 'A scenario'} (ORBAT Mapper scenario)"
    found.drafts += movements(units, _sides(ours, others, formations, into), name, into, found)
    found.said += _said(ours, others, theirs, found)
    begins = day_of(scenario.get("startTime"))
    if begins and not into.inside(begins):
        window = f"{into.case.start} to {into.case.end}"
        found.said.append(
            f"The scenario begins on {begins}, outside the window of the case ({window}). Units are drafted as on the "
            "first day of the window. If that is wrong, correct start and end in case.toml, delete drafts.csv, and "
            "import again."
        )
    if ground:
        found.said.append(
            f"No unit stands in an area of the case. Drafts of areas say where they stand: {len(ground)}. Accept them "
            "first, and name each after a town; in areas.csv say then which of them touch, and which the front is."
        )
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


def _force(file: Path, sides: list[Json], into: Into) -> tuple[Json, list[Json]]:
    """The side that is the force, by name or alias; where there are two, the one that is not the opponent."""
    who = [into.actor(text(side.get("name"))) for side in sides]
    ours = [n for n, meant in enumerate(who) if into.ours(meant)]
    if not ours and len(sides) == 2 and OPPONENT in who:
        ours = [1 - who.index(OPPONENT)]
    if len(ours) == 1:
        return sides[ours[0]], [side for n, side in enumerate(sides) if n != ours[0]]
    names = [(text(side.get("name")) or "a side without a name") for side in sides]
    path = into.mapping.path or write_mapping(
        file, actors_example(file, [(name, 0) for name in names], into.case.force, into.case.opponent)
    )
    listed = ", ".join(f"'{name}'" for name in names)
    wrong = f"which of the sides ({listed}) is the force of the case ('{into.case.force}') cannot be told"
    right = f"Say so in {path}, or under force and opponent in case.toml, and import again"
    raise InputError([Problem(file.name, None, "sides", wrong, right)])


def _sides(ours: Json, others: list[Json], formations: Mapping[str, str], into: Into) -> Sides:
    """Who stands on whose side."""
    own = [text(entry.get("id")) for entry in (ours, *dicts(ours.get("groups")))]
    theirs = [text(entry.get("id")) for side in others for entry in (side, *dicts(side.get("groups")))]
    units = [unit for side in others for unit in tops(side)]
    while units:
        unit = units.pop()
        theirs.append(text(unit.get("id")))
        units += dicts(unit.get("subUnits"))
    identities = {text(side.get("standardIdentity")) for side in others} - {text(ours.get("standardIdentity")), ""}
    known = {**dict.fromkeys(filter(None, own), into.case.command), **formations}
    return Sides(known, frozenset(filter(None, theirs)), frozenset(identities))


def _order_of_battle(ours: Json, units: list[Unit], into: Into, found: Found, taken: dict[str, str]) -> list[Draft]:
    """Drafts of all formations; where the case has none yet, the first is its high command."""
    drafts, command = list[Draft](), into.case.command
    if not into.formations.ids:
        top = units[0] if len(units) == 1 and not units[0].dummy and units[0].name else None
        root = _formation(top, command, "", into, found) if top else _high_command(ours, into)
        drafts.append(replace(root, date=""))
        taken[command] = top.id if top else command
        units = top.below if top else units
    for unit in units:
        drafts += _formations(unit, command, into, found, taken)
    formations = {unit: formation for formation, unit in taken.items()}
    went = {unit.id: unit.superior for top in units for unit in top.all() if unit.superior in formations}
    return [replace(d, parent=formations[to]) if (to := went.get(d.id.removeprefix("orbat:"))) else d for d in drafts]


def _high_command(ours: Json, into: Into) -> Draft:
    """The draft of a high command that the scenario has not."""
    return Draft(
        id=f"orbat:{into.case.command}",
        table="formations",
        formation=into.case.command,
        name=text(ours.get("name")) or into.case.force,
        echelon="command",
        strength="0",
        note="above all units of the side",
        coder="orbat-mapper",
    )


def _formations(unit: Unit, parent: str, into: Into, found: Found, taken: dict[str, str]) -> list[Draft]:
    """Drafts of a unit and those below it, the higher first; what the case has already is passed over."""
    if unit.dummy:
        return []
    if unit.small:
        return found.leave("smaller than a battalion, counted with the unit above")
    if not unit.name:
        return found.leave("without a name")
    known = into.formations.one(unit.name)
    if isinstance(known, Known):
        id, own = known.ids[0], found.leave("that the case has already")
    else:
        id = free_id(kebab(unit.id if unit.exact else unit.name) or kebab(unit.id) or "unit", taken)
        own = [_formation(unit, id, parent, into, found)]
    taken[id] = unit.id
    return [*own, *(draft for other in unit.below for draft in _formations(other, id, into, found, taken))]


def _formation(unit: Unit, id: str, parent: str, into: Into, found: Found) -> Draft:
    strength, note = unit.own
    usual = into.mapping.strength.get(unit.echelon or "", "")
    if strength is None and usual.isdigit():
        strength, note = int(usual), "strength by the mapping"
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


def _dummies(units: list[Unit], scenario: Json, into: Into, found: Found, ids: Mapping[str, str]) -> list[Draft]:
    """A draft of a decoy for every dummy, where the scenario begins in the window of the case and its area is known."""
    day, drafts = day_of(scenario.get("startTime")), list[Draft]()
    meta = scenario.get("meta")
    saved = day_of(meta.get("lastModifiedDate")) if isinstance(meta, dict) else None
    above = {id(lower): unit for top in units for unit in top.all() for lower in unit.below}
    for unit in (unit for top in units for unit in top.all() if unit.dummy):
        area = into.ground.area(*unit.place) if unit.place else None
        if day is None or not into.inside(day) or area is None:
            found.leave("dummies without an area of the case, or of another time")
            continue
        over = above.get(id(unit))
        name = text(scenario.get("name")) or "A scenario"
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


def _said(ours: Json, others: list[Json], theirs: list[Unit], found: Found) -> list[str]:
    names = ", ".join(text(side.get("name")) or "a side without a name" for side in others)
    said = [f"Taken for the force: {text(ours.get('name'))}{f'; for others: {names}' if names else ''}."]
    formations = [draft for draft in found.drafts if draft.table == "formations"]
    for column, what in (("troops", "what kind of troops serve"), ("strength", "how many people there are")):
        if empty := sum(1 for draft in formations if not draft.cells[column]):
            how = 'troops = "conscript" under [cells]' if column == "troops" else "brigade = 3000 under [strength]"
            said.append(f"Not said of {empty} of the formations: {what}. You will be asked, or a mapping has {how}.")
    if moves := sum(draft.table == "moves" for draft in found.drafts):
        said.append(
            f"Drafts for moves.csv: {moves}. A scenario does not say when it was known; they have the day after."
        )
    if people := sum(unit.whole for unit in theirs):
        said.append(f"The other sides have {people:,} people; case.toml may say so as opponent_strength.")
    return said


def _ground(units: list[Unit], into: Into) -> Iterator[Draft]:
    """Where no unit stands in an area of the case, drafts of areas around them, the largest group first.

    Degrees are given to a tenth: an area is no position.
    """
    standing = [unit for top in units for unit in top.all() if unit.place and not unit.dummy and unit.name]
    if not standing or any(into.ground.area(*unit.place) for unit in standing if unit.place):
        return
    groups: list[list[Unit]] = []
    for unit in standing:
        lat, lon = unit.place or (0.0, 0.0)
        near = next(
            (g for g in groups if within(g[0].place or (0.0, 0.0), (lat, lon), NEAR * into.ground.within_km)), None
        )
        groups.append([unit]) if near is None else near.append(unit)
    for group in sorted(groups, key=len, reverse=True):
        lat, lon = (round(degree, 1) + 0.0 for degree in group[0].place or (0.0, 0.0))
        id = into.ground.add(f"around-{kebab(group[0].name) or 'unit'}", lat, lon)
        yield Draft(
            id=f"orbat:area:{id}", table="areas", area=id, name=f"Around {group[0].name}", lat=str(lat), lon=str(lon),
            note=f"units that stand there: {len(group)}", words="; ".join(unit.name for unit in group[:5]),
            coder="orbat-mapper",
        )  # fmt: skip
