"""Lays the pages of the site into a folder of their own, each with the files that it links to.

The site shows pages from all over the repository, READMEs of packages among them. They keep their places beside each
other, so that their links hold there as they do here.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "build" / "pages"
LINK = re.compile(r"\]\(([^)\s#:]+)[^)\s:]*\)")


def pages() -> list[Path]:
    """Every page of the site."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "src").rglob("README.md")),
    ]


def lay(target: Path = TARGET) -> None:
    """Copy the pages and what they link to, in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    found = pages()
    linked = [(page.parent / link).resolve() for page in found for link in LINK.findall(page.read_text("utf-8"))]
    for file in {*found, *filter(Path.is_file, linked)}:
        copy = target / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


if __name__ == "__main__":
    lay()
