"""The model: hazards of ground and of bodies of troops, grip, what formations do, and how likely reports are.

Pure functions of arrays that broadcast over leading axes, so that the same ones serve the filter (over explanations,
grip levels and variants of the evidence) and the worlds (over worlds).
"""

from breakranks.model.hazards import Hazard, chance, log_rate
from breakranks.model.setup import GRIPS, Model, model_of

__all__ = ["GRIPS", "Hazard", "Model", "chance", "log_rate", "model_of"]
