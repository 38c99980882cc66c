"""Futures: the days to come under every choice, on common random numbers."""

from dataclasses import replace
from datetime import date, timedelta

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from breakranks.evidence import AREA_CONDITIONS, UNIT_CONDITIONS, Evidence, as_of
from breakranks.futures import Futures, project
from breakranks.futures.ahead import ON, half_lives_of
from breakranks.futures.choices import AS_IT_GOES, CHOICES, DAYS, Choice, ahead, usual_winter
from breakranks.futures.project import NEVER, Future, noise_ahead, run_ahead, sign_mix
from breakranks.model.world import Day, World
from breakranks.worlds import filter as filter_worlds
from engine_cases import AREAS, CENTRES, EVENTS, EXPLANATIONS, FORMATIONS, PARAMETERS, tiny_case, tiny_evidence
from evidence_cases import event, identical

WORLDS = 1500
HALF_LIVES = half_lives_of(PARAMETERS)


@pytest.fixture(scope="session")
def futures() -> Futures:
    worlds = filter_worlds(tiny_evidence(), PARAMETERS, EXPLANATIONS, 2000, 1)
    return project(worlds, WORLDS, 2)


@pytest.fixture(scope="session")
def again(futures: Futures):
    """The same worlds run forward again, under other conditions or on other noise."""

    def run(
        evidence: Evidence | None = None,
        choice: Choice = AS_IT_GOES,
        seed: int = 5,
        days: Day | None = None,
        worlds: World = futures.start,
    ) -> Future:
        model = futures.worlds.model
        noise = noise_ahead(jax.random.key(seed), model.ground, WORLDS, DAYS)
        days = ahead(evidence or futures.worlds.evidence, HALF_LIVES, choice) if days is None else days
        return jax.tree.map(np.asarray, run_ahead(model, worlds, days, noise, ON, jnp.float32(0.0), False))

    return run


def choice(command: str = "as-it-goes", opponent: str = "keeps-on", season: str = "as-it-is") -> Choice:
    return Choice(command, opponent, season)


def arrays(tree: object) -> list[np.ndarray]:
    return [np.asarray(x) for x in jax.tree.leaves(tree)]


# -- the worlds run forward ------------------------------------------------------------------------------------------


def test_every_combination_is_run(futures):
    assert len(CHOICES) == 4 * 3 * 3
    assert set(futures.by_choice) == set(CHOICES)
    assert futures.by_choice[AS_IT_GOES].rates.shape == (23, 3, WORLDS)
    assert all(f.rates is None for c, f in futures.by_choice.items() if c != AS_IT_GOES)


def test_first_days_lie_within_the_horizon_or_never_come(futures):
    for future in futures.by_choice.values():
        for first in future.first:
            assert np.all((first == NEVER) | ((first >= 1) & (first <= DAYS)))
        assert np.all((future.control >= 0) & (future.control <= 1))
        assert np.all(future.gone >= 0)
        assert np.all(future.gone.sum(axis=1) <= 1 + 1e-4)


def test_events_happen_and_not_everywhere_at_once(futures):
    first = futures.by_choice[AS_IT_GOES].first
    for days in (first.area_given_up, first.unordered_exit, first.mass_surrender):
        assert 0.005 < np.mean(days <= DAYS) < 0.95
    for few, many in zip((7, 14, 28), (14, 28, 56), strict=True):
        assert np.sum(first.area_given_up <= few) < np.sum(first.area_given_up <= many)


def test_the_same_choice_on_the_same_noise_gives_the_same_future(again):
    one, other, chance = again(), again(), again(seed=6)
    assert identical(arrays(one), arrays(other))
    assert not identical(arrays(one), arrays(chance))


def test_common_noise_makes_differences_between_choices_sharper(again):
    days = {
        (c, seed): again(choice=choice(opponent=c), seed=seed).control[-1]
        for c, seed in (("keeps-on", 5), ("presses", 5), ("presses", 6))
    }
    paired = np.var(days["presses", 5] - days["keeps-on", 5])
    independent = np.var(days["presses", 6] - days["keeps-on", 5])
    assert paired < 0.8 * independent


def test_until_they_differ_choices_give_the_same_future(futures, again):
    usual = ahead(futures.worlds.evidence, HALF_LIVES, AS_IT_GOES)
    pressed = ahead(futures.worlds.evidence, HALF_LIVES, choice(opponent="presses"))
    late = jax.tree.map(lambda a, b: jnp.concatenate([a[:28], b[28:]]), usual, pressed)
    one, other = again(days=usual), again(days=late)
    assert identical([one.control[:4], one.gone[:4]], [other.control[:4], other.gone[:4]])
    assert not identical([one.control], [other.control])
    for a, b in zip(one.first, other.first, strict=True):
        np.testing.assert_array_equal(np.where(a <= 28, a, 0), np.where(b <= 28, b, 0))


