from dataclasses import replace

import numpy as np
import pytest

from breakranks.case import load_case
from breakranks.evidence import as_of
from breakranks.vocabulary import traces_of
from evidence_cases import AREAS, FORMATIONS, PARAMETERS, day, event, formation, small_case


def force_on(number, **changes):
    return as_of(small_case(**changes), day(number), PARAMETERS).force


def touched(*arguments, today=10, **more):
    evidence = as_of(small_case(event(1, *arguments, **more)), day(today), PARAMETERS)
    (report,) = evidence.reports
    units = {f.id for f, hit in zip(evidence.force.formations, report.units, strict=True) if hit}
    areas = {a.id for a, hit in zip(evidence.force.areas, report.areas, strict=True) if hit}
    return units, areas


def test_formations_with_strength_hold_ground_and_headquarters_do_not():
    force = force_on(10)
    assert [f.id for f in force.formations] == ["n1", "n2", "s1", "spare"]
    assert [f.id for f in force.headquarters] == ["elsewhere", "north", "root", "south"]
    assert force.strength.tolist() == [900, 400, 1600, 100]
    assert force.area_of.tolist() == [0, 1, 3, -1]
    assert [f.parent for f in force.formations] == ["north", "north", "south", "root"]


def test_a_formation_is_not_known_before_it_arrives():
    assert "tardy" not in [f.id for f in force_on(19).formations]
    force = force_on(20)
    assert [f.id for f in force.formations][-1] == "tardy"
    assert force.first_day.tolist() == [0, 0, 0, 0, 20]


def test_those_under_a_headquarters_that_is_not_known_yet_belong_to_the_one_above():
    formations = (*FORMATIONS, formation("new", "north", arrives=20), formation("n3", "new", 50, "hill"))
    before, after = force_on(10, formations=formations), force_on(20, formations=formations)
    assert before.formations[2].parent == "north"
    assert after.formations[2].parent == "new"
    # n3 shares its parent with n1 before, and only its ground after.
    assert before.neighbours[0, 2] > after.neighbours[0, 2] > 0


def test_neighbours_weigh_parent_area_and_strength():
    # n1 (hill) and n2 (moor): same parent 1 and adjacent areas 0.5; nobody else is near n1.
    # From day 20 also tardy (moor): for n1 again 1.5; for n2 same parent 1 and same area 1.
    assert force_on(10).neighbours[0].tolist() == [0, 1, 0, 0]
    weights = force_on(20).neighbours
    assert weights[0] == pytest.approx([0, 20 / 70, 0, 0, 50 / 70])
    assert weights[1] == pytest.approx([1.5 * 30 / 145, 0, 0, 0, 100 / 145])
    assert weights[3].tolist() == [0, 0, 0, 0, 0]


def test_empty_areas_are_covered_from_beside():
    # pass lies beside moor (n2) and quay (s1); rock is two hops from both. Each covers both areas.
    garrison = force_on(10).garrison
    assert garrison.tolist() == [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0.25, 0.25, 0],
        [0, 0, 1, 0],
        [0, 0.25, 0.25, 0],
    ]


def test_areas_that_nobody_can_reach_have_no_cover():
    alone = formation("root", None, 100)
    assert not force_on(0, formations=(alone,)).garrison.any()


@pytest.mark.parametrize("slug", ["kherson-2022", "wagner-2023", "russia-1917", "falklands-1982"])
def test_every_area_has_some_cover_and_neighbours_sum_to_one(slug):
    case = load_case(slug)
    force = as_of(case, case.end).force
    assert (force.garrison.sum(axis=1) > 0).all()
    total = force.neighbours.sum(axis=1)
    assert np.allclose(total[total > 0], 1)
    assert not force.neighbours.diagonal().any()
    assert (force.adjacent == force.adjacent.T).all()


def test_a_report_about_a_headquarters_touches_all_below_it_and_where_they_stand():
    assert touched(0, "claim.hold", "north") == ({"n1", "n2"}, {"hill", "moor"})
    assert touched(0, "claim.hold", "root") == ({"n1", "n2", "s1", "spare"}, {"hill", "moor", "quay"})
    assert touched(0, "claim.hold", "n1") == ({"n1"}, {"hill"})


def test_a_named_area_narrows_it_to_those_who_stand_there_or_beside_or_else_to_all():
    assert touched(0, "claim.hold", "root", "moor") == ({"n2"}, {"moor"})
    assert touched(0, "claim.hold", "root", "pass") == ({"n2", "s1"}, {"pass"})
    assert touched(0, "claim.hold", "root", "rock") == ({"n1", "n2", "s1", "spare"}, {"rock"})
    assert touched(0, "claim.hold", "n1", "quay") == ({"n1"}, {"quay"})


def test_a_force_elsewhere_touches_nobody():
    assert touched(0, "conduct.flee", "elsewhere") == (set(), set())
    assert touched(0, "conduct.flee", "elsewhere", "quay") == (set(), {"quay"})


def test_a_report_touches_those_who_were_there_on_its_day():
    assert touched(19, "claim.hold", "north", today=30)[0] == {"n1", "n2"}
    assert touched(20, "claim.hold", "north", today=30)[0] == {"n1", "n2", "tardy"}


def test_a_report_about_a_formation_not_known_yet_is_about_its_headquarters():
    evidence = as_of(small_case(event(1, 3, "grip.reinforce", "tardy")), day(10), PARAMETERS)
    assert evidence.reports[0].event.formation == "north"
    assert touched(3, "grip.reinforce", "tardy") == ({"n1", "n2"}, {"hill", "moor"})
    assert touched(3, "grip.reinforce", "tardy", today=20) == ({"tardy"}, {"moor"})


def test_a_case_of_one_formation_without_neighbours_or_areas_can_be_read():
    alone = small_case(event(1, 0, "strain.losses", "root"), formations=(formation("root", None, 100),), areas=())
    evidence = as_of(alone, day(3), PARAMETERS)
    assert evidence.reading.traces.areas.shape == (4, 0, len(traces_of("area")))
    assert evidence.reading.traces.formations[0].any()
    assert evidence.force.neighbours.tolist() == [[0.0]]


def test_the_superiors_of_a_formation_are_all_headquarters_above_it():
    superiors = force_on(10).superiors
    assert superiors["n1"] == {"north", "root"}
    assert superiors["north"] == {"root"}
    assert superiors["root"] == frozenset()


def test_an_area_is_at_the_front_unless_the_case_says_that_it_is_not():
    areas = tuple(replace(a, front=front) for a, front in zip(AREAS, (True, False, None, None, False), strict=True))
    assert force_on(0, areas=areas).front.tolist() == [True, False, True, True, False]


def test_strength_of_the_opponent_is_passed_on():
    assert force_on(0).opponent_strength is None
    assert force_on(0, opponent_strength=7000).opponent_strength == 7000
