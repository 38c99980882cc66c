"""The conditions of the days to come, under what command, the opponent and the season choose."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from breakranks.posterior import infer_variants
from breakranks.tables import InputError
from breakranks.vocabulary import AS_IT_GOES, COMMANDS, OPPONENTS, SEASONS, SIGNS, Choice
from breakranks.worlds import DAYS, draw_luck
from breakranks.worlds.ahead import RECENT, Ahead, beside, look_ahead, persist, usual_winter
from breakranks.worlds.signs import ATTACK, WATCHED_KINDS, ExpectedSigns
from engine_cases import AREAS, EVENTS, FORMATIONS, SHIPPED, events_of, evidence_of, posterior_of, worlds_of
from evidence_cases import day, event, identical

TODAY = day(39)
VALUES = SHIPPED.values
CHANGED = (
    *(AS_IT_GOES._replace(command=c) for c in COMMANDS),
    *(AS_IT_GOES._replace(opponent=o) for o in OPPONENTS),
    *(AS_IT_GOES._replace(season=s) for s in SEASONS),
)


@pytest.fixture(scope="module")
def usual():
    return posterior_of(*EVENTS)


def ahead(posterior, **choice: str) -> Ahead:
    return look_ahead(posterior, TODAY, AS_IT_GOES._replace(**choice))


@pytest.mark.parametrize(
    ("side", "options"), [("command", COMMANDS), ("opponent", OPPONENTS), ("season", SEASONS)], ids=lambda x: str(x)[:8]
)
def test_a_choice_that_is_none_is_refused_with_those_that_are(usual, side, options):
    with pytest.raises(InputError, match=f"'pauses' is no choice of {side}. Choose one of: ") as caught:
        ahead(usual, **{side: "pauses"})
    assert all(option in str(caught.value) for option in options)


# -- what goes on ------------------------------------------------------------------------------------------------------


def test_a_trace_moves_to_a_part_of_its_recent_level_with_its_half_life():
    trace = np.concatenate([np.zeros(10), np.linspace(0.0, 2.0, RECENT)])
    for name, lasts in (("losses", VALUES["lasts.losses"]), ("ringed", VALUES["lasts.other"])):
        level = lasts * 1.0
        found = persist(VALUES, name, trace)
        half = VALUES[f"half-life.{name}"]
        assert found.shape == (DAYS,)
        assert found[0] == pytest.approx(level + (2.0 - level) * 0.5 ** (1 / half))
        assert found[-1] == pytest.approx(level + (2.0 - level) * 0.5 ** (DAYS / half))


def test_what_was_never_reported_does_not_begin_by_itself():
    quiet = ahead(posterior_of(event(1, 2, "claim.hold", "root")))
    for name in ("leaving", "ordered", "offer", "encirclement", "punished", "relieved", "refitted", "ringed", "pause"):
        assert not getattr(quiet, name).any(), name


def test_coercion_is_remembered_later_than_it_is_felt():
    told = events_of(*((n, "grip.coerce", "root", "", "A1") for n in range(25, 40, 4)))
    felt = ahead(posterior_of(*told))
    assert (np.diff(felt.coercion[:, 0]) < 0).all()
    assert felt.backlash[:, 0].argmax() > 0
    never = ahead(posterior_of())
    assert not never.backlash.any()


def test_every_field_has_a_row_for_every_day_and_a_column_for_every_variant(usual):
    evidence = evidence_of(*EVENTS)
    twice = infer_variants(usual.model, evidence.force, [evidence.reading] * 2, evidence.winter)
    for name, values in look_ahead(twice, TODAY, AS_IT_GOES)._asdict().items():
        assert values.shape == ((2,) if name == "pressing" else (DAYS, *values.shape[1:-1], 2)), name
        assert np.isfinite(values).all()
        assert identical(values[..., 0], values[..., 1])


def test_choices_stand_beside_each_other(usual):
    both = beside([ahead(usual), ahead(usual, command="relieves")])
    assert identical(both.relieved[..., :1], ahead(usual).relieved)
    assert identical(both.relieved[..., 1:], ahead(usual, command="relieves").relieved)


# -- nothing later is read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", [AS_IT_GOES, Choice("forces-control-back", "presses", "winter")])
def test_nothing_after_the_as_of_day_is_read(choice):
    later = (
        event(90, 45, "opponent.attack", "r1", "town", code="A1"),
        event(91, 20, "grip.coerce", "root", reported=41),
    )
    fresh = replace(FORMATIONS[2], id="fresh", strength=90_000, arrives=day(50))
    wild = posterior_of(*EVENTS, *later, formations=(*FORMATIONS, fresh), winter=((day(40), day(60)),))
    known = posterior_of(*EVENTS)
    assert all(
        identical(a, b) for a, b in zip(look_ahead(known, TODAY, choice), look_ahead(wild, TODAY, choice), strict=True)
    )
    assert identical(worlds_of(known, 100).fall, worlds_of(wild, 100).fall)


# -- choices -----------------------------------------------------------------------------------------------------------


def test_choices_change_what_they_name_and_nothing_else(usual):
    """Losses and relief are felt as marks of formations, coercion also as backlash."""
    worn, held = {"lasting", "shaking"}, {"relieved", "relief", "lasting"}
    changed = {
        ("command", "forces-control-back"): {"punished", "coercion", "backlash", *worn},
        ("command", "lets-go"): {"punished", "coercion", "backlash", *worn},
        ("command", "relieves"): held,
        ("opponent", "presses"): {"pressing", *worn},
        ("opponent", "stands-back"): {"pressing", "pause", *held, *worn},
        ("season", "winter"): {"strain", *worn},
        ("season", "mild"): {"strain", *worn},
    }
    as_it_goes = ahead(usual)
    for (side, choice), fields in changed.items():
        other = ahead(usual, **{side: choice})
        differs = {f for f in Ahead._fields if not identical(getattr(other, f), getattr(as_it_goes, f))}
        assert differs == fields, choice


def test_choices_point_where_they_should(usual):
    as_it_goes = ahead(usual)
    assert (ahead(usual, command="forces-control-back").coercion > as_it_goes.coercion).all()
    assert (ahead(usual, command="lets-go").coercion < as_it_goes.coercion).all()
    assert (ahead(usual, command="relieves").relief > as_it_goes.relief).all()
    assert ahead(usual, opponent="presses").pressing > 1.0 > ahead(usual, opponent="stands-back").pressing
    assert (ahead(usual, opponent="stands-back").pause > as_it_goes.pause).all()
    assert (ahead(usual, season="winter").strain >= as_it_goes.strain).all()
    assert (as_it_goes.strain >= ahead(usual, season="mild").strain).all()


def chosen(worlds: int = 1000, **choice: str):
    return worlds_of(posterior_of(*EVENTS), worlds, choices=(AS_IT_GOES._replace(**choice),))


def test_the_harder_the_opponent_presses_the_more_ground_falls():
    presses, keeps_on, stands_back = (chosen(opponent=o) for o in ("presses", "keeps-on", "stands-back"))
    falls = [(w.fall <= DAYS).mean() for w in (presses, keeps_on, stands_back)]
    assert falls[0] > falls[1] + 0.02 > falls[2] + 0.05
    assert presses.met.mean() > keeps_on.met.mean() > stands_back.met.mean()
    assert presses.losses.mean() > keeps_on.losses.mean() > stands_back.losses.mean()


def test_forcing_control_back_costs_lives_and_holds_men_at_first():
    usual, harsh = chosen(), chosen(command="forces-control-back")
    assert harsh.losses.mean() > usual.losses.mean()
    assert harsh.control[1].mean() > usual.control[1].mean()
    assert (harsh.first["exit"] <= 7).mean() < (usual.first["exit"] <= 7).mean()


def test_forcing_control_back_is_paid_for_in_mutinies_later():
    usual, harsh = chosen(4000), chosen(4000, command="forces-control-back")
    late = [((w.first["mutiny"] > 28) & (w.first["mutiny"] <= DAYS)).mean() for w in (usual, harsh)]
    assert late[1] > late[0]


def test_relief_keeps_troops_and_letting_go_does_not_raise_control():
    usual, relieved, let_go = (chosen(command=c) for c in ("as-it-goes", "relieves", "lets-go"))
    assert relieved.control[-1].mean() > usual.control[-1].mean()
    assert (relieved.first["mutiny"] <= DAYS).mean() < (usual.first["mutiny"] <= DAYS).mean()
    assert let_go.control[-1].mean() <= usual.control[-1].mean()


def test_winter_dissolves():
    winter, mild = (chosen(season=s) for s in ("winter", "mild"))
    assert winter.control[-1].mean() < mild.control[-1].mean()
    assert (winter.first["exit"] <= DAYS).mean() > (mild.first["exit"] <= DAYS).mean()
    assert (winter.first["mutiny"] <= DAYS).mean() > (mild.first["mutiny"] <= DAYS).mean()


# -- winter ------------------------------------------------------------------------------------------------------------


def test_the_usual_winter_by_hand():
    assert usual_winter(date(2023, 1, 14), 50.0)[0] == 1.0
    assert usual_winter(date(2023, 7, 1), 50.0)[0] == 0.0
    assert not usual_winter(date(2023, 1, 1), 20.0).any(), "the tropics have none"
    assert usual_winter(date(2023, 7, 15), -50.0)[0] == pytest.approx(1.0, abs=1e-3), "winter in the south"
    assert usual_winter(date(2023, 1, 1), -50.0)[0] == 0.0
    assert usual_winter(date(2023, 1, 14), 32.5)[0] == pytest.approx(0.5, abs=1e-3)
    # 1 March is 45 days past midwinter: (cos(2π·45/365) − 0.2) / 0.8.
    assert usual_winter(date(2023, 2, 28), 50.0)[0] == pytest.approx((0.71467 - 0.2) / 0.8, abs=1e-3)
    assert {area.lat for area in AREAS} == {47.0}


def test_winters_come_and_go():
    coming, going = usual_winter(date(2023, 10, 1), 50.0), usual_winter(date(2023, 2, 1), 50.0)
    assert (np.diff(coming) >= 0).all()
    assert coming[-1] > 0.5
    assert (np.diff(going) <= 0).all()


# -- what is to be reported --------------------------------------------------------------------------------------------


def test_expected_reports_by_hand(usual):
    """Volume × share × multiplier × tilt × what the formations of the area show."""
    model, force = usual.model, usual.force
    reports = usual.readings[0].reports
    counter = ExpectedSigns(model, force, reports, 40, 2)
    states = np.array([[0, 4], [0, 1], [3, 0]], np.int8)
    attack = np.array([[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]], np.float32)
    counter.add(np.array([0, 3]), np.array([1, 4]), states, attack, 7)
    signs = [r for r in reports if r.event.kind in SIGNS]
    recent = sum(r.day >= 12 for r in signs) / 28
    for kind in ("conduct.flee", "claim.hold", "conduct.mutiny"):
        k = SIGNS.index(kind)
        share = (1 + sum(r.event.kind == kind for r in signs)) / (len(SIGNS) + len(signs))
        for world, (z, g) in enumerate(((0, 1), (3, 4))):
            command = model.multipliers[k, z] * np.exp(model.slack[k] * model.deficit[g])
            root = np.sqrt(force.strength) / np.sqrt(force.strength).sum()
            for a in range(3):
                shown = root[a] * model.shows[k, states[a, world]]
                assert counter.expected[k, a, world] == pytest.approx(7 * recent * share * command * shown, rel=1e-4)
    daily = np.log(2) / VALUES["half-life.attack"]
    assert counter.expected[WATCHED_KINDS.index(ATTACK), 1, 0] == pytest.approx(7 * daily * 2.0, rel=1e-4)


def test_the_luck_of_days_has_a_row_for_each():
    luck = draw_luck(20, 2, 2, 3)
    assert luck.pressure.shape == luck.grip.shape == luck.switch.shape == (DAYS, 20)
