"""The contractor's portal in a browser."""
