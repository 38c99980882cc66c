"""What the assessment of an earlier day says first, without the choices, the reasons and the formations."""

from breakranks.assessment.count import control_series
from breakranks.assessment.ladder import rungs
from breakranks.assessment.measure import probability
from breakranks.assessment.mixture import mixture_of
from breakranks.assessment.project import run_usual
from breakranks.assessment.types import EarlierDay, Estimate
from breakranks.assessment.variants import DAYS
from breakranks.assumptions import Assumptions
from breakranks.evidence import Evidence
from breakranks.model import model_of
from breakranks.posterior import infer
from breakranks.vocabulary import EXPLANATIONS


def look_back(evidence: Evidence, assumptions: Assumptions) -> EarlierDay:
    """Explanations, control and forecasts within 28 days as `count` gives them, in a third of the time."""
    posterior, mixture = infer(model_of(assumptions), evidence), mixture_of(assumptions)
    worlds = run_usual(posterior, assumptions, evidence.as_of)
    ladder = [rung for rung in rungs(evidence, posterior, worlds) if rung.formation is None]
    explained = posterior.filtered.explanations[0, -1].tolist()
    return EarlierDay(
        as_of=evidence.as_of,
        reports=len(evidence.reports),
        explanations={z: probability(p) for z, p in zip(EXPLANATIONS, explained, strict=True)},
        control=Estimate(*control_series(posterior)[-1].tolist()),
        states={rung.key: rung.state for rung in ladder},
        forecasts={
            rung.key: probability(mixture.mix(rung.question, rung.within(DAYS), DAYS)) for rung in ladder if rung.asked
        },
    )
