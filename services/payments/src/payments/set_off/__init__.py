"""Setting off what contractors were paid too much with what they are paid next (decision 45)."""
