"""What must hold before a version is built and tagged."""

import runpy
from pathlib import Path

import pytest

import breakranks

ROOT = Path(__file__).parents[1]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def release() -> dict[str, object]:
    return runpy.run_path(str(ROOT / "scripts" / "release.py"))


def test_the_changelog_has_a_heading_for_the_version(release):
    assert release["heading"](CHANGELOG, breakranks.__version__)
    with pytest.raises(SystemExit, match=r"no heading '## 9\.9\.9 – DAY'"):
        release["heading"](CHANGELOG, "9.9.9")


def test_what_has_no_day_is_not_tagged(release):
    with pytest.raises(SystemExit, match="'unreleased'"):
        release["ready_to_tag"]("unreleased")


def test_a_package_that_lacks_a_file_is_found_out(release, tmp_path):
    for name in ("whole/__pycache__", "lacking"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("whole/table.csv", "whole/code.py", "whole/__pycache__/code.pyc", "lacking/code.py"):
        (tmp_path / name).touch()
    whole, lacking = (release["files_of"](tmp_path / name) for name in ("whole", "lacking"))
    assert whole - lacking == {"table.csv"}
