"""Numbers, days and names in the words of the people who read them."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from breakranks.assessment.types import AGAIN, HAPPENED, Estimate, Forecast, Probability
from breakranks.assessment.yardstick import phia_word
from breakranks.case.types import Event
from breakranks.vocabulary import KINDS, QUESTIONS

NBSP = "\N{NO-BREAK SPACE}"
MISSING = "–"
ABBREVIATIONS = {
    "headquarters": "HQ", "company": "Coy", "battalion": "Bn", "regiment": "Regt", "brigade": "Bde", "division": "Div",
    "companies": "Coys", "battalions": "Bns", "regiments": "Regts", "brigades": "Bdes", "divisions": "Divs",
    "detachment": "Det", "detachments": "Dets", "infantry": "Inf", "guards": "Gds", "motorised": "Mot",
    "mechanised": "Mech", "armoured": "Armd", "airborne": "Abn", "artillery": "Arty",
}  # fmt: skip
"""How NATO's list of abbreviations (AAP-15) and common use in orders of battle shorten long words of unit names."""
ABBREVIATED = re.compile(rf"\b({'|'.join(ABBREVIATIONS)})\b", re.IGNORECASE)
DANGLING = re.compile(r"([ ,-]+(and|of|the|with|from|to|at|on|in|for|or|by|its|other|less))+$")
"""Words that nothing may end with where it is cut."""


def day_words(day: date, year: bool = True) -> str:
    """Write a date as people write it: 9 Nov 2022."""
    return f"{day.day}{NBSP}{day:%b %Y}" if year else f"{day.day}{NBSP}{day:%b}"


def event_days(event: Event, year: bool = True) -> str:
    """Write the day of an event, or the days between which it happened: 25 Nov to 1 Dec 2024."""
    if event.span is None:
        return day_words(event.date, year)
    first, last = event.span
    return f"{day_words(first, year and first.year != last.year)} to {day_words(last, year)}"


def people_words(event: Event) -> str:
    """Write how many people were told of, or between how many; empty where none were."""
    if event.people is None:
        return ""
    return f"{' to '.join(f'{n:,}' for n in event.people_range or (event.people,))} people"


def days(n: int) -> str:
    """Write a horizon in days: 28 days."""
    return f"{n}{NBSP}days"


def percent(p: float) -> str:
    """Write a probability as a whole percentage; under 1 % and over 99 % by sign, never 0 or 100."""
    if math.isnan(p):
        return MISSING
    if p < 0.01:
        return f"<1{NBSP}%"
    if p > 0.99:
        return f">99{NBSP}%"
    return f"{p * 100:.0f}{NBSP}%"


def tenths(p: float) -> str:
    """Write a share to a tenth of a percent, where differences of one in a hundred matter."""
    return MISSING if math.isnan(p) else f"{number(p * 100, 1)}{NBSP}%"


def share(p: float) -> str:
    """Write a share of strength, where exactly nothing and everything do occur, and more may come back than is lost."""
    if math.isnan(p) or 5e-5 <= p < 0.9995:
        return percent(p)
    return f"{number(p * 100, 0)}{NBSP}%"


def points(d: float) -> str:
    """Write a difference of probabilities in points with its sign; tenths where it is under one point."""
    text = signed(d * 100, 0 if abs(d) >= 0.0095 else 1)
    return "0" if text == "0.0" else text


def in_points(d: float) -> str:
    """Write a difference of probabilities in a sentence: +4 points, −1 point."""
    text = points(d)
    return f"{text}{NBSP}point{'' if text in ('+1', '−1') else 's'}"


def point_tenths(d: float) -> str:
    """Write a difference of probabilities in tenths of a point with its sign."""
    return signed(d * 100, 1)


def number(x: float, digits: int = 2) -> str:
    """Write a plain number with a true minus sign."""
    if math.isnan(x):
        return MISSING
    text = f"{abs(x):.{digits}f}"
    return text if x >= 0 or float(text) == 0 else f"−{text}"


def signed(x: float, digits: int = 2) -> str:
    """Write a number that always shows its sign, except where it rounds to nothing."""
    text = number(x, digits)
    if text == MISSING or float(text.lstrip("−")) == 0:
        return text
    return text if x < 0 else f"+{text}"


def with_word(p: Probability) -> str:
    """Write a probability with its word: 34 % (unlikely)."""
    return f"{percent(p.value)} ({p.word})"


def in_words(p: float) -> str:
    """Write a bare number with its word: 34 % (unlikely)."""
    return f"{percent(p)} ({phia_word(p)})"


def settled(f: Forecast) -> str:
    """Say why a forecast has no number."""
    return "has happened" if f.state == HAPPENED else "cannot be told"


def forecast_words(f: Forecast | None) -> str:
    """Write a forecast's number and word, or why there is none."""
    if f is None:
        return MISSING
    return settled(f) if f.probability is None else f"{percent(f.probability.value)} {f.probability.word}"


