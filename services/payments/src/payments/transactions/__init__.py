"""What the agency owes a contractor, and where each of these sums stands."""
