"""Reads what was reported about an army; says how much control its command still has and what may follow.

The way of the data: `load_case` → `evidence.as_of` → `worlds.filter` → `futures.project` → `assessment.count` →
`presentation.write`. `assess` goes the whole way.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Assessment", "Case", "Evidence", "InputError", "assess", "frames", "load_case", "report_html", "write"]

_HOMES = {
    "Assessment": "breakranks.assessment.types",
    "Case": "breakranks.case",
    "Evidence": "breakranks.evidence.types",
    "InputError": "breakranks.tables",
    "assess": "breakranks.whole",
    "frames": "breakranks.presentation",
    "load_case": "breakranks.case",
    "report_html": "breakranks.presentation",
    "write": "breakranks.presentation",
}

if TYPE_CHECKING:
    from breakranks.assessment.types import Assessment
    from breakranks.case import Case, load_case
    from breakranks.evidence.types import Evidence
    from breakranks.presentation import frames, report_html, write
    from breakranks.tables import InputError
    from breakranks.whole import assess


# XLA warns, wrongly, that programs from its own cache may not suit the machine; it reads this before JAX loads.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def __getattr__(name: str) -> object:
    # Names load on first use, so that checking a case does not wait for JAX.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'breakranks' has no attribute '{name}'")