def test_a_surrender_before_the_as_of_day_is_none_to_come(futures, again):
    recent = futures.start.recent
    taken = futures.start._replace(recent=recent._replace(surrendering=0.5 + 0.0 * recent.surrendering))
    for before in (futures.start, taken):
        assert np.mean(again(worlds=before).first.mass_surrender == 1) < 0.02


def given_up(future: Future) -> float:
    return float(np.mean(future.first.area_given_up <= DAYS))


@pytest.mark.parametrize("command", ["as-it-goes", "forces-control-back", "lets-go", "relieves"])
def test_the_harder_the_opponent_presses_the_more_ground_falls(futures, command):
    presses, keeps_on, stands_back = (
        futures.by_choice[choice(command, opponent)] for opponent in ("presses", "keeps-on", "stands-back")
    )
    assert given_up(presses) > given_up(keeps_on) > given_up(stands_back)
    # Ground that falls is fought for no longer: where it holds, the harder the opponent presses the
    # more resistance it meets.
    holds = (np.asarray(presses.first.area_given_up) > DAYS).all(axis=0)
    assert holds.sum() > 100
    assert presses.met[holds].mean() > keeps_on.met[holds].mean() > stands_back.met[holds].mean()


def test_forcing_control_back_costs_lives_and_holds_men(futures):
    usual, harsh = futures.by_choice[AS_IT_GOES], futures.by_choice[choice("forces-control-back")]
    absent, lost = 1, 3
    assert harsh.gone[1, lost].mean() > usual.gone[1, lost].mean()
    assert harsh.gone[1, absent].mean() < usual.gone[1, absent].mean()
    assert harsh.resolve.mean() < usual.resolve.mean()


def test_relief_raises_resolve_and_letting_go_does_not_raise_control(futures):
    usual, relieved, let_go = (futures.by_choice[choice(c)] for c in ("as-it-goes", "relieves", "lets-go"))
    assert relieved.resolve.mean() > usual.resolve.mean()
    assert relieved.control[-1].mean() > usual.control[-1].mean()
    assert let_go.control[-1].mean() < usual.control[-1].mean()


def test_winter_dissolves(futures):
    winter, mild = (futures.by_choice[choice(season=s)] for s in ("winter", "mild"))
    assert winter.control[-1].mean() < mild.control[-1].mean()
    assert winter.resolve.mean() < mild.resolve.mean()
    assert winter.gone[-1, 1].mean() > mild.gone[-1, 1].mean()


def test_without_the_inner_causes_less_is_lost(futures):
    assert futures.driven.gone[-1].sum(axis=0).mean() < futures.by_choice[AS_IT_GOES].gone[-1].sum(axis=0).mean()


def test_an_area_told_to_be_left_is_given_up_rather_than_others(again):
    told = tiny_evidence(event(1, 2, "claim.hold", "root"), event(2, 39, "order.withdraw", "w1", "bank", code="A1"))
    worlds, _ = filter_worlds(told, PARAMETERS, EXPLANATIONS, 2000, 1).thin(WORLDS)
    first = again(told, worlds=worlds).first.area_given_up
    bank, bridge, town = np.mean(first <= 28, axis=1)
    assert bank > 0.6
    assert bank > 3 * max(bridge, town)


def test_expected_reports_are_shares_of_one(futures):
    today = jax.tree.map(lambda x: x[0], ahead(futures.worlds.evidence, HALF_LIVES, AS_IT_GOES))
    model = futures.worlds.model
    mix = sign_mix(futures.start, today, model.ground, model.table)
    np.testing.assert_allclose(mix.sum(axis=(0, 1)), 1.0, atol=1e-3)
    volume = sum(r.day >= 40 - 28 for r in futures.worlds.evidence.reports) / 28
    np.testing.assert_allclose(futures.by_choice[AS_IT_GOES].rates.sum(axis=(0, 1)), 14 * volume, rtol=2e-2)


# -- the conditions ahead --------------------------------------------------------------------------------------------


