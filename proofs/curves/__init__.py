"""Right-hand sides of theorems on arrays, for the simulations."""
