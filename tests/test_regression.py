"""Numbers of the engine are what they were; `python -m tests.regression.remake` makes them anew."""

from dataclasses import replace

import pytest

from breakranks.assumptions import read
from regression.remake import kept
from regression.sections import SECTIONS, differs, numbers_of


@pytest.mark.parametrize("section", SECTIONS)
def test_numbers_are_what_they_were(section):
    expected = {name: known for (of, name), known in kept().items() if of == section}
    found = numbers_of(section)
    assert set(found) == set(expected)
    other = {name: (value, expected[name][0]) for name, value in found.items() if differs(value, *expected[name])}
    assert not other, "as found, and as it was"


@pytest.mark.parametrize("section", ["model", "posterior"])
def test_a_changed_parameter_is_seen(section, monkeypatch):
    usual = read._packaged_parameters()
    moved = tuple(replace(p, value=1.3 * p.value) if p.name == "whom.beside" else p for p in usual)
    monkeypatch.setattr(read, "_packaged_parameters", lambda: moved)
    expected = {name: known for (of, name), known in kept().items() if of == section}
    assert any(differs(value, *expected[name]) for name, value in numbers_of(section).items())
