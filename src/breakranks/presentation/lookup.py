"""Finding names, forecasts and reports by their ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from breakranks.assessment.types import (
    HAPPENED,
    UNCLEAR,
    Assessment,
    EarlierDay,
    Forecast,
    Indicator,
    Reasons,
    ScenarioForecast,
    ScenarioToll,
    Shift,
)
from breakranks.case.types import Event, Formation, Move
from breakranks.evidence.types import Contradiction
from breakranks.presentation.words import day_words, event_days, lower_first, question_name, short
from breakranks.vocabulary import (
    AS_IT_GOES,
    COMMANDS,
    EXPLANATIONS,
    GROUND,
    KINDS,
    OPPONENTS,
    QUESTIONS,
    SEASONS,
    Choice,
)

MONTH = 28
"""Days within which forecasts are compared."""
FORCE_QUESTIONS = tuple(q.id for q in QUESTIONS.values() if q.of != "area")
FORMATION_QUESTIONS = tuple(q.id for q in QUESTIONS.values() if q.of == "force")
AREA_QUESTIONS = tuple(q.id for q in QUESTIONS.values() if q.of == "area")
CONTROL = "control"

COMMAND_CHOICES = {option.name: AS_IT_GOES._replace(command=c) for c, option in COMMANDS.items()}
OPPONENT_CHOICES = {option.name: AS_IT_GOES._replace(opponent=o) for o, option in OPPONENTS.items()}
SEASON_CHOICES = {option.name: AS_IT_GOES._replace(season=s) for s, option in SEASONS.items()}
"""What each side may do by itself, by the name of the option; the first of each changes nothing."""

ORDINARY = (
    "This forecast starts from how often ground is lost on an ordinary stretch of front, not in campaigns like the "
    "shipped ones."
)


@dataclass(frozen=True)
class Lookup:
    """An assessment, with its reasons and an earlier day where they are known, and indexes into their lists."""

    assessment: Assessment
    reasons: Reasons | None = None
    earlier: EarlierDay | None = None

    @cached_property
    def formations(self) -> Mapping[str, str]:
        """Names of formations and headquarters by id, with those that have been dissolved."""
        evidence = self.assessment.evidence
        force = evidence.force
        return {f.id: f.name for f in (*force.headquarters, *force.formations, *evidence.dissolved)}

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Names of areas by id."""
        return {a.id: a.name for a in self.assessment.evidence.force.areas}

    @cached_property
    def events(self) -> Mapping[int, Event]:
        """What was reported, by the number of the report."""
        return {r.event.number: r.event for r in self.assessment.evidence.reports}

    @cached_property
    def _forecasts(self) -> Mapping[tuple[str, str | None, str | None, int], Forecast]:
        return {(f.question, f.area, f.formation, f.horizon): f for f in self.assessment.forecasts}

    @cached_property
    def _scenarios(self) -> Mapping[tuple[Choice, str, str | None, int], ScenarioForecast]:
        return {
            (Choice(s.command, s.opponent, s.season), s.question, s.area, s.horizon): s
            for s in self.assessment.scenarios
        }

    @cached_property
    def _tolls(self) -> Mapping[Choice, ScenarioToll]:
        return {Choice(t.command, t.opponent, t.season): t for t in self.assessment.tolls}

    def forecast(
        self, question: str, horizon: int = MONTH, area: str | None = None, formation: str | None = None
    ) -> Forecast | None:
        """Find the forecast of a question, or None where it was not asked."""
        return self._forecasts.get((question, area, formation, horizon))

    def state(self, question: str, area: str | None = None) -> str | None:
        """The state of a question on the as-of day, or None where it was not asked."""
        found = self.forecast(question, area=area)
        return found.state if found else None

    def scenario(
        self, choice: Choice, question: str, area: str | None = None, horizon: int = MONTH
    ) -> ScenarioForecast | None:
        """Find the forecast under a choice, or None where it was not asked."""
        return self._scenarios.get((choice, question, area, horizon))

    def toll(self, choice: Choice) -> ScenarioToll | None:
        """Find what a choice costs."""
        return self._tolls.get(choice)

    def place(self, area: str | None) -> str:
        """Find the name of an area; the whole force where there is none."""
        return "the whole force" if area is None else self.areas.get(area, area)

    def who(self, formation: str) -> str:
        """Find the name of a formation or headquarters."""
        return self.formations.get(formation, formation)

    def said(self, event: Event) -> str:
        """What a report says in the coder's words; without any, what it tells and of whom."""
        return event.note or f"{KINDS[event.kind].name}, {self.who(event.formation)}"

    def ground(self, formation: Formation) -> str:
        """Where a formation stood when the case began or it arrived, and whether that has been lost since."""
        if formation.area is None:
            return "no ground of its own"
        lost = self.assessment.areas_held[formation.area] < 0.5
        return f"at first in {self.place(formation.area)}{', lost since' if lost else ''}"

    def moved(self, move: Move) -> str:
        """What is so of a formation since it moved or changed."""
        if move.strength == 0:
            return "dissolved, or has left the force"
        said = ["" if move.area is None else f"stands in {self.place(move.area)}"]
        said.append("" if move.parent is None else f"answers to {self.who(move.parent)}")
        said.append("" if move.strength is None else f"has {move.strength:,} people")
        return "; ".join(filter(None, said))

    def source(self, event: Event | Move) -> str:
        """Name of the source that a report cites, or of the several."""
        known = self.assessment.evidence.sources
        return "; ".join(known[key].name if key in known else key for key in event.sources)

    def url(self, event: Event) -> str | None:
        """Address of the first source that a report cites which has one on the web, or of its archived copy."""
        known = self.assessment.evidence.sources
        cited = [known[key] for key in event.sources if key in known]
        return next((url for s in cited if (url := web_address(s.url) or web_address(s.archived))), None)

    def report(self, number: int) -> str:
        """Name a report: report 17 (9 Nov 2022, ISW)."""
        event = self.events[number]
        return f"report {number} ({event_days(event)}, {self.source(event)})"

    def question(self, question: str, area: str | None = None) -> str:
        """Name a question of the force or of an area: Area given up: Snihurivka; Another mutiny."""
        found = self.forecast(question, area=area)
        return question_name(question, None if area is None else self.place(area), found.state if found else None)

    def event(self, question: str, area: str | None = None, limit: int = 200) -> str:
        """Name inside a sentence what a question asks of, its place cut: Snihurivka given up; another mutiny."""
        if area is None:
            return lower_first(self.question(question)).removeprefix("area ")
        return f"{short(self.place(area), limit)} {QUESTIONS[question].name.removeprefix('Area ')}"

    def now(self, i: Indicator) -> float:
        """The forecast that a sign tells about, as it is printed elsewhere."""
        found = self.forecast(i.question, area=i.question_area)
        return found.probability.value if found and found.probability else i.now

    def about(self, about: str, area: str | None = None) -> str:
        """Name what a number is about: an explanation, control, or a question."""
        if about in EXPLANATIONS:
            return EXPLANATIONS[about].name
        return "Control" if about == CONTROL else self.question(about, area)

    def sign(self, i: Indicator, limit: int = 200) -> str:
        """Name a sign to watch for, its place cut to `limit` letters: goes back in disorder, Snihurivka."""
        name = KINDS[i.kind].name
        return name if i.area is None else f"{name}, {short(self.place(i.area), limit)}"

    def week(self, week: int) -> str:
        """First and last day of a week ahead: 11 Nov to 17 Nov 2022."""
        as_of = self.assessment.evidence.as_of
        first, last = as_of + timedelta(7 * week - 6), as_of + timedelta(7 * week)
        return f"{day_words(first, year=False)} to {day_words(last)}"

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days from the case's first to the as-of day."""
        evidence = self.assessment.evidence
        return tuple(evidence.start + timedelta(t) for t in range(evidence.days))

    @property
    def sevenths(self) -> range:
        """Every seventh of these days, the last of them the as-of day."""
        return range((len(self.days) - 1) % 7, len(self.days), 7)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """What the reader must know first, the gravest first."""
        own = (ORDINARY,) if self.assessment.provenance.assumptions.ordinary else ()
        return (*own, *(caution.text for caution in self.assessment.cautions))

    @cached_property
    def order_of_battle(self) -> tuple[tuple[int, Formation], ...]:
        """Headquarters and formations from the top down, each with its depth."""
        force = self.assessment.evidence.force
        everybody = (*force.headquarters, *force.formations)
        known = {f.id for f in everybody}
        below: dict[str | None, list[Formation]] = {}
        for f in everybody:
            below.setdefault(f.parent if f.parent in known else None, []).append(f)

        found = list[tuple[int, Formation]]()
        waiting = [(0, f) for f in reversed(below.get(None, []))]
        while waiting:
            depth, formation = waiting.pop()
            found.append((depth, formation))
            waiting += [(depth + 1, f) for f in reversed(below.get(formation.id, []))]
        return tuple(found)

    @cached_property
    def asked(self) -> tuple[Forecast, ...]:
        """Forecasts within 28 days that have a number: of areas, the likeliest first; then of the force."""
        found = [f for f in self.assessment.forecasts if f.horizon == MONTH and f.formation is None and f.probability]
        return tuple(sorted(found, key=lambda f: (f.area is None, -likelihood(f) if f.area else 0.0)))

    def of_formations(self, question: str) -> tuple[Forecast, ...]:
        """The forecasts of a question within 28 days, of each formation."""
        of_month = (f for f in self.assessment.forecasts if f.horizon == MONTH and f.question == question)
        return tuple(f for f in of_month if f.formation is not None)

    @cached_property
    def areas_by_risk(self) -> tuple[Forecast, ...]:
        """Forecasts within 28 days of areas that may still be given up, the likeliest first."""
        return tuple(f for f in self.asked if f.area is not None)

    @cached_property
    def areas_unclear(self) -> tuple[str, ...]:
        """Areas of which the reports do not settle whether they are still held."""
        return self._areas_in(UNCLEAR)

    @cached_property
    def areas_lost(self) -> tuple[str, ...]:
        """Areas that by the reports have been given up."""
        return self._areas_in(HAPPENED)

    def _areas_in(self, state: str) -> tuple[str, ...]:
        of_month = (f for f in self.assessment.forecasts if f.horizon == MONTH and f.area is not None)
        return tuple(f.area for f in of_month if f.state == state and f.area)

    @cached_property
    def compared(self) -> tuple[tuple[str, str | None], ...]:
        """The questions on which choices are compared: the two areas that they change most, then the force's."""
        spread = dict.fromkeys((f.key for f in self.areas_by_risk), 0.0)
        for s in self.assessment.scenarios:
            key = s.question, s.area
            if s.horizon == MONTH and key in spread:
                spread[key] = max(spread[key], abs(s.difference.value))
        areas = sorted(self.areas_by_risk, key=lambda f: -spread[f.key])[:2]
        return (*(f.key for f in areas), *(f.key for f in self.asked if f.area is None))

    @cached_property
    def explanations(self) -> tuple[str, ...]:
        """The explanations, the likeliest first."""
        p = self.assessment.explanations
        return tuple(sorted(p, key=lambda z: -p[z].value))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Signs to watch for, the most telling first."""
        return tuple(sorted(self.assessment.indicators, key=lambda i: -i.information))

    @cached_property
    def ground_news(self) -> Mapping[str, Event]:
        """For each area of which a report likelier true than false says so, the latest of who holds it."""
        told = [r for r in self.assessment.evidence.reports if r.event.kind in GROUND and r.truth >= 0.5]
        told.sort(key=lambda r: (r.event.date, r.event.reported, r.event.number))
        return {area: r.event for r in told for area in r.event.areas}

    @cached_property
    def areas_back(self) -> tuple[str, ...]:
        """Areas that were lost and are held again, by the latest news of them."""
        held = self.assessment.areas_held
        return tuple(a for a, e in self.ground_news.items() if e.kind == "ground.regained" and held[a] >= 0.5)

    @cached_property
    def held(self) -> float:
        """The expected number of areas that the force holds."""
        return sum(self.assessment.areas_held.values())

    @property
    def held_share(self) -> float:
        """The expected share of the areas that the force holds."""
        return self.held / max(len(self.areas), 1)


def likelihood(f: Forecast | None) -> float:
    """A forecast's number, and less than none where there is none: to sort by."""
    return -1.0 if f is None or f.probability is None else f.probability.value


def moves(shift: Shift) -> Iterator[tuple[str, str | None, float]]:
    """Every number of a shift, flat: what it is about (an explanation, control, a question), its area, how far."""
    yield from ((z, None, x) for z, x in shift.explanations.items())
    yield CONTROL, None, shift.control
    yield from ((question, area, x) for (question, area), x in shift.forecasts.items())


def distinct(contradictions: Sequence[Contradiction], count: int) -> list[Contradiction]:
    """Give the first contradictions of which no two share a report."""
    seen: set[int] = set()
    found = []
    for c in contradictions:
        if not {c.first.number, c.second.number} & seen:
            seen |= {c.first.number, c.second.number}
            found.append(c)
    return found[:count]


def web_address(url: str | None) -> str | None:
    """Find the address if it is one of the web; anything else is not made a link."""
    return url if url and url.startswith(("https://", "http://")) else None
