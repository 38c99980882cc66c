"""Words of formations and sources: APP-6 echelons, kinds of troops, and the NATO Admiralty code."""

ECHELONS = (
    "team", "squad", "section", "platoon", "company", "battalion", "regiment",
    "brigade", "division", "corps", "army", "army-group", "region", "command",
)  # fmt: skip
"""APP-6 echelons, smallest first."""
ECHELON_DIGITS = dict(zip(ECHELONS, map(str, (*range(11, 19), *range(21, 27))), strict=True))
"""Digits 9 and 10 of a symbol code of 20 digits (APP-6D, MIL-STD-2525D)."""

TROOPS = {
    "elite": "selected and trained for the hardest tasks",
    "professional": "long-service volunteers",
    "conscript": "drafted men in their term of service",
    "mobilised": "called-up reservists",
    "militia": "local or part-time forces",
    "mercenary": "paid fighters outside the regular forces",
}

UNTRAINED = frozenset({"mobilised", "militia"})
"""Troops who die faster at the front for want of training."""

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
"""NATO Admiralty code, of the source."""

CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
"""NATO Admiralty code, of the information."""
