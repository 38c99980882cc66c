"""The force on the ground: who stands where, who is whose neighbour, who holds what, as known on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from jaxtyping import Bool, Float

from breakranks.case.moves import in_order, standing
from breakranks.case.types import Area, Case, Formation, Move
from breakranks.evidence.types import Force

SAME_PARENT, SAME_AREA, ADJACENT_AREA = 1.0, 1.0, 0.5
"""How strongly one formation's state reaches another; the weights add up."""

COVERING = 0.5
"""What a formation adds to the garrison of areas beside its own where nobody stands, shared among them."""


def known_force(case: Case, day: date) -> Force:
    """Build the force as known on `day`: formations that arrive later, and those dissolved by then, are not in it."""
    moves = known_moves(case, day)
    gone = frozenset(f.id for f in standing(case.formations, moves).values() if _dissolved(f, moves))
    force = _force(case, day, standing(case.formations, moves), gone)
    changed = sorted({move.date for move in moves if move.formation not in gone})
    before = tuple(
        (
            (until - case.start).days,
            _force(case, day, standing(case.formations, [m for m in moves if m.date < until]), gone),
        )
        for until in changed
    )
    return replace(force, before=before) if before else force


def _force(case: Case, day: date, by_id: Mapping[str, Formation], gone: frozenset[str]) -> Force:
    """The force with its formations as they are given.

    Formations and areas are in the order of their ids: rounding, and the luck of worlds, go by their places, and the
    order of rows must change neither.
    """
    known = sorted(_known(by_id, day, gone), key=lambda f: f.id)
    formations = tuple(f for f in known if f.strength > 0)
    areas = tuple(sorted(case.areas, key=lambda a: a.id))
    place = {area.id: a for a, area in enumerate(areas)}
    parents = [f.parent or f.id for f in formations]
    branches = {parent: b for b, parent in enumerate(dict.fromkeys(parents))}
    strength = np.array([f.strength for f in formations], dtype=float)
    area_of = np.array([-1 if f.area is None else place[f.area] for f in formations], dtype=int)
    branch_of = np.array([branches[p] for p in parents], dtype=int)
    first_day = np.array([_first_day(f, case.start) for f in formations], dtype=int)
    adjacent = _adjacent(areas, place)
    return Force(
        formations=formations,
        headquarters=tuple(f for f in known if f.strength == 0),
        areas=areas,
        strength=strength,
        area_of=area_of,
        first_day=first_day,
        neighbours=_neighbours(strength, area_of, branch_of, adjacent),
        garrison=_garrison(area_of, adjacent),
        adjacent=adjacent,
        front=np.array([area.front is not False for area in areas], dtype=bool),
        opponent_strength=case.opponent_strength,
    )


def stand_ins(case: Case, day: date) -> Mapping[str, str]:
    """For each formation of the case the nearest one at or above it that is known, and not dissolved, on `day`."""
    moves = known_moves(case, day)
    by_id = standing(case.formations, moves)
    return _stand_ins(by_id, day, frozenset(f.id for f in by_id.values() if _dissolved(f, moves)))


def _stand_ins(by_id: Mapping[str, Formation], day: date, gone: frozenset[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for formation in by_id.values():
        path, up = [formation], formation
        while up.id not in found and up.parent is not None and (up.id in gone or not _is_known(up, day)):
            up = by_id[up.parent]
            path.append(up)
        found.update({below.id: found.get(up.id, up.id) for below in path})
    return found


def known_moves(case: Case, day: date) -> list[Move]:
    """The moves that had been reported by `day`, in the order of their days."""
    return in_order(move for move in case.moves if move.reported <= day)


def _dissolved(formation: Formation, moves: Sequence[Move]) -> bool:
    return formation.strength == 0 and any(m.formation == formation.id and m.strength == 0 for m in moves)


def _is_known(formation: Formation, day: date) -> bool:
    return formation.arrives is None or formation.arrives <= day


def _known(by_id: Mapping[str, Formation], day: date, gone: frozenset[str]) -> tuple[Formation, ...]:
    stand_in = _stand_ins(by_id, day, gone)
    return tuple(
        replace(f, parent=None if f.parent is None else stand_in[f.parent])
        for f in by_id.values()
        if stand_in[f.id] == f.id
    )


def _first_day(formation: Formation, start: date) -> int:
    return 0 if formation.arrives is None else max(0, (formation.arrives - start).days)


def _adjacent(areas: Sequence[Area], place: Mapping[str, int]) -> Bool[np.ndarray, "areas areas"]:
    adjacent = np.zeros((len(areas), len(areas)), dtype=bool)
    for a, area in enumerate(areas):
        for other in area.adjacent:
            adjacent[a, place[other]] = adjacent[place[other], a] = True
    np.fill_diagonal(adjacent, False)
    return adjacent


def _neighbours(
    strength: Float[np.ndarray, "formations"],
    area_of: np.ndarray,
    branch_of: np.ndarray,
    adjacent: Bool[np.ndarray, "areas areas"],
) -> Float[np.ndarray, "formations formations"]:
    stands = area_of >= 0
    both = stands[:, None] & stands[None, :]
    nearness = SAME_PARENT * (branch_of[:, None] == branch_of[None, :])
    nearness = nearness + SAME_AREA * (both & (area_of[:, None] == area_of[None, :]))
    if adjacent.size:
        nearness = nearness + ADJACENT_AREA * (both & adjacent[area_of[:, None], area_of[None, :]])
    weights = nearness * np.sqrt(strength)[None, :]
    np.fill_diagonal(weights, 0.0)
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _garrison(area_of: np.ndarray, adjacent: Bool[np.ndarray, "areas areas"]) -> Float[np.ndarray, "areas formations"]:
    """Own areas count 1; an area where nobody stands is covered by the formations the fewest hops away."""
    areas = np.arange(len(adjacent))
    own = areas[:, None] == area_of[None, :]
    empty = ~own.any(axis=1)
    distance = _hops(adjacent)[:, area_of] if len(areas) else np.zeros((0, len(area_of)))
    distance = np.where(area_of[None, :] >= 0, distance, np.inf)
    nearest = distance.min(axis=1, keepdims=True, initial=np.inf)
    covers = empty[:, None] & np.isfinite(distance) & (distance == nearest)
    covered = np.maximum(covers.sum(axis=0), 1)
    return own + COVERING * covers / covered[None, :]


def _hops(adjacent: Bool[np.ndarray, "areas areas"]) -> Float[np.ndarray, "areas areas"]:
    hops = np.where(np.eye(len(adjacent), dtype=bool), 0.0, np.inf)
    reached = np.eye(len(adjacent), dtype=bool)
    for step in range(1, len(adjacent)):
        further = (reached @ adjacent) & ~np.isfinite(hops)
        if not further.any():
            break
        hops[further] = step
        reached = further
    return hops
