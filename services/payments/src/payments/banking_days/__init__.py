"""Banking days: when banks of the agency's country carry out payments (decision 42)."""
