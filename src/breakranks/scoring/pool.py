"""Where forecasts are worked out: in this process, or on the workers of a Dask cluster."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from breakranks import __version__
from breakranks.tables import InputError

PATIENCE = 20
"""Seconds to wait for a scheduler."""


@contextmanager
def pool_of(workers: str | None) -> Iterator[Callable[..., Iterator[Any]]]:
    """What maps a function over jobs in their order: here, one after the other, or the workers of a Dask scheduler.

    `workers` is the scheduler's address. What a worker was at when it was lost is done again by another. If its user is
    interrupted, what has not begun is cancelled.

    Raises:
        InputError: Dask is not installed, no scheduler answers, a worker has other versions, or the cluster was lost.
    """
    if workers is None:
        yield map
    else:
        with _cluster(workers) as pool:
            yield pool.map


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
        pool = client.get_executor(pure=False)
        try:
            yield pool
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise InputError(
                f"The cluster at {address} gave the work up: {error}. If workers run out of memory, give each fewer "
                "threads."
            ) from error
        except BaseException:
            pool.shutdown(wait=False)
            raise


def _versions() -> str:
    return f"breakranks {__version__} with numpy {version('numpy')}"


def _same_everywhere(found: dict[str, str]) -> None:
    """Other versions would give other numbers."""
    other = [f"{worker} has {has}" for worker, has in found.items() if has != _versions()]
    if other:
        raise InputError(f"This machine has {_versions()}, but {'; '.join(sorted(other))}. Install the same on all.")
