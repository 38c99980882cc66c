"""All benchmarks in one run, each as its own command would print it.

uv run --with cuthbert==0.1.1 --with smcx==2.1.0 --with pypomp==1.1.0 --with mesa==3.3.1 python -m benchmarks
"""

import sys

from benchmarks import filters, forward, growth, limit, log_evidence, whole

# The whole job first: the peak memory of a process is not under that of the one that starts it.
for module in (whole, limit, filters, forward, growth, log_evidence):
    print(f"\n== {module.__name__}\n", flush=True)
    sys.argv = [module.__name__]
    module.main()
