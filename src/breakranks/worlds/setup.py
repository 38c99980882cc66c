"""From evidence to the arrays that the filter runs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import jax
import jax.numpy as jnp
import numpy as np

from breakranks.assumptions.responses import FEATURES, read_responses
from breakranks.assumptions.types import ExplanationRow, Parameter
from breakranks.evidence.types import AREA_CONDITIONS, UNIT_CONDITIONS, Conditions, Evidence, Force, Report
from breakranks.model.parameters import Priors, priors_of
from breakranks.model.signs import AMOUNTS, Signs, SignTable, ordinary_response
from breakranks.model.world import EXPLANATIONS, TROOPS, Day, Ground

DAYS_BLOCK, SIGNS_BLOCK = 32, 8
"""Days are padded to whole blocks of the case's window, signs to whole blocks, so that as-of days share one program."""
BODY = 3000.0
"""People in the formation (a brigade) at which lumps are stated."""


@partial(jax.tree_util.register_dataclass, data_fields=["priors", "ground", "table"], meta_fields=[])
@dataclass(frozen=True)
class Model:
    """What the model functions need besides a world and a day: priors, the ground and the sign table."""

    priors: Priors
    ground: Ground
    table: SignTable


@partial(jax.tree_util.register_dataclass, data_fields=["days", "signs", "fallen", "active", "spoken"], meta_fields=[])
@dataclass(frozen=True)
class Record:
    """What happened, day by day, padded: `active` marks real days, `spoken` those with signs.

    `fallen` is how many times likelier what was (or was not) reported is if an area falls on a day than if it does
    not, days × areas × 1.
    """

    days: Day
    signs: Signs
    fallen: jax.Array
    active: jax.Array
    spoken: jax.Array


def model_of(force: Force, parameters: Sequence[Parameter], explanations: Sequence[ExplanationRow]) -> Model:
    """The model for one force under given assumptions."""
    return Model(priors=priors_of(parameters), ground=ground_of(force), table=table_of(parameters, explanations))


def ground_of(force: Force) -> Ground:
    """The order of battle and the map as arrays."""
    strength = np.asarray(force.strength, np.float32)
    area = np.zeros((len(strength), len(force.areas)), np.float32)
    stands = force.area_of >= 0
    area[np.flatnonzero(stands), force.area_of[stands]] = 1.0
    troops = np.array([[f.troops == kind for kind in TROOPS] for f in force.formations], np.float32)
    return Ground(
        strength=jnp.asarray(strength),
        weight=jnp.asarray(np.sqrt(strength) / np.sqrt(strength).sum()),
        bodies=jnp.asarray(np.clip(np.sqrt(strength / BODY), 0.3, 8.0)),
        troops=jnp.asarray(troops),
        mobilised=jnp.asarray(troops[:, [TROOPS.index("mobilised"), TROOPS.index("militia")]].sum(axis=1)),
        branch=jnp.asarray(np.eye(len(force.branches), dtype=np.float32)[force.branch_of]),
        area=jnp.asarray(area),
        neighbours=jnp.asarray(force.neighbours, jnp.float32),
        garrison=jnp.asarray(force.garrison, jnp.float32),
        adjacent=jnp.asarray(force.adjacent, jnp.float32),
    )


def table_of(parameters: Sequence[Parameter], explanations: Sequence[ExplanationRow]) -> SignTable:
    """The explanation × kind table and the responses as arrays, rows in the order of responses.csv."""
    responses = read_responses()
    multiplier = {row.kind: [row.multipliers[z] for z in EXPLANATIONS] for row in explanations}
    response = np.array([[row.weights[f] for f in FEATURES] for row in responses], np.float32)
    share = np.array([row.share for row in responses], np.float32)
    return SignTable(
        share=jnp.asarray(share / share.sum()),
        response=jnp.asarray(ordinary_response(response), jnp.float32),
        multiplier=jnp.asarray([multiplier[row.kind] for row in responses], jnp.float32),
        people_spread=jnp.float32(next(p.centre for p in parameters if p.name == "people-spread")),
    )


def sign_kinds() -> tuple[str, ...]:
    """The kinds of sign, in the order of the sign table's rows."""
    return tuple(row.kind for row in read_responses())


def days_of(units: np.ndarray, areas: np.ndarray, winter: np.ndarray, present: np.ndarray, drive: float = 1.0) -> Day:
    """Condition traces as the model reads them: log(1 + trace), so ten reports are not ten times one."""
    unit = {name: np.log1p(units[..., i]) for i, name in enumerate(UNIT_CONDITIONS)}
    area = {name: areas[..., i] for i, name in enumerate(AREA_CONDITIONS)}
    arrays = {name.replace("-", "_"): value for name, value in (unit | area).items()}
    arrays |= {"pressure": np.log1p(area["pressure"]), "winter": winter, "present": present}
    arrays["drive"] = np.full(len(winter), drive)
    return Day(**{name: _host(np.asarray(value, np.float32)[..., None]) for name, value in arrays.items()})


