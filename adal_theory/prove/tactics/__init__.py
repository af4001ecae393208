"""Untrusted search for proofs: whatever is found here is made, step by step, by the rules of the kernel."""
