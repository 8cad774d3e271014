"""Directory: what notifications keeps of other services, to address people and name things."""
