"""The tables of the page of scores, down to every single forecast."""

from math import isfinite

import numpy as np

from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Column, Table, columns
from breakranks.presentation.scores.findings import best, interval_words
from breakranks.presentation.scores.lookup import Place, ScoresLookup
from breakranks.presentation.words import (
    NBSP,
    day_words,
    number,
    percent,
    share,
    signed,
)
from breakranks.scoring.summarise import BASE, MODEL
from breakranks.scoring.types import Interval, Judged, Line
from breakranks.vocabulary import EXPLANATIONS, QUESTIONS

SOFT = "\N{SOFT HYPHEN}"
"""Where a long heading may break."""


def asked(look: ScoresLookup) -> Table:
    """How many items of each question and horizon there are, and how many happened."""
    horizons = sorted({item.horizon for item in look.items})
    titles = [f"Within {cells.weeks(h)}" for h in horizons]
    rows = []
    for question in dict.fromkeys(item.question for item in look.items):
        row = [Cell(QUESTIONS[question].name)]
        for horizon in horizons:
            there = [item.happened for item in look.items if (item.question, item.horizon) == (question, horizon)]
            row.append(Cell(f"{len(there)}", f"{sum(there)} happened"))
        rows.append(tuple(row))
    return Table("Items asked, and how many happened", columns("Question", *titles, numbers=titles), tuple(rows))


def summary(look: ScoresLookup) -> Table:
    """Every measure of every forecaster over all items."""
    titles = ["Brier", "Skill", "Log", f"Miscali{SOFT}bration", f"Discrimi{SOFT}nation", "AUC", "AUC within a day"]
    rows = tuple(
        (
            Cell(name),
            _scored(line.brier, 3),
            skill_cell(line),
            _scored(line.log, 2),
            _scored(line.miscalibration, 3),
            _scored(line.discrimination, 3),
            _scored(line.auc, 2),
            _scored(line.auc_within, 2),
        )
        for name, line in look.overall.lines.items()
    )
    return Table("All items, with 90 % intervals", columns("Forecaster", *titles, numbers=titles), rows)


def skill_cell(line: Line | None) -> Cell:
    """Show a skill with its interval beneath."""
    if line is None:
        return cells.NOTHING
    return Cell(signed(line.skill.value), unbroken(interval_words(line.skill, signed)))


def _scored(i: Interval, digits: int) -> Cell:
    return Cell(number(i.value, digits), unbroken(interval_words(i, lambda x: number(x, digits))))


def by_place(look: ScoresLookup) -> Table:
    """Brier scores by question and by horizon, the lowest marked."""
    names = list(look.overall.lines)

    def row(place: Place) -> tuple[Cell, ...]:
        least = best({name: line.brier.value for name, line in place.lines.items()})
        shown = []
        for name in names:
            score = place.lines[name].brier.value if name in place.lines else float("nan")
            shown.append(_score(score, name in least))
        return Cell(place.name, _count(place.happened, place.items)), *shown

    return Table(
        "Brier score by question and by lead time: less is better",
        columns("Items", *names, numbers=names),
        tuple(row(place) for place in (*look.by_question, *look.by_horizon)),
    )


def by_case(look: ScoresLookup) -> Table:
    """The Brier score in each case, the lowest marked, and the model's skill there."""
    names = list(look.overall.lines)
    rows = []
    for place in look.by_case:
        least = best({name: line.brier.value for name, line in place.lines.items()})
        marked = (_score(place.lines[name].brier.value, name in least) for name in names)
        skill = place.lines[MODEL].skill.value
        about = Cell(place.name, _count(place.happened, place.items))
        rows.append((about, Cell(signed(skill), sort=skill if isfinite(skill) else -9.0), *marked))
    titles = [f"Skill of {MODEL}", *names]
    return Table("Skill and Brier score by case", columns("Case", *titles, numbers=titles), tuple(rows), sortable=True)


def _score(x: float, lowest: bool) -> Cell:
    return Cell(number(x, 3), "lowest" * lowest, x if isfinite(x) else -1.0, mark="best" * lowest)


def _count(happened: int, items: int) -> str:
    return unbroken(f"{happened} of {items} happened")


def unbroken(text: str) -> str:
    """Keep a note on one line."""
    return text.replace(" ", NBSP).replace("–", "–\N{WORD JOINER}")


def explained(look: ScoresLookup) -> Table:
    """How each forecaster did on what explains the conduct."""
    titles = ["Days", "Named right", "Log score", f"Worse than {MODEL} by"]
    rows = tuple(
        (
            Cell(name),
            Cell(f"{line.days}"),
            Cell(share(line.top.value), interval_words(line.top, share)),
            Cell(number(line.log.value), interval_words(line.log)),
            cells.NOTHING if name == MODEL else Cell(signed(line.behind.value), interval_words(line.behind, signed)),
        )
        for name, line in look.explanation_lines.items()
    )
    caption = "What explains the conduct, with 90 % intervals"
    return Table(caption, columns("Forecaster", *titles, numbers=titles), rows)


