"""Changes of a company: who may make them, which version they are of, and who made them."""
