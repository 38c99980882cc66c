"""What command, the other side and the season may do in the weeks to come."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a side may do; what it does to the model stands in `assumptions/choices.csv`."""

    id: str
    name: str
    meaning: str


def _by_id(*options: Option) -> dict[str, Option]:
    return {option.id: option for option in options}


COMMANDS = _by_id(
    Option("as-it-goes", "as it goes", "Command goes on as it did in the weeks before the as-of day."),
    Option(
        "forces-control-back",
        "forces control back",
        "Executions, blocking detachments, threats: men are held in place by fear. Conventional means.",
    ),
    Option("lets-go", "lets go", "No coercion and no relief: command leaves its troops to themselves."),
    Option("relieves", "relieves its troops", "Rest, rotation, pay and food: grievances are met."),
)
OPPONENTS = _by_id(
    Option("keeps-on", "keeps on", "It goes on as it did in the weeks before the as-of day."),
    Option("presses", "presses", "It attacks harder and in more places."),
    Option("stands-back", "stands back", "It stops pressing and waits. Both sides get a rest."),
)
SEASONS = _by_id(
    Option("as-it-is", "as it is", "The weather usual for the days and the latitude."),
    Option("winter", "hard winter", "Cold, mud or monsoon at its worst on every day."),
    Option("mild", "mild season", "No winter at all."),
)


class Choice(NamedTuple):
    """One combination of what command, the opponent and the season do."""

    command: str
    opponent: str
    season: str


AS_IT_GOES = Choice("as-it-goes", "keeps-on", "as-it-is")
"""Nothing changes."""
