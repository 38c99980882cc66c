"""Where forecasts are worked out: on this machine's cores, or on the workers of a Dask cluster."""

import os
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version

from breakranks import __version__
from breakranks.tables import InputError

PATIENCE = 20
"""Seconds to wait for a scheduler."""


@contextmanager
def pool_of(workers: str | None) -> Iterator[Executor]:
    """An executor: this machine's cores, or the workers of the Dask scheduler at the address `workers`.

    What a worker was at when it was lost is done again by another. If the caller is interrupted, what has not begun is
    cancelled.

    Raises:
        InputError: Dask is not installed, no scheduler answers, a worker has other versions, or the cluster was lost.
    """
    with ThreadPoolExecutor(os.cpu_count() or 1) if workers is None else _cluster(workers) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, **({"cancel_futures": True} if workers is None else {}))
            raise


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise InputError("--workers needs Dask, which is not installed: pip install 'breakranks[cluster]'.") from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address} ({error}). Start one with `dask scheduler` and give the address "
            "that it prints, such as tcp://host:8786."
        ) from None
    with client:
        _same_everywhere(client.run(_versions))
        try:
            yield client.get_executor(pure=False)
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise InputError(
                f"The cluster at {address} gave the work up: {error}. If workers run out of memory, give each fewer "
                "threads."
            ) from error


def _versions() -> str:
    return f"breakranks {__version__} with jaxlib {version('jaxlib')}"


def _same_everywhere(found: dict[str, str]) -> None:
    """Other versions would give other numbers."""
    other = [f"{worker} has {has}" for worker, has in found.items() if has != _versions()]
    if other:
        raise InputError(f"This machine has {_versions()}, but {'; '.join(sorted(other))}. Install the same on all.")
