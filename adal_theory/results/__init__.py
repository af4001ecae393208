"""Labelled arrays on disk, comparisons and fits."""
