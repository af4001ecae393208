"""Chunks of runs as tasks of a Dask cluster: the one room that knows Dask, read when `cluster=` asks for it."""
