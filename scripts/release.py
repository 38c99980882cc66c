"""Builds the package, tries what was built as a stranger would, and tags the version if asked to; uploads nothing.

    uv run poe release          # builds into dist/ and tries both files
    uv run poe release --tag    # then tags the commit vX.Y.Z

The version stands in src/breakranks/__init__.py alone. CHANGELOG.md must have a heading for it, and to be tagged a day.
"""

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from breakranks import __version__

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "breakranks"
DIST = ROOT / "dist"
CASE = "kherson-2022"


def main(arguments: list[str]) -> None:
    """Build, try, and tag if asked to."""
    if arguments not in ([], ["--tag"]):
        sys.exit("release.py takes --tag or nothing.")
    dated = heading((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__)
    if arguments:
        ready_to_tag(dated)
    run("uv", "build", "--quiet", "--clear", "--out-dir", DIST, cwd=ROOT)
    sources, wheel = DIST / f"breakranks-{__version__}.tar.gz", DIST / f"breakranks-{__version__}-py3-none-any.whl"
    compare(sources)
    for built in (sources, wheel):
        attempt(built)
        print(f"{built.relative_to(ROOT)}: installs, holds every file, assesses {CASE}")
    if arguments:
        run("git", "tag", "--annotate", f"v{__version__}", "--message", f"breakranks {__version__}", cwd=ROOT)
        print(f"tagged v{__version__}; push it with: git push origin v{__version__}")


def heading(changelog: str, version: str) -> str:
    """What stands beside the version in its heading: the day it came out, or that it has not yet.

    Raises:
        SystemExit: there is no such heading.
    """
    found = re.search(rf"^## {re.escape(version)} – (.+)$", changelog, flags=re.MULTILINE)
    if found is None:
        sys.exit(f"CHANGELOG.md has no heading '## {version} – DAY'.")
    return found[1]


def ready_to_tag(dated: str) -> None:
    """Leave unless the changelog gives a day, everything is committed and the tag is new."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", dated):
        sys.exit(f"CHANGELOG.md calls {__version__} '{dated}'. To tag it, give the day, such as 2026-01-31.")
    if run("git", "status", "--porcelain", cwd=ROOT):
        sys.exit("Something is not committed. Commit it, then tag.")
    if run("git", "tag", "--list", f"v{__version__}", cwd=ROOT):
        sys.exit(f"v{__version__} is tagged already. Set the next version in src/breakranks/__init__.py.")


def compare(sources: Path) -> None:
    """Leave unless the archive of sources holds what Git keeps, no less and no more."""
    with tarfile.open(sources) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()} - {"PKG-INFO"}
    kept = set(run("git", "ls-files", cwd=ROOT).splitlines())
    if held != kept:
        sys.exit(f"{sources.name} is not what Git keeps. They differ in {', '.join(sorted(held ^ kept))}.")


def attempt(built: Path) -> None:
    """Install a file in an environment of its own, and use it in an empty folder."""
    with empty_folder() as environment, empty_folder() as folder:
        run("uv", "venv", "--quiet", environment, cwd=folder)
        run("uv", "pip", "install", "--quiet", "--python", environment, built, cwd=folder)
        there = ("uv", "run", "--quiet", "--no-project", "--python", environment)
        code = "import breakranks; print(*breakranks.__path__)"
        installed = Path(run(*there, "python", "-c", code, cwd=folder).strip())
        if missing := files_of(SOURCE) - files_of(installed):
            sys.exit(f"{built.name} leaves out {', '.join(sorted(missing))}.")
        said = run(*there, "breakranks", "--version", cwd=folder).strip()
        if said != f"breakranks {__version__}":
            sys.exit(f"{built.name} says that it is '{said}', not breakranks {__version__}.")
        run(*there, "breakranks", "assess", CASE, cwd=folder)
        if not list(folder.glob(f"{CASE}-*/report.html")):
            sys.exit(f"{built.name} assesses {CASE} and writes no report.")


def files_of(package: Path) -> set[str]:
    """The files of a package, code and data, by their paths in it."""
    return {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@contextmanager
def empty_folder() -> Iterator[Path]:
    """An empty folder outside the repository, gone afterwards."""
    with TemporaryDirectory(prefix="breakranks-") as folder:
        yield Path(folder)


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints.

    Raises:
        SystemExit: it fails; the reason is what it said.
    """
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(sys.argv[1:])
