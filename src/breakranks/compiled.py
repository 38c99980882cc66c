"""How programs are compiled: quickly, and once.

JAX's own persistent cache finds a program by what it was traced and lowered to, which takes longer than running it.
Here it is found by the source it was made of, so that a later process neither traces nor lowers it.
"""

import ctypes
import inspect
import os
import pickle
import platform
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import cache, partial, wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast
from uuid import uuid4

import jax
from jax.api_util import shaped_abstractify
from jax.experimental.serialize_executable import deserialize_and_load, serialize
from platformdirs import user_cache_path

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Values = TypeVar("_Values")
MAPPINGS = Path("/proc/self/maps")
MOST_MAPPINGS = 25_000
"""Linux ends a process that asks for more than 65,530; an assessment's programs take up to ten thousand."""
MADE_OF = ("assumptions", "evidence", "model", "worlds", "futures")
"""The folders whose source programs are made of, beside the module of the program itself and this one."""
FORGOTTEN = 60 * 24 * 3600.0
"""Seconds after which a stored program that nobody used is removed."""

OPTIONS = {
    # LLVM's first level shortens compilation (docs/inference.md).
    "xla_backend_optimization_level": 1,
    # XLA drops barriers before it fuses on CPUs; without this pass they stay, and `keep` does what it says.
    "xla_disable_hlo_passes": "cse_barrier_expander",
}
"""How XLA compiles for CPUs."""

_programs: dict[object, Future[jax.stages.Compiled]] = {}
_lock = Lock()


def jit(static_argnames: str | Sequence[str] = ()) -> Callable[[_Function], _Function]:
    """`jax.jit`, on CPUs with `OPTIONS`, whose programs are kept in the user's cache folder.

    What it makes cannot itself be traced (as within another `jax.jit` or `jax.vmap`).

    Raises:
        ValueError: a function defined in another; its source does not say what it closes over.
    """
    static = {static_argnames} if isinstance(static_argnames, str) else set(static_argnames)

    def compiled(function: _Function) -> _Function:
        if "<" in function.__qualname__:
            raise ValueError(f"{function.__qualname__} must be a module's own function")
        signature = inspect.signature(function)

        @wraps(function)
        def call(*args: object, **kwargs: object) -> object:
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            fixed = {name: value for name, value in given.arguments.items() if name in static}
            arrays = {name: value for name, value in given.arguments.items() if name not in static}
            return _program(function, fixed, arrays)(**arrays)

        return cast(_Function, call)

    return compiled


def keep(values: _Values) -> _Values:
    """The arrays, each worked out once and stored; XLA would work them out again wherever they are read."""
    return cast(_Values, jax.lax.optimization_barrier(values))  # type: ignore[no-untyped-call]


def _program(function: Callable[..., Any], fixed: dict[str, Any], arrays: dict[str, Any]) -> jax.stages.Compiled:
    """The program for arrays of these shapes: from this process, else from the cache folder, else compiled."""
    leaves, tree = jax.tree.flatten(arrays)
    shapes = tuple(shaped_abstractify(leaf) for leaf in leaves)  # type: ignore[no-untyped-call]
    with _lock:
        key = (function, tuple(fixed.items()), tree, shapes)
        first = key not in _programs
        found = _programs.setdefault(key, Future())
    if first:
        try:
            name = f"{function.__module__}.{function.__qualname__}"
            parts = (name, fixed, tree, shapes, _source(function.__module__), _machine())
            place = user_cache_path("breakranks") / "compiled" / sha256(repr(parts).encode()).hexdigest()
            found.set_result(_load(place) or _compile(function, fixed, arrays, place))
        except BaseException as error:
            # Whoever waits for it fails as well, and the next call tries again.
            with _lock:
                _programs.pop(key, None)
            found.set_exception(error)
            raise
    return found.result()


def _compile(
    function: Callable[..., Any], fixed: dict[str, Any], arrays: dict[str, Any], place: Path
) -> jax.stages.Compiled:
    options = OPTIONS if jax.default_backend() == "cpu" else None
    made = jax.jit(partial(function, **fixed), compiler_options=options).lower(**arrays).compile()
    _store(made, place)
    return made


def _load(place: Path) -> jax.stages.Compiled | None:
    try:
        stored = place.read_bytes()
        # Its time of change says when it was last of use.
        place.touch()
        program, arrays, result = pickle.loads(zlib.decompress(stored))
        return deserialize_and_load(program, arrays, result, execution_devices=jax.devices()[:1])
    except Exception:  # Not there, or damaged, which readers complain of in many ways: it is compiled anew.
        return None


def _store(made: jax.stages.Compiled, place: Path) -> None:
    half = place.with_name(f"{place.name}-{uuid4().hex[:12]}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.write_bytes(zlib.compress(pickle.dumps(serialize(made)), 1))
        os.replace(half, place)
        for old in place.parent.iterdir():
            if old.stat().st_mtime < time.time() - FORGOTTEN:
                old.unlink()
    except (OSError, ValueError, NotImplementedError):
        # Without a folder to write to, or on a device whose programs cannot be stored, it costs time, nothing else.
        with suppress(OSError):
            half.unlink()


@cache
def _source(module: str) -> str:
    """A digest of the source that a module's programs are made of."""
    package = Path(__file__).parent
    files = {path for folder in MADE_OF for path in (package / folder).rglob("*.py")}
    own = sys.modules[module].__file__
    assert own is not None
    files |= {Path(__file__), Path(own)}
    digest = sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _machine() -> tuple[object, ...]:
    """What else a program depends on: versions, settings, and the processor, for which XLA compiles."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else [platform.processor()]
    processor = {line for line in lines if line.startswith(("model name", "flags", "Features"))} or lines[:1]
    device = jax.devices()[0]
    settings = sorted(jax.config.values.items())
    flags = os.environ.get("XLA_FLAGS")
    return (
        version("jax"),
        version("jaxlib"),
        device.client.platform_version,
        device.device_kind,
        cores(),
        sorted(processor),
        settings,
        flags,
    )


def cores() -> int:
    """Processor cores that this process may use: fewer than the machine's in some containers and cluster jobs."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def make_room() -> None:
    """Drop the programs of earlier cases before they fill the process's table of memory mappings."""
    if MAPPINGS.exists():
        with MAPPINGS.open("rb") as mappings:
            if sum(1 for _ in mappings) > MOST_MAPPINGS:
                with _lock:
                    _programs.clear()
                jax.clear_caches()  # type: ignore[no-untyped-call]


def hand_back() -> None:
    """Give the system back what XLA's compilers no longer need, which glibc's allocator would keep."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        # Other allocators have no such function.
        if hasattr(libc, "malloc_trim"):
            libc.malloc_trim(0)
