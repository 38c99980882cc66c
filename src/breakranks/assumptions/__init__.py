"""The assumptions of the model, as tables an analyst can read, argue with and replace."""

from breakranks.assumptions.learnt import History, history, learnt
from breakranks.assumptions.phrases import Phrase, read_phrases
from breakranks.assumptions.read import read_contradictions, read_explanations, read_parameters, read_priors
from breakranks.assumptions.responses import read_responses
from breakranks.assumptions.types import ContradictionRule, ExplanationRow, Parameter

__all__ = [
    "ContradictionRule",
    "ExplanationRow",
    "History",
    "Parameter",
    "Phrase",
    "history",
    "learnt",
    "read_contradictions",
    "read_explanations",
    "read_parameters",
    "read_phrases",
    "read_priors",
    "read_responses",
]
