"""Settings of all tests."""

from hypothesis import settings

# Examples do not differ from run to run, and a busy machine does not fail them.
settings.register_profile("same-everywhere", derandomize=True, deadline=None, database=None)
settings.load_profile("same-everywhere")
