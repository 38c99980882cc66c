"""How programs are compiled: quickly, and once."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import jax
from platformdirs import user_cache_path

_Function = TypeVar("_Function", bound=Callable[..., Any])


def jit(static_argnames: str | Sequence[str] = ()) -> Callable[[_Function], _Function]:
    """`jax.jit`; on CPUs at LLVM's first level, which shortens compilation (docs/inference.md)."""

    def compiled(function: _Function) -> _Function:
        options = {"xla_backend_optimization_level": 1} if jax.default_backend() == "cpu" else None
        return cast(_Function, jax.jit(function, static_argnames=static_argnames, compiler_options=options))

    return compiled


def keep_compiled() -> None:
    """Turn on JAX's persistent compilation cache, in the user's cache folder."""
    jax.config.update("jax_compilation_cache_dir", str(user_cache_path("breakranks") / "compiled"))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)  # type: ignore[no-untyped-call]
