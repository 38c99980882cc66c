"""Words of the codebook as people write them; for a kind that is none, those that may be meant."""

from collections.abc import Iterable, Mapping
from functools import cache

from breakranks.case.reading.names import key, one_slip
from breakranks.tables import InputError, read_packaged
from breakranks.vocabulary import GROUPS, KINDS

YES_NO = {
    "yes": ("y", "true", "1", "ja", "j", "x", "wahr"),
    "no": ("n", "false", "0", "nein", "falsch"),
}
"""Answers, and what else is written for them."""


class Words:
    """The words that a column may hold, with other ways to write each."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._words = words
        self._loose: dict[str, set[str]] = {}
        for word, others in words.items():
            for text in (word, *others):
                self._loose.setdefault(key(text), set()).add(word)

    def meant(self, value: str) -> str | None:
        """The word that a cell means, if it means one."""
        if value in self._words:
            return value
        found = self._loose.get(key(value), set())
        return next(iter(found)) if len(found) == 1 else None


def kind_meant(value: str) -> str | None:
    """The kind that a cell means, by its id or its name, or by the part after the dot where that means no other."""
    return value if value in KINDS else _kinds().meant(value)


@cache
def _kinds() -> Words:
    words = {}
    for id, kind in KINDS.items():
        short = id.partition(".")[2]
        # One word may be said of another kind too; what a kind means in several words is said of no other.
        alone = synonyms().get(key(short), ((id,), ""))[0] == (id,)
        words[id] = [text for text in (kind.name, kind.meaning) if " " in text] + [short] * alone
    return Words(words)


@cache
def synonyms() -> Mapping[str, tuple[tuple[str, ...], str]]:
    """By word (as `key` has it) the kinds that it may mean, and the question that tells them apart.

    Raises:
        InputError: the table is broken.
    """
    columns = ("words", "kinds", "question", "reason")
    rows, problems = read_packaged("breakranks.case.reading", "synonyms.csv", columns)
    if problems:
        raise InputError(problems)
    return {
        key(word): (tuple(row.cells["kinds"].split()), row.cells["question"])
        for row in rows
        for word in row.cells["words"].split("; ")
    }


def kinds_meant(value: str) -> str:
    """A sentence that names the kinds that somebody may have meant who wrote this: by its meaning, then by a slip."""
    group, _, word = value.casefold().strip().partition(".")
    if not word and group not in GROUPS:
        group, word = "", group
    listed, question = synonyms().get(key(word)) or synonyms().get(key(value)) or ((), "")
    if not listed:
        listed = tuple(id for id in KINDS if key(id.partition(".")[2]) == key(word))
        question = "Which?" if len(listed) > 1 else ""
    of_group = tuple(id for id in listed if id.startswith(f"{group}."))
    if meant := of_group or listed:
        return f"{question if len(meant) > 1 else 'Nearest:'} {_explained(meant)}"
    near = [id for id in KINDS if one_slip(key(id), key(value)) or one_slip(key(id.partition(".")[2]), key(word))]
    near = [id for id in near if id.startswith(f"{group}.")] or near
    if near:
        return f"{'Which?' if len(near) > 1 else 'Nearest:'} {_explained(near)}"
    if group in GROUPS:
        return f"Kinds of {group}: {', '.join(id for id in KINDS if id.startswith(f'{group}.'))}"
    return f"There are {len(KINDS)} to choose from; see the codebook"


def _explained(ids: Iterable[str]) -> str:
    return ", ".join(f"'{id}' ({KINDS[id].meaning})" for id in ids)
