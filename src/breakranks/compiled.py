"""How programs are compiled: quickly, and once."""

import ctypes
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import jax
from platformdirs import user_cache_path

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Values = TypeVar("_Values")
MAPPINGS = Path("/proc/self/maps")
MOST_MAPPINGS = 25_000
"""Linux ends a process that asks for more than 65,530; an assessment's programs take up to ten thousand."""


OPTIONS = {
    # LLVM's first level shortens compilation (docs/inference.md).
    "xla_backend_optimization_level": 1,
    # XLA drops barriers before it fuses on CPUs; without this pass they stay, and `keep` does what it says.
    "xla_disable_hlo_passes": "cse_barrier_expander",
}
"""How XLA compiles for CPUs."""


def jit(static_argnames: str | Sequence[str] = ()) -> Callable[[_Function], _Function]:
    """`jax.jit`, on CPUs with `OPTIONS`."""

    def compiled(function: _Function) -> _Function:
        options = OPTIONS if jax.default_backend() == "cpu" else None
        return cast(_Function, jax.jit(function, static_argnames=static_argnames, compiler_options=options))

    return compiled


def keep(values: _Values) -> _Values:
    """The arrays, each worked out once and stored; XLA would work them out again wherever they are read."""
    return cast(_Values, jax.lax.optimization_barrier(values))  # type: ignore[no-untyped-call]


def keep_compiled() -> None:
    """Turn on JAX's persistent compilation cache, in the user's cache folder."""
    jax.config.update("jax_compilation_cache_dir", str(user_cache_path("breakranks") / "compiled"))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)  # type: ignore[no-untyped-call]


def make_room() -> None:
    """Drop the programs of earlier cases before they fill the process's table of memory mappings."""
    if MAPPINGS.exists():
        with MAPPINGS.open("rb") as mappings:
            if sum(1 for _ in mappings) > MOST_MAPPINGS:
                jax.clear_caches()  # type: ignore[no-untyped-call]


def hand_back() -> None:
    """Give the system back what XLA's compilers no longer need, which glibc's allocator would keep."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        # Other allocators have no such function.
        if hasattr(libc, "malloc_trim"):
            libc.malloc_trim(0)
