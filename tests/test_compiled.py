"""Programs are traced and compiled once, in whatever process."""

import jax.numpy as jnp
import pytest

from breakranks import compiled

traced: list[str] = []


@compiled.jit(static_argnames="power")
def scaled(values, factor, power=1):
    traced.append(f"{values.shape} {power}")
    return factor * values**power


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "user_cache_path", lambda _: tmp_path)
    traced.clear()
    another_process(monkeypatch)
    return tmp_path / "compiled"


def another_process(monkeypatch):
    monkeypatch.setattr(compiled, "_programs", {})


def test_a_program_is_traced_once_for_each_shape_and_choice():
    for values in (jnp.arange(3.0), jnp.arange(1.0, 4.0), jnp.arange(4.0)):
        assert list(scaled(values, 2.0)) == list(2.0 * values)
    assert list(scaled(jnp.arange(3.0), factor=2.0, power=2)) == [0.0, 2.0, 8.0]
    assert traced == ["(3,) 1", "(4,) 1", "(3,) 2"]


def test_another_process_does_not_trace_it_again(monkeypatch, folder):
    first = scaled(jnp.arange(3.0), 0.1)
    another_process(monkeypatch)
    assert list(scaled(jnp.arange(3.0), 0.1)) == list(first)
    assert len(traced) == 1
    assert len(list(folder.iterdir())) == 1


def test_other_source_makes_another_program(monkeypatch, folder):
    scaled(jnp.arange(3.0), 0.1)
    another_process(monkeypatch)
    monkeypatch.setattr(compiled, "_source", lambda _: "edited")
    scaled(jnp.arange(3.0), 0.1)
    assert len(traced) == 2
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"not a program", None])
def test_a_damaged_file_is_compiled_anew(monkeypatch, folder, damage):
    scaled(jnp.arange(3.0), 0.1)
    (stored,) = folder.iterdir()
    whole = stored.read_bytes()
    stored.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    another_process(monkeypatch)
    assert list(scaled(jnp.arange(3.0), 2.0)) == [0.0, 2.0, 4.0]
    assert len(traced) == 2
    another_process(monkeypatch)
    scaled(jnp.arange(3.0), 2.0)
    assert len(traced) == 2


def test_no_folder_no_harm(folder):
    folder.write_text("a file where the folder should be")
    assert list(scaled(jnp.arange(3.0), 2.0)) == [0.0, 2.0, 4.0]


def test_what_nobody_used_for_long_is_removed(monkeypatch, folder):
    scaled(jnp.arange(3.0), 2.0)
    (old,) = folder.iterdir()
    monkeypatch.setattr(compiled, "FORGOTTEN", -1.0)
    scaled(jnp.arange(4.0), 2.0)
    assert not old.exists()


def test_what_closes_over_values_is_refused():
    with pytest.raises(ValueError, match="must be a module's own function"):
        compiled.jit()(lambda values: values)


def test_an_error_is_not_remembered():
    with pytest.raises(TypeError, match="incompatible shapes"):
        scaled(jnp.arange(3.0), jnp.arange(4.0))
    with pytest.raises(TypeError, match="incompatible shapes"):
        scaled(jnp.arange(3.0), jnp.arange(4.0))
    assert len(traced) == 2
