"""Import of logged work from a CSV file."""
