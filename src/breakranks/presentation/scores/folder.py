"""Writing the scores into a folder, whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

from breakranks.presentation.folder import parquet, put, text
from breakranks.presentation.scores.frames import score_frames, track_record
from breakranks.presentation.scores.page import scores_html
from breakranks.presentation.sheets import as_csv
from breakranks.scoring.types import Scores


def write_scores(scores: Scores, folder: Path) -> Mapping[str, Path]:
    """Write scores.html, four tables as Parquet and CSV, and track-record.csv, and say where each lies.

    The keys are `page`, `forecasts`, `scores`, `explanations`, `judgements`, the same with `csv/` before them, and
    `record`; the last is what an assessment quotes of the past, once it is copied into `breakranks/assumptions`.
    Nothing is left half written.

    Raises InputError where the folder cannot be one or cannot be written to.
    """
    found = score_frames(scores)
    tables = {name: (f"{name}.parquet", parquet(table)) for name, table in found.items()}
    tables |= {f"csv/{name}": (f"{name}.csv", as_csv(table)) for name, table in found.items()}
    page = "scores.html", text(lambda: scores_html(scores))
    return put(folder, {"page": page, **tables, "record": ("track-record.csv", text(lambda: track_record(scores)))})
