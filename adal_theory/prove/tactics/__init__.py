"""The search for proofs. Nothing here is trusted."""
