"""Case folder → case: reads, checks and makes cases."""

from breakranks.case.create import create
from breakranks.case.read import Examined, check, examine, read
from breakranks.case.shipped import folder_of, grouped, load_case, shipped
from breakranks.case.tidy import tidy, untidy
from breakranks.case.types import Area, Case, Event, Formation, Judgement, Outcome, Source

__all__ = [
    "Area", "Case", "Event", "Examined", "Formation", "Judgement", "Outcome", "Source",
    "check", "create", "examine", "folder_of", "grouped", "load_case", "read", "shipped", "tidy",
    "untidy",
]  # fmt: skip
