"""The particle filter: resampling, the kernel of the parameters, and that what it finds is what there is to find."""

import csv
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks.assumptions.types import Parameter
from breakranks.case import Event
from breakranks.evidence import Evidence, as_of, without
from breakranks.model.step import control
from breakranks.worlds import Worlds, leaveout
from breakranks.worlds import filter as filter_worlds
from breakranks.worlds.filter import apart, replay, run
from breakranks.worlds.infer import stream
from breakranks.worlds.leaveout import leave_out
from breakranks.worlds.resample import moments, rejuvenate, systematic, take
from breakranks.worlds.setup import MOST_ODDS, model_of, record_of
from engine_cases import (
    AREAS,
    CENTRES,
    DAYS,
    EVENTS,
    EXPLANATIONS,
    FORMATIONS,
    PARAMETERS,
    fixed,
    tiny_case,
    tiny_evidence,
    tiny_model,
)
from evidence_cases import event, identical

WORLDS = 2000


def filtered(
    evidence: Evidence, worlds: int = WORLDS, seed: int = 1, parameters: tuple[Parameter, ...] = PARAMETERS
) -> Worlds:
    return filter_worlds(evidence, parameters, EXPLANATIONS, worlds, seed)


@pytest.fixture(scope="session")
def usual() -> Worlds:
    return filtered(tiny_evidence())


# -- resampling ------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(st.integers(0, 64), min_size=16, max_size=16), offset=st.integers(0, 1023))
def test_offspring_are_the_floor_or_the_ceiling_of_their_share(parts, offset):
    # Weights in 1024ths and 64 offspring: every product is exact in float32.
    parts = np.array(parts)
    parts = np.append(parts, 1024 - parts.sum()) if parts.sum() <= 1024 else np.append(np.zeros(16, int), 1024)
    index = np.asarray(systematic(jnp.float32(offset / 1024), jnp.asarray(parts / 1024, jnp.float32), 64))
    offspring = np.bincount(index, minlength=17)
    assert len(index) == 64
    assert np.all(np.diff(index) >= 0)
    assert np.all(offspring >= parts * 64 // 1024)
    assert np.all(offspring <= -(-parts * 64 // 1024))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**16), sharpness=st.floats(0.0, 20.0), offset=st.floats(0.0, 0.9990234375, width=32))
def test_offspring_of_arbitrary_weights_and_of_many_worlds(seed, sharpness, offset):
    count = 10_000
    log_weights = sharpness * np.random.default_rng(seed).normal(size=count)
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    offspring = np.bincount(
        np.asarray(systematic(jnp.float32(offset), jnp.asarray(weights, jnp.float32), count)), minlength=count
    )
    # float32 sums of ten thousand weights are good to a fiftieth of an offspring.
    assert np.all(offspring >= np.floor(count * weights - 0.05))
    assert np.all(offspring <= np.ceil(count * weights + 0.05))


def test_resampling_is_unbiased():
    weights = np.array([0.03, 0.0, 0.47, 0.11, 0.39])
    offsets = jnp.asarray((np.arange(1000) + 0.5) / 1000, jnp.float32)
    drawn = np.asarray(jax.vmap(lambda u: systematic(u, jnp.asarray(weights, jnp.float32), 7))(offsets))
    np.testing.assert_allclose(np.bincount(drawn.ravel(), minlength=5) / drawn.size, weights, atol=1e-3)
    assert not np.any(drawn == 1)


@pytest.mark.parametrize("shape", [0.0, 2.0])
def test_the_kernel_keeps_mean_and_variance(shape):
    draw = np.random.default_rng(1)
    scores = draw.normal(size=(3, 50_000)) * [[0.2], [1.0], [3.0]] + [[5.0], [0.0], [-2.0]]
    weights = np.exp(shape * (scores[1] > 0))
    weights /= weights.sum()
    mean, deviation = moments(jnp.asarray(scores, jnp.float32), jnp.asarray(weights, jnp.float32))
    np.testing.assert_allclose(mean, scores @ weights, atol=1e-3)
    np.testing.assert_allclose(deviation**2, (scores - (scores @ weights)[:, None]) ** 2 @ weights, rtol=1e-3)
    index = systematic(jnp.float32(0.5), jnp.asarray(weights, jnp.float32), 50_000)
    after = np.asarray(rejuvenate(jax.random.key(2), jnp.asarray(scores, jnp.float32)[:, index], mean, deviation))
    np.testing.assert_allclose(after.mean(axis=1), mean, atol=5 * np.max(deviation) / np.sqrt(50_000))
    np.testing.assert_allclose(after.std(axis=1), deviation, rtol=0.02)


# -- exact answers ---------------------------------------------------------------------------------------------------

STILL = fixed(
    tempo=1e-9,
    grip_branch_spread=1e-9,
    grip_reversion=1e-9,
    grip_volatility=1e-9,
    grip_loss_drift=1e-9,
    grip_rival_drift=1e-9,
    resolve_spread=1e-9,
    resolve_professional=0.0,
    resolve_conscript=0.0,
    resolve_mobilised=0.0,
    loss_base=1e-9,
    loss_pressure=1e-9,
    pressure_volatility=1e-9,
    loss_of_control_grip=1e-9,
    loss_of_control_broken=1e-9,
    switch_rate=0.08,
)
"""A world in which nothing moves but the explanation."""

SAID = (
    (2, "order.hold", "A1"),
    (4, "prepare.defence", "B2"),
    (7, "prepare.decoy", "A1"),
    (9, "claim.hold", "F3"),
    (12, "prepare.decoy", "B2"),
    (12, "order.attack", "C3"),
    (18, "prepare.attack", "A2"),
    (21, "prepare.decoy", "B1"),
    (26, "prepare.defence", "A1"),
    (27, "prepare.defence", "E5"),
    (33, "order.attack", "A1"),
    (38, "prepare.decoy", "A1"),
)
SPOKEN = tuple(event(n, on, kind, "root", code=code) for n, (on, kind, code) in enumerate(SAID, start=1))
"""Signs about the whole force whose likelihood depends on nothing but the explanation; they leave no condition."""


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("breakranks.assumptions") / name).read_text(encoding="utf-8").splitlines()))


