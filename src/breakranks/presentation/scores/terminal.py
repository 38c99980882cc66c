"""The scores on the terminal."""

from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from rich.console import Console
from rich.text import Text

from breakranks.presentation.scores.findings import (
    NO_INTERVAL,
    beaten,
    best,
    brier,
    interval_words,
    part,
    skill,
    verdict,
)
from breakranks.presentation.scores.lookup import Place, ScoresLookup
from breakranks.presentation.terminal import HEAD, QUIET, heading, paragraph, show, table, width_of
from breakranks.presentation.words import NBSP, day_words, number, percent, plural, signed
from breakranks.scoring.summarise import BASE, MODEL
from breakranks.scoring.types import Scores
from breakranks.vocabulary import QUESTIONS


def print_scores(scores: Scores, console: Console, page: Path) -> None:
    """Print how everybody did, within 100 columns; `page` is where the whole of it lies."""
    look, width = ScoresLookup(scores), width_of(console)
    show(heading("Scores", look.extent, width), console)
    for part_of in (_overall, _places, _cases, _explanations, _judged):
        show(part_of(look, width), console)
    for title, sentences in (("In words", verdict(look)), ("Where others do better", beaten(look))):
        show([Text(), Text(title, HEAD)], console)
        for sentence in sentences:
            show(paragraph(sentence, width), console)
    show([Text(), Text(f"breakranks {scores.version}", QUIET), Text.assemble(("Page", HEAD), f"  {page}")], console)


def _overall(look: ScoresLookup, width: int) -> Iterator[Text]:
    head = ("Over all items", "Brier", "Skill", "Log", "Miscal.", "AUC", "in a day")
    rows = [
        (
            name,
            brier(line.brier),
            skill(line.skill),
            number(line.log.value),
            number(line.miscalibration.value, 3),
            number(line.auc.value),
            number(line.auc_within.value),
        )
        for name, line in look.overall.lines.items()
    ]
    yield from table(head, rows, width)
    known = any(isfinite(line.brier.low) for line in look.overall.lines.values())
    ends = f"In brackets 90{NBSP}% intervals that resample cases." if known else NO_INTERVAL
    told = (
        "Better is less in Brier, log and miscalibration, more in skill and AUC; within a day it says how well areas "
        f"are told apart. {ends}"
    )
    yield from paragraph(told, width, indent=0, style=QUIET)


def _places(look: ScoresLookup, width: int) -> Iterator[Text]:
    names = list(look.overall.lines)
    rows = []
    for place in (*look.by_question, *look.by_horizon):
        least = best({name: line.brier.value for name, line in place.lines.items()})
        rows.append((place.name, *(_brier(place, name, name in least) for name in names)))
    yield Text()
    yield from table(("Brier score (* least)", *(name.removeprefix(f"{MODEL}, ") for name in names)), rows, width)


def _brier(place: Place, name: str, least: bool) -> str:
    line = place.lines.get(name)
    # A space where there is no star keeps the numbers beneath each other.
    return f"{number(line.brier.value if line else float('nan'), 3)}{'*' if least else NBSP}"


def _cases(look: ScoresLookup, width: int) -> Iterator[Text]:
    rows = []
    for place in look.by_case:
        line = place.lines[MODEL]
        counted = str(place.items), str(place.happened), signed(line.skill.value)
        rows.append((place.name, *counted, *(number(x.brier.value, 3) for x in (line, place.lines[BASE]))))
    yield Text()
    yield from table(("By case", "Items", "Happened", "Skill", "Brier", "Base rate"), rows, width)


def _explanations(look: ScoresLookup, width: int) -> Iterator[Text]:
    told = look.explanation_lines
    if not told:
        return
    days = max(line.days for line in told.values())
    rows = []
    for name, line in told.items():
        ends = interval_words(line.log)
        log = f"{number(line.log.value)}{f' ({ends})' if ends else ''}"
        rows.append((name, part(line.top), log, "" if name == MODEL else skill(line.behind)))
    yield Text()
    yield from table((f"What explains it ({plural(days, 'day')})", "Named right", "Log", "Worse by"), rows, width)


def _judged(look: ScoresLookup, width: int) -> Iterator[Text]:
    told = [j for j in look.scores.judged if j.item and j.beside]
    if not told:
        return
    rows = [
        (
            f"{QUESTIONS[j.judgement.question].name}, {day_words(j.judgement.date)}",
            f"{j.judgement.horizon}{NBSP}days",
            *(percent(p) for p in (j.probability, j.beside[MODEL], j.beside[BASE])),
            "happened" if j.item and j.item.happened else "did not happen",
        )
        for j in told
    ]
    yield Text()
    yield from table(("Judged by others", "Within", "Author", MODEL, BASE, "Outcome"), rows, width)
