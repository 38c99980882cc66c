"""A case on the desk: what is concluded from it as it is now, as of any day, worked out once for each state."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from threading import Lock

from breakranks import whole
from breakranks.assessment import Assessment, Comparison, Headline, Reasons, headline
from breakranks.assumptions import read_assumptions
from breakranks.assumptions.types import Parameter
from breakranks.case import Case, Examined
from breakranks.evidence import as_of
from breakranks.tables import InputError
from breakranks.workbench.folder import CaseFolder
from breakranks.workbench.journal import Files
from breakranks.workbench.memo import Memo
from breakranks.workbench.sheet import NotPlainError, Sheet, empty, is_plain, parse

HEADLINES, WHOLE, FEW = 400, 6, 3
"""How many headlines, assessments, and lists of reasons are kept."""


@dataclass(frozen=True)
class State:
    """A case as it was at one version of its files."""

    version: str
    examined: Examined

    @property
    def case(self) -> Case | None:
        """The case; None where the folder has problems."""
        return self.examined.case

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day as of which it can be assessed."""
        assert self.case
        return self.case.first_day, self.case.end


class Desk:
    """One case that is open."""

    def __init__(self, id: str, folder: CaseFolder) -> None:
        self.id, self.folder = id, folder
        self._states = Memo[State](4)
        self._headlines = Memo[Headline](HEADLINES)
        self._by_evidence = Memo[Headline](HEADLINES)
        self._assessments = Memo[Assessment](WHOLE)
        self._reasons = Memo[Reasons](FEW)
        self.telling = Memo[tuple[tuple[Parameter, float], ...]](FEW)
        self._comparisons = Memo[Comparison](FEW)
        self.pages = Memo[str](200)
        self._heavy = Lock()

    def state(self) -> State:
        """The case as its files are now."""
        version = self.folder.version
        return self._states.get(version, lambda: State(version, self.folder.examine()))

    def headline(self, case: Case, version: str, day: date) -> Headline:
        """The headline of a case as of a day; `version` names what its files hold.

        An edit leaves alone what was known before the day on which the report edited came out.
        """

        def make() -> Headline:
            assumptions = read_assumptions(case.slug)
            evidence = as_of(case, day, assumptions.values)
            known = sha256(pickle.dumps(evidence)).digest()
            return self._by_evidence.get(known, lambda: headline(assumptions, evidence))

        return self._headlines.get((version, day), make)

    def assessment(self, case: Case, version: str, day: date) -> Assessment:
        """The whole assessment as of a day. One is made at a time, so that two cores are left for the headlines."""

        def make() -> Assessment:
            with self._heavy:
                return whole.assess(case, day)

        return self._assessments.get((version, day), make)

    def reasons(self, case: Case, version: str, day: date) -> Reasons:
        """The reasons of the assessment as of a day."""
        found = self.assessment(case, version, day)

        def make() -> Reasons:
            with self._heavy:
                return whole.reasons(found)

        return self._reasons.get((version, day), make)

    def comparison(self, case: Case, version: str, since: date, until: date) -> Comparison:
        """Two days compared."""

        def make() -> Comparison:
            with self._heavy:
                return whole.compare(case, since, until)

        return self._comparisons.get((version, since, until), make)

    def sheet(self, name: str) -> Sheet:
        """A table as it is written.

        Raises:
            InputError: it is not a CSV file that can be changed row by row.
        """
        table = self.state().examined.tables.get(name)
        if table is None:
            raise InputError(f"There is no table '{name}'.")
        if table.path and table.path.name != f"{name}.csv":
            raise NotPlainError(
                f"The table {name} stands in {table.path.name}, which the workbench does not change row by row."
            )
        raw = self.folder.read(f"{name}.csv")
        return empty(name) if raw is None else parse(name, raw)

    def not_plain(self) -> list[str]:
        """The files of tables that are not changed row by row: workbooks, and text that is not UTF-8."""
        found = set[str]()
        for name, table in self.state().examined.tables.items():
            file = f"{name}.csv"
            if table.path and (table.path.name != file or not is_plain(self.folder.read(file) or b"")):
                found.add(table.path.name)
        return sorted(found)

    def tried(self, files: Files) -> State:
        """The case as it would be if these files held this.

        It is known by the version that it would have, so that nothing is worked out again once the files are saved.
        """
        version = self.folder.version_with(files)
        return self._states.get(version, lambda: State(version, self.folder.tried(files)))


def new_problems(before: Examined, after: Examined) -> list[str]:
    """What would be wrong that is not wrong now, in sentences."""
    known = {(p.file, p.column, p.wrong) for p in before.problems}
    return [str(p) for p in after.problems if (p.file, p.column, p.wrong) not in known]


def moved(before: Headline, after: Headline, most: int = 3) -> Mapping[tuple[str, str | None], tuple[float, float]]:
    """The forecasts that move most, each before and after."""
    both = [key for key in after.forecasts if key in before.forecasts]
    ranked = sorted(both, key=lambda key: -abs(after.forecasts[key] - before.forecasts[key]))
    return {key: (before.forecasts[key], after.forecasts[key]) for key in ranked[:most]}
