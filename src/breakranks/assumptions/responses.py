"""How the kinds of sign respond to what formations do: responses.csv."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from breakranks.tables import InputError, read_table

FEATURES = ("always", "steady", "contact", "wavering", "defiant", "withdrawing", "leaving", "surrendering", "dislodged")


@dataclass(frozen=True, slots=True)
class Response:
    """A kind of sign: its share of an ordinary day's mix, and how it answers to each feature of a formation."""

    kind: str
    share: float
    weights: Mapping[str, float]
    reason: str


@cache
def read_responses() -> tuple[Response, ...]:
    """The packaged table."""
    with as_file(files("breakranks.assumptions") / "responses.csv") as path:
        rows, problems = read_table(path, ["kind", "share", *FEATURES, "reason"])
    if problems:
        raise InputError(problems)
    return tuple(
        Response(
            kind=row.cells["kind"],
            share=float(row.cells["share"]),
            weights={name: float(row.cells[name]) for name in FEATURES},
            reason=row.cells["reason"],
        )
        for row in rows
    )
