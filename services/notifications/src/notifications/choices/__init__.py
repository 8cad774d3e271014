"""Choices: a person says how each kind of e-mail comes, and a digest that waits moves with it."""
