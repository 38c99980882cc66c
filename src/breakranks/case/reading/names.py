"""What people call formations, areas and sources → their ids. No id is taken for another that is merely spelt alike."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

ID, NAME = "id", "name"
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_WORDS = 100
"""A cell of more words is no list of names."""
LEAST_BEGINNING = 3
"""So many letters are needed for the beginning of a name."""
_PIECES = re.compile(r"[,;/|+&\n]+|[^\s,;/|+&]+")
_BETWEEN = re.compile(r"[,;/|+&\n]+|and|und|et", re.IGNORECASE)
_DESIGNATES = re.compile(r"\d.*|.{1,2}|[ivxlc]+")
"""Words that tell one unit from the next: 1st and 2nd, A and B, II and III."""


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What is left of a name without case, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def kebab(text: str) -> str:
    """The id that a text makes: lower-case Latin letters and digits joined by hyphens; may be empty."""
    if not text.isascii():
        # Loaded where it is needed: most cases are written in plain letters.
        from anyascii import anyascii

        # An apostrophe or a soft sign within a word joins its halves and does not part them.
        text = re.sub(r"(?<=\w)['`ʹʼ’](?=\w)", "", anyascii(text))
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def free_id(stem: str, taken: Container[str]) -> str:
    """The stem itself, or if that is taken the stem with the first number from 2 on that is not."""
    id, number = stem, 1
    while id in taken:
        number += 1
        id = f"{stem}-{number}"
    return id


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell was found to mean: ids, and whether by name (`NAME`) or by an id written otherwise (`ID`)."""

    ids: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that means nothing known (`unknown`), or more than one thing (`readings`)."""

    unknown: tuple[str, ...] = ()
    readings: tuple[tuple[str, ...], ...] = ()


class Names:
    """The ids of one table with all that they are called."""

    def __init__(self) -> None:
        self.called: dict[str, str] = {}
        """Ids as they are and as they were written, exactly; these are read without a word."""
        self._loose: dict[str, dict[str, str]] = {}
        self._longest = 1
        self._known: dict[str, Found | Doubt] = {}

    def add(self, id: str, written: str, names: Iterable[str]) -> None:
        """Note an id, how it was written, and its names."""
        for text in (id, written):
            if text:
                self.called.setdefault(text, id)
                self._note(text, id, ID)
        for name in names:
            self._note(name, id, NAME)

    def _note(self, text: str, id: str, by: str) -> None:
        if short := key(text):
            self._loose.setdefault(short, {}).setdefault(id, by)
            self._longest = max(self._longest, len(_PIECES.findall(text)), len(text.split("-")))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in the order of their table."""
        return tuple(dict.fromkeys(self.called.values()))

    def one(self, value: str) -> Found | Doubt:
        """The one id that a cell names."""
        if value in self.called:
            return Found((self.called[value],), ID)
        if value not in self._known:
            ids = self._meant(value)
            if len(ids) == 1:
                (id, by), *_ = ids.items()
                self._known[value] = Found((id,), by)
            else:
                self._known[value] = Doubt(readings=tuple((id,) for id in ids)) if ids else Doubt((value,))
        return self._known[value]

    def _meant(self, text: str) -> Mapping[str, str]:
        return self._loose.get(key(text)) or self._loose.get(key(re.sub("^the ", "", text, flags=re.IGNORECASE))) or {}

    def several(self, value: str) -> Found | Doubt:
        """The ids that a cell names, whatever stands between them; a name may itself hold commas and "and"."""
        words = value.split()
        if all(word in self.called for word in words):
            return Found(tuple(self.called[word] for word in words), ID)
        if (short := f"\0{value}") not in self._known:
            self._known[short] = self._parted(value)
        return self._known[short]

    def _parted(self, value: str) -> Found | Doubt:
        pieces = list(_PIECES.finditer(value))
        if len(pieces) > MOST_WORDS:
            return Doubt((value,))
        # From the end: every way in which the pieces from here on can be read, two being enough to see that there
        # is a doubt.
        ways: list[dict[tuple[str, ...], str]] = [{} for _ in pieces] + [{(): ID}]
        for at in reversed(range(len(pieces))):
            if _BETWEEN.fullmatch(pieces[at][0]):
                ways[at] |= ways[at + 1]
            for end in range(at, min(at + self._longest, len(pieces))):
                if not ways[end + 1]:
                    continue
                for id, by in self._meant(value[pieces[at].start() : pieces[end].end()]).items():
                    for rest, also in ways[end + 1].items():
                        if len(ways[at]) < 3:
                            ways[at].setdefault((id, *rest), NAME if NAME in (by, also) else ID)
        readings = {ids: by for ids, by in ways[0].items() if ids}
        if len(readings) == 1:
            ((ids, by),) = readings.items()
            return Found(ids, by)
        return Doubt(readings=tuple(readings)) if readings else Doubt(self._unknown(value))

    def _unknown(self, value: str) -> tuple[str, ...]:
        """The parts of a cell that name nothing, as somebody would part them."""
        parts = [part.strip() for part in re.split(r"[,;/|+&\n]+", value)]
        if len(parts) == 1 and all(KEBAB.fullmatch(word) for word in value.split()):
            parts = value.split()
        return tuple(part for part in dict.fromkeys(parts) if part and isinstance(self.one(part), Doubt)) or (value,)

    def begun_by(self, value: str) -> tuple[str, ...]:
        """The ids of which a name begins with this."""
        short = key(value)
        known = self._loose.items() if len(short) >= LEAST_BEGINNING else ()
        return tuple(dict.fromkeys(id for name, ids in known if name.startswith(short) for id in ids))

    def near(self, value: str) -> str | None:
        """The id that a slip of the pen may have been meant for; None where that could be something else."""
        slips = {id: None for short, ids in self._loose.items() if same_but_for_a_slip(value, short) for id in ids}
        slips |= {id: None for id in self.called if same_but_for_a_slip(value, id)}
        return next(iter(slips)) if len(set(map(self.called.get, slips))) == 1 else None


def same_but_for_a_slip(a: str, b: str) -> bool:
    """Whether two names have the same words, but for one letter in one or two of them; numbers must be the same."""
    left, right = (re.findall(r"[^\W\d_]+|\d+[^\W_]*", unicodedata.normalize("NFKD", t).casefold()) for t in (a, b))
    if len(left) != len(right):
        return False
    pairs = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
    return len(pairs) <= 2 and all(
        max(len(x), len(y)) > 3 and not _DESIGNATES.fullmatch(x) and not _DESIGNATES.fullmatch(y) and one_slip(x, y)
        for x, y in pairs
    )


def one_slip(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two that changed places, make one word of the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[same:], b[same:]
    swapped = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped
