"""The command line."""

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from breakranks import __version__
from breakranks.case import Case, create, examine, folder_of, grouped, load_case, shipped
from breakranks.case import tidy as rewrite
from breakranks.presentation.plain import PLAIN
from breakranks.tables import RIGHT_DAY, InputError, InputWarning, Problem, check_folder, day_of, lines_of

if TYPE_CHECKING:
    from rich.console import Console


class Command(click.Command):
    """A command that Ctrl-C ends without a word, that refuses an option given twice, and that is listed in full."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(130)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments."""
        # Of two that are given, one would be passed over.
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        options = [param.opts[0] for param in order if isinstance(param, click.Option)]
        for option in options:
            if options.count(option) > 1:
                ctx.fail(f"{option} is given {options.count(option)} times. Give it once.")
        return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 0) -> str:
        """What the list of commands says of it: all that it says of itself."""
        return (self.help or "").strip()


class Commands(click.Group):
    """The commands, listed in the order in which they stand here."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(self.commands)


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise click.BadParameter(f"'{text}' is not a date. {RIGHT_DAY}.")
    return day


def _folder(text: str | Path) -> Path:
    if not str(text).strip():
        raise click.BadParameter(
            "it is empty. Give the name of a folder; a full stop stands for the folder you are in."
        )
    return Path(text)


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
    "first": "Assessing the first coding",
    "disagreements": "Trying what the second coder wrote",
}
READ_OTHERWISE = "Read differently from how it is written:"
case_name = click.argument(
    "case", metavar="CASE", help="A shipped case (see `breakranks cases`) or the folder of your own."
)
case_names = click.argument(
    "cases", nargs=-1, metavar="[CASES]...", help="Shipped cases or folders with outcomes. [default: all shipped]"
)
parameters_file = click.option(
    "--parameters",
    type=Path,
    metavar="FILE",
    help="A CSV file whose rows replace shipped parameters of the same name.",
)
explanations_file = click.option(
    "--explanations",
    type=Path,
    metavar="FILE",
    help="A CSV file whose rows replace rows of the shipped table of explanations.",
)
on_ordinary = click.option(
    "--ordinary",
    is_flag=True,
    help="Start from how often ground is lost on ordinary fronts, not in campaigns like the shipped ones.",
)
as_json = click.option("--json", is_flag=True, help="Print the numbers as JSON instead of the brief.")
on_workers = click.option(
    "--workers",
    metavar="ADDRESS",
    help="Forecast on the workers of this Dask scheduler, such as tcp://host:8786. [default: here]",
)


@click.group(
    cls=Commands,
    help="Reads what was reported about an army and says how much control its command still has, what explains its "
    "conduct, and what the next weeks may bring.",
)
@click.version_option(
    __version__, prog_name="breakranks", message="%(prog)s %(version)s", help="Print the version and stop."
)
def app() -> None:
    """The commands."""


@app.command
@case_name
@click.option(
    "--as-of",
    type=_day,
    metavar="DATE",
    help="Read nothing reported later than this day. [default: the case's last as_of day]",
)
@click.option(
    "--out",
    type=_folder,
    metavar="FOLDER",
    help="Folder for the report and the numbers. [default: CASE-DATE-assessment]",
)
@parameters_file
@explanations_file
@on_ordinary
@as_json
def assess(
    case: str,
    as_of: date | None,
    out: Path | None,
    parameters: Path | None,
    explanations: Path | None,
    ordinary: bool,
    json: bool,
) -> None:
    """Assess a case: print a brief, write the report and the numbers."""
    # What can be said at once is said before the work is done.
    loaded = load_case(case)
    day = as_of or loaded.usual_day
    folder = out or Path(os.fsdecode(f"{loaded.slug}-{day}-assessment".encode()))
    check_folder(folder, "report.html", ("brief.md", "numbers.xlsx", "numbers/"))
    # Imported here, because what computes and shows takes longer to load than most commands take to run.
    from breakranks import presentation, whole

    with _progress() as progress:
        found = whole.assess(loaded, day, parameters, explanations, ordinary, progress)
    if not json:
        presentation.print_brief(found, _console())
    with _progress() as progress:
        why = whole.reasons(found, progress)
    files = presentation.write(found, why, folder, whole.earlier(loaded, found))
    if json:
        _print_json(presentation.to_json(found, why))
    else:
        presentation.print_reasons(found, why, _console(), files["report"])


@app.command
@case_name
@click.option("--from", "since", type=_day, required=True, metavar="DATE", help="The first day.")
@click.option("--to", "until", type=_day, required=True, metavar="DATE", help="The second day.")
@click.option(
    "--out", type=_folder, metavar="FOLDER", help="Folder for a page and the numbers. [default: none is written]"
)
@parameters_file
@explanations_file
@on_ordinary
@as_json
def compare(
    case: str,
    since: date,
    until: date,
    out: Path | None,
    parameters: Path | None,
    explanations: Path | None,
    ordinary: bool,
    json: bool,
) -> None:
    """Compare two days of a case: what moved, and which reports moved it."""
    loaded = load_case(case)
    if out is not None:
        check_folder(out, "comparison.html", ("numbers.xlsx", "numbers/"))
    from breakranks import presentation, whole

    with _progress() as progress:
        found = whole.compare(loaded, since, until, parameters, explanations, ordinary, progress)
    files = presentation.write_comparison(found, out) if out else {}
    if json:
        _print_json(presentation.comparison_json(found))
    else:
        presentation.print_comparison(found, _console(), files.get("page"))


@app.command
def cases() -> None:
    """List the shipped cases, by century and by how they ended."""
    from breakranks.presentation.terminal import paragraph, show, width_of
    from breakranks.presentation.words import NBSP

    console, longest = _console(), max(map(len, shipped()))
    width = width_of(console)
    for century, endings in grouped().items():
        for ending, found in endings.items():
            show(paragraph(f"{century}, {ending}", width, indent=0, style="bold cyan"), console)
            for case in found:
                # One no-break space a column keeps the titles in line where a line is broken.
                title = paragraph(f"{case.slug}{NBSP * (longest - len(case.slug) + 2)}{case.title}", width, hang=2)
                title[0].stylize("bold", 0, 2 + len(case.slug))
                counted = f"{len(case.formations)} formations, {len(case.events)} events, {len(case.as_of)} as-of days"
                about = paragraph(f"{case.start} to {case.end}, {counted}", width, indent=4, style="dim")
                show([*title, *about], console)


@app.command
@case_name
def check(case: str) -> None:
    """Check a case: every problem at once, with file, line, column and what would be right."""
    with folder_of(case) as folder:
        found = examine(folder)
    for text in found.passed_over:
        warnings.warn(text, InputWarning, stacklevel=2)
    if found.case is None:
        sys.stderr.write(f"{InputError(found.problems)}\n{_listed(READ_OTHERWISE, found.readings)}")
        sys.exit(2)
    counts = {"formation": found.case.formations, "area": found.case.areas, "event": found.case.events}
    size = ", ".join(f"{len(rows)} {one}{'s' * (len(rows) != 1)}" for one, rows in counts.items())
    doubts = _listed("Warnings:", lines_of(found.doubts))
    print(f"{case} is a case: {size}.\n{_listed(READ_OTHERWISE, found.readings)}{doubts}", end="")


def _listed(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"  {line}" for line in lines), ""]) if lines else ""


@app.command
@click.argument("path", type=_folder, metavar="PATH", help="The folder of a case.")
def tidy(path: Path) -> None:
    """Write the tables of a case in one way: CSV, UTF-8, days as 2022-11-09; keep the originals beside them."""
    done = rewrite(path)
    if done.originals is None:
        print(f"There is nothing to tidy in {path}.")
    else:
        names = ", ".join(file.name for file in done.written)
        print(f"Wrote {names}. The files as they were lie in {done.originals}.")


@app.command
@click.argument("path", type=_folder, metavar="PATH", help="The folder to make.")
def new(path: Path) -> None:
    """Make a commented empty case that passes `check`."""
    create(path)
    print(f"Made {path}. Start with {path / 'README.txt'}; then run: breakranks check {path}")


@app.command("import")
@click.argument("data", metavar="DATA", help="What the file is: acled, ucdp, viina, orbat-mapper or table.")
@click.argument("file", type=Path, metavar="FILE", help="The file: CSV, a workbook, ZIP, or a scenario.")
@click.option("--into", type=_folder, required=True, metavar="CASE", help="The folder of a case of your own.")
@click.option(
    "--mapping",
    type=Path,
    metavar="FILE",
    help="Who and what the words of the file are. [default: FILE.mapping.toml]",
)
def import_(data: str, file: Path, into: Path, mapping: Path | None) -> None:
    """Propose rows for a case from a data set, a scenario or a table; they wait in drafts.csv."""
    from breakranks.importing import import_file
    from breakranks.presentation.terminal import paragraph, show, width_of

    for line in import_file(data, file, into, mapping).said:
        show(paragraph(line, width_of(_console()), indent=0), _console())


@app.command
@click.argument("case", type=_folder, metavar="CASE", help="The folder of a case of your own.")
@click.option(
    "--by",
    default="",
    envvar="BREAKRANKS_CODER",
    show_envvar=True,
    metavar="NAME",
    help="Who accepts: put beside what is accepted.",
)
def drafts(case: Path, by: str) -> None:
    """Go through what is proposed for a case: see what each row would change, accept, change or reject it."""
    from breakranks.drafts import ACCEPTED, OPEN, REJECTED, read_drafts
    from breakranks.drafts.dialogue import go_through

    with warnings.catch_warnings():
        # What `check` says of the case is not said anew before each draft.
        warnings.simplefilter("ignore", InputWarning)
        done = go_through(case, _console(), by.strip())
        left = sum(draft.status == OPEN for draft in read_drafts(case))
    print(f"Accepted {done[ACCEPTED]:,}, rejected {done[REJECTED]:,}; open are {left:,}.")


@app.command
@click.argument("first", metavar="FIRST", help="The folder of a case (or a shipped case).")
@click.argument("second", metavar="SECOND", help="The folder of the same case by another coder.")
@click.option("--out", type=_folder, metavar="FOLDER", help="Folder for four CSV files. [default: none is written]")
def agree(first: str, second: str, out: Path | None) -> None:
    """Compare two codings of one case: how far they agree, and what each disagreement would change."""
    from breakranks import agreement

    if out is not None:
        check_folder(out, "agreement.csv", ("matched.csv", "disagreements.csv", "only-one.csv"), agreement.MARK)
    with _progress() as progress:
        found = agreement.agree(first, second, progress)
    places = agreement.write_agreement(found, out) if out else ()
    agreement.print_agreement(found, _console(), places)


@app.command
@case_name
@click.option("--as", "how", required=True, metavar="FORMAT", help="geojson or orbat-mapper.")
@click.option("--out", type=Path, required=True, metavar="FILE", help="The file to write.")
def export(case: str, how: str, out: Path) -> None:
    """Write a case as a file that other programs open: a map of its areas, or an ORBAT Mapper scenario."""
    from breakranks import exporting

    print(f"Wrote {exporting.export(case, how, out)}.")


@app.command("open")
@click.argument(
    "case",
    required=False,
    metavar="[CASE]",
    help="A shipped case, or the folder of your own. [default: all are shown]",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port to listen at. [default: one that is free]",
)
@click.option("--no-browser", is_flag=True, help="Print the link, and open no browser.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
    help="The address of this machine to listen at; any but 127.0.0.1 needs --users.",
)
@click.option("--users", type=Path, metavar="FILE", help="Let in those who sign in; `breakranks user` makes the file.")
@click.option("--address", metavar="URL", help="Where users reach it: https, by way of a proxy that speaks TLS.")
def open_(case: str | None, port: int, no_browser: bool, host: str, users: Path | None, address: str | None) -> None:
    """Open a case in the browser: read it, add reports, see at once what they change."""
    from breakranks.workbench import serve

    serve(case, port, not no_browser, host, users, address)


@app.command
@click.argument("file", type=Path, metavar="FILE", help="The file of users, new or not.")
@click.argument("name", metavar="NAME", help="What the person is called.")
@click.option("--role", metavar="ROLE", help="coder, who changes cases, or reader. [default: as before, or reader]")
def user(file: Path, name: str, role: str | None) -> None:
    """Let a person use your workbench, or give them a new password; it is asked for and not shown."""
    from breakranks.workbench.users import put_user

    # The terminal must show again what is typed, also after an interruption.
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    person, known = put_user(file, name, role)
    print(f"{'Changed the password of' if known else 'Added'} {person.name}, {person.role}, in {file}.")


@app.command
@click.argument("what", metavar="FILE|URL|-", help="A text, HTML, PDF or Word file, a web page, or - for a pipe.")
@click.option("--into", type=_folder, required=True, metavar="CASE", help="The folder of your case.")
@click.option("--model", metavar="NAME", help="A model of the llm library that reads it. [default: the lexicon]")
def read(what: str, into: Path, model: str | None) -> None:
    """Read a text and propose what it reports, as drafts for you to accept or reject."""
    from breakranks.extraction import read_into

    for line in read_into(what, into, model, sys.stdin.buffer).said:
        print(line)


@app.command
@case_names
@on_ordinary
@click.option(
    "--out",
    type=_folder,
    default="scores",
    show_default=True,
    metavar="FOLDER",
    help="Folder for the page and the tables.",
)
@on_workers
def score(cases: tuple[str, ...], ordinary: bool, out: Path, workers: str | None) -> None:
    """Score what is forecast against what happened, beside simpler forecasts that knew as much."""
    loaded = _loaded(cases)
    check_folder(out, "scores.html", ("scores.parquet",))
    from breakranks.presentation.scores import print_scores, write_scores
    from breakranks.scoring import score as run

    with _progress(workers) as progress:
        found = run(loaded, ordinary, lambda _, part: progress("score", part), workers)
    files = write_scores(found, out)
    print_scores(found, _console(), files["page"])


@app.command
@case_names
@click.option(
    "--out",
    type=_folder,
    default="calibration",
    show_default=True,
    metavar="FOLDER",
    help="Folder for what is learnt.",
)
@on_workers
def calibrate(cases: tuple[str, ...], out: Path, workers: str | None) -> None:
    """Learn from past cases, and from all but each one; say what each case moved."""
    loaded = _loaded(cases)
    check_folder(out, "learnt.csv", ("multipliers.csv",), b"without,name,value")
    from breakranks.presentation.scores import print_learnt
    from breakranks.scoring import calibrate as run
    from breakranks.scoring import write_learnt

    with _progress(workers) as progress:
        found = run(loaded, progress, workers)
    print_learnt(found, _console(), write_learnt(found, out))


def _loaded(cases: Sequence[str]) -> list[Case]:
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
    slugs = [case.slug for case in loaded]
    if twice := [slug for slug in dict.fromkeys(slugs) if slugs.count(slug) > 1]:
        raise InputError(f"{', '.join(twice)} stands twice. Give each case once, and each folder a name of its own.")
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


def _console() -> "Console":
    """A pipe has no width of its own; what is printed wants a hundred columns."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=100)


