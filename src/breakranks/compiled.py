"""Keeps compiled programs in the user's cache folder, so that a second run need not compile."""

import jax
from platformdirs import user_cache_path


def keep_compiled() -> None:
    """Turn on JAX's persistent compilation cache."""
    jax.config.update("jax_compilation_cache_dir", str(user_cache_path("breakranks") / "compiled"))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.5)  # type: ignore[no-untyped-call]
