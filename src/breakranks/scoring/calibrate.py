"""Learns where the parameters lie, and how far cases differ in them, from how history went.

Every world draws its own parameters, so one set of forecasts says which way they should have lain: the gradient of
the log probability of what happened, in a parameter's centre, is the mean score of that parameter among the worlds in
which it happened less its mean among all (Fisher's identity; the difference of means that iterated filtering climbs
by: Ionides, Bretó and King 2006, over a panel of cases: Bretó, Ionides and King 2020). The same with squared scores is
the gradient in the logarithm of the spread. The climb is stochastic approximation with averaged iterates (Polyak and
Juditsky 1992), towards the mode of a generalised posterior (Bissiri, Holmes and Walker 2016): the literature's priors,
times the log scores, each case weighing as `VOICE` independent observations whatever the number of questions asked.
"""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import read_explanations, read_priors
from breakranks.assumptions.types import EXPLANATIONS, ExplanationRow, Parameter
from breakranks.case import Case
from breakranks.scoring.days import DayForecast, Job, forecast_days, longest_first
from breakranks.scoring.facts import still_army
from breakranks.scoring.pool import pool_of
from breakranks.tables import InputError

ROUNDS = 6
PARTICLES = 1_000
VOICE = 5.0
"""Independent observations that one case counts for; its hundreds of questions are answered by a few events."""
EXPLAINED = 0.15
"""What a case's explanations weigh beside its questions."""
STILL = 8.0
"""Observations that an army under no strain does not collapse within eight weeks; no case is so quiet."""
SHARED = 0.7
"""Prior standard deviation of a centre, and `WIDER` of a spread's logarithm, in units of the prior's spread."""
WIDER = 0.25
PACE = 0.25
STEADY = 10.0
"""A gradient from k worlds is trusted k / (k + STEADY)."""


@dataclass(frozen=True)
class Round:
    """One step of the climb: the mean negative log score of questions and of explanations over the cases in it."""

    number: int
    questions: float
    explanations: float