def confusion(look: ScoresLookup) -> Table:
    """The mean probability that the model gave each explanation, by the one that held."""
    said = look.scores.explained[MODEL]
    held = np.array([phase.explanation for phase in look.scores.phases])
    names = [EXPLANATIONS[z].name for z in EXPLANATIONS]
    rows = []
    for z in EXPLANATIONS:
        there = held == z
        if there.any():
            means = said[there].mean(axis=0)
            rows.append(
                (
                    Cell(EXPLANATIONS[z].name, f"{int(there.sum())} days"),
                    *(_given(float(p), other == z) for other, p in zip(EXPLANATIONS, means, strict=True)),
                )
            )
    caption = f"What held (rows), and the mean probability that {MODEL} gave to each explanation; framed: what held"
    return Table(caption, columns("Held", *names, numbers=names), tuple(rows))


def days(look: ScoresLookup) -> Table:
    """What the model said of each explanation on each day, and what the others said of the one that held."""
    scores = look.scores
    others = [name for name in scores.explained if name != MODEL]
    names = [EXPLANATIONS[z].name for z in EXPLANATIONS]
    titles = [*names, *(f"{name}, on what held" for name in others)]
    rows = []
    for n, phase in enumerate(scores.phases):
        which = list(EXPLANATIONS).index(phase.explanation)
        rows.append(
            (
                Cell(phase.case),
                Cell(day_words(phase.as_of), sort=phase.as_of.isoformat()),
                Cell(EXPLANATIONS[phase.explanation].name),
                *(_given(float(p), z == which) for z, p in enumerate(scores.explained[MODEL][n])),
                *(_given(float(scores.explained[name][n, which]), False) for name in others),
            )
        )
    caption = f"Every day: the probability that {MODEL} gave to each explanation; framed: what held"
    return Table(caption, columns("Case", "Day", "Held", *titles, numbers=titles), tuple(rows), sortable=True)


def _given(p: float, held: bool) -> Cell:
    return cells.NOTHING if not isfinite(p) else Cell(percent(p), "held" * held, round(p, 4), p, mark="held" * held)


def judgements(look: ScoresLookup) -> Table:
    """What named authors judged, and what others said of the same on the same day, each with its Brier score."""
    others = (MODEL, BASE)
    titles = ["Judged", *others]
    rows = []
    for told in look.scores.judged:
        j, outcome = told.judgement, "" if told.item is None else "happened" if told.item.happened else "did not happen"
        band = f"“{j.phrase}” ({told.yardstick})" if told.yardstick else j.phrase
        rows.append(
            (
                Cell(j.author, unbroken(day_words(j.date))),
                Cell(QUESTIONS[j.question].name, j.area or ""),
                Cell(unbroken(f"{j.horizon} days")),
                Cell(outcome or told.unanswered),
                Cell(percent(told.probability), f"{band}{_judged_brier(told, told.probability)}"),
                *(
                    Cell(percent(told.beside[name]), _judged_brier(told, told.beside[name]).removeprefix("; "))
                    if name in told.beside
                    else cells.NOTHING
                    for name in others
                ),
            )
        )
    return Table(
        "Judgements, and others on the same question",
        columns("Author", "Question", "Within", "Outcome", *titles, numbers=titles),
        tuple(rows),
    )


def _judged_brier(told: Judged, p: float) -> str:
    return "" if told.item is None else f"; Brier {number((p - told.item.happened) ** 2)}"


def every(look: ScoresLookup) -> Table:
    """Every item with every forecast of it and what happened."""
    rows = []
    said = [np.asarray(look.scores.forecasts[name]) for name in look.forecasters]
    for n, item in enumerate(look.items):
        rows.append(
            (
                Cell(item.case),
                Cell(unbroken(day_words(item.as_of)), sort=item.as_of.isoformat()),
                Cell(unbroken(QUESTIONS[item.question].name)),
                Cell(item.area or ""),
                Cell(cells.weeks(item.horizon)),
                Cell("happened" if item.happened else unbroken("did not")),
                *(
                    Cell(percent(p), sort=round(p, 4), shade=round(p, 2)) if isfinite(p) else cells.NOTHING
                    for p in (float(probabilities[n]) for probabilities in said)
                ),
            )
        )
    headings = columns("Case", "Day", "Question", "Area", "Within", "Outcome", *look.forecasters)
    kinds = tuple(Column(c.title, "number" if c.title in look.forecasters else "text", c.heads_row) for c in headings)
    return Table("Every single forecast", kinds, tuple(rows), sortable=True)
