"""What is believed on the as-of day and before."""

from dataclasses import dataclass

from breakranks.evidence.types import Force, Reading
from breakranks.model import Model
from breakranks.model.ground import Ground
from breakranks.posterior.conditions import Conditions
from breakranks.posterior.filter import Course, Filtered


@dataclass(frozen=True)
class Posterior:
    """What is believed of one force on the as-of day, for one or several variants of the evidence.

    Variants are the first axis of every array of `conditions`, `course` and `filtered`.
    """

    model: Model
    force: Force
    ground: Ground
    readings: tuple[Reading, ...]
    conditions: Conditions
    course: Course
    filtered: Filtered
