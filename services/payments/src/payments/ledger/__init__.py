"""The double-entry ledger: every movement of value, never edited."""
