"""Cases at the edge of what the format allows, as files: every draw passes the check."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from breakranks.tables import MOST_PEOPLE
from breakranks.vocabulary import CREDIBILITY, ECHELONS, EXPLANATIONS, GROUND, KINDS, RELIABILITY, TROOPS

Files = Mapping[str, str]

STARTS = [date(2, 1, 1), date(9, 9, 9), date(1917, 2, 23), date(2024, 2, 29), date(9998, 10, 1)]
LAST = date(9998, 12, 31)
LENGTHS = [1, 2, 7, 8, 28, 57, 90]
STRENGTHS = [0, 1, 2, 499, 500, 3000, MOST_PEOPLE]
PEOPLE = ["", "1", "499", "500", str(MOST_PEOPLE)]
NAMES = st.one_of(
    st.sampled_from(
        ["The same", "<b>bold</b>", "<script>alert(1)</script>", "[bold]red[/]", "[/]", "[link=x]", "Ж-я бригада",
         "第一旅団", "لواء", "a" * 300, "word " * 60, "&amp; &", "{{ a }} {% x %}", "=1+1", "| a | b |", "``` `",
         "1st, 2nd and 3rd (reserve) at the", '"quoted", with, commas', "$x$ \\n \\", "</script>", "'", "%s %d {0}"]
    ),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).filter(str.strip),
)  # fmt: skip
NOTES = st.one_of(st.just(""), NAMES, st.sampled_from(["two\nlines", "long " * 2000, "\u202ertl", "e\u0301" * 50]))


@st.composite
def extreme_files(draw: st.DrawFn) -> Files:
    """The files of a case that passes the check and is odd in as many ways as it pleases."""
    start = draw(st.sampled_from(STARTS))
    end = min(start + timedelta(days=draw(st.sampled_from(LENGTHS)) - 1), LAST)
    days = st.integers(0, (end - start).days).map(lambda n: start + timedelta(days=n)) | st.sampled_from([start, end])
    areas = [f"{'a' * draw(st.sampled_from([1, 200]))}-{n}" for n in range(draw(st.sampled_from([1, 2, 3, 6])))]
    forces = draw(formations(areas, days))
    there = min(day or start for _, strength, day in forces if strength)
    ids = [id for id, _, _ in forces]
    known = st.sampled_from([there, end]) | days.filter(lambda day: day >= there)
    as_of = draw(st.just([]) | st.lists(known, min_size=1, max_size=3, unique=True).map(sorted))
    told = draw(st.sampled_from([0, 1, 3, 12]) | st.integers(0, 60))
    return {
        "case.toml": head(draw, start, end, as_of),
        "areas.csv": draw(ground(areas)),
        "formations.csv": draw(order_of_battle(forces, areas)),
        "events.csv": draw(reports(told, ids, areas, days, end)),
        **draw(st.just({}) | answers(areas, ids, days)),
    }


def table(header: str, rows: Iterable[Sequence[object]]) -> str:
    """A CSV file as a spreadsheet would write it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return out.getvalue()


def head(draw: st.DrawFn, start: date, end: date, as_of: Sequence[date]) -> str:
    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    strength = draw(st.sampled_from([None, 1, 12_000, MOST_PEOPLE]))
    winter = draw(st.sampled_from([[], [[start, end]], [[date.min, date.min]], [[start, start], [start, end]]]))
    lines = [f"{key} = {text(draw(NAMES))}" for key in ("title", "summary", "force", "opponent")]
    lines += ['command = "root"', f"start = {start}", f"end = {end}", f"as_of = [{', '.join(map(str, as_of))}]"]
    lines.append(f"winter = [{', '.join(f'[{a}, {b}]' for a, b in winter)}]")
    lines += [] if strength is None else [f"opponent_strength = {strength}"]
    lines += ["[sources.a]", f"name = {text(draw(NAMES))}", 'url = "https://example.org/?a=<b>&\'"']
    lines += ["[sources.b]", f"name = {text(draw(NAMES))}", f"published = {date.max}"]
    return "\n".join(lines)


@st.composite
def ground(draw: st.DrawFn, areas: Sequence[str]) -> str:
    shape = draw(st.sampled_from(["none", "line", "complete", "star"]))
    beside = {
        "none": lambda a, b: False,
        "line": lambda a, b: abs(a - b) == 1,
        "complete": lambda a, b: a != b,
        "star": lambda a, b: a != b and 0 in (a, b),
    }[shape]
    front = draw(st.sampled_from([None, ["yes"], ["no"], ["yes", "no"]]))
    same = draw(st.booleans())
    spots = [(0, 0)] if same else [(46.6, 32.6), (-90, 180), (90, -180), (0, 0), (46.6, 32.6000001), (1e-300, -0.0)]
    rows = [
        (
            id,
            draw(NAMES),
            *spots[n % len(spots)],
            " ".join(b for m, b in enumerate(areas) if beside(n, m)),
            *([front[n % len(front)]] if front else []),
        )
        for n, id in enumerate(areas)
    ]
    return table("id name lat lon adjacent front" if front else "id name lat lon adjacent", rows)


