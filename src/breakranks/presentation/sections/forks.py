"""The forks: what each choice of command, and each season, would change, on the same worlds."""

from collections.abc import Mapping

from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import COMMAND_CHOICES, MONTH, SEASON_CHOICES, Lookup
from breakranks.presentation.words import (
    interval,
    lower_first,
    number,
    percent,
    points,
    points_interval,
    shorts,
    tenths,
)
from breakranks.vocabulary import AS_IT_GOES, COMMANDS, SEASONS, Choice

Choices = Mapping[str, Choice]
"""Choices by name, the first of which changes nothing."""


def forks(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "choices": COMMANDS.values(),
        "differences": differences(look, "fork-differences", "What each choice of command changes", COMMAND_CHOICES),
        "table": forecasts(look, "Within 28 days, by choice of command", COMMAND_CHOICES),
        "futures": _futures(look),
        "tolls": tolls(look, "What each choice of command costs after 56 days", COMMAND_CHOICES),
        "season_choices": SEASONS.values(),
        "season_differences": differences(look, "season-differences", "What the season changes", SEASON_CHOICES),
        "seasons": forecasts(look, "Within 28 days, by season", SEASON_CHOICES),
        "season_tolls": tolls(look, "What each season costs after 56 days", SEASON_CHOICES),
    }


def differences(look: Lookup, name: str, title: str, choices: Choices) -> Figure:
    """Paired differences of several choices from things as they go, by question."""
    changed = {label: choice for label, choice in choices.items() if choice != AS_IT_GOES}
    rows, lines = [], []
    texts = [look.question(*key) for key in look.compared]
    names = shorts((text.replace("Area given up: ", "Given up: ") for text in texts), 34)
    for (question, area), text, row in zip(look.compared, texts, names, strict=True):
        line = []
        for label, choice in changed.items():
            s = look.scenario(choice, question, area)
            line.append(cells.difference(s.difference if s else None))
            if s is not None:
                d = s.difference
                rows.append(
                    {
                        "row": row,
                        "name": label,
                        "value": d.value,
                        "low": d.low,
                        "high": d.high,
                        "text": f"{label}, {lower_first(row)}: {points(d.value)} points ({points_interval(d)})",
                    }
                )
        lines.append((Cell(text), *line))
    largest = max(rows, key=lambda r: abs(float(str(r["value"]))), default=None)
    most = f" The largest: {largest['text']}." if largest else ""
    colours = charts.coloured(list(changed), charts.SERIES[1:])
    return Figure(
        id=name,
        title=title,
        reading=f"How far the probability within {MONTH} days moves against the same worlds in which nothing changes. "
        "Right of the line: likelier; left: less likely. The bar shows what so many worlds leave open; where it "
        "crosses the line, no difference can be told.",
        summary=f"Marks with intervals around a line at no difference.{most}",
        spec=charts.differences(rows, "Percentage points"),
        table=Table(
            f"{title}: difference from as it goes, in percentage points within {MONTH} days",
            columns("Question", *changed, numbers=list(changed)),
            tuple(lines),
        ),
        key=tuple(KeyEntry(label, colour, charts.SHAPES[n + 1]) for n, (label, colour) in enumerate(colours.items())),
    )


def forecasts(look: Lookup, caption: str, choices: Choices) -> Table:
    """Probabilities of each question under each choice; the first choice's are the printed forecasts."""
    rows = tuple(
        (
            Cell(look.question(question, area)),
            *(
                cells.probability(s.probability if (s := look.scenario(choice, question, area)) else None)
                for choice in choices.values()
            ),
        )
        for question, area in look.compared
    )
    return Table(caption, columns("Question", *choices, numbers=list(choices)), rows)


def tolls(look: Lookup, caption: str, choices: Choices) -> Table:
    """What each choice costs after 56 days."""
    shares = {
        "Killed and wounded": "losses",
        "Captive or gone over": "captive",
        "Gone without orders": "gone",
        "Defiant": "defiant",
        "Shaken": "shaken",
    }
    titles = [*shares, "Control then", "Cost to the other side"]
    rows = []
    for label, choice in choices.items():
        if (toll := look.toll(choice)) is not None:
            found = [getattr(toll, name) for name in shares.values()]
            rows.append(
                (
                    Cell(label),
                    *(Cell(tenths(e.value), interval(e), e.value, min(1.0, 2 * e.value)) for e in found),
                    Cell(percent(toll.control.value), interval(toll.control), toll.control.value),
                    Cell(f"×{number(toll.opponent_cost, 1)}", sort=toll.opponent_cost),
                )
            )
    return Table(caption, columns("Choice", *titles, numbers=titles), tuple(rows))


def _futures(look: Lookup) -> Figure:
    now, rows, lines = look.assessment.control, [], []
    for name, choice in COMMAND_CHOICES.items():
        path = look.assessment.control_futures[choice].tolist()
        for week, (mean, low, high) in enumerate([[now.value, now.low, now.high], *path]):
            text = f"{name}, week {week}: {percent(mean)} ({low * 100:.0f}–{high * 100:.0f})"
            rows.append({"week": week, "name": name, "share": mean, "low": low, "high": high, "text": text})
        spreads = (Cell(percent(m), f"{low * 100:.0f}–{high * 100:.0f}", m) for m, low, high in path)
        lines.append((Cell(name), *spreads))
    weeks = [f"Week {n}" for n in range(1, len(lines[0]))]
    ends = "; ".join(f"{line[0].text}, {line[-1].text}" for line in lines)
    colours = charts.coloured(list(COMMAND_CHOICES), charts.SERIES)
    return Figure(
        id="control-futures",
        title="Control in the weeks ahead, by choice of command",
        reading="Each line is the mean over the same worlds under one choice. The shaded band holds 90 % of worlds as "
        "it goes. It is much wider than the lines are apart: the worlds differ more than the choices do.",
        summary=f"Lines over {len(weeks)} weeks. At the end: {ends}.",
        spec=charts.paths(rows, "Control", next(iter(COMMAND_CHOICES))),
        table=Table("Control by week and choice of command", columns("Choice", *weeks, numbers=weeks), tuple(lines)),
        key=tuple(KeyEntry(name, colour, charts.SHAPES[n]) for n, (name, colour) in enumerate(colours.items())),
    )
