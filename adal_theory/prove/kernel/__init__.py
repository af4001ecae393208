"""The trusted core: terms, theorems that only its rules can make, certificates. Imports the standard library and itself only."""
