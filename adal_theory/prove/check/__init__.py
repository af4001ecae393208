"""A step as a user types it: readers, verdicts."""
