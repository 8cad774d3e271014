"""The customer's portal in a browser."""
