"""What the other side should do: its choices compared on the same worlds."""

from breakranks.presentation.lookup import MONTH, OPPONENT_CHOICES, Lookup
from breakranks.presentation.sections.forks import differences, forecasts, tolls
from breakranks.presentation.words import clear, in_points, lower_first, points_interval
from breakranks.vocabulary import AS_IT_GOES, OPPONENTS, Choice


def opponent(look: Lookup) -> dict[str, object]:
    """Gather what the section shows."""
    return {
        "choices": OPPONENTS.values(),
        "differences": differences(
            look, "opponent-differences", "What each choice of the other side changes", OPPONENT_CHOICES
        ),
        "table": forecasts(look, "Within 28 days, by choice of the other side", OPPONENT_CHOICES),
        "tolls": tolls(look, "What each choice of the other side costs after 56 days", OPPONENT_CHOICES),
        "verdict": [_verdict(look, name, choice) for name, choice in OPPONENT_CHOICES.items() if choice != AS_IT_GOES],
    }


def _verdict(look: Lookup, name: str, choice: Choice) -> str:
    """Tell in a sentence what a choice of the other side changes, the largest change first."""
    found = [s for key in look.compared if (s := look.scenario(choice, *key)) and clear(s.difference)]
    told = [
        f"{lower_first(look.question(s.question, s.area))} {in_points(s.difference.value)} "
        f"({points_interval(s.difference)})"
        for s in sorted(found, key=lambda s: -abs(s.difference.value))[:4]
    ]
    if not told:
        return f"If the other side {name}, no clear difference can be told within {MONTH} days."
    return f"If the other side {name}, this changes within {MONTH} days: {'; '.join(told)}."
