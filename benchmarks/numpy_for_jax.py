"""Runs a module where there is no JAX: NumPy stands in for what of it the model's own source calls.

`benchmarks.apart` starts it. The module's `prepare` makes a function of what is given; each line holds its arguments.
"""

import json
import pickle
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np


def main() -> None:
    """Answer each line."""
    sys.modules |= {"jax": stand_in(), "jax.numpy": numbers(), "jaxtyping": types(), "breakranks.compiled": as_it_is()}
    # NumPy draws its own numbers.
    sys.modules["breakranks.model.threefry"] = ModuleType("breakranks.model.threefry")
    np.seterr(over="ignore")
    module, path = sys.argv[1:]
    answer = import_module(module).prepare(pickle.loads(Path(path).read_bytes()))
    for line in sys.stdin:
        print(answer(*json.loads(line)), flush=True)


def numbers() -> ModuleType:
    """NumPy, with JAX's default precision, and products by BLAS."""
    module = ModuleType("jax.numpy")
    vars(module).update({name: value for name, value in vars(np).items() if not name.startswith("__")})
    for name in ("array", "ones", "zeros"):
        setattr(module, name, partial(getattr(np, name), dtype=np.float32))
    module.einsum = partial(np.einsum, optimize=True)
    return module


def stand_in() -> ModuleType:
    module = ModuleType("jax")
    module.Array = np.ndarray
    module.tree = SimpleNamespace(map=mapped)
    module.tree_util = SimpleNamespace(register_dataclass=lambda kind, **_: kind)
    module.lax = SimpleNamespace(cond=either)
    module.nn = SimpleNamespace(sigmoid=lambda x: 1.0 / (1.0 + np.exp(-x)), one_hot=one_hot)
    return module


def as_it_is() -> ModuleType:
    """Nothing is compiled."""
    module = ModuleType("breakranks.compiled")
    module.jit = lambda *_, **__: lambda function: function
    module.keep = lambda values: values
    return module


def types() -> ModuleType:
    """The names that annotations are made of."""
    module = ModuleType("jaxtyping")
    annotation = type("Annotation", (), {"__class_getitem__": classmethod(lambda cls, _: cls)})
    for name in ("Array", "Bool", "Float", "Int", "Key", "Shaped"):
        setattr(module, name, annotation)
    return module


def mapped(function: Callable, tree: object) -> object:
    """A function of every array in nested NamedTuples."""
    return type(tree)(*(mapped(function, x) for x in tree)) if isinstance(tree, tuple) else function(tree)


def either(condition: bool, yes: Callable, no: Callable, *given: object) -> object:
    return yes(*given) if condition else no(*given)


def one_hot(number: np.ndarray, count: int) -> np.ndarray:
    return np.eye(count, dtype=np.float32)[number]


if __name__ == "__main__":
    main()
