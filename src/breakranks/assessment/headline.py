"""The headline of an assessment in a fraction of its time: explanations, control, and forecasts within 28 days."""

from collections.abc import Mapping
from dataclasses import dataclass

from breakranks.assessment.count import control_series
from breakranks.assessment.ladder import already, left_to_break, state_by_chance, state_of_recurring, told
from breakranks.assessment.mixture import mixture_of
from breakranks.assessment.types import AGAIN, OPEN, Estimate, Key
from breakranks.assessment.variants import DAYS, WORLDS, by_question
from breakranks.assumptions import Assumptions
from breakranks.evidence import Evidence
from breakranks.model import model_of
from breakranks.posterior import Posterior, infer
from breakranks.vocabulary import EXPLANATIONS, QUESTIONS
from breakranks.worlds import Start, chances_within, coefficient_names, draw_luck, draw_start


@dataclass(frozen=True)
class Headline:
    """What an assessment says first, of one case as of one day.

    Explanations and control are those of the assessment itself. `forecasts` within 28 days are counted in 128 worlds
    instead of 2,000, by question and area (None for the force), of what has a number; `states` are the states of all.
    Two headlines are counted on the same luck, so that their difference tells more than either. `held` is the chance
    that each area is held, and `formations` the control that command has of each formation.
    """

    explanations: Mapping[str, float]
    control: Estimate
    held: Mapping[str, float]
    formations: Mapping[str, float]
    states: Mapping[Key, str]
    forecasts: Mapping[Key, float]

    @property
    def leading(self) -> str:
        """The likeliest explanation."""
        return max(self.explanations, key=lambda z: self.explanations[z])


def headline(assumptions: Assumptions, evidence: Evidence) -> Headline:
    """The headline of what was known on a day."""
    model, mixture, force = model_of(assumptions), mixture_of(assumptions), evidence.force
    posterior = infer(model, evidence)
    luck = draw_luck(WORLDS, len(force.formations), len(force.areas), len(coefficient_names(model)))
    chances = by_question(force, chances_within(posterior, assumptions.parameters, luck, evidence.as_of, DAYS))
    states = _states(evidence, posterior, draw_start(posterior, luck))
    explained = posterior.filtered.explanations[0, -1].tolist()
    lost = posterior.course.lost[0, -1].tolist()
    left = float(left_to_break(posterior)[0])
    controlled = posterior.filtered.formation_control[0, -1]
    return Headline(
        explanations=dict(zip(EXPLANATIONS, explained, strict=True)),
        control=Estimate(*control_series(posterior)[-1].tolist()),
        held={area.id: 1.0 - p for area, p in zip(force.areas, lost, strict=True)},
        formations={f.id: float(p) for f, p in zip(force.formations, controlled, strict=True)},
        states=states,
        forecasts={
            key: mixture.mix(key[0], float(chances[key][0]), DAYS, part=left if QUESTIONS[key[0]].recurring else 1.0)
            for key, state in states.items()
            if state in (OPEN, AGAIN)
        },
    )


def _states(evidence: Evidence, posterior: Posterior, start: Start) -> dict[Key, str]:
    """The state of every question of the areas and the force."""
    found = dict[Key, str]()
    for question in QUESTIONS.values():
        if question.of == "area":
            for area, lost in zip(evidence.force.areas, posterior.course.lost[0, -1], strict=True):
                found[question.id, area.id] = state_by_chance(1.0 - float(lost))
        elif question.of == "whole":
            found[question.id, None] = state_by_chance(1.0 - float(already(question.hazard, posterior, start).mean()))
        else:
            found[question.id, None] = state_of_recurring(told(evidence, question.id))
    return found