def forward(days: int) -> tuple[np.ndarray, float]:
    """Exact explanation probabilities by day and log-evidence, from the tables, by the forward recursion."""
    names = ("in-control", "planned-withdrawal", "deception", "loss-of-control", "rival-commands")
    prior = np.array([CENTRES[f"prior-{z}"] for z in names])
    prior = prior / prior.sum()
    moves = 1.0 - np.exp(-0.08)
    transition = (1.0 - moves) * np.eye(5) + moves * prior
    columns = (
        "always",
        "steady",
        "contact",
        "wavering",
        "defiant",
        "withdrawing",
        "leaving",
        "surrendering",
        "dislodged",
    )
    ordinary = np.array([1.0, 0.9, 0.45, 0.2, 0.01, 0.05, 0.005, 0.005, 0.01])
    shown = np.array([1.0, 0.95, 0.0, 1.0 - np.exp(-0.05 / 0.25), 0.0, 0.0, 0.0, 0.0, 0.0])
    responses = table("responses.csv")
    multiplier = {row["kind"]: np.array([float(row[z]) for z in names]) for row in table("explanations.csv")}
    answer = {}
    for row in responses:
        weights = np.array([float(row[c]) for c in columns])
        answer[row["kind"]] = weights @ shown / (weights @ ordinary)
    share = {row["kind"]: float(row["share"]) for row in responses}
    total = sum(share.values())
    mix = sum(share[k] / total * multiplier[k] * answer[k] for k in share)

    def truth(code: str) -> float:
        p = CENTRES[f"credibility-{code[1]}"]
        return 1.0 / (1.0 + (1.0 - p) / p * np.exp(-CENTRES[f"reliability-{code[0].lower()}"]))

    found, evidence, now = [], 0.0, prior
    for day in range(days):
        now = now @ transition
        today = [e for e, (on, _, _) in zip(SPOKEN, SAID, strict=True) if on == day]
        # Two adjacent days of one kind are echoes of each other and share a vote.
        for e in today:
            vote = 0.5 if e.kind == "prepare.defence" and day in (26, 27) else 1.0
            votes = sum(0.5 if o.kind == "prepare.defence" and day in (26, 27) else 1.0 for o in today)
            effect = 1.0 + max(votes - 1.0, 0.0) * CENTRES["report-overlap"]
            t = truth(e.reliability + str(e.credibility))
            now = now * (t * answer[e.kind] * multiplier[e.kind] / mix + 1.0 - t) ** (vote / effect)
        evidence += np.log(now.sum())
        now = now / now.sum()
        found.append(now)
    return np.array(found), float(evidence)


