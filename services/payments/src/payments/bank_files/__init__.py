"""The files of pay runs for the agency's bank, and what the bank answers."""
