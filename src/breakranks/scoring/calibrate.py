"""Learns where the parameters lie, and how far cases differ in them, from how history went.

Every world draws its own parameters, so one set of forecasts says which way they should have lain: the gradient of
the log probability of what happened, in a parameter's centre, is the mean score of that parameter among the worlds in
which it happened less its mean among all (Fisher's identity; the difference of means that iterated filtering climbs
by: Ionides, Bretó and King 2006, over a panel of cases: Bretó, Ionides and King 2020). The same with squared scores is
the gradient in the logarithm of the spread. The climb is stochastic approximation with averaged iterates (Polyak and
Juditsky 1992), towards the mode of a generalised posterior (Bissiri, Holmes and Walker 2016): the literature's priors,
times the log scores, each case weighing as `VOICE` independent observations whatever the number of questions asked.

How far cases differ on the whole, one factor on all spreads, is settled before the climbs: its posterior mean over
`FACTORS`. Single spreads move too little to find it, for each has a prior of its own.
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
from breakranks.compiled import keep_compiled
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
FACTORS = (1.0, 0.7, 0.5, 0.35, 0.25)
"""Parts of the literature's spreads that cases may differ by; their logarithm has the prior deviation `SHARED`."""
SHARPER = 4
"""Times the worlds of a round, for a comparison of few numbers that all later rounds rest on."""
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
    """What was learnt from all cases but `without` (None: from all), and how the climb went.

    `factor` is the part of the priors' spreads, on the whole, by which cases were found to differ.
    """

    without: str | None
    factor: float
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
    keep_compiled()
    priors, explanations = read_priors(), read_explanations()
    numbers = [(p.name, p.prior, p.centre, p.spread) for p in priors], [(e.kind, e.multipliers) for e in explanations]
    setting = f"{[c.slug for c in cases]} {particles} {seed} {crc32(repr(numbers).encode())}"
    left_out = (None, *(case.slug for case in cases))

    # Left first, the pool drops what has not begun, so that an interruption does not wait for whole rounds.
    with ThreadPoolExecutor(len(left_out)) as beside, pool_of(workers) as pool:
        compared = Compared(folder / "spreads.json", setting)
        while len(compared.logs) < len(FACTORS):
            compared.step(cases, priors, explanations, SHARPER * particles, seed, pool)
            progress("spreads", len(compared.logs) / len(FACTORS))

        def climbed(without: str | None) -> Learnt:
            kept = [case for case in cases if case.slug != without]
            climb = _Climb(folder / f"without-{without or 'none'}.json", setting, priors, compared.best(kept))
            while len(climb.rounds) < rounds:
                climb.step(kept, explanations, particles, seed, pool)
                progress(without or "none", len(climb.rounds) / rounds)
            return Learnt(without, float(np.exp(climb.spread)), climb.learnt(), tuple(climb.rounds))

        return tuple(beside.map(climbed, left_out))


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


class _State:
    """What is kept in a file after each part of the work."""

    def __init__(self, path: Path, setting: str) -> None:
        self.path, self.setting = path, setting

    def read(self) -> dict[str, Any] | None:
        """What was kept, None if nothing was.

        Raises:
            InputError: it was kept under another setting.
        """
        if not self.path.exists():
            return None
        kept = json.loads(self.path.read_text(encoding="utf-8"))
        if kept["setting"] != self.setting:
            raise InputError(
                f"{self.path.parent} holds what was learnt from other cases, assumptions, particles or another seed. "
                "Give --out another folder, or remove this one."
            )
        return dict(kept)

    def write(self, **state: object) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps({"setting": self.setting} | state), encoding="utf-8")
        new.replace(self.path)


