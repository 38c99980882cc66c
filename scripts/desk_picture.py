"""Makes docs/desk.png: the desk of a shipped case in a browser, 1440 × 900.

    uv run python scripts/desk_picture.py

Chromium or Chrome must be installed.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from breakranks.case import folder_of
from breakranks.workbench.writing import browser

ROOT = Path(__file__).parents[1]
CASE, DAY = "kherson-2022", "2022-11-05"


def main() -> None:
    """Start the workbench, photograph the desk, and stop it."""
    with tempfile.TemporaryDirectory() as home, folder_of(CASE) as folder:
        copy = Path(home) / CASE
        copy.mkdir()
        for file in folder.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
        command = [sys.executable, "-m", "breakranks", "open", f"./{CASE}", "--no-browser"]
        process = subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, text=True)
        try:
            link = next(found[0] for line in process.stdout or () if (found := re.search(r"http://\S+", line)))
            photograph(link)
        finally:
            process.terminate()
            process.wait()


def photograph(link: str) -> None:
    """Write the picture of the desk that the link leads to."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.goto(link)
        page.wait_for_selector(".board")
        page.goto(f"{page.url.split('?')[0]}?day={DAY}")
        page.wait_for_selector(".board")
        page.screenshot(path=ROOT / "docs" / "desk.png")
        chromium.close()


if __name__ == "__main__":
    main()
