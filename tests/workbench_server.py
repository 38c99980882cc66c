"""A workbench of its own process, and a browser that visits it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from browser import CHROMIUM

PATIENCE = 60_000
"""Milliseconds that a busy machine may take."""


@contextmanager
def browsing() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def started(home: Path, stall: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A workbench of its own process, and the link that it printed; `stall` is code that it runs before all else."""
    program = f"{stall}\nfrom breakranks.__main__ import main\nmain()"
    command = [sys.executable, "-c", program, "open", "--no-browser"]
    environment = os.environ | {"XDG_DATA_HOME": str(home / ".data")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=home, text=True, env=environment, **pipes)
    assert process.stdout
    try:
        yield process, next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
    finally:
        process.kill()
        process.communicate(timeout=30)


def at_desk(page: Page, link: str, case: str) -> str:
    """Let the browser in, and give the address of a case on the shelf."""
    page.goto(link)
    return page.get_by_role("link", name=case, exact=True).evaluate("link => link.href")
