"""The second judge: SymPy works out every step again, in code that shares nothing with the kernel's polynomials."""
