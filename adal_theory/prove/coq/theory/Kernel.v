(* The semantics of the terms of adal_theory.prove in Coq's classical reals, and every rule of its kernel as a lemma. *)
From AdaL Require Export Certificates Numbers Sums Means Calculus NormalForms.