def question_name(question: str, place: str | None = None, state: str | None = None) -> str:
    """Write a question with its place: Area given up: Snihurivka. What may come once more: Another mutiny."""
    name = QUESTIONS[question].name
    if state == AGAIN:
        return f"Another {lower_first(name)}"
    return f"{name}: {place}" if place else name


def interval(e: Estimate) -> str:
    """Write the 90 % interval of a share: 41–73 %, or −5 to 12 %."""
    low, high = number(e.low * 100, 0), number(e.high * 100, 0)
    return f"{low}{' to ' if low.startswith('−') else '–'}{high}{NBSP}%"


def points_interval(e: Estimate) -> str:
    """Write the interval of a difference in points: −1 to +4."""
    return f"{points(e.low)} to {points(e.high)}"


def clear(e: Estimate) -> bool:
    """Whether a difference is told from chance and large enough to be worth a word."""
    return (e.low > 0 or e.high < 0) and abs(e.value) >= 0.005


def self_inflicted(part: Estimate | None) -> str:
    """Write what part of the loss is self-inflicted."""
    if part is None:
        return "too little strength is lost within 56 days to say"
    return f"{share(part.value)} of what is lost within 56 days (90{NBSP}% interval {interval(part)})"


def moved(change: float) -> str:
    """Say which way a share has gone: fallen by 12 points."""
    if abs(change) < 0.015:
        return "hardly changed"
    return f"{'risen' if change > 0 else 'fallen'} by {abs(change) * 100:.0f} points"


def rule_words(rule: str) -> str:
    """Write a contradiction rule's id as a phrase: Dig in and move out."""
    return rule.replace("-", " ").capitalize()


def coding_words(code: str) -> str:
    """Write how a report may be coded: goes back in disorder; credibility 3 (possibly true)."""
    return KINDS[code].name if code in KINDS else code


def listed(items: Iterable[str]) -> str:
    """Items in a sentence: a, b and c."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} and {last}" if head else last


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun."""
    return f"{count}{NBSP}{one if count == 1 else many or one + 's'}"


def short(name: str, limit: int = 26) -> str:
    """Write a name in `limit` letters, for a chart or a line of a brief.

    What stands in brackets goes first; then long words are abbreviated as armies do it; then goes what follows a comma
    or "and the". Only what is still too long is cut, between words, and ends with "…".
    """
    head = name
    for shorter in (_without_brackets, _abbreviated, _first_part):
        if len(head) <= limit:
            return head
        head = shorter(head)
    return head if len(head) <= limit else _cut(head, limit)


def _without_brackets(name: str) -> str:
    return re.sub(r" \([^()]*\)", "", name)


def _abbreviated(name: str) -> str:
    return ABBREVIATED.sub(lambda found: ABBREVIATIONS[found[0].lower()], name)


def _first_part(name: str) -> str:
    """What a name begins with, where the rest only adds to it: 7th Corps, Knin; but not 7th, 9th and 21st Divisions."""
    for between, of_a_list in ((", ", " and "), (" and the ", ", ")):
        first, _, rest = name.partition(between)
        if len(first) >= 4 and of_a_list not in (rest if between == ", " else first):
            name = first
    return name


def _cut(name: str, limit: int) -> str:
    """Cut a name between words, or within one that is too long by itself; never after a word like "and"."""
    words = ""
    for word in re.split(r"(?<=[ -])", name):
        if len(words + word.rstrip(" -")) > limit - 1:
            break
        words += word
    words = DANGLING.sub("", words.rstrip(" -,"))
    return (words or name[: limit - 1]) + "…"


def shorts(names: Iterable[str], limit: int = 26) -> list[str]:
    """Write names short, and so that no two become the same."""
    found = list[str]()
    for name in names:
        text = short(name, limit)
        same = sum(other == text or other.startswith(f"{text} (") for other in found)
        found.append(f"{text} ({same + 1})" if same else text)
    return found


def lower_first(text: str) -> str:
    """Write a name inside a sentence: planned withdrawal."""
    return text[:1].lower() + text[1:]


def note_of(event: Event) -> str:
    """The coder's note, without the name of its kind where it begins with that, as notes of drafts do."""
    begins = f"{KINDS[event.kind].name}: "
    told = event.note[len(begins) :] if event.note.casefold().startswith(begins.casefold()) else event.note
    return told.strip()


def kind_and_note(event: Event) -> str:
    """What a report says: the name of its kind, and the coder's note where there is one."""
    return ": ".join(filter(None, (KINDS[event.kind].name, note_of(event))))


def sentence(text: str) -> str:
    """Write a phrase as a sentence: with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day_words,
    "event_days": event_days,
    "forecast": forecast_words,
    "interval": interval,
    "kind": lambda kind: KINDS[kind].name,
    "kind_and_note": kind_and_note,
    "lower_first": lower_first,
    "note_of": note_of,
    "percent": percent,
    "plural": plural,
    "self_inflicted": self_inflicted,
    "sentence": sentence,
    "share": share,
    "with_word": with_word,
}
"""What the templates call these by."""
