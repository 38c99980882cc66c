"""Numbers, days and codes in the words of the people who read them."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from breakranks.assessment.types import Estimate, Probability
from breakranks.assessment.yardstick import phia_word

NBSP = "\N{NO-BREAK SPACE}"
MISSING = "–"

EXPLANATION_NAMES = {
    "in-control": "Command in control",
    "planned-withdrawal": "Planned withdrawal",
    "deception": "Deception",
    "loss-of-control": "Loss of control",
    "rival-commands": "Rival commands",
}

EXPLANATION_MEANINGS = {
    "in-control": "Command means what it orders and says, and is obeyed.",
    "planned-withdrawal": "Command has decided to give up ground and prepares it, whatever it says meanwhile.",
    "deception": "What looks like leaving or disorder is staged to mislead the other side.",
    "loss-of-control": "Formations act on their own, otherwise than command intends.",
    "rival-commands": "Several authorities give orders that do not agree.",
}

QUESTION_NAMES = {
    "area-given-up": "Area given up",
    "unordered-exit": "Unordered exit",
    "mutiny": "Mutiny",
    "mass-surrender": "Mass surrender",
    "general-collapse": "General collapse",
    "cannot-hold": "Can no longer hold its ground",
}

QUESTION_MEANINGS = {
    "area-given-up": "The force no longer holds the area, on orders or not.",
    "unordered-exit": "A body of battalion size or more leaves its position without orders or against them.",
    "mutiny": "A body of battalion size or more turns on its command or collectively refuses orders.",
    "mass-surrender": "500 people or more, or a battalion, give themselves up or go over within three days.",
    "general-collapse": "More than half of the fighting strength no longer obeys, has gone or has surrendered.",
    "cannot-hold": "What is left under command is too little to hold any line: the other side could win here.",
}

KIND_NAMES = {
    "order.hold": "order to hold",
    "order.no-retreat": "order to hold at any cost",
    "order.withdraw": "order to withdraw",
    "order.attack": "order to attack",
    "order.countermanded": "order reversed or contradicted",
    "claim.hold": "public word: we stay",
    "claim.withdraw": "public word: we leave",
    "claim.blame": "blame in public",
    "prepare.defence": "defences built or manned",
    "prepare.decoy": "dummy positions or staged signals",
    "prepare.withdrawal": "withdrawal prepared",
    "prepare.attack": "attack prepared",
    "conduct.defend": "stands and fights",
    "conduct.attack": "attacks",
    "conduct.withdraw": "goes back in order",
    "conduct.flee": "goes back in disorder",
    "conduct.abandon": "leaves equipment behind",
    "conduct.refuse": "refuses an order",
    "conduct.desert": "people desert",
    "conduct.mutiny": "turns on its command",
    "conduct.surrender": "gives itself up",
    "conduct.defect": "goes over to the other side",
    "conduct.infight": "fights its own side",
    "grip.coerce": "command coerces its own troops",
    "grip.dismiss": "commander dismissed or replaced",
    "grip.relieve": "troops relieved",
    "grip.reinforce": "fresh troops arrive",
    "strain.losses": "heavy casualties",
    "strain.supply": "cut off or short of supplies",
    "strain.leader": "commander killed, captured or gone",
    "strain.hardship": "cold, disease or exhaustion",
    "opponent.attack": "other side attacks",
    "opponent.encircle": "other side surrounds it",
    "opponent.offer": "other side offers terms",
    "opponent.pause": "other side holds back",
}

COMMAND_NAMES = {
    "as-it-goes": "as it goes",
    "forces-control-back": "forces control back",
    "lets-go": "lets go",
    "relieves": "relieves its troops",
}

COMMAND_MEANINGS = {
    "as-it-goes": "Command goes on as it did in the weeks before the as-of day.",
    "forces-control-back": "Executions, blocking detachments, threats: men are held in place by fear.",
    "lets-go": "No coercion and no relief: command leaves its troops to themselves.",
    "relieves": "Rest, rotation, pay and food: grievances are met.",
}

OPPONENT_NAMES = {"keeps-on": "keeps on", "presses": "presses", "stands-back": "stands back"}

OPPONENT_MEANINGS = {
    "keeps-on": "It goes on as it did in the weeks before the as-of day.",
    "presses": "It attacks harder and in more places.",
    "stands-back": "It stops pressing and waits. Both sides get a rest.",
}

SEASON_NAMES = {"as-it-is": "as it is", "winter": "hard winter", "mild": "mild season"}

RELIABILITY_WORDS = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}

CREDIBILITY_WORDS = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}

SHARE_NAMES = {
    "steady": "steady",
    "wavering": "wavering",
    "defiant": "defiant",
    "withdrawn": "withdrawn on orders",
    "absent": "gone without orders",
    "captive": "captive or gone over",
    "lost": "killed or wounded",
}

TROOPS_NAMES = {
    "elite": "elite",
    "professional": "professional",
    "conscript": "conscript",
    "mobilised": "called-up reservists",
    "militia": "militia",
    "mercenary": "mercenary",
}


def day_words(day: date, year: bool = True) -> str:
    """Write a date as people write it: 9 Nov 2022."""
    return f"{day.day}{NBSP}{day:%b %Y}" if year else f"{day.day}{NBSP}{day:%b}"


def percent(p: float) -> str:
    """Write a probability or share as a whole percentage; under 1 % and over 99 % by sign, never 0 or 100."""
    if math.isnan(p):
        return MISSING
    if p < 0.01:
        return f"<1{NBSP}%"
    if p > 0.99:
        return f">99{NBSP}%"
    return f"{p * 100:.0f}{NBSP}%"


def tenths(p: float) -> str:
    """Write a share to a tenth of a percent, where differences of one in a hundred matter."""
    return MISSING if math.isnan(p) else f"{p * 100:.1f}{NBSP}%"


def share(p: float) -> str:
    """Write a share of strength, where exactly nothing and everything do occur."""
    if math.isnan(p):
        return MISSING
    return f"{p * 100:.0f}{NBSP}%" if p < 5e-5 or p >= 0.9995 else percent(p)


def self_inflicted(part: Estimate | None) -> str:
    """Write what part of the loss is self-inflicted."""
    if part is None:
        return "too little strength is lost within 56 days to say"
    return f"{share(part.value)} of the strength lost within 56 days (90{NBSP}% interval {interval(part)})"


def error(e: float) -> str:
    """Write a Monte Carlo standard error in percentage points, tenths where it is under one: ±0.4."""
    if math.isnan(e):
        return ""
    return f"±{e * 100:.0f}" if e >= 0.0095 else f"±{max(e * 100, 0.1):.1f}"


def points(d: float) -> str:
    """Write a difference of probabilities in points with its sign; tenths where it is under one point."""
    if math.isnan(d):
        return MISSING
    digits = 0 if abs(d) >= 0.0095 else 1
    text = f"{abs(d) * 100:.{digits}f}"
    if float(text) == 0:
        return "0"
    return ("+" if d > 0 else "−") + text


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
        return text.lstrip("−")
    return text if x < 0 else f"+{text}"


def with_word(p: Probability) -> str:
    """Write a probability with its word: 34 % (unlikely)."""
    return f"{percent(p.value)} ({p.word or phia_word(p.value)})"


def in_words(p: float) -> str:
    """Write a bare number with its word: 34 % (unlikely)."""
    return f"{percent(p)} ({phia_word(p)})"


def interval(e: Estimate) -> str:
    """Write the 90 % interval of a share: 41–73 %."""
    return f"{e.low * 100:.0f}–{e.high * 100:.0f}{NBSP}%"


def points_interval(e: Estimate) -> str:
    """Write the interval of a difference in points: −1 to +4."""
    return f"{points(e.low)} to {points(e.high)}"


def clear(e: Estimate) -> bool:
    """Whether the interval of a difference leaves out zero."""
    return e.low > 0 or e.high < 0


def rule_words(rule: str) -> str:
    """Write a contradiction rule's id as a phrase: Dig in and move out."""
    return rule.replace("-", " ").capitalize()


