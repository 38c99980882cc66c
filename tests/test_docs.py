"""What the documentation says: its examples run, its links lead somewhere, it names what is public."""

import inspect
import pkgutil
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

import breakranks
from breakranks.assumptions import read_parameters, track_record
from breakranks.case import load_case, shipped
from breakranks.model.setup import GRIPS, HAZARDS
from breakranks.presentation.findings import QUESTIONS_ASKED
from breakranks.scoring.items import items_of
from breakranks.vocabulary import EXPLANATIONS, STATES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "breakranks"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted(SOURCE.rglob("README.md"))]
WITH_EXAMPLES = ("README.md", "docs/api.md")
MARKER = "<!-- not run -->\n"
"""Stands on the line before a block that is not to be run."""


def examples(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"(?<!{re.escape(MARKER)})^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.whole
@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_examples_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = examples(page)
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)


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
    home = getattr(breakranks, name).__module__
    assert re.search(rf"^::: (breakranks\.{name}|{re.escape(home)})$", text, flags=re.MULTILINE)


def test_every_page_has_its_place_on_the_site():
    pages = runpy.run_path(str(ROOT / "scripts" / "docs_pages.py"))["pages"]()
    listed = re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(page.relative_to(ROOT).as_posix() for page in pages)


def test_every_task_is_listed():
    tasks = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["poe"]["tasks"]
    text = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    listed = re.findall(r"^uv run poe (\w+)", text, flags=re.MULTILINE)
    assert sorted(listed) == sorted(name for name in tasks if not name.startswith("_"))


def code_named(page: Path) -> Iterator[str]:
    """Names of code on a page that say where it stands, as `package.module.name` or with `breakranks.` before it."""
    for name in re.findall(r"`((?:\w+\.){2,}\w+)[`(]", page.read_text(encoding="utf-8")):
        first = name.partition(".")[0]
        if first == "breakranks" or (SOURCE / first).is_dir():
            yield name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_that_is_named_is_there(page):
    for name in code_named(page):
        assert pkgutil.resolve_name(f"breakranks.{name.removeprefix('breakranks.')}") is not None


@pytest.mark.parametrize("page", ["model", "inference"])
def test_an_equation_names_the_function_that_computes_it(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    parts = re.split(r"^\$\$ .+ \$\$$", text, flags=re.MULTILINE)
    assert len(parts) - 1 == text.count("$$") / 2
    for below in parts[1:]:
        said = re.split(r"^#", below, maxsplit=1, flags=re.MULTILINE)[0]
        (name,) = re.findall(r"Function: `([\w.]+)`\.", said)
        assert inspect.isfunction(pkgutil.resolve_name(f"breakranks.{name}"))


def counts() -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Sentences of the documentation that count things, as patterns, with their page and their numbers."""
    cases = [load_case(slug) for slug in shipped()]
    asked = [item for case in cases for item in items_of(case)]
    sizes = [[len(getattr(case, what)) for case in cases] for what in ("formations", "areas", "events")]
    pairs = (len(EXPLANATIONS) * GRIPS, len(EXPLANATIONS), GRIPS)
    yield "README.md", "over {} past cases, each forecast", (track_record()["skill"][-1],)
    yield (
        "docs/coding-a-case.md",
        "{} to {} formations, {} to {} areas, {} to {} events each",
        tuple(end(size) for size in sizes for end in (min, max)),
    )
    for echelon in ("battalion", "regiment", "brigade", "division", "corps"):
        strengths = [f.strength for case in cases for f in case.formations if f.strength and f.echelon == echelon]
        lower, _, upper = (round(x, -2) for x in quantiles(strengths, n=4))
        yield "docs/coding-a-case.md", rf"`{echelon}` \| [\d,]+ to [\d,]+ \| {{}} to {{}}\b", (int(lower), int(upper))
    yield "docs/inference.md", "{} pairs: {} explanations times {} levels of grip", pairs
    yield "docs/inference.md", "in each of its {} states", (len(STATES),)
    yield "docs/kherson.md", "it learnt from the other {} alone", (len(cases) - 1,)
    yield "docs/model.md", "Coefficients are priors moved by {} campaigns", (len(cases),)
    yield "docs/performance.md", "{} pairs of explanation and grip, and {} states", (pairs[0], len(STATES))
    yield "docs/reading-the-report.md", "{} questions with short answers", (len(QUESTIONS_ASKED),)
    yield "docs/reading-the-report.md", "{} rival explanations", (len(EXPLANATIONS),)
    days, true = sum(len(case.as_of) for case in cases), sum(item.happened for item in asked)
    yield "docs/validation.md", "It learns from {} cases", (len(cases),)
    yield "docs/validation.md", "The {} shipped cases have {} as-of days", (len(cases), days)
    yield "docs/validation.md", "{} questions, of which {} came true", (len(asked), true)
    yield "docs/validation.md", "learnt from the other {} cases", (len(cases) - 1,)
    yield "docs/validation.md", "{} cases move few numbers far", (len(cases),)
    yield "docs/validation.md", "{} cases are few", (len(cases),)


def test_what_the_documentation_counts_is_as_many() -> None:
    words = {5: "five", 6: "six", 15: "fifteen", 16: "sixteen"}
    for page, sentence, numbers in counts():
        text = re.sub(r"\s+", " ", (ROOT / page).read_text(encoding="utf-8"))
        pattern = sentence.format(*(rf"\b({n:,}|{words.get(n, n)})" for n in numbers))
        assert re.search(pattern, text, re.IGNORECASE), (page, sentence, numbers)


CODE = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))


@pytest.mark.parametrize("parameter", read_parameters(), ids=lambda p: p.name)
def test_no_parameter_is_without_use(parameter):
    family, _, _ = parameter.name.partition(".")
    assert (
        re.search(rf'"{re.escape(parameter.name)}"|"{family}\.\{{|"{family}\."|"{family}"', CODE) or family in HAZARDS
    )


def test_the_page_on_the_model_names_every_family_of_parameters():
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    families = {p.name.partition(".")[0] for p in read_parameters()}
    assert {name for name in families if not re.search(rf"`{name}[`.]", text)} == set()
