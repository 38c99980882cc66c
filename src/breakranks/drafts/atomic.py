"""Writing files so that no one ever sees half of one."""

import os
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from breakranks.tables import InputError


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write the files: every one complete beside its place first, and only then all of them into their places.

    Raises:
        InputError: a folder cannot be written to; then no file was changed unless moving itself failed half-way.
    """
    beside = {path: path.with_name(f".{path.name}-{uuid4().hex}") for path in files}
    try:
        for path, draft in beside.items():
            draft.write_bytes(files[path])
            if path.exists():
                draft.chmod(path.stat().st_mode)
        for path, draft in beside.items():
            os.replace(draft, path)
    except OSError as error:
        folder = next(iter(files)).parent
        raise InputError(
            f"{folder} cannot be written to ({error.strerror}). Make it a folder you may write to."
        ) from None
    finally:
        for draft in beside.values():
            draft.unlink(missing_ok=True)
