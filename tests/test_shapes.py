"""What goes through the engine has the shapes that annotations name: every argument and result, every field."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any, get_type_hints

import numpy as np
import pytest
from beartype.door import is_bearable
from jaxtyping import jaxtyped

from breakranks.assessment import count, run_choices
from breakranks.posterior.signs import signs_of
from breakranks.vocabulary import AS_IT_GOES
from breakranks.worlds import draw_start
from breakranks.worlds.ahead import look_ahead
from breakranks.worlds.start import draw_hazards
from engine_cases import EVENTS, SHIPPED, evidence_of, luck_for, posterior_of, worlds_of
from evidence_cases import day

WHOLE_WAY = """
from jaxtyping import install_import_hook

parts = ("evidence", "model", "posterior", "worlds", "assessment", "learning", "scoring")
with install_import_hook([f"breakranks.{part}" for part in parts], "beartype.beartype"):
    from dataclasses import replace
    from datetime import date
    import breakranks
    from breakranks.learning import Library
    from breakranks.scoring import score

    case = breakranks.load_case("wagner-2023")
    moved = breakranks.compare(case, date(2023, 5, 10), date(2023, 5, 20))
    breakranks.reasons(moved.after)
    Library([case, breakranks.load_case("falklands-1982")]).learn()
    score([replace(case, as_of=case.as_of[:2])])
"""


@pytest.mark.slow
def test_arguments_and_results_of_all_functions_fit_their_annotations():
    done = subprocess.run([sys.executable, "-c", WHOLE_WAY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def wrong_fields(record: Any) -> list[str]:
    """The names of fields that do not fit; within one record a dimension's name means one number."""
    hints = get_type_hints(type(record))
    with jaxtyped("context"):
        return [name for name, hint in hints.items() if not is_bearable(getattr(record, name), hint)]


def records() -> Iterator[Any]:
    evidence, posterior = evidence_of(*EVENTS), posterior_of(*EVENTS)
    yield from (evidence, evidence.force, evidence.reading, evidence.reading.traces)
    yield from evidence.reports
    yield from evidence.contradictions
    yield from (posterior, posterior.model, posterior.ground, posterior.conditions, posterior.course)
    yield from (posterior.filtered, posterior.filtered.last)
    signs = signs_of(posterior.model, evidence.force, [evidence.reading], evidence.days)
    yield from (sign for of_day in signs for sign in of_day)
    luck = luck_for(posterior, 50)
    yield from (luck, draw_start(posterior, luck), look_ahead(posterior, day(39), AS_IT_GOES))
    yield from draw_hazards(posterior.model, SHIPPED.parameters, luck).values()
    yield worlds_of(posterior, 50, watch=True)


def test_records_fit_their_annotations():
    checked = set()
    for record in records():
        assert not wrong_fields(record), type(record).__name__
        checked.add(type(record).__name__)
    assert {
        "Evidence",
        "Report",
        "Contradiction",
        "Conditions",
        "Filtered",
        "Luck",
        "Ahead",
        "Worlds",
        "Sign",
    } <= checked


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr("breakranks.assessment.project.WORLDS", 100)
    monkeypatch.setattr("breakranks.assessment.project.COMPARED", 50)


@pytest.mark.usefixtures("few")
def test_an_assessment_fits_its_annotations():
    posterior = posterior_of(*EVENTS)
    found = count(evidence_of(*EVENTS), SHIPPED, posterior, run_choices(posterior, SHIPPED, day(39)))
    lists = (found.forecasts, found.weekly, found.scenarios, found.tolls, found.formations, found.indicators)
    for record in (found, found.self_inflicted, found.provenance, *(x for rows in lists for x in rows)):
        assert not wrong_fields(record), type(record).__name__


def test_a_wrong_shape_is_seen():
    luck = luck_for(posterior_of(), 20)
    assert wrong_fields(luck._replace(pair=luck.pair[None])) == ["pair"]
    assert wrong_fields(luck._replace(pair=luck.pair[:5])) != []
    assert wrong_fields(luck._replace(pair=np.zeros(20, int))) == ["pair"]
