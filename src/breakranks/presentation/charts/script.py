"""Vega, Vega-Lite and Vega-Embed as one script for the page, from the copy that vl-convert carries."""

import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path


@cache
def chart_script() -> str:
    """Give the script, safe inside a script element.

    Bundling takes seconds, so the result is kept in the user's cache, and vl-convert loads only where it is not there.
    """
    kept = user_cache_path("breakranks") / f"charts-{version('vl-convert-python')}.js"
    try:
        return kept.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        import vl_convert

        script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace("</script", "<\\/script")
        _keep(kept, script)
        return script


def _keep(path: Path, text: str) -> None:
    """Write the cache; a cache that cannot be written costs time and nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        return
