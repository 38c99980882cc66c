"""A small summary in HTML, for notebooks."""

from breakranks.assessment.types import HORIZONS, QUESTIONS, Assessment
from breakranks.presentation import cells
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.findings import bottom_line
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.page import environment
from breakranks.presentation.words import EXPLANATION_NAMES, QUESTION_NAMES


def assessment_fragment(assessment: Assessment) -> str:
    """Give the bottom line, the cautions, the explanations and the ladder as a piece of HTML."""
    look = Lookup(assessment)
    explanations = Table(
        "What explains it",
        columns("Explanation", "Probability", numbers=["Probability"]),
        tuple((Cell(EXPLANATION_NAMES[z]), cells.probability(assessment.explanations[z])) for z in look.explanations),
    )
    titles = [cells.weeks(h) for h in HORIZONS]
    asked = [
        (f"{QUESTION_NAMES[f.question]}: {look.place(f.area)}", f.question, f.area) for f in look.areas_by_risk[:3]
    ]
    asked += [(QUESTION_NAMES[q], q, None) for q in QUESTIONS if look.forecast(q, HORIZONS[0])]
    ladder = Table(
        "The ladder",
        columns("Within", *titles, numbers=titles),
        tuple(
            (Cell(name), *(cells.forecast(look.forecast(q, h, area=area)) for h in HORIZONS)) for name, q, area in asked
        ),
    )
    return (
        environment()
        .get_template("fragment.html")
        .render(
            a=assessment,
            evidence=assessment.evidence,
            bottom_line=bottom_line(look),
            tables=(explanations, ladder),
        )
    )
