"""What a company owes as of a day, movement by movement, as the ledger has it."""
