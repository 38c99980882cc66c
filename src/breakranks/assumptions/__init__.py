"""The assumptions of the model, as tables an analyst can read, argue with and replace."""

from breakranks.assumptions.learnt import base_rates, learnt_switches, track_record
from breakranks.assumptions.ordinary import ordinary_bases, ordinary_rates, start_ordinary
from breakranks.assumptions.phrases import Phrase, read_phrases
from breakranks.assumptions.read import (
    learnt_from,
    read_assumptions,
    read_choices,
    read_confusions,
    read_contradictions,
    read_explanations,
    read_kinds,
    read_parameters,
    read_priors,
    read_values,
    usual_switches,
)
from breakranks.assumptions.types import Assumptions, ChoiceRow, ContradictionRule, ExplanationRow, KindRow, Parameter

__all__ = [
    "Assumptions", "ChoiceRow", "ContradictionRule", "ExplanationRow", "KindRow", "Parameter", "Phrase",
    "base_rates", "learnt_from", "learnt_switches", "ordinary_bases", "ordinary_rates", "read_assumptions",
    "read_choices", "read_confusions", "read_contradictions", "read_explanations", "read_kinds", "read_parameters",
    "read_phrases", "read_priors", "read_values", "start_ordinary", "track_record", "usual_switches",
]  # fmt: skip