def test_nothing_after_the_as_of_day_is_read():
    reinforced = (*FORMATIONS, replace(FORMATIONS[2], id="fresh", strength=90_000, arrives=tiny_case().end))
    spell = ((tiny_case().start + timedelta(days=40), tiny_case().end),)
    later = (
        event(90, 45, "opponent.attack", "e1", "town", code="A1"),
        event(91, 20, "grip.coerce", "root", reported=41),
    )
    known = tiny_evidence()
    after = as_of(tiny_case(*EVENTS, *later, formations=reinforced, winter=spell), known.as_of, CENTRES)
    for one in CHOICES:
        assert identical(arrays(ahead(known, HALF_LIVES, one)), arrays(ahead(after, HALF_LIVES, one)))


@pytest.mark.parametrize("one", CHOICES)
def test_conditions_ahead_are_those_of_56_days_and_never_negative(one):
    days = ahead(tiny_evidence(), HALF_LIVES, one)
    assert {x.shape[0] for x in days} == {DAYS}
    assert all(np.isfinite(x).all() and np.all(x >= 0) for x in arrays(days))


def test_conditions_go_on_from_the_last_day_and_settle():
    evidence = tiny_evidence()
    days = ahead(evidence, HALF_LIVES, AS_IT_GOES)
    pressure = np.expm1(np.asarray(days.pressure))[..., 0]
    last = evidence.conditions.areas[-1, :, AREA_CONDITIONS.index("pressure")]
    level = evidence.conditions.areas[-21:, :, AREA_CONDITIONS.index("pressure")].mean(axis=0)
    fade = 0.5 ** (1 / CENTRES["half-life-pressure"])
    np.testing.assert_allclose(pressure[0], level + (last - level) * fade, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(pressure[-1], level + (last - level) * fade**56, rtol=1e-4, atol=1e-5)
    coercion = np.expm1(np.asarray(days.coercion))[0, :, 0]
    trace = evidence.conditions.units[..., UNIT_CONDITIONS.index("coercion")]
    lasting = 0.8 * trace[-21:].mean(axis=0)
    np.testing.assert_allclose(coercion, lasting + (trace[-1] - lasting) * 0.5 ** (1 / 14), rtol=1e-4, atol=1e-5)


def test_choices_change_what_they_name_and_nothing_else():
    evidence = tiny_evidence()
    usual = ahead(evidence, HALF_LIVES, AS_IT_GOES)
    changed = {
        choice("forces-control-back"): {"coercion"},
        choice("relieves"): {"relief"},
        choice(opponent="presses"): {"pressure", "losses", "drive"},
        choice(opponent="stands-back"): {"pressure", "losses", "relief", "drive"},
        choice(season="winter"): {"winter"},
    }
    for one, fields in changed.items():
        other = ahead(evidence, HALF_LIVES, one)
        differs = {
            name for name in Day._fields if np.any(np.asarray(getattr(other, name)) != np.asarray(getattr(usual, name)))
        }
        assert differs == fields


def test_pressing_presses_somewhere_even_where_nothing_was_reported():
    evidence = tiny_evidence(event(1, 2, "claim.hold", "root"))
    assert np.all(np.asarray(ahead(evidence, HALF_LIVES, AS_IT_GOES).pressure) == 0)
    assert np.all(np.asarray(ahead(evidence, HALF_LIVES, choice(opponent="presses")).pressure) > 0)


def test_a_formation_that_has_arrived_is_there():
    arriving = (*FORMATIONS, replace(FORMATIONS[2], id="fresh", arrives=tiny_case().start + timedelta(days=30)))
    days = ahead(tiny_evidence(formations=arriving), HALF_LIVES, AS_IT_GOES)
    assert np.all(np.asarray(days.present) == 1)


def test_the_usual_winter_by_hand():
    assert usual_winter(date(2023, 1, 15), 50.0) == 1.0
    assert usual_winter(date(2023, 7, 15), 50.0) == 0.0
    assert usual_winter(date(2023, 1, 15), 20.0) == 0.0, "the tropics have none"
    assert usual_winter(date(2023, 7, 16), -50.0) == pytest.approx(1.0, abs=1e-3), "winter in the south"
    assert usual_winter(date(2023, 1, 15), -50.0) == 0.0
    assert usual_winter(date(2023, 1, 15), 32.5) == pytest.approx(0.5)
    # 1 March is 45 days past midwinter: (cos(2π·45/365) − 0.2) / 0.8.
    assert usual_winter(date(2023, 3, 1), 50.0) == pytest.approx((0.71467 - 0.2) / 0.8, abs=1e-3)
    assert {area.lat for area in AREAS} == {47.0}
