"""What the other side should do: its choices compared on the same worlds."""

from breakranks.assessment.types import OPPONENT_CHOICES
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.lookup import BASELINE, Lookup
from breakranks.presentation.sections.forks import (
    HORIZON,
    asked,
    difference_figure,
    forecast_table,
    toll_table,
)
from breakranks.presentation.words import (
    COMMAND_NAMES,
    OPPONENT_MEANINGS,
    OPPONENT_NAMES,
    clear,
    points,
    points_interval,
)


def opponent(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    choices = [(OPPONENT_NAMES[o], (BASELINE[0], o, BASELINE[2])) for o in OPPONENT_CHOICES]
    return {
        "choices": [(OPPONENT_NAMES[o], OPPONENT_MEANINGS[o]) for o in OPPONENT_CHOICES],
        "differences": difference_figure(
            look, "opponent-differences", "What each choice of the other side changes", choices[1:]
        ),
        "table": forecast_table(look, "Within 28 days, by choice of the other side", "Question", choices),
        "tolls": toll_table(look, "What each choice of the other side costs after 56 days", choices),
        "verdict": verdict(look),
        "with_command": _with_command(look),
    }


def verdict(look: Lookup) -> list[str]:
    """Tell in sentences what standing back and pressing change for the contested area and for the force."""
    sentences = []
    for choice, who in (("stands-back", "Standing back"), ("presses", "Pressing")):
        told = []
        for name, question, area in asked(look, areas=1):
            s = look.scenario((BASELINE[0], choice, BASELINE[2]), question, HORIZON, area)
            if s is not None and clear(s.difference) and abs(s.difference.value) >= 0.005:
                told.append(
                    (
                        abs(s.difference.value),
                        f"{name[0].lower() + name[1:]} {points(s.difference.value)} points "
                        f"({points_interval(s.difference)})",
                    )
                )
        told.sort(reverse=True)
        if told:
            sentences.append(f"{who} changes within {HORIZON} days: {'; '.join(text for _, text in told[:4])}.")
        else:
            sentences.append(
                f"{who} makes no difference within {HORIZON} days that rises above chance in the computation."
            )
    return sentences


def _with_command(look: Lookup) -> Table:
    questions = [(n, q, a) for n, q, a in asked(look, areas=1)]
    titles = [n for n, _, _ in questions]
    rows = []
    for command in COMMAND_NAMES:
        for choice in OPPONENT_CHOICES:
            found = [look.scenario((command, choice, BASELINE[2]), q, HORIZON, a) for _, q, a in questions]
            if any(found):
                rows.append(
                    (
                        Cell(f"{COMMAND_NAMES[command]}"),
                        Cell(OPPONENT_NAMES[choice]),
                        *(
                            Cell(
                                points(s.difference.value),
                                points_interval(s.difference),
                                s.difference.value,
                                max(-1.0, min(1.0, 2 * s.difference.value)),
                            )
                            if s
                            else Cell("–", sort=0.0)
                            for s in found
                        ),
                    )
                )
    headings = columns("Command", "Other side", *titles, numbers=titles)
    return Table(
        "Both sides' choices together: difference in points from as it goes, within 28 days",
        headings,
        tuple(rows),
        sortable=True,
    )
