"""Claims, the ledger of their verdicts, witnesses and altered statements."""
