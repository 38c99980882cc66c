"""A small summary in HTML, for notebooks."""

from breakranks.assessment.types import Assessment
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.findings import bottom_line
from breakranks.presentation.lookup import FORCE_QUESTIONS, Lookup
from breakranks.presentation.page import environment
from breakranks.presentation.words import days
from breakranks.vocabulary import EXPLANATIONS, HORIZONS


def fragment_html(assessment: Assessment) -> str:
    """Give the bottom line, the cautions, the explanations and the ladder as a piece of HTML."""
    look = Lookup(assessment)
    explanations = Table(
        "What explains it",
        columns("Explanation", "Probability", numbers=["Probability"]),
        tuple((Cell(EXPLANATIONS[z].name), cells.probability(assessment.explanations[z])) for z in look.explanations),
    )
    titles = [days(h) for h in HORIZONS]
    asked = [*(f.key for f in look.areas_by_risk[:3]), *((q, None) for q in FORCE_QUESTIONS if look.forecast(q))]
    ladder = Table(
        "The ladder",
        columns("Within", *titles, numbers=titles),
        tuple(
            (Cell(look.question(q, area)), *(cells.forecast(look.forecast(q, h, area)) for h in HORIZONS))
            for q, area in asked
        ),
    )
    content = {"a": assessment, "look": look, "bottom_line": bottom_line(look), "tables": (explanations, ladder)}
    return environment().get_template("fragment.html").render(**content)
