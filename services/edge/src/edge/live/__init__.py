"""Live updates: the edge follows the bus and tells each browser what it shows has gone stale."""
