"""The forks: what each choice of command would change, on the same worlds."""

from breakranks.assessment.types import COMMAND_CHOICES, QUESTIONS, SEASONS, ScenarioToll
from breakranks.presentation import cells, charts
from breakranks.presentation.blocks import Cell, Figure, KeyEntry, Table, columns
from breakranks.presentation.lookup import BASELINE, Lookup
from breakranks.presentation.words import (
    COMMAND_MEANINGS,
    COMMAND_NAMES,
    OPPONENT_NAMES,
    QUESTION_NAMES,
    SEASON_NAMES,
    interval,
    number,
    percent,
    points,
    points_interval,
    short,
    tenths,
)

HORIZON = 28
"""Days ahead at which choices are compared."""

Choices = tuple[str, str, str]


def forks(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    commands = [(COMMAND_NAMES[c], (c, BASELINE[1], BASELINE[2])) for c in COMMAND_CHOICES]
    seasons = [(SEASON_NAMES[s], (BASELINE[0], BASELINE[1], s)) for s in SEASONS]
    return {
        "choices": [(COMMAND_NAMES[c], COMMAND_MEANINGS[c]) for c in COMMAND_CHOICES],
        "differences": difference_figure(look, "fork-differences", "What each choice of command changes", commands[1:]),
        "table": forecast_table(look, "Within 28 days, by choice of command", "Question", commands),
        "futures": _futures(look),
        "tolls": toll_table(look, "What each choice of command costs after 56 days", commands),
        "seasons": forecast_table(look, "Within 28 days, by season", "Question", seasons),
        "season_tolls": toll_table(look, "What each season costs after 56 days", seasons),
        "all": _all(look),
    }


def asked(look: Lookup, areas: int = 2) -> list[tuple[str, str, str | None]]:
    """Give the questions on which choices are compared (name, question, area), contested areas first."""
    found: list[tuple[str, str, str | None]] = [
        (f"{QUESTION_NAMES['area-given-up']}: {look.place(a)}", "area-given-up", a)
        for a in look.contested_areas[:areas]
    ]
    for question in QUESTIONS:
        if look.scenario(BASELINE, question, HORIZON) is not None:
            found.append((QUESTION_NAMES.get(question, question), question, None))
    return found


def difference_figure(look: Lookup, name: str, title: str, choices: list[tuple[str, Choices]]) -> Figure:
    """Paired differences of several choices from things as they go, by question."""
    rows = []
    for text, question, area in asked(look):
        for label, choice in choices:
            if (s := look.scenario(choice, question, HORIZON, area)) is not None:
                d = s.difference
                rows.append(
                    {
                        "row": short(text.replace("Area given up: ", "Given up: "), 34),
                        "name": label,
                        "value": round(d.value, 5),
                        "low": round(d.low, 5),
                        "high": round(d.high, 5),
                        "text": f"{points(d.value)} points ({points_interval(d)})",
                    }
                )
    table = Table(
        f"{title}: difference from as it goes, in percentage points within {HORIZON} days",
        columns("Question", *(label for label, _ in choices), numbers=[label for label, _ in choices]),
        tuple(
            (
                Cell(text),
                *(
                    cells.difference(s.difference if (s := look.scenario(choice, question, HORIZON, area)) else None)
                    for _, choice in choices
                ),
            )
            for text, question, area in asked(look)
        ),
    )
    largest = max(rows, key=lambda r: abs(float(str(r["value"])))) if rows else None
    summary = "Marks with intervals around a line at no difference."
    if largest:
        summary += f" The largest: {largest['name']}, {largest['row']}, {largest['text']}."
    return Figure(
        id=name,
        title=title,
        reading=f"Change of the probability within {HORIZON} days against the same worlds in which nothing "
        "changes. Right of the line: "
        "likelier; left: less likely. The bar shows how far chance in the computation reaches; a bar "
        "across the line tells no difference.",
        summary=summary,
        spec=charts.differences(rows, "Percentage points"),
        table=table,
        key=tuple(KeyEntry(label, charts.SERIES[n + 1], charts.SHAPES[n + 1]) for n, (label, _) in enumerate(choices)),
    )


def forecast_table(look: Lookup, caption: str, heading: str, choices: list[tuple[str, Choices]]) -> Table:
    """Probabilities of each question under each choice."""
    labels = [label for label, _ in choices]
    rows = tuple(
        (
            Cell(text),
            *(
                cells.probability(s.probability if (s := look.scenario(choice, question, HORIZON, area)) else None)
                for _, choice in choices
            ),
        )
        for text, question, area in asked(look)
    )
    return Table(caption, columns(heading, *labels, numbers=labels), rows)


def toll_table(look: Lookup, caption: str, choices: list[tuple[str, Choices]]) -> Table:
    """Tell what each choice costs, after 56 days."""
    titles = [
        "Killed and wounded",
        "Captive or gone over",
        "Gone without orders",
        "Defiant",
        "Control then",
        "Resolve then",
        "Cost to the other side",
    ]

    def row(label: str, toll: ScenarioToll | None) -> tuple[Cell, ...]:
        if toll is None:
            return (Cell(label), *(cells.NOTHING for _ in titles))
        shares = (toll.losses, toll.captive, toll.absent, toll.defiant)
        return (
            Cell(label),
            *(Cell(tenths(e.value), interval(e), e.value, min(1.0, 2 * e.value)) for e in shares),
            Cell(percent(toll.control.value), interval(toll.control), toll.control.value),
            Cell(
                number(toll.resolve.value, 1),
                f"{number(toll.resolve.low, 1)} to {number(toll.resolve.high, 1)}",
                toll.resolve.value,
            ),
            Cell(f"×{number(toll.opponent_cost.value, 1)}", sort=toll.opponent_cost.value),
        )

    rows = tuple(row(label, look.toll(choice)) for label, choice in choices)
    return Table(caption, columns("Choice", *titles, numbers=titles), rows)


def _futures(look: Lookup) -> Figure:
    futures = look.assessment.control_futures
    now = look.assessment.control
    rows, lines = [], []
    for command in COMMAND_CHOICES:
        path = futures.get((command, BASELINE[1], BASELINE[2]))
        if path is None:
            continue
        name = COMMAND_NAMES[command]
        rows.append(
            {
                "week": 0,
                "name": name,
                "share": round(now.value, 4),
                "low": round(now.low, 4),
                "high": round(now.high, 4),
            }
        )
        rows += [
            {
                "week": w + 1,
                "name": name,
                "share": round(float(m), 4),
                "low": round(float(low), 4),
                "high": round(float(high), 4),
            }
            for w, (m, low, high) in enumerate(path)
        ]
        lines.append(
            (
                Cell(name),
                *(Cell(percent(float(m)), f"{low * 100:.0f}–{high * 100:.0f}", float(m)) for m, low, high in path),
            )
        )
    weeks = [f"Week {w + 1}" for w in range(max((len(line) - 1 for line in lines), default=0))]
    ends = "; ".join(f"{line[0].text}, {line[-1].text}" for line in lines)
    names = [str(line[0].text) for line in lines]
    return Figure(
        id="control-futures",
        title="Control in the weeks ahead, by choice of command",
        reading="Each line is the mean over the same worlds under one choice. The shaded band holds 90 % "
        "of worlds as it goes: it is "
        "much wider than the lines are apart, because the worlds differ more than the choices do.",
        summary=f"Lines over {len(weeks)} weeks. At the end: {ends}.",
        spec=charts.paths(rows, "Control", COMMAND_NAMES[BASELINE[0]]),
        table=Table("Control by week and choice of command", columns("Choice", *weeks, numbers=weeks), tuple(lines)),
        key=tuple(KeyEntry(name, charts.SERIES[n], charts.SHAPES[n]) for n, name in enumerate(names)),
    )


def _all(look: Lookup) -> Table:
    questions = asked(look, areas=1)
    titles = [text for text, _, _ in questions]
    rows = tuple(
        (
            Cell(COMMAND_NAMES[t.command]),
            Cell(OPPONENT_NAMES[t.opponent]),
            Cell(SEASON_NAMES[t.season]),
            *(
                cells.probability(
                    s.probability if (s := look.scenario((t.command, t.opponent, t.season), q, HORIZON, area)) else None
                )
                for _, q, area in questions
            ),
        )
        for t in look.assessment.tolls
    )
    headings = columns("Command", "Other side", "Season", *titles, numbers=titles)
    return Table("Every combination of choices, within 28 days", headings, rows, sortable=True)
