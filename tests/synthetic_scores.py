"""Scores made up from a seed: six forecasters of known quality, eight cases."""

from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import numpy as np

from breakranks.case import Judgement
from breakranks.scoring.types import ExplanationLine, Interval, Item, Judged, Line, Phase, Scores
from breakranks.vocabulary import EXPLANATIONS, HORIZONS

NAMES = list(EXPLANATIONS)

FORECASTERS = ("base rate", "breakranks", "breakranks, uncalibrated", "event counts", "persistence", "even odds")
CASES = (
    "caporetto-1917",
    "chir-1942",
    "mosul-2014",
    "kherson-2022",
    "kabul-2021",
    "idlib-2024",
    "metz-1870",
    "nivelle-1917",
)
RATES = {"area-given-up": 0.25, "unordered-exit": 0.4, "mutiny": 0.08, "mass-surrender": 0.2, "general-collapse": 0.1}
MEASURES = tuple(f.name for f in fields(Line) if f.type in (Interval, "Interval"))


def interval(value: float, width: float = 0.15) -> Interval:
    return Interval(value, value - width * abs(value), value + width * abs(value))


def items(areas: int, days: int) -> tuple[Item, ...]:
    random = np.random.default_rng(1)
    made = []
    for c, slug in enumerate(CASES):
        for d, (question, rate) in product(range(days), RATES.items()):
            places = [f"area-{a}" for a in range(areas)] if question == "area-given-up" else [None]
            for place, horizon in product(places, HORIZONS):
                happened = bool(random.random() < rate * (0.5 + horizon / 56) * (0.5 + c / 8))
                made.append(Item(slug, date(1917, 1, 1) + timedelta(7 * d), question, place, horizon, happened))
    return tuple(made)


def forecasts(asked: tuple[Item, ...]) -> dict[str, np.ndarray]:
    random = np.random.default_rng(2)
    happened = np.array([i.happened for i in asked], float)
    rate = np.array([RATES[i.question] * (0.5 + i.horizon / 56) for i in asked])

    def told(signal: float | np.ndarray, noise: float) -> np.ndarray:
        odds = np.log(rate / (1 - rate)) + signal * (happened - 0.3) + noise * random.normal(size=len(asked))
        return 1 / (1 + np.exp(-odds))

    return {
        "base rate": rate,
        # On mutinies it knows less than others do.
        "breakranks": told(np.where([i.question == "mutiny" for i in asked], -0.5, 1.6), 0.8),
        "breakranks, uncalibrated": told(1.6, 2.4),
        "event counts": told(0.8, 0.9),
        "persistence": np.where(random.random(len(asked)) < 0.1 + 0.4 * happened, 0.95, 0.05),
        "even odds": np.full(len(asked), 0.5),
    }


def line(name: str, about: tuple[object, ...], p: np.ndarray, base: np.ndarray, y: np.ndarray) -> Line:
    brier = float(((p - y) ** 2).mean())
    skill = 1 - brier / float(((base - y) ** 2).mean())
    said = np.clip(np.where(y > 0, p, 1 - p), 1e-6, 1)
    return Line(
        name,
        *about,
        len(y),
        int(y.sum()),
        interval(brier),
        Interval(skill, skill - 0.12, skill + 0.12),
        interval(0.02),
        interval(float(-np.log(said).mean())),
        interval(0.01 + 0.1 * brier),
        interval(0.02 + 0.1 * (0.3 - brier)),
        interval(float(y.mean() * (1 - y.mean()))),
        interval(0.04),
        interval(0.75, 0.08),
        interval(0.68, 0.1),
        interval(float(p.var())),
    )


def judged_by_others(item: Item) -> tuple[Judged, ...]:
    """One that came with a phrase and was settled, one with a number that was not."""
    beside = {"breakranks": 0.31, "base rate": 0.22, "even odds": 0.5}
    phrase = Judgement(item.as_of, "a think tank", item.question, item.area, item.horizon, "likely", None, (), "")
    told = Judged(phrase, 0.65, 0.55, 0.75, "PHIA", item, "", 0.35**2, 0.43, beside)
    number = replace(phrase, author="a ministry", phrase="", probability=0.1)
    return told, Judged(number, 0.1, 0.1, 0.1, None, None, "the record ends on 1 May", None, None)


@cache
def synthetic(areas: int = 1, days: int = 4) -> Scores:
    """640 items with one area a case and four days; 128 more with each further area."""
    asked = items(areas, days)
    said = forecasts(asked)
    y = np.array([i.happened for i in asked], float)
    places = [
        ((None, None, None), np.ones(len(asked), bool)),
        *(((q, None, None), np.array([i.question == q for i in asked])) for q in RATES),
        *(((None, h, None), np.array([i.horizon == h for i in asked])) for h in HORIZONS),
        *(((None, None, c), np.array([i.case == c for i in asked])) for c in CASES),
    ]
    lines = [
        line(name, about, said[name][there], said["base rate"][there], y[there])
        for name in FORECASTERS
        for about, there in places
    ]
    random = np.random.default_rng(3)
    held = {slug: NAMES[n % len(NAMES)] for n, slug in enumerate(CASES)}
    phases = tuple(Phase(slug, date(1917, 1, 1) + timedelta(7 * d), held[slug]) for slug in CASES for d in range(days))
    explained = {}
    for name, weight in (("breakranks", 4.0), ("base rate", 0.3), ("inconsistency count", 2.0)):
        mass = random.gamma(0.7, size=(len(phases), len(EXPLANATIONS)))
        mass[np.arange(len(phases)), [NAMES.index(p.explanation) for p in phases]] += weight * random.random(
            len(phases)
        )
        explained[name] = mass / mass.sum(axis=1, keepdims=True)
    explanation_lines = tuple(
        ExplanationLine(name, len(phases), interval(top), interval(log), interval(log - 0.9))
        for name, top, log in (("base rate", 0.31, 1.5), ("inconsistency count", 0.55, 1.2), ("breakranks", 0.72, 0.9))
    )
    return Scores(asked, said, phases, explained, tuple(lines), explanation_lines, judged_by_others(asked[0]), "0.3.0")


def without_intervals(scores: Scores) -> Scores:
    """The same scores of a single case: nothing to resample."""
    gone = {m: lambda i: Interval(i.value, float("nan"), float("nan")) for m in MEASURES}
    lines = tuple(replace(x, **{m: f(getattr(x, m)) for m, f in gone.items()}) for x in scores.lines)
    told = dict.fromkeys(("top", "log", "behind"), gone["brier"])
    explained = (replace(x, **{m: f(getattr(x, m)) for m, f in told.items()}) for x in scores.explanation_lines)
    return replace(scores, lines=lines, explanation_lines=tuple(explained))