@dataclass(frozen=True)
class Learnt:
    """What was learnt from all cases but `without` (None: from all), and how the climb went."""

    without: str | None
    parameters: tuple[Parameter, ...]
    rounds: tuple[Round, ...]

    def thirds(self) -> tuple[float, float]:
        """The questions' mean negative log score over the first and over the last third of the rounds."""
        scores = [r.questions for r in self.rounds]
        some = -(-len(scores) // 3)
        return float(np.mean(scores[:some])), float(np.mean(scores[-some:]))


def calibrate(
    cases: Sequence[Case],
    folder: Path,
    rounds: int = ROUNDS,
    particles: int = PARTICLES,
    seed: int = 1,
    progress: Callable[[str, float], None] = lambda *_: None,
    workers: str | None = None,
) -> tuple[Learnt, ...]:
    """Learn from all cases, and from all but each one, side by side.

    The state of each climb is kept in `folder` after every round; a run that was cut off goes on from there and ends
    with the same numbers. `progress` is told the case left out and the part of its rounds that is done. `workers` is
    the address of a Dask scheduler whose workers forecast; what is learnt is the same.

    Raises:
        InputError: there is one case only, the folder holds the state of other cases, assumptions, particles or
            another seed, or the workers cannot be used.
    """
    if len(cases) < 2:
        raise InputError("Give two cases or more: what is learnt is also learnt from all but each one.")
    priors, explanations = read_priors(), read_explanations()
    numbers = [(p.name, p.prior, p.centre, p.spread) for p in priors], [(e.kind, e.multipliers) for e in explanations]
    setting = f"{[c.slug for c in cases]} {particles} {seed} {crc32(repr(numbers).encode())}"
    left_out = (None, *(case.slug for case in cases))
    climbs = [_Climb.resume(folder / f"without-{without or 'none'}.json", setting, priors) for without in left_out]

    def climbed(without: str | None, climb: _Climb) -> Learnt:
        kept = [case for case in cases if case.slug != without]
        while len(climb.rounds) < rounds:
            climb.step(kept, explanations, particles, seed, pool)
            progress(without or "none", len(climb.rounds) / rounds)
        return Learnt(without, climb.learnt(), tuple(climb.rounds))

    # Left first, the pool drops what has not begun, so that an interruption does not wait for whole rounds.
    with ThreadPoolExecutor(len(climbs)) as beside, pool_of(workers) as pool:
        return tuple(beside.map(climbed, left_out, climbs))


def shifted(
    priors: Sequence[Parameter], shift: Float[np.ndarray, "free"], widen: Float[np.ndarray, "free"]
) -> tuple[Parameter, ...]:
    """The priors, each free one's centre moved by `shift` spreads and its spread multiplied by exp(`widen`)."""
    moves = iter(zip(shift, widen, strict=True))
    return tuple(_moved(p, *next(moves)) if p.spread > 0 else p for p in priors)


def _moved(p: Parameter, shift: float, widen: float) -> Parameter:
    by = shift * p.spread
    match p.prior:
        case "lognormal":
            centre = p.centre * np.exp(by)
        case "logit-normal":
            centre = 1.0 / (1.0 + (1.0 / p.centre - 1.0) * np.exp(-by))
        case _:
            centre = p.centre + by
    return replace(p, centre=float(centre), spread=float(p.spread * np.exp(widen)))


class _Climb:
    """The state of one climb, kept in a file."""

    def __init__(self, path: Path, setting: str, priors: Sequence[Parameter]) -> None:
        self.path, self.setting, self.priors = path, setting, tuple(priors)
        count = sum(p.spread > 0 for p in priors)
        self.shift, self.widen = np.zeros(count), np.zeros(count)
        self.trail: list[np.ndarray] = []
        self.rounds: list[Round] = []

    @classmethod
    def resume(cls, path: Path, setting: str, priors: Sequence[Parameter]) -> "_Climb":
        climb = cls(path, setting, priors)
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["setting"] != setting:
                raise InputError(
                    f"{path.parent} holds what was learnt from other cases, assumptions, particles or another seed. "
                    "Give --out another folder, or remove this one."
                )
            climb.trail = [np.array(x) for x in kept["trail"]]
            climb.rounds = [Round(**r) for r in kept["rounds"]]
            climb.shift, climb.widen = climb.trail[-1]
        return climb

    def learnt(self) -> tuple[Parameter, ...]:
        """The average of the second half of the way, which the noise of single rounds has left."""
        return shifted(self.priors, *np.mean(self.trail[len(self.trail) // 2 :], axis=0))

    def step(
        self, cases: Sequence[Case], explanations: Sequence[ExplanationRow], particles: int, seed: int, pool: Executor
    ) -> None:
        number = len(self.rounds)
        parameters = shifted(self.priors, self.shift, self.widen)
        jobs = [
            Job(case, day, parameters, explanations, particles, seed + number)
            for case in cases
            for day in longest_first(case)
        ]
        days = list(forecast_days(jobs, pool))
        slopes = [_slope(case, days) for case in cases]
        quiet, collapses = still_army(parameters, seed + number)
        first, second = _pull(quiet, ~collapses, np.ones_like(collapses))
        first = VOICE * sum(s.first for s in slopes) + STILL * first
        second = VOICE * sum(s.second for s in slopes) + STILL * second
        pace = PACE / (1.0 + number / 10.0)
        # Each is scaled by its prior's precision and one observation's, so that a step is never longer than the prior.
        self.shift = self.shift + pace * (first - self.shift / SHARED**2) / (SHARED**-2 + 1.0)
        self.widen = self.widen + pace * (second - self.widen / WIDER**2) / (WIDER**-2 + 1.0)
        self.trail.append(np.stack([self.shift, self.widen]))
        mean = [float(np.mean([getattr(s, name) for s in slopes])) for name in ("questions", "explanations")]
        self.rounds.append(Round(number + 1, *mean))
        self._keep()

    def _keep(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "setting": self.setting,
            "trail": [x.tolist() for x in self.trail],
            "rounds": [vars(r) for r in self.rounds],
        }
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(state), encoding="utf-8")
        new.replace(self.path)


@dataclass(frozen=True)
class _Slope:
    """A case's mean gradients (of centres and of log-spreads) and mean negative log scores."""

    first: np.ndarray
    second: np.ndarray
    questions: float
    explanations: float


def _slope(case: Case, days: Sequence[DayForecast]) -> _Slope:
    mine = [day for day in days if day.case == case.slug]
    pulls, told, log, named = [], [], [], []
    for day in mine:
        said = day.forecast
        for item, p, happens, held in zip(said.items, said.inside, said.happens, said.held, strict=True):
            log.append(-np.log(p if item.happened else 1.0 - p))
            pulls.append(_pull(said.scores, (happens if item.happened else ~happens) & held, held))
        if day.explanation:
            true = EXPLANATIONS.index(day.explanation)
            named.append(-np.log(max(said.explanations[true], 1e-3)))
            told.append(_pull(said.scores, said.drawn == true, np.ones(said.drawn.shape, bool)))
    none = np.zeros((2, len(mine[0].forecast.scores)))
    first, second = _mean(pulls, none) + EXPLAINED * _mean(told, none)
    return _Slope(first, second, float(_mean(log, 0.0)), float(_mean(named, 0.0)))


def _mean(rows: Sequence[Any], none: Any) -> Any:
    """The mean over the rows, `none` where a case has none."""
    return np.mean(rows, axis=0) if rows else none


def _pull(scores: np.ndarray, true: np.ndarray, possible: np.ndarray) -> np.ndarray:
    """Mean scores and squared scores where it came true, less those where it could; 2 × free."""
    count = true.sum()
    if count == 0 or possible.sum() == 0:
        return np.zeros((2, len(scores)))
    both = np.stack([scores, scores**2])
    return np.asarray(count / (count + STEADY) * (both[..., true].mean(axis=-1) - both[..., possible].mean(axis=-1)))
