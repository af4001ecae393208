"""From logs to what theory.md names: comparators, regret, certificates and how each run ended."""
