from math import cos, radians

import pytest

from breakranks.case.types import Area
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.maps import WIDTH, area_map, project
from shown import early, late


@pytest.mark.parametrize("assessment", [early, late])
def test_every_area_is_on_the_map_and_inside_it(assessment) -> None:
    look = Lookup(assessment())
    found = area_map(look)
    assert [p.name for p in found.places] == [a.name for a in look.assessment.evidence.force.areas]
    assert all(0 < p.x < found.width and 0 < p.y < found.height for p in found.places)


def test_an_area_without_a_number_is_drawn_as_such_and_says_why() -> None:
    look = Lookup(late())
    states = {a.name: look.forecast("area-given-up", area=a.id).state for a in late().evidence.force.areas}
    found = area_map(look)
    assert {p.name: p.open for p in found.places} == {name: state == "open" for name, state in states.items()}
    words = {"happened": "has happened", "unclear": "cannot be told"}
    assert all(p.label[1] == words[states[p.name]] for p in found.places if not p.open)
    assert not any("%" in p.text for p in found.places if not p.open)


def test_distances_are_true_in_both_directions() -> None:
    areas = [Area("a", "A", 46.0, 30.0, ()), Area("b", "B", 47.0, 30.0, ()), Area("c", "C", 46.0, 31.0, ())]
    _, scale, ((ax, ay), (bx, by), (cx, cy)) = project(areas)
    assert by < ay, "north is up"
    assert ay - by == pytest.approx(scale)
    assert cx - ax == pytest.approx(scale * cos(radians(46.0 + 1 / 3)))
    assert ax == pytest.approx(bx)
    assert ay == pytest.approx(cy)


def test_one_area_alone_is_in_the_middle() -> None:
    _, _, ((x, _),) = project([Area("a", "A", 46.0, 30.0, ())])
    assert x == pytest.approx(WIDTH / 2, abs=0.1)
