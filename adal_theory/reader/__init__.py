"""Samples from files: arrays and tables of numbers, read in one way only or refused in one line."""

from adal_theory.reader.read import read_samples
from adal_theory.reader.samples import SampleFile

__all__ = ["SampleFile", "read_samples"]
