"""Numbers of the engine on fixed input, section by section; the cheapest come first.

Everything is read anew on every call, so that `scripts/mutate_model.py` can change a constant or a cell of a table and
see which section notices. Nothing here depends on what was learnt from cases.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from types import ModuleType

import numpy as np

from breakranks.assessment import count, project, run_choices, watch
from breakranks.assessment.cautions import caution_of_disagreement, cautions_of, recent_votes
from breakranks.assessment.confidence import rate_confidence
from breakranks.assessment.count import _self_inflicted
from breakranks.assessment.ladder import rungs, state_by_chance, state_of_recurring
from breakranks.assessment.mixture import mixture_of
from breakranks.assessment.project import Futures, choices
from breakranks.assessment.types import Estimate
from breakranks.assessment.variants import asked_of, conclude
from breakranks.assessment.weigh import weigh
from breakranks.assumptions import Assumptions, ContradictionRule, read_contradictions, read_values, usual_switches
from breakranks.case import load_case
from breakranks.case.types import Area, Case, Event, Formation, Outcome
from breakranks.evidence import Evidence, as_of
from breakranks.evidence.contradictions import find_contradictions
from breakranks.learning.fit import Prior, Rows, fit_hazard, pooled
from breakranks.learning.rows import rows_of
from breakranks.learning.tables import learn_multipliers, learn_switches
from breakranks.model import chance, log_rate, model_of
from breakranks.model.command import grip_rates, grip_steps, switch_steps
from breakranks.model.ground import area_features, ground_of, manned
from breakranks.model.setup import HAZARDS
from breakranks.model.troops import (
    Marks,
    break_log_odds,
    calm_rate,
    force_features,
    lasting_marks,
    loss_rate,
    rout_share,
    shake_rate,
    survival,
    survival_gap,
    trapped_share,
    withdraw_rate,
)
from breakranks.posterior import Posterior, area_history, force_history, infer
from breakranks.posterior.ground import loss_by_day
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, KINDS, SIGNS, STATES, TRACES, traces_of
from breakranks.worlds import Worlds, chances_within, coefficient_names, draw_luck, draw_start, run_worlds
from breakranks.worlds.ahead import look_ahead, usual_winter
from breakranks.worlds.start import draw_hazards
from engine_cases import unlearnt
from evidence_cases import day, event, formation, small_case

Numbers = dict[str, float]
EXACT = 1e-7
"""Relative tolerance of what is computed in double precision."""
LOOSE = 2e-3
"""And of sums over worlds, in single precision, where a machine that rounds otherwise may move a world."""
WORLDS = 300
TODAY = 44


# -- the case ----------------------------------------------------------------------------------------------------------


def _troops(
    name: str, parent: str, troops: str, strength: int, area: str | None, arrives: int | None = None
) -> Formation:
    return replace(formation(name, parent, strength, area, arrives), troops=troops)


FORMATIONS = (
    formation("root", None),
    formation("north", "root"),
    formation("south", "root"),
    _troops("guards", "north", "elite", 3500, "ridge"),
    _troops("regulars", "north", "professional", 9000, "ford"),
    _troops("levies", "north", "conscript", 6000, "mill"),
    _troops("reserve", "south", "mobilised", 8000, "mill"),
    _troops("home", "south", "militia", 1200, "town"),
    _troops("hired", "south", "mercenary", 2500, "port"),
    _troops("depot", "root", "conscript", 800, None),
    _troops("relief", "root", "professional", 3000, "town", 12),
    formation("elsewhere", "root"),
)
AREAS = tuple(
    Area(id=id, name=id, lat=46.0, lon=33.0, adjacent=tuple(adjacent.split()), front=front)
    for id, adjacent, front in (
        ("ridge", "ford", True),
        ("ford", "ridge mill", True),
        ("mill", "ford town", False),
        ("town", "mill port", False),
        ("port", "town", True),
        ("isle", "port", None),
    )
)
ROWS = (
    (0, "claim.hold", "root", "", "B2"), (1, "order.hold", "north", "", "A1"),
    (2, "opponent.attack", "guards", "ridge", "B2"), (2, "conduct.defend", "guards", "ridge", "B2"),
    (3, "prepare.defence", "regulars", "ford", "B2"), (4, "strain.losses", "guards", "", "C3"),
    (5, "grip.coerce", "north", "", "C3"), (6, "strain.supply", "levies", "", "B2"),
    (7, "order.attack", "regulars", "ford", "B2"), (8, "conduct.attack", "regulars", "ford", "B2"),
    (9, "strain.leader", "levies", "", "F6"), (10, "opponent.attack", "hired", "port", "A1"),
    (11, "conduct.desert", "reserve", "mill", "D4"), (12, "grip.reinforce", "relief", "town", "B2"),
    (13, "prepare.decoy", "hired", "port", "C3"), (14, "conduct.refuse", "levies", "", "B2"),
    (15, "grip.dismiss", "north", "", "A2"), (16, "claim.blame", "root", "", "B2"),
    (17, "opponent.encircle", "guards", "ridge", "B2"), (18, "opponent.offer", "guards", "", "C3"),
    (19, "conduct.flee", "guards", "ridge", "B1"), (20, "conduct.flee", "north", "ridge", "D4"),
    (20, "prepare.withdrawal", "regulars", "ford", "B2"), (21, "order.no-retreat", "regulars", "ford", "A1"),
    (22, "order.countermanded", "root", "", "C3"), (23, "conduct.surrender", "guards", "", "B2"),
    (24, "strain.hardship", "south", "", "B2"), (27, "claim.withdraw", "root", "", "B2"),
    (26, "opponent.attack", "regulars", "ford", "B2"), (28, "order.withdraw", "regulars", "ford", "A1"),
    (29, "conduct.withdraw", "regulars", "ford", "B2"), (30, "conduct.abandon", "regulars", "ford", "C3"),
    (31, "grip.relieve", "levies", "", "B2"), (32, "conduct.mutiny", "levies", "mill", "C3"),
    (33, "prepare.attack", "hired", "port", "B2"), (34, "opponent.pause", "root", "", "B3"),
    (35, "conduct.infight", "home", "town", "E5"), (36, "conduct.defect", "home", "", "C4"),
    (37, "opponent.attack", "reserve", "mill", "A1"), (38, "claim.hold", "root", "mill town", "B2"),
    (39, "conduct.desert", "north", "", "C3"), (40, "grip.coerce", "reserve", "", "A1"),
    (41, "strain.losses", "root", "", "B2"), (42, "conduct.flee", "reserve", "mill", "C2"),
    (43, "opponent.encircle", "hired", "port", "C3"), (43, "grip.reinforce", "guards", "", "B2"),
    (44, "opponent.attack", "home", "town", "B2"), (44, "grip.relieve", "hired", "", "F2"),
)  # fmt: skip
"""Every kind of report, most codes of the Admiralty, two echoes, and nobody quite as he was told."""
PEOPLE = {11: 900, 23: 400}


def _events() -> tuple[Event, ...]:
    return tuple(
        event(n, on, kind, who, where, code=code, people=PEOPLE.get(on), reported=on + (on % 7 == 3))
        for n, (on, kind, who, where, code) in enumerate(ROWS, start=1)
    )


def the_case(**changes: object) -> Case:
    given = {"formations": FORMATIONS, "areas": AREAS, "winter": ((day(10), day(16)),), "opponent_strength": 45_000}
    return small_case(*_events(), **(given | changes))


def _evidence(by: Assumptions) -> Evidence:
    return as_of(the_case(), day(TODAY), by.values)


# -- evidence ----------------------------------------------------------------------------------------------------------


@cache
def _kherson() -> Case:
    return load_case("kherson-2022")


def kherson() -> Iterator[tuple[str, float]]:
    """What is read of a shipped case: reports, votes, contradictions, incoherence."""
    for today in (date(2022, 10, 24), date(2022, 11, 10)):
        evidence = as_of(_kherson(), today, read_values())
        yield f"{today} reports", len(evidence.reports)
        yield f"{today} votes", sum(r.vote for r in evidence.reports)
        yield f"{today} truth", sum(r.truth * r.vote for r in evidence.reports)
        yield f"{today} contradictions", len(evidence.contradictions)
        for n, c in enumerate(evidence.contradictions[:5], start=1):
            yield f"{today} contradiction {n}: reports {c.first.number} and {c.second.number}", c.weight
        for rule in sorted({c.rule for c in evidence.contradictions}):
            yield f"{today} {rule}", sum(c.weight for c in evidence.contradictions if c.rule == rule)
        for n in (14, 28, 42, evidence.days - 1):
            yield f"{today} incoherence on day {n}", evidence.incoherence[n]
        yield f"{today} word of loss", evidence.reading.lost.sum()
        yield f"{today} word of holding", evidence.reading.holding.sum()


def contradictions() -> Iterator[tuple[str, float]]:
    """Every rule by itself: its weight a day later, at the end of its days and beyond, and where it was attacked."""
    rules = read_contradictions()
    values = unlearnt().values
    told = [event(n, n % 40, "claim.hold", "regulars", code="A1") for n in (1,)]
    force = as_of(the_case(), day(TODAY), values).force
    base = as_of(small_case(*told, formations=FORMATIONS, areas=AREAS), day(TODAY), values).reports[0]
    number = {rule.rule: 0.0 for rule in rules}

    def pair(rule: ContradictionRule, gap: int, attacked: int | None = None) -> float:
        rows = [(rule.first, 20), (rule.second, 20 + gap)]
        rows += [] if attacked is None else [("opponent.attack", 20 + gap - attacked)]
        reports = [
            replace(base, event=replace(base.event, number=n, kind=kind), day=on, known=on)
            for n, (kind, on) in enumerate(rows, start=1)
        ]
        found = find_contradictions(force, reports, [rule], TODAY, values["half-life.contradiction"])
        return sum(c.weight for c in found)

    for n, rule in enumerate(rules):
        seen = [*(pair(rule, 1, before) for before in (0, 7, 8)), *(pair(rule, gap) for gap in (1, 3, 4, 14, 15))]
        number[rule.rule] += float(np.dot(seen, 1.0 + np.arange(len(seen)) * 0.1)) * (1.0 + 0.01 * (n % 7))
    yield from number.items()


def reading() -> Iterator[tuple[str, float]]:
    """What is left of reports on some days, and how far they speak of ground."""
    by = unlearnt()
    evidence = _evidence(by)
    traces, force = evidence.reading.traces, evidence.force
    for name in TRACES:
        of = TRACES[name].of
        whole = {"force": traces.force, "area": traces.areas, "formation": traces.formations}[of]
        values = whole[..., traces_of(of).index(name)].reshape(evidence.days, -1)
        yield (
            f"trace {name}",
            float(values[[20, 32, TODAY]] @ (1.0 + 0.1 * np.arange(values.shape[1])) @ [1.0, 1.3, 1.7]),
        )
    for r in evidence.reports:
        yield f"truth of {r.event.reliability}{r.event.credibility}", r.truth
    yield "votes", sum(r.vote * r.event.number for r in evidence.reports)
    yield "people", sum((r.people or 0) * r.vote for r in evidence.reports)
    areas = 1.0 + 0.1 * np.arange(len(AREAS))
    days = 1.0 + 0.01 * np.arange(evidence.days)
    yield "word of loss", days @ evidence.reading.lost @ areas
    yield "word of holding", days @ evidence.reading.holding @ areas
    yield "incoherence", evidence.incoherence @ days
    yield "contradictions", len(evidence.contradictions)
    yield "neighbours", float((force.neighbours * np.arange(len(force.strength))[:, None]).sum())
    yield "neighbours' spread", float((force.neighbours**2).sum())
    yield "garrison", float((force.garrison * force.strength).sum())
    yield "many partners", _many_partners(by)
    told = [event(n, n, kind, "levies", "mill", code="A1") for n, kind in enumerate(sorted(KINDS), start=1)]
    each = as_of(small_case(*told, formations=FORMATIONS, areas=AREAS), day(TODAY), by.values).reading
    yield "each kind's word of loss", days @ each.lost @ areas
    yield "each kind's word of holding", days @ each.holding @ areas


def _many_partners(by: Assumptions) -> float:
    """Reports that contradict each other over and over: how many partners each has, how far it is sought for them."""
    told = [
        event(n, n // 8, ("prepare.defence", "prepare.withdrawal")[n % 2], ("guards", "levies")[n // 2 % 2])
        for n in range(1, 161)
    ]
    evidence = as_of(small_case(*told, formations=FORMATIONS, areas=AREAS), day(TODAY), by.values)
    busy = [event(n, 2 * (n > 40), ("order.hold", "conduct.surrender")[n > 40], f"f{n % 40}") for n in range(1, 81)]
    parts = (formation("root", None), *(formation(f"f{n}", "root", 100, "ford") for n in range(40)))
    crowd = as_of(small_case(*busy, formations=parts, areas=AREAS), day(TODAY), by.values)
    return sum(c.weight for c in evidence.contradictions) + 0.1 * sum(c.weight for c in crowd.contradictions)


# -- the model ---------------------------------------------------------------------------------------------------------


def model() -> Iterator[tuple[str, float]]:
    """One day: rates and steps on fixed inputs."""
    by = unlearnt()
    found, values = model_of(by), by.values
    one = np.array([0.0, 0.5, 2.0])
    for name in HAZARDS:
        hazard = found.hazards[name]
        features = {term: one + 0.1 * n for n, term in enumerate(sorted(hazard.coefficients))}
        yield f"log rate of {name}", float(log_rate(hazard, features) @ [1.0, 1.1, 1.2])
    yield from _command(found, values, one)
    yield from _troops_of_a_day(values, one)
    yield from _ground(values)
    yield from _likelihood(found)
    for a, row in usual_switches(values).items():
        yield f"switches from {a}", float(np.dot(list(row.values()), [1.0, 1.1, 1.2, 1.3, 1.4]))


def _command(found: object, values: Mapping[str, float], one: np.ndarray) -> Iterator[tuple[str, float]]:
    for n, name in enumerate(("broke", "coercion", "relief", "new command", "backlash")):
        given = [one if m == n else np.zeros(3) for m in range(5)]
        loosen, tighten = grip_rates(values, *given)
        yield f"grip by {name}", float((loosen + 2.0 * tighten) @ [1.0, 1.1, 1.2])
    for speed in (1.0, 40.0):
        steps = grip_steps(values, np.array([speed]), np.array([speed]))[0]
        yield f"steps of grip at {speed:g}", float((steps * np.arange(25).reshape(5, 5) ** 1.5).sum())
    for broke in (0.0, 2.0, 1e5):
        steps = switch_steps(found, np.array([broke]))[0]
        yield f"steps of explanations at {broke:g}", float((steps * np.arange(25).reshape(5, 5) ** 1.5).sum())
    yield "deficit", float(found.deficit @ [1.0, 1.1, 1.2, 1.3, 1.4])


def _troops_of_a_day(values: Mapping[str, float], one: np.ndarray) -> Iterator[tuple[str, float]]:
    wear = ("losses", "shortage", "leaderless", "encirclement", "hardship", "coercion", "relief", "reinforcement")
    for name in wear:
        marks = lasting_marks(values, np.zeros(3), {w: one if w == name else np.zeros(3) for w in wear})
        yield f"marks by {name}", float(sum(marks) @ [1.0, 1.1, 1.2])
    for name in Marks._fields:
        marks = Marks(**{m: one if m == name else np.zeros(3) for m in Marks._fields})
        yield f"struck by {name}", float(break_log_odds(values, marks) @ [1.0, 1.1, 1.2])
        yield f"shaken by {name}", float(shake_rate(values, marks, one) @ [1.0, 1.1, 1.2])
    yield "calmed", float(calm_rate(values, one, 1.0 + one) @ [1.0, 1.1, 1.2])
    yield (
        "withdrawn",
        float(withdraw_rate(values, 0.1 * one, chance(one), np.array([1.0, 0.5, 0.0]), 0.9 - 0.1 * one).sum()),
    )
    yield (
        "trapped",
        float(
            trapped_share(values, one, np.array([0.0, 0.0, 1.0])).sum() + trapped_share(values, one, np.ones(3)).sum()
        ),
    )
    for slackens in (False, True):
        yield f"rout, slackens {slackens}", float(rout_share(values, np.array([slackens]), 0.1 * one, 2.0 * one).sum())
    losses = loss_rate(values, one, 2.0 - one, np.array([False, True, False]))
    yield "losses", float(losses @ [1.0, 1.1, 1.2])
    chances = survival(values, losses, one)
    yield "survival", float(chances.stay @ [1.0, 1.1, 1.2] + 2.0 * chances.leave @ [1.0, 1.1, 1.2])
    yield "survival gap", float(survival_gap(chances) @ [1.0, 1.1, 1.2])
    names = ("pressure", "ringed", "strain", "ran", "yielded", "turned", "momentum", "coercion", "relief")
    plain = ("lost", "fallen-lately", "broken", "loss", "rival", "slack", "size")
    features = force_features({name: one + 0.1 * n for n, name in enumerate((*names, *plain))})
    yield "features of the force", float(sum(x @ [1.0, 1.1, 1.2] * n for n, x in enumerate(features.values(), start=1)))


def _ground(values: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    force = as_of(the_case(), day(TODAY), values).force
    ground = ground_of(force)
    units, areas = len(force.strength), len(force.areas)
    holding, lost = np.linspace(0.2, 1.0, units), np.linspace(0.0, 1.0, areas)[::-1].copy()
    there = manned(ground, holding, np.linspace(0.8, 0.0, units), lost)
    yield "manned", float(there @ (1.0 + 0.1 * np.arange(areas)))
    names = ("attack", "leaving")
    traces = {name: np.linspace(0.0, 2.0 + n, areas) for n, name in enumerate(names)}
    traces |= {name: np.array(1.0 + 0.2 * n) for n, name in enumerate(("pressure", "strain", "pause", "size", "odds"))}
    found = area_features(ground, traces, lost, 4.0 * lost, np.array(0.7), np.array(0.4), 1.0 - there)
    for name, feature in found.items():
        yield f"feature {name}", float(np.broadcast_to(feature, areas) @ (1.0 + 0.1 * np.arange(areas)))
    fell, back, quiet = (np.zeros((15, 1)) for _ in range(3))
    fell[[2, 12]], back[8] = 1.1, 0.9
    found = loss_by_day(values, fell, quiet, back, np.full((15, 1), 0.03))
    yield "ground that fell, came back and fell", float(found[:, 0] @ (1.0 + 0.1 * np.arange(15)))


def _likelihood(found: object) -> Iterator[tuple[str, float]]:
    states, pairs = 1.0 + 0.1 * np.arange(len(STATES)), 1.0 + 0.1 * np.arange(len(EXPLANATIONS))
    for k, kind in enumerate(SIGNS):
        said = found.multipliers[k] @ pairs + np.log(found.shows[k]) @ states + 3.0 * found.slack[k]
        yield f"{kind} by explanation, state and grip", float(said)


# -- the posterior -----------------------------------------------------------------------------------------------------


def posterior() -> Iterator[tuple[str, float]]:
    """The filter on the invented case: what is believed on some days."""
    by = unlearnt()
    found = infer(model_of(by), _evidence(by))
    f, share = found.filtered, found.force.strength / found.force.strength.sum()
    for today in (0, 19, 32, TODAY):
        for z, p in zip(EXPLANATIONS, f.explanations[0, today], strict=True):
            yield f"day {today} {z}", p
        yield f"day {today} control", (f.pairs * f.control)[0, today].sum()
        yield f"day {today} spread of control", (f.pairs * f.spread)[0, today].sum()
        for s, state in enumerate(STATES):
            yield f"day {today} {state}", f.states[0, today, :, s] @ share
        yield f"day {today} thin", f.thin[0, today] @ (1.0 + 0.1 * np.arange(len(AREAS)))
    for a, area in enumerate(AREAS):
        yield f"{area.id} lost", found.course.lost[0, TODAY, a]
        yield f"{area.id} lost by day 30", found.course.lost[0, 30, a]
    for u, one in enumerate(found.force.formations):
        yield f"{one.id} control", f.formation_control[0, TODAY, u]
        yield f"{one.id} steady on day 30", f.states[0, 30, u, 0]
    yield "momentum", found.course.momentum[0] @ (1.0 + 0.01 * np.arange(TODAY + 1))
    yield "fallen lately", found.course.fallen_lately[0] @ (1.0 + 0.01 * np.arange(TODAY + 1))
    yield "odds", found.conditions.odds
    yield "size", found.conditions.size
    features = area_history(found.model, found.ground, found.conditions, found.course.lost, f)
    yield "fallen beside", float(features["fallen-beside"].sum())
    for name, feature in force_history(found).items():
        yield (
            f"feature {name}",
            float(np.broadcast_to(feature, (1, TODAY + 1))[0] @ (1.0 + 0.01 * np.arange(TODAY + 1))),
        )
    yield from _pressed(by)


def _pressed(by: Assumptions) -> Iterator[tuple[str, float]]:
    """The same force under everything at once: what is cut off at the most that it may be."""
    told = [
        event(n, n // 8, kind, who, where, code="A1")
        for n, (kind, who, where) in enumerate(
            [
                ("opponent.attack", "guards", "ridge"), ("opponent.encircle", "regulars", "ford"),
                ("conduct.flee", "guards", "ridge"), ("conduct.surrender", "regulars", "ford"),
                ("conduct.mutiny", "levies", "mill"), ("opponent.attack", "hired", "port"),
                ("conduct.abandon", "guards", "ridge"), ("conduct.surrender", "guards", "ridge"),
            ] * 10,
            start=1,
        )
    ]  # fmt: skip
    large = tuple(replace(f, strength=80 * f.strength) for f in FORMATIONS)
    case = the_case(events=tuple(told), formations=large, opponent_strength=900_000_000)
    found = infer(model_of(by), as_of(case, day(14), by.values))
    f, share = found.filtered, found.force.strength / found.force.strength.sum()
    for today in (4, 14):
        for z, p in zip(EXPLANATIONS, f.explanations[0, today], strict=True):
            yield f"pressed, day {today} {z}", p
        for s, state in enumerate(STATES):
            yield f"pressed, day {today} {state}", f.states[0, today, :, s] @ share
        yield f"pressed, day {today} lost", found.course.lost[0, today].sum()
    yield "pressed, odds", found.conditions.odds


def news() -> Iterator[tuple[str, float]]:
    """News of ground and of an ally, sources that agree, doubtful echoes, the few and the many, signs told again."""
    by = unlearnt()
    agreed = [
        replace(event(10 + n, 3 * n, "strain.losses", "guards", code=f"C{n}"), independent=2) for n in range(1, 7)
    ]
    told = (
        event(1, 2, "strain.ally", "root", code="A1"),
        event(2, 6, "ground.lost", "guards", "ridge"),
        event(3, 9, "ground.regained", "guards", "ridge"),
        event(4, 12, "ground.ceded", "regulars", "ford"),
        event(5, 15, "conduct.refuse", "levies", "mill"),
        event(6, 30, "conduct.refuse", "reserve", "mill"),
        event(7, 20, "conduct.desert", "hired", "port", people=10),
        event(8, 22, "conduct.surrender", "root", people=15_000),
        event(20, 24, "conduct.flee", "north", code="B3"),
        event(21, 25, "conduct.flee", "levies", "mill", code="C3"),
        event(22, 26, "conduct.mutiny", "home", "town", code="B3"),
        event(23, 27, "conduct.mutiny", "home", "town", code="C3", people=300),
        event(24, 28, "conduct.desert", "root", code="B3"),
        *agreed,
    )
    evidence = as_of(the_case(events=told), day(TODAY), by.values)
    areas, days = 1.0 + 0.1 * np.arange(len(AREAS)), 1.0 + 0.01 * np.arange(evidence.days)
    for r in evidence.reports:
        yield f"report {r.event.number}: truth", r.truth
        yield f"report {r.event.number}: vote", r.vote
        yield f"report {r.event.number}: people", r.people or 0
    for name in ("lost", "holding", "back"):
        yield f"word of ground {name}", days @ getattr(evidence.reading, name) @ areas
    for of in ("force", "areas", "formations"):
        traces = getattr(evidence.reading.traces, of)
        yield f"traces of {of}", (days @ traces.reshape(evidence.days, -1)) @ np.sin(1.0 + np.arange(traces[0].size))
    filtered = infer(model_of(by), evidence).filtered
    for today in (20, 22, 24, 30, TODAY):
        for z, p in zip(EXPLANATIONS, filtered.explanations[0, today], strict=True):
            yield f"day {today} {z}", p


# -- worlds ------------------------------------------------------------------------------------------------------------


def _luck(found: Posterior, worlds: int = WORLDS):
    return draw_luck(worlds, len(found.force.formations), len(found.force.areas), len(coefficient_names(found.model)))


def ahead() -> Iterator[tuple[str, float]]:
    """The conditions of the days to come, under every choice."""
    by = unlearnt()
    found = infer(model_of(by), _evidence(by))
    for choice in choices():
        conditions = look_ahead(found, day(TODAY), choice)
        sums = {}
        for name, values in conditions._asdict().items():
            ramp = 1.0 + 0.01 * np.arange(values.size).reshape(values.shape)
            sums[name] = float((values.astype(float) * ramp).sum())
        if choice == AS_IT_GOES:
            usual = sums
            yield from ((f"as it goes: {name}", value) for name, value in sums.items())
        else:
            changed = " · ".join(one for one, other in zip(choice, AS_IT_GOES, strict=True) if one != other)
            yield f"{changed}: all less as it goes", sum(value - usual[name] for name, value in sums.items())
    winter = usual_winter(date(2030, 10, 20), 33.0)
    yield "winter at 33° north", float(winter @ np.arange(len(winter)))


def luck() -> Iterator[tuple[str, float]]:
    """The stream of luck, and what is drawn by it."""
    found = draw_luck.__wrapped__(64, 3, 2, 4)
    for name, rows in found._asdict().items():
        flat = rows.astype(float).reshape(-1)
        yield name, float(flat @ np.sin(1.0 + np.arange(flat.size)))
    by = unlearnt()
    reduced = infer(model_of(by), _evidence(by))
    drawn = draw_hazards(reduced.model, by.parameters, _luck(reduced))
    for name, hazard in drawn.items():
        terms = [hazard.base, *hazard.coefficients.values()]
        yield f"{name}, drawn", sum(float(np.asarray(x, float).mean()) * (1.0 + 0.1 * n) for n, x in enumerate(terms))
        yield f"{name}, spread", sum(float(np.std(x)) * (1.0 + 0.1 * n) for n, x in enumerate(terms))


def worlds() -> Iterator[tuple[str, float]]:
    """Worlds run on from the invented case: what becomes of them, and the smooth chances."""
    by = unlearnt()
    found = infer(model_of(by), _evidence(by))
    drawn = _luck(found)
    smooth = chances_within(found, by.parameters, drawn, day(TODAY), 28)
    for name, chances in smooth.items():
        for n, p in enumerate(np.ravel(chances)):
            yield f"chance of {name} {n}", float(p)
    start = draw_start(found, drawn)
    yield "start", float(start.explanation.mean() + start.grip.mean() + start.states.mean() + start.held.mean())
    for inner in (True, False):
        (run,) = run_worlds(found, by.parameters, start, drawn, day(TODAY), inner=inner, watch=inner)
        told = "inner causes" if inner else "no inner causes"
        yield f"{told}: losses", float(run.losses.mean())
        yield f"{told}: resistance", float(run.met.mean())
        for s, state in enumerate(STATES):
            yield f"{told}: {state}", float(run.states[s].mean())
        for week in (0, 3, 7):
            yield f"{told}: control in week {week + 1}", float(run.control[week].mean())
        yield from _days(told, run)
        if run.signs is not None:
            for k in range(len(run.signs)):
                yield f"expected reports {k}", float(run.signs[k].mean(axis=-1) @ (1.0 + 0.1 * np.arange(len(AREAS))))


def _days(told: str, run: Worlds) -> Iterator[tuple[str, float]]:
    yield f"{told}: days of falls", float(run.fall.mean())
    for name, days in run.first.items():
        yield f"{told}: days of {name}", float(days.mean())
    for name, days in run.breaks.items():
        yield f"{told}: formations' days of {name}", float((days.mean(axis=1) * (1 + np.arange(len(days)))).sum())


def hard_worlds() -> Iterator[tuple[str, float]]:
    """Worlds under which everything happens at once, so that what is cut off at its most is seen."""
    all_at_once = {
        "area.base": -1.5,
        "exit.base": -1.5,
        "surrender.base": -1.5,
        "mutiny.base": -1.5,
        "collapse.base": -5.0,
    }
    for on, hot in ((6, all_at_once), (19, {"surrender.base": -1.5})):
        by = unlearnt()
        by = replace(by, parameters=tuple(replace(p, value=hot.get(p.name, p.value)) for p in by.parameters))
        found = infer(model_of(by), as_of(the_case(), day(on), by.values))
        drawn = _luck(found)
        (run,) = run_worlds(found, by.parameters, draw_start(found, drawn), drawn, day(on))
        for s, state in enumerate(STATES):
            yield f"day {on}: {state}", float(run.states[s].mean())
        yield from _days(f"day {on}", run)


# -- learning ----------------------------------------------------------------------------------------------------------


def learning() -> Iterator[tuple[str, float]]:
    """A fit on fixed rows, tables counted in the invented case, and its rows."""
    n = np.arange(600)
    x = np.column_stack([(n % 7) / 3.0, (n % 11) / 5.0])
    rows = Rows(x, ((n * 37 % 101) < 8 + 3 * x[:, 0]).astype(float), np.full(600, 0.4), n // 150)
    prior = Prior(
        np.array([-4.0, 0.3, 0.2]), np.array([1.0, 0.4, 0.3]), np.array([-np.inf, 0, -np.inf]), np.full(3, np.inf)
    )
    fit = fit_hazard(rows, prior, 0.5)
    for name, values in fit._asdict().items():
        yield f"fit {name}", float(values @ (1.0 + 0.1 * np.arange(len(values))))
    by = unlearnt()
    outcomes = (
        Outcome("explanation", None, None, day(0), ("press",), "in-control"),
        Outcome("explanation", None, None, day(18), ("press",), "loss-of-control"),
        Outcome("area-given-up", "ridge", None, day(24), ("press",), ""),
        Outcome("unordered-exit", None, None, day(30), ("press",), ""),
    )
    case = the_case(outcomes=outcomes)
    for kind, row in learn_multipliers([case], by.explanations, by.values["table.reports"]).items():
        yield f"{kind} learnt", float(np.dot(list(row.values()), [1.0, 1.1, 1.2, 1.3, 1.4]))
    for name, row in learn_switches([case], usual_switches(by.values)).items():
        yield f"switches from {name} learnt", float(np.dot(list(row.values()), [1.0, 1.1, 1.2, 1.3, 1.4]))
    found = rows_of(case, model_of(by))
    for name in HAZARDS:
        yield f"rows of {name}", len(found.happened[name])
        yield f"events of {name}", float(found.happened[name].sum())
        yield (
            f"features of {name}",
            float((found.features[name] * (1.0 + np.arange(found.features[name].shape[1]))).sum()),
        )
    yield "weights", float(pooled([(np.zeros((4, 1)), np.ones(4), 2)]).weight.sum())


# -- the assessment ----------------------------------------------------------------------------------------------------


def assessment() -> Iterator[tuple[str, float]]:
    """The whole way on few worlds: forecasts, intervals, choices, what to watch, reasons."""
    by, evidence = unlearnt(), _evidence(unlearnt())
    found = infer(model_of(by), evidence)
    with _changed(project, WORLDS=project.WORLDS * 3 // 20, COMPARED=project.COMPARED * 3 // 20):
        futures = run_choices(found, by, day(TODAY))
        told = count(evidence, by, found, futures)
    for f in told.forecasts:
        if f.formation is None and f.horizon in (7, 28):
            yield f"{f.question} {f.area or ''} {f.horizon}: worlds", f.worlds
            yield f"{f.question} {f.area or ''} {f.horizon}: number", f.probability.value if f.probability else -1.0
            yield f"{f.question} {f.area or ''} {f.horizon}: hidden", -1.0 if f.hidden is None else f.hidden
            yield f"{f.question} {f.area or ''} {f.horizon}: confidence", _rank(f.confidence)
    yield (
        "states of questions",
        sum(("open", "again", "happened", "unclear").index(f.state) * (n + 1) for n, f in enumerate(told.forecasts)),
    )
    yield "weekly", sum(w.probability.value * w.week for w in told.weekly)
    yield "decisive", float(np.dot(told.decisive_shares, np.arange(8)))
    yield "control", told.control.value
    yield "control, low", told.control.low
    yield "control, high", told.control.high
    yield "scenarios", sum(s.probability.value * (1 + n % 13) for n, s in enumerate(told.scenarios))
    yield "widths of differences", sum(s.difference.high - s.difference.low for s in told.scenarios)
    yield "tolls", sum((t.losses.value + t.captive.value + t.opponent_cost) * (1 + n) for n, t in enumerate(told.tolls))
    yield "self-inflicted", told.self_inflicted.share.value if told.self_inflicted.share else -1.0
    yield "lost", told.self_inflicted.lost.value
    yield "survival", sum(x.survival_stay + 2.0 * x.survival_leave for x in told.formations)
    yield "own way", sum(x.own_way.value for x in told.formations)
    yield "indicators", len(told.indicators)
    yield "bits", sum(i.information for i in told.indicators)
    yield "if seen", sum(i.if_seen - i.if_not for i in told.indicators)
    yield "least seen", min(i.seen for i in told.indicators)
    yield "votes of 28 days", recent_votes(evidence)
    chances = np.linspace(0.0, 1.0, 101)
    yield "confidence by spread", sum(_rank(rate_confidence(p / 4.0, False)) * (1.0 + p) for p in chances.tolist())
    yield (
        "states of recurring questions by chance",
        sum(len(state_of_recurring(p)) * (1.0 + p) for p in chances.tolist()),
    )
    yield "states of questions by chance", sum(len(state_by_chance(p)) * (1.0 + p) for p in chances.tolist())
    with _changed(watch, KEPT=100_000):
        for often in (1.0, 20.0):
            loud = replace(told.worlds, signs=often * told.worlds.signs)
            ladder = tuple(rungs(evidence, found, loud))
            every = watch.indicators(ladder, loud, [a.id for a in AREAS], mixture_of(by))
            yield f"all indicators, reports times {often:g}", len(every)
    yield "a loss that can hardly be told", float(_lost(found, futures, 0.0115) is None)
    yield "cautions of disagreement", sum(len(caution_of_disagreement(p, 1.0, "in-control")) for p in chances.tolist())
    yield from _cautions(by)
    yield from _reasons(by, told)


def _rank(confidence: str | None) -> float:
    return -1.0 if confidence is None else float(("low", "moderate", "high").index(confidence))


@contextmanager
def _changed(module: ModuleType, **values: int) -> Iterator[None]:
    """The module with other constants while inside."""
    usual = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in usual.items():
            setattr(module, name, value)


def _lost(found: Posterior, futures: Futures, part: float) -> Estimate | None:
    """What part of the loss is self-inflicted where this part of the strength is lost to fighting, and no more."""
    usual = futures.by_choice[AS_IT_GOES]
    share = found.force.strength / found.force.strength.sum()
    states = np.stack([share @ (usual.start.states == s) for s in range(len(STATES))])
    so = replace(usual, states=states, losses=np.full(len(usual.losses), part))
    return _self_inflicted(found, replace(futures, by_choice={**futures.by_choice, AS_IT_GOES: so})).share


def _cautions(by: Assumptions) -> Iterator[tuple[str, float]]:
    """How many cautions there are with so many reports, of so many doubtful ones."""
    for n in range(1, 9):
        told = [
            event(m, 40, "conduct.defend", f"f{m}", code=("B2" if m * 8 <= n * 3 else "D2")) for m in range(1, n + 1)
        ]
        parts = (formation("root", None), *(formation(f"f{m}", "root", 100, "ford") for m in range(1, 9)))
        evidence = as_of(small_case(*told, formations=parts, areas=AREAS), day(TODAY), by.values)
        yield f"cautions of {n} reports", sum(len(c.kind) for c in cautions_of(evidence))
    for days, n in ((20, 11), (20, 12), (21, 11), (26, 11)):
        told = [event(m, days - 2, "conduct.defend", f"f{m % 8 + 1}", code="A1") for m in range(n)]
        evidence = as_of(small_case(*told, formations=parts, areas=AREAS), day(days - 1), by.values)
        yield f"cautions of {n} reports in {days} days", sum(len(c.kind) for c in cautions_of(evidence))


def _reasons(by: Assumptions, told: object) -> Iterator[tuple[str, float]]:
    few = as_of(the_case(events=_events()[16:24]), day(TODAY), by.values)
    asked = asked_of(told)
    (numbers,) = conclude(by, few.force, [few.reading], few.winter, few.as_of, asked)
    yield "asked", len(asked)
    yield "concluded", sum(numbers.forecasts.values())
    why = weigh(replace(told, evidence=few))
    yield "said", sum(w.number * p for w in why.weights for n, p in enumerate(w.said.values()) if n < 2)
    yield "effects", sum(abs(p) for w in why.weights for p in (w.effect.control, *w.effect.forecasts.values()))
    yield "recodings", len(why.recodings)
    yield "recoded", sum(abs(r.effect.control) for r in why.recodings)
    yield "without claims", why.without_claims.control


SECTIONS: Mapping[str, tuple[Callable[[], Iterator[tuple[str, float]]], float]] = {
    "reading": (reading, EXACT),
    "model": (model, EXACT),
    "contradictions": (contradictions, EXACT),
    "posterior": (posterior, EXACT),
    "news": (news, EXACT),
    "ahead": (ahead, 1e-5),
    "luck": (luck, 1e-4),
    "learning": (learning, 1e-5),
    "worlds": (worlds, LOOSE),
    "hard worlds": (hard_worlds, LOOSE),
    "kherson": (kherson, EXACT),
    "assessment": (assessment, LOOSE),
}
"""By name: what gives the numbers, and their relative tolerance; the cheapest first."""


def numbers_of(section: str) -> Numbers:
    """The numbers of a section by name; of numbers of one name the last."""
    return {name: float(value) for name, value in SECTIONS[section][0]()}


def differs(value: float, expected: float, tolerance: float) -> bool:
    """Whether a number is another than expected."""
    return not abs(value - expected) <= tolerance * max(abs(expected), 0.05)
