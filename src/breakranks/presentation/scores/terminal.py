"""The scores on the terminal."""

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from breakranks.presentation.scores.findings import beaten, best, brier, interval_words, part, skill, verdict
from breakranks.presentation.scores.lookup import Place, ScoresLookup
from breakranks.presentation.words import NBSP, day_words, number, percent, plural, signed
from breakranks.scoring.summarise import BASE, MODEL
from breakranks.scoring.types import Scores
from breakranks.vocabulary import QUESTIONS

WIDTH = 100


def print_scores(scores: Scores, console: Console, page: Path) -> None:
    """Print how everybody did, within 100 columns; `page` is where the whole of it lies."""
    look = ScoresLookup(scores)
    parts: list[RenderableType] = [
        Text.assemble(("Scores", "bold"), f" · {look.extent}"),
        _overall(look),
        Text(
            f"Better is less in Brier, log and miscalibration, more in skill and AUC; within a day it "
            f"says how well areas are told apart. In brackets 90{NBSP}% intervals that resample cases.",
            "dim",
        ),
        _places(look),
        _cases(look),
        *_explanations(look),
        *_judged(look),
        Text("\nIn words", "bold cyan"),
        *(_item(sentence) for sentence in verdict(look)),
        Text("\nWhere others do better", "bold cyan"),
        *(_item(sentence) for sentence in beaten(look)),
        Text(f"\nbreakranks {scores.version}", "dim"),
        Text.assemble(("Page", "bold cyan"), f"  {page}", overflow="fold"),
    ]
    console.print(Group(*parts), width=min(console.width, WIDTH))


def _item(sentence: str) -> Padding:
    return Padding(Text(sentence), (0, 0, 0, 2))


def _table(first: str, titles: list[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold cyan")
    table.add_column(first, no_wrap=True, vertical="bottom")
    for title in titles:
        table.add_column(title, justify="right", vertical="bottom")
    return table


def _overall(look: ScoresLookup) -> Table:
    table = _table("", ["Brier", "Skill", "Log", "Miscal.", "AUC", "in a day"])
    table.padding = (0, 1, 0, 0)
    for name, line in look.overall.lines.items():
        table.add_row(
            name,
            brier(line.brier),
            skill(line.skill),
            number(line.log.value),
            number(line.miscalibration.value, 3),
            number(line.auc.value),
            number(line.auc_within.value),
        )
    return table


def _places(look: ScoresLookup) -> Group:
    variant = f"{MODEL}, "
    table = _table(
        "Brier score (* least)", [name.removeprefix(variant).replace(" ", "\n") for name in look.overall.lines]
    )
    table.padding = (0, 1, 0, 0)
    for place in (*look.by_question, *look.by_horizon):
        least = best({name: line.brier.value for name, line in place.lines.items()})
        table.add_row(place.name, *(_brier(place, name, name in least) for name in look.overall.lines))
    return Group(Text(), table)


def _cases(look: ScoresLookup) -> Group:
    table = _table("By case", ["Items", "Happened", "Skill", "Brier", "Base rate"])
    for place in look.by_case:
        line = place.lines[MODEL]
        counted = str(place.items), str(place.happened), signed(line.skill.value)
        table.add_row(place.name, *counted, *(number(x.brier.value, 3) for x in (line, place.lines[BASE])))
    return Group(Text(), table)


def _brier(place: Place, name: str, least: bool) -> Text:
    line = place.lines.get(name)
    shown = number(line.brier.value if line else float("nan"), 3)
    return Text(f"{shown}*" if least else f"{shown} ", "bold" if least else "")


def _explanations(look: ScoresLookup) -> list[RenderableType]:
    told = look.explanation_lines
    if not told:
        return []
    days = max(line.days for line in told.values())
    table = _table(f"What explains it ({plural(days, 'day')})", ["Named right", "Log", "Worse by"])
    for name, line in told.items():
        ends = interval_words(line.log)
        log = f"{number(line.log.value)}{f' ({ends})' if ends else ''}"
        table.add_row(name, part(line.top), log, "" if name == MODEL else skill(line.behind))
    return [Text(), table]


def _judged(look: ScoresLookup) -> list[RenderableType]:
    told = [j for j in look.scores.judged if j.item and j.beside]
    if not told:
        return []
    table = _table("Judged by others", ["Within", "Author", MODEL, BASE, "Outcome"])
    for j in told:
        question = QUESTIONS[j.judgement.question].name
        table.add_row(
            f"{question}, {day_words(j.judgement.date)}",
            f"{j.judgement.horizon}{NBSP}days",
            *(percent(p) for p in (j.probability, j.beside[MODEL], j.beside[BASE])),
            "happened" if j.item and j.item.happened else "did not happen",
        )
    return [Text(), table]
