"""Case folder → case: reads, checks and makes cases."""

from breakranks.case.create import create
from breakranks.case.read import check, read
from breakranks.case.shipped import grouped, load_case, shipped
from breakranks.case.types import Area, Case, Event, Formation, Judgement, Outcome, Source

__all__ = [
    "Area", "Case", "Event", "Formation", "Judgement", "Outcome", "Source",
    "check", "create", "grouped", "load_case", "read", "shipped",
]  # fmt: skip
