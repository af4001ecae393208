"""Speed: the same job in this package, in NumPy and in JAX, on the same cores, in interleaved repetitions.

`compare` gives the table of `adal bench`, `scaling` shows cost against d, runs and T, `peak_memory` memory against T.
"""

from adal_theory.bench.harness import Ours, compare
from adal_theory.bench.scaling import peak_memory, scaling
from adal_theory.bench.workload import WORKLOADS, Workload

__all__ = ["WORKLOADS", "Ours", "Workload", "compare", "peak_memory", "scaling"]
