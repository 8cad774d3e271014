"""Money that was sent to contractors."""
