"""Data goes one way: no module imports from one that comes after it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "breakranks"
ORDER = (
    "tables",
    "compiled",
    "assumptions",
    "case",
    "evidence",
    "model",
    "worlds",
    "futures",
    "assessment",
    "scoring",
    "presentation",
    "whole",
    "cli",
    "__main__",
)
"""From left to right."""
MODULES = sorted(p for p in SOURCE.rglob("*.py") if p != SOURCE / "__init__.py")


def part(module: Path) -> str:
    return module.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    """Which parts of the package a module imports from, at whatever depth."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            # The version is the one thing that the package itself has to give.
            names += [f"{node.module}.{alias.name}" for alias in node.names if alias.name != "__version__"]
    return {name.split(".")[1] for name in names if name.startswith("breakranks.")}


def test_every_part_has_its_place():
    assert {part(module) for module in MODULES} == set(ORDER)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(SOURCE)))
def test_nothing_imports_from_the_right(module):
    left = ORDER[: ORDER.index(part(module)) + 1]
    found = imported(ast.parse(module.read_text(encoding="utf-8")))
    assert found <= set(left), f"{part(module)} imports from {', '.join(sorted(found - set(left)))}"


def test_an_import_from_the_right_is_seen():
    source = "import breakranks.cli\ndef f():\n    from breakranks.futures import project\n"
    assert imported(ast.parse(source)) == {"cli", "futures"}
    assert imported(ast.parse("from breakranks import __version__, whole")) == {"whole"}
