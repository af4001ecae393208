"""Engines: compile, cache, launch."""