MOST_ODDS = 400.0
"""However many reports speak of a loss, they are no more than so many times likelier if it happened."""


def record_of(evidence: Evidence, parameters: Sequence[Parameter], width: int = 0) -> Record:
    """The evidence day by day, padded to whole blocks of days and of signs a day (`width` of them at least)."""
    overlap = next(p.centre for p in parameters if p.name == "report-overlap")
    window = (evidence.end - evidence.start).days + 1
    count = -(-window // DAYS_BLOCK) * DAYS_BLOCK
    pad = count - evidence.days
    conditions = evidence.conditions
    present = np.arange(count)[:, None] >= evidence.force.first_day[None, :]
    days = days_of(
        np.pad(conditions.units, ((0, pad), (0, 0), (0, 0))),
        np.pad(conditions.areas, ((0, pad), (0, 0), (0, 0))),
        np.pad(conditions.winter, (0, pad)),
        present,
    )
    by_day: list[list[Report]] = [[] for _ in range(count)]
    for report in signs_among(evidence.reports):
        by_day[report.day].append(report)
    return Record(
        days=days,
        signs=_signs(by_day, evidence.force, overlap, width),
        fallen=_host(np.pad(fallen_odds(conditions, parameters), ((0, pad), (0, 0)))[..., None]),
        active=_host(np.arange(count) < evidence.days),
        spoken=_host(np.array([bool(day) for day in by_day])),
    )


def fallen_odds(conditions: Conditions, parameters: Sequence[Parameter]) -> np.ndarray:
    """How many times likelier the reports about an area are if it falls on a day than if it does not, days × areas.

    The loss of ground does not go unreported: silence speaks against it, the more the longer ago it would be. So does
    every later report of what goes on there.
    """
    fixed = {p.name: p.centre for p in parameters}
    lost, still = conditions.lost, conditions.still_held
    ago = np.arange(len(lost))[::-1, None]
    missed = 1.0 - fixed["fall-reported"] * (1.0 - 0.5 ** ((ago + 1) / fixed["fall-report-delay"]))
    # Reports of the next day are still about the loss.
    later = np.pad(still[::-1].cumsum(axis=0)[::-1], ((0, 2), (0, 0)))[2:]
    silent = np.maximum(1.0 - lost, 0.0)
    log = lost * np.log(fixed["fall-report-odds"]) + silent * np.log(missed) + later * np.log(fixed["held-report-odds"])
    # Several reports of one loss are not independent of each other; one mistaken message may be behind them.
    return np.minimum(np.exp(log), MOST_ODDS).astype(np.float32)


def signs_among(reports: Sequence[Report]) -> list[Report]:
    """The reports whose likelihood depends on the world: about formations of this force, of a sign kind."""
    kinds = set(sign_kinds())
    return [r for r in reports if r.event.kind in kinds and r.units.any()]


def _signs(by_day: list[list[Report]], force: Force, overlap: float, width: int) -> Signs:
    kinds = sign_kinds()
    most = max(len(day) for day in by_day)
    width = max(-(-most // SIGNS_BLOCK) * SIGNS_BLOCK, SIGNS_BLOCK, width)
    shape = (len(by_day), width)
    kind, amount = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    truth, weight = np.full(shape, 0.5, np.float32), np.zeros(shape, np.float32)
    people = np.full(shape, np.nan, np.float32)
    scope = np.zeros((*shape, len(force.formations)), np.float32)
    root = np.sqrt(force.strength)
    for d, day in enumerate(by_day):
        if not day:
            continue
        part = np.stack([report.units for report in day]) * root
        scope[d, : len(day)] = part / part.sum(axis=1, keepdims=True)
        votes = sum(report.weight for report in day)
        # Kish's design effect: reports of one day are not independent of each other.
        effect = 1.0 + max(votes - 1.0, 0.0) * overlap
        for e, report in enumerate(day):
            kind[d, e] = kinds.index(report.event.kind)
            truth[d, e], weight[d, e] = report.truth, report.weight / effect
            if report.event.people and report.event.kind in AMOUNTS:
                people[d, e], amount[d, e] = np.log(report.event.people), AMOUNTS[report.event.kind]
    return Signs(*map(_host, (kind, scope, truth, weight, people, amount)))


def _host(array: np.ndarray) -> jax.Array:
    """An array that stays NumPy's until a compiled function takes it: each operation on JAX's own is a dispatch."""
    return cast(jax.Array, array)
