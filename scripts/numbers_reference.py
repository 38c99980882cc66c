"""Prints docs/numbers.md from the tables' own columns: `uv run scripts/numbers_reference.py > docs/numbers.md`."""

import pyarrow as pa

from breakranks.presentation.comparison.files import CHANGES, CONTRIBUTIONS
from breakranks.presentation.numbers import FIRST, TABLES, WORLDS, WORLDS_AREAS, schema
from breakranks.presentation.scores.frames import SCHEMAS
from breakranks.vocabulary import QUESTIONS, STATES

HEAD = """# The numbers as files

Written by `scripts/numbers_reference.py` from the tables themselves; do not edit it by hand.

`uv run breakranks assess` writes these tables as Parquet and as CSV into `numbers/`, and all of them (but `worlds` and
`worlds_areas`) as sheets of one workbook, `numbers.xlsx`; `breakranks.frames` gives them as Arrow tables, and `--json`
as lists of objects under `tables`, with the names of their columns under `columns` (all but `worlds` and
`worlds_areas`). One row is an observation, one column a variable. Every table always has all its
columns, with rows or without, each of one type, and nothing is nested: several ids in one cell stand with spaces
between them.

An empty cell (null) means that there is nothing to give: an empty `area` and `formation` together mean the whole force.
Probabilities and shares run from 0 to 1, days are dates, ids are those of the case, and `low` and `high` bound 90 %
intervals. DuckDB, Polars, pandas and R read the files as they are:

```sql
select area, state, probability, word from 'numbers/forecasts.parquet'
where question = 'area-given-up' and horizon = 28;
```

In a spreadsheet open `numbers.xlsx`, whatever language it speaks. The CSV files have commas and points and are UTF-8
with a byte order mark, without which Excel takes them for another encoding; days are 2022-11-09, flags `yes` and `no`.
A text that begins with `=`, `+`, `-`, `@` or a tab, which a spreadsheet would work out, has an apostrophe before it
there. Parquet has every text as it is.

`state` says how a question stands. It is the same in every row of a question about the same area or formation, and in
the brief, the report and every file:

| state | in words | number |
|---|---|---|
| `open` | | of its happening within the horizon |
| `again` | another … | it has happened by the reports and may once more: of another |
| `happened` | has happened | none: by the reports it has happened, and it is not asked again |
| `unclear` | cannot be told | none: the reports do not settle whether it has happened |
"""
PARTS = {
    "An assessment": "`uv run breakranks assess` writes these.",
    "A comparison": "`uv run breakranks compare --out FOLDER` writes these; `--json` gives them too.",
    "Scores": "`uv run breakranks score` writes these beside its page. Where fewer than three cases were asked, `low`\n"
    "and `high` are empty: nothing is resampled from so few.",
}
TOLLS = {
    "losses": "killed and wounded",
    "captive": "captive or gone over",
    "gone": "gone without orders",
    "defiant": "no longer obeying",
    "shaken": "shaken",
    "control": "control",
}
SAYS = {
    "assessment": "What was assessed and with what; one row.",
    "explanations": "The explanations on the as-of day.",
    "explanations_over_time": "The explanations day by day.",
    "control": "Control of the whole force, day by day.",
    "control_by_formation": "Control of each formation, day by day from the day it joined.",
    "formations": "Each formation on the as-of day.",
    "areas": "Each area on the as-of day.",
    "forecasts": "The forecasts: each question, of areas, the force and its formations, within 7, 14, 28 and 56 days.",
    "weekly": "The chance that it first happens in a week; only of questions that have a number.",
    "decisive": "How much of all that is expected of areas and the force falls into each of the next weeks.",
    "scenarios": "The forecasts under each choice of command, the other side and the season, on the same worlds.",
    "tolls": "What each choice costs after 56 days, as shares of the force's strength, means over worlds.",
    "control_futures": "Control of the force in the weeks ahead under each choice.",
    "self_inflicted": "Strength lost within 56 days, with and without the inner causes.",
    "reports": "The reports that were read.",
    "report_said": "How each report speaks for or against each explanation.",
    "report_effects": "What each report does: the numbers with it less the numbers without it.",
    "recodings": "Each report coded as another coder might have coded it.",
    "recoding_effects": "What each recoding would do: the numbers then less what they are.",
    "without_claims": "What leaving out command's own public words would do.",
    "indicators": "What to watch for: reports that would tell most.",
    "contradictions": "Pairs of reports that no single intention explains.",
    "incoherence": "The index of incoherence, and exceptional weather, day by day.",
    "traces": "What reports left behind, day by day, where it is not zero.",
    "cautions": "What to know before reading the numbers.",
    "parameters": "Every parameter of the model: its prior, and what the model uses.",
    "explanation_table": "How many times likelier a kind of report is under each explanation.",
    "switches": "The daily chance of going from one explanation to another; from `start`, where cases begin.",
    "base_rates": "How often each question came true in the other cases.",
    "sources": "The sources that the case names.",
    "worlds": "The simulated worlds as it goes, one row a world.",
    "worlds_areas": "The same worlds, one row a world and area.",
    "changes": "Every number on both days.",
    "contributions": "What each change is made of: the parts of a number add up to its change.",
    "score forecasts": "Every forecast of every forecaster, and what happened.",
    "score scores": "Every score. A question, horizon or case that is empty means all of them.",
    "score explanations": "What each forecaster said of the explanations on every day.",
    "score judgements": "What named authors judged, and what others said of the same question on the same day.",
}
"""What each table holds."""
COLUMNS = {
    "about": "what the number is of: an explanation, `control`, or a question",
    "accessed": "the day it was read",
    "adjacent": "ids of the areas it touches",
    "after": "the number on the second day",
    "archived": "the address of an archived copy",
    "area": "the area",
    "areas": "the areas that it names",
    "as_of": "the as-of day",
    "author": "who judged",
    "base_rate": "how often it happened in other cases; empty where no record tells",
    "before": "the number on the first day",
    "case": "the case",
    "cases": "how many past cases it was learnt from; 0 where it is the prior",
    "centre": "mean of the prior",
    "change": "the second day's number less the first's; empty where a day gives none",
    "coded": "how it would be coded",
    "coder": "who or what proposed it, and who accepted it; empty where the case does not say",
    "command": "what command does: `as-it-goes` or another choice",
    "confidence": "`high`, `moderate` or `low`; given for areas and the force",
    "control": "how much of it acts on orders that it dislikes",
    "credibility": "Admiralty code of the information, 1 to 6",
    "date": "the day it happened, the first where it lasted",
    "day": "the day",
    "decisive_week": "the week into which most of what is expected falls, 1 = days 1 to 7 after the as-of day",
    "difference": "the probability less that with nothing changed",
    "echelon": "its size",
    "echo_of": "number of the report that it echoes; empty where it echoes none",
    "effect": "by how much the number moves",
    "explanation": "the explanation",
    "explanations_source": "`as shipped`, or the file that replaced rows",
    "fell": "days after the as-of day until it falls; empty where it does not within 56",
    "first_explanation": "the likeliest explanation",
    "first_report": "number of the report that came first",
    "forecaster": "who said so",
    "formation": "the formation",
    "formations": "the formations that it touches",
    "front": "whether it touched the opponent on the first day; empty where the case does not say",
    "grip": "command's grip, 0 firm to 4 slack",
    "happened": "whether it happened",
    "held": "whether it is held on the as-of day",
    "held_now": "probability that it is held on the as-of day",
    "hidden": "by how much, as a standard deviation, the probability would move if what cannot be seen were known",
    "high": "upper end of the interval",
    "horizon": "within how many days of the as-of day",
    "if_not": "the forecast within 28 days if no such report comes within 14",
    "if_seen": "the forecast within 28 days if such a report comes within 14",
    "index": "incoherence, 0 to 100",
    "information": "how much the sign tells of the question, in bits",
    "instead_of": "how it is coded",
    "items": "how many forecasts are scored",
    "kind": "the kind of event",
    "lat": "degrees north",
    "leading": "the explanation that would be the likeliest",
    "leading_without_claims": "the likeliest without command's public words; empty where reasons were not worked out",
    "learnt": "the multiplier that the model uses",
    "learnt_cases": "how many past cases the model learnt from",
    "licence": "what may be done with it; empty where the case does not say",
    "log_odds": "log of its likelihood under the explanation against the mean over all",
    "lon": "degrees east",
    "low": "lower end of the interval",
    "mean": "mean",
    "meaning": "what does not fit, in words",
    "measure": "which score",
    "mixture": "weight of the worlds beside base rates",
    "multiplier": "the multiplier of the table",
    "name": "its name",
    "note": "the coder's words",
    "now": "the forecast as of now",
    "opponent": "what the other side does: `keeps-on` or another choice",
    "opponent_cost": "index of the resistance that the other side meets, 1 with nothing changed",
    "ordinary": "whether it starts from ordinary fronts",
    "own_way": "probability that it acts on its own: is defiant or gone",
    "own_way_word": "the word of that probability",
    "parameter": "its name",
    "parameters_source": "`as shipped`, or the file that replaced rows",
    "parent": "the next headquarters up",
    "part": "which part",
    "people": "people that were reported; empty where no figure was",
    "phrase": "the words of the judgement",
    "prior": "`normal`, `positive`, `negative` or `fixed`",
    "probability": "the probability",
    "published": "the day it was published",
    "question": "the question",
    "question_area": "the area that the question is about",
    "reason": "why",
    "reliability": "Admiralty code of the source, A to F",
    "report": "number of the report: its row in events.csv",
    "reported": "the day an outside reader could have known it",
    "rule": "the rule",
    "season": "the season: `as-it-is` or another choice",
    "second_report": "number of the report that came later",
    "seen": "probability that such a report comes within 14 days",
    "share": "the share",
    "source": "the source",
    "spread": "standard deviation of the prior",
    "state": "how the question stands, see above",
    "state_after": "how the question stands on the second day",
    "state_before": "how the question stands on the first day",
    "strength": "people, as the case gives them",
    "survival_leave": "a soldier's chance of being alive in two weeks if he leaves",
    "survival_stay": "a soldier's chance of being alive in two weeks if he stays",
    "text": "the caution",
    "then": "the explanation that follows",
    "title": "the case's title",
    "trace": "which trace",
    "troops": "what kind of people serve in it",
    "truth": "probability, by its codes, that it is true",
    "uncertainty": "standard error of the value",
    "unit": "the unit",
    "url": "its address",
    "value": "the value",
    "version": "of breakranks",
    "vote": "what it counts: 1, nothing for an echo, more where an echo makes it likelier to be true",
    "week": "week after the as-of day, 1 = days 1 to 7",
    "weight": "how much it counts in the index",
    "winter": "exceptional cold, mud or heat, 0 to 1",
    "word": "the word of the PHIA yardstick",
    "world": "number of the world",
    "worlds": "share of the worlds in which it happens",
    "worlds_run": "how many worlds were run",
    "yardstick": "the yardstick that turned the phrase into a probability; empty where a number was given",
    **{state.id: f"probability of the state “{state.name}”" for state in STATES.values()},
    **{
        column: f"days after the as-of day until “{QUESTIONS[question].name}” first comes true; empty where it does not"
        for question, column in FIRST.items()
    },
}
"""What each column holds, where nothing else is said."""
ELSEWHERE = {
    ("cautions", "kind"): "what kind of caution",
    (
        "contributions",
        "date",
    ): "the day it happened, the first if it lasted; for a move, the day from which it was so",
    ("contributions", "kind"): "the kind of event; empty for a move",
    ("contributions", "part"): "`time`, `report`, `move` or `rest`",
    ("contributions", "report"): "number of the report; empty for the others",
    ("control_by_formation", "mean"): "its control",
    ("forecasts", "probability"): "the mixture of worlds and base rate; empty where there is no number",
    ("parameters", "mean"): "mean of the feature that a coefficient belongs to, from which it is counted",
    ("score explanations", "held"): "the explanation that the record names",
    ("score scores", "case"): "the case; empty for all",
    ("score scores", "horizon"): "the horizon in days; empty for all",
    ("score scores", "question"): "the question; empty for all; `explanation` is what explains the conduct, by days",
    ("self_inflicted", "part"): "`lost`, `lost_without` the inner causes, or `share`: the part that they make",
    ("switches", "explanation"): "the explanation that goes before, or `start`",
    **{
        ("tolls", f"{name}{end}"): f"{meaning}{which}"
        for name, meaning in TOLLS.items()
        for end, which in (("", ""), ("_low", ", lower end"), ("_high", ", upper end"))
    },
}
"""What a column of one table holds, where it is not what it holds elsewhere."""
TYPES = {
    pa.string(): "text",
    pa.int32(): "whole number",
    pa.float64(): "number",
    pa.bool_(): "yes or no",
    pa.date32(): "date",
}


def reference() -> str:
    """The whole of docs/numbers.md."""
    assessment = {name: schema(columns) for name, (columns, _) in TABLES.items()}
    assessment |= {"worlds": schema(WORLDS), "worlds_areas": schema(WORLDS_AREAS)}
    compared = {"changes": schema(CHANGES), "contributions": schema(CONTRIBUTIONS)}
    scored = {f"score {name}": found for name, found in SCHEMAS.items()}
    parts = [HEAD]
    for (title, about), tables in zip(PARTS.items(), (assessment, compared, scored), strict=True):
        parts.append(f"## {title}\n\n{about}\n")
        parts += [_table(name, found) for name, found in tables.items()]
    return "\n".join(parts)


def _table(name: str, columns: "pa.Schema") -> str:
    rows = "\n".join(f"| `{f.name}` | {TYPES[f.type]} | {_meaning(name, f.name)} |" for f in columns)
    return f"### {name.removeprefix('score ')}\n\n{SAYS[name]}\n\n| column | type | |\n|---|---|---|\n{rows}\n"


def _meaning(table: str, column: str) -> str:
    return ELSEWHERE.get((table, column)) or COLUMNS[column]


if __name__ == "__main__":
    print(reference(), end="")
