"""Data goes one way: no module imports from one that comes after it. Functions are short, and READMEs are complete."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import breakranks

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "breakranks"
ORDER = (
    "grids",
    "tables",
    "vocabulary",
    "assumptions",
    "case",
    "evidence",
    "model",
    "posterior",
    "worlds",
    "assessment",
    "learning",
    "scoring",
    "presentation",
    "whole",
    "drafts",
    "importing",
    "extraction",
    "agreement",
    "exporting",
    "workbench",
    "cli",
    "__main__",
)
"""From left to right."""
APART = {"learning": {"assessment"}}
"""What a package may not use though it stands to its left: what is learnt does not hang on how it is shown."""
LONGEST = 60
FACE = SOURCE / "__init__.py"
"""It hands on names of every package, and so has no place in the order."""
BY_NAME = {"import_module", "__import__"}
IMPORT_BY_NAME = {FACE, SOURCE / "presentation" / "__init__.py"}
"""Who may import what a variable names: they hand on names that load on first use."""
MODULES = sorted(p for p in SOURCE.rglob("*.py") if p != FACE)
SCRIPTS = sorted(p for folder in ("benchmarks", "scripts", "tests") for p in (ROOT / folder).rglob("*.py"))
PACKAGES = sorted(p.parent for p in SOURCE.rglob("__init__.py") if p != FACE)
CALLED = ast.Attribute | ast.Name
NAMED = re.compile(r"breakranks(\.\w+)+")


def part(module: Path) -> str:
    return module.relative_to(SOURCE).parts[0].removesuffix(".py")


def modules_named(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports at whatever depth, or names in a string to import them later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            assert "breakranks" not in names, "a name of the package says what is meant, so that this test sees it"
            yield from names
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            # The version is the one thing that the package itself has to give.
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name != "__version__")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value):
            yield node.value
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            beginning = str(node.values[0].value)
            assert not beginning.startswith("breakranks."), "a module's name is written out, so that this test sees it"


def imported(tree: ast.AST) -> set[str]:
    """Which parts of the package a module imports from."""
    return {name.split(".")[1] for name in modules_named(tree) if name.startswith("breakranks.")}


def imports_by_name(tree: ast.AST) -> bool:
    """Whether a module imports modules whose names it works out."""
    named = {n.attr if isinstance(n, ast.Attribute) else n.id for n in ast.walk(tree) if isinstance(n, CALLED)}
    return not BY_NAME.isdisjoint(named)


def test_every_part_has_its_place() -> None:
    assert {part(module) for module in MODULES} == set(ORDER)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(SOURCE)))
def test_nothing_imports_from_the_right(module: Path) -> None:
    own = part(module)
    left = {*ORDER[: ORDER.index(own) + 1]} - APART.get(own, set())
    found = imported(ast.parse(module.read_text(encoding="utf-8")))
    assert found <= left, f"{own} imports from {', '.join(sorted(found - left))}"


def test_an_import_from_the_right_is_seen() -> None:
    source = "import breakranks.cli\ndef f():\n    from breakranks.worlds import run_worlds\n"
    assert imported(ast.parse(source)) == {"cli", "worlds"}
    assert imported(ast.parse("from breakranks import __version__, whole")) == {"whole"}
    assert imported(ast.parse("if TYPE_CHECKING:\n    from breakranks.scoring import Scores")) == {"scoring"}
    with pytest.raises(AssertionError, match="says what is meant"):
        imported(ast.parse("import breakranks\nbreakranks.write"))


def test_an_import_by_name_is_seen() -> None:
    assert imported(ast.parse('import importlib\nimportlib.import_module("breakranks.scoring.score")')) == {"scoring"}
    assert imported(ast.parse('_HOMES = {"write": "breakranks.presentation"}')) == {"presentation"}
    assert imported(ast.parse('"""Says something of `breakranks.cli`."""')) == set()
    with pytest.raises(AssertionError, match="written out"):
        imported(ast.parse('import_module(f"breakranks.{name}")'))


def test_only_what_hands_on_names_works_out_what_to_import() -> None:
    found = {p for p in SOURCE.rglob("*.py") if imports_by_name(ast.parse(p.read_text(encoding="utf-8")))}
    assert found == IMPORT_BY_NAME
    assert imports_by_name(ast.parse('importlib.import_module("breakranks" + ".cli")'))
    assert imports_by_name(ast.parse("__import__(name)"))


def test_the_package_hands_on_the_names_that_it_says() -> None:
    tree = ast.parse(FACE.read_text(encoding="utf-8"))
    typed = {f"{n.module}.{a.name}" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    homes = {f"{home}.{name}" for name, home in breakranks._HOMES.items()}
    assert homes == {name for name in typed if name.startswith("breakranks.")}
    assert {*breakranks.__all__} == breakranks._HOMES.keys()
    assert imported(tree) <= {*ORDER}


def test_the_documentation_lists_the_packages_in_their_order() -> None:
    text = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    listed = re.search(r"^src/breakranks/\n((?:  .*\n)+)", text, flags=re.MULTILINE)
    assert listed
    names = [re.findall(r"(\w+)(?:/|\.py)", line.split("   ")[0]) for line in listed[1].splitlines()]
    assert [name for row in names for name in row] == [name for name in ORDER if name != "__main__"]


@pytest.mark.parametrize("module", [FACE, *MODULES, *SCRIPTS], ids=lambda module: str(module.relative_to(ROOT)))
def test_no_function_is_long(module: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package.relative_to(SOURCE)))
def test_the_readme_of_a_package_says_what_each_of_its_files_is_for(package: Path) -> None:
    files = {p.name for p in package.iterdir() if p.suffix in (".py", ".csv") and p.name != "__init__.py"}
    folders = {f"{p.name}/" for p in package.iterdir() if p.is_dir() and p.name != "__pycache__"}
    page = (package / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[?`([\w.-]+/?)`.*? \| (.+) \|$", page, flags=re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(files | folders)
    assert len({told for _, told in rows}) == len(rows)
