"""A step as a user types it: exact counterexamples where it is false."""
