"""Rendering what was ordered, in the background of a worker."""