def test_the_filter_finds_the_exact_answer_of_a_hidden_markov_chain():
    exact, evidence = forward(40)
    runs = [filtered(tiny_evidence(*SPOKEN), 10_000, seed, STILL) for seed in range(3)]
    found = np.mean([w.summary.explanations for w in runs], axis=0)
    # Standard error about sqrt(0.25 / 5000 / 3).
    np.testing.assert_allclose(found, exact, atol=0.02)
    assert np.mean([w.log_evidence for w in runs]) == pytest.approx(evidence, abs=0.05)
    assert np.ptp(exact, axis=0).max() > 0.3, "the signs say something"


# -- repeating, leaving out, coming later ----------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_worlds_and_another_seed_others(usual):
    again, other = filtered(tiny_evidence()), filtered(tiny_evidence(), seed=2)
    assert identical(list(usual.summary), list(again.summary))
    assert not identical(list(usual.summary), list(other.summary))
    np.testing.assert_allclose(usual.summary.explanations, other.summary.explanations, atol=0.2)


def test_nothing_later_than_the_as_of_day_matters(usual):
    later = (
        event(90, 39, "conduct.mutiny", "w1", reported=40, code="A1"),
        event(91, 50, "conduct.surrender", "e1", "town", code="A1"),
        event(92, 5, "order.withdraw", "root", reported=55, code="A1"),
    )
    reinforced = (*FORMATIONS, replace(FORMATIONS[2], id="fresh", strength=90_000, arrives=tiny_case().end))
    tiny = tiny_case(*EVENTS, *later, formations=reinforced, winter=((tiny_case().end, tiny_case().end),))
    after = filtered(as_of(tiny, tiny_evidence().as_of, CENTRES))
    assert identical(list(usual.summary), list(after.summary))
    assert identical(
        [np.asarray(x) for x in jax.tree.leaves(usual.cloud)], [np.asarray(x) for x in jax.tree.leaves(after.cloud)]
    )


@pytest.mark.parametrize("prior", ["fixed", "lognormal"])
def test_an_analyst_may_fix_any_parameter_or_doubt_it(prior):
    spread = 0.0 if prior == "fixed" else 0.2
    parameters = tuple(replace(p, prior=prior, spread=spread, centre=abs(p.centre) + 0.01) for p in PARAMETERS)
    evidence = tiny_evidence()
    model, record = model_of(evidence.force, parameters, EXPLANATIONS), record_of(evidence, parameters)
    cloud, summary, _ = jax.eval_shape(partial(run.__wrapped__, count=100), jax.random.key(0), model, record)
    assert cloud.worlds.grip.shape == (100,)
    assert summary.explanations.shape[1:] == (5,)


def test_summaries_are_probabilities(usual):
    s = usual.summary
    assert s.explanations.shape == (40, 5)
    np.testing.assert_allclose(s.explanations.sum(axis=1), 1.0, atol=1e-4)
    assert np.all((s.effective >= 1) & (s.effective <= WORLDS * 1.001))
    assert np.all((s.held >= 0) & (s.held <= 1 + 1e-4))
    assert np.all((s.formation_control > 0) & (s.formation_control < 1))
    assert len(AREAS) == s.held.shape[1]
    np.testing.assert_allclose(np.exp(usual.cloud.log_weights).sum(), 1.0, atol=1e-4)


def test_thinned_worlds_weigh_as_the_cloud_does(usual):
    worlds, origin = usual.thin(1000)
    weights = np.exp(np.asarray(usual.cloud.log_weights, np.float64))
    for thinned, all_ in (
        (worlds.grip, usual.cloud.worlds.grip),
        (worlds.explanation == 0, usual.cloud.worlds.explanation == 0),
    ):
        assert np.mean(thinned) == pytest.approx(weights @ np.asarray(all_) / weights.sum(), abs=0.05)
    assert origin.shape == (1000,)
    assert 1 < len(np.unique(origin)) <= WORLDS


