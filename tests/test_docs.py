"""What the documentation says: its examples run, its links lead somewhere, it names what is public."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import breakranks
from breakranks.assumptions import read_parameters
from breakranks.assumptions.types import EXPLANATIONS
from breakranks.evidence import AREA_CONDITIONS, UNIT_CONDITIONS
from breakranks.model.world import TROOPS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "breakranks"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(SOURCE.rglob("README.md"))]
WITH_EXAMPLES = ("README.md", "docs/api.md")
MARKER = "<!-- not run -->\n"
"""Stands on the line before a block that is not to be run."""
FAMILIES = {
    "prior-": EXPLANATIONS,
    "resolve-": TROOPS,
    "half-life-": (*UNIT_CONDITIONS, *AREA_CONDITIONS),
    "credibility-": "123456",
    "reliability-": "abcdef",
}
"""Parameters that code names by their first part and one word of a list."""
TABLES = ("v", "values", "parameters", "given", "fixed")
"""What code calls the parameters that it looks up by name."""


def examples(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"(?<!{re.escape(MARKER)})^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_examples_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = examples(page)
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        quicker = re.sub(r"particles=[\d_]+", "particles=300", block)
        exec(re.sub(r"date\(2022, 11, \d+\)", "date(2022, 9, 15)", quicker), names)


def anchors(page: Path) -> set[str]:
    """Anchors of headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    lost = []
    for target in links(page):
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("name", breakranks.__all__)
def test_public_names_are_described(name):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert re.search(rf"breakranks\.{name}\b", text)


def looked_up(tree: ast.AST) -> Iterator[str]:
    """Names under which a module looks parameters up; those of a family with all their words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in TABLES:
            yield from spelt(node.slice)
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "name":
            yield from spelt(node.comparators[0])
        # Half-lives are taken out of the table by their first part.
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value in FAMILIES:
            yield from (node.value.value + word for word in FAMILIES[node.value.value])


def spelt(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield from (node.values[0].value + word for word in FAMILIES[node.values[0].value])


def test_the_parameters_of_the_code_are_those_of_the_table():
    used = {
        name
        for folder in ("evidence", "model", "worlds", "futures", "assessment")
        for module in (SOURCE / folder).glob("*.py")
        for name in looked_up(ast.parse(module.read_text(encoding="utf-8")))
    }
    listed = {p.name for p in read_parameters()}
    assert used - listed == set(), "used and not in parameters.csv"
    assert listed - used == set(), "in parameters.csv and not used"


def test_the_equations_name_every_parameter_of_the_model():
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    families = {f"{first}{word}" for first, words in FAMILIES.items() for word in words}
    missing = {p.name for p in read_parameters()} - families
    assert {name for name in missing if not re.search(rf"(?<![\w-]){name}(?![\w-])", text)} == set()
    assert all(first in text for first in FAMILIES)
