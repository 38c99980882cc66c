"""A shipped case under the priors, as the benchmarks take it."""

from datetime import date
from typing import NamedTuple

from breakranks.assumptions import read_explanations, read_priors
from breakranks.assumptions.types import Parameter
from breakranks.case import load_case
from breakranks.evidence import as_of
from breakranks.evidence.types import Evidence
from breakranks.worlds.setup import Model, Record, model_of, record_of


class Loaded(NamedTuple):
    """What is known of a case on a day, and what the filter runs on; the record's arrays are NumPy's."""

    parameters: tuple[Parameter, ...]
    evidence: Evidence
    model: Model
    record: Record


def loaded(slug: str, day: date | None = None) -> Loaded:
    """A case as of a day, by default the last of its `as_of` days."""
    case, parameters = load_case(slug), read_priors()
    evidence = as_of(case, day or case.as_of[-1], {p.name: p.centre for p in parameters})
    model = model_of(evidence.force, parameters, read_explanations())
    return Loaded(parameters, evidence, model, record_of(evidence, parameters))
