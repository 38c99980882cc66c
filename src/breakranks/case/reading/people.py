"""Figures of people as reports give them → digits."""

import re
from functools import lru_cache

_GAP = " \u00a0\u2007\u2009\u202f"
_NUMBER = rf"(?:[0-9]{{1,3}}(?:(?P<s{{n}}>[,.'’{_GAP}])[0-9]{{3}})(?:(?P=s{{n}})[0-9]{{3}})*|[0-9]+)"
_ONE, _TWO = (_NUMBER.replace("{n}", n) for n in "12")
_ABOUT = (
    r"(?:[~≈>≥<≤±]|(?:about|approx(?:imately|\.)?|around|roughly|some|circa|ca?\.|nearly|almost|over|more than|"
    r"at least|up to|under|fewer than|less than|etwa|rund|über|mehr als|mindestens|bis zu)(?=[\s0-9]))"
)
_WHO = r"(?:men|people|persons|soldiers|troops|personnel|fighters|mann|soldaten|personen)"
_FIGURE = re.compile(
    rf"(?P<about>{_ABOUT}\s*)*(?P<low>{_ONE})(?P<thousand1>k)?"
    rf"(?:\s*(?P<span>-|to|bis|and)\s*(?P<high>{_TWO})(?P<thousand2>k)?)?"
    rf"(?P<after>\s*\+|\s*\?|\s*\(?est(?:\.|imated)?\)?)?(?P<thousand>\s*(?:k|thousand|tausend|tsd\.?))?(?:\s+{_WHO})?"
)
_NONE = re.compile(
    r"[-?.…]+|n\s*[./]?\s*[akd]\.?|unknown|not (?:known|reported|given)|unbekannt|k\.?\s*a\.?|tb[ad]|null|nan"
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))

THOUSANDS, ABOUT, RANGE, NONE = "thousands", "about", "range", "none"


def says_nothing(value: str) -> bool:
    """Whether a cell only says that nothing is known, or that there is nothing."""
    return _NONE.fullmatch(value.translate(_DASHES).casefold().strip()) is not None


@lru_cache(maxsize=4096)
def read_people(value: str) -> tuple[str, str] | None:
    """The digits that a figure means, and what was done to it; None where it means no figure.

    `NONE` stands for no figure known, with no digits; a range has its two ends with a hyphen between, a bound or an
    estimate is read as its figure.
    """
    if says_nothing(value):
        return "", NONE
    text = value.translate(_DASHES).casefold().strip()
    if text.startswith("between "):
        text = text.removeprefix("between ")
    text = re.sub(r"(?<=[0-9])[.,]0$", "", text)
    found = _FIGURE.fullmatch(text)
    if not found or (found["span"] == "and" and not value.casefold().strip().startswith("between ")):
        return None
    low = _whole(found["low"], found["thousand1"] or found["thousand"] or (found["high"] and found["thousand2"]))
    if found["high"]:
        high = _whole(found["high"], found["thousand2"] or found["thousand"])
        if low == high:
            return str(low), RANGE
        return (f"{low}-{high}", RANGE) if low < high else None
    return str(low), ABOUT if found["about"] or found["after"] else THOUSANDS


def _whole(digits: str, thousand: str | None) -> int:
    return int(re.sub(r"[^0-9]", "", digits)[:20]) * (1000 if thousand else 1)
