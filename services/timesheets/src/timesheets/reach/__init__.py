"""Who sees which logged work."""
