"""Settings of all tests."""

from hypothesis import settings
from jaxtyping import install_import_hook

# Arguments and results of the engine's functions are checked against the shapes in their annotations.
ENGINE = ("evidence", "model", "posterior", "worlds", "assessment", "learning", "scoring")
install_import_hook([f"breakranks.{part}" for part in ENGINE], "beartype.beartype")

# Examples do not differ from run to run, and a busy machine does not fail them.
settings.register_profile("same-everywhere", derandomize=True, deadline=None, database=None)
settings.load_profile("same-everywhere")
