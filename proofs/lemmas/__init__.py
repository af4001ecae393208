"""Auxiliary lemmas: powers, roots, projections, sums."""
