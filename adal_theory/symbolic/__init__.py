"""Graph → SymPy, for proofs and for reading: exact real arithmetic in the notation of theory.md §0."""
