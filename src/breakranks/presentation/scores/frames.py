"""The scores as tidy tables: one row an observation, one column a variable."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from math import isfinite

import pyarrow as pa

from breakranks.scoring.summarise import MODEL
from breakranks.scoring.types import Interval, Line, Scores
from breakranks.vocabulary import EXPLANATIONS

MEASURES = tuple(field.name for field in fields(Line) if field.type in (Interval, "Interval"))

FORECASTS = pa.schema(
    {
        "case": pa.string(),
        "as_of": pa.date32(),
        "question": pa.string(),
        "area": pa.string(),
        "horizon": pa.int32(),
        "happened": pa.bool_(),
        "forecaster": pa.string(),
        "probability": pa.float64(),
    }
)
SCORES = pa.schema(
    {
        "forecaster": pa.string(),
        "question": pa.string(),
        "horizon": pa.int32(),
        "case": pa.string(),
        "measure": pa.string(),
        "value": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
        "items": pa.int32(),
        "happened": pa.int32(),
    }
)
EXPLAINED = pa.schema(
    {
        "case": pa.string(),
        "as_of": pa.date32(),
        "held": pa.string(),
        "forecaster": pa.string(),
        "explanation": pa.string(),
        "probability": pa.float64(),
    }
)
JUDGED = pa.schema(
    {
        "author": pa.string(),
        "date": pa.date32(),
        "question": pa.string(),
        "area": pa.string(),
        "horizon": pa.int32(),
        "phrase": pa.string(),
        "yardstick": pa.string(),
        "happened": pa.bool_(),
        "forecaster": pa.string(),
        "probability": pa.float64(),
    }
)


SCHEMAS = {"forecasts": FORECASTS, "scores": SCORES, "explanations": EXPLAINED, "judgements": JUDGED}
"""The names and types of the columns of every table."""


def score_frames(scores: Scores) -> dict[str, pa.Table]:
    """Every forecast and every score in tidy Arrow tables: `forecasts`, `scores`, `explanations` and `judgements`.

    In `scores` the question `explanation` (with the measures `top`, `log` and `behind`, its items being days) is what
    explains the conduct; a question, horizon or case that is null means all of them. `low` and `high` bound 90 %
    intervals. In `judgements` the forecaster "author" is the one who judged.
    """
    return {
        "forecasts": pa.Table.from_pylist(list(_forecasts(scores)), FORECASTS),
        "scores": pa.Table.from_pylist([*_lines(scores), *_explanation_lines(scores)], SCORES),
        "explanations": pa.Table.from_pylist(list(_explained(scores)), EXPLAINED),
        "judgements": pa.Table.from_pylist(list(_judged(scores)), JUDGED),
    }


def _forecasts(scores: Scores) -> Iterator[Mapping[str, object]]:
    for name, probabilities in scores.forecasts.items():
        for item, p in zip(scores.items, probabilities, strict=True):
            yield {**{field.name: getattr(item, field.name) for field in fields(item)}, **_said(name, float(p))}


def _explained(scores: Scores) -> Iterator[Mapping[str, object]]:
    for name, days in scores.explained.items():
        for phase, probabilities in zip(scores.phases, days, strict=True):
            for z, p in zip(EXPLANATIONS, probabilities, strict=True):
                yield {
                    "case": phase.case,
                    "as_of": phase.as_of,
                    "held": phase.explanation,
                    "explanation": z,
                    **_said(name, float(p)),
                }


def _judged(scores: Scores) -> Iterator[Mapping[str, object]]:
    for told in scores.judged:
        j = told.judgement
        about = {
            **{name: getattr(j, name) for name in ("author", "date", "question", "area", "horizon", "phrase")},
            "yardstick": told.yardstick,
            "happened": told.item.happened if told.item else None,
        }
        for name, p in {"author": told.probability, **told.beside}.items():
            yield {**about, **_said(name, p)}


def _said(forecaster: str, p: float) -> Mapping[str, object]:
    return {"forecaster": forecaster, "probability": _told(p)}


def _lines(scores: Scores) -> Iterator[Mapping[str, object]]:
    for line in scores.lines:
        for measure in MEASURES:
            yield {
                "forecaster": line.forecaster,
                "question": line.question,
                "horizon": line.horizon,
                "case": line.case,
                "measure": measure,
                **_ends(getattr(line, measure)),
                "items": line.items,
                "happened": line.happened,
            }


def _explanation_lines(scores: Scores) -> Iterator[Mapping[str, object]]:
    for line in scores.explanation_lines:
        for measure in ("top", "log", "behind"):
            yield {
                "forecaster": line.forecaster,
                "question": "explanation",
                "measure": measure,
                **_ends(getattr(line, measure)),
                "items": line.days,
            }


def _ends(i: Interval) -> Mapping[str, float | None]:
    return {"value": _told(i.value), "low": _told(i.low), "high": _told(i.high)}


def _told(x: float) -> float | None:
    """What is no number stands as none: in a file a NaN would be larger than every number."""
    return x if isfinite(x) else None


def track_record(scores: Scores) -> str:
    """How the model did over all items, as the CSV file that an assessment quotes."""
    overall = (x for x in scores.lines if x.forecaster == MODEL and not (x.question or x.horizon or x.case))
    rows = [row for x in overall for row in (("skill", x.skill), ("miscalibration", x.miscalibration))]
    rows += [("explanation", x.top) for x in scores.explanation_lines if x.forecaster == MODEL]
    cases = len({item.case for item in scores.items})
    return "".join(
        ["measure,value,low,high,cases\n"]
        + [f"{name},{','.join(_thousandths(x) for x in (i.value, i.low, i.high))},{cases}\n" for name, i in rows]
    )


def _thousandths(x: float) -> str:
    return f"{x:.3f}" if isfinite(x) else ""
