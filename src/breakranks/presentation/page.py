"""What every page is made with: templates, styles, script and charts, all inside one file that needs no network."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from breakranks.presentation.charts.script import chart_script
from breakranks.presentation.words import FILTERS

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
    env.filters.update(FILTERS)
    return env


def page_html(template: str, version: str, content: Mapping[str, object]) -> str:
    """Give a template that extends page.html, filled, as one HTML document that loads nothing from elsewhere."""
    return (
        environment()
        .get_template(template)
        .render(
            **content,
            version=version,
            style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
            script=Markup((TEMPLATES / "report.js").read_text(encoding="utf-8")),
            chart_script=Markup(chart_script()),
        )
    )
