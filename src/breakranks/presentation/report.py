"""The report: one HTML file that needs no network."""

from breakranks.assessment.types import Assessment, Reasons
from breakranks.presentation.findings import answers, bottom_line
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.page import page_html
from breakranks.presentation.sections import SECTIONS
from breakranks.presentation.sections.coding import coding
from breakranks.vocabulary import EXPLANATIONS


def report_html(assessment: Assessment, reasons: Reasons | None = None) -> str:
    """Give the whole report as one HTML document that loads nothing from elsewhere.

    Without the reasons, the parts that need them are left out.
    """
    look = Lookup(assessment, reasons)
    content = {
        "a": assessment,
        "evidence": assessment.evidence,
        "look": look,
        "sections": [(section, section.content(look)) for section in SECTIONS],
        "bottom_line": bottom_line(look),
        "coding": coding(look),
        "answers": answers(look),
        "leading": look.explanations[0],
        "leading_name": EXPLANATIONS[look.explanations[0]].name,
        "risk": look.areas_by_risk[0] if look.areas_by_risk else None,
    }
    return page_html("report.html", assessment.provenance.version, content)
