"""Performs experiments and writes the page."""
