"""The brief as Markdown, a little fuller than on the screen."""

import re
from collections import Counter
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from breakranks.assessment.types import Assessment, Reasons
from breakranks.presentation import sensitivity, words
from breakranks.presentation.findings import FORKS, answers, bottom_line, costs, fork, likeliest_week
from breakranks.presentation.lookup import FORCE_QUESTIONS, Lookup, distinct
from breakranks.vocabulary import EXPLANATIONS, HORIZONS


def brief_markdown(assessment: Assessment, reasons: Reasons | None = None) -> str:
    """Give the brief as Markdown, with the short answers and the sources of what it cites.

    Where the reasons are known, it says how far the verdict hangs on coding.
    """
    look = Lookup(assessment, reasons)
    weakest = sorted(assessment.formations, key=lambda s: s.control)[:5]
    asked = [*(f.key for f in look.areas_by_risk[:5]), *((q, None) for q in FORCE_QUESTIONS if look.forecast(q))]
    return _template().render(
        a=assessment,
        evidence=assessment.evidence,
        look=look,
        bottom_line=bottom_line(look),
        coding=sensitivity.verdict(look) if reasons else [],
        recoded=_recoded(look) if reasons else [],
        contradictions=distinct(assessment.evidence.contradictions, 5),
        explanations=[(EXPLANATIONS[z].name, assessment.explanations[z]) for z in look.explanations],
        weakest=[(look.who(s.formation), s) for s in weakest],
        horizons=HORIZONS,
        rungs=[(look.question(q, area), [look.forecast(q, h, area) for h in HORIZONS]) for q, area in asked],
        forks=[(name, fork(look, choice), costs(look, choice)) for name, choice in FORKS],
        likeliest_week=likeliest_week(look),
        answers=answers(look),
        sources=_sources(look),
    )


def _recoded(look: Lookup) -> list[str]:
    """The recodings that would move a forecast most, in words."""
    return [
        f"Report {sensitivity.report_words(look, c.number)}, coded as {sensitivity.coded_as(c)}: "
        f"{look.event(*c.forecast[0])} {words.in_points(c.forecast[1])}."
        for c in sensitivity.once_each(sensitivity.recoded(look), 3)
        if c.forecast is not None
    ]


def _sources(look: Lookup) -> list[str]:
    """Every source that a report cites: its name, the day it was published, and how often; no addresses."""
    cited = Counter(key for event in look.events.values() for key in event.sources)
    told = []
    for key, source in look.assessment.evidence.sources.items():
        if cited[key]:
            name, day = re.sub("https?://", "", source.name), source.published
            # Many a name says the day already.
            dated = (
                f", {words.day_words(day)}" if day and words.day_words(day).replace(words.NBSP, " ") not in name else ""
            )
            told.append(f"{name}{dated} ({words.plural(cited[key], 'report')})")
    return told


@cache
def _template() -> Template:
    """Load the template; whatever is put into it is escaped."""
    env = Environment(
        loader=PackageLoader("breakranks.presentation"),
        finalize=_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(words.FILTERS)
    return env.get_template("brief.md")


def _escaped(value: object) -> str:
    """Text from a case, so that Markdown and the HTML made from it show it as it is."""
    text = str(value)
    for sign in "\\`*_[]|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
