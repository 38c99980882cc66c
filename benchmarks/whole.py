"""The whole job: the command line from a cold and a warm start, and its parts as calls in a warm process."""

import os
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.timing import process, seconds

from breakranks.assessment.project import COMPARED
from breakranks.assessment.variants import conclude
from breakranks.assumptions import read_assumptions
from breakranks.case import load_case
from breakranks.evidence import as_of, change
from breakranks.model import model_of
from breakranks.posterior import infer
from breakranks.vocabulary import AS_IT_GOES
from breakranks.whole import assess, compare, reasons
from breakranks.worlds import coefficient_names, draw_luck, draw_start, run_worlds

CASES = ("kherson-2022", "russia-1917")


def main() -> None:
    """Print seconds and memory."""
    print(f"{os.cpu_count()} cores; medians of several runs\n")
    print(
        f"{'':18}{'brief':>8}{'report':>8}{'memory':>9}   brief: the first line printed; report: the end of the command"
    )
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            for start in ("cold", "warm"):
                out = Path(folder) / case
                run = process(["assess", case, "--out", str(out / "out")], out / "cache")
                print(
                    f"{case} {start}".ljust(18),
                    f"{run.first_line:7.1f} {run.end:7.1f} {run.megabytes:5.0f} MB",
                    flush=True,
                )
        run = process(["check", str(_folder(CASES[0]))], Path(folder))
        print("check".ljust(26), f"{run.end:7.1f} {run.megabytes:5.0f} MB\n")
    for name, call in _calls(CASES[0]).items():
        print(f"{name:46}{seconds(call, 3):7.2f} s", flush=True)


def _folder(slug: str) -> Path:
    from importlib.resources import files

    return Path(str(files("breakranks.case") / "library" / slug))


def _calls(slug: str) -> dict[str, partial[object]]:
    case, assumptions = load_case(slug), read_assumptions(slug)
    assessment, model = assess(slug), model_of(assumptions)
    evidence = as_of(case, case.as_of[-1], assumptions.values)
    posterior = infer(model, evidence)
    luck = draw_luck(COMPARED, len(evidence.force.formations), len(evidence.force.areas), len(coefficient_names(model)))
    start = draw_start(posterior, luck)
    presses = [AS_IT_GOES._replace(opponent="presses")]
    changed = change(evidence.force, evidence.reading, {evidence.reports[-1].event.number: None}, assumptions.values)
    asked = (("general-collapse", None),)
    return {
        "assess": partial(assess, slug),
        "evidence": partial(as_of, case, case.as_of[-1], assumptions.values),
        "posterior": partial(infer, model, evidence),
        f"one more choice, {COMPARED:,} worlds": partial(
            run_worlds, posterior, assumptions.parameters, start, luck, evidence.as_of, presses
        ),
        "one report changed, to the headline": partial(
            conclude, assumptions, evidence.force, [changed], evidence.winter, evidence.as_of, asked
        ),
        "all reports left out and recoded": partial(reasons, assessment),
        "two days compared": partial(compare, slug, case.as_of[-2], case.as_of[-1]),
    }
