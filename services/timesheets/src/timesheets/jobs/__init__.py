"""Jobs: planned shifts of work orders."""
