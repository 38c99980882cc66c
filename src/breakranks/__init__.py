"""Reads what was reported about an army; says how much control its command still has and what may follow.

The way of the data: `load_case` → `evidence.as_of` → `posterior.infer` → `worlds.run_worlds` → `assessment.count` →
`presentation.write`. `assess` goes the whole way.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = [
    "Assessment", "Case", "Comparison", "EarlierDay", "Evidence", "InputError", "Reasons", "assess", "compare",
    "earlier", "frames", "load_case", "reasons", "report_html", "write",
]  # fmt: skip

_HOMES = {
    "Assessment": "breakranks.assessment.types",
    "Case": "breakranks.case",
    "Comparison": "breakranks.assessment.types",
    "EarlierDay": "breakranks.assessment.types",
    "Evidence": "breakranks.evidence.types",
    "InputError": "breakranks.tables",
    "Reasons": "breakranks.assessment.types",
    "assess": "breakranks.whole",
    "compare": "breakranks.whole",
    "earlier": "breakranks.whole",
    "frames": "breakranks.presentation",
    "load_case": "breakranks.case",
    "reasons": "breakranks.whole",
    "report_html": "breakranks.presentation",
    "write": "breakranks.presentation",
}

if TYPE_CHECKING:
    from breakranks.assessment.types import Assessment, Comparison, EarlierDay, Reasons
    from breakranks.case import Case, load_case
    from breakranks.evidence.types import Evidence
    from breakranks.presentation import frames, report_html, write
    from breakranks.tables import InputError
    from breakranks.whole import assess, compare, earlier, reasons


def __getattr__(name: str) -> object:
    # Names load on first use, so that checking a case does not wait for NumPy.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'breakranks' has no attribute '{name}'")
