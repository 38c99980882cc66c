"""The words of the project, each in one place: what a case says, what is asked, what may explain it or be done.

Everything else derives from these records. A record holds words, and the few numbers that are part of what a word means
(`State.holds`, `State.obeys`, `Question.told_by`, `HORIZONS`). All other numbers stand in `breakranks.assumptions`.
"""

from breakranks.vocabulary.choices import (
    AS_IT_GOES,
    COMMANDS,
    OPPONENTS,
    SEASONS,
    Choice,
    Option,
)
from breakranks.vocabulary.codes import CREDIBILITY, ECHELON_DIGITS, ECHELONS, RELIABILITY, TROOPS, UNTRAINED
from breakranks.vocabulary.explanations import EXPLANATIONS, Explanation
from breakranks.vocabulary.kinds import DIRECTIONS, GROUND, GROUPS, KINDS, SIGNS, Direction, Kind
from breakranks.vocabulary.questions import BATTALION, HORIZONS, QUESTIONS, Question
from breakranks.vocabulary.states import STATES, State
from breakranks.vocabulary.traces import TRACES, Trace, traces_of

__all__ = [
    "AS_IT_GOES", "BATTALION", "COMMANDS", "CREDIBILITY", "DIRECTIONS", "ECHELONS", "ECHELON_DIGITS",
    "EXPLANATIONS", "GROUND", "GROUPS", "HORIZONS", "KINDS", "OPPONENTS", "QUESTIONS", "RELIABILITY", "SEASONS",
    "SIGNS", "STATES", "TRACES", "TROOPS", "UNTRAINED", "Choice", "Direction", "Explanation", "Kind", "Option",
    "Question", "State", "Trace", "traces_of",
]  # fmt: skip
