"""What is written of a case: the brief as Markdown, the report as one HTML file, and as PDF where Chromium is there."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from starlette.responses import Response

from breakranks.presentation import brief_markdown, report_html
from breakranks.tables import InputError
from breakranks.workbench.web import GoneError, Visit

TYPES = {"brief.md": "text/markdown", "report.html": "text/html", "report.pdf": "application/pdf"}
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
    if kind == "brief.md":
        body = brief_markdown(found, why).encode()
    else:
        html = report_html(found, why)
        body = html.encode() if kind == "report.html" else pdf(html)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=f"{TYPES[kind]}; charset=utf-8", headers=headers)


def browser() -> str | None:
    """The browser that prints; None where none is installed."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pdf(html: str) -> bytes:
    """The page printed, every fold open.

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
        page.write_text(html.replace('<details class="fold"', '<details open class="fold"'), encoding="utf-8")
        options = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--virtual-time-budget=60000"]
        options += [f"--user-data-dir={place}/profile", f"--print-to-pdf={out}"]
        # Chromium cannot shut itself off from the rest where it runs as root; the page is our own and loads nothing.
        try:
            for more in ([], ["--no-sandbox"]):
                subprocess.run(
                    [program, *options, *more, page.as_uri()], capture_output=True, timeout=LONGEST, check=False
                )
                if out.exists():
                    return out.read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            pass
    raise InputError("Chromium could not print the report. Write the HTML, and print it from your browser.")
