"""The report: one HTML file that needs no network."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from breakranks.assessment.types import Assessment
from breakranks.presentation import words
from breakranks.presentation.charts.script import chart_script
from breakranks.presentation.findings import answers, bottom_line
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.sections import SECTIONS

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Give the templates, which escape whatever a case says."""
    env = Environment(
        loader=PackageLoader("breakranks.presentation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(words.FILTERS)
    return env


def report_html(assessment: Assessment) -> str:
    """Give the whole report as one HTML document that loads nothing from elsewhere."""
    look = Lookup(assessment)
    sections = [(section, section.content(look)) for section in SECTIONS]
    return (
        environment()
        .get_template("report.html")
        .render(
            a=assessment,
            evidence=assessment.evidence,
            sections=sections,
            bottom_line=bottom_line(look),
            answers=answers(look),
            leading=look.explanations[0],
            leading_name=words.EXPLANATION_NAMES[look.explanations[0]],
            risk=look.areas_by_risk[0] if look.areas_by_risk else None,
            look=look,
            style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
            script=Markup((TEMPLATES / "report.js").read_text(encoding="utf-8")),
            chart_script=Markup(chart_script()),
        )
    )
