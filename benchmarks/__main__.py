"""Times whole jobs and how they grow, and measures how well texts are read.

uv run python -m benchmarks              all of it, in some minutes
uv run python -m benchmarks whole        the command line from a cold and a warm start, and calls
uv run python -m benchmarks growth       a force made larger, longer, and told of more
uv run python -m benchmarks reading      a case read and checked, and very long tables
uv run python -m benchmarks extraction   how well texts are read without a language model
uv run python -m benchmarks desk         the workbench, driven as by a browser
"""

import sys

from benchmarks import desk, extraction, growth, reading, whole

PARTS = {
    "whole": whole.main,
    "growth": growth.main,
    "reading": reading.main,
    "extraction": extraction.main,
    "desk": desk.main,
}

for name in sys.argv[1:] or PARTS:
    print(f"== {name}\n", flush=True)
    PARTS[name]()
    print()