@st.composite
def formations(
    draw: st.DrawFn, areas: Sequence[str], days: st.SearchStrategy[date]
) -> list[tuple[str, int, date | None]]:
    """Ids, strengths and days of arrival, the root first; one at least has people."""
    count = draw(st.sampled_from([0, 1, 2, 5, 12]))
    long = draw(st.sampled_from([1, 200]))
    arrives = st.none() | days
    root = [("root", draw(st.sampled_from(STRENGTHS)) if count else 1, None)]
    rest = [(f"{'f' * long}-{n}", draw(st.sampled_from(STRENGTHS)), draw(arrives)) for n in range(count)]
    return [*root, *rest] if any(s for _, s, _ in [*root, *rest]) else [("root", 1, None), *rest]


@st.composite
def order_of_battle(draw: st.DrawFn, forces: Sequence[tuple[str, int, date | None]], areas: Sequence[str]) -> str:
    """A chain, a fan, or anything between; the first with people stands in the first area."""
    shape = draw(st.sampled_from(["chain", "fan", "tree"]))
    first = next(n for n, (_, strength, _) in enumerate(forces) if strength)
    rows = []
    for n, (id, strength, day) in enumerate(forces):
        parent = {"chain": n - 1, "fan": 0, "tree": draw(st.integers(0, max(n - 1, 0)))}[shape]
        area = areas[0] if n == first else draw(st.sampled_from(["", *areas]))
        kind, troops = draw(st.sampled_from(ECHELONS)), draw(st.sampled_from(sorted(TROOPS)))
        rows.append((id, draw(NAMES), forces[parent][0] if n else "", kind, troops, strength, area, day or ""))
    return table("id name parent echelon troops strength area arrives", rows)


@st.composite
def reports(
    draw: st.DrawFn, count: int, ids: Sequence[str], areas: Sequence[str], days: st.SearchStrategy[date], end: date
) -> str:
    """So many reports; sometimes all on one day, of one kind, or about one formation."""

    def one_or_any(values: Sequence[object]) -> st.SearchStrategy[object]:
        return st.just(draw(st.sampled_from(values))) if draw(st.booleans()) else st.sampled_from(values)

    day = st.just(draw(days)) if draw(st.booleans()) else days
    late = st.sampled_from([0, 0, 1, 30, 300])
    places = one_or_any(["", *areas, " ".join(areas)])
    kind, whom, people = one_or_any(list(KINDS)), one_or_any(ids), one_or_any(PEOPLE)
    codes = one_or_any([(x, n) for x in RELIABILITY for n in CREDIBILITY])
    rows = []
    for _ in range(count):
        on, (reliability, credibility) = draw(day), draw(codes)
        known, what = on + timedelta(days=draw(late)), draw(kind)
        # News of ground names the ground.
        where = draw(places) or (areas[0] if what in GROUND else "")
        rows.append(
            (on, known, draw(whom), where, what, draw(people), draw(st.sampled_from("ab")), reliability, credibility,
             draw(NOTES))
        )  # fmt: skip
    return table("date reported formation area kind people source reliability credibility note", rows)


@st.composite
def answers(draw: st.DrawFn, areas: Sequence[str], ids: Sequence[str], days: st.SearchStrategy[date]) -> dict[str, str]:
    """Outcomes and judgements."""
    day = days | st.just("")
    rows = [("area-given-up", area, "", draw(day), "", "") for area in areas]
    rows += [(q, "", "", draw(day), "a", draw(NOTES)) for q in ("mutiny", "mass-surrender", "general-collapse")]
    rows.append(("unordered-exit", "", draw(st.sampled_from(ids)), draw(day), "", ""))
    rows.append(("explanation", "", "", draw(days), "b", draw(st.sampled_from(sorted(EXPLANATIONS)))))
    said = [(draw(days), draw(NAMES), "mutiny", "", draw(st.sampled_from([1, 28, 9999])), "", 1, "a", "")]
    header = "date author question area horizon_days phrase probability source note"
    return {
        "outcomes.csv": table("question area formation date source note", rows),
        "judgements.csv": table(header, said),
    }
