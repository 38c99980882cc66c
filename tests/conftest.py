"""Settings of all tests."""

import os
import tempfile

from hypothesis import settings

# Examples do not differ from run to run, and a busy machine does not fail them.
settings.register_profile("same-everywhere", derandomize=True, deadline=None, database=None)
settings.load_profile("same-everywhere")

# What the workbench remembers of cases opened lately is the user's; tests have a list of their own.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="breakranks-data-")
