"""Evidence → posterior: what is believed of command, formations and ground on each day up to the as-of day."""

from breakranks.posterior.infer import area_history, force_history, infer, infer_variants
from breakranks.posterior.types import Posterior

__all__ = ["Posterior", "area_history", "force_history", "infer", "infer_variants"]
