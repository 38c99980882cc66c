"""What is written of a case: the brief as Markdown or Word, the report as one HTML file, or PDF where Chromium is."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from starlette.responses import Response

from breakranks import whole
from breakranks.assessment import Assessment, Reasons
from breakranks.presentation import brief_markdown, report_html
from breakranks.tables import InputError
from breakranks.workbench.web import GoneError, Visit

TYPES = {
    "brief.md": "text/markdown; charset=utf-8",
    "brief.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "report.html": "text/html; charset=utf-8",
    "summary.pdf": "application/pdf",
    "report.pdf": "application/pdf",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST = 180
"""Seconds that printing may take."""


def written(visit: Visit) -> Response:
    """A file to keep."""
    kind = str(visit.request.path_params["kind"])
    if kind not in TYPES:
        raise GoneError(f"There is no '{kind}' to write. There are {', '.join(TYPES)}.")
    asked = visit.case, visit.state.version, visit.day
    found, why = visit.desk.assessment(*asked), visit.desk.reasons(*asked)
    name = f"{visit.case.slug}-{visit.day}-{kind}".encode("ascii", "replace").decode().replace('"', "")
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(_body(visit, kind, found, why), media_type=TYPES[kind], headers=headers)


def _body(visit: Visit, kind: str, found: Assessment, why: Reasons) -> bytes:
    if kind.startswith("brief"):
        brief = brief_markdown(found, why)
        if kind == "brief.md":
            return brief.encode()
        # Imported here, because the first page need not wait for it.
        from breakranks.workbench.document import docx

        return docx(brief)
    html = report_html(found, why, whole.earlier(visit.case, found))
    return html.encode() if kind == "report.html" else pdf(html, "#print-two-pages" if kind == "summary.pdf" else "")


def browser() -> str | None:
    """The browser that prints; None where none is installed."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pdf(html: str, choice: str) -> bytes:
    """The report printed: everything, or what the anchor `choice` chooses.

    Raises:
        InputError: there is no browser that prints, or it failed.
    """
    program = browser()
    if program is None:
        raise InputError(
            "PDF needs Chromium or Chrome on this machine. Write the HTML, and print it from your browser."
        )
    with tempfile.TemporaryDirectory() as place:
        page, out = Path(place) / "report.html", Path(place) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        options = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--virtual-time-budget=60000"]
        options += [f"--user-data-dir={place}/profile", f"--print-to-pdf={out}"]
        # Chromium does not shut itself off from the rest where root runs it; the page is our own and loads nothing.
        options += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        try:
            subprocess.run(
                [program, *options, page.as_uri() + choice], capture_output=True, timeout=LONGEST, check=False
            )
            return out.read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            pass
    raise InputError("Chromium could not print the report. Write the HTML, and print it from your browser.")
