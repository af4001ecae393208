"""Terms, formulas and proofs as text, LaTeX and MathML. Importing it makes terms show themselves in the letters of theory.md."""

from adal_theory.prove.kernel.terms import set_text
from adal_theory.prove.printing.text import text

set_text(text)