def kind_words(kind: str) -> str:
    """Write a kind of the codebook in words."""
    return KIND_NAMES.get(kind, kind)


def listed(items: Iterable[str]) -> str:
    """Items in a sentence: a, b and c."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} and {last}" if head else last


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun."""
    return f"{count}{NBSP}{one if count == 1 else many or one + 's'}"


def short(name: str, limit: int = 26) -> str:
    """Write a name short enough for a chart: without what follows a bracket, a comma or 'and', then cut."""
    head = name
    for ending in (r" \(| elements\b| contingent\b| attached\b", ", ", " and ", " at | on | in "):
        if len(head) <= limit:
            return head
        kept = re.split(ending, head)[0]
        # "34th and 205th Brigades" is not the 34th.
        head = kept if len(kept) >= 6 and not (kept[0].isdigit() and ending == " and ") else head
    if len(head) <= limit:
        return head
    words = ""
    for word in re.split(r"(?<=[ -])", head):
        if len(words) + len(word) > limit - 1:
            break
        words += word
    return (words.rstrip(" -") if len(words) > 0.6 * limit else head[: limit - 1]) + "…"


def lower_first(text: str) -> str:
    """Write a name inside a sentence: planned withdrawal."""
    return text[:1].lower() + text[1:]


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day_words,
    "error": error,
    "interval": interval,
    "kind": kind_words,
    "lower_first": lower_first,
    "percent": percent,
    "plural": plural,
    "self_inflicted": self_inflicted,
    "share": share,
    "with_word": with_word,
}
"""What the templates call these by."""
