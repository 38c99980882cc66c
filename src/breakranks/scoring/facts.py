"""Quantities from the literature, and what the model gives for the same.

A made-up army of six divisions is run forward under conditions like those of the source, with parameters drawn from the
priors, and the quantity is counted. No case and no report comes into it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from math import inf, nan
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Key

from breakranks.assumptions.types import Parameter
from breakranks.case.types import Area, Case, Formation
from breakranks.compiled import jit
from breakranks.evidence.force import known_force
from breakranks.evidence.types import AREA_CONDITIONS, UNIT_CONDITIONS
from breakranks.model import threefry
from breakranks.model.noise import draw
from breakranks.model.parameters import Priors, natural, priors_of
from breakranks.model.questions import happenings
from breakranks.model.start import start
from breakranks.model.step import MEMORY, step
from breakranks.model.world import Day, Ground, Shares, Switches, World
from breakranks.scoring.types import Interval
from breakranks.tables import Cells, InputError, read_table
from breakranks.worlds.setup import days_of, ground_of

COLUMNS = (
    "id",
    "quantity",
    "figure",
    "low",
    "high",
    "unit",
    "period",
    "source",
    "url",
    "verified_in",
    "note",
)
WORLDS = 800
DAYS = 180
MONTH = 30
FEW = 20
"""Fewer worlds than this make no interval."""
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity from the literature.

    `figure`, `low` and `high` are in `unit`, None where the source does not give them; `verified_in` says what was
    read; `note` says where `low` and `high` come from and how far the model's quantity is the same, or why the model
    has none ("outside the model: …").
    """

    id: str
    quantity: str
    figure: float | None
    low: float | None
    high: float | None
    unit: str
    period: str
    source: str
    url: str
    verified_in: str
    note: str


@cache
def facts() -> tuple[Fact, ...]:
    """The packaged table."""
    with as_file(files("breakranks.scoring") / "facts.csv") as path:
        rows, problems = read_table(path, COLUMNS)
    cells, seen = Cells("facts.csv"), dict[str, int]()
    out = []
    for row in rows:
        cells.unique(row, "id", seen)
        figure, low, high = (
            cells.number(row, name, -inf, inf) if row.cells[name] else None for name in ("figure", "low", "high")
        )
        texts = {name: cells.text(row, name) for name in COLUMNS if name not in ("figure", "low", "high")}
        out.append(Fact(figure=figure, low=low, high=high, **texts))
    if problems + cells.problems:
        raise InputError(problems + cells.problems)
    return tuple(out)


class Course(NamedTuple):
    """What an army went through, day by day; shares and flows are of each division's strength.

    `left` is who left the ranks without orders that day; `turned` says where a body of whatever size turned on its
    command, `exited`, `surrendered` and `defied` where that many left, gave up or turned that it counts as the event of
    a question; `collapsed` and `fell` are about the whole army: general collapse, and whether any ground has been lost.
    """

    shares: Shares
    left: Float[Array, "days divisions worlds"]
    turned: Bool[Array, "days divisions worlds"]
    exited: Bool[Array, "days divisions worlds"]
    surrendered: Bool[Array, "days divisions worlds"]
    defied: Bool[Array, "days divisions worlds"]
    collapsed: Bool[Array, "days worlds"]
    fell: Bool[Array, "days worlds"]


