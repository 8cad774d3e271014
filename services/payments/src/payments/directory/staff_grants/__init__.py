"""Who brought in which staff: pay runs look at it."""
