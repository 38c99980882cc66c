"""Pages as headless Chromium shows them, where it is installed: what is drawn, and what is said in its place."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import TypedDict

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None and os.environ.get("BREAKRANKS_BROWSER") == "required":
    raise RuntimeError("Chromium is not installed, and BREAKRANKS_BROWSER=required says that its tests must run.")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

WATCH = """
const tell = (frame) => [...frame.contentDocument.querySelectorAll("figure:has(.chart)")].map((figure) => ({
  id: figure.id,
  marks: figure.querySelectorAll("svg .role-mark > *").length,
  said: [...figure.querySelectorAll(".undrawn")].filter((p) => p.checkVisibility()).map((p) => p.textContent),
  labels: [...figure.querySelectorAll("svg text")].map((text) => text.textContent),
  told: [...figure.querySelectorAll("svg [aria-label]")].map((mark) => mark.getAttribute("aria-label")),
}));
const frames = [...document.querySelectorAll("iframe")];
const pending = (frame) => !frame.dataset.idle && !("drawn" in frame.contentDocument.documentElement.dataset);
const look = (left) => {
  if (left > 0 && frames.some(pending)) return setTimeout(look, 100, left - 1);
  document.body.textContent = JSON.stringify(Object.fromEntries(frames.map((frame) => [frame.name, tell(frame)])));
};
addEventListener("load", () => setTimeout(look, 1000, 2000));
"""


class Chart(TypedDict):
    """A chart as it is shown.

    How many `marks` are drawn, what is `said` in its place for all to see, its `labels`, and what its marks have `told`
    to a reader of the screen.
    """

    id: str
    marks: int
    said: list[str]
    labels: list[str]
    told: list[str]


def shown(pages: Mapping[str, str], folder: Path, zone: str = "UTC") -> dict[str, list[Chart]]:
    """Every chart of each page, as one reads it in a time zone.

    A page named "no script" may run none, nor "no inline script", and one named "narrow" is as wide as a telephone.
    """
    frames = "".join(
        f'<iframe name="{name}" width={390 if name == "narrow" else 1200} height=900 srcdoc="{escape(html)}"'
        f"{' sandbox=allow-same-origin' if name == 'no script' else ''}"
        f"{' data-idle=1' if name in ('no script', 'no inline script') else ''}></iframe>"
        for name, html in pages.items()
    )
    place = folder / f"{zone.replace('/', '-')}.html"
    place.write_text(f"<!doctype html><meta charset=utf-8><body>{frames}<script>{WATCH}</script>", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=300000", "--dump-dom"]
    command = [str(CHROMIUM), *options, f"--user-data-dir={folder / place.stem}", place.as_uri()]
    done = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)
    body = re.search(r"<body>(\{.*\})", done.stdout, re.DOTALL)
    assert body, done.stdout[-300:] + done.stderr[-300:]
    return json.loads(unescape(body[1]))


def forbidding(html: str, policy: str) -> str:
    """The page under a Content-Security-Policy."""
    return html.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
