import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from breakranks import assess
from breakranks.assessment.types import UNCLEAR, Assessment
from breakranks.assessment.yardstick import phia_word
from breakranks.presentation import brief_markdown, cells, print_brief, print_reasons
from breakranks.presentation.findings import FORCED, FORKS, bottom_line, changes, costs
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.sensitivity import verdict
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, KINDS
from engine_cases import tiny_case
from evidence_cases import day, event
from shown import all_settled, console, early, late, ordinary, said, settled, turned, why, with_note

HEADINGS = [
    "What does not fit",
    "What explains it",
    "Control left",
    "Given up within",
    "Force, within",
    "The forks",
    "Most likely week for a break",
    "Watch for",
    "Self-inflicted",
    "2,000 simulated worlds",
    "Report",
]


def printed(assessment: Assessment, width: int = 100, encoding: str = "utf-8") -> list[str]:
    to = console(width, encoding)
    print_brief(assessment, to, Path("out/report.html"))
    return said(to).splitlines()


def reasoned(width: int = 100, encoding: str = "utf-8") -> str:
    to = console(width, encoding)
    print_reasons(early(), why(), to)
    return said(to)


def tokens(lines: list[str]) -> Counter[str]:
    """Numbers and words, whatever the lines that they stand on."""
    return Counter(re.findall(r"[<>]?\d+(?:[,.]\d+)?|[^\W\d_]+", " ".join(lines)))


def test_brief_has_its_parts_in_order() -> None:
    lines = printed(late())
    places = [next(n for n, line in enumerate(lines) if line.startswith(heading)) for heading in HEADINGS]
    assert places == sorted(places)
    assert lines[0].startswith("Kherson")
    assert "as of 25\N{NO-BREAK SPACE}Nov 2022" in lines[0]
    assert lines[-1].endswith("out/report.html")


@pytest.mark.parametrize("assessment", [early, late])
def test_brief_fits_one_screen(assessment) -> None:
    lines = printed(assessment())
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 100


def named(base: Assessment, area: str) -> Assessment:
    """As if the area that is likeliest to fall were called so."""
    first = Lookup(base).areas_by_risk[0].area
    force = base.evidence.force
    areas = tuple(replace(a, name=area) if a.id == first else a for a in force.areas)
    return replace(base, evidence=replace(base.evidence, force=replace(force, areas=areas)))


@pytest.mark.parametrize("width", [60, 80, 99, 100, 101, 200])
@pytest.mark.parametrize(
    "assessment",
    [early, late, lambda: named(early(), "Verkhnodniprovskoye"), lambda: all_settled(early())],
    ids=["early", "late", "a long word", "all settled"],
)
def test_a_narrow_or_wide_console_loses_no_number_and_no_word(assessment, width: int) -> None:
    lines = printed(assessment(), width)
    assert max(map(len, lines)) <= min(width, 100)
    assert tokens(lines) == tokens(printed(assessment(), 200))


def test_each_number_stands_with_its_word_on_the_narrowest_console() -> None:
    text = " ".join(printed(early(), 60))
    for f in early().forecasts:
        if f.formation is None and f.area is None and f.probability:
            assert all(word in text for word in f.probability.word.split())
    for word in ("highly unlikely", "highly likely"):
        lines = [line.split() for line in printed(early(), 60)]
        assert any(word.split()[0] in line for line in lines)
        assert any(word.split()[1] in line for line in lines)


def test_every_rung_has_its_number_and_word_at_every_horizon() -> None:
    a = late()
    text = " ".join(printed(a, 200))
    for f in a.forecasts:
        if f.formation is None and f.area is None and f.probability:
            assert f.probability.word == phia_word(f.probability.value)
            assert re.search(rf"{f.probability.value * 100:.0f}.%", text)
    rows = [line for line in printed(a, 200) if line.startswith("Mutiny")]
    assert len(re.findall(r"\d+.% (?:remote|highly|unlikely|realistic|likely|almost)", rows[0])) == len(HORIZONS)


def test_the_longest_words_stay_whole_on_narrow_consoles() -> None:
    for width in (60, 80, 100):
        assert not re.search(r"possibilit(?!y)|unlikel(?!y)", "\n".join(printed(late(), width)))


def test_what_has_happened_and_what_cannot_be_told_have_no_number() -> None:
    lines = printed(all_settled(late()))
    rung = next(line for line in lines if line.startswith("Mutiny"))
    assert rung.count("cannot be told") == len(HORIZONS)
    assert "%" not in rung
    assert not any(line.startswith("Given up within") for line in lines)


