"""Prints docs/cli.md from the command line itself: `uv run scripts/cli_reference.py > docs/cli.md`."""

from click.testing import CliRunner

from breakranks.cli import app

HEAD = """# The command line

Written by `scripts/cli_reference.py` from the program's own help; do not edit it by hand.

Commands are written as in the folder of the repository. Where breakranks is installed, leave out `uv run`, as the
program's own help and messages do.

| command | what it does |
|---|---|
{commands}

Every command explains itself with `--help`. What it has to say goes to standard output; progress, what is wrong and
what is passed over go to standard error. A console that cannot show a sign gets a plain one; `--json` is UTF-8 on every
console. The exit code is

- 0 where all went well,
- 2 where the input cannot be used: a sentence for each problem then names the file, the line, the column, what is wrong
  and what would be right,
- 1 where what there is to print cannot be written,
- 130 after Ctrl-C, and 141 where whoever reads the output has gone, as `head` does.

Of one kind of problem ten are told in full, and the rest counted.
"""
EXAMPLES = """## Examples

```
uv run breakranks cases
uv run breakranks assess kherson-2022
uv run breakranks assess kherson-2022 --as-of 2022-10-24 --out october
uv run breakranks assess kherson-2022 --json > kherson.json
uv run breakranks assess kherson-2022 --parameters my-parameters.csv
uv run breakranks assess france-1917 --as-of 1917-05-15 --ordinary
uv run breakranks compare kherson-2022 --from 2022-10-25 --to 2022-11-10
uv run breakranks compare kherson-2022 --from 2022-10-25 --to 2022-11-10 --out moved
uv run breakranks new my-case
uv run breakranks check my-case
uv run breakranks tidy my-case
uv run breakranks assess ./my-case
uv run breakranks agree ann/my-case ben/my-case --out agreement
uv run breakranks export ./my-case --as geojson --out my-case.geojson
uv run breakranks score
uv run breakranks score kherson-2022 ./my-case --out my-scores
uv run breakranks calibrate
```

`--parameters` and `--explanations` take files with the columns of `src/breakranks/assumptions/parameters.csv` and
`src/breakranks/assumptions/explanations.csv`. A file needs only the rows that you would change. Each row that is
given is used as it stands, in place of what was learnt from past cases; so a full copy of the shipped file puts the
priors back in place of all that was learnt.
"""
WIDTH = 88


def reference() -> str:
    """The whole of docs/cli.md."""
    commands = app.commands
    rows = "\n".join(f"| `uv run breakranks {name}` | {command.help.strip()} |" for name, command in commands.items())
    parts = [HEAD.format(commands=rows)]
    for name in (None, *commands):
        title = f"breakranks {name}" if name else "breakranks"
        parts.append(f"## {title}\n\n```\n{_help([name] if name else [])}\n```\n")
    return "\n".join([*parts, EXAMPLES])


def _help(arguments: list[str]) -> str:
    result = CliRunner().invoke(app, [*arguments, "--help"], prog_name="breakranks", terminal_width=WIDTH)
    return "\n".join(line.rstrip() for line in result.stdout.strip().splitlines())


if __name__ == "__main__":
    print(reference(), end="")