def model_facts(parameters: Sequence[Parameter], seed: int) -> Mapping[str, Interval]:
    """What the model gives for the facts that it can produce, by their ids, under these priors.

    Where the quantity is one of an army's, the interval is its median and 5 % and 95 % points over armies, that is,
    over parameters and chance. Where it is a share of armies (or a ratio of odds), it is that with its Monte Carlo
    error. NaN where too few armies went through what the source is about.
    """
    army = _Army(parameters, seed)
    strained, punished = (army.course(_days(DAYS, c)) for c in (STRAIN, STRAIN | PENALTIES))
    attacked, policed = (army.course(_days(DAYS, c)) for c in (ATTACK, ATTACK | POLICE))
    campaign = army.course(_phases((MONTH, STRAIN), (2 * MONTH, ATTACK), (3 * MONTH, STRAIN)))
    mutinous = army.course(_phases((MONTH, DESPAIR), (5 * MONTH, RELIEF)))
    relieved = army.course(_days(DAYS, RELIEF), _with_share(army.world, "defiant", 0.02))
    routed = army.course(_days(DAYS, ROUT))
    # The same hole in the line, by surrender and by death.
    surrendered, fallen = (
        army.course(_days(DAYS, ATTACK), _with_share(army.world, name, 0.9, slice(0, 1)))
        for name in ("captive", "lost")
    )

    holds = ~np.asarray(strained.collapsed[: 4 * MONTH].any(axis=0))
    collapse = np.asarray(routed.collapsed[:MONTH].any(axis=0))
    retreat = np.asarray(attacked.fell[:MONTH].any(axis=0) & ~attacked.collapsed[:MONTH].any(axis=0))
    first = _first(routed.exited.any(axis=1) | routed.defied.any(axis=1) | routed.surrendered.any(axis=1))
    until = _first(routed.collapsed)
    return {
        "blocking-detachments-returned": _over(_returned(policed, 75)),
        "union-deserters-returned": _over(_returned(strained, DAYS)),
        "desertion-month": _over(_monthly(strained)[3][holds]),
        "desertion-penalties": _over((_monthly(punished)[3] / _monthly(strained)[3])[holds]),
        "mass-desertion": army.pooled(np.mean, np.asarray(campaign.shares.absent).mean(axis=1).max(axis=0) >= 0.1),
        "mutiny-breadth": _over(np.asarray(mutinous.turned.any(axis=0)).mean(axis=0)),
        "mutiny-subsides": _over(_subsides(relieved)),
        "prisoners-collapse": _over(_captive(routed, MONTH)[collapse]),
        "stragglers-collapse": _over(_stragglers(routed, MONTH)[collapse]),
        "prisoners-retreat": _over(_captive(attacked, MONTH)[retreat]),
        "losses-day": _over(_losses(routed, 3)),
        "days-to-collapse": _over((until - first)[(first <= until) & (until < DAYS)].astype(float)),
        "surrender-precedent": army.pooled(_odds_ratio, *(_others_surrender(c, 14) for c in (surrendered, fallen))),
    }


