"""Every theorem printed as Coq lemmas over the theory in `theory/`, and Coq run on them. Only `formulas` is to be trusted."""
