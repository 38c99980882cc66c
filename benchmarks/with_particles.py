"""The filter of `particles` over the model's own rules, `breakranks.model`, run by NumPy.

`benchmarks.filters` starts it in an environment of its own; see `benchmarks.apart`.
"""

from collections.abc import Callable

import jax
import numpy as np
import particles

from breakranks.model.parameters import natural
from breakranks.model.start import start
from breakranks.model.step import step
from breakranks.model.world import ON, Noise, World
from breakranks.worlds.filter import look
from breakranks.worlds.setup import Model, Record


class Cloud:
    """Worlds and the log-likelihoods of their words of ground; `particles` indexes them by world."""

    def __init__(self, worlds: World, ground: np.ndarray) -> None:
        self.worlds, self.ground = worlds, ground

    def __getitem__(self, ancestors: np.ndarray) -> "Cloud":
        return Cloud(jax.tree.map(lambda x: np.take(x, ancestors, axis=-1), self.worlds), self.ground[ancestors])


class Force(particles.FeynmanKac):
    """The bootstrap filter's Feynman-Kac model: worlds begin on the eve and move before each day is weighed."""

    def __init__(self, model: Model, record: Record, days: int, seed: int) -> None:
        super().__init__(days)
        self.model, self.record, self.random = model, record, np.random.default_rng(seed)

    def M0(self, N: int) -> Cloud:  # noqa: N802
        formations, branches = self.model.ground.branch.shape
        scores = self.normal(len(self.model.priors.free), N)
        values = natural(self.model.priors, scores)
        draws = self.uniform(N), self.normal(branches, N), self.normal(formations, N)
        return self.M(0, Cloud(start(scores, *draws, values, self.model.ground), np.zeros(N)))

    def M(self, t: int, xp: Cloud) -> Cloud:  # noqa: N802
        today, fallen = jax.tree.map(lambda x: x[t], self.record.days), self.record.fallen[t]
        values = natural(self.model.priors, xp.worlds.scores)
        noise = self.noise(len(xp.ground))
        worlds, _, ground = step(xp.worlds, today, noise, values, self.model.ground, ON, None, fallen)
        return Cloud(worlds, ground)

    def logG(self, t: int, xp: Cloud, x: Cloud) -> np.ndarray:  # noqa: N802
        today, seen = (jax.tree.map(lambda x: x[t], all_days) for all_days in (self.record.days, self.record.signs))
        heard = look(self.model, x.worlds, today, seen, self.record.spoken[t])
        # In double precision: it resamples by running sums of the weights.
        return np.float64(x.ground + np.take_along_axis(heard, x.worlds.explanation[None], axis=0)[0])

    def noise(self, count: int) -> Noise:
        formations, branches = self.model.ground.branch.shape
        areas = self.model.ground.area.shape[1]
        return Noise(
            grip=self.normal(count),
            branch=self.normal(branches, count),
            front=self.normal(areas, count),
            tide=self.normal(count),
            breaking=self.normal(formations, count),
            explanation=self.uniform(count),
            word=self.uniform(count),
            lump=self.uniform(formations, count),
            size=self.uniform(formations, count),
            fall=self.uniform(areas, count),
        )

    def normal(self, *shape: int) -> np.ndarray:
        return self.random.standard_normal(shape, np.float32)

    def uniform(self, *shape: int) -> np.ndarray:
        return self.random.random(shape, np.float32)


def prepare(given: tuple[Model, Record, int]) -> Callable[[int, int], float]:
    """What ends at the log evidence by so many particles, under a seed."""

    def call(count: int, seed: int) -> float:
        np.random.seed(seed)
        algorithm = particles.SMC(fk=Force(*given, seed), N=count, resampling="systematic", ESSrmin=0.5)
        algorithm.run()
        return algorithm.logLt

    return call