@contextmanager
def _progress(workers: str | None = None) -> Iterator[Callable[[str, float], None]]:
    """A progress bar for each stage, on standard error so that --json can be piped; none where nobody would see it."""
    # From here on there are files that must not be left half written: an interruption is no longer the end at once.
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if workers and hasattr(signal, "SIGPIPE"):
        # A cluster that hangs up is an error that is told of.
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def tell(stage: str, part: float) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(STAGES.get(stage, stage), total=1.0)
        bar.update(tasks[stage], completed=part)

    with bar:
        yield tell


def _tell_all() -> None:
    """Make the streams take every sign, and show what is passed over as a sentence."""
    for name in ("stdout", "stderr"):
        # A console that cannot show a sign shows a plain one, and one that is closed nothing; neither costs the result.
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        if isinstance(stream := getattr(sys, name), TextIOWrapper):
            stream.reconfigure(errors=PLAIN)
    usual = warnings.showwarning

    def said(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if issubclass(category, InputWarning):
            sys.stderr.write(f"{message}\n")
        else:
            usual(message, category, filename, lineno, file, line)

    warnings.showwarning = said


def main() -> None:
    """Run the command line; bad input becomes sentences and exit code 2."""
    _tell_all()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except OSError as error:
        # What has not been printed never will be: it goes where nobody looks for it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"{error.filename or 'What there is to print'} could not be written ({error.strerror}).\n")
        sys.exit(1)