def test_what_may_come_again_is_called_another() -> None:
    text = " ".join(" ".join(printed(late())).split())
    assert "Another unordered exit" in re.sub(r"Another +\d.*?unordered exit", "Another unordered exit", text)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_console_that_knows_few_signs_gets_plain_ones(encoding: str) -> None:
    plain = [*printed(late(), encoding=encoding), *reasoned(encoding=encoding).splitlines()]
    full = [*printed(late()), *reasoned().splitlines()]
    assert tokens(plain) == tokens(full)
    assert not set("".join(plain)) & set("?\\")
    at = [
        [line.find("%", 30) for line in lines if re.match(r"\S.*\s%\s\w.*\s%\s\w.*\s%\s\w", line)]
        for lines in (plain, full)
    ]
    assert len(at[0]) > 5
    assert at[0] == at[1]


def test_ordinary_fronts_are_said_first() -> None:
    text = " ".join(" ".join(printed(ordinary(early()))[1:4]).split())
    assert "starts from how often ground is lost on an ordinary stretch of front" in text
    assert "ordinary stretch of front" not in " ".join(printed(early()))


def test_rich_markup_in_a_note_is_shown_as_it_is() -> None:
    text = "\n".join(printed(with_note(early(), "[bold]a note[/bold]")))
    assert "[bold]a note[/bold]" in text


