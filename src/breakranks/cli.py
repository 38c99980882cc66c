"""The command line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from breakranks import __version__
from breakranks.case import Case, create, grouped, load_case, read, shipped
from breakranks.tables import InputError, Problem, check_folder

app = typer.Typer(
    help="Reads what was reported about an army and says how much control its command still has, what explains its "
    "conduct, and what the next weeks may bring.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
STAGES = {
    "evidence": "Reading the reports",
    "worlds": "Running worlds forward under every choice",
    "counting": "Counting",
    "reports": "Leaving out and recoding every report",
    "before": "Assessing the first day",
    "after": "Assessing the second day",
    "score": "Forecasting the past",
    "learning": "Learning from all cases, and from all but each one",
    "forecasting": "Forecasting each case by what the others taught",
}
CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A shipped case (see `breakranks cases`) or the folder of your own.")
]
CaseNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASES]...", help="Shipped cases or folders with outcomes. [default: all shipped]"),
]
Parameters = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A CSV file whose rows replace shipped parameters of the same name."),
]
Explanations = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A CSV file whose rows replace rows of the shipped explanation × kind table."),
]
Ordinary = Annotated[
    bool,
    typer.Option(
        "--ordinary",
        help="Start from how often ground is lost on ordinary fronts, not in campaigns like the shipped ones.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the numbers as JSON instead of the brief.")]
Workers = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Forecast on the workers of this Dask scheduler, such as tcp://host:8786. [default: here]",
    ),
]


@app.command()
def assess(
    case: CaseName,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Read nothing reported later than this day. [default: the case's last as_of day]",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder for the report and the numbers. [default: CASE-DATE-assessment]"),
    ] = None,
    parameters: Parameters = None,
    explanations: Explanations = None,
    ordinary: Ordinary = False,
    json: Json = False,
) -> None:
    """Assess a case: print a brief, write the report and the numbers."""
    # What can be said at once is said before the work is done.
    loaded = load_case(case)
    day = as_of.date() if as_of else loaded.usual_day
    folder = out or Path(f"{loaded.slug}-{day}-assessment")
    check_folder(folder, "report.html", ("brief.md", "numbers"))
    # Imported here, because what computes and shows takes longer to load than most commands take to run.
    from breakranks import presentation, whole

    with _progress() as progress:
        found = whole.assess(loaded, day, parameters, explanations, ordinary, progress)
    if not json:
        presentation.print_brief(found, _console())
    with _progress() as progress:
        why = whole.reasons(found, progress)
    files = presentation.write(found, why, folder)
    if json:
        _print_json(presentation.to_json(found, why))
    else:
        presentation.print_reasons(found, why, _console(), files["report"])


@app.command()
def compare(
    case: CaseName,
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="The first day.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="The second day.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder for a page and the numbers. [default: none is written]"),
    ] = None,
    parameters: Parameters = None,
    explanations: Explanations = None,
    ordinary: Ordinary = False,
    json: Json = False,
) -> None:
    """Compare two days of a case: what moved, and which reports moved it."""
    loaded = load_case(case)
    if out is not None:
        check_folder(out, "comparison.html", ("numbers",))
    from breakranks import presentation, whole

    with _progress() as progress:
        found = whole.compare(loaded, since.date(), until.date(), parameters, explanations, ordinary, progress)
    files = presentation.write_comparison(found, out) if out else {}
    if json:
        _print_json(presentation.comparison_json(found))
    else:
        presentation.print_comparison(found, _console(), files.get("page"))


@app.command()
def cases() -> None:
    """List the shipped cases, by century and by how they ended."""
    console, width = Console(), max(map(len, shipped()))
    for century, endings in grouped().items():
        for ending, found in endings.items():
            console.print(f"{century}, {ending}", style="bold cyan", highlight=False)
            for case in found:
                title = Text.assemble("  ", (case.slug.ljust(width), "bold"), "  ", case.title)
                counted = f"{len(case.formations)} formations, {len(case.events)} events, {len(case.as_of)} as-of days"
                console.print(title, soft_wrap=True)
                about = f"    {case.start} to {case.end}, {counted}"
                console.print(about, style="dim", highlight=False, soft_wrap=True)


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
    cases: CaseNames = None,
    ordinary: Ordinary = False,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the page and the tables.")] = Path("scores"),
    workers: Workers = None,
) -> None:
    """Score what is forecast against what happened, beside baselines that knew no more."""
    loaded = _loaded(cases)
    check_folder(out, "scores.html", ("scores.parquet",))
    from breakranks.presentation.scores import print_scores, write_scores
    from breakranks.scoring import score as run

    with _progress() as progress:
        found = run(loaded, ordinary, lambda _, part: progress("score", part), workers)
    files = write_scores(found, out)
    print_scores(found, _console(), files["page"])


@app.command()
def calibrate(
    cases: CaseNames = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for what is learnt.")] = Path("calibration"),
    workers: Workers = None,
) -> None:
    """Learn from past cases, and from all but each one; say what each case moved."""
    loaded = _loaded(cases)
    check_folder(out, "learnt.csv", ("multipliers.csv",), b"without,name,value")
    from breakranks.presentation.scores import print_learnt
    from breakranks.scoring import calibrate as run
    from breakranks.scoring import write_learnt

    with _progress() as progress:
        found = run(loaded, progress, workers)
    print_learnt(found, _console(), write_learnt(found, out))


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


def _print_json(text: str) -> None:
    """JSON is UTF-8, whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{text}\n".encode())


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
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a letter shows a question mark; it must not cost the user the result.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
