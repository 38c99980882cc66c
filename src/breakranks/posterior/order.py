"""The order in which the engine computes: formations and areas by their ids, whatever the order of the files.

Rounding, and the luck of worlds, go by the place of a formation or area among the others. So that the order of rows
changes nothing, not even the last digit, everything is computed by ids and put back into the order of the files.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Int

from breakranks.evidence.types import Force, Reading, Report
from breakranks.model.ground import ground_of
from breakranks.posterior.types import Posterior


class Order(NamedTuple):
    """An order of formations and of areas: which of those as they are comes first, second and so on."""

    formations: Int[np.ndarray, "formations"]
    areas: Int[np.ndarray, "areas"]

    @property
    def back(self) -> "Order":
        """The order that puts back what was put into this one."""
        return Order(np.argsort(self.formations), np.argsort(self.areas))


def by_id(force: Force) -> Order:
    """The order by ids."""
    return Order(
        np.array(sorted(range(len(force.formations)), key=lambda u: force.formations[u].id), int),
        np.array(sorted(range(len(force.areas)), key=lambda a: force.areas[a].id), int),
    )


def arrange_force(force: Force, order: Order) -> Force:
    """The force with its formations and areas in another order."""
    formations, areas = order
    place = np.append(order.back.areas, -1)
    return replace(
        force,
        formations=tuple(force.formations[u] for u in formations),
        areas=tuple(force.areas[a] for a in areas),
        strength=force.strength[formations],
        area_of=place[force.area_of[formations]],
        first_day=force.first_day[formations],
        neighbours=force.neighbours[np.ix_(formations, formations)],
        garrison=force.garrison[np.ix_(areas, formations)],
        adjacent=force.adjacent[np.ix_(areas, areas)],
        front=force.front[areas],
        before=tuple((until, arrange_force(earlier, order)) for until, earlier in force.before),
    )


def arrange_readings(readings: Sequence[Reading], order: Order) -> tuple[Reading, ...]:
    """Readings of a force in another order; a report that several share is shared as before."""
    formations, areas = order
    known: dict[int, Report] = {}

    def arranged(report: Report) -> Report:
        if id(report) not in known:
            known[id(report)] = replace(report, units=report.units[formations], areas=report.areas[areas])
        return known[id(report)]

    return tuple(
        Reading(
            reports=tuple(map(arranged, reading.reports)),
            traces=replace(
                reading.traces,
                areas=reading.traces.areas[:, areas],
                formations=reading.traces.formations[:, formations],
            ),
            lost=reading.lost[:, areas],
            holding=reading.holding[:, areas],
            back=reading.back[:, areas],
        )
        for reading in readings
    )


def arrange_posterior(posterior: Posterior, order: Order, force: Force, readings: tuple[Reading, ...]) -> Posterior:
    """The posterior of this force and these readings, which are in another order already."""
    formations, areas = order
    c, course, filtered = posterior.conditions, posterior.course, posterior.filtered
    return Posterior(
        model=posterior.model,
        force=force,
        ground=ground_of(force),
        readings=readings,
        conditions=c._replace(
            areas={name: trace[..., areas] for name, trace in c.areas.items()},
            formations={name: trace[..., formations] for name, trace in c.formations.items()},
            relieved=c.relieved[..., formations],
            strength=c.strength[:, formations],
        ),
        course=course._replace(lost=course.lost[..., areas], fell=course.fell[..., areas]),
        filtered=filtered._replace(
            states=filtered.states[:, :, formations],
            formation_control=filtered.formation_control[..., formations],
            thin=filtered.thin[..., areas],
            last=filtered.last._replace(formations=filtered.last.formations[:, :, formations]),
        ),
    )
