"""Print as Markdown every number that docs/validation.md and docs/inference.md quote.

    uv run python scripts/validation_tables.py            all of it, in half an hour to an hour
    uv run python scripts/validation_tables.py scores     only some sections

Sections: scores, old, calibration, luck, ground (some minutes each), ordinary (twice that), parts (the longest).
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from math import isfinite
from typing import NamedTuple

import numpy as np
from jaxtyping import Int

from breakranks.assessment.ladder import rungs
from breakranks.assessment.mixture import mixture_of
from breakranks.assessment.project import WORLDS as NUMBER_OF_WORLDS
from breakranks.assumptions import Assumptions, read_assumptions, read_explanations, read_parameters, read_priors
from breakranks.assumptions.ordinary import ordinary_rates
from breakranks.case import Case, load_case, shipped
from breakranks.evidence import as_of
from breakranks.learning import Library
from breakranks.learning.rows import true_losses
from breakranks.model import model_of
from breakranks.posterior import infer
from breakranks.scoring import calibrate, score
from breakranks.scoring.ablations import Ablated, ablations
from breakranks.scoring.baselines import COUNTS, baselines, explanation_baselines
from breakranks.scoring.calibrate import Move, Taught, moved
from breakranks.scoring.forecast import DayForecast, forecast_day, jobs_of
from breakranks.scoring.score import WORLDS
from breakranks.scoring.summarise import BASE, MODEL, summarise, summarise_explanations
from breakranks.scoring.types import ExplanationLine, Interval, Item, Line, Phase, Scores
from breakranks.vocabulary import HORIZONS
from breakranks.worlds import coefficient_names, draw_luck, draw_start, run_worlds

OLD = (
    "afghanistan-2021",
    "caporetto-1917",
    "falklands-1982",
    "kharkiv-2022",
    "kherson-2022",
    "mosul-2014",
    "russia-1917",
    "wagner-2023",
)
"""The eight cases that shipped before this model was written."""
SUMMER = date(1917, 6, 15)
STREAMS = (11, 1, 2, 3, 4)
"""The stream that the program uses, and four others."""
LUCKY_CASES = ("kherson-2022", "caporetto-1917", "south-vietnam-1975", "wagner-2023")
HEADLINE = 28
AREA = "area-given-up"
TOLD = 0.5
"""Ground is thought lost where that is likelier than this."""

Row = Sequence[object]


class Table(NamedTuple):
    """A table with its title."""

    title: str
    head: Row
    rows: Iterable[Row]


def main() -> None:
    """Print the sections that were asked for."""
    options = argparse.ArgumentParser(description="Print every number of docs/validation.md and docs/inference.md.")
    options.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    for name in options.parse_args().sections or SECTIONS:
        if name not in SECTIONS:
            options.error(f"{name!r} is not one of {', '.join(SECTIONS)}")
        for table in SECTIONS[name]():
            print(f"**{table.title}**\n\n{line(table.head)}\n{line(['---'] * len(table.head))}", flush=True)
            for row in table.rows:
                print(line(row), flush=True)
            print(flush=True)


# -- all cases ---------------------------------------------------------------------------------------------------------


def scores() -> Iterator[Table]:
    """All shipped cases, each forecast by what the other fifteen taught."""
    found = scored(ordinary=False)
    happened = sum(item.happened for item in found.items)
    days = len({(item.case, item.as_of) for item in found.items})
    yield overall(f"{len(found.items)} items, {happened} happened, {days} days, {len(shipped())} cases", found.lines)
    yield Table("Brier score", BY_HEAD, selections(found.lines, "question", "horizon"))
    yield Table("Skill by case", CASE_HEAD, by_case(found.lines))
    yield explained(found.explanation_lines)
    kept = np.array([item.case in OLD for item in found.items])
    old_items = [item for item in found.items if item.case in OLD]
    among = summarise(old_items, {name: p[kept] for name, p in found.forecasts.items()})
    yield overall("The eight old cases among them", among)


@cache
def cases() -> tuple[Case, ...]:
    """All shipped cases."""
    return tuple(map(load_case, shipped()))


@cache
def scored(ordinary: bool) -> Scores:
    """The scores of all shipped cases."""
    return score(cases(), ordinary)


# -- the eight old cases alone -----------------------------------------------------------------------------------------


def old() -> Iterator[Table]:
    """The eight old cases, each forecast by what the other seven taught."""
    eight = tuple(map(load_case, OLD))
    prior = Library(eight).prior
    taught = {one.without: assumed(prior, one) for one in calibrate(eight)}
    told: list[DayForecast] = list(map(forecast_day, jobs_of(eight, lambda case: taught[case.slug])))
    items = tuple(item for day in told for item in day.items)
    phases = tuple(Phase(day.case, day.as_of, day.explanation) for day in told if day.explanation)
    forecasts = {
        MODEL: np.concatenate([day.printed for day in told]),
        WORLDS: np.concatenate([day.worlds for day in told]),
        **baselines(eight, items),
    }
    said = {
        MODEL: np.array([day.explained for day in told if day.explanation]),
        **explanation_baselines(eight, phases, read_explanations()),
    }
    lines = summarise(items, forecasts)
    yield overall(f"The eight old cases alone: {len(items)} items", lines)
    yield Table("Brier score of the eight", BY_HEAD, selections(lines, "question"))
    yield explained(summarise_explanations(phases, said))


def assumed(prior: Assumptions, taught: Taught) -> Assumptions:
    """The assumptions with what was taught, as they would ship."""
    found = replace(taught.lessons.applied(prior), base_rates=taught.base_rates)
    weighed = tuple(
        replace(p, value=taught.mixture, uncertainty=0.0) if p.name == "mixture" else p for p in found.parameters
    )
    return replace(found, parameters=weighed)


# -- what each part is worth -------------------------------------------------------------------------------------------


def parts() -> Iterator[Table]:
    """The same forecasts with something taken away; positive where that made them worse."""
    head = ("taken away", "printed", "worse by", "worlds alone", "worse by", "AUC in a day", "named right", "log")
    yield Table("What each part is worth", head, map(ablation_row, ablations(cases())))


def ablation_row(f: Ablated) -> Row:
    """One ablation."""
    return (
        f.name,
        f"{f.printed.value:.4f}",
        interval(f.printed_worse, "+.4f"),
        f"{f.worlds.value:.4f}",
        interval(f.worlds_worse, "+.4f"),
        interval(f.within, ".2f"),
        percent(f.top),
        interval(f.log, ".2f"),
    )


# -- what was learnt ---------------------------------------------------------------------------------------------------


def calibration() -> Iterator[Table]:
    """What the cases moved, together and one by one, and the weight of the worlds."""
    head = ("parameter", "prior", "spread", "learnt", "uncertainty", "in prior spreads")
    yield Table("Parameters that moved furthest", head, from_prior())
    found = calibrate(cases())
    rows = ((case, m.parameter, num(m.without), num(m.learnt), f"{m.errors:+.1f}") for case, m in farthest(found))
    yield Table("What each case moved most, in standard errors", ("case", "parameter", "without", "with", "SE"), rows)
    first, *others = (one.mixture for one in found)
    weights = f"{first:.2f}", f"{min(others):.2f} to {max(others):.2f}"
    yield Table("Weight of the worlds", ("from all cases", "without one case"), [weights])


def from_prior() -> Iterator[Row]:
    """The parameters that all cases together moved furthest, in spreads of their prior."""
    before = {p.name: p for p in read_priors()}
    learnt = [p for p in read_parameters() if p.cases and before[p.name].spread > 0]
    shift = {p.name: (p.value - before[p.name].centre) / before[p.name].spread for p in learnt}
    for p in sorted(learnt, key=lambda p: -abs(shift[p.name]))[:12]:
        was = before[p.name]
        yield p.name, num(was.centre), num(was.spread), num(p.value), num(p.uncertainty), f"{shift[p.name]:+.2f}"


def farthest(found: Sequence[Taught]) -> Iterator[tuple[str, Move]]:
    """For each case the parameter that it moved most."""
    for case, moves in moved(found, 1).items():
        yield from ((case, move) for move in moves)


# -- ordinary fronts ---------------------------------------------------------------------------------------------------


def ordinary() -> Iterator[Table]:
    """`--ordinary` beside the usual start, over all cases and over quiet times."""
    usual, other = scored(ordinary=False), scored(ordinary=True)
    chosen: dict[str, Callable[[Item], bool]] = {
        "all cases": lambda item: True,
        "areas, all cases": lambda item: item.area is not None,
        "quiet: france-1917, and russia-1917 before 15 June": quiet,
        "areas, quiet": lambda item: quiet(item) and item.area is not None,
        "areas, not quiet": lambda item: not quiet(item) and item.area is not None,
    }
    head = ("items", "number", "happened", "usual start", "--ordinary", "worse by", "base rate")
    library, other_rates = read_assumptions(None).base_rates, ordinary_rates()
    rows = ((h, f"{library[AREA, h]:.0%}", f"{other_rates[AREA, h]:.0%}") for h in HORIZONS)
    yield Table("Areas lost within so many days", ("days", "in the library", "--ordinary starts from"), rows)
    yield Table("--ordinary", head, (beside(name, of, usual, other) for name, of in chosen.items()))


def quiet(item: Item) -> bool:
    """A time in which little ground was lost."""
    return item.case == "france-1917" or (item.case == "russia-1917" and item.as_of < SUMMER)


def beside(name: str, of: Callable[[Item], bool], usual: Scores, other: Scores) -> Row:
    """Brier scores of both starts over some of the items; `worse by` is that of `--ordinary` less the usual one."""
    kept = np.array([of(item) for item in usual.items])
    items = [item for item, keep in zip(usual.items, kept, strict=True) if keep]
    pair = {MODEL: usual.forecasts[MODEL], "ordinary": other.forecasts[MODEL], BASE: usual.forecasts[BASE]}
    found = {x.forecaster: x for x in whole(summarise(items, {k: p[kept] for k, p in pair.items()}))}
    shown = [f"{found[k].brier.value:.3f}" for k in pair]
    return name, len(items), found[BASE].happened, *shown[:2], interval(found["ordinary"].behind, "+.4f"), shown[2]


# -- luck --------------------------------------------------------------------------------------------------------------


def luck() -> Iterator[Table]:
    """How far printed probabilities hang on the stream of random numbers."""
    head = ("case", "numbers", "mean spread", "95 % of spreads under", "largest spread")
    rows = (luck_row(slug) for slug in LUCKY_CASES)
    yield Table(f"Points from the least to the greatest of {len(STREAMS)} streams, within {HEADLINE} days", head, rows)


def luck_row(slug: str) -> Row:
    """Least to greatest over the streams, of every open question of every as-of day of a case."""
    case, assumptions = load_case(slug), read_assumptions(slug)
    spreads = np.array([x for day in case.as_of for x in spread(case, day, assumptions)])
    return (
        slug,
        len(spreads),
        f"{spreads.mean():.2f}",
        f"{np.quantile(spreads, 0.95):.2f}",
        f"{spreads.max():.2f}",
    )


def spread(case: Case, day: date, assumptions: Assumptions) -> list[float]:
    """For every open question of a day, the points between its least and its greatest printed probability."""
    model, mixture = model_of(assumptions), mixture_of(assumptions)
    evidence = as_of(case, day, assumptions.values)
    posterior = infer(model, evidence)
    sizes = NUMBER_OF_WORLDS, len(evidence.force.formations), len(evidence.force.areas), len(coefficient_names(model))
    printed: dict[tuple[str, str | None], list[float]] = {}
    for stream in STREAMS:
        drawn = draw_luck(*sizes, stream)
        (worlds,) = run_worlds(posterior, assumptions.parameters, draw_start(posterior, drawn), drawn, day)
        for rung in rungs(evidence, posterior, worlds):
            if rung.asked and rung.formation is None:
                said = mixture.mix(rung.question, rung.within(HEADLINE), HEADLINE, part=rung.left)
                printed.setdefault(rung.key, []).append(said)
    return [100.0 * (max(said) - min(said)) for said in printed.values()]


# -- lost ground -------------------------------------------------------------------------------------------------------


def ground() -> Iterator[Table]:
    """Whether ground that the record calls lost was thought lost on the as-of days, from reports alone."""
    head = ("case", "lost and thought lost", "lost and thought held", "held and thought lost", "held and thought held")
    counts = {case.slug: ground_of(case) for case in cases()}
    counts["all"] = np.sum(list(counts.values()), axis=0)
    yield Table("Areas on the as-of days", head, ((name, *row.tolist()) for name, row in counts.items()))


def ground_of(case: Case) -> Int[np.ndarray, "4"]:
    """The four counts of one case, over areas and as-of days."""
    assumptions = read_assumptions(case.slug)
    model, counts = model_of(assumptions), np.zeros(4, int)
    for day in case.as_of:
        evidence = as_of(case, day, assumptions.values)
        lost = infer(model, evidence).course.lost[0, -1] > TOLD
        real = true_losses(case, evidence.force.areas)[(day - case.start).days] > TOLD
        counts += [(real & lost).sum(), (real & ~lost).sum(), (~real & lost).sum(), (~real & ~lost).sum()]
    return counts


# -- tables ------------------------------------------------------------------------------------------------------------

BY_HEAD = ("items", "number", "happened", "printed", "worlds alone", "base rate", "event counts", "skill, printed")
CASE_HEAD = ("case", "items", "happened", "base rate", "printed", "skill", "worlds' skill", "AUC in a day")


def whole(lines: Iterable[Line]) -> list[Line]:
    """The lines over all items."""
    return [x for x in lines if x.question is None and x.horizon is None and x.case is None]


def overall(title: str, lines: Iterable[Line]) -> Table:
    """Every forecaster over all items."""
    head = ("forecaster", "Brier", "skill", "worse by", "log", "miscalibration", "AUC", "AUC in a day")
    return Table(title, head, map(measures, whole(lines)))


def measures(x: Line) -> Row:
    """The measures of a line."""
    return (
        x.forecaster,
        interval(x.brier, ".3f"),
        interval(x.skill, "+.2f"),
        interval(x.behind, "+.3f"),
        interval(x.log, ".2f"),
        interval(x.miscalibration, ".3f"),
        interval(x.auc, ".2f"),
        interval(x.auc_within, ".2f"),
    )


def selections(lines: Sequence[Line], *by: str) -> Iterator[Row]:
    """Brier scores for each value of what is named."""
    for what in by:
        for value in dict.fromkeys(getattr(x, what) for x in lines if getattr(x, what) is not None):
            of = {x.forecaster: x for x in lines if getattr(x, what) == value}
            shown = [f"{of[who].brier.value:.3f}" for who in (MODEL, WORLDS, BASE, COUNTS)]
            yield value, of[MODEL].items, of[MODEL].happened, *shown, interval(of[MODEL].skill, "+.2f")


def by_case(lines: Sequence[Line]) -> Iterator[Row]:
    """Every case."""
    for value in dict.fromkeys(x.case for x in lines if x.case):
        of = {x.forecaster: x for x in lines if x.case == value}
        briers = [f"{of[who].brier.value:.3f}" for who in (BASE, MODEL)]
        skills = [f"{of[who].skill.value:+.2f}" for who in (MODEL, WORLDS)]
        yield value, of[MODEL].items, of[MODEL].happened, *briers, *skills, interval(of[MODEL].auc_within, ".2f")


def explained(lines: Sequence[ExplanationLine]) -> Table:
    """Every forecaster of explanations."""
    head = ("what explains it", "named right", "log", "worse by")
    rows = ((x.forecaster, percent(x.top), interval(x.log, ".2f"), interval(x.behind, "+.2f")) for x in lines)
    return Table(f"Explanations, {lines[0].days} days", head, rows)


def interval(i: Interval, form: str) -> str:
    """A number with its 90 % interval over cases, where there is one."""
    if not isfinite(i.value):
        return "–"
    return f"{i.value:{form}}" + (f" ({i.low:{form}} to {i.high:{form}})" if isfinite(i.low) else "")


def percent(i: Interval) -> str:
    """A share with its 90 % interval."""
    return f"{i.value:.0%} ({i.low:.0%} to {i.high:.0%})"


def num(x: float) -> str:
    """A parameter."""
    return f"{x:.2f}"


def line(cells: Row) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


SECTIONS: dict[str, Callable[[], Iterator[Table]]] = {
    "scores": scores,
    "old": old,
    "calibration": calibration,
    "luck": luck,
    "ground": ground,
    "ordinary": ordinary,
    "parts": parts,
}

if __name__ == "__main__":
    main()
