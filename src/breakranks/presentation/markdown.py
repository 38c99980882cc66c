"""The brief as Markdown, a little fuller than on the screen."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from breakranks.assessment.types import HORIZONS, Assessment
from breakranks.presentation import words
from breakranks.presentation.findings import FORKS, answers, bottom_line, costs, fork
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.rungs import area_rungs, force_rungs
from breakranks.presentation.sections.decisive import week_days
from breakranks.presentation.sections.misfit import distinct
from breakranks.presentation.sections.watch import question_words, sign_words


def brief_markdown(assessment: Assessment) -> str:
    """Give the brief as Markdown, with the sixteen short answers and the sources of what it cites."""
    look = Lookup(assessment)
    weakest = sorted(assessment.formations, key=lambda s: s.control.value)[:5]
    return _template().render(
        a=assessment,
        evidence=assessment.evidence,
        look=look,
        bottom_line=" ".join(bottom_line(look)),
        contradictions=distinct(assessment.evidence.contradictions, 5),
        explanations=[(words.EXPLANATION_NAMES[z], assessment.explanations[z]) for z in look.explanations],
        weakest=[(look.place(None, s.formation), s) for s in weakest],
        horizons=HORIZONS,
        rungs=[*((f"{n} given up", told) for n, told in area_rungs(look, 5)), *force_rungs(look)],
        forks=[(name, fork(look, choices), costs(look, choices)) for name, choices in FORKS],
        decisive_days=week_days(look, assessment.decisive_week),
        decisive_share=assessment.decisive_shares[assessment.decisive_week - 1],
        indicators=[
            (sign_words(look, i), question_words(look, i.question, i.question_area), i)
            for i in sorted(assessment.indicators, key=lambda i: -i.information)[:8]
        ],
        answers=answers(look),
    )


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
