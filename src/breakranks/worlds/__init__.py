"""Evidence → worlds: a particle filter over possible truths about the force."""

from breakranks.worlds.infer import Worlds, filter

__all__ = ["Worlds", "filter"]
