"""A text → its sentences."""

import re

from breakranks.extraction.words import ECHELONS, listed, plain

YEAR = 4
"""Digits of one."""
LONGEST = 80
"""Words of a sentence; what is longer is a list or a table."""
_END = re.compile(r"""[.!?…]+["'”“»’)\]]*(?=\s+["'“„«‘(\[]*[^\W_a-zа-яäöüßіїєґё])""")
_SHORT = listed(
    "mr mrs ms dr gen lt col maj capt sgt brig adm st no vs jan feb mar apr jun jul aug sep sept oct nov dec "
    "nr bzw ca vgl sog usw evtl prof hr fr str тис млн млрд грн ім ст обл см рр тыс им гг ул пос"
)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, each on one line, in their order."""
    return [sentence for paragraph in paragraphs_of(text) for sentence in paragraph]


def paragraphs_of(text: str) -> list[list[str]]:
    """The sentences of each paragraph of a text."""
    parts = re.split(r"\n\s*\n|(?<=[.!?…:»”\"])[ \t]*\n", text.replace("\r\n", "\n"))
    return [sentences for part in parts if (sentences := _parted(" ".join(part.split())))]


def _parted(line: str) -> list[str]:
    out, begin = [], 0
    for end in _END.finditer(line):
        if not _goes_on(line[begin : end.start()], end[0], line[end.end() :]):
            out.append(line[begin : end.end()].strip())
            begin = end.end()
    out.append(line[begin:].strip())
    return [sentence for sentence in out if sentence and len(sentence.split()) <= LONGEST]


def _goes_on(before: str, end: str, after: str) -> bool:
    """Whether a full stop belongs to a shortened word, an initial or a number."""
    last = re.search(r"[^\W_]+$", before)
    if not end.startswith(".") or len(end) > 1 or not last:
        return False
    word = last[0].casefold()
    # "1 p.m.", "z. B.", "the 5. Armee"; but a sentence may end with a year, unless that is the number of a unit.
    if word.isdigit() and len(word) == YEAR and (unit := re.match(r"\s*([^\W\d_]+)", after)):
        return any(sign.search(plain(unit[1])) for sign in ECHELONS.values())
    return word in _SHORT or (len(word) == 1 and word.isalpha()) or (word.isdigit() and len(word) <= 3)
