"""Every theorem printed as Coq lemmas over the theory in `theory/`, and Coq run on them. Nothing here is trusted but `formulas`."""
