"""The case that something is imported into: whom, where and when it is about."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from breakranks.case import examine
from breakranks.case.reading.names import Found, Names, key
from breakranks.importing.ground import Ground
from breakranks.importing.mapping import Meanings
from breakranks.tables import InputError, Problem, nearest

FORCE, OPPONENT, OTHER = "force", "opponent", "other"
_YEARS = re.compile(r"\s*\(\d{4}-(?:\d{4})?\)\s*")
"""What ACLED puts after the name of a government: the years of its rule."""


class Into:
    """A case, with the names of its formations and areas, its ground, and what a mapping says.

    If it is only `begun` it may lack its first formations and areas. `days` are those that it was asked about.

    Raises:
        InputError: the folder is not a case, or the mapping names what is not in it.
    """

    def __init__(self, folder: Path, mapping: Meanings, begun: bool = False) -> None:
        found = examine(folder)
        case = found.begun if begun else found.case
        if case is None:
            raise InputError(found.problems)
        self.case, self.mapping = case, mapping
        self.days = set[date]()
        self._words: dict[str, str] = {}
        self._known: dict[str, str | None] = {}
        self.formations, self.areas = Names(), Names()
        for table, names in (("formations", self.formations), ("areas", self.areas)):
            for row in found.tables[table].rows:
                aliases = [alias.strip() for alias in row.cells.get("aliases", "").split(";")]
                names.add(row.cells["id"], row.cells["id"], [row.cells["name"], *filter(None, aliases)])
                if table == "formations":
                    self._called(row.cells["id"], [row.cells["name"], *aliases])
        self.parents = {formation.id: formation.parent for formation in self.case.formations}
        self.ground = Ground(self.case, folder, self.areas, mapping.within_km)
        self._actors = {key(name): self._meant(name, value) for name, value in mapping.actors.items()}
        self._places = {key(name): self._place_meant(name, value) for name, value in mapping.places.items()}

    def _called(self, id: str, names: Iterable[str]) -> None:
        # A name of one word without a number is too easily a word of the text.
        self._words |= {name.casefold(): id for name in names if re.search(r"\d|\w\W+\w", name)}

    def _meant(self, name: str, value: str) -> str:
        if value in ("", FORCE, OPPONENT):
            return {"": OTHER, FORCE: self.case.command, OPPONENT: OPPONENT}[value]
        found = self.formations.one(value)
        if isinstance(found, Found):
            return found.ids[0]
        right = nearest(value, self.formations.ids) or 'Write "force", "opponent" or the id of a formation'
        raise self._wrong("actors", name, f"there is no formation '{value}'", right)

    def _place_meant(self, name: str, value: str) -> str:
        found = self.areas.one(value)
        if isinstance(found, Found):
            return found.ids[0]
        right = nearest(value, self.areas.ids) or "Write the id of an area of areas.csv"
        raise self._wrong("places", name, f"there is no area '{value}'", right)

    def _wrong(self, part: str, name: str, wrong: str, right: str) -> InputError:
        file = self.mapping.path.name if self.mapping.path else "the mapping"
        return InputError([Problem(file, None, f"{part}.{name}", wrong, right)])

    def actor(self, name: str) -> str | None:
        """Who an actor is: the id of a formation, `OPPONENT`, `OTHER` where a person said so, None where unknown.

        The mapping comes first, then the formations and their aliases, then `force` and `opponent` of case.toml. The
        years of a government's rule are passed over; what stands behind them names a unit of that government's.
        """
        if name not in self._known:
            army, *unit = [part for part in _YEARS.split(name) if part] or [name]
            whole = self._called_so(name) or self._called_so(" ".join([army, *unit]))
            of = whole or self._called_so(army)
            own = self._called_so(" ".join(unit)) if unit and not whole and self.ours(of) else None
            self._known[name] = own if self.ours(own) else of
        return self._known[name]

    def _called_so(self, name: str) -> str | None:
        if (meant := self._actors.get(key(name))) is not None:
            return meant
        if isinstance(found := self.formations.one(name), Found):
            return found.ids[0]
        if key(name) == key(self.case.force):
            return self.case.command
        return OPPONENT if key(name) == key(self.case.opponent) else None

    def side(self, names: Iterable[str]) -> str | None:
        """Who several actors on one side are together: the lowest formation, `OPPONENT`, `OTHER` or None.

        None too where both the force and its opponent are among them.
        """
        who = {meant for name in names if name and (meant := self.actor(name))}
        ours = who - {OPPONENT, OTHER}
        if ours:
            return None if OPPONENT in who else self.lowest(ours)
        return OPPONENT if OPPONENT in who else OTHER if who else None

    def lowest(self, ids: Iterable[str]) -> str:
        """Of formations the one that all others stand above, else the nearest that stands above all of them."""
        ids = list(dict.fromkeys(ids))
        chains = [self.chain(id) for id in ids]
        longest = max(chains, key=len)
        if all(id in longest for id in ids):
            return longest[0]
        return next(id for id in longest if all(id in chain for chain in chains))

    def chain(self, id: str) -> list[str]:
        """A formation and those above it, up to the high command."""
        chain = [id]
        while parent := self.parents.get(chain[-1]):
            chain.append(parent)
        return chain

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        names = sorted(self._words, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE) if names else None

    def formation_named(self, text: str, below: str) -> tuple[str, str]:
        """The formation below another that a text names, and what a note says of that; else that other one.

        Of several it is the one above them all.
        """
        if self._named is None:
            return below, ""
        ids = {self._words[found.casefold()] for found in self._named.findall(text) if found.casefold() in self._words}
        ids = {id for id in ids if below in self.chain(id)}
        found = self.lowest(ids) if ids else below
        return found, ", the formation by its name in the text" if found != below else ""

    def place(self, name: str) -> str | None:
        """The id of the area that is called so."""
        if (meant := self._places.get(key(name))) is not None:
            return meant
        found = self.areas.one(name)
        return found.ids[0] if isinstance(found, Found) else None

    def inside(self, day: date) -> bool:
        """Whether a day lies in the window of the case."""
        self.days.add(day)
        return self.case.start <= day <= self.case.end

    def ours(self, who: str | None) -> bool:
        """Whether an actor is of the force."""
        return who in self.parents or who == self.case.command


def role_of(into: Into, first: str | None, second: str | None, alone: bool) -> str | None:
    """What part the force has in a row: "by", "against" or "among"; None where it is not about it and its opponent.

    `alone` says that the row names nobody on the second side.
    """
    ours: Sequence[bool] = (into.ours(first), into.ours(second))
    if all(ours):
        return "among"
    if ours[0] and (second == OPPONENT or alone):
        return "by"
    if first == OPPONENT and (ours[1] or alone):
        return "against"
    return None
