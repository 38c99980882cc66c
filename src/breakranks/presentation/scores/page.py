"""The page of scores: one HTML file that needs no network."""

from collections.abc import Callable

from breakranks.presentation.page import page_html
from breakranks.presentation.scores import listing
from breakranks.presentation.scores.figures import reliability_figures, roc_figures, skill_figures
from breakranks.presentation.scores.findings import beaten, interval_words, verdict
from breakranks.presentation.scores.lookup import ScoresLookup
from breakranks.presentation.words import number, share, signed
from breakranks.scoring.summarise import BASE, MODEL
from breakranks.scoring.types import Interval, Scores

SECTIONS = {
    "asked": "What was asked, and how",
    "scores": "The scores",
    "places": "By question, lead time and case",
    "reliability": "Reliability: does it happen as often as forecast?",
    "roc": "Hits and false alarms",
    "explanation": "What explains the conduct",
    "judged": "What others judged",
    "every": "Every single forecast",
}
"""Titles by anchor, in the order of reading; each has a block of its own in the template."""


def scores_html(scores: Scores) -> str:
    """Give the whole page as one HTML document that loads nothing from elsewhere."""
    look = ScoresLookup(scores)
    content = {
        "look": look,
        "scores": scores,
        "sections": SECTIONS,
        "tiles": _tiles(look),
        "verdict": verdict(look),
        "beaten": beaten(look),
        "model": MODEL,
        "base_rate": BASE,
        "listing": listing,
        "skills": skill_figures(look),
        "reliability": reliability_figures(look),
        "roc": roc_figures(look),
    }
    return page_html("scores.html", scores.version, content)


def _tiles(look: ScoresLookup) -> list[tuple[str, str, str]]:
    """The few numbers at the top: name, value, interval."""
    tiles = []
    line = look.overall.lines.get(MODEL)
    if line is not None:
        tiles = [
            ("Brier score", _thousandths(line.brier.value), _ends(line.brier, _thousandths)),
            (
                f"Skill against the {BASE}",
                signed(line.skill.value),
                _ends(line.skill, signed),
            ),
            ("Miscalibration", _thousandths(line.miscalibration.value), _ends(line.miscalibration, _thousandths)),
        ]
    told = look.explanation_lines.get(MODEL)
    if told is not None:
        tiles.append(("Explanation named right", share(told.top.value), _ends(told.top, share)))
    return tiles


def _ends(i: Interval, show: Callable[[float], str]) -> str:
    ends = interval_words(i, show)
    return f"90 % interval {ends}" if ends else "fewer than three cases: no interval"


def _thousandths(x: float) -> str:
    return number(x, 3)