def test_printing_the_brief_waits_for_nothing_that_draws() -> None:
    code = (
        "import sys, shown; from breakranks.presentation import print_brief; "
        "print_brief(shown.early(), shown.console()); "
        "print({'altair', 'vl_convert', 'pyarrow', 'jinja2', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_reasons_say_that_no_recoding_changes_the_explanation() -> None:
    calm = replace(why(), recodings=tuple(replace(r, leading="in-control") for r in why().recodings))
    to = console()
    print_reasons(early(), calm, to)
    assert max(early().explanations, key=lambda z: early().explanations[z].value) == "in-control"
    assert "No single report, left out or coded otherwise, would change the first explanation." in said(to)


def test_reasons_name_the_recodings_that_change_the_explanation() -> None:
    to = console(200)
    print_reasons(early(), turned(why(), "deception", 5), to)
    text = " ".join(said(to).split())
    found = re.findall(
        r"Coded as “[^”]+” instead of “[^”]+”, report \d+ \([^)]*2022.*? would make deception the likeliest", text
    )
    assert len(found) == 3
    assert "2 other recodings would change it as well." in text


def test_reasons_say_where_one_more_report_would_change_the_lead() -> None:
    look = Lookup(early(), why())
    first, second, now = *look.explanations[:2], early().explanations
    lead = now[first].value - now[second].value
    weight = why().weights[0]

    def verdict_where_a_report_moved(by: float) -> str:
        moved = {z: {first: by}.get(z, 0.0) for z in weight.effect.explanations}
        changed = replace(weight, effect=replace(weight.effect, explanations=moved))
        return " ".join(verdict(Lookup(early(), replace(why(), weights=(changed,)))))

    told = f"One more report that weighs as much as {look.report(weight.number)} would change the lead"
    assert told in verdict_where_a_report_moved(lead + 0.01)
    assert told in verdict_where_a_report_moved(-lead - 0.01)
    assert "would change the lead" not in verdict_where_a_report_moved(lead - 0.01)


def test_reasons_set_the_verdict_without_claims_beside_the_printed_one() -> None:
    text = " ".join(reasoned().split())
    leading = EXPLANATIONS[why().leading_without_claims].name.lower()
    assert f"Without command's own public words {leading} would still be the likeliest explanation, at" in text
    assert re.search(r"control would be \d+ % \(now \d+ %\)", text)


def test_reasons_list_reports_with_day_and_formation() -> None:
    text = reasoned(200)
    names = {f.name for f in (*early().evidence.force.formations, *early().evidence.force.headquarters)}
    listed = [line for line in text.splitlines() if re.match(r"  Report \d+, \d+\N{NO-BREAK SPACE}\w+ 2022, ", line)]
    assert len(listed) == 10
    assert all(any(name[:20] in line for name in names) for line in listed)


def test_reasons_at_sixty_columns_lose_nothing() -> None:
    assert tokens(reasoned(60).splitlines()) == tokens(reasoned(100).splitlines())
    assert max(map(len, reasoned(60).splitlines())) <= 60


def test_markdown_says_more_and_cites_its_sources() -> None:
    text = brief_markdown(early(), why())
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == [
        "How far this hangs on coding",
        "What does not fit",
        "What explains it",
        "How much control is left",
        "The ladder",
        "The forks",
        "What to watch",
        "Self-inflicted",
        "16\N{NO-BREAK SPACE}questions",
        "Sources",
    ]
    opening = text.split("\n## ")[0].split("\n\n")
    assert all(paragraph in " ".join(opening).replace("\\", "") for paragraph in bottom_line(Lookup(early(), why())))
    assert not any("  " in paragraph for paragraph in opening)
    listed = [line for line in text.split("## Sources")[1].splitlines() if line.startswith("- ")]
    used = {key for report in early().evidence.reports for key in report.event.sources}
    assert len(listed) == len(used)
    assert not any("](" in line or "http" in line for line in listed)
    assert "- ISW campaign assessment, 4 Sep 2022 (2\N{NO-BREAK SPACE}reports)" in listed
    assert "](<https://" in text
    assert len(re.findall(r"^\d+\. \*\*", text, re.MULTILINE)) == 16


def test_markdown_without_reasons_says_nothing_of_them() -> None:
    assert "hangs on coding" not in brief_markdown(early())


def test_markdown_shows_the_states_in_words() -> None:
    text = brief_markdown(all_settled(late()))
    assert re.search(r"^\| Mutiny \|( cannot be told \|){4}$", text, re.MULTILINE)
    assert "has happened" not in text.split("## The ladder")[0]


def test_markdown_escapes_what_a_case_says() -> None:
    text = brief_markdown(with_note(early(), "<script>alert(1)</script> | *x* [y](z)"))
    assert "<script>" not in text
    assert "\\| \\*x\\* \\[y\\](z)" in text


def test_the_bottom_line_names_areas_of_which_nobody_can_tell_who_holds_them() -> None:
    area = early().evidence.force.areas[0]
    forecasts = tuple(settled(f, UNCLEAR) if f.area == area.id else f for f in early().forecasts)
    now, then = (
        next((s for s in bottom_line(Lookup(x)) if "do not settle" in s), "")
        for x in (early(), replace(early(), forecasts=forecasts))
    )
    assert area.name in then
    assert area.name not in now


def test_forks_name_only_areas_that_the_report_compares() -> None:
    look = Lookup(early())
    named = {area for _, choice in FORKS for _, area, _ in changes(look, choice) if area}
    assert named <= {area for _, area in look.compared}


def test_a_cost_that_is_the_same_is_said_to_be_the_same() -> None:
    a = early()
    base = next(t for t in a.tolls if (t.command, t.opponent, t.season) == AS_IT_GOES)
    like = tuple(replace(t, losses=base.losses) for t in a.tolls)
    assert "of strength, as otherwise" in costs(Lookup(replace(a, tolls=like)), FORCED)


def test_ground_that_came_back_is_named() -> None:
    case = tiny_case(
        event(1, 10, "conduct.withdraw", "l1", "bank"),
        event(2, 10, "ground.lost", "l1", "bank", code="A1"),
        event(3, 25, "ground.regained", "l1", "bank", code="A1"),
    )
    back = assess(case, day(39))
    assert "By the reports it holds again: bank" in " ".join(printed(back))
    assert "By the reports it holds bank again." in bottom_line(Lookup(back))[1]
    assert (
        cells.area(Lookup(back), "bank").note.replace("\xa0", " ") == "area back in its hands, 26 Jan 2030 (report 3)"
    )
    assert cells.area(Lookup(back), "town").note == ""


def test_a_report_that_clashes_says_its_kind_once_and_whom_it_is_about_where_it_has_no_note() -> None:
    kinds = {KINDS[c.first.kind].name for c in early().evidence.contradictions}
    bare = [line for line in brief_markdown(with_note(early(), "")).splitlines() if line.startswith("  - ")]
    kind = bare[0].split(", ")[1]
    assert kind in kinds
    assert any(f", {kind}, {who} (" in bare[0] for who in Lookup(early()).formations.values())
    text = brief_markdown(with_note(early(), f"{kind.capitalize()}: the river line"))
    assert f", {kind}: the river line (" in text
