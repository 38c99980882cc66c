"""Finding names and forecasts in an assessment by their ids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from breakranks.assessment.types import (
    EXPLANATIONS,
    Assessment,
    Forecast,
    ReportWeight,
    ScenarioForecast,
    ScenarioToll,
)
from breakranks.case.types import Event, Formation
from breakranks.evidence.types import Report

BASELINE = ("as-it-goes", "keeps-on", "as-it-is")
"""The choices under which nothing changes: command, opponent, season."""


@dataclass(frozen=True)
class Lookup:
    """An assessment with indexes into its lists, each built when first asked for."""

    assessment: Assessment

    @cached_property
    def formations(self) -> Mapping[str, str]:
        """Names of formations and headquarters by id."""
        force = self.assessment.evidence.force
        return {f.id: f.name for f in (*force.headquarters, *force.formations)}

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Names of areas by id."""
        return {a.id: a.name for a in self.assessment.evidence.force.areas}

    @cached_property
    def reports(self) -> Mapping[int, Report]:
        """Reports by their number."""
        return {r.event.number: r for r in self.assessment.evidence.reports}

    @cached_property
    def weights(self) -> Mapping[int, ReportWeight]:
        """What each report did, by its number."""
        return {w.number: w for w in self.assessment.report_weights}

    @cached_property
    def _forecasts(self) -> Mapping[tuple[str, str | None, str | None, int], Forecast]:
        return {(f.question, f.area, f.formation, f.horizon): f for f in self.assessment.forecasts}

    @cached_property
    def _scenarios(self) -> Mapping[tuple[tuple[str, str, str], str, str | None, int], ScenarioForecast]:
        return {
            ((s.command, s.opponent, s.season), s.question, s.area, s.horizon): s for s in self.assessment.scenarios
        }

    @cached_property
    def _tolls(self) -> Mapping[tuple[str, str, str], ScenarioToll]:
        return {(t.command, t.opponent, t.season): t for t in self.assessment.tolls}

    def forecast(
        self, question: str, horizon: int, area: str | None = None, formation: str | None = None
    ) -> Forecast | None:
        """Find the forecast of a question, or None where it was not asked."""
        return self._forecasts.get((question, area, formation, horizon))

    def scenario(
        self, choices: tuple[str, str, str], question: str, horizon: int, area: str | None = None
    ) -> ScenarioForecast | None:
        """Find the forecast under (command, opponent, season), or None where it was not asked."""
        return self._scenarios.get((choices, question, area, horizon))

    def toll(self, choices: tuple[str, str, str]) -> ScenarioToll | None:
        """Find what (command, opponent, season) cost, or None where it was not run."""
        return self._tolls.get(choices)

    def place(self, area: str | None, formation: str | None = None) -> str:
        """Find the name of an area or a formation; the whole force where there is neither."""
        if formation is not None:
            return self.formations.get(formation, formation)
        return "the whole force" if area is None else self.areas.get(area, area)

    def source(self, event: Event) -> str:
        """Name of the source that a report cites."""
        known = self.assessment.evidence.sources.get(event.source)
        return known.name if known else event.source

    def url(self, event: Event) -> str | None:
        """Address of the source that a report cites, if it has one on the web."""
        known = self.assessment.evidence.sources.get(event.source)
        return web_address(known.url) if known else None

    @cached_property
    def order_of_battle(self) -> tuple[tuple[int, Formation], ...]:
        """Headquarters and formations from the top down, each with its depth."""
        force = self.assessment.evidence.force
        everybody = (*force.headquarters, *force.formations)
        known = {f.id for f in everybody}
        below: dict[str | None, list[Formation]] = {}
        for f in everybody:
            below.setdefault(f.parent if f.parent in known else None, []).append(f)

        def walk(parent: str | None, depth: int) -> Iterator[tuple[int, Formation]]:
            for f in below.get(parent, ()):
                yield depth, f
                yield from walk(f.id, depth + 1)

        return tuple(walk(None, 0))

    @cached_property
    def areas_by_risk(self) -> tuple[Forecast, ...]:
        """Forecasts within 28 days that an area is given up, open ones only, the likeliest first."""
        asked = [
            f
            for f in self.assessment.forecasts
            if f.question == "area-given-up" and f.horizon == 28 and f.area is not None and f.open
        ]
        return tuple(sorted(asked, key=lambda f: -f.probability.value))

    @cached_property
    def contested_areas(self) -> tuple[str, ...]:
        """Areas not yet given up, first those whose 28-day forecast the choices change most."""
        spread: dict[str, float] = {}
        for s in self.assessment.scenarios:
            if s.question == "area-given-up" and s.horizon == 28 and s.area is not None:
                spread[s.area] = max(spread.get(s.area, 0.0), abs(s.difference.value))
        still_open = [f.area for f in self.areas_by_risk if f.area is not None]
        return tuple(sorted(still_open, key=lambda a: -spread.get(a, 0.0)))

    @cached_property
    def explanations(self) -> tuple[str, ...]:
        """The explanations, the likeliest first."""
        p = self.assessment.explanations
        return tuple(sorted(p, key=lambda z: -p[z].value))


def multipliers(row: Mapping[str, object]) -> Mapping[str, float]:
    """Find the multipliers by explanation in a row of the table of explanations."""
    given = row.get("multipliers", row)
    assert isinstance(given, Mapping)
    return {z: float(given.get(z, 1.0)) for z in EXPLANATIONS}


def web_address(url: str | None) -> str | None:
    """Find the address if it is one of the web; anything else is not made a link."""
    return url if url and url.startswith(("https://", "http://")) else None