def test_a_case_without_any_sign_gives_back_the_prior():
    # That nothing is heard of a fall speaks for none; here it does not.
    deaf = {"fall-reported": 0.0, "fall-report-odds": 1.0, "held-report-odds": 1.0}
    parameters = tuple(replace(p, centre=deaf.get(p.name, p.centre)) for p in PARAMETERS)
    quiet = filtered(tiny_evidence(event(1, 2, "strain.hardship", "w1")), parameters=parameters)
    assert quiet.log_evidence == pytest.approx(0.0, abs=1e-3)
    np.testing.assert_allclose(quiet.summary.effective, WORLDS, rtol=1e-3)
    assert not quiet.summary.resampled.any()


@pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 5)])
def test_taking_ancestors_is_indexing_the_last_axis(shape):
    values, ancestors = np.arange(np.prod(shape)).reshape(shape), np.array([4, 0, 0, 2, 1, 3, 3])
    np.testing.assert_array_equal(take(jnp.asarray(values), jnp.asarray(ancestors)), values[..., ancestors])


@pytest.mark.parametrize("first", [0, 17])
def test_replaying_unaltered_evidence_repeats_the_run(first):
    evidence = tiny_evidence()
    model, record, key = (
        model_of(evidence.force, PARAMETERS, EXPLANATIONS),
        record_of(evidence, PARAMETERS),
        stream(3, "replay"),
    )
    cloud, _, path = run(key, model, record, 384, remember=True)
    again = replay(key, model, record, jax.tree.map(lambda x: x[:, None], record), path, jnp.int32(first))
    np.testing.assert_array_equal(again.worlds.explanation[0], cloud.worlds.explanation)
    for a, b in zip(jax.tree.leaves(again.worlds), jax.tree.leaves(cloud.worlds), strict=True):
        np.testing.assert_allclose(a[0] if a.ndim > b.ndim else a, b, rtol=2e-4, atol=2e-4)
    np.testing.assert_allclose(again.log_weights[0], cloud.log_weights, atol=2e-3)


def test_a_replay_begins_where_leaving_the_report_out_first_matters(monkeypatch):
    """A report of ground still held speaks against its loss on every day before."""
    pressed = [event(n, n, "opponent.attack", "w1", "bank") for n in range(10, 20)]
    told = [*pressed, event(30, 20, "conduct.withdraw", "w1", "bank", code="A1")]
    words = [event(40 + n, 21 + n, "claim.blame", "root") for n in range(12)]
    evidence = tiny_evidence(*told, *words, event(60, 33, "conduct.defend", "w1", "bank", code="A1"))
    begun = []

    def effects() -> dict[int, np.ndarray]:
        found = {}
        for batch in leave_out(evidence, tiny_model(), PARAMETERS, 3, 1):
            held = np.einsum("vw,vaw->va", np.exp(batch.cloud.log_weights), batch.cloud.worlds.held)
            found |= {number: held[0] - held[row] for row, number in enumerate(batch.numbers, start=1)}
        return found

    def from_the_start(*arguments):
        begun.append(int(arguments[-1]))
        return replay(*arguments[:-1], jnp.int32(0))

    some = effects()
    monkeypatch.setattr(leaveout, "replay", from_the_start)
    whole = effects()
    assert 0 < min(begun) < max(begun)
    assert abs(whole[60][0]) > 0.2
    for number, effect in some.items():
        np.testing.assert_allclose(effect, whole[number], atol=0.002)


# -- slow: how far it can be trusted ---------------------------------------------------------------------------------


@cache
def big(number: int | None, seed: int) -> np.ndarray:
    evidence = tiny_evidence()
    evidence = evidence if number is None else without(evidence, number, CENTRES)
    worlds = filtered(evidence, 20_000, seed)
    weights = np.exp(np.asarray(worlds.cloud.log_weights, np.float64))
    share = np.asarray(worlds.model.ground.strength) / worlds.model.ground.strength.sum()
    return np.append(worlds.summary.explanations[-1], worlds.summary.formation_control[-1] @ share * weights.sum())


TELLING = (5, 10, 12, 15, 16)
"""Numbers of reports that move the forecast."""


