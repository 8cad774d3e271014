"""Companies: the customers of an agency."""
