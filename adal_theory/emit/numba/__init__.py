"""Graph → the source of one fused Numba kernel."""
