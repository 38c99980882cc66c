"""A draft: a row that somebody, or something, proposes for a case."""

import re
from dataclasses import dataclass, fields

from breakranks.grids import CONTROL

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
STATUSES = (OPEN, ACCEPTED, REJECTED)
TABLES = ("events", "judgements", "formations", "areas", "moves")
"""The tables of a case that a draft may be for."""
LONGEST_WORDS = 400
"""Characters of the words that a draft rests on; what is longer is cut."""
_SENTENCE = re.compile(r"""(?:.*?[^\W\d_]{3}|.*?[\d)"'”“»])[.!?…]+["'”“»)]*(?=\s+["'“„«(]*[^\W\da-z_])""")
"""Up to a full stop, but not one after a short word (St., Lt.), before a word that begins with a capital."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of drafts.csv, all of it as text.

    `id` says who proposed it and what it is there, the same in every run: `acled:UKR12345:1`. `table` is where it
    goes when it is accepted, and the cells are those of that table: the author of a judgement stands in `name`, the
    id of a new formation in `formation`, that of a new area in `area`, and whether that is at the front in `kind`.
    `alternatives` holds the next two kinds, `words` what the proposal rests on, at most a sentence. Where the case
    has no `source` of that key, `source_name`, `source_url` and `source_published` make one. `coder` says who or
    what proposed it.
    """

    id: str
    status: str = OPEN
    table: str = "events"
    date: str = ""
    reported: str = ""
    formation: str = ""
    area: str = ""
    kind: str = ""
    people: str = ""
    source: str = ""
    reliability: str = ""
    credibility: str = ""
    note: str = ""
    question: str = ""
    horizon_days: str = ""
    phrase: str = ""
    probability: str = ""
    name: str = ""
    parent: str = ""
    echelon: str = ""
    troops: str = ""
    strength: str = ""
    lat: str = ""
    lon: str = ""
    alternatives: str = ""
    words: str = ""
    source_name: str = ""
    source_url: str = ""
    source_published: str = ""
    coder: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """The cells by column."""
        return {column: getattr(self, column) for column in COLUMNS}


COLUMNS = tuple(field.name for field in fields(Draft))
"""The columns of drafts.csv, in their order."""
CELLS = {
    "events": (
        "date", "reported", "formation", "area", "kind", "people", "source", "reliability", "credibility", "note",
    ),
    "judgements": (
        "date", "name", "question", "area", "horizon_days", "phrase", "probability", "source", "note",
    ),
    "formations": ("formation", "name", "parent", "echelon", "troops", "strength", "area", "date"),
    "areas": ("area", "name", "lat", "lon", "kind"),
    "moves": ("date", "reported", "formation", "area", "parent", "strength", "source"),
}  # fmt: skip
"""The cells that say something of a row of each table."""
CALLED = {
    "judgements": {"name": "author"},
    "formations": {"formation": "id", "date": "arrives"},
    "areas": {"area": "id", "kind": "front"},
}
"""What cells are called in a table that calls them otherwise."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many drafts were added, and how many were known already: drafted before, or rows of the case."""

    added: int
    known: int


def one_sentence(text: str) -> str:
    """The first sentence of a text, on one line, cut where it is very long: more is not kept of what others wrote."""
    line = " ".join(CONTROL.sub(" ", text).split())
    found = _SENTENCE.match(line)
    first = found[0] if found else line
    return first if len(first) <= LONGEST_WORDS else f"{first[: LONGEST_WORDS - 1].rsplit(' ', 1)[0]}…"
