"""Libraries that do not fit beside JAX, as they need NumPy 1: each runs in an environment of its own.

A process is started there once, with what it works on; it then answers calls one by one, so that it can be timed in
turn with the others.
"""

import json
import os
import pickle
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import jax
import numpy as np

Call = Callable[..., float]
ROOT = Path(__file__).parents[1]
PYTHON = "3.11"
"""NumPy 1 has no wheels for Python 3.13 and later."""
OURS = "numpy<2"
"""What breakranks itself imports there."""


@contextmanager
def apart(module: str, package: str, given: object) -> Iterator[Call]:
    """The function that a module's `prepare` makes of the arrays of `given`, run with `package` and no JAX."""
    needed = [f"--with={name}" for name in (package, OURS)]
    environment = ["uv", "run", "-q", "--no-project", "--isolated", f"--python={PYTHON}", *needed]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        path.write_bytes(pickle.dumps(jax.tree.map(np.asarray, given)))
        process = subprocess.Popen(
            [*environment, "python", "-m", "benchmarks.numpy_for_jax", module, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        )

        def call(*arguments: int) -> float:
            print(json.dumps(arguments), file=process.stdin, flush=True)
            return float(process.stdout.readline())

        try:
            yield call
        finally:
            process.communicate()
