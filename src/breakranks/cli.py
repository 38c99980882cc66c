"""The command line."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from breakranks import __version__
from breakranks.case import Case, create, load_case, read, shipped
from breakranks.tables import InputError, Problem

app = typer.Typer(
    help="Reads what was reported about an army and says how much control its command still has, what explains its "
    "conduct, and what the next weeks may bring.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
STAGES = {
    "worlds": "Following possible worlds through the reports",
    "futures": "Running them forward under every choice",
    "reports": "Leaving out one report after the other",
    "counting": "Counting",
    "score": "Forecasting the past",
    "none": "Learning from all cases",
}
Workers = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Forecast on the workers of this Dask scheduler, such as tcp://host:8786. [default: here]",
    ),
]


@app.command()
def assess(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="A shipped case (see `breakranks cases`) or the folder of your own.")
    ],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Read nothing reported later than this day. [default: the case's last as_of day]",
        ),
    ] = None,
    particles: Annotated[
        int, typer.Option(min=100, max=10_000_000, metavar="N", help="How many worlds to follow.")
    ] = 10_000,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Seed of the random numbers; the same seed gives the same numbers.")
    ] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder for the report and the numbers. [default: CASE-DATE-assessment]"),
    ] = None,
    parameters: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A CSV file whose rows replace shipped parameters of the same name."),
    ] = None,
    explanations: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A CSV file whose rows replace rows of the shipped explanation × kind table."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON instead of the brief.")] = False,
) -> None:
    """Assess a case: print a brief, write the report and the numbers."""
    # What can be said at once is said before the work is done.
    loaded = load_case(case)
    if out is not None:
        _folder(out)
    # Imported here because JAX takes a second to load, which nothing above and no other command needs.
    from breakranks.whole import assess as run

    # What shows the result takes seconds to load as well: time enough while XLA compiles and computes.
    with ThreadPoolExecutor(1) as beside, _progress() as progress:
        loading = beside.submit(import_module, "breakranks.presentation")
        found = run(loaded, as_of.date() if as_of else None, particles, seed, parameters, explanations, progress)
    folder = out or Path(f"{found.evidence.slug}-{found.evidence.as_of}-assessment")
    shown = loading.result()
    files = shown.write(found, folder)
    if json:
        sys.stdout.write(shown.to_json(found) + "\n")
        return
    shown.print_brief(found, _console(), files["report"])


@app.command()
def cases() -> None:
    """List the shipped cases."""
    console, slugs = Console(), shipped()
    for slug in slugs:
        case = load_case(slug)
        counted = f"{len(case.formations)} formations, {len(case.events)} events, {len(case.as_of)} as-of days"
        title = Text.assemble((slug.ljust(max(map(len, slugs))), "bold"), "  ", case.title)
        console.print(title, soft_wrap=True)
        console.print(f"  {case.start} to {case.end}, {counted}", style="dim", highlight=False, soft_wrap=True)


@app.command()
def check(path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of a case.")]) -> None:
    """Check a case: every problem at once, with file, line, column and what would be right."""
    case = read(path)
    typer.echo(
        f"{path} is a case: {len(case.formations)} formations, {len(case.areas)} areas, {len(case.events)} events."
    )


@app.command()
def new(path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder to make.")]) -> None:
    """Make a commented empty case that passes `check`."""
    create(path)
    typer.echo(f"Made {path}. Start with {path / 'README.txt'}; then run: breakranks check {path}")


@app.command()
def score(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASES]...", help="Shipped cases or folders with outcomes. [default: all shipped]"),
    ] = None,
    particles: Annotated[int, typer.Option(min=100, max=10_000_000, metavar="N", help="Worlds for each day.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of the random numbers.")] = 1,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the page and the tables.")] = Path("scores"),
    workers: Workers = None,
) -> None:
    """Score what is forecast against what happened, beside baselines that knew no more."""
    loaded = _loaded(cases)
    _folder(out)
    from breakranks.presentation.scores import print_scores, write_scores
    from breakranks.scoring import score as run

    with _progress() as progress:
        found = run(loaded, particles, seed, lambda _, part: progress("score", part), workers)
    files = write_scores(found, out)
    print_scores(found, _console(), files["page"])


@app.command()
def calibrate(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASES]...", help="Shipped cases or folders with outcomes. [default: all shipped]"),
    ] = None,
    rounds: Annotated[int, typer.Option(min=2, metavar="N", help="Rounds of each climb.")] = 6,
    particles: Annotated[int, typer.Option(min=100, max=10_000_000, metavar="N", help="Worlds for each day.")] = 1_000,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of the random numbers.")] = 1,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the state and what is learnt.")] = Path(
        "calibration"
    ),
    workers: Workers = None,
) -> None:
    """Learn the parameters and base rates from history, and from history without each case; goes on where it was."""
    loaded = _loaded(cases)
    _folder(out)
    from breakranks.scoring import calibrate as run
    from breakranks.scoring import write_learnt

    with _progress() as progress:
        found = run(loaded, out, rounds, particles, seed, progress, workers)
    for path in write_learnt(found, loaded, out):
        typer.echo(f"Wrote {path}")
    typer.echo(f"{len(found)} climbs of {rounds} rounds, seed {seed}. Nats a question, first third and last third:")
    for climb in found:
        first, last = climb.thirds()
        typer.echo(f"{f'without {climb.without}' if climb.without else 'all cases':26}{first:.3f}  {last:.3f}")


def _loaded(cases: list[str] | None) -> list[Case]:
    """The cases, all problems of all of them shown together."""
    problems, loaded = list[Problem](), list[Case]()
    for name in cases or shipped():
        try:
            loaded.append(load_case(name))
        except InputError as error:
            if not error.problems:
                raise
            problems += error.problems
    if problems:
        raise InputError(problems)
    from breakranks.scoring.items import items_of

    silent = [case.slug for case in loaded if not items_of(case)]
    if silent:
        raise InputError(
            f"{', '.join(silent)} cannot be scored: there is no as-of day on which a question of outcomes.csv was open "
            "and a week or more of the case was to come. docs/codebook.md says what belongs there."
        )
    return loaded


def _folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file, not a folder. Give --out a folder, new or not.")


def _console() -> Console:
    """A pipe has no width of its own; what is printed wants a hundred columns."""
    return Console() if sys.stdout.isatty() else Console(width=100)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    if version:
        typer.echo(f"breakranks {__version__}")
        raise typer.Exit


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A progress bar for each stage, on standard error so that --json can be piped."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def tell(stage: str, part: float) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(STAGES.get(stage, stage), total=1.0)
        bar.update(tasks[stage], completed=part)

    with bar:
        yield tell


def main() -> None:
    """Run the command line; bad input becomes sentences and exit code 2."""
    try:
        app()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
