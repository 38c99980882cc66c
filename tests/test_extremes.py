"""Whatever passes the check can be assessed, from the folder on the disk to the page."""

import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from breakranks import cli
from breakranks.case import check
from case_folder import write_case
from extreme_cases import Files, extreme_files

# Shrinking would take minutes; a case that fails is printed whole.
SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """So few worlds that many cases can be tried; what is asked of the numbers holds for any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("breakranks.assessment.project.WORLDS", 60)
        patch.setattr("breakranks.assessment.project.COMPARED", 30)
        patch.setattr("breakranks.assessment.variants.WORLDS", 8)
        patch.setattr("breakranks.scoring.forecast.WORLDS", 40)
        yield


def run(*arguments: object) -> tuple[int, str, str]:
    """The command line in this process: its exit code, output and errors."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with patch.object(sys, "argv", ["breakranks", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out.flush(), err.flush()
    return code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers(part)
    elif isinstance(value, float):
        yield value


def holds_for(files: Files) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = write_case(folder / "case", files)
        assert check(case) == ()
        code, out, err = run("assess", case, "--json", "--out", folder / "out")
        assert (code, err.strip()) == (0, ""), err
        found = json.loads(out)
        page = (folder / "out" / "report.html").read_text(encoding="utf-8")
        assert "<script>alert" not in page
        told = found["tables"]
        assert sum(row["probability"] for row in told["explanations"]) == pytest.approx(1.0)


@settings(SETTINGS, max_examples=20)
@given(extreme_files())
def test_some_extreme_cases(files: Files) -> None:
    holds_for(files)


@pytest.mark.slow
@settings(SETTINGS, max_examples=500)
@given(extreme_files())
def test_many_extreme_cases(files: Files) -> None:
    holds_for(files)
