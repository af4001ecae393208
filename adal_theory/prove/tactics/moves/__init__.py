"""The named tactics of a proof, by what they are about. `proof.Proof` has them all."""
