"""What tests need to stand where a person's device stands."""
