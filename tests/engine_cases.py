"""A small force under a few weeks of reports, and what the tests of the engine do with it again and again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from breakranks.assessment.variants import Numbers, conclude
from breakranks.assumptions import Assumptions, Parameter, read_assumptions, read_explanations, read_priors
from breakranks.case.types import Area, Case, Event
from breakranks.evidence import Evidence, as_of
from breakranks.model import model_of
from breakranks.model.setup import HAZARDS
from breakranks.posterior import Posterior, infer
from breakranks.vocabulary import EXPLANATIONS, HORIZONS, QUESTIONS
from breakranks.worlds import Luck, Worlds, coefficient_names, draw_luck, draw_start, run_worlds
from evidence_cases import day, event, formation, small_case

DAYS = 40
SHIPPED = read_assumptions()
"""What is shipped, as learnt from all cases."""
RATES = {
    (q.id, h): r for q in QUESTIONS.values() if q.recorded for h, r in zip(HORIZONS, (0.1, 0.2, 0.3, 0.4), strict=True)
}


def unlearnt() -> Assumptions:
    """What the tables say before any case was seen, so that learning anew does not move numbers."""
    rows = tuple(replace(row, learnt=row.multipliers) for row in read_explanations())
    return Assumptions(read_priors(), rows, {}, RATES)


PRIOR = unlearnt()

FORMATIONS = (
    formation("root", None),
    formation("left", "root"),
    replace(formation("l1", "left", 4000, "bank"), troops="conscript"),
    replace(formation("l2", "left", 3000, "bridge"), troops="mobilised"),
    formation("right", "root"),
    replace(formation("r1", "right", 5000, "town"), troops="professional"),
)
AREAS = tuple(
    Area(id=id, name=id, lat=47.0, lon=33.0, adjacent=tuple(adjacent.split()), front=front)
    for id, adjacent, front in (("bank", "bridge", True), ("bridge", "bank town", True), ("town", "bridge", False))
)
"""bank - bridge - town, with one formation in each; the town lies behind."""

EVENTS = (
    event(1, 2, "opponent.attack", "l1", "bank"),
    event(2, 3, "order.hold", "root"),
    event(3, 5, "conduct.defend", "l1", "bank"),
    event(4, 8, "strain.losses", "l1"),
    event(5, 10, "prepare.defence", "r1", "town"),
    event(6, 12, "claim.hold", "root"),
    event(7, 15, "opponent.attack", "l2", "bridge"),
    event(8, 18, "conduct.desert", "l2"),
    event(9, 20, "grip.coerce", "left"),
    event(10, 22, "prepare.withdrawal", "l1", "bank"),
    event(11, 25, "claim.blame", "root"),
    event(12, 28, "conduct.refuse", "l2"),
    event(13, 30, "opponent.attack", "l1", "bank"),
    event(14, 33, "conduct.withdraw", "l1", "bank"),
    event(15, 36, "order.no-retreat", "r1"),
    event(16, 39, "conduct.flee", "l2", "bridge"),
)


def tiny_case(*events: Event, **changes: object) -> Case:
    return small_case(*events, **({"formations": FORMATIONS, "areas": AREAS, "winter": ()} | changes))


def evidence_of(*events: Event, until: int = DAYS - 1, by: Assumptions = SHIPPED, **changes: object) -> Evidence:
    return as_of(tiny_case(*events, **changes), day(until), by.values)


def posterior_of(*events: Event, until: int = DAYS - 1, by: Assumptions = SHIPPED, **changes: object) -> Posterior:
    return infer(model_of(by), evidence_of(*events, until=until, by=by, **changes))


def numbers_of(*events: Event, until: int = DAYS - 1, by: Assumptions = SHIPPED, **changes: object) -> Numbers:
    """Explanations, control and the chances within 28 days, as `reasons` and `compare` have them."""
    return told(evidence_of(*events, until=until, by=by, **changes), by)


def told(evidence: Evidence, by: Assumptions = SHIPPED) -> Numbers:
    force = evidence.force
    areas = [("area-given-up", area.id) for area in force.areas]
    asked = [*areas, *((q.id, None) for q in QUESTIONS.values() if q.of != "area")]
    (found,) = conclude(by, force, [evidence.reading], evidence.winter, evidence.as_of, asked)
    return found


def explained(posterior: Posterior) -> dict[str, float]:
    """The probabilities of the explanations on the last day, by name."""
    return dict(zip(EXPLANATIONS, posterior.filtered.explanations[0, -1].tolist(), strict=True))


def luck_for(posterior: Posterior, worlds: int, stream: int = 11) -> Luck:
    force, model = posterior.force, posterior.model
    return draw_luck(worlds, len(force.formations), len(force.areas), len(coefficient_names(model)), stream)


def worlds_of(
    posterior: Posterior, worlds: int = 1000, by: Assumptions = SHIPPED, until: int = DAYS - 1, **more
) -> Worlds:
    luck = luck_for(posterior, worlds, more.pop("stream", 11))
    return run_worlds(posterior, by.parameters, draw_start(posterior, luck), luck, day(until), **more)[0]


def still(**values: float) -> Assumptions:
    """Assumptions under which nothing ever happens but what `values` say (names with `__` for `.` and `_` for `-`)."""
    given = {name.replace("__", ".").replace("_", "-"): value for name, value in values.items()}
    given = {**dict.fromkeys((f"{hazard}.base" for hazard in HAZARDS), -50.0), **given}
    quiet = (
        "area.tempo",
        "force.tempo",
        "shake.base",
        "calm.base",
        "submit.base",
        "muster",
        "grip.toward",
        "grip.away",
    )
    assert given.keys() <= PRIOR.values.keys()

    def value(p: Parameter) -> float:
        return given.get(p.name, 0.0 if p.spread > 0 or p.name in quiet else p.value)

    parameters = tuple(replace(p, value=value(p), uncertainty=0.0) for p in PRIOR.parameters)
    stay = {a: {b: float(a == b) for b in EXPLANATIONS} for a in EXPLANATIONS}
    return replace(PRIOR, parameters=parameters, switches={"start": stay["in-control"], **stay})


def events_of(*rows: Sequence[Any]) -> tuple[Event, ...]:
    """Events from rows of day, kind, formation, areas and code, numbered as they stand."""
    usual = (None, None, "root", "", "B2")
    whole = [(*row, *usual[len(row) :]) for row in rows]
    return tuple(
        event(n, on, kind, who, where, code=code) for n, (on, kind, who, where, code) in enumerate(whole, start=1)
    )