@pytest.mark.slow
def test_leaving_a_report_out_agrees_with_filtering_without_it():
    evidence, seeds = tiny_evidence(), 20
    model = tiny_model()
    share = np.asarray(model.ground.strength / model.ground.strength.sum())
    effects: dict[int, list[np.ndarray]] = {}
    for seed in range(seeds):
        for batch in leave_out(evidence, model, PARAMETERS, seed, 2):
            weights = np.exp(np.asarray(batch.cloud.log_weights, np.float64))
            z = np.asarray(batch.cloud.worlds.explanation)
            grip = np.asarray(jax.vmap(control, (apart(batch.cloud).worlds, None))(batch.cloud.worlds, model.ground))
            values = np.stack([*(z == k for k in range(5)), np.einsum("u,vuw->vw", share, grip)])
            means = np.einsum("vw,kvw->vk", weights, values)
            for row, number in enumerate(batch.numbers, start=1):
                effects.setdefault(number, []).append(means[0] - means[row])
    print()
    for number in TELLING:
        found = effects[number]
        mean, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(seeds)
        runs = np.array([big(None, s) - big(number, s) for s in range(4)])
        want, doubt = runs.mean(axis=0), runs.std(axis=0, ddof=1) / 2
        print(number, EVENTS[number - 1].kind, mean.round(3), want.round(3), "one run", np.std(found, axis=0).round(3))
        np.testing.assert_allclose(mean, want, atol=float(4.5 * np.hypot(error, doubt).max() + 0.01))


@pytest.mark.slow
def test_log_evidence_spreads_less_with_more_worlds():
    runs = {
        n: np.std([filtered(tiny_evidence(), n, seed).log_evidence for seed in range(30)], ddof=1)
        for n in (500, 2000, 10_000)
    }
    print(f"\nlog evidence of the tiny case, spread over 30 seeds: {runs}")
    # Twenty times the worlds: 4.5 times less; with 30 seeds each, within a factor of two.
    assert 2.0 < runs[500] / runs[10_000] < 10.0


# -- word of lost ground ---------------------------------------------------------------------------------------------


def word_of(*events: Event) -> np.ndarray:
    return np.asarray(record_of(tiny_evidence(*events), PARAMETERS).fallen)[:DAYS, :, 0]


def test_silence_speaks_against_a_loss_and_the_more_the_longer_ago():
    odds = word_of(event(1, 2, "strain.hardship", "w1"))[:, 0]
    assert np.all(np.diff(odds) > 0)
    assert odds[0] == pytest.approx(1 - CENTRES["fall-reported"], abs=1e-3)
    assert odds[-1] == pytest.approx(1 - CENTRES["fall-reported"] * (1 - 0.5 ** (1 / CENTRES["fall-report-delay"])))


def test_a_report_speaks_for_a_loss_and_later_reports_from_there_against_it():
    left = word_of(event(1, 20, "conduct.withdraw", "w1", "bank", code="A1"))
    back = word_of(
        event(1, 20, "conduct.withdraw", "w1", "bank", code="A1"),
        event(2, 30, "conduct.defend", "w1", "bank", code="A1"),
    )
    assert left[20, 0] > 15
    assert left[20, 1] < 0.1
    ratio = back[20, 0] / left[20, 0]
    assert CENTRES["held-report-odds"] < ratio < CENTRES["held-report-odds"] ** 0.9
    assert back[29, 0] == left[29, 0], "it is about that day, or the next, and no later one"


def test_many_reports_of_one_loss_have_a_limit():
    many = (
        event(n, 20, kind, "w1", "bank", code="A1")
        for n, kind in enumerate(("conduct.withdraw", "conduct.flee", "conduct.surrender"), 1)
    )
    assert word_of(*many)[20, 0] == pytest.approx(MOST_ODDS)


def test_ground_that_was_reported_left_is_taken_for_lost_sooner_than_ground_fought_for_since():
    pressed = [event(n, n, "opponent.attack", "w1", "bank", code="A1") for n in range(10, 20)]
    told = [*pressed, event(30, 20, "conduct.withdraw", "w1", "bank", code="A1")]
    since = [event(31 + n, 24 + 3 * n, "conduct.defend", "w1", "bank", code="A1") for n in range(4)]
    held = [float(filtered(tiny_evidence(*events)).summary.held[-1, 0]) for events in (pressed, told, told + since)]
    assert held[1] < 0.6
    assert held[1] < held[2] - 0.1 < held[0]
