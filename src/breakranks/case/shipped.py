"""The shipped cases, and finding a case by slug or by path."""

from importlib.resources import as_file, files
from pathlib import Path

from breakranks.case.read import read
from breakranks.case.types import Case
from breakranks.tables import InputError, nearest


def shipped() -> tuple[str, ...]:
    """Slugs of the cases that come with the package, in alphabetical order."""
    return tuple(
        sorted(folder.name for folder in files("breakranks.case").joinpath("library").iterdir() if folder.is_dir())
    )


def load_case(case: str | Path) -> Case:
    """The case with this slug, or in the folder at this path (whatever has a separator in it, or is a folder here).

    Raises:
        InputError: there is no such case, or its folder has problems.
    """
    path = Path(case)
    if str(case) in shipped() and (isinstance(case, str) or not path.is_dir()):
        with as_file(files("breakranks.case") / "library" / str(case)) as folder:
            return read(folder)
    if path.is_dir() or len(path.parts) > 1:
        return read(path)
    near = nearest(str(case), shipped())
    raise InputError(f"There is no case '{case}'. {near + '. ' if near else ''}Shipped cases: {', '.join(shipped())}.")
