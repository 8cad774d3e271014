"""The agency's portal in a browser."""