class Compared(_State):
    """Every case's log score with each of the `FACTORS` on the priors' spreads, as far as it has come."""

    def __init__(self, path: Path, setting: str) -> None:
        super().__init__(path, setting)
        kept = self.read()
        self.logs: list[dict[str, float]] = kept["logs"] if kept else []

    def step(
        self,
        cases: Sequence[Case],
        priors: Sequence[Parameter],
        explanations: Sequence[ExplanationRow],
        particles: int,
        seed: int,
        pool: Executor,
    ) -> None:
        """Score all cases with the next factor."""
        factor = FACTORS[len(self.logs)]
        narrow = tuple(replace(p, spread=p.spread * factor) for p in priors)
        slopes = _slopes(cases, narrow, explanations, particles, seed, pool)
        self.logs.append(
            {case.slug: -s.questions - EXPLAINED * s.explanations for case, s in zip(cases, slopes, strict=True)}
        )
        self.write(logs=self.logs)

    def best(self, cases: Sequence[Case]) -> float:
        """Posterior mean of the factor's logarithm, learnt from some of the cases."""
        log = np.log(FACTORS)
        odds = VOICE * np.array([sum(of[case.slug] for case in cases) for of in self.logs]) - 0.5 * (log / SHARED) ** 2
        weight = np.exp(odds - odds.max())
        return float(weight @ log / weight.sum())


class _Climb(_State):
    """The state of one climb: how far centres have moved, in the priors' spreads, and spreads, in logarithms.

    `spread` is the logarithm of the factor on all spreads that it begins with and is drawn to.
    """

    def __init__(self, path: Path, setting: str, priors: Sequence[Parameter], spread: float) -> None:
        super().__init__(path, setting)
        self.priors, self.spread = tuple(priors), spread
        count = sum(p.spread > 0 for p in priors)
        self.shift, self.widen = np.zeros(count), np.full(count, spread)
        self.trail: list[np.ndarray] = []
        self.rounds: list[Round] = []
        if kept := self.read():
            self.trail = [np.array(x) for x in kept["trail"]]
            self.rounds = [Round(**r) for r in kept["rounds"]]
            self.shift, self.widen = self.trail[-1]

    def learnt(self) -> tuple[Parameter, ...]:
        """The average of the second half of the way, which the noise of single rounds has left."""
        return shifted(self.priors, *np.mean(self.trail[len(self.trail) // 2 :], axis=0))

    def step(
        self, cases: Sequence[Case], explanations: Sequence[ExplanationRow], particles: int, seed: int, pool: Executor
    ) -> None:
        number = len(self.rounds)
        parameters = shifted(self.priors, self.shift, self.widen)
        slopes = _slopes(cases, parameters, explanations, particles, seed + number, pool)
        quiet, collapses = still_army(parameters, seed + number)
        first, second = _pull(quiet, ~collapses, np.ones_like(collapses))
        # Scores are in the spreads as they are now, moves in the priors'.
        first = (VOICE * sum(s.first for s in slopes) + STILL * first) * np.exp(-self.widen)
        second = VOICE * sum(s.second for s in slopes) + STILL * second
        pace = PACE / (1.0 + number / 10.0)
        # Each is scaled by its prior's precision and one observation's, so that a step is never longer than the prior.
        self.shift = self.shift + pace * (first - self.shift / SHARED**2) / (SHARED**-2 + 1.0)
        self.widen = self.widen + pace * (second - (self.widen - self.spread) / WIDER**2) / (WIDER**-2 + 1.0)
        self.trail.append(np.stack([self.shift, self.widen]))
        mean = [float(np.mean([getattr(s, name) for s in slopes])) for name in ("questions", "explanations")]
        self.rounds.append(Round(number + 1, *mean))
        self.write(trail=[x.tolist() for x in self.trail], rounds=[vars(r) for r in self.rounds])


@dataclass(frozen=True)
class _Slope:
    """A case's mean gradients (of centres and of log-spreads) and mean negative log scores."""

    first: np.ndarray
    second: np.ndarray
    questions: float
    explanations: float


def _slopes(
    cases: Sequence[Case],
    parameters: Sequence[Parameter],
    explanations: Sequence[ExplanationRow],
    particles: int,
    seed: int,
    pool: Executor,
) -> list[_Slope]:
    jobs = [Job(case, day, parameters, explanations, particles, seed) for case in cases for day in longest_first(case)]
    days = list(forecast_days(jobs, pool))
    return [_slope(case, days) for case in cases]


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
