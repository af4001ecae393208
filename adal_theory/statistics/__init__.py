"""Statistics of gradient noise: tail index with a verdict, power laws, kurtosis, autocorrelation, spectral flatness.

Begin with `tail_index`: a bare `log_moment` calls many a law of finite variance heavy-tailed.
"""

from adal_theory.statistics.gaussian_band import gaussian_band
from adal_theory.statistics.hill import HillCurve, hill, hill_curve
from adal_theory.statistics.log_moment import log_moment
from adal_theory.statistics.maximum_likelihood import LikelihoodFit, maximum_likelihood
from adal_theory.statistics.mcculloch import QuantileFit, mcculloch
from adal_theory.statistics.moments import autocorrelation, excess_kurtosis
from adal_theory.statistics.power_law import PowerLaw, power_law
from adal_theory.statistics.spectrum import flatness_band, spectral_flatness
from adal_theory.statistics.stability import Stability, stability
from adal_theory.statistics.streaming import LogMoment, Moments, Reservoir, TopValues
from adal_theory.statistics.tail_index import TailIndex, summary, tail_index

__all__ = [
    "HillCurve",
    "LikelihoodFit",
    "LogMoment",
    "Moments",
    "PowerLaw",
    "QuantileFit",
    "Reservoir",
    "Stability",
    "TailIndex",
    "TopValues",
    "autocorrelation",
    "excess_kurtosis",
    "flatness_band",
    "gaussian_band",
    "hill",
    "hill_curve",
    "log_moment",
    "maximum_likelihood",
    "mcculloch",
    "power_law",
    "spectral_flatness",
    "stability",
    "summary",
    "tail_index",
]
