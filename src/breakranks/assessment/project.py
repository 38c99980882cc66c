"""Everything that an assessment is counted from: the posterior, and worlds run on under every choice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from breakranks.assumptions import Assumptions
from breakranks.posterior import Posterior
from breakranks.vocabulary import AS_IT_GOES, COMMANDS, OPPONENTS, SEASONS, Choice
from breakranks.worlds import Luck, Start, Worlds, coefficient_names, draw_luck, draw_start, run_worlds

WORLDS = 2_000
"""Worlds drawn for an assessment; another stream of luck moves a probability by about half a point."""
COMPARED = 1_000
"""Worlds in which choices are compared; differences are of the same luck, and so need fewer."""
BODIES = 1_000_000
"""Formations (or areas) of all worlds that are run at once; of a large force the choices are run one by one."""


def choices() -> tuple[Choice, ...]:
    """Nothing changed, then each choice of command, of the opponent and of the season by itself."""
    changed = (
        *(AS_IT_GOES._replace(command=c) for c in COMMANDS),
        *(AS_IT_GOES._replace(opponent=o) for o in OPPONENTS),
        *(AS_IT_GOES._replace(season=s) for s in SEASONS),
    )
    return tuple(dict.fromkeys((AS_IT_GOES, *changed)))


@dataclass(frozen=True)
class Futures:
    """The worlds as it goes; and, on other luck, those in which every choice is compared with them.

    `driven` are worlds of that luck as it goes without the inner causes.
    """

    usual: Worlds
    by_choice: Mapping[Choice, Worlds]
    driven: Worlds


def run_choices(
    posterior: Posterior,
    assumptions: Assumptions,
    as_of: date,
    progress: Callable[[float], None] = lambda _: None,
) -> Futures:
    """Run the worlds, and those under every choice; `progress` is told the part that is done."""
    every = choices()
    usual = run_usual(posterior, assumptions, as_of, watch=True)
    progress(1 / 3)
    luck, start = _drawn(posterior, COMPARED)
    force = posterior.force
    together = max(BODIES // (COMPARED * max(len(force.formations), len(force.areas))), 1)
    compared = list[Worlds]()
    for first in range(0, len(every), together):
        chosen = every[first : first + together]
        compared += run_worlds(posterior, assumptions.parameters, start, luck, as_of, chosen)
        progress(1 / 3 + (9 / 10 - 1 / 3) * len(compared) / len(every))
    (driven,) = run_worlds(posterior, assumptions.parameters, start, luck, as_of, inner=False)
    progress(1.0)
    return Futures(usual, dict(zip(every, compared, strict=True)), driven)


def run_usual(posterior: Posterior, assumptions: Assumptions, as_of: date, watch: bool = False) -> Worlds:
    """Run the worlds as it goes; `watch` has the reports counted that are to be expected."""
    luck, start = _drawn(posterior, WORLDS)
    (usual,) = run_worlds(posterior, assumptions.parameters, start, luck, as_of, watch=watch)
    return usual


def _drawn(posterior: Posterior, worlds: int) -> tuple[Luck, Start]:
    force = posterior.force
    luck = draw_luck(worlds, len(force.formations), len(force.areas), len(coefficient_names(posterior.model)))
    return luck, draw_start(posterior, luck)