def still_army(parameters: Sequence[Parameter], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores (free × armies) of armies under no strain at all, and which of them collapse within eight weeks."""
    army = _Army(parameters, seed)
    return np.asarray(army.world.scores), np.asarray(army.course(_days(DAYS, {})).collapsed[:56].any(axis=0))


# Conditions, as traces (a confirmed report is 1 on its day); front and rear are pressure there. In strain, pressure and
# hardship lie between median and ninth decile of the days of the shipped cases, in attack at or above the ninth.
STRAIN = {"front": 0.2, "losses": 0.1, "hardship": 0.2}
ATTACK = {"front": 1.5, "losses": 1.0, "hardship": 0.5}
ROUT = {
    "front": 3.0,
    "rear": 1.5,
    "losses": 1.0,
    "hardship": 0.5,
    "encirclement": 0.5,
    "leaderless": 0.5,
}
PENALTIES = {"coercion": 1.0}
POLICE = {"coercion": 2.0}
DESPAIR = {"losses": 2.0, "hardship": 1.0, "dissonance": 1.0}
RELIEF = {"relief": 2.0}

FRONT, REAR = ("a1", "a2", "a3"), ("b1", "b2", "b3")
_ADJACENT = {
    "a1": "a2 b1",
    "a2": "a1 a3 b2",
    "a3": "a2 b3",
    "b1": "a1 b2 c",
    "b2": "b1 b3 a2 c",
    "b3": "a3 b2 c",
    "c": "",
}
"""Three areas in front, three behind them, and open country behind all; a division in each of the six."""
_CORPS = {"left": ("a1", "a2", "b1"), "right": ("a3", "b2", "b3")}
DIVISION = 10_000


def _ground() -> Ground:
    day = date(2000, 1, 1)

    def formation(name: str, parent: str | None, strength: int = 0, area: str | None = None) -> Formation:
        echelon = "division" if strength else "corps"
        return Formation(name, name, parent, echelon, "conscript", strength, area, None)

    divisions = [formation(f"division {a}", corps, DIVISION, a) for corps, areas in _CORPS.items() for a in areas]
    case = Case(
        slug="army",
        title="An army",
        summary="",
        force="army",
        opponent="opponent",
        command="army",
        start=day,
        end=day,
        as_of=(day,),
        winter=(),
        sources={},
        formations=(formation("army", None), *(formation(corps, "army") for corps in _CORPS), *divisions),
        areas=tuple(Area(a, a, 0.0, 0.0, tuple(beside.split())) for a, beside in _ADJACENT.items()),
        events=(),
        outcomes=(),
    )
    return ground_of(known_force(case, day))


def _phases(*phases: tuple[int, Mapping[str, float]]) -> Day:
    return jax.tree.map(lambda *days: np.concatenate(days), *(_days(count, traces) for count, traces in phases))


def _days(count: int, traces: Mapping[str, float]) -> Day:
    """Days of the same conditions: every division under the same, pressure by area."""
    units = np.tile([traces.get(name, 0.0) for name in UNIT_CONDITIONS], (count, len(FRONT + REAR), 1))
    areas = np.zeros((count, len(_ADJACENT), len(AREA_CONDITIONS)))
    where = dict.fromkeys(FRONT, traces.get("front", 0.0)) | dict.fromkeys(REAR, traces.get("rear", 0.0))
    areas[:, :, AREA_CONDITIONS.index("pressure")] = [where.get(a, 0.0) for a in _ADJACENT]
    return days_of(units, areas, np.zeros(count), np.ones(units.shape[:2]))


class _Army:
    """Armies drawn from the priors, all run with the same random numbers."""

    def __init__(self, parameters: Sequence[Parameter], seed: int) -> None:
        self.priors, self.ground = priors_of(parameters), _ground()
        keys = jax.random.split(threefry.key(seed), 5)
        divisions, corps = self.ground.branch.shape
        scores = jax.random.normal(keys[0], (len(self.priors.free), WORLDS))
        self.world = start(
            scores,
            jax.random.uniform(keys[1], (WORLDS,)),
            jax.random.normal(keys[2], (corps, WORLDS)),
            jax.random.normal(keys[3], (divisions, WORLDS)),
            natural(self.priors, scores),
            self.ground,
        )
        self.key = keys[4]
        self.resampled = np.random.default_rng(seed).integers(WORLDS, size=(RESAMPLES, WORLDS))

    def course(self, days: Day, world: World | None = None) -> Course:
        return _run(self.priors, self.ground, self.world if world is None else world, days, self.key)

    def pooled(self, statistic: Callable[..., float], *arrays: np.ndarray) -> Interval:
        """A statistic over all armies with its Monte Carlo error, by resampling armies."""
        values = [statistic(*(a[rows] for a in arrays)) for rows in self.resampled]
        return Interval(float(statistic(*arrays)), *(float(x) for x in np.quantile(values, (0.05, 0.95))))


@jit()
def _run(priors: Priors, ground: Ground, world: World, days: Day, key: Key[Array, ""]) -> Course:
    values = natural(priors, world.scores)

    def one(world: World, inputs: tuple[Array, Day]) -> tuple[World, Course]:
        number, day = inputs
        noise = draw(jax.random.fold_in(key, number), ground, world.grip.shape[0])
        after, bodies, _ = step(world, day, noise, values, ground, Switches(), None, None)
        happened = happenings(after, bodies._replace(gave_up=after.recent.surrendering), ground)
        return after, Course(
            shares=after.shares,
            left=after.recent.leaving - MEMORY * world.recent.leaving,
            turned=bodies.mutinied > 0,
            exited=happened.unordered_exit,
            surrendered=happened.mass_surrender,
            defied=happened.mutiny,
            collapsed=happened.general_collapse,
            fell=jnp.any(after.held < 1, axis=0),
        )

    return jax.lax.scan(one, world, (jnp.arange(days.winter.shape[0]), days))[1]


def _with_share(world: World, name: str, share: float, divisions: slice = slice(None)) -> World:
    """The same armies, this share of some divisions' steady and wavering moved elsewhere."""
    moved = jnp.zeros_like(world.shares.steady).at[divisions].set(share)
    s = world.shares
    shares = s._replace(steady=s.steady * (1.0 - moved), wavering=s.wavering * (1.0 - moved))
    return world._replace(shares=shares._replace(**{name: getattr(s, name) + moved}))


def _over(values: np.ndarray) -> Interval:
    """Median, 5 % and 95 % points over armies."""
    values = values[np.isfinite(values)]
    if len(values) < FEW:
        return Interval(nan, nan, nan)
    return Interval(*(float(x) for x in np.quantile(values, (0.5, 0.05, 0.95))))


def _left(course: Course) -> np.ndarray:
    """Who left the ranks without orders, as a share of the army, days × worlds; divisions are of one strength."""
    return np.asarray(course.left).mean(axis=1)


def _monthly(course: Course) -> np.ndarray:
    """The same by month, months × worlds."""
    return _left(course).reshape(-1, MONTH, WORLDS).sum(axis=1)


def _share(course: Course, name: str, day: int) -> np.ndarray:
    return np.asarray(getattr(course.shares, name)[day - 1]).mean(axis=0)


def _returned(course: Course, day: int) -> np.ndarray:
    """Of those who left up to a day, the part that is back in the ranks."""
    return 1.0 - _share(course, "absent", day) / _left(course)[:day].sum(axis=0)


def _captive(course: Course, day: int) -> np.ndarray:
    """Prisoners among prisoners, killed and wounded."""
    captive, lost = (_share(course, name, day) for name in ("captive", "lost"))
    return captive / (captive + lost)


def _stragglers(course: Course, day: int) -> np.ndarray:
    """Absent among absent, prisoners, killed and wounded."""
    absent, captive, lost = (_share(course, name, day) for name in ("absent", "captive", "lost"))
    return absent / (absent + captive + lost)


def _losses(course: Course, days: int) -> np.ndarray:
    """Killed and wounded a day in the divisions in front, over the days."""
    lost = np.asarray(course.shares.lost[days - 1])
    front = [a in FRONT for areas in _CORPS.values() for a in areas]
    return lost[front].mean(axis=0) / days


def _subsides(course: Course) -> np.ndarray:
    """Days until the defiant are fewer than a tenth of what they were at the most, counted from then."""
    defiant = np.asarray(course.shares.defiant).mean(axis=1)
    peak = defiant.argmax(axis=0)
    after = np.arange(len(defiant))[:, None] > peak
    return np.asarray(_first((defiant < 0.1 * defiant.max(axis=0)) & after) - peak, float)


def _first(days: Array | np.ndarray) -> np.ndarray:
    """The first day (0 to DAYS − 1) on which it is so, DAYS if never."""
    days = np.asarray(days)
    return np.where(days.any(axis=0), days.argmax(axis=0), DAYS)


def _others_surrender(course: Course, days: int) -> np.ndarray:
    """The part of the divisions but the first that surrendered in mass within the days."""
    return np.asarray(course.surrendered[:days, 1:].any(axis=0)).mean(axis=0)


def _odds_ratio(one: np.ndarray, other: np.ndarray) -> float:
    p, q = float(one.mean()), float(other.mean())
    return p / (1.0 - p) / (q / (1.0 - q)) if 0.0 < q < 1.0 and p < 1.0 else nan
